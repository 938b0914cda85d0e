"""Findings + platforms -> which platforms are eligible, and every reason why the others are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from advisor.expressions import Truth
from advisor.knowledge import DatedClaim, Knowledge, Level, Operator, Platform, TaskPer, TermField, TermKind, Terms
from advisor.knowledge.schema import SINCE_START, Law
from advisor.knowledge.terms import RUNS_ON
from advisor.rules import Finding, apply_rules, scenario_values
from advisor.scenario import Scenario
from advisor.scenario.enums import Cloud
from advisor.settled import without_settled
from advisor.values import Note, note

MOST_TASKS_NAMED = 3
SMALL_ESTATE = {TaskPer.ONCE: 1, TaskPer.CLUSTER: 1, TaskPer.MACHINE: 3, TaskPer.SERVICE: 10}
"""What a small team is taken to run, when a platform is judged by the hours that it leaves: a common size."""
LEVEL_OF_A_DEMAND = 2
"""A capability named in a list of demands counts as met from this level: good, if with effort or add-ons."""


class DerivedCode(StrEnum):
    """What is worked out from other claims on one day, with the values that come with it; days as ISO text."""

    ON_OFFER = "on_offer"  # since
    COMES_LATER = "comes_later"  # platform, since
    ENDED = "ended"  # platform, since, successor, successor_name: empty where nobody names one
    OPEN_TO_NEW = "open_to_new_customers"
    CLOSED_TO_NEW = "closed_to_new_customers"  # platform, since
    RUNS_ALREADY = "runs_already"
    WEEKLY_HOURS = "weekly_hours"  # hours, largest: what the tasks are that take most of them
    RUN_UNDER_US_LAW = "run_under_us_law"  # provider, why
    STANDS_UNDER_US_LAW = "stands_under_us_law"  # providers: whose clouds it may stand in
    ON_OWN_SERVERS = "on_own_servers"
    WITH_OTHER_PROVIDERS = "with_other_providers"  # providers: those that do not answer to US law
    SETUP_DAYS = "setup_days"  # days, largest: what the tasks are that take most of them


@dataclass(frozen=True)
class DerivedClaim(DatedClaim):
    """A claim that is worked out from others: from the lifecycle or the tasks left; `reason` in place of why."""

    reason: Note = field(kw_only=True)


@dataclass(frozen=True)
class Place:
    """Where everything is to stand: on own servers alone, or in a cloud, which may be named.

    `clouds` are those in which it may stand; empty where that may be any.
    """

    on_own_hardware: bool = False
    cloud: str | None = None
    clouds: tuple[str, ...] = ()


def place_of(scenario: Scenario, knowledge: Knowledge) -> Place:
    """Where a scenario places everything, as far as it says so."""
    cloud = scenario.hosting.cloud if scenario.hosting else None
    named = None if cloud in (None, Cloud.ANY) else cloud.value
    return Place(scenario.on_own_hardware, named, knowledge.clouds_meant(scenario.hosting))


@dataclass(frozen=True)
class Requirement:
    """What a rule asks of one term: a level of a capability, or the least value of a figure."""

    term: str
    wanted: float
    finding: Finding
    asked_as: str | None = None


@dataclass(frozen=True)
class Unmet:
    """A requirement that a platform is known not to meet, and the claim that says so."""

    requirement: Requirement
    claim: DatedClaim

    @property
    def rule_id(self) -> str:
        """The rule that asks for it."""
        return self.requirement.finding.rule.id


@dataclass(frozen=True)
class Screened:
    """A platform with what it does not meet, what nobody has claimed about it, and what waits for an answer."""

    platform: Platform
    unmet: tuple[Unmet, ...]
    unknown: tuple[Requirement, ...]
    undecided: tuple[Unmet, ...]

    @property
    def eligible(self) -> bool:
        """True when no requirement is known to be unmet; an unknown capability does not exclude."""
        return not self.unmet

    @property
    def lone_blocker(self) -> str | None:
        """The id of the only rule in the way, the one to relax; None when there are none or several."""
        rules = {unmet.rule_id for unmet in self.unmet}
        return rules.pop() if len(rules) == 1 else None


def day_asked(scenario: Scenario, knowledge: Knowledge) -> dt.date:
    """The day the scenario is answered for: its own, else the newest day in the knowledge base."""
    return scenario.as_of or knowledge.newest_source_day


def screen(scenario: Scenario, knowledge: Knowledge) -> tuple[Screened, ...]:
    """Every platform of the knowledge base, in the order of ids, with all that speaks against it.

    Parameters:
        scenario: what is asked; platforms are judged as of its day.
        knowledge: rules, platforms and claims.

    >>> from advisor import load_knowledge, load_scenario
    >>> late = load_scenario({"name": "late", "as_of": "2026-08-01"})
    >>> acs = next(one for one in screen(late, load_knowledge()) if one.platform.id == "acs")
    >>> acs.eligible, [unmet.requirement.term for unmet in acs.unmet]  # Azure Container Service ended in 2020
    (False, ['on_offer', 'open_to_new_customers'])
    """
    findings = without_settled(apply_rules(scenario, knowledge), scenario, knowledge)
    return screen_findings(scenario, knowledge, findings)


def screen_findings(scenario: Scenario, knowledge: Knowledge, findings: tuple[Finding, ...]) -> tuple[Screened, ...]:
    """Like screen, for findings already at hand."""
    knowledge = knowledge.placed_for(scenario)
    day = day_asked(scenario, knowledge)
    requirements = tuple(requirements_of(scenario_values(scenario, knowledge), knowledge, findings))
    return tuple(
        _screen_one(platform, requirements, scenario, knowledge, day) for platform in knowledge.platforms.values()
    )


class CandidateFilter:
    """Which platforms stay eligible in scenarios that differ in a few answers; each requirement is looked up once.

    `candidates` are the ids of the platforms to choose from.
    """

    def __init__(self, candidates: Iterable[str], knowledge: Knowledge) -> None:
        self._candidates, self._knowledge = tuple(candidates), knowledge
        self._short: dict[Hashable, frozenset[str]] = {}

    def eligible_ids(self, scenario: Scenario, values: Mapping[str, Any], findings: tuple[Finding, ...]) -> list[str]:
        """The platforms that meet, as far as is known, all that these findings ask for."""
        day, existing = day_asked(scenario, self._knowledge), self._knowledge.named_in_use(scenario.existing or ())
        place = place_of(scenario, self._knowledge)
        short: set[str] = set()
        for requirement in requirements_of(values, self._knowledge, (f for f in findings if f.truth is Truth.HOLDS)):
            key = requirement.term, requirement.wanted, day, existing, place
            if key not in self._short:
                self._short[key] = frozenset(self._falling_short(requirement, day, existing, place))
            short |= self._short[key]
        return [candidate for candidate in self._candidates if candidate not in short]

    def _falling_short(
        self, requirement: Requirement, day: dt.date, existing: tuple[str, ...], place: Place
    ) -> Iterator[str]:
        knowledge = self._knowledge.placed(on_own_hardware=place.on_own_hardware, clouds=place.clouds)
        for candidate in self._candidates:
            platform = knowledge.platforms[candidate]
            known = candidate in existing
            claim = claim_on(platform, requirement.term, day, knowledge, runs_already=known, place=place)
            if claim is not None and claim.value < requirement.wanted:
                yield candidate


def requirements_of(
    values: Mapping[str, Any], knowledge: Knowledge, findings: Iterable[Finding]
) -> Iterator[Requirement]:
    """What the findings ask for, those included that wait for an answer."""
    for finding in findings:
        effect = finding.rule.effect
        for term, least in finding.rule.least.items():
            wanted = least.value(values)
            if wanted is not None:
                yield Requirement(term, wanted, finding)
        for tag in values.get(effect.require_each or "", None) or ():
            named = knowledge.term_for_tag(tag)
            if named is not None:
                yield Requirement(named, LEVEL_OF_A_DEMAND, finding, asked_as=tag)


def _screen_one(
    platform: Platform,
    requirements: tuple[Requirement, ...],
    scenario: Scenario,
    knowledge: Knowledge,
    day: dt.date,
) -> Screened:
    unmet: list[Unmet] = []
    unknown: list[Requirement] = []
    undecided: list[Unmet] = []
    runs_already = platform.id in knowledge.named_in_use(scenario.existing or ())
    for requirement in requirements:
        claim = claim_on(
            platform, requirement.term, day, knowledge, runs_already=runs_already, place=place_of(scenario, knowledge)
        )
        if claim is None:
            if requirement.finding.truth is Truth.HOLDS:
                unknown.append(requirement)
        elif claim.value < requirement.wanted:
            (unmet if requirement.finding.truth is Truth.HOLDS else undecided).append(Unmet(requirement, claim))
    return Screened(platform, tuple(unmet), tuple(unknown), tuple(undecided))


def claim_on(
    platform: Platform,
    term: str,
    day: dt.date,
    knowledge: Knowledge,
    *,
    runs_already: bool = False,
    place: Place = Place(),
) -> DatedClaim | None:
    """What is claimed of a term on a day; derived terms are worked out from the claims that they rest on."""
    if term == "on_offer":
        return _on_offer(platform, day, knowledge)
    if term == "open_to_new_customers":
        return _open_to_new(platform, day, runs_already=runs_already)
    if term == "small_team":
        return _small_team(platform, day, knowledge)
    if term == "outside_us_law":
        return _outside_us_law(platform, day, knowledge, place)
    if term == "simplicity":
        return _simplicity(platform, day, knowledge)
    if knowledge.vocabulary[term].kind not in (TermKind.LEVEL, TermKind.NUMBER):
        return None
    return platform.claim(term, day)


def _simplicity(platform: Platform, day: dt.date, knowledge: Knowledge) -> DerivedClaim | None:
    """The level by the days of setting up and learning that the tasks left take, without any skill that is missing."""
    left = platform.claim(Terms.tasks_left.term, day)
    if left is None:
        return None
    tasks = sorted((knowledge.operating_tasks[name] for name in left.value.rows), key=lambda task: -task.setup_days)
    days = sum(task.setup_days for task in tasks)
    limits = ((level, knowledge.reference(f"setup_days_at_simplicity_{level}")) for level in (3, 2, 1))
    level = next((level for level, most in limits if days <= most), 0)
    reason = note(DerivedCode.SETUP_DAYS, days=days, largest=tuple(task.about for task in tasks[:MOST_TASKS_NAMED]))
    return DerivedClaim("simplicity", left.since, level, left.source, None, None, left.overlay_file, reason=reason)


def _outside_us_law(platform: Platform, day: dt.date, knowledge: Knowledge, place: Place) -> DerivedClaim | None:
    """Whether nobody answers to US law: neither who runs it, nor whose machines it stands on; None is unknown.

    Where no cloud is named, one that does not is enough, as it may be chosen.
    """
    terms = platform.terms(day)
    run_by = terms.claim(Terms.operated_by)
    if run_by is not None and run_by.value is Operator.VENDOR:
        vendor = knowledge.provider_called(platform.operator)
        if vendor is None:
            return None
        if vendor.law is Law.US:
            reason = note(DerivedCode.RUN_UNDER_US_LAW, provider=vendor.name, why=vendor.why)
            return _by_law(0, vendor.source, reason)
    if place.on_own_hardware:
        return None if run_by is None else _by_law(3, run_by.source, note(DerivedCode.ON_OWN_SERVERS))
    clouds = (place.cloud,) if place.cloud else tuple(c for c in RUNS_ON if (terms.runs_on(c) or 0) >= Level.GOOD)
    providers = [knowledge.provider_of(cloud) for cloud in clouds]
    outside = [one for one in providers if one is not None and one.law is not Law.US]
    if outside:
        names = tuple(dict.fromkeys(one.name for one in outside))
        return _by_law(3, outside[0].source, note(DerivedCode.WITH_OTHER_PROVIDERS, providers=names))
    inside = [one for one in providers if one is not None]
    if not inside or len(inside) < len(providers):
        return None
    names = tuple(dict.fromkeys(one.name for one in inside))
    return _by_law(0, inside[0].source, note(DerivedCode.STANDS_UNDER_US_LAW, providers=names))


def _by_law(value: int, source: str, reason: Note) -> DerivedClaim:
    return DerivedClaim("outside_us_law", SINCE_START, value, source, None, None, "", reason=reason)


def _small_team(platform: Platform, day: dt.date, knowledge: Knowledge) -> DerivedClaim | None:
    """The level by the hours of a week that the tasks left take in a small estate."""
    left = platform.claim(Terms.tasks_left.term, day)
    if left is None:
        return None
    each = {name: knowledge.operating_tasks[name] for name in left.value.rows}
    hours = {name: task.hours_per_week.base * SMALL_ESTATE[task.per] for name, task in each.items()}
    limits = ((level, knowledge.reference(f"weekly_hours_at_small_team_{level}")) for level in (3, 2, 1))
    level = next((level for level, most in limits if sum(hours.values()) <= most), 0)
    largest = tuple(each[name].about for name in sorted(each, key=lambda name: -hours[name])[:MOST_TASKS_NAMED])
    reason = note(DerivedCode.WEEKLY_HOURS, hours=round(sum(hours.values()), 1), largest=largest)
    return DerivedClaim("small_team", left.since, level, left.source, None, None, left.overlay_file, reason=reason)


def _newest(platform: Platform, field: TermField[Any]) -> DatedClaim | None:
    """The newest line on a term, whatever the day asked about: a planned retirement is known beforehand."""
    lines = platform.lines(field)
    return lines[-1] if lines else None


def _on_offer(platform: Platform, day: dt.date, knowledge: Knowledge) -> DerivedClaim | None:
    offered, retired = _newest(platform, Terms.offered_from), _newest(platform, Terms.retired_on)
    if offered is not None and day < offered.value:
        reason = note(DerivedCode.COMES_LATER, platform=platform.name, since=offered.value.isoformat())
        return _derived("on_offer", 0, offered, reason)
    if retired is not None and day >= retired.value:
        successor = _newest(platform, Terms.successor)
        named = knowledge.platforms.get(successor.value) if successor else None
        reason = note(
            DerivedCode.ENDED,
            platform=platform.name,
            since=retired.value.isoformat(),
            successor=str(successor.value) if successor else "",
            successor_name=named.name if named else "",
        )
        return _derived("on_offer", 0, retired, reason)
    if offered is None:
        return None
    return _derived("on_offer", 3, offered, note(DerivedCode.ON_OFFER, since=offered.value.isoformat()))


def _open_to_new(platform: Platform, day: dt.date, *, runs_already: bool) -> DerivedClaim | None:
    closed, offered = _newest(platform, Terms.closed_to_new_from), _newest(platform, Terms.offered_from)
    if closed is None or day < closed.value or runs_already:
        open_one = offered or closed
        if open_one is None:
            return None
        reason = note(DerivedCode.RUNS_ALREADY if runs_already else DerivedCode.OPEN_TO_NEW)
        return _derived("open_to_new_customers", 3, replace(open_one, note=None), reason)
    reason = note(DerivedCode.CLOSED_TO_NEW, platform=platform.name, since=closed.value.isoformat())
    return _derived("open_to_new_customers", 0, closed, reason)


def _derived(term: str, value: int, line: DatedClaim, reason: Note) -> DerivedClaim:
    """A claim worked out from a line on the lifecycle, with the source of that line."""
    return DerivedClaim(term, line.value, value, line.source, None, line.note, line.overlay_file, reason=reason)
