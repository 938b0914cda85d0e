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
    claims = [
        Claim(
            Certificate(Argument.ZONE_BY_ZONE, tuple(_best(r, sold) for r, sold in zip(by_zone, solds, strict=True))),
            sum(_proved(r, sold) for r, sold in zip(by_zone, solds, strict=True)) * ROUNDED,
        )
    ]
    if survive_zone:
        left = sum(_proved(merged, beside) * count for beside, count in merged.table.sold_beside)
        sets = tuple(_best(merged, beside) for beside, _ in merged.table.sold_beside)
        claims.append(Claim(Certificate(Argument.ANY_ZONE, sets), left / (zones - 1) * ROUNDED))
    if survive_nodes and merged.offers:
        claims.append(_without_dearest(merged, survive_nodes))
        if together:
            certificate = replace(claims[-1].certificate, argument=Argument.ZONE_AND_NODES)
            claims.append(Claim(certificate, claims[-1].usd_per_hour * zones / (zones - 1) * ROUNDED))
    for row, relaxation in upgraded.items():
        name, prices = merged.table.items[row].name, _best(relaxation, everything)
        certificate = Certificate(Argument.ONE_UPGRADED, (prices,), upgraded=name)
        claims.append(Claim(certificate, _proved(relaxation, everything) * ROUNDED))
    return max(claims, key=lambda claim: claim.usd_per_hour)


def _proved(relaxation: Relaxation, allowed: Flags) -> float:
    return float(relaxation.certain_values(allowed[None, :]).max(initial=0.0))


def _best(relaxation: Relaxation, allowed: Flags) -> Prices:
    values = relaxation.certain_values(allowed[None, :])[0]
    return _written(relaxation, int(np.argmax(values))) if len(values) else Prices({}, {})


def _without_dearest(merged: Relaxation, survive_nodes: int) -> Claim:
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
    sets = tuple(_written(merged, offer) for offer in chosen)
    return Claim(Certificate(Argument.ANY_NODES, sets), target * ROUNDED)


def _written(relaxation: Relaxation, number: int) -> Prices:
    table, offer = relaxation.table, relaxation.offers[number]
    multipliers = best_multipliers(table, relaxation.most, offer.prices, offer.directions)
    replicas = {item.name: int(offer.prices[row] * UNIT) for row, item in enumerate(table.items)}
    return Prices(replicas, {machine.name: _room(multipliers[row]) for row, machine in enumerate(table.machines)})


def _room(multipliers: Real) -> Room:
    cpu, memory, io, pods = (int(multiplier * UNIT) for multiplier in multipliers.tolist())
    return cpu, memory, io, pods
