"""Which tier of a vendor's control plane a scenario asks for, and why."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge.shapes import ControlPlaneTier, ControlPlaneTiers
from advisor.values import HOURS_PER_MONTH


@dataclass(frozen=True)
class Chosen:
    """A tier with what it promises over the zones planned, and the reason for it."""

    tier: ControlPlaneTier
    sla_percent: float | None
    why: str


def promise_of(tier: ControlPlaneTier, zones: int) -> float | None:
    """The uptime promised over so many zones; None: no promise."""
    return tier.sla_percent_one_zone or tier.sla_percent if zones == 1 else tier.sla_percent


def choose_tier(
    tiers: ControlPlaneTiers, *, cloud: str | None, zones: int, nodes: int, target: float | None
) -> Chosen | None:
    """The cheapest tier that holds the nodes and promises the target; None where no tier is sold there.

    Without a target, the cheapest with any promise: a production cluster. Where no tier promises the target, the one
    that promises most. What the vendor takes off for an account counts; of equal tiers the one named first.
    """
    sold = [tier for tier in tiers.rows if tier.cloud in (None, cloud) and zones <= (tier.most_zones or zones)]
    holding = [tier for tier in sold if nodes <= (tier.max_nodes or nodes)] or sold
    if not holding:
        return None
    promised = {tier.name: promise_of(tier, zones) or 0.0 for tier in holding}
    meeting = [tier for tier in holding if promised[tier.name] >= (target or 0.0) and promised[tier.name] > 0]
    if not meeting:
        most = max(promised.values())
        meeting = [tier for tier in holding if promised[tier.name] == most]
    chosen = min(meeting, key=_usd_per_month)
    return Chosen(chosen, promised[chosen.name] or None, _why(chosen, promised, holding, target))


def _usd_per_month(tier: ControlPlaneTier) -> float:
    return max(0.0, tier.usd_per_hour * HOURS_PER_MONTH - tier.free_usd_per_month)


def _why(
    chosen: ControlPlaneTier, promised: dict[str, float], holding: list[ControlPlaneTier], target: float | None
) -> str:
    """The reason in words, and what the other tiers would be."""
    best = promised[chosen.name]
    if len(holding) == 1:
        return ""
    if target is None:
        why = "the cheapest with a promise" if best else "none promises anything"
    elif best >= target:
        why = f"the cheapest that promises the {target:g}% asked for"
    else:
        why = f"no tier promises the {target:g}% asked for; this one promises most"
    others = [_other(tier, promised[tier.name]) for tier in holding if tier is not chosen]
    return f"{why} ({'; '.join(others)})"


def _other(tier: ControlPlaneTier, promise: float) -> str:
    costs = f"costs USD {tier.usd_per_hour:g} an hour" if tier.usd_per_hour else "costs nothing"
    if not promise:
        return f"{tier.name} {costs} and promises nothing"
    adds = f" and adds {tier.adds}" if tier.adds else ""
    return f"{tier.name} {costs}{',' if adds else ' and'} promises {promise:g}%{adds}"
