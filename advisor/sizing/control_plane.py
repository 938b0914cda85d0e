"""The control plane: members that the customer runs, or the tier of it that a vendor sells.

Own members: how many the maker recommends, of which size, and how they spread over zones. A vendor's: which tier the
scenario asks for, with its fee and its promise.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from advisor.knowledge import Operator, Terms
from advisor.knowledge.control_plane_tables import ControlPlaneSize, ControlPlaneTier, ControlPlaneTiers
from advisor.prices.offer import Offer, take_from_stock
from advisor.sizing.cluster import ControlPlane, MemberMachines
from advisor.sizing.location import Location
from advisor.sizing.note_codes import NoteCode, TierCode
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_MONTH, Note, note

CONTROL_PLANE = "(control plane)"
"""Members that share machines with services, which keep room for them; in brackets, as no service can be called."""
WHOLE_MEMBER = "(control-plane server)"
"""Members that take as much of an agent as the machine that they have no other place for."""


@dataclass(frozen=True)
class PlacedMachines:
    """Machines of one type and role in one zone."""

    zone: str
    offer: Offer
    count: int


@dataclass(frozen=True)
class Members:
    """The members of a control plane that the customer runs: their number and size."""

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


def place_machines(
    vcpu: float, memory_mib: int, offers: tuple[Offer, ...], zones: tuple[str, ...], count: int
) -> tuple[PlacedMachines, ...] | None:
    """So many machines of this size at least, spread over the zones as even as can be; None where there are too few.

    All are of the cheapest type that there is enough of. Where types stand in one zone each, every machine is the
    cheapest that is left in its zone, and zones without one are passed over.
    """
    if not any(offer.zone for offer in offers):
        offer = cheapest(vcpu, memory_mib, offers, count)
        spread = spread_members(count, zones)
        return None if offer is None else tuple(PlacedMachines(zone, offer, each) for zone, each in spread)
    here = dict.fromkeys(zones, 0)
    placed: Counter[tuple[str, Offer]] = Counter()
    for _ in range(count):
        for zone in sorted(zones, key=lambda zone: here[zone]):
            taken = ((offer.name, where, many) for (where, offer), many in placed.items())
            left = take_from_stock(offers, taken)
            found = cheapest(vcpu, memory_mib, tuple(o for o in left if o.zone in (None, zone)), 1)
            if found is not None:
                here[zone] += 1
                placed[(zone, next(o for o in offers if (o.name, o.zone) == (found.name, found.zone)))] += 1
                break
        else:
            return None
    return tuple(PlacedMachines(zone, offer, many) for (zone, offer), many in placed.items())


def cheapest(vcpu: float, memory_mib: int, offers: tuple[Offer, ...], count: int) -> Offer | None:
    """The cheapest offer (the smallest, where prices are unknown) of this size at least, with so many in stock.

    On amd64, unless nothing on offer is.
    """
    only_arm = bool(offers) and all(offer.arch == "arm64" for offer in offers)
    fitting = [
        offer
        for offer in offers
        if offer.vcpu >= vcpu
        and offer.memory_mib >= memory_mib
        and (only_arm or offer.arch == "amd64")
        and (offer.stock is None or offer.stock >= count)
    ]
    price = {offer.name: math.inf if offer.usd_per_hour is None else offer.usd_per_hour for offer in fitting}
    return min(fitting, key=lambda o: (price[o.name], o.vcpu, o.memory_mib, o.name), default=None)


def quorum_notes(spread: tuple[tuple[str, int], ...], location: Location, workload: Workload) -> tuple[Note, ...]:
    """What the spread of members over zones does not survive."""
    count = sum(members for _, members in spread)
    if count == 0:
        return ()
    if count == 1:
        return (note(NoteCode.ONE_MEMBER),)
    notes = list(_zone_notes(spread, count, location, workload))
    if tolerates(count) < workload.survive_nodes:
        asked = workload.survive_nodes
        notes.append(note(NoteCode.TOO_FEW_MEMBERS, members=count, tolerates=tolerates(count), asked=asked))
    return tuple(notes)


def _zone_notes(
    spread: tuple[tuple[str, int], ...], count: int, location: Location, workload: Workload
) -> Iterator[Note]:
    """What the loss of a zone, or of a site, means for the quorum; nothing where it holds."""
    place = "site" if location.names_sites else "zone"
    if len(location.zones) == 1:
        yield note(NoteCode.MEMBERS_TOGETHER, place=place)
        return
    zone, most = max(spread, key=lambda entry: entry[1])
    if most > tolerates(count):
        asked = workload.survive_zone
        yield note(NoteCode.NO_QUORUM_AFTER_LOSS, place=place, most=most, members=count, zone=zone, asked=asked)


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
        operated_by=operated.value if operated else Operator.NOBODY,
        members=0,
        members_by_zone=(),
        machines=(),
        tolerates=0,
        clusters=1,
        usd_per_hour=fee.value if fee else None,
        sla_percent=sla.value if sla else None,
        notes=(),
        sources=tuple(dict.fromkeys(claim.source for claim in (operated, fee, sla) if claim)),
    )
    if chosen is None or tiers is None:
        return plain
    return replace(
        plain,
        usd_per_hour=chosen.tier.usd_per_hour,
        sla_percent=chosen.sla_percent or 0.0,
        sources=tuple(dict.fromkeys((*plain.sources[:1], tiers.source, *plain.sources[1:]))),
        tier=chosen.tier.name,
        tier_reason=chosen.reason,
        free_usd_per_month=chosen.tier.free_usd_per_month,
    )


def own_control_plane(
    members: Members, placed: tuple[PlacedMachines, ...], location: Location, workload: Workload
) -> ControlPlane:
    """The control plane of one cluster that the customer runs on machines of its own."""
    by_zone: Counter[str] = Counter()
    for each in placed:
        by_zone[each.zone] += each.count
    prices = [each.offer.usd_per_hour for each in placed]
    hourly = [each.count * usd for each, usd in zip(placed, prices, strict=True) if usd is not None]
    machines = tuple(MemberMachines(each.zone, each.offer.name, each.count) for each in placed)
    plane = control_plane_on_agents(members, tuple(by_zone.items()), location, workload)
    usd_per_hour = sum(hourly) if len(hourly) == len(prices) else None
    return replace(plane, machines=machines, on_agents=False, usd_per_hour=usd_per_hour)


def control_plane_on_agents(
    members: Members, spread: tuple[tuple[str, int], ...], location: Location, workload: Workload
) -> ControlPlane:
    """The control plane of one cluster whose members share the agents with services, so many in each zone."""
    return ControlPlane(
        operated_by=Operator.CUSTOMER,
        members=members.count,
        members_by_zone=spread,
        machines=(),
        on_agents=True,
        tolerates=tolerates(members.count),
        clusters=1,
        usd_per_hour=0.0,
        sla_percent=None,
        notes=quorum_notes(spread, location, workload),
        sources=tuple(dict.fromkeys(members.sources)),
    )


@dataclass(frozen=True)
class ChosenTier:
    """A tier with what it promises over the zones planned, and the reason for it where others are sold."""

    tier: ControlPlaneTier
    sla_percent: float | None
    reason: Note | None


def promise_of(tier: ControlPlaneTier, zones: int) -> float | None:
    """The uptime promised for a cluster over `zones` zones; None: no promise."""
    return tier.sla_percent_one_zone or tier.sla_percent if zones == 1 else tier.sla_percent


def choose_tier(
    tiers: ControlPlaneTiers, *, cloud: str | None, zones: int, nodes: int, target: float | None
) -> ChosenTier | None:
    """The cheapest tier that holds the nodes and promises the target; None where no tier is sold there.

    Without a target, the cheapest with any promise: a production cluster. Where no tier promises the target, the one
    that promises most. What the vendor takes off for an account counts; of equal tiers the one named first. A tier
    whose price is not known is taken only where it alone holds the zones and nodes and promises the target.
    """
    sold = [tier for tier in tiers.rows if tier.cloud in (None, cloud) and zones <= (tier.most_zones or zones)]
    holding = [tier for tier in sold if nodes <= (tier.max_nodes or nodes)] or sold
    if not holding:
        return None
    promised = {tier.name: promise_of(tier, zones) or 0.0 for tier in holding}
    meeting = [tier for tier in holding if promised[tier.name] >= (target or 0.0) and promised[tier.name] > 0]
    if target is None and meeting and all(tier.usd_per_hour is None for tier in meeting):
        meeting = [tier for tier in holding if tier.usd_per_hour is not None] or meeting
    if not meeting:
        most = max(promised.values())
        meeting = [tier for tier in holding if promised[tier.name] == most]
    chosen = min(meeting, key=_usd_per_month)
    return ChosenTier(chosen, promised[chosen.name] or None, _tier_reason(chosen, promised, holding, target))


def _usd_per_month(tier: ControlPlaneTier) -> float:
    if tier.usd_per_hour is None:
        return math.inf
    return max(0.0, tier.usd_per_hour * HOURS_PER_MONTH - tier.free_usd_per_month)


def _tier_reason(
    chosen: ControlPlaneTier, promised: dict[str, float], holding: list[ControlPlaneTier], target: float | None
) -> Note | None:
    """Why the tier was taken, and what the other tiers would be; None where it is the only one."""
    best = promised[chosen.name]
    if len(holding) == 1:
        return None
    if target is None:
        promising = TierCode.WITHOUT_A_PROMISE if any(promised.values()) else TierCode.NONE_PROMISES
        code = TierCode.CHEAPEST_PROMISING if best else promising
    else:
        code = TierCode.CHEAPEST_MEETING_TARGET if best >= target else TierCode.NONE_MEETS_TARGET
    others = tuple(
        (tier.name, tier.usd_per_hour, promised[tier.name], tier.adds or "") for tier in holding if tier is not chosen
    )
    return note(code, target=target, others=others)
