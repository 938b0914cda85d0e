"""The raw figure of each criterion for one platform; an unknown figure is a range, never a guess."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from advisor.forms import Strengths, behind_best, form_of
from advisor.knowledge import Agents, Knowledge, Platform, SkillNeeded, Subscription, Terms
from advisor.scenario.model import Team
from advisor.scoring.kinship import OF_ONE_SERVICE, kinship
from advisor.screening import MOST_TASKS_NAMED
from advisor.sizing import Topology
from advisor.sizing.bill_types import Bill, BillPart
from advisor.sizing.operating_effort import OperatedSize, OperatingEffort, operating_effort
from advisor.sizing.topology import EndOfPlan
from advisor.values import Note, note

HIGHEST_LEVEL = 3
MOST_YEARS = 5.0
CARRYING = (BillPart.NODES, BillPart.CONTROL_PLANE_MEMBERS, BillPart.AUXILIARY_NODES)
"""The machines of a bill, which make most of it."""
MOST_TIMES = 10.0
MOST_PEOPLE = 4.0
MOST_DAYS_TO_START = 60.0
"""What a platform may take of which nobody says what it leaves to the team: the worst end of the scales."""


NOT_SIZED: Any = None
"""Stands for the topology of a platform that is not sized, where a measure does not look at it."""
_LEAST_SIZE = OperatedSize(clusters=1, machines=0, services=0)


@dataclass(frozen=True)
class Measuring:
    """Everything that a measure may look at."""

    team: Team | None
    existing: tuple[str, ...]
    """What runs there already, by the ids of platforms and words known to the knowledge base."""
    knowledge: Knowledge
    platform: Platform
    topology: Topology
    strengths: Strengths
    """How strong each form is, best first."""
    wanted: tuple[tuple[str, float], ...]
    """Capabilities that the criterion judges, with their weights."""
    day: dt.date
    reference_usd_per_month: float

    @property
    def effort(self) -> OperatingEffort | None:
        """What of running it stays with the team: the least there can be of a platform that is not sized."""
        if self.topology is NOT_SIZED:
            return operating_effort(self.terms, self.knowledge, _LEAST_SIZE)
        return self.topology.bill.effort

    @property
    def terms(self) -> Terms:
        """What is claimed of the platform on that day."""
        return self.platform.terms(self.day)


class MeasureCode(StrEnum):
    """Why a raw figure is what it is, with the values that come with it."""

    NOTHING_WANTED = "nothing_wanted"
    LEVELS = "levels"  # wanted, short: what the vocabulary says of each, unknown
    NO_PRICE = "no_price_of_machines"  # at_least: what is priced, None where nothing is; reference
    COST = "cost"  # usd_per_month, reference, at_least: whether part has no price, over_years: None without growth
    OUTGROWN = "outgrown"  # usd_per_month today, reference
    PEOPLE_UNKNOWN = "people_unknown"
    PEOPLE = "people"  # hours a week, takes, with_skills, there: None where nobody said; largest: (task, hours) each
    PORTABILITY_UNKNOWN = "portability_unknown"
    PORTABILITY = "portability"  # text: as the knowledge base has it
    ADOPTION = "adoption"  # runs, knows: as claimed, None where nothing is; of: what is in use that says more, or None
    YEARS = "years"  # end, on, backing: as the knowledge base has it, None where nothing is claimed
    IN_USE = "in_use"
    DAYS_TO_START_UNKNOWN = "days_to_start_unknown"
    DAYS_TO_SWITCH_MODE = "days_to_switch_mode"  # as days_to_start, where another mode of the service is in use
    DAYS_TO_START = "days_to_start"  # days, moved, largest: what the tasks are that take most of them
    ONE_MACHINE_ONLY = "one_machine_only"
    NO_OWN_MACHINES = "no_own_machines"
    MOST_NODES_UNKNOWN = "most_nodes_unknown"
    HEADROOM = "headroom"  # most, planned
    NOTHING_IN_USE = "nothing_in_use"
    ONLY_UNKNOWN_IN_USE = "only_unknown_in_use"  # words
    KINSHIP = "kinship"  # of: what is in use, kept and lost: its formats and packages, known: whether they are claimed
    FORM_UNKNOWN = "form_unknown"
    FORM = "form"  # form, best, behind: points


class End(StrEnum):
    """What is announced of the end of a platform."""

    NONE = "none"
    ANNOUNCED = "announced"
    CLOSED = "closed"


@dataclass(frozen=True)
class Measured:
    """A raw figure with its reason; `raw` None means between `worst` and `best`.

    Such a figure counts in the middle of the two, or with `at_worst` at the worst.
    """

    raw: float | str | None
    why: Note
    source: str | None = None
    worst: float | str = 0.0
    best: float | str = 0.0
    at_worst: bool = False


def measure_levels(m: Measuring) -> Measured:
    """Weighted mean of level / 3 over the wanted capabilities judged here; unknown levels range from 0 to 3."""
    total = sum(weight for _, weight in m.wanted)
    if total <= 0:
        return Measured(1.0, note(MeasureCode.NOTHING_WANTED))
    known = unknown = 0.0
    short = []
    for term, weight in m.wanted:
        level = _level(m, term)
        if level is None:
            unknown += weight
        else:
            known += weight * level / HIGHEST_LEVEL
            if level <= 1:
                short.append(m.knowledge.vocabulary[term].about)
    why = note(MeasureCode.LEVELS, wanted=len(m.wanted), short=tuple(short), unknown=unknown > 0)
    if unknown:
        return Measured(None, why, worst=known / total, best=(known + unknown) / total)
    return Measured(known / total, why)


def _level(m: Measuring, term: str) -> int | None:
    value = m.platform.value(term, m.day)
    return None if value is None else int(value)


def measure_cost(m: Measuring) -> Measured:
    """Monthly bill over the reference bill of the same demand; 1 is the reference.

    What has no price makes the ratio a range, and counts at its dear end, so that nobody wins by an unknown cost: a
    subscription that is quoted only multiplies the bill by a factor between two that the knowledge base states, and a
    part beside the machines without a price by the higher one at most; with machines without a price the ratio is at
    least that of what is priced, and at most `MOST_TIMES` with the highest subscription, so that of two plans on the
    same machines the subscribed one costs more. Where demand grows, the mean of today's bill and that of the end of the
    plan is set against the mean of the two reference bills.
    """
    least, most = (1 + m.knowledge.reference(f"unpriced_subscription_share_{end}") for end in ("least", "most"))
    end, bill = m.topology.end_of_plan, m.topology.bill
    if end is not None and end.bill is None:
        return _outgrown(m, bill)
    usd, reference = _over_plan(m, bill, end)
    ratio = (usd or 0.0) / reference
    if usd is None or any(line.key.part in CARRYING for line in bill.lines_without_price):
        subscribed = m.terms.subscription_basis in (Subscription.QUOTE_ONLY, Subscription.LISTED)
        worst, best = (MOST_TIMES, least) if subscribed else (MOST_TIMES / most, 1.0)
        why = note(MeasureCode.NO_PRICE, at_least=usd, reference=reference)
        return Measured(None, why, worst=max(worst, ratio), best=max(best, ratio), at_worst=True)
    quoted = bill.subscription_unknown
    years = end.years if end is not None else None
    why = note(MeasureCode.COST, usd_per_month=usd, reference=reference, at_least=bill.is_lower_limit, over_years=years)
    if bill.is_lower_limit:
        best = ratio * least if quoted else ratio
        return Measured(None, why, worst=ratio * most, best=best, at_worst=True)
    return Measured(ratio, why)


def _over_plan(m: Measuring, bill: Bill, end: EndOfPlan | None) -> tuple[float | None, float]:
    """USD a month over the plan, None where nothing has a price, and the reference for it."""
    if end is None or end.bill is None or bill.base is None or end.bill.base is None:
        return bill.base, m.reference_usd_per_month
    return (bill.base + end.bill.base) / 2, m.reference_usd_per_month * (1 + end.factor) / 2


def _outgrown(m: Measuring, bill: Bill) -> Measured:
    """The cost of a platform that cannot hold the end of the plan: what comes then is not known."""
    ratio = (bill.base or 0.0) / m.reference_usd_per_month
    why = note(MeasureCode.OUTGROWN, usd_per_month=bill.base, reference=m.reference_usd_per_month)
    return Measured(None, why, worst=max(MOST_TIMES, ratio), best=ratio, at_worst=True)


def measure_people(m: Measuring) -> Measured:
    """People that the tasks left take, counted half where they are there and whole where they are missing.

    Tasks that need the skill of the platform take longer, by the reference `skill_gap_some` or `skill_gap_none`, when
    the team lacks it.
    """
    effort = m.effort
    if effort is None:
        return Measured(None, note(MeasureCode.PEOPLE_UNKNOWN), worst=MOST_PEOPLE, best=0.0)
    takes = effort.people_with(_skill_factor(m))
    ops = m.team.ops if m.team else None
    why = note(
        MeasureCode.PEOPLE,
        hours=effort.hours.base,
        takes=effort.people,
        with_skills=takes,
        there=ops,
        largest=tuple((each.task.about, each.hours.base) for each in effort.tasks[:MOST_TASKS_NAMED]),
    )
    if ops is None:
        return Measured(None, why, effort.source, 1.5 * takes, 0.5 * takes)
    missing = max(0.0, takes - ops)
    return Measured(0.5 * takes + missing, why, effort.source)


def _skill_factor(m: Measuring) -> float:
    team = m.team
    needed = m.terms.skill_needed
    if needed is SkillNeeded.OWN:  # only who runs it knows it
        return 1.0 if m.platform.id in m.existing else m.knowledge.reference("skill_gap_none")
    has = (
        {SkillNeeded.KUBERNETES: team.k8s_skill, SkillNeeded.DOCKER: team.docker_skill}.get(needed or SkillNeeded.NONE)
        if team
        else None
    )
    if has is None or has == "strong":
        return 1.0
    return m.knowledge.reference(f"skill_gap_{has}")


def measure_portability(m: Measuring) -> Measured:
    """The level of portability, 0 to 3."""
    claim = m.terms.claim(Terms.portability)
    if claim is None:
        return Measured(None, note(MeasureCode.PORTABILITY_UNKNOWN), worst=0.0, best=float(HIGHEST_LEVEL))
    return Measured(float(claim.value), note(MeasureCode.PORTABILITY, text=claim.why or ""), claim.source)


def measure_adoption(m: Measuring) -> Measured:
    """The mean level of adoption and talent, 0 to 3; a level that nobody claims ranges from 0 to 3.

    Whoever runs something near it need not find people who know it: talent is at least the kinship to what is in use,
    times 3.
    """
    adoption, talent = m.terms.claim(Terms.adoption), m.terms.claim(Terms.talent)
    near = kinship(m.existing, m.platform, m.knowledge, m.day) if m.existing else None
    here = HIGHEST_LEVEL * near.low if near is not None else 0.0
    runs, knows = (claim.why if claim is not None else None for claim in (adoption, talent))
    of = near.of if near is not None and talent is not None and here > talent.value else None
    why = note(MeasureCode.ADOPTION, runs=runs, knows=knows, of=of)
    source = next((claim.source for claim in (adoption, talent) if claim is not None), None)
    levels = [(0.0, float(HIGHEST_LEVEL)) if adoption is None else (float(adoption.value),) * 2]
    levels.append((here, float(HIGHEST_LEVEL)) if talent is None else (max(here, float(talent.value)),) * 2)
    worst, best = (sum(each) / 2 for each in zip(*levels, strict=True))
    return Measured(worst if worst == best else None, why, source, worst=worst, best=best)


def measure_years(m: Measuring) -> Measured:
    """Years until an announced end, at most 5, times the share that its backing lets one count on.

    An end counts only when its source is not younger than the day asked about: in 2017 nobody knew of 2020.
    """
    backing = m.terms.claim(Terms.backing)
    years, end, on = _years_left(m)
    why = note(MeasureCode.YEARS, end=end, on=on, backing=None if backing is None else backing.why or "")
    if backing is None:
        least, most = (m.knowledge.reference(f"years_counted_at_backing_{level}") for level in (0, 3))
        return Measured(None, why, None, least * years, most * years)
    share = m.knowledge.reference(f"years_counted_at_backing_{backing.value}")
    return Measured(share * years, why, backing.source)


def _years_left(m: Measuring) -> tuple[float, End, str]:
    """Years that are left, what is announced, and the ISO day of it."""
    for field in (Terms.retired_on, Terms.support_ends, Terms.closed_to_new_from):
        for line in reversed(m.platform.lines(field)):
            known = line.since <= m.day or m.knowledge.sources[line.source].day <= m.day
            if known and line.value > m.day:
                years = (line.value - m.day).days / 365.25
                return min(MOST_YEARS, years), End.ANNOUNCED, line.value.isoformat()
            if known and field is Terms.closed_to_new_from:
                return 1.0, End.CLOSED, line.value.isoformat()
    return MOST_YEARS, End.NONE, ""


def measure_days_to_start(m: Measuring) -> Measured:
    """Working days to set up and learn the tasks left, by skill; 0 for what is in use here.

    At another mode of a service in use, most of what stands around it is set up and learnt, as in `kinship`.
    """
    if m.platform.id in m.existing:
        return Measured(0.0, note(MeasureCode.IN_USE))
    effort = m.effort
    if effort is None:
        return Measured(None, note(MeasureCode.DAYS_TO_START_UNKNOWN), None, MOST_DAYS_TO_START, 0.0)
    days = effort.setup_days(_skill_factor(m))
    moved = bool(set(m.existing) & set(m.knowledge.platforms))
    services = {m.knowledge.service_of(name, m.day) for name in m.existing}
    of_one_service = m.knowledge.service_of(m.platform.id, m.day) in services
    if of_one_service:
        days *= 1 - OF_ONE_SERVICE
    if moved:
        days *= m.knowledge.reference("days_when_something_is_moved")
    code = MeasureCode.DAYS_TO_SWITCH_MODE if of_one_service else MeasureCode.DAYS_TO_START
    tasks = sorted((task for _, task in effort.left), key=lambda task: -task.setup_days)
    largest = tuple(task.about for task in tasks[:MOST_TASKS_NAMED])
    return Measured(days, note(code, days=days, moved=moved, largest=largest), effort.source)


def measure_headroom(m: Measuring) -> Measured:
    """Most machines of one cluster over the machines planned; 10 where no machines are seen, 1 for a single one."""
    agents = m.terms.agents
    if agents is Agents.ONE_MACHINE:
        return Measured(1.0, note(MeasureCode.ONE_MACHINE_ONLY))
    if agents in (Agents.TASKS, Agents.PLAN_INSTANCES):
        return Measured(MOST_TIMES, note(MeasureCode.NO_OWN_MACHINES))
    claim = m.terms.claim(Terms.max_nodes)
    if claim is None:
        return Measured(None, note(MeasureCode.MOST_NODES_UNKNOWN), worst=1.0, best=MOST_TIMES)
    end = m.topology.end_of_plan
    today = sum(pool.node_count * m.topology.copies_of(pool.name) for pool in m.topology.pools)
    planned = max(1, today, end.machine_count if end else 0)
    per_cluster = max(1.0, planned / max(1, m.topology.control_plane.clusters))
    times = claim.value / per_cluster
    return Measured(times, note(MeasureCode.HEADROOM, most=claim.value, planned=planned), claim.source)


def measure_kinship(m: Measuring) -> Measured:
    """The share of what is in use that carries over: 1 for all alike where nothing is, 0 to 1 where nobody knows."""
    if all(map(m.knowledge.stands_beside, m.existing)):
        return Measured(1.0, note(MeasureCode.NOTHING_IN_USE))
    near = kinship(m.existing, m.platform, m.knowledge, m.day)
    if near is None:
        unknown = tuple(word for word in m.existing if not m.knowledge.stands_beside(word))
        return Measured(None, note(MeasureCode.ONLY_UNKNOWN_IN_USE, words=unknown), worst=0.0, best=1.0)
    if near.same:
        return Measured(1.0, note(MeasureCode.IN_USE))
    claim = m.terms.claim(Terms.definitions)
    source = None if claim is None else claim.source
    why = note(MeasureCode.KINSHIP, of=near.of, kept=near.kept, lost=near.lost, known=near.low == near.high)
    if near.low < near.high:
        return Measured(None, why, source, worst=near.low, best=near.high)
    return Measured(near.low, why, source)


def measure_form(m: Measuring) -> Measured:
    """Points by which the form of the platform stands behind the strongest form."""
    form = form_of(m.terms)
    if form is None:
        return Measured(None, note(MeasureCode.FORM_UNKNOWN), worst=10.0, best=0.0)
    claim = m.terms.claim(Terms.orchestration)
    behind = behind_best(m.strengths, form)
    why = note(MeasureCode.FORM, form=form.value, best=m.strengths[0][0].value, behind=behind)
    return Measured(behind, why, claim.source if claim else None)


@dataclass(frozen=True)
class Measure:
    """How a criterion is measured, and the `answers` (fields of Measuring) that it looks at.

    It may look at the platform, the knowledge base and the day in any case, at the topology with `topology`, and with
    `effort` at the effort, which is least where there is least to run.
    """

    of: Callable[[Measuring], Measured]
    answers: tuple[str, ...] = ()
    topology: bool = False
    effort: bool = False


MEASURES: dict[str, Measure] = {
    "fit": Measure(measure_levels, ("wanted",)),
    "wanted_levels": Measure(measure_levels, ("wanted",)),
    "cost_ratio": Measure(measure_cost, ("reference_usd_per_month",), topology=True),
    "people_short": Measure(measure_people, ("team", "existing"), effort=True),
    "portability_level": Measure(measure_portability),
    "adoption_level": Measure(measure_adoption, ("existing",)),
    "years_to_count_on": Measure(measure_years),
    "days_to_start": Measure(measure_days_to_start, ("team", "existing"), effort=True),
    "headroom": Measure(measure_headroom, topology=True),
    "kinship": Measure(measure_kinship, ("existing",)),
    "form_behind": Measure(measure_form, ("strengths",)),
}
