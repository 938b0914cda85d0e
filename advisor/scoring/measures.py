"""The raw figure of each criterion for one platform; an unknown figure is a range, never a guess."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advisor.knowledge import Knowledge, Platform
from advisor.rules import Verdict
from advisor.scenario import Scenario
from advisor.sizing import Topology

HIGHEST_LEVEL = 3
MOST_YEARS = 5.0


@dataclass(frozen=True)
class Measuring:
    """Everything that a measure may look at."""

    scenario: Scenario
    knowledge: Knowledge
    platform: Platform
    topology: Topology
    verdict: Verdict
    wanted: Mapping[str, float]
    day: dt.date
    reference_usd_per_month: float


@dataclass(frozen=True)
class Measured:
    """A raw figure with its reason; `raw` None means between `worst` and `best`."""

    raw: float | str | None
    why: str
    source: str | None = None
    worst: float | str = 0.0
    best: float | str = 0.0


def measure_fit(m: Measuring) -> Measured:
    """Weighted mean of level / 3 over the capabilities wanted; 0 to 1. Unknown levels range from 0 to 3."""
    total = sum(m.wanted.values())
    if total <= 0:
        return Measured(1.0, "nothing in particular was asked for")
    known = unknown = 0.0
    short = []
    for term, weight in m.wanted.items():
        level = _level(m, term)
        if level is None:
            unknown += weight
        else:
            known += weight * level / HIGHEST_LEVEL
            if level <= 1:
                about = m.knowledge.vocabulary[term].about
                short.append(about[:1].lower() + about[1:])
    why = f"{len(m.wanted)} capabilities asked for"
    why += (
        f"; short on {len(short)} of them ({short[0]}{' and others' if len(short) > 1 else ''})"
        if short
        else "; none short"
    )
    if unknown:
        return Measured(None, why + "; some unknown", worst=known / total, best=(known + unknown) / total)
    return Measured(known / total, why)


def _level(m: Measuring, term: str) -> int | None:
    if m.knowledge.vocabulary[term].derived:
        return HIGHEST_LEVEL  # a platform in the ranking is on offer and open
    value = m.platform.value(term, m.day)
    return None if value is None else int(value)


def measure_cost(m: Measuring) -> Measured:
    """Monthly bill over the reference bill of the same demand; 1 is the reference. Unpriced bills range 1 to 10."""
    reference = m.reference_usd_per_month
    if m.topology.bill.base is None:
        return Measured(None, "some machines have no price, so the bill is unknown", worst=10.0, best=1.0)
    ratio = m.topology.bill.base / reference
    return Measured(ratio, f"{m.topology.bill.base:,.0f} USD a month against a reference of {reference:,.0f}")


def measure_people(m: Measuring) -> Measured:
    """People it takes to run it, counted half where they are there and whole where they are missing.

    The number grows by the reference `skill_gap_some` or `skill_gap_none` when the team lacks the skill it takes.
    """
    claim = m.platform.claim("people_to_run", m.day)
    if claim is None:
        return Measured(None, "nobody has said how many people it takes", worst=4.0, best=0.0)
    takes, words = claim.value * _skill_factor(m), f"takes about {_people(claim.value)}"
    if takes > claim.value:
        words += f", {_people(round(takes, 1))} with the skills there are"
    ops = m.scenario.team.ops if m.scenario.team else None
    if ops is None:
        return Measured(None, f"{words}; how many there are is unknown", claim.source, 1.5 * takes, 0.5 * takes)
    missing = max(0.0, takes - ops)
    return Measured(0.5 * takes + missing, f"{words}; there are {ops}", claim.source)


def _people(number: float) -> str:
    """So many people in words."""
    return "one person" if number == 1 else f"{number:g} {'of a person' if number < 1 else 'people'}"


def _skill_factor(m: Measuring) -> float:
    team = m.scenario.team
    needed = m.platform.value("skill_needed", m.day)
    has = {"kubernetes": team.k8s_skill, "docker": team.docker_skill}.get(needed or "") if team else None
    if has is None or has == "strong":
        return 1.0
    return m.knowledge.reference(f"skill_gap_{has}")


def measure_portability(m: Measuring) -> Measured:
    """The level of portability, 0 to 3."""
    claim = m.platform.claim("portability", m.day)
    if claim is None:
        return Measured(None, "nobody has said how portable it is", worst=0.0, best=float(HIGHEST_LEVEL))
    return Measured(float(claim.value), claim.why or "", claim.source)


def measure_years_left(m: Measuring) -> Measured:
    """Years until an announced end that falls after the day asked about, at most 5; 5 where no end was announced.

    An end counts only when its source is not younger than the day asked about: in 2017 nobody knew of 2020.
    """
    for term in ("retired_on", "support_ends", "closed_to_new_from"):
        for line in reversed(m.platform.claims.get(term, ())):
            known = line.since <= m.day or m.knowledge.sources[line.source].day <= m.day
            if known and line.value > m.day:
                years = (line.value - m.day).days / 365.25
                return Measured(
                    min(MOST_YEARS, years), f"an end is announced for {line.value.isoformat()}", line.source
                )
            if known and term == "closed_to_new_from":
                return Measured(1.0, f"closed to new customers since {line.value.isoformat()}", line.source)
    return Measured(MOST_YEARS, "no end announced")


def measure_need_match(m: Measuring) -> Measured:
    """The word `<verdict>/<orchestration>`: whether the form of the platform fits the answer to question 1."""
    claim = m.platform.claim("orchestration", m.day)
    verdict = m.verdict.need.value
    if claim is None:
        return Measured(None, "its form is unknown", worst=f"{verdict}/none", best=f"{verdict}/managed")
    words = {
        "none": "schedules nothing",
        "managed": "hides scheduling in a service",
        "orchestrator": "is an orchestrator",
    }
    why = f"{_NEEDS[verdict]}, and this one {words[claim.value]}"
    return Measured(f"{verdict}/{claim.value}", why, claim.source)


_NEEDS = {
    "yes": "an orchestrator is needed",
    "no": "no orchestrator is needed",
    "managed": "scheduling is best left to a vendor",
    "either": "it can go with or without an orchestrator",
}

MEASURES: dict[str, Callable[[Measuring], Measured]] = {
    "fit": measure_fit,
    "cost_ratio": measure_cost,
    "people_short": measure_people,
    "portability_level": measure_portability,
    "years_left": measure_years_left,
    "need_match": measure_need_match,
}
