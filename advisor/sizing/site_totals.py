"""From one small site to all of them: the bill of every site, what runs in the centre, and a spare in each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from advisor.knowledge import Operator
from advisor.sizing.bill_types import (
    Bill,
    BillLine,
    BillPart,
    BillTerms,
    LeftOut,
    LeftOutCost,
    Range,
    RangeCause,
    TermCode,
)
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.operating_effort import OperatingEffort
from advisor.sizing.pool import Pool
from advisor.sizing.sites_plan import CentralControl, SiteControl, SitesPlan, SpareInSites
from advisor.sizing.small_sites import SmallSites
from advisor.sizing.topology import Infeasible, Topology

CENTRE = "centre"
"""Begins the names of pools that stand in none of the sites."""
ONCE = (BillPart.REGISTRY_TIER, BillPart.REGISTRY_STORAGE, BillPart.CONTROL_PLANE_FEE)
"""What all sites have together: they pull images from one registry, and a vendor's control plane is in its region."""
_CONTROL = {
    Operator.CUSTOMER: SiteControl.IN_SITE,
    Operator.VENDOR: SiteControl.VENDOR,
    Operator.NOBODY: SiteControl.NONE,
}


def in_all_sites(
    one: Topology,
    sites: SmallSites,
    *,
    survives: int,
    otherwise: Topology | Infeasible,
    otherwise_survives: int,
    centre: Topology | None,
    central_control: CentralControl | None,
) -> Topology:
    """The topology of all sites from that of one; `otherwise` is one with a spare where `one` has none, else without.

    Pools, control plane and support stay those of one site, and `sites` says how often they stand. The bill is that of
    all sites and of the centre.
    """
    plan = SitesPlan(
        count=sites.count,
        pools=tuple(pool.name for pool in one.pools),
        machines=_machines(one),
        replicas=sum(
            node.count * count
            for pool in one.pools
            for node in pool.nodes
            for name, count in node.pods
            if name in {service.name for service in sites.services}
        ),
        survives_nodes=survives,
        usd_per_month=_of_one_site(one.bill),
        control=_CONTROL[one.control_plane.operated_by],
        other=_spare(one, otherwise, otherwise_survives, sites.count),
        central_control=central_control,
        services_in_centre=sites.central,
        doubled=_doubled(one, {service.name for service in sites.services}),
    )
    bill = times(one.bill, sites.count)
    found = replace(one, sites=plan, bill=bill, control_plane=_in_each(one.control_plane, sites.count))
    return found if centre is None else _with_centre(found, centre)


def _doubled(one: Topology, services: set[str]) -> tuple[tuple[str, int], ...]:
    """The services with more than one replica where a site has one machine; none where it has more."""
    nodes = [node for pool in one.pools for node in pool.nodes]
    if sum(node.count for node in nodes) != 1:
        return ()
    return tuple((name, count) for node in nodes for name, count in node.pods if name in services and count > 1)


def times(bill: Bill, count: int) -> Bill:
    """The bill of so many equal sites: every line but those of what all have together.

    usd(all) = usd(one site) x count + usd(once); quantities alike.
    """
    once = sum(line.usd_per_month or 0.0 for line in bill.lines if line.key.part in ONCE)
    base = None if bill.base is None else (bill.base - once) * count + once
    ranges = tuple(_range_times(each, count) for each in bill.ranges)
    return replace(
        bill,
        low=None if base is None else base + sum(each.low for each in ranges),
        base=base,
        high=None if base is None else base + sum(each.high for each in ranges),
        lines=tuple(line if line.key.part in ONCE else _times(line, count) for line in bill.lines),
        ranges=ranges,
        left_out=tuple(_left_out_times(each, count) for each in bill.left_out),
        effort=None if bill.effort is None else bill.effort.of_size(bill.effort.size.times(count)),
    )


def _times(line: BillLine, count: int) -> BillLine:
    return replace(
        line,
        quantity=line.quantity * count,
        usd_per_month=None if line.usd_per_month is None else line.usd_per_month * count,
        count=line.count * count,
        served=line.served * count,
        included_gib=line.included_gib * count,
    )


def _range_times(each: Range, count: int) -> Range:
    """The cause of a range over all sites; what is taken off for an account is taken off once."""
    if each.cause is RangeCause.ACCOUNT_CREDIT:
        return each
    return replace(each, low=each.low * count, high=each.high * count)


def _left_out_times(cost: LeftOut, count: int) -> LeftOut:
    """What no sum contains, over all sites; the registry is one for all."""
    if cost.cost is LeftOutCost.OWN_REGISTRY:
        return cost
    gib = None if cost.gib is None else cost.gib * count
    return replace(cost, count=cost.count * count, served=cost.served * count, gib=gib)


def _of_one_site(bill: Bill) -> float | None:
    """What one site costs a month, without what all have together."""
    once = sum(line.usd_per_month or 0.0 for line in bill.lines if line.key.part in ONCE)
    return None if bill.base is None else bill.base - once


def _machines(one: Topology) -> tuple[tuple[str, int], ...]:
    """All machines of one site by type: agents, members of the control plane, and other roles."""
    counts: Counter[str] = Counter()
    for pool in one.pools:
        for node in pool.nodes:
            counts[node.machine] += node.count
    for member in one.control_plane.machines:
        counts[member.machine] += member.count
    for auxiliary in one.auxiliary:
        counts[auxiliary.machine] += auxiliary.count
    return tuple(sorted(counts.items()))


def _spare(one: Topology, other: Topology | Infeasible, survives: int, count: int) -> SpareInSites:
    """The other choice in each site, and by how much the bill of all sites is then higher."""
    if isinstance(other, Infeasible):
        return SpareInSites(survives, (), None, None, other.refusal)
    mine, theirs = _of_one_site(one.bill), _of_one_site(other.bill)
    more = None if mine is None or theirs is None else (theirs - mine) * count
    return SpareInSites(survives, _machines(other), theirs, more)


def _in_each(plane: ControlPlane, count: int) -> ControlPlane:
    """The control plane of one site, standing for those of all, with the cost of all."""
    if not plane.members:
        return plane
    usd = None if plane.usd_per_hour is None else plane.usd_per_hour * count
    return replace(plane, clusters=plane.clusters * count, usd_per_hour=usd)


def _with_centre(sites: Topology, centre: Topology) -> Topology:
    """The topology with what runs in the centre, on pools of its own."""
    pools = tuple(_in_centre(pool) for pool in centre.pools)
    bills = (sites.bill, centre.bill)
    low, base, high = (
        None if any(getattr(bill, name) is None for bill in bills) else sum(getattr(bill, name) for bill in bills)
        for name in ("low", "base", "high")
    )
    renamed = {pool.name: after.name for pool, after in zip(centre.pools, pools, strict=True)}
    lines = tuple(
        replace(line, key=replace(line.key, pool=renamed.get(line.key.pool, line.key.pool)))
        for line in centre.bill.lines
    )
    bill = replace(
        sites.bill,
        low=low,
        base=base,
        high=high,
        lines=(*sites.bill.lines, *lines),
        ranges=(*sites.bill.ranges, *centre.bill.ranges),
        unpriced=tuple(dict.fromkeys((*sites.bill.unpriced, *centre.bill.unpriced))),
        left_out=tuple(dict.fromkeys((*sites.bill.left_out, *centre.bill.left_out))),
        effort=_effort_with(sites.bill.effort, centre.bill.effort),
        terms=_terms_with(sites.bill, centre.bill),
    )
    return replace(
        sites,
        pools=(*sites.pools, *pools),
        bill=bill,
        auxiliary=(*sites.auxiliary, *centre.auxiliary),
        support=tuple(dict.fromkeys((*sites.support, *centre.support))),
        notes=tuple(dict.fromkeys((*sites.notes, *centre.notes))),
        assumptions=tuple(dict.fromkeys((*sites.assumptions, *centre.assumptions))),
    )


def _terms_with(sites: Bill, centre: Bill) -> BillTerms | None:
    """What is to be known of the terms of both; that one of them commits to nothing says nothing of the other."""
    if sites.terms is None or centre.terms is None:
        return sites.terms or centre.terms
    notes = dict.fromkeys((*sites.terms.notes, *centre.terms.notes))
    commits = any(line.key.part is BillPart.COMMITMENT_SAVING for line in (*sites.lines, *centre.lines))
    return BillTerms(tuple(note for note in notes if not (commits and note.code is TermCode.NOTHING_COMMITTED)))


def _effort_with(sites: OperatingEffort | None, centre: OperatingEffort | None) -> OperatingEffort | None:
    """The effort of the sites and the centre together, which leave the same tasks."""
    return sites if sites is None or centre is None else sites.of_size(sites.size.plus(centre.size))


def _in_centre(pool: Pool) -> Pool:
    return replace(pool, name=f"{CENTRE}-{pool.name}")
