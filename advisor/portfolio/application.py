"""One application of a portfolio: on which platforms it can run, what it costs on each, and what it gives up there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    topology: Topology


@dataclass(frozen=True)
class Application:
    """An application with its options by platform, best first, and the platforms that are out."""

    name: str
    path: str
    scenario: Scenario
    options: Mapping[str, Option]
    eliminated: tuple[Eliminated, ...]

    @property
    def best(self) -> Option | None:
        """Its own best platform; None where no platform fits."""
        return next(iter(self.options.values()), None)


def application_of(name: str, path: str, scenario: Scenario, knowledge: Knowledge) -> Application:
    """An application with quick estimates of all platforms. Raises what `recommend` raises."""
    answer = recommend(scenario, knowledge, effort=Effort.QUICK, how_sure=False)
    return Application(name, path, scenario, _options(answer), answer.eliminated)


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
        topology=entry.topology,
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
