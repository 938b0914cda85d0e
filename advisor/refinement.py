"""From an estimate of every platform to a winner whose plan was searched for.

All platforms are sized with a quick effort first, those that cannot be a choice by a sketch (contenders.py). Such plans
may cost some percent more than they need to, but their bounds are proved, so it is known how far a longer search can
move a platform up. The first of the ranking is sized again with the default effort, and so is every other one that
might pass it with the cheapest plan its bounds allow. What is left cannot win, however long one searches.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.contenders import Contenders
from advisor.knowledge import Knowledge
from advisor.scenario import Scenario
from advisor.scoring import Ranking
from advisor.sizing import Effort, Infeasible, Topology, size
from advisor.values import HOURS_PER_MONTH

Rank = Callable[[Mapping[str, Topology]], Ranking]
"""The ranking of sized platforms, for the answers and rules of one scenario."""


@dataclass(frozen=True)
class SearchFor:
    """What is asked, and how long to search; `also` are platforms to be searched whatever their rank."""

    scenario: Scenario
    knowledge: Knowledge
    effort: Effort = Effort.DEFAULT
    also: Collection[str] = ()


@dataclass(frozen=True)
class Refined:
    """The topologies as they stand in the ranking, the ranking, and the estimates that they started from."""

    topologies: Mapping[str, Topology]
    ranking: Ranking
    estimates: tuple[Topology | Infeasible, ...]


def refine(estimated: Sequence[Topology | Infeasible], rank: Rank, asked: SearchFor, contenders: Contenders) -> Refined:
    """The topologies, searched for the first of their ranking and for all that might pass it; and their ranking.

    With a quick effort none is. What was sketched and may be a choice after all is estimated closely. A platform for
    which the longer search finds no plan, which no input should cause, keeps its estimate.
    """

    def at_best(sketched: Mapping[str, Topology]) -> Ranking:
        return rank({name: at_bound(each) for name, each in sketched.items()})

    estimates = {each.platform: each for each in estimated if isinstance(each, Topology)}
    searched: dict[str, Topology] = {}
    longer, effort = asked.effort is not Effort.QUICK, asked.effort
    waiting = [platform for platform in estimates if platform in asked.also and longer]
    while True:
        for platform in waiting:
            sized = size(asked.scenario, asked.knowledge.platforms[platform], asked.knowledge, effort)
            kept = sized if isinstance(sized, Topology) else replace(estimates[platform], sketched=False)
            (estimates if effort is Effort.QUICK else searched)[platform] = kept
        topologies = {**estimates, **searched}
        ranking = rank(topologies)
        effort, waiting = asked.effort, _next(ranking, topologies, searched, rank) if longer else []
        if not waiting:
            effort, waiting = Effort.QUICK, contenders.too_rough(ranking, topologies, at_best)
        if not waiting:
            return Refined(topologies, ranking, tuple(estimates.get(each.platform, each) for each in estimated))


def _next(ranking: Ranking, topologies: Mapping[str, Topology], searched: Collection[str], rank: Rank) -> list[str]:
    """The platform to be searched next: the first of the ranking, then the one that could pass it by most."""
    first = ranking.scores[0] if ranking.scores else None
    if first is None or first.platform not in searched:
        return [first.platform] if first else []
    hopeful = rank({name: each if name in searched else at_bound(each) for name, each in topologies.items()}).scores[0]
    return [hopeful.platform] if hopeful.platform not in searched else []


def at_bound(topology: Topology) -> Topology:
    """The topology with the bill that it would have if each of its plans cost no more than its proved bound."""
    priced = [pool for pool in topology.pools if pool.usd_per_hour is not None and not pool.owned]
    above = sum((pool.usd_per_hour or 0.0) - (pool.bound_usd_per_hour or 0.0) for pool in priced) * HOURS_PER_MONTH
    bill = topology.bill
    return topology if bill.base is None else replace(topology, bill=replace(bill, base=max(0.0, bill.base - above)))
