"""How much of what is paid by the hour to commit to: what runs all day is cheaper so, and what a peak needs is not.

A commitment is paid at all hours, used or not, at a price below that on demand. How much of it costs least is an
integer program over the hours of a day or week, in which what is alike is taken together (a *level* of the load). For
one kind of thing alone its answer is that of the newsvendor problem: commit to the n-th one where the share of hours
that need it is above the ratio of the two prices (Arrow, Harris and Marschak, Optimal inventory policy, 1951).

Two forms are sold: so many things of a kind (a reservation), and so many USD an hour for things of any kind, each at a
price of its own under the plan (a savings plan).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.errors import SolverError
from advisor.packing.model.solver import Ending, Model, solve, value_of
from advisor.packing.settings import Tolerances

SPEND_STEP_USD = 0.001
"""A savings plan is sold in steps of a tenth of a cent an hour."""
_TOLERANCES = Tolerances()


@dataclass(frozen=True)
class Hourly:
    """One kind of thing paid by the hour: its prices on demand and committed, and how many of it run at each level."""

    on_demand_usd: float
    committed_usd: float
    used: tuple[float, ...]


def cheapest_counts(hours: Sequence[float], things: Sequence[Hourly]) -> tuple[int, ...]:
    """How many of each kind to commit to, so that a cycle of the load costs least.

    Parameters:
        hours: how long each level of the load lasts.
        things: what runs, each with a number for each level.

    Raises SolverError when the solver breaks.

    Two machines at night and five for eight hours of a day, at 1.00 on demand and 0.60 committed: the third one would
    be paid for 24 hours and used for 8, a third of them, which is below 0.60.

    >>> cheapest_counts((16, 8), [Hourly(1.0, 0.6, (2, 5))])
    (2,)
    """
    if not things:
        return ()
    cycle, model = sum(hours), Model("commitment")
    counts, costs = [], []
    for kind, thing in enumerate(things):
        count = model.add_integer(f"count_{kind}", math.ceil(max(thing.used)))
        counts.append(count)
        costs.append((count, cycle * thing.committed_usd * (1 + _TOLERANCES.least_commitment)))
        for level, (lasting, used) in enumerate(zip(hours, thing.used, strict=True)):
            covered = model.add_continuous(f"covered_{kind}_{level}", used)
            model.at_most([(covered, 1.0), (count, -1.0)], 0.0, f"committed_{kind}_{level}")
            costs.append((covered, -lasting * thing.on_demand_usd))
    model.minimise(costs)
    _solved(model)
    return tuple(round(value_of(count)) for count in counts)


def cheapest_spend(hours: Sequence[float], things: Sequence[Hourly]) -> float:
    """How many USD an hour to commit to, where a plan covers things of any kind, so that a cycle costs least.

    Parameters and errors are those of `cheapest_counts`. Two kinds take turns, at the same price: a reservation of
    either would stand idle for half of the time, and a plan pays for both.

    >>> turns = [Hourly(1.0, 0.6, (1, 0)), Hourly(1.0, 0.6, (0, 1))]
    >>> cheapest_counts((12, 12), turns), cheapest_spend((12, 12), turns)
    ((0, 0), 0.6)
    """
    if not things:
        return 0.0
    cycle, model = sum(hours), Model("spend")
    steps = model.add_integer("steps", math.ceil(_most_spend(things) / SPEND_STEP_USD - _TOLERANCES.tie))
    costs = [(steps, cycle * SPEND_STEP_USD * (1 + _TOLERANCES.least_commitment))]
    for level, lasting in enumerate(hours):
        drawn = [(steps, -SPEND_STEP_USD)]
        for kind, thing in enumerate(things):
            covered = model.add_continuous(f"covered_{kind}_{level}", thing.used[level])
            drawn.append((covered, thing.committed_usd))
            costs.append((covered, -lasting * thing.on_demand_usd))
        model.at_most(drawn, 0.0, f"committed_{level}")
    model.minimise(costs)
    _solved(model)
    chosen: int = round(value_of(steps))
    return chosen * SPEND_STEP_USD


def _solved(model: Model) -> None:
    if solve(model).ending is not Ending.OPTIMAL:  # nothing committed is always a solution, and nothing is unbounded
        raise SolverError(f"the solver ended without an answer to the model {model.name}")


def _most_spend(things: Sequence[Hourly]) -> float:
    """What all things cost at the level at which they cost most, under a plan."""
    levels = zip(*(thing.used for thing in things), strict=True)
    most: float = max(sum(n * t.committed_usd for n, t in zip(used, things, strict=True)) for used in levels)
    return most


def counts_of_share(share: float, things: Sequence[Hourly]) -> tuple[int, ...]:
    """A share of what runs at the peak of each kind, in whole things, rounded down.

    >>> counts_of_share(0.7, [Hourly(1.0, 0.6, (2, 5))])  # 3.5
    (3,)
    """
    return tuple(math.floor(share * max(thing.used) + _TOLERANCES.tie) for thing in things)


def spend_of_share(share: float, things: Sequence[Hourly]) -> float:
    """A share of what all kinds cost an hour at their common peak under a plan, in whole steps, rounded down."""
    spend = share * _most_spend(things) if things else 0.0
    return math.floor(spend / SPEND_STEP_USD + _TOLERANCES.tie) * SPEND_STEP_USD


def covered_by_counts(counts: Sequence[int], things: Sequence[Hourly]) -> tuple[tuple[float, ...], ...]:
    """How many of each kind a reservation pays for at each level."""
    return tuple(tuple(min(count, used) for used in thing.used) for count, thing in zip(counts, things, strict=True))


def covered_by_spend(spend: float, things: Sequence[Hourly]) -> tuple[tuple[float, ...], ...]:
    """How many of each kind a plan of so many USD an hour pays for at each level: first what it takes most off.

    >>> covered_by_spend(0.5, [Hourly(1.0, 0.5, (1,)), Hourly(1.0, 0.25, (1,))])
    ((0.5,), (1.0,))
    """
    covered = [[0.0] * len(thing.used) for thing in things]
    order = sorted(range(len(things)), key=lambda kind: things[kind].committed_usd / things[kind].on_demand_usd)
    for level in range(len(things[0].used) if things else 0):
        left = spend
        for kind in order:
            thing = things[kind]
            most = thing.used[level] if thing.committed_usd == 0 else left / thing.committed_usd
            covered[kind][level] = min(float(thing.used[level]), max(0.0, most))
            left -= covered[kind][level] * thing.committed_usd
    return tuple(map(tuple, covered))
