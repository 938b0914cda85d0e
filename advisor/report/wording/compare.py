"""Platforms side by side and requirements beside each other, in words."""

from __future__ import annotations

from advisor.compare import Alone, AnswersCompared, Lead
from advisor.explain import PlatformExplained
from advisor.explanations import Trait
from advisor.knowledge import Knowledge
from advisor.report.wording.capabilities import LEVELS_IN_A_WORD
from advisor.report.wording.operation import people_words
from advisor.report.wording.rounded import amount_of_money
from advisor.sizing.topology import Infeasible, Topology


def place_cell(one: PlatformExplained, fitting: int) -> str:
    """Its place among so many, or that it is out."""
    ranked = one.standing.ranked
    if ranked is None:
        return "out"
    return f"{ranked.rank} of {fitting}" + (", not for this" if ranked.not_for_this else "")


def cost_cell(topology: Topology | Infeasible) -> str:
    """The base of its bill."""
    if isinstance(topology, Infeasible):
        return "-"
    bill = topology.bill
    if bill.base is None:
        return "no price"
    return f"{'at least ' if bill.is_lower_limit else ''}{amount_of_money(bill.base)}"


def range_cell(topology: Topology | Infeasible) -> str:
    """The low and the high end of its bill."""
    if isinstance(topology, Infeasible) or topology.bill.low is None or topology.bill.high is None:
        return "-"
    return f"{amount_of_money(topology.bill.low)} to {amount_of_money(topology.bill.high)}"


def people_cell(topology: Topology | Infeasible) -> str:
    """How many people the tasks left to the team take."""
    if isinstance(topology, Infeasible) or topology.bill.effort is None:
        return "-"
    return people_words(topology.bill.effort.people)


def level_cell(trait: Trait | None) -> str:
    """The level that is claimed."""
    return "nobody says" if trait is None else LEVELS_IN_A_WORD[trait.level]


def lead_words(lead: Lead, other: str, why: str) -> str:
    """By how much another one is behind the best by a criterion, or ahead of it, and why; in a sentence."""
    side = "behind" if lead.ahead > 0 else "ahead"
    return f"{other}, {abs(lead.ahead):.3f} {side}: {why or 'no reason is known'}."


def alone_words(part: Alone, compared: AnswersCompared) -> str:
    """What one difference does alone, and what all others do without it."""
    if part.refused:
        return f"{part.part}: cannot be changed alone, as other answers would contradict it."
    knowledge = compared.what_if.knowledge
    was, becomes = compared.quick
    moved = part.first != was.first or part.need is not was.verdict.need
    alone = _answer(part.need.value if part.need else "", part.first, knowledge)
    if part in compared.enough_alone:
        does = f"alone it brings the other first place ({alone})"
    else:
        does = f"alone it leads to {alone}" if moved else "alone it changes neither verdict nor first place"
    lost = part.without_first != becomes.first or part.without_need is not becomes.verdict.need
    without = _answer(part.without_need.value if part.without_need else "", part.without_first, knowledge)
    rest = f"without it the others lead to {without}" if lost else "the others do the same without it"
    return f"{part.part}: {does}; {rest}."


def _answer(need: str, first: str | None, knowledge: Knowledge) -> str:
    name = "no platform" if first is None else knowledge.platforms[first].name
    return f"{name}, need {need}"
