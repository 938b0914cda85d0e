"""From an estimate of every platform to a winner whose plan was searched for.

All platforms are sized with a quick effort first. Its plans may cost some percent more than they need to, but their
bounds are proved, so it is known how far a longer search can move a platform up. The first of the ranking is sized
again with the default effort, and so is every other one that might pass it with the cheapest plan its bounds allow.
What is left cannot win, however long one searches.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge
from advisor.scenario import Scenario
from advisor.scoring import Ranking
from advisor.sizing import Effort, Topology, size
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


def refine(estimates: Mapping[str, Topology], rank: Rank, asked: SearchFor) -> tuple[Mapping[str, Topology], Ranking]:
    """The topologies, searched for the first of their ranking and for all that might pass it; and their ranking.

    With a quick effort none is. A platform for which the longer search finds no plan, which no input should cause,
    keeps its estimate.
    """
    topologies, searched = dict(estimates), set[str]()
    waiting = [platform for platform in estimates if platform in asked.also]
    while asked.effort is not Effort.QUICK:
        for platform in waiting:
            sized = size(asked.scenario, asked.knowledge.platforms[platform], asked.knowledge, asked.effort)
            topologies[platform] = sized if isinstance(sized, Topology) else topologies[platform]
            searched.add(platform)
        ranking = rank(topologies)
        waiting = _next(ranking, topologies, searched, rank)
        if not waiting:
            return topologies, ranking
    return topologies, rank(topologies)


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
