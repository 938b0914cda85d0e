"""Which few platforms should all applications run on? A facility location problem, solved exactly.

Platforms are the facilities and applications the customers. Opening a platform costs what it takes to run it at all
(people who know it); applications that may share a cluster on it share what that cluster costs at the least (control
plane, spare machines). The sum is least:

    sum of run[a, p] x[a, p]  +  sum of cluster[p, g] z[p, g]  +  sum of open[p] y[p]
    with  sum over p of x[a, p] = 1 for every application a,
          x[a, p] <= z[p, g of a],  z[p, g] <= y[p],  sum of y[p] <= most,  all of them 0 or 1.

Source: Cornuejols, Nemhauser, Wolsey, The uncapacitated facility location problem, in: Mirchandani, Francis (eds),
Discrete Location Theory, 1990; with clusters as a second level of facilities. The limit of open platforms makes it a
p-median problem with fixed costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.errors import SolverError
from advisor.packing.model.solver import Ending, Model, Variable, solve, value_of


@dataclass(frozen=True)
class Facilities:
    """An instance. Sums are in USD a month; an application may run on the platforms for which it has a cost."""

    run: Mapping[tuple[str, str], float]
    """By application and platform: what it costs there, without what its cluster costs at the least."""
    cluster: Mapping[tuple[str, str], float]
    """By platform and group: what a cluster costs at the least, however many applications of the group are on it."""
    open: Mapping[str, float]
    """By platform: what it costs to run it at all."""
    group: Mapping[tuple[str, str], str]
    """By application and platform: with which others it shares a cluster there."""

    @property
    def applications(self) -> tuple[str, ...]:
        """Those that can run somewhere, in order."""
        return tuple(dict.fromkeys(application for application, _ in self.run))

    @property
    def platforms(self) -> tuple[str, ...]:
        """Those on which something can run, by id."""
        return tuple(sorted({platform for _, platform in self.run}))

    def cost_of(self, chosen: Mapping[str, str]) -> float:
        """What it costs when each application runs on the platform chosen for it."""
        clusters = {(platform, self.group[application, platform]) for application, platform in chosen.items()}
        return (
            sum(self.run[application, platform] for application, platform in chosen.items())
            + sum(self.cluster[each] for each in sorted(clusters))
            + sum(self.open[platform] for platform in sorted(set(chosen.values())))
        )


@dataclass(frozen=True)
class Assigned:
    """The platform of each application, what all cost in USD a month, and what no other choice undercuts."""

    chosen: Mapping[str, str]
    usd_per_month: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the cost may be above the least, as a share of it."""
        return 0.0 if self.usd_per_month <= self.bound else self.usd_per_month / max(self.bound, 1e-9) - 1.0


def assign(facilities: Facilities, most: int) -> Assigned | None:
    """The cheapest choice with at most so many platforms; None where so few cannot hold all applications.

    Raises SolverError when the solver breaks.

    >>> two = Facilities({("a", "x"): 5.0, ("b", "x"): 5.0, ("b", "y"): 1.0}, {("x", "1"): 2.0, ("y", "1"): 2.0},
    ...                  {"x": 3.0, "y": 3.0}, {("a", "x"): "1", ("b", "x"): "1", ("b", "y"): "1"})
    >>> assign(two, 2).chosen, assign(two, 2).usd_per_month
    ({'a': 'x', 'b': 'x'}, 15.0)
    """
    if not facilities.run:
        return Assigned({}, 0.0, 0.0)
    model = Model("portfolio")
    x = {pair: model.add_integer(f"x{place}", 1) for place, pair in enumerate(facilities.run)}
    z = {pair: model.add_integer(f"z{place}", 1) for place, pair in enumerate(facilities.cluster)}
    y = {platform: model.add_integer(f"y{place}", 1) for place, platform in enumerate(facilities.platforms)}
    model.minimise(
        [
            *((x[pair], cost) for pair, cost in facilities.run.items()),
            *((z[pair], cost) for pair, cost in facilities.cluster.items()),
            *((y[platform], facilities.open[platform]) for platform in y),
        ]
    )
    _add_rows(model, facilities, most, x, z, y)
    answer = solve(model)
    if answer.ending is Ending.INFEASIBLE:
        return None
    if answer.ending is not Ending.OPTIMAL:
        raise SolverError("the solver gave no answer to the choice of platforms")
    chosen = {application: platform for (application, platform), each in x.items() if value_of(each) > 0.5}
    return Assigned(chosen, facilities.cost_of(chosen), answer.bound)


def _add_rows(
    model: Model,
    facilities: Facilities,
    most: int,
    x: Mapping[tuple[str, str], Variable],
    z: Mapping[tuple[str, str], Variable],
    y: Mapping[str, Variable],
) -> None:
    for application in facilities.applications:
        places = [each for (who, _), each in x.items() if who == application]
        model.at_least([(each, 1.0) for each in places], 1.0, f"placed {application}")
    for (application, platform), each in x.items():
        cluster = z[platform, facilities.group[application, platform]]
        model.at_least([(cluster, 1.0), (each, -1.0)], 0.0, f"cluster for {application} on {platform}")
    for (platform, group), cluster in z.items():
        model.at_least([(y[platform], 1.0), (cluster, -1.0)], 0.0, f"{platform} for {group}")
    model.at_most([(each, 1.0) for each in y.values()], float(most), "most platforms")


def fewest_platforms(facilities: Facilities) -> int:
    """How many platforms it takes at the least to hold every application, a set cover; 0 without any.

    Raises SolverError when the solver breaks.

    >>> fewest_platforms(Facilities({("a", "x"): 1.0, ("b", "y"): 1.0}, {}, {}, {}))
    2
    """
    if not facilities.run:
        return 0
    model = Model("cover")
    y = {platform: model.add_integer(f"y{place}", 1) for place, platform in enumerate(facilities.platforms)}
    model.minimise([(each, 1.0) for each in y.values()])
    for application in facilities.applications:
        holders = [(y[platform], 1.0) for who, platform in facilities.run if who == application]
        model.at_least(holders, 1.0, f"placed {application}")
    if solve(model).ending is not Ending.OPTIMAL:
        raise SolverError("the solver gave no answer to how few platforms can hold all applications")
    return sum(value_of(each) > 0.5 for each in y.values())
