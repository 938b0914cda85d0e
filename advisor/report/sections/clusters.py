"""Control planes, clusters, tenants and machines of other roles, as blocks of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.knowledge import Knowledge, Operator
from advisor.report.blocks import Block, Bullet, Heading, Paragraph, Table
from advisor.report.wording import OPERATORS, capital, cited, count, figure, listing, sentence
from advisor.report.wording.control_plane import machine_words
from advisor.report.wording.notes import note_words
from advisor.sizing.cluster import AuxiliaryPool, ControlPlane, TenantShare
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.topology import Topology

ISOLATIONS = {
    "none": "nothing",
    "soft": "a namespace with a quota",
    "node": "machines of its own",
    "cluster": "a cluster of its own",
}


def control_plane_blocks(topology: Topology, knowledge: Knowledge) -> Iterator[Block]:
    """Who schedules, cluster by cluster where there are several."""
    plane = topology.control_plane
    sources = tuple(source for source in plane.sources if source in knowledge.sources)
    if len(topology.clusters) < 2:
        yield Paragraph(" ".join(_sentences(plane)), sources)
        return
    number = len(topology.clusters)
    if plane.operated_by is Operator.NOBODY:
        yield Paragraph(
            f"None: nothing schedules for you. The machines stand in {number} groups that share nothing.", sources
        )
    else:
        operator = OPERATORS.get(plane.operated_by, plane.operated_by)
        together = f" Together they cost USD {figure(plane.usd_per_hour)} an hour." if plane.usd_per_hour else ""
        words = f"{number} clusters, each with a control plane of its own, run by {operator}.{together}"
        yield Paragraph(" ".join((words, *_promise(plane), *_tier(plane))), sources)
    yield Table(
        ("cluster", "agents", "replicas", "control plane", "USD an hour"),
        tuple(
            (
                cluster.name,
                figure(cluster.nodes) if any(pool.kind is PoolKind.MACHINES for pool in topology.pools) else "-",
                figure(cluster.replicas),
                _plane_cell(cluster.control_plane),
                figure(cluster.control_plane.usd_per_hour),
            )
            for cluster in topology.clusters
        ),
        right=(1, 2, 4),
    )


def _plane_cell(plane: ControlPlane) -> str:
    if plane.members:
        zones = ", ".join(f"{number} in {zone}" for zone, number in plane.members_by_zone)
        return f"{plane.members} {'on' if plane.on_agents else 'x'} {machine_words(plane)}: {zones}"
    if plane.operated_by is Operator.NOBODY:
        return "none"
    return f"the vendor's{f', {plane.tier}' if plane.tier else ''}"


def _sentences(plane: ControlPlane) -> Iterator[str]:
    operator = OPERATORS.get(plane.operated_by, plane.operated_by)
    if plane.members:
        zones = listing([f"{number} in {zone}" for zone, number in plane.members_by_zone])
        machine = f" on {machine_words(plane)}" if machine_words(plane) else ""
        where = f": {zones}" if zones else ""
        yield f"{count(plane.members, 'member')}{machine}, run by {operator}{where}."
        lost = count(plane.tolerates, "member")
        yield (
            f"The quorum holds when {lost} is lost."
            if plane.tolerates == 1
            else (f"The quorum holds when {lost} are lost." if plane.tolerates else "It stops when a member is lost.")
        )
    elif plane.operated_by is Operator.NOBODY:
        yield "None: nothing schedules for you."
    else:
        yield f"None of your own to run: {operator} runs it."
    if plane.usd_per_hour:
        yield f"It costs USD {figure(plane.usd_per_hour)} an hour."
    yield from _promise(plane)
    yield from _tier(plane)


def _promise(plane: ControlPlane) -> Iterator[str]:
    if plane.sla_percent == 0:
        yield "No availability is promised."
    elif plane.sla_percent is not None:
        yield f"Promised availability: {figure(plane.sla_percent)}%."


def _tier(plane: ControlPlane) -> Iterator[str]:
    if plane.tier and plane.tier_reason:
        yield sentence(f"tier: {plane.tier}, {note_words(plane.tier_reason)}")


def tenant_blocks(tenants: tuple[TenantShare, ...], *, clusters: bool) -> Iterator[Block]:
    """What keeps each tenant apart and what it asks for, which is the quota it needs where it shares."""
    if not tenants:
        return
    yield Heading("Tenants", 3)
    rows = []
    for share in tenants:
        where = (share.cluster,) if clusters else ()
        asked = (figure(share.replicas), f"{share.cpu_millicores:,}m", f"{share.memory_mib:,}")
        rows.append((share.tenant, ISOLATIONS.get(share.isolation, share.isolation), *where, *asked))
    head = ("tenant", "kept apart by", *(("cluster",) if clusters else ()), "replicas", "CPU asked", "MiB asked")
    last = len(head) - 1
    yield Table(head, tuple(rows), right=(last - 2, last - 1, last))
    if any(share.isolation == "soft" for share in tenants):
        yield Paragraph(
            "What a tenant asks for at its peak is the quota of its namespace. A quota keeps demand apart, not an "
            "attacker: the kernel of each machine is shared."
        )


def auxiliary_items(beside: tuple[AuxiliaryPool, ...], knowledge: Knowledge) -> Iterator[Bullet]:
    """Machines of other roles, alike ones of several clusters together."""
    groups: dict[AuxiliaryPool, list[AuxiliaryPool]] = {}
    for entry in beside:
        alike = replace(entry, count=0, cluster="", usd_per_hour=None)
        groups.setdefault(alike, []).append(entry)
    for alike, entries in groups.items():
        number = sum(entry.count for entry in entries)
        split = f", {entries[0].count} in each of {len(entries)} clusters" if len(entries) > 1 else ""
        words = f"{capital(alike.role)}: {number} x {alike.machine} ({alike.site}){split}."
        yield Bullet(words, cited(alike.source, knowledge))


def alike_pools(pools: tuple[Pool, ...]) -> list[tuple[Pool, ...]]:
    """Pools that differ in their name, their cluster and what is left in stock alone, together."""
    groups: dict[Pool | str, list[Pool]] = {}
    for pool in pools:
        groups.setdefault(_nameless(pool) if pool.cluster else f"{pool.name} {pool.site}", []).append(pool)
    return [tuple(group) for group in groups.values()]


def _nameless(pool: Pool) -> Pool:
    machines = tuple(replace(machine, stock=None) for machine in pool.machines)
    return replace(pool, name="", cluster="", machines=machines, considered=(), marginal_costs=None)
