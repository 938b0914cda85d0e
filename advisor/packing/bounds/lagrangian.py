"""The Lagrangian bound: prices per replica that no machine type can beat give a cost that no plan undercuts.

For prices y_i >= 0 let V_t be a limit of the value of what one node of type t can hold. A plan that places the demand d
costs at least sum_i y_i d_i * min_t price_t / V_t. A type with finite stock may instead hold more value than it costs,
which lowers the bound by stock_t * (V_t - price_t). V_t comes from Lagrangian multipliers, one per resource:

    V_t <= sum_r m_r capacity_tr + sum_i most_ti max(0, y_i - sum_r m_r weight_ir)         for any m >= 0

(of a clique of items of which a node holds one, only the best member counts). So a bound needs no trust in a solver:
the LP relaxation only suggests y and m. See Fisher, The Lagrangian relaxation method (Management Science 27, 1981).

The best prices are written down as certificates, which certificate.py checks without any of this code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from advisor.packing.bounds.lp_relaxation import LpSolution, solve_lp_relaxation
from advisor.packing.model.capacity import BoolArray, FloatArray, IntArray
from advisor.packing.model.instance import Instance
from advisor.packing.model.problem import UNIT, Argument, BoundMethod, Certificate, DualPrices, ResourceVector
from advisor.packing.model.resources import RESOURCES, UNBOUNDED


@dataclass(frozen=True, eq=False)
class DualSolution:
    """Prices per replica (n,), the value of the demand at them, and V_t of every type (t,).

    `directions` (rows, resources) are the mixes of resources from which the multipliers of V_t came. With `solved` some
    V_t is the answer of a solver to a knapsack, which no certificate can repeat.
    """

    prices: FloatArray
    directions: FloatArray
    demand_value: float
    limits: FloatArray
    solved: bool = False


@dataclass(eq=False)
class Relaxation:
    """What is known about one demand: its dual solutions, and so a lower bound on any set of machine types.

    Each LP relaxation that is solved adds to `dual_solutions`, and so does each exact pricing round of column
    generation. A demand that is about a share of another one, as that of one zone is of all zones, can take its prices
    from that one's LP (`warm_start_from`): what is good there is good here.
    """

    instance: Instance
    demand: IntArray
    most: IntArray
    dual_solutions: list[DualSolution] = field(default_factory=list)
    solved: dict[bytes, LpSolution | None] = field(default_factory=dict)
    warm_start_from: Relaxation | None = None

    @property
    def _safety_factor(self) -> float:
        return 1.0 - self.instance.settings.tolerances.safety_margin

    def bound(self, allowed: BoolArray) -> float:
        """USD per hour that no plan for this demand on the allowed types undercuts; infinite if none can hold it."""
        return float(self.bounds(allowed[None, :])[0])

    def bounds(self, choices: BoolArray) -> FloatArray:
        """The bound on each of several sets of types (c, t); shape (c,)."""
        if not self.demand.any():
            return np.zeros(len(choices))
        highest = np.zeros(len(choices))
        for dual in self.dual_solutions:
            np.maximum(highest, self._values(dual, choices), out=highest)
        return np.where(self._holding(choices), highest, np.inf)

    def _holding(self, choices: BoolArray) -> BoolArray:
        """Whether every item fits a node of some type of each set; shape (c,)."""
        fitting = (self.most[:, self.demand > 0] > 0).astype(np.float64)  # numpy is slow at products of whole numbers
        holding: BoolArray = np.all(choices.astype(np.float64) @ fitting > 0, axis=1)
        return holding

    def _values(self, dual: DualSolution, choices: BoolArray) -> FloatArray:
        if self.instance.has_finite_stock:
            return np.array([self._value(dual.demand_value, dual.limits, allowed) for allowed in choices])
        ratios = np.divide(
            self.instance.prices, dual.limits, out=np.full(len(dual.limits), np.inf), where=dual.limits > 0
        )
        scales: FloatArray = np.where(choices, ratios[None, :], np.inf).min(axis=1, initial=np.inf)
        return dual.demand_value * np.where(np.isfinite(scales), scales, 0.0) * self._safety_factor

    def certified_bounds(self, choices: BoolArray) -> FloatArray:
        """What each dual solution proves on each set of types (c, t) without a solver; shape (c, dual solutions)."""
        nothing = np.zeros(len(choices))
        values = [nothing if dual.solved else self._values(dual, choices) for dual in self.dual_solutions]
        return np.array(values).reshape(len(values), len(choices)).T

    def method(self, allowed: BoolArray) -> BoundMethod:
        """How the bound for the allowed types is computed."""
        values = [self._value(dual.demand_value, dual.limits, allowed) for dual in self.dual_solutions]
        by_solver = bool(values) and self.dual_solutions[int(np.argmax(values))].solved
        return BoundMethod.COLUMN_GENERATION if by_solver else BoundMethod.LP_RELAXATION

    def _value(self, demand_value: float, limits: FloatArray, allowed: BoolArray) -> float:
        prices, stock = self.instance.prices, self.instance.stock
        endless = allowed & (stock >= UNBOUNDED) & (limits > 0)
        scale = float((prices[endless] / limits[endless]).min()) if endless.any() else float("inf")
        finite = allowed & (stock < UNBOUNDED)
        if not finite.any():
            return demand_value * scale * self._safety_factor if np.isfinite(scale) else 0.0
        # with finite stock every scale of the prices proves something: the best is at a kink
        held = limits[finite] > 0
        kinks = prices[finite][held] / limits[finite][held]
        scales = [s for s in [*kinks.tolist(), scale] if s <= scale and np.isfinite(s)]
        values = [
            s * demand_value - float((stock[finite] * np.maximum(0.0, s * limits[finite] - prices[finite])).sum())
            for s in scales
        ]
        return max(0.0, max(values, default=0.0) * self._safety_factor)

    def root_lp(self) -> LpSolution | None:
        """The optimum of the LP relaxation over all types: its own, or that of the demand it is warm-started from."""
        everything = np.ones(len(self.instance.machines), dtype=bool)
        if self.warm_start_from is None:
            return self.solve(everything)
        lp_solution = self.warm_start_from.solve(everything)
        if lp_solution is not None and not self.dual_solutions:
            self._add_duals_of(lp_solution)
        return lp_solution

    @property
    def nodes(self) -> float:
        """Nodes, in fractions, that hold the demand by its root LP."""
        lp_solution = self.root_lp()
        if lp_solution is None or not self.demand.any():
            return 0.0
        whole = self.demand if self.warm_start_from is None else self.warm_start_from.demand
        share = float(self.demand @ lp_solution.replica_prices) / (float(whole @ lp_solution.replica_prices) or 1.0)
        return float(lp_solution.nodes.sum()) * share

    def _add_duals_of(self, lp_solution: LpSolution) -> FloatArray:
        """Adds the dual values of an LP to what is known of this demand; their V_t of every type (t,)."""
        prices, directions = lp_solution.replica_prices, _directions_of(lp_solution)
        limits = content_value_limits(self.instance, self.most, prices, directions)
        self.dual_solutions.append(DualSolution(prices, directions, float(prices @ self.demand), limits))
        return limits

    def solve(self, allowed: BoolArray) -> LpSolution | None:
        """The optimum of the LP relaxation over the allowed types; None when they cannot hold the demand.

        Types are sifted: the LP starts with a few and adds those whose V_t exceeds their price.
        """
        key = np.packbits(allowed).tobytes()
        if key not in self.solved:
            self.solved[key] = self._solve_sifted(allowed)
        return self.solved[key]

    def solve_with_waste_charge(self, allowed: BoolArray) -> LpSolution | None:
        """The LP relaxation with a charge for what every node wastes, over types of nearly the best value.

        Fractions of many small nodes cost as much as those of few large ones, but leave more remainders when they
        become whole. Its optimum leads rounding; it is no bound.
        """
        lp_solution = self.solve(allowed)
        if lp_solution is None or not self.demand.any():
            return lp_solution
        limits = content_value_limits(self.instance, self.most, lp_solution.replica_prices, _directions_of(lp_solution))
        ratios = np.where(allowed, limits / np.maximum(self.instance.prices, 1e-12), 0.0)
        settings = self.instance.settings.relaxation
        near = np.flatnonzero(ratios >= settings.near_best)
        largest = near[np.argsort(-self.instance.prices[near], kind="stable")[: settings.waste_max_types]]
        types = np.union1d(largest, lp_solution.types)
        charge = settings.wasted_replicas * float(lp_solution.replica_prices @ self.demand) / float(self.demand.sum())
        return solve_lp_relaxation(self.instance, self.demand, types, self.most, charge)

    def _solve_sifted(self, allowed: BoolArray) -> LpSolution | None:
        if not self._holding(allowed[None, :])[0]:
            return None
        chosen = self._types_to_start_from(allowed)
        lp_solution = None
        for _ in range(self.instance.settings.relaxation.max_rounds):
            lp_solution = solve_lp_relaxation(self.instance, self.demand, chosen, self.most)
            if lp_solution is None:
                if len(chosen) == int(allowed.sum()):
                    return None
                chosen = np.flatnonzero(allowed)
                continue
            limits = self._add_duals_of(lp_solution)
            ratios = np.where(allowed, limits / np.maximum(self.instance.prices, 1e-12), 0.0)
            ratios[chosen] = 0.0
            better = np.flatnonzero(ratios > 1.0 + self.instance.settings.relaxation.sifting)
            if not len(better):
                break
            best = better[
                np.argsort(-ratios[better], kind="stable")[: self.instance.settings.relaxation.types_per_round]
            ]
            chosen = np.sort(np.concatenate([chosen, best]))
        if lp_solution is not None:
            self.instance.warm_start_types.update(lp_solution.types[lp_solution.nodes > 0].tolist())
        return lp_solution

    def _types_to_start_from(self, allowed: BoolArray) -> IntArray:
        """The types that LPs for other demands used; where none are known or they do not suffice, a first guess too."""
        known = np.array(sorted(t for t in self.instance.warm_start_types if allowed[t]), dtype=np.int64)
        wanted = self.demand > 0
        if len(known) and (self.most[known].max(axis=0)[wanted] > 0).all():
            return known
        return np.union1d(known, _initial_types(self.instance, self.demand, self.most, allowed))


def relax(instance: Instance, demand: IntArray, warm_start_from: Relaxation | None = None) -> Relaxation:
    """An empty relaxation of `demand`: nothing is solved yet."""
    return Relaxation(
        instance, demand, np.minimum(instance.max_copies, demand[None, :]), warm_start_from=warm_start_from
    )


def _directions_of(lp_solution: LpSolution) -> FloatArray:
    """The dual values of resources in the LP relaxation, each mix once; shape (rows, resources)."""
    return _distinct(lp_solution.resource_prices[lp_solution.resource_prices.any(axis=1)])


def content_value_limits(instance: Instance, most: IntArray, prices: FloatArray, directions: FloatArray) -> FloatArray:
    """V_t for every type at these replica prices, multipliers being multiples of each of `directions`; shape (t,)."""
    lowest: FloatArray = _limits_at(
        instance, most, prices, _candidate_multipliers(instance, most, prices, directions)
    ).min(axis=0)
    return lowest


def best_multipliers(instance: Instance, most: IntArray, prices: FloatArray, directions: FloatArray) -> FloatArray:
    """The multipliers at which V_t is least, of those that content_value_limits tries; shape (t, resources).

    Of several such, those at which the capacity counts most, as they say most about which resource is scarce.
    """
    tried = _candidate_multipliers(instance, most, prices, directions)
    limits = _limits_at(instance, most, prices, tried)
    capacities = (tried * instance.finite_capacities).sum(axis=2)
    least = limits <= limits.min(axis=0) * (1.0 + instance.settings.tolerances.same_limit)
    best: FloatArray = tried[np.where(least, capacities, -1.0).argmax(axis=0), np.arange(limits.shape[1])]
    return best


def _candidate_multipliers(
    instance: Instance, most: IntArray, prices: FloatArray, directions: FloatArray
) -> FloatArray:
    """Multipliers to try: none, each mix as it is, and scaled so that it just fills a node; (tries, t, resources)."""
    tried = np.zeros((1 + 2 * len(directions), len(instance.machines), instance.capacities.shape[1]))
    tried[1::2] = directions[:, None, :]
    for place, direction in enumerate(directions):
        tried[2 + 2 * place] = _critical(instance, most, prices, direction)[:, None] * direction[None, :]
    return tried


def _distinct(rows: FloatArray) -> FloatArray:
    return np.array(sorted(set(map(tuple, rows.round(15).tolist())))).reshape(-1, rows.shape[1])


def _limits_at(instance: Instance, most: IntArray, prices: FloatArray, multipliers: FloatArray) -> FloatArray:
    """The limit V_t of every type at several multipliers of its own (tries, t, resources); shape (tries, t)."""
    multipliers = np.where(instance.capacities >= UNBOUNDED, 0.0, multipliers)
    # what a replica of each item is worth above the resources it takes; shape (tries, t, n)
    surplus = np.maximum(0.0, prices - multipliers @ instance.weights_float.T) * (most > 0)
    gains = surplus * most
    total = gains.sum(axis=2)
    seen: set[int] = set()
    for clique in instance.conflict_cliques:
        members = [i for i in clique.tolist() if i not in seen]
        seen.update(members)
        if len(members) > 1:  # a node holds one of them
            total += surplus[:, :, members].max(axis=2) - gains[:, :, members].sum(axis=2)
    limits: FloatArray = (multipliers * instance.finite_capacities).sum(axis=2) + total
    return limits


def _critical(instance: Instance, most: IntArray, prices: FloatArray, direction: FloatArray) -> FloatArray:
    """For one mix of resources, the multiple at which each type's node is just full; shape (t,).

    This solves the fractional knapsack of one row exactly: items in falling order of price per weight.
    """
    weights = instance.weights_float @ direction
    capacities = instance.finite_capacities @ direction
    heavy = np.flatnonzero((weights > 0) & (prices > 0))
    if not len(heavy):
        return np.zeros(len(capacities))
    ratios = prices[heavy] / weights[heavy]
    order = np.argsort(-ratios, kind="stable")
    taken = np.cumsum(most[:, heavy[order]] * weights[heavy[order]][None, :], axis=1)
    full = taken > capacities[:, None]
    at = np.where(full.any(axis=1), full.argmax(axis=1), len(order) - 1)
    return np.where(full.any(axis=1), ratios[order][at], 0.0)


def _initial_types(instance: Instance, demand: IntArray, most: IntArray, allowed: BoolArray) -> IntArray:
    """A few types to start from: those that hold the demand, in its own mix or by one resource, for the least money."""
    rows = np.flatnonzero(allowed)
    if len(rows) <= instance.settings.relaxation.first_types:
        return rows
    total = np.maximum(1.0, (demand[:, None] * instance.weights).sum(axis=0).astype(np.float64))
    capacities = np.minimum(instance.capacities[rows].astype(np.float64), total[None, :])
    prices = np.maximum(instance.prices[rows], 1e-12)
    rankings = [prices / np.maximum(capacities.min(axis=1, where=total > 1, initial=np.inf), 1e-12), prices]
    rankings += [
        prices / np.maximum(capacities[:, resource] / total[resource], 1e-12) for resource in instance.main_resources
    ]
    rankings.append(prices / np.maximum((capacities / total).min(axis=1), 1e-12))
    ranked = instance.settings.relaxation.ranked_types
    first = {int(rows[row]) for ranking in rankings for row in np.argsort(ranking, kind="stable")[:ranked]}
    for item in np.flatnonzero(demand):  # every item needs a type that holds it
        if not any(most[t, item] for t in first):
            first.add(int(rows[int(np.argmax(most[rows, item] > 0))]))
    return np.array(sorted(first), dtype=np.int64)


@dataclass(frozen=True)
class CertifiedBound:
    """A certificate and the USD per hour that it is said to prove, which its checker has to confirm."""

    certificate: Certificate
    usd_per_hour: float


_DualRef = tuple[Relaxation, int | None]
"""A relaxation, and which of its dual solutions: None where it has none."""


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A certificate that is still to be written down, which takes longer than finding its prices."""

    argument: Argument
    usd_per_hour: float
    sets: Sequence[_DualRef]
    upgraded: str = ""

    def written(self) -> CertifiedBound:
        sets = tuple(_written(*dual) for dual in self.sets)
        return CertifiedBound(Certificate(self.argument, sets, self.upgraded), self.usd_per_hour)


def certify(
    by_zone: Sequence[Relaxation],
    merged: Relaxation,
    survive_nodes: int,
    survive_zone: bool,
    upgraded: Mapping[int, Relaxation],
    *,
    together: bool = False,
) -> CertifiedBound:
    """The certificate that proves most for these promises.

    `by_zone` relax the running replicas of each zone, `merged` those of all zones together, and each of `upgraded`
    those and the surge of the item in that row.
    """
    everything = np.ones(len(merged.instance.machines), dtype=bool)
    zones, solds = len(by_zone), merged.instance.sold_in_zone
    rounding = 1 - merged.instance.settings.tolerances.certificate_margin
    here = list(zip(by_zone, solds, strict=True))
    candidates = [
        _Candidate(Argument.ZONE_BY_ZONE, sum(_proved(*one) for one in here) * rounding, [_best(*one) for one in here])
    ]
    if survive_zone:
        beside = merged.instance.sold_outside_zone
        left = sum(_proved(merged, sold) * count for sold, count in beside) / (zones - 1) * rounding
        candidates.append(_Candidate(Argument.ANY_ZONE, left, [_best(merged, sold) for sold, _ in beside]))
    if survive_nodes and merged.dual_solutions:
        candidates.append(_without_dearest(merged, survive_nodes))
        if together:
            usd = candidates[-1].usd_per_hour * zones / (zones - 1) * rounding
            candidates.append(replace(candidates[-1], argument=Argument.ZONE_AND_NODES, usd_per_hour=usd))
    for row, relaxation in upgraded.items():
        usd, sets = _proved(relaxation, everything) * rounding, [_best(relaxation, everything)]
        candidates.append(_Candidate(Argument.ONE_UPGRADED, usd, sets, merged.instance.items[row].name))
    return max(candidates, key=lambda candidate: candidate.usd_per_hour).written()


def _proved(relaxation: Relaxation, allowed: BoolArray) -> float:
    return float(relaxation.certified_bounds(allowed[None, :]).max(initial=0.0))


def _best(relaxation: Relaxation, allowed: BoolArray) -> _DualRef:
    values = relaxation.certified_bounds(allowed[None, :])[0]
    return relaxation, int(np.argmax(values)) if len(values) else None


def _without_dearest(merged: Relaxation, survive_nodes: int) -> _Candidate:
    """The certificate for lost nodes: few sets of prices that together prove as much as all of them."""
    instance = merged.instance
    prices = np.unique(instance.prices)
    priced = instance.prices[None, :] <= prices[:, None]
    values, reached = (
        merged.certified_bounds(priced) * (1.0 - instance.settings.tolerances.safety_margin),
        np.isfinite(merged.bounds(priced)),
    )
    with_lost = values + survive_nodes * prices[:, None]
    target = float(with_lost[reached].max(axis=1).min())
    chosen: list[int] = []
    while True:
        proved = with_lost[:, chosen].max(axis=1, initial=0.0)
        short = np.flatnonzero(reached & (proved < target))
        if not len(short):
            break
        chosen.append(int(np.argmax(with_lost[short[0]])))
    return _Candidate(
        Argument.ANY_NODES,
        target * (1 - instance.settings.tolerances.certificate_margin),
        [(merged, dual) for dual in chosen],
    )


def _written(relaxation: Relaxation, number: int | None) -> DualPrices:
    if number is None:
        return DualPrices({}, {})
    instance, dual = relaxation.instance, relaxation.dual_solutions[number]
    multipliers = best_multipliers(instance, relaxation.most, dual.prices, dual.directions)
    replicas = {item.name: int(dual.prices[row] * UNIT) for row, item in enumerate(instance.items)}
    return DualPrices(
        replicas,
        {machine.name: _resource_prices(instance, multipliers[row]) for row, machine in enumerate(instance.machines)},
    )


def _resource_prices(instance: Instance, multipliers: FloatArray) -> ResourceVector:
    """The multipliers of one machine type as whole UNITs, one for each entry of RESOURCES."""
    prices = [0] * len(RESOURCES)
    for place, multiplier in zip(instance.resources, multipliers.tolist(), strict=True):
        prices[place] = int(multiplier * UNIT)
    return tuple(prices)
