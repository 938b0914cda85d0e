"""The platforms that a firm should standardise on: applications together, with what sharing saves and moving costs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.errors import ScenarioError
from advisor.knowledge import Knowledge
from advisor.portfolio.application import Application, Option
from advisor.portfolio.facility_location import Assigned, Facilities, assign, fewest_platforms
from advisor.portfolio.sharing import group_of, shared_requirement
from advisor.scenario import Scenario
from advisor.sizing import Effort, Infeasible, Topology, size
from advisor.values import MONTHS_PER_YEAR

ASSUMED_USD_PER_PERSON_YEAR = 100_000.0
"""What a person is taken to cost in a year where nobody says: our own judgement, a round figure between salaries of
operations staff in Europe and in North America with what comes on top; the answer shows others beside it."""
MOST_ROUNDS = 8
"""Choices whose clusters are sized together, at the most."""
PRICES_OF_A_PERSON = (0.0, 0.5, 1.0, 2.0)
"""Factors of the price of a person that are tried."""


@dataclass(frozen=True)
class PortfolioTerms:
    """What a portfolio is planned by."""

    most_platforms: int
    usd_per_person_year: float
    most_given_up: float
    """Score, 0 to 1, that an application may be behind its own best platform."""
    price_assumed: bool = False
    """Whether nobody said what a person costs."""


@dataclass(frozen=True)
class PlacedApplication:
    """One application on the platform chosen for it."""

    application: Application
    option: Option
    group: str


@dataclass(frozen=True)
class SharedCluster:
    """Applications that share a cluster on one platform, sized together.

    `topology` is None for a single application, whose own topology holds; and where sizing them together fails, which
    `refused` tells: they then have clusters of their own.
    """

    platform: str
    applications: tuple[str, ...]
    apart_usd_per_month: float
    """What they cost in clusters of their own."""
    together_usd_per_month: float
    """What the shared cluster costs; the sum apart where there is none."""
    topology: Topology | None = None
    scenario: Scenario | None = None
    refused: bool = False


@dataclass(frozen=True)
class CurvePoint:
    """What it costs with at most so many platforms, by the model; None where so few cannot hold all."""

    most: int
    platforms: tuple[str, ...]
    usd_per_month: float | None


@dataclass(frozen=True)
class AtPrice:
    """What is chosen at another price of a person."""

    usd_per_person_year: float
    platforms: tuple[str, ...]
    usd_per_month: float


@dataclass(frozen=True)
class Portfolio:
    """The answer for many applications at once. Sums are in USD a month."""

    terms: PortfolioTerms
    applications: tuple[Application, ...]
    placed: tuple[PlacedApplication, ...]
    clusters: tuple[SharedCluster, ...]
    people: Mapping[str, float]
    """By platform chosen: people who run it."""
    gap: float
    """How far the sum can be above that of the best choice, as a share of it, by what clusters are known to cost."""
    alone_usd_per_month: float
    """Every application on its own best platform, in a cluster of its own, with the people for each platform."""
    alone_people: float
    alone_platforms: tuple[str, ...]
    nowhere: tuple[Application, ...]
    """Applications that no platform fits; they are in no sum."""
    curve: tuple[CurvePoint, ...]
    fewest: int
    """Platforms that it takes at the least, with what applications may give up."""
    at_other_prices: tuple[AtPrice, ...]

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms chosen, those with most applications first."""
        names = [each.option.platform for each in self.placed]
        return tuple(sorted(set(names), key=lambda platform: (-names.count(platform), platform)))

    @property
    def people_usd_per_month(self) -> float:
        """What the people cost."""
        return sum(self.people.values()) * self.terms.usd_per_person_year / MONTHS_PER_YEAR

    @property
    def usd_per_month(self) -> float:
        """What it costs with clusters sized together, people included."""
        return sum(cluster.together_usd_per_month for cluster in self.clusters) + self.people_usd_per_month

    @property
    def saved_usd_per_month(self) -> float:
        """What that saves against each application on its own best platform; below 0 where it costs more."""
        return self.alone_usd_per_month - self.usd_per_month

    def with_applications(self, applications: Sequence[Application]) -> Portfolio:
        """The same answer about these applications, which have the names of those that it was planned for."""
        named = {each.name: each for each in applications}
        return replace(
            self,
            applications=tuple(named[each.name] for each in self.applications),
            placed=tuple(replace(each, application=named[each.application.name]) for each in self.placed),
            nowhere=tuple(named[each.name] for each in self.nowhere),
        )

    @property
    def cannot_move(self) -> tuple[PlacedApplication, ...]:
        """Applications that only one platform can take, with what they may give up."""
        return tuple(each for each in self.placed if len(allowed(each.application, self.terms)) == 1)


def fewest_that_hold(applications: Iterable[Application], terms: PortfolioTerms) -> int:
    """How many platforms it takes at the least to hold every application that fits somewhere."""
    return fewest_platforms(facilities_of([each for each in applications if each.options], terms))


def allowed(application: Application, terms: PortfolioTerms) -> tuple[Option, ...]:
    """The options in which an application gives up no more than it may."""
    return tuple(each for each in application.options.values() if each.given_up <= terms.most_given_up + 1e-9)


def plan_portfolio(
    applications: Iterable[Application], terms: PortfolioTerms, knowledge: Knowledge
) -> Portfolio | None:
    """The cheapest choice of at most so many platforms; None where so few cannot hold every application.

    What a cluster costs that applications share is estimated first: what grows with them, and once what does not. The
    clusters of a choice are then sized together. Where that comes to another sum, the estimate is corrected by it and
    the choice made again, until the choice is one that was sized; of those sized, the cheapest is the answer.

    Raises SolverError when a solver breaks.
    """
    everything = tuple(applications)
    fitting = tuple(each for each in everything if each.options)
    sized = _cheapest_sized(fitting, terms, knowledge)
    if sized is None:
        return None
    alone = _people_of([PlacedApplication(each, best, each.name) for each in fitting if (best := each.best)])
    facilities = facilities_of(fitting, terms, sized.corrections)
    return Portfolio(
        terms=terms,
        applications=everything,
        placed=sized.placed,
        clusters=sized.clusters,
        people=sized.people,
        gap=_gap(sized, facilities, terms),
        alone_usd_per_month=_alone_usd(fitting) + sum(alone.values()) * _monthly(terms),
        alone_people=sum(alone.values()),
        alone_platforms=tuple(sorted({each.best.platform for each in fitting if each.best})),
        nowhere=tuple(each for each in everything if not each.options),
        curve=_curve(facilities, terms),
        fewest=fewest_platforms(facilities),
        at_other_prices=tuple(_at_other_prices(fitting, terms, sized.corrections)),
    )


@dataclass(frozen=True)
class _Sized:
    """A choice whose clusters are sized together, and by what factors estimates of clusters were corrected then."""

    placed: tuple[PlacedApplication, ...]
    clusters: tuple[SharedCluster, ...]
    people: Mapping[str, float]
    usd_per_month: float
    corrections: Mapping[tuple[str, str], float]


def _cheapest_sized(applications: Sequence[Application], terms: PortfolioTerms, knowledge: Knowledge) -> _Sized | None:
    corrections: dict[tuple[str, str], float] = {}
    seen: set[tuple[tuple[str, str], ...]] = set()
    best: _Sized | None = None
    for _ in range(MOST_ROUNDS):
        facilities = facilities_of(applications, terms, corrections)
        found = assign(facilities, terms.most_platforms)
        if found is None:
            return None
        choice = tuple(sorted(found.chosen.items()))
        if choice in seen:
            break
        seen.add(choice)
        placed = tuple(_placed(each, found.chosen[each.name], facilities) for each in applications)
        clusters = tuple(_clusters(placed, knowledge, Effort.QUICK))
        people = _people_of(_as_they_stand(placed, clusters))
        usd = sum(each.together_usd_per_month for each in clusters) + sum(people.values()) * _monthly(terms)
        corrections |= _corrections(clusters, facilities, placed, corrections, terms)
        if best is None or usd < best.usd_per_month:
            best = _Sized(placed, clusters, people, usd, dict(corrections))
    return best


def _placed(application: Application, platform: str, facilities: Facilities) -> PlacedApplication:
    return PlacedApplication(application, application.options[platform], facilities.group[application.name, platform])


def _corrections(
    clusters: Sequence[SharedCluster],
    facilities: Facilities,
    placed: Sequence[PlacedApplication],
    before: Mapping[tuple[str, str], float],
    terms: PortfolioTerms,
) -> dict[tuple[str, str], float]:
    """By cluster, what its bill is in proportion to the first estimate; this one was corrected by `before`."""
    groups = {each.application.name: each.group for each in placed}
    options = {each.application.name: each.option for each in placed}
    found = {}
    for cluster in clusters:
        place = cluster.platform, groups[cluster.applications[0]]
        people = max(options[name].cluster_people for name in cluster.applications)
        people += sum(options[name].own_people for name in cluster.applications)
        run = sum(facilities.run[name, cluster.platform] for name in cluster.applications)
        estimate = run + facilities.cluster[place] - people * _monthly(terms)
        if len(cluster.applications) > 1 and estimate > 0:
            found[place] = _factor(place, before) * cluster.together_usd_per_month / estimate
    return found


def facilities_of(
    applications: Sequence[Application],
    terms: PortfolioTerms,
    corrections: Mapping[tuple[str, str], float] | None = None,
) -> Facilities:
    """The instance of the facility location problem, of applications that fit somewhere.

    `corrections` are factors by platform and group for what a cluster that was sized together turned out to cost.
    """
    run, group = {}, {}
    cluster: dict[tuple[str, str], float] = {}
    opened: dict[str, float] = {}
    for application in applications:
        for option in allowed(application, terms):
            pair = application.name, option.platform
            place = option.platform, group_of(application.name, application.scenario, option.form)
            factor = _factor(place, corrections or {})
            group[pair] = place[1]
            own = option.own_people * _monthly(terms)
            run[pair] = factor * (option.usd_per_month - option.cluster_usd_per_month) + own
            least = factor * option.cluster_usd_per_month + option.cluster_people * _monthly(terms)
            cluster[place] = max(cluster.get(place, 0.0), least)
            first = option.first_people * _monthly(terms)
            opened[option.platform] = max(opened.get(option.platform, 0.0), first)
    return Facilities(run, cluster, opened, group)


def _factor(place: tuple[str, str], corrections: Mapping[tuple[str, str], float]) -> float:
    """The correction of a cluster; that of the same applications on other platforms where it was not sized itself."""
    if place in corrections:
        return corrections[place]
    alike = [factor for (_, group), factor in corrections.items() if group == place[1]]
    return sum(alike) / len(alike) if alike else 1.0


def _monthly(terms: PortfolioTerms) -> float:
    """What a person costs in a month."""
    return terms.usd_per_person_year / MONTHS_PER_YEAR


def _people_of(placed: Iterable[PlacedApplication]) -> dict[str, float]:
    """People by platform: to run it at all, for each cluster on it, and for each application."""
    first: dict[str, float] = {}
    own: dict[str, float] = {}
    clusters: dict[tuple[str, str], float] = {}
    for each in placed:
        option, place = each.option, (each.option.platform, each.group)
        first[option.platform] = max(first.get(option.platform, 0.0), option.first_people)
        own[option.platform] = own.get(option.platform, 0.0) + option.own_people
        clusters[place] = max(clusters.get(place, 0.0), option.cluster_people)
    return {
        platform: people + own[platform] + sum(more for (where, _), more in clusters.items() if where == platform)
        for platform, people in first.items()
    }


def _as_they_stand(placed: Sequence[PlacedApplication], clusters: Sequence[SharedCluster]) -> list[PlacedApplication]:
    """The applications, with groups of their own where they could not be sized together."""
    apart = {(c.platform, name) for c in clusters if c.refused for name in c.applications}
    return [
        PlacedApplication(each.application, each.option, each.application.name)
        if (each.option.platform, each.application.name) in apart
        else each
        for each in placed
    ]


def _alone_usd(applications: Iterable[Application]) -> float:
    return sum(each.best.usd_per_month for each in applications if each.best)


def _clusters(placed: Sequence[PlacedApplication], knowledge: Knowledge, effort: Effort) -> Iterable[SharedCluster]:
    groups: dict[tuple[str, str], list[PlacedApplication]] = {}
    for each in placed:
        groups.setdefault((each.option.platform, each.group), []).append(each)
    for (platform, _), members in groups.items():
        yield _cluster(platform, members, knowledge, effort)


def _cluster(
    platform: str, members: Sequence[PlacedApplication], knowledge: Knowledge, effort: Effort
) -> SharedCluster:
    names = tuple(each.application.name for each in members)
    apart = sum(each.option.usd_per_month for each in members)
    if len(members) == 1:
        return SharedCluster(platform, names, apart, apart)
    try:
        scenario = shared_requirement([(each.application.name, each.application.scenario) for each in members])
        topology = size(scenario, knowledge.platforms[platform], knowledge, effort=effort)
    except ScenarioError:
        return SharedCluster(platform, names, apart, apart, refused=True)
    if isinstance(topology, Infeasible):
        return SharedCluster(platform, names, apart, apart, refused=True)
    together = apart if topology.bill.base is None else topology.bill.base
    return SharedCluster(platform, names, apart, together, topology, scenario)


def _gap(sized: _Sized, facilities: Facilities, terms: PortfolioTerms) -> float:
    answer = assign(facilities, terms.most_platforms)
    chosen = {each.application.name: each.option.platform for each in sized.placed}
    bound = answer.bound if answer else 0.0
    return Assigned(chosen, facilities.cost_of(chosen), bound).gap


def _curve(facilities: Facilities, terms: PortfolioTerms) -> tuple[CurvePoint, ...]:
    """One platform more each time, until more save nothing."""
    points: list[CurvePoint] = []
    best = math.inf
    for most in range(1, len(facilities.platforms) + 1):
        answer = assign(facilities, most)
        usd = answer.usd_per_month if answer else None
        points.append(CurvePoint(most, tuple(sorted(set(answer.chosen.values()))) if answer else (), usd))
        if usd is not None and most > terms.most_platforms and usd >= best - 0.005:
            break
        best = min(best, math.inf if usd is None else usd)
    return tuple(points)


def _at_other_prices(
    applications: Sequence[Application], terms: PortfolioTerms, corrections: Mapping[tuple[str, str], float]
) -> Iterable[AtPrice]:
    for factor in PRICES_OF_A_PERSON:
        price = terms.usd_per_person_year * factor
        changed = PortfolioTerms(terms.most_platforms, price, terms.most_given_up)
        answer = assign(facilities_of(applications, changed, corrections), terms.most_platforms)
        if answer is not None:
            yield AtPrice(price, tuple(sorted(set(answer.chosen.values()))), answer.usd_per_month)
