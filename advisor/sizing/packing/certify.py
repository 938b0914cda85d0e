"""The relaxations' best prices, written down as certificates that certificate.py can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.sizing.packing.bound import SAFE, Relaxation, best_multipliers
from advisor.sizing.packing.problem import UNIT, Argument, Certificate, Prices, Room
from advisor.sizing.packing.table import Flags, Real

ROUNDED = 1 - 1e-9
"""A certificate is said to prove this share of what its prices prove before they are written as whole numbers."""


@dataclass(frozen=True)
class Claim:
    """A certificate and the USD per hour that it is said to prove, which its checker has to confirm."""

    certificate: Certificate
    usd_per_hour: float


_Offer = tuple[Relaxation, int | None]
"""A relaxation, and which of its offers: none where it has none."""


@dataclass(frozen=True, eq=False)
class _Unwritten:
    """A claim whose sets of prices are still to be written down, which takes long beside finding them."""

    argument: Argument
    usd_per_hour: float
    sets: Sequence[_Offer]
    upgraded: str = ""

    def written(self) -> Claim:
        sets = tuple(_written(*offer) for offer in self.sets)
        return Claim(Certificate(self.argument, sets, self.upgraded), self.usd_per_hour)


def certify(
    by_zone: Sequence[Relaxation],
    merged: Relaxation,
    survive_nodes: int,
    survive_zone: bool,
    upgraded: Mapping[int, Relaxation],
    *,
    together: bool = False,
) -> Claim:
    """The claim that proves most for these promises.

    `by_zone` relax the live replicas of each zone, `merged` those of all zones together, and each of `upgraded` those
    and the surge of the item in that row.
    """
    everything = np.ones(len(merged.table.machines), dtype=bool)
    zones, solds = len(by_zone), merged.table.sold
    here = list(zip(by_zone, solds, strict=True))
    claims = [
        _Unwritten(Argument.ZONE_BY_ZONE, sum(_proved(*one) for one in here) * ROUNDED, [_best(*one) for one in here])
    ]
    if survive_zone:
        beside = merged.table.sold_beside
        left = sum(_proved(merged, sold) * count for sold, count in beside) / (zones - 1) * ROUNDED
        claims.append(_Unwritten(Argument.ANY_ZONE, left, [_best(merged, sold) for sold, _ in beside]))
    if survive_nodes and merged.offers:
        claims.append(_without_dearest(merged, survive_nodes))
        if together:
            usd = claims[-1].usd_per_hour * zones / (zones - 1) * ROUNDED
            claims.append(replace(claims[-1], argument=Argument.ZONE_AND_NODES, usd_per_hour=usd))
    for row, relaxation in upgraded.items():
        usd, sets = _proved(relaxation, everything) * ROUNDED, [_best(relaxation, everything)]
        claims.append(_Unwritten(Argument.ONE_UPGRADED, usd, sets, merged.table.items[row].name))
    return max(claims, key=lambda claim: claim.usd_per_hour).written()


def _proved(relaxation: Relaxation, allowed: Flags) -> float:
    return float(relaxation.certain_values(allowed[None, :]).max(initial=0.0))


def _best(relaxation: Relaxation, allowed: Flags) -> _Offer:
    values = relaxation.certain_values(allowed[None, :])[0]
    return relaxation, int(np.argmax(values)) if len(values) else None


def _without_dearest(merged: Relaxation, survive_nodes: int) -> _Unwritten:
    """As few sets of prices as prove, for every price of the dearest nodes, what all of them together prove."""
    table = merged.table
    prices = np.unique(table.prices)
    priced = table.prices[None, :] <= prices[:, None]
    values, reached = merged.certain_values(priced) * SAFE, np.isfinite(merged.bounds(priced))
    with_lost = values + survive_nodes * prices[:, None]
    target = float(with_lost[reached].max(axis=1).min())
    chosen: list[int] = []
    while True:
        proved = with_lost[:, chosen].max(axis=1, initial=0.0)
        short = np.flatnonzero(reached & (proved < target))
        if not len(short):
            break
        chosen.append(int(np.argmax(with_lost[short[0]])))
    return _Unwritten(Argument.ANY_NODES, target * ROUNDED, [(merged, offer) for offer in chosen])


def _written(relaxation: Relaxation, number: int | None) -> Prices:
    if number is None:
        return Prices({}, {})
    table, offer = relaxation.table, relaxation.offers[number]
    multipliers = best_multipliers(table, relaxation.most, offer.prices, offer.directions)
    replicas = {item.name: int(offer.prices[row] * UNIT) for row, item in enumerate(table.items)}
    return Prices(replicas, {machine.name: _room(multipliers[row]) for row, machine in enumerate(table.machines)})


def _room(multipliers: Real) -> Room:
    cpu, memory, io, pods = (int(multiplier * UNIT) for multiplier in multipliers.tolist())
    return cpu, memory, io, pods
