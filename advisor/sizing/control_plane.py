"""The control plane: members that the customer runs, or the tier of it that a vendor sells.

Own members: how many the maker recommends, of which size, and how they spread over zones. A vendor's: which tier the
scenario asks for, with its fee and its promise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from advisor.knowledge import Operator, Terms
from advisor.knowledge.claim_tables import (
    ControlPlaneSize,
    ControlPlaneTier,
    ControlPlaneTiers,
)
from advisor.sizing.locations import Location
from advisor.sizing.price_catalog import Offer
from advisor.sizing.result import ControlPlane
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_MONTH

CONTROL_PLANE = "(control plane)"
"""Members that share machines with services; in brackets, as no service can be called."""


@dataclass(frozen=True)
class Members:
    """What a control plane run by the customer asks for: so many members of this size."""

    count: int
    size: ControlPlaneSize
    sources: tuple[str, ...]


def tolerates(members: int) -> int:
    """Members that may be lost before the majority is: members - (floor(members / 2) + 1)."""
    return members - (members // 2 + 1) if members else 0


def required_members(terms: Terms, workload: Workload, nodes: int, pods: int) -> Members | None:
    """The members that a platform's own guidance asks for; None where nobody or a vendor runs the control plane.

    The smallest recommended count whose majority outlasts as many losses as the agents are to outlast, and the first
    row of the size table that holds the planned nodes and pods.
    """
    counts, sizes = terms.claim(Terms.control_plane_members), terms.claim(Terms.control_plane_sizes)
    if terms.operated_by is not Operator.CUSTOMER or counts is None or sizes is None:
        return None
    offered, rows = counts.value, sizes.value
    wanted = max(workload.survive_nodes, 1 if workload.survive_zone else 0)
    count = next((c for c in offered.counts if tolerates(c) >= wanted), offered.counts[-1])
    row = next(
        (r for r in rows.rows if (r.max_nodes or nodes) >= nodes and (r.max_pods or pods) >= pods), rows.rows[-1]
    )
    return Members(count, row, (counts.source, sizes.source))


def spread_members(count: int, zones: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Members by zone, as even as can be, the first zones taking the odd ones (5 over 3 zones: 2, 2, 1)."""
    each, odd = divmod(count, len(zones))
    return tuple((zone, each + (1 if index < odd else 0)) for index, zone in enumerate(zones) if each or index < odd)


def member_machine(size: ControlPlaneSize, offers: tuple[Offer, ...], count: int) -> Offer | None:
    """The cheapest offer that holds a member, with enough of it in stock."""
    return cheapest(size.vcpu, size.memory_mib, offers, count)


def cheapest(vcpu: float, memory_mib: int, offers: tuple[Offer, ...], count: int) -> Offer | None:
    """The cheapest offer (the smallest, where prices are unknown) of this size at least, with so many in stock."""
    fitting = [
        offer
        for offer in offers
        if offer.vcpu >= vcpu
        and offer.memory_mib >= memory_mib
        and offer.arch == "amd64"
        and (offer.stock is None or offer.stock >= count)
    ]
    price = {offer.name: math.inf if offer.usd_per_hour is None else offer.usd_per_hour for offer in fitting}
    return min(fitting, key=lambda o: (price[o.name], o.vcpu, o.memory_mib, o.name), default=None)


def quorum_notes(spread: tuple[tuple[str, int], ...], location: Location, workload: Workload) -> tuple[str, ...]:
    """What the spread of members over zones does not survive, in plain words."""
    count = sum(members for _, members in spread)
    if count == 0:
        return ()
    if count == 1:
        return ("one control-plane member: while it is down nothing is scheduled or replaced; services keep running",)
    notes = [_zone_note(spread, count, location, workload)]
    if tolerates(count) < workload.survive_nodes:
        lost = "one loss" if tolerates(count) == 1 else f"{tolerates(count)} losses"
        notes.append(
            f"{count} control-plane members outlast {lost}, and {workload.survive_nodes} are asked for: the platform's "
            "maker advises no more members"
        )
    return tuple(note for note in notes if note)


def _zone_note(spread: tuple[tuple[str, int], ...], count: int, location: Location, workload: Workload) -> str:
    """What the loss of a zone, or of a site, means for the quorum; empty where it holds."""
    place = "site" if location.names_sites else "zone"
    if len(location.zones) == 1:
        return f"all control-plane members stand in one {place}: they outlast machines, not the {place}"
    zone, most = max(spread, key=lambda entry: entry[1])
    if most <= tolerates(count):
        return ""
    asked = f"; the loss of a {place} is to be outlasted, and only the agents do" if workload.survive_zone else ""
    return (
        f"with two {place}s no quorum survives the loss of the {place} that holds more members ({most} of {count} in "
        f"{zone}): what runs goes on, and nothing is scheduled or replaced until it is back; a third {place}, if only "
        f"for one member, mends that{asked}"
    )


def vendor_control_plane(
    terms: Terms, *, cloud: str | None, zones: int, nodes: int, target: float | None
) -> ControlPlane:
    """The control plane of one cluster that a vendor runs, by the tier asked for, or the absence of one."""
    fee, sla = terms.claim(Terms.control_plane_usd_per_hour), terms.claim(Terms.control_plane_sla_percent)
    operated, tiers = terms.claim(Terms.operated_by), terms.claim(Terms.control_plane_tiers)
    chosen = (
        choose_tier(tiers.value, cloud=cloud, zones=zones, nodes=nodes, target=target) if tiers is not None else None
    )
    plain = ControlPlane(
        operated_by=operated.value if operated else "nobody",
        members=0,
        members_by_zone=(),
        machine="",
        tolerates=0,
        clusters=1,
        usd_per_hour=fee.value if fee else None,
        sla_percent=sla.value if sla else None,
        notes=(),
        sources=tuple(claim.source for claim in (operated, fee, sla) if claim),
    )
    if chosen is None or tiers is None:
        return plain
    return replace(
        plain,
        usd_per_hour=chosen.tier.usd_per_hour,
        sla_percent=chosen.sla_percent or 0.0,
        sources=tuple(dict.fromkeys((*plain.sources[:1], tiers.source, *plain.sources[1:]))),
        tier=chosen.tier.name,
        tier_why=chosen.why,
        free_usd_per_month=chosen.tier.free_usd_per_month,
    )


def own_control_plane(members: Members, offer: Offer | None, location: Location, workload: Workload) -> ControlPlane:
    """The control plane of one cluster that the customer runs on machines of its own; `offer` None: on the agents."""
    hourly = None if offer is None or offer.usd_per_hour is None else offer.usd_per_hour * members.count
    spread = spread_members(members.count, location.zones)
    return ControlPlane(
        operated_by="customer",
        members=members.count,
        members_by_zone=spread,
        machine=offer.name if offer else "the agents",
        tolerates=tolerates(members.count),
        clusters=1,
        usd_per_hour=0.0 if offer is None else hourly,
        sla_percent=None,
        notes=quorum_notes(spread, location, workload),
        sources=tuple(dict.fromkeys(members.sources)),
    )


@dataclass(frozen=True)
class ChosenTier:
    """A tier with what it promises over the zones planned, and the reason for it."""

    tier: ControlPlaneTier
    sla_percent: float | None
    why: str


def promise_of(tier: ControlPlaneTier, zones: int) -> float | None:
    """The uptime promised over so many zones; None: no promise."""
    return tier.sla_percent_one_zone or tier.sla_percent if zones == 1 else tier.sla_percent


def choose_tier(
    tiers: ControlPlaneTiers, *, cloud: str | None, zones: int, nodes: int, target: float | None
) -> ChosenTier | None:
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
    return ChosenTier(chosen, promised[chosen.name] or None, _why(chosen, promised, holding, target))


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
