"""The raw figure of each criterion for one platform; an unknown figure is a range, never a guess."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from advisor.knowledge import Agents, Knowledge, Operator, Orchestration, Platform, SkillNeeded, Subscription, Terms
from advisor.scenario.model import Team
from advisor.sizing import Topology
from advisor.values import mid_sentence

HIGHEST_LEVEL = 3
MOST_YEARS = 5.0
MOST_TIMES = 10.0


@dataclass(frozen=True)
class Measuring:
    """Everything that a measure may look at."""

    team: Team | None
    existing: tuple[str, ...]
    """Platforms and tools that run there already."""
    knowledge: Knowledge
    platform: Platform
    topology: Topology
    need: str
    """The word of the verdict on question 1."""
    wanted: tuple[tuple[str, float], ...]
    """Capabilities that the criterion judges, with their weights."""
    day: dt.date
    reference_usd_per_month: float

    @property
    def terms(self) -> Terms:
        """What is claimed of the platform on that day."""
        return self.platform.terms(self.day)


@dataclass(frozen=True)
class Measured:
    """A raw figure with its reason; `raw` None means between `worst` and `best`."""

    raw: float | str | None
    why: str
    source: str | None = None
    worst: float | str = 0.0
    best: float | str = 0.0


def measure_levels(m: Measuring) -> Measured:
    """Weighted mean of level / 3 over the wanted capabilities judged here; unknown levels range from 0 to 3."""
    total = sum(weight for _, weight in m.wanted)
    if total <= 0:
        return Measured(1.0, "nothing in particular was asked for")
    known = unknown = 0.0
    short = []
    for term, weight in m.wanted:
        level = _level(m, term)
        if level is None:
            unknown += weight
        else:
            known += weight * level / HIGHEST_LEVEL
            if level <= 1:
                short.append(mid_sentence(m.knowledge.vocabulary[term].about))
    why = f"{len(m.wanted)} capabilities asked for"
    why += f"; short on {len(short)} of them ({short[0]}{' and others' if len(short) > 1 else ''})" if short else ""
    why += "" if short else "; none short"
    if unknown:
        return Measured(None, why + "; some unknown", worst=known / total, best=(known + unknown) / total)
    return Measured(known / total, why)


def _level(m: Measuring, term: str) -> int | None:
    value = m.platform.value(term, m.day)
    return None if value is None else int(value)


def measure_cost(m: Measuring) -> Measured:
    """Monthly bill over the reference bill of the same demand; 1 is the reference.

    A subscription that is quoted only multiplies the bill by a factor between two that the knowledge base states. A
    bill without prices of its machines ranges from the reference to `MOST_TIMES` the reference with the highest
    subscription, so that of two plans on the same machines the subscribed one costs more.
    """
    least, most = (1 + m.knowledge.reference(f"unpriced_subscription_share_{end}") for end in ("least", "most"))
    reference = m.reference_usd_per_month
    if m.topology.bill.base is None:
        subscribed = m.terms.subscription_basis in (Subscription.QUOTE_ONLY, Subscription.LISTED)
        ends = (MOST_TIMES, least) if subscribed else (MOST_TIMES / most, 1.0)
        return Measured(None, "some machines have no price, so the bill is unknown", worst=ends[0], best=ends[1])
    ratio = m.topology.bill.base / reference
    if m.topology.bill.subscription_unknown:
        why = (
            f"{m.topology.bill.base:,.0f} USD a month without its subscription, against a reference of {reference:,.0f}"
        )
        return Measured(None, why, worst=ratio * most, best=ratio * least)
    return Measured(ratio, f"{m.topology.bill.base:,.0f} USD a month against a reference of {reference:,.0f}")


def measure_people(m: Measuring) -> Measured:
    """People it takes to run it, counted half where they are there and whole where they are missing.

    The number grows by the reference `skill_gap_some` or `skill_gap_none` when the team lacks the skill it takes.
    """
    claim = m.terms.claim(Terms.people_to_run)
    if claim is None:
        return Measured(None, "nobody has said how many people it takes", worst=4.0, best=0.0)
    takes, words = claim.value * _skill_factor(m), f"takes about {_people(claim.value)}"
    if takes > claim.value:
        words += f", {_people(round(takes, 1))} with the skills there are"
    ops = m.team.ops if m.team else None
    if ops is None:
        return Measured(None, f"{words}; how many there are is unknown", claim.source, 1.5 * takes, 0.5 * takes)
    missing = max(0.0, takes - ops)
    there = _people(ops) if ops else "nobody"
    return Measured(0.5 * takes + missing, f"{words}; the team has {there} for it", claim.source)


def _people(number: float) -> str:
    """So many people in words."""
    return "one person" if number == 1 else f"{number:g} {'of a person' if number < 1 else 'people'}"


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
        return Measured(None, "nobody has said how portable it is", worst=0.0, best=float(HIGHEST_LEVEL))
    return Measured(float(claim.value), claim.why or "", claim.source)


def measure_years(m: Measuring) -> Measured:
    """Years until an announced end, at most 5, times the share that its backing lets one count on.

    An end counts only when its source is not younger than the day asked about: in 2017 nobody knew of 2020.
    """
    backing = m.terms.claim(Terms.backing)
    years, end = _years_left(m)
    if backing is None:
        least, most = (m.knowledge.reference(f"years_counted_at_backing_{level}") for level in (0, 3))
        return Measured(None, f"{end}; who stands behind it is unknown", None, least * years, most * years)
    share = m.knowledge.reference(f"years_counted_at_backing_{backing.value}")
    return Measured(share * years, f"{end}; {mid_sentence(backing.why or '')}", backing.source)


def _years_left(m: Measuring) -> tuple[float, str]:
    for field in (Terms.retired_on, Terms.support_ends, Terms.closed_to_new_from):
        for line in reversed(m.platform.lines(field)):
            known = line.since <= m.day or m.knowledge.sources[line.source].day <= m.day
            if known and line.value > m.day:
                years = (line.value - m.day).days / 365.25
                return min(MOST_YEARS, years), f"an end is announced for {line.value.isoformat()}"
            if known and field is Terms.closed_to_new_from:
                return 1.0, f"closed to new customers since {line.value.isoformat()}"
    return MOST_YEARS, "no end announced"


def measure_days_to_start(m: Measuring) -> Measured:
    """Working days to the first service in production, by simplicity and skill; 0 for what is in use here."""
    if m.platform.id in m.existing:
        return Measured(0.0, "it runs here already")
    claim = m.terms.claim(Terms.simplicity)
    if claim is None:
        least, most = (m.knowledge.reference(f"days_at_simplicity_{level}") for level in (3, 0))
        return Measured(None, "nobody has said how simple it is", None, most, least)
    days = m.knowledge.reference(f"days_at_simplicity_{claim.value}") * _skill_factor(m)
    moved = ""
    if set(m.existing) & set(m.knowledge.platforms):
        days *= m.knowledge.reference("days_when_something_is_moved")
        moved = ", what is in use having to be moved"
    return Measured(days, f"about {days:.0f} working days{moved}: {claim.why}", claim.source)


def measure_headroom(m: Measuring) -> Measured:
    """Most machines of one cluster over the machines planned; 10 where no machines are seen, 1 for a single one."""
    agents = m.terms.agents
    if agents is Agents.ONE_MACHINE:
        return Measured(1.0, "one machine is all there is")
    if agents in (Agents.TASKS, Agents.PLAN_INSTANCES):
        return Measured(MOST_TIMES, "replicas without machines of one's own")
    claim = m.terms.claim(Terms.max_nodes)
    if claim is None:
        return Measured(None, "nobody has published how many machines it takes", worst=1.0, best=MOST_TIMES)
    planned = max(1, sum(pool.node_count for pool in m.topology.pools))
    per_cluster = max(1.0, planned / max(1, m.topology.control_plane.clusters))
    times = claim.value / per_cluster
    return Measured(times, f"up to {claim.value:g} machines in one cluster, {planned} are planned", claim.source)


def measure_need_match(m: Measuring) -> Measured:
    """The word `<need>/<form>`: whether the form of the platform fits the answer to question 1.

    An orchestrator is told apart by who runs it.
    """
    claim = m.terms.claim(Terms.orchestration)
    if claim is None:
        return Measured(None, "its form is unknown", worst=f"{m.need}/none", best=f"{m.need}/managed")
    form: str = claim.value
    if claim.value is Orchestration.ORCHESTRATOR:
        vendor = m.terms.operated_by is Operator.VENDOR
        form = "vendor_orchestrator" if vendor else "own_orchestrator"
    return Measured(f"{m.need}/{form}", f"{_NEEDS[m.need]}, and this one {_FORMS[form]}", claim.source)


_FORMS = {
    "none": "schedules nothing",
    "managed": "hides scheduling in a service",
    "vendor_orchestrator": "is an orchestrator that a vendor runs",
    "own_orchestrator": "is an orchestrator that you run",
}
_NEEDS = {
    "yes": "an orchestrator is needed",
    "in_sight": "an orchestrator that is not hidden in a service is needed",
    "no": "no orchestrator is needed",
    "given_away": "no orchestrator is needed, and what there is to run is best left to a vendor",
    "managed": "scheduling is best left to a vendor",
    "either": "it can go with or without an orchestrator",
}


@dataclass(frozen=True)
class Measure:
    """How a criterion is measured, and the `answers` (fields of Measuring) that it looks at.

    It may look at the platform, its topology, the knowledge base and the day in any case.
    """

    of: Callable[[Measuring], Measured]
    answers: tuple[str, ...] = ()


MEASURES: dict[str, Measure] = {
    "fit": Measure(measure_levels, ("wanted",)),
    "wanted_levels": Measure(measure_levels, ("wanted",)),
    "cost_ratio": Measure(measure_cost, ("reference_usd_per_month",)),
    "people_short": Measure(measure_people, ("team", "existing")),
    "portability_level": Measure(measure_portability),
    "years_to_count_on": Measure(measure_years),
    "days_to_start": Measure(measure_days_to_start, ("team", "existing")),
    "headroom": Measure(measure_headroom),
    "need_match": Measure(measure_need_match, ("need",)),
}
