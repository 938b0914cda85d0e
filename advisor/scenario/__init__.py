"""What the architect asks for: the requirement file, how it is read and changed, and what can be counted in it."""

from advisor.scenario.changes import Changed, answer_at, change_answers, point_at_changes, with_answer
from advisor.scenario.consistency import contradicts_itself
from advisor.scenario.copies import kinds_by_name, numbered_alike, separate_copies
from advisor.scenario.demand import COUNTED, Demand, count_demand
from advisor.scenario.load import load_scenario, parse_scenario, with_origin
from advisor.scenario.model import Scenario
from advisor.scenario.rule_values import flat_values
from advisor.scenario.scaled_load import counted_load, scale_load
from advisor.scenario.service import Service

__all__ = [
    "COUNTED",
    "Changed",
    "Demand",
    "Scenario",
    "Service",
    "answer_at",
    "change_answers",
    "contradicts_itself",
    "count_demand",
    "counted_load",
    "flat_values",
    "kinds_by_name",
    "load_scenario",
    "numbered_alike",
    "parse_scenario",
    "point_at_changes",
    "scale_load",
    "separate_copies",
    "with_answer",
    "with_origin",
]
