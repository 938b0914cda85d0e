"""One application of a portfolio: on which platforms it can run, what it costs on each, and what it gives up there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.knowledge import Form, Knowledge
from advisor.recommend import Eliminated, Ranked, Recommendation, recommend
from advisor.scenario import Scenario
from advisor.sizing import BillPart, Effort, Topology
from advisor.sizing.operating_effort import OperatedSize
from advisor.values import HOURS_PER_MONTH

_OF_A_CLUSTER = frozenset(
    {
        BillPart.CONTROL_PLANE_MEMBERS,
        BillPart.CONTROL_PLANE_FEE,
        BillPart.AUXILIARY_NODES,
        BillPart.NAT_GATEWAY,
        BillPart.NAT_ADDRESS,
        BillPart.REGISTRY_TIER,
        BillPart.DNS_ZONE,
    }
)
"""Lines of a bill that a cluster costs once, however much runs on it."""
_OF_THE_FIRM = frozenset({"cost", "effort", "form", "start"})
"""Criteria that are left out of what an application gives up: bill and people are in the sums of a portfolio, and what
form answers one application best, or how long it takes to begin, is settled once a firm runs the platform for many."""


@dataclass(frozen=True)
class Option:
    """An application on one platform, in a cluster of its own. Sums are in USD a month; people are full positions."""

    platform: str
    name: str
    form: Form | None
    score: float
    given_up: float
    """How far it is behind the best platform of the application, 0 to 1, by all criteria but those that a portfolio
    counts in money or once for the firm."""
    usd_per_month: float
    cluster_usd_per_month: float
    """The part of it that does not grow with what runs there: control plane, way out, registry, and what of the
    machines is spare or left over."""
    first_people: float
    """People that it takes to run the platform at all."""
    cluster_people: float
    """People for each cluster on it. Clusters alike are run by the same scripts; the second one tells how much each
    adds."""
    own_people: float
    """People for what is its own: its services, and the machines that they stand on."""
    priced: bool
    """Whether all of it has a price; else the sum is a lower limit."""


@dataclass(frozen=True)
class RuledOut:
    """A platform that is out for an application, and why."""

    platform: str
    unmet: tuple[str, ...]
    """Terms that are asked for and that it does not have."""
    rules: tuple[str, ...]
    """Ids of the rules that ask for them."""
    infeasible: bool
    """Whether it cannot hold the services."""


@dataclass(frozen=True)
class Application:
    """An application with its options by platform, best first, and the platforms that are out.

    It holds figures alone and no part of the knowledge base, so that it can go from one process to another.
    """

    name: str
    path: str
    scenario: Scenario
    options: Mapping[str, Option]
    eliminated: tuple[RuledOut, ...]

    @property
    def best(self) -> Option | None:
        """Its own best platform; None where no platform fits."""
        return next(iter(self.options.values()), None)


def application_of(name: str, path: str, scenario: Scenario, knowledge: Knowledge) -> Application:
    """An application with quick estimates of all platforms. Raises what `recommend` raises."""
    answer = recommend(scenario, knowledge, effort=Effort.QUICK, how_sure=False)
    return Application(name, path, scenario, _options(answer), tuple(map(_ruled_out, answer.eliminated)))


def told_apart(applications: Sequence[Application]) -> tuple[Application, ...]:
    """The same applications, each with a name of its own: of equal names the file is added, then a number.

    >>> from advisor.scenario import Scenario
    >>> twice = [Application("shop", path, Scenario(name="shop"), {}, ()) for path in ("a.yaml", "b.yaml", "b.yaml")]
    >>> [each.name for each in told_apart(twice)]
    ['shop (a.yaml)', 'shop (b.yaml)', 'shop (b.yaml) 2']
    """
    counted = Counter(each.name for each in applications)
    taken: set[str] = {name for name, number in counted.items() if number == 1}
    named = []
    for each in applications:
        name = each.name if counted[each.name] == 1 else _free(f"{each.name} ({each.path})", taken)
        taken.add(name)
        named.append(replace(each, name=name))
    return tuple(named)


def prices_of_a_person(applications: Iterable[Application]) -> tuple[float, ...]:
    """What the files say that a person costs in a year, in USD, each price once, from the least to the most."""
    teams = (each.scenario.team for each in applications)
    said = {team.usd_per_person_year for team in teams if team is not None and team.usd_per_person_year is not None}
    return tuple(sorted(said))


def currencies(applications: Iterable[Application]) -> tuple[str, ...]:
    """Codes of the currencies beside US dollars in which files ask for their sums, in order."""
    terms = (each.scenario.pricing for each in applications)
    return tuple(sorted({each.currency.code for each in terms if each is not None and each.currency is not None}))


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free


def _ruled_out(entry: Eliminated) -> RuledOut:
    unmet = entry.screened.unmet
    return RuledOut(
        platform=entry.platform.id,
        unmet=tuple(sorted({one.requirement.term for one in unmet})),
        rules=tuple(sorted({one.requirement.finding.rule.id for one in unmet})),
        infeasible=entry.infeasible is not None,
    )


def _options(answer: Recommendation) -> dict[str, Option]:
    if not answer.ranking:
        return {}
    best = _suitability(answer.ranking[0])
    return {entry.platform.id: _option(entry, best) for entry in answer.ranking}


def _suitability(entry: Ranked) -> float:
    """The score by the criteria that concern the application, from 0 to 1."""
    parts = [part for part in entry.score.parts if part.criterion not in _OF_THE_FIRM]
    weight = sum(part.weight for part in parts)
    return sum(part.weight * part.value for part in parts) / weight if weight else 0.0


def _option(entry: Ranked, best: float) -> Option:
    bill = entry.topology.bill
    usd = bill.base or 0.0
    one, two = _people(entry.topology, 1), _people(entry.topology, 2)
    effort = bill.effort
    return Option(
        platform=entry.platform.id,
        name=entry.platform.name,
        form=entry.form,
        score=entry.score.total,
        given_up=max(0.0, best - _suitability(entry)),
        usd_per_month=usd,
        cluster_usd_per_month=min(usd, bill.base_of(_OF_A_CLUSTER) + _left_over_usd(entry.topology)),
        first_people=max(0.0, 2 * one - two),
        cluster_people=max(0.0, min(two - one, one)),
        own_people=max(0.0, effort.people - one) if effort else 0.0,
        priced=bill.base is not None and not bill.unpriced and not bill.lines_without_price,
    )


def _left_over_usd(topology: Topology) -> float:
    """What machines cost beyond the share that replicas take up of them: of CPU or of memory, whichever is more.

    That share is the dominant resource of Ghodsi et al., Dominant Resource Fairness, NSDI 2011.
    """
    left = 0.0
    for pool in topology.pools:
        if pool.utilisation is not None and pool.usd_per_hour is not None:
            used = min(1.0, max(pool.utilisation.cpu, pool.utilisation.memory))
            left += pool.usd_per_hour * HOURS_PER_MONTH * (1.0 - used) * topology.copies_of(pool.name)
    return left


def _people(topology: Topology, times: int) -> float:
    """People for so many set-ups like this one that hold nothing yet."""
    effort = topology.bill.effort
    if effort is None:
        return 0.0
    empty = OperatedSize(clusters=times * max(1, effort.size.clusters), machines=0, services=0)
    return effort.of_size(empty).people
