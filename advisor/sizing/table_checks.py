"""Mistakes that only show against the tables: a service larger than every machine, a platform that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import InputError, Problem, ScenarioError, Setting, did_you_mean
from advisor.knowledge import Knowledge, one_spelling, priced_for
from advisor.scenario import Scenario, kinds_by_name
from advisor.scenario.enums import Jurisdiction, Site
from advisor.sizing.affinity import find_affinity_conflicts
from advisor.sizing.machine_checks import find_misfits
from advisor.sizing.region_checks import find_unknown_region
from advisor.sizing.workload import resolve_workload
from advisor.tensions import TensionCode, law_tensions

CLOUD, REGION, JURISDICTION = (("hosting", key) for key in ("cloud", "region", "jurisdiction"))
JURISDICTION_FOR_DATA = f"jurisdiction: {Jurisdiction.EU_DATA}"


def check_fits(scenario: Scenario, knowledge: Knowledge) -> None:
    """Nothing, or ScenarioError with every unknown platform id, word or region and all services that can run nowhere.

    Besides a cloud or a region that the jurisdiction asked for excludes: nothing could be planned that keeps to both.
    Those are the ones that no machine on offer holds, and those that affinity ties to one machine though they run on
    different ones. PriceError with every mistake in a folder of prices that it names.
    """
    prices = priced_for(scenario, knowledge).prices
    problems = [
        *_unknown_platforms(scenario, knowledge),
        *_unknown_criteria(scenario, knowledge),
        *_unknown_words(scenario, knowledge),
        *_tied_and_apart(scenario, knowledge),
        *find_unknown_region(scenario, prices),
        *_against_the_law(scenario, knowledge),
        *find_misfits(scenario, knowledge, prices),
    ]
    if problems:
        raise ScenarioError(problems)


def with_fit_problems(error: ScenarioError, knowledge: Knowledge) -> ScenarioError:
    """The error with what check_fits finds in the usable rest of the requirement, so that all is told at once."""
    if not isinstance(error.usable, Scenario):
        return error
    try:
        check_fits(error.usable, knowledge)
    except InputError as more:
        return ScenarioError([*error.problems, *more.problems])
    return error


def _unknown_platforms(scenario: Scenario, knowledge: Knowledge) -> Iterator[Problem]:
    if scenario.requested is not None and scenario.requested not in knowledge.platforms:
        remedy = did_you_mean(scenario.requested, knowledge.platforms)
        yield scenario.problem(("requested",), f"no platform is called {scenario.requested}", remedy)


def _unknown_criteria(scenario: Scenario, knowledge: Knowledge) -> Iterator[Problem]:
    criteria = [criterion.id for criterion in knowledge.criteria.criteria]
    for name in scenario.priorities or {}:
        if name not in criteria:
            yield scenario.problem(("priorities", name), f"no criterion is called {name}", did_you_mean(name, criteria))
    weights = [(scenario.priorities or {}).get(each.id, each.weight) for each in knowledge.criteria.criteria]
    if not any(weights):
        remedy = "give at least one more than 0"
        yield scenario.problem(("priorities",), "every weight is 0, so nothing would decide", remedy)


def _unknown_words(scenario: Scenario, knowledge: Knowledge) -> Iterator[Problem]:
    """Words of must_have that are no capability, and words of compliance that are no framework either."""
    for index, word in enumerate(scenario.must_have or ()):
        if knowledge.term_for_tag(word) is None:
            remedy = did_you_mean(word, knowledge.tags)
            if one_spelling(word) in knowledge.framework_spellings:
                remedy = "write it under compliance"
            yield scenario.problem(("must_have", index), f"no capability is called {word}", remedy)
    for index, word in enumerate(scenario.compliance or ()):
        if knowledge.term_for_tag(word) is None and one_spelling(word) not in knowledge.framework_spellings:
            known = {*knowledge.tags, *knowledge.frameworks, *knowledge.framework_spellings}
            message = f"no framework and no capability is called {word}"
            yield scenario.problem(("compliance", index), message, did_you_mean(word, known))


def _against_the_law(scenario: Scenario, knowledge: Knowledge) -> Iterator[Problem]:
    """A cloud or a region that is named and that the jurisdiction asked for excludes."""
    hosting = scenario.hosting
    provider = knowledge.provider_of(hosting.cloud) if hosting is not None and hosting.cloud is not None else None
    if hosting is None or provider is None:
        return
    asked = f"hosting.jurisdiction: {hosting.jurisdiction}"
    ways: tuple[tuple[Setting, ...], ...]
    for tension in law_tensions(scenario, knowledge):
        if tension.code is TensionCode.CLOUD_UNDER_US_LAW:
            message = f"{hosting.cloud} answers to US law, which {asked} excludes"
            remedy = f"name a cloud of a European provider, or write {JURISDICTION_FOR_DATA} if data in Europe is meant"
            ways = (Setting(CLOUD, ...),), (Setting(JURISDICTION, Jurisdiction.EU_DATA),), (Setting(JURISDICTION),)
        else:
            message = f"{hosting.region} is outside the European Union, which {asked} does not allow"
            remedy = f"write a region in it, such as {provider.eu_regions[0]}" if provider.eu_regions else ""
            remedy = f"{remedy}, or leave the jurisdiction out" if remedy else "leave one of the two out"
            region = Setting(REGION, provider.eu_regions[0] if provider.eu_regions else None)
            ways = (region,), (Setting(JURISDICTION),)
        yield scenario.problem(tension.first, message, remedy, ways=ways)


def _tied_and_apart(scenario: Scenario, knowledge: Knowledge) -> Iterator[Problem]:
    """Affinity between services that do not run on the same machines, whatever is bought."""
    if not any(service.affinity for service in scenario.services or ()):
        return
    workload = resolve_workload(scenario, knowledge)
    places = kinds_by_name(scenario.services or ())
    for conflict in find_affinity_conflicts(workload.services, workload.tenancy):
        remedy = "leave the affinity out, or let both run on the same machines"
        message = tied_apart_words(conflict.first, conflict.second, conflict.by, conflict.first_on, conflict.second_on)
        yield scenario.problem(("services", places[conflict.tied_by], "affinity"), message, remedy)


def tied_apart_words(first: str, second: str, by: str, first_on: str, second_on: str) -> str:
    """Which services affinity ties together though they run on different machines; `by` is the field that says so."""
    apart = f"{first} runs on {_machines(by, first_on)}, and {second} on {_machines(by, second_on)}"
    return f"affinity ties {first} and {second} to one machine; {apart}"


def _machines(by: str, on: str) -> str:
    """The machines that a service runs on, told by the field that keeps it from others."""
    if by == "site":
        return "machines in a cloud" if on == Site.CLOUD else "own servers"
    if by == "tenant":
        return f"machines that only {on} uses" if on else "machines that tenants share"
    return f"{on} machines"
