"""What has to be set up for one platform: control plane, agents by zone, support; as tables."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor import Knowledge, Topology
from advisor.report.sections.cost_drivers import utilisation_words
from advisor.report.wording import OPERATORS, ended, figure, listing, percent, sentence, usd
from advisor.report.wording.control_plane import machine_words
from advisor.report.wording.lower_bound import bound_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.sites import site_words
from advisor.report.wording.support import how_words, pods_words, what_words, where_words
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.pool import Pool, PoolKind
from advisor.ui.load_following import show_load_following
from advisor.ui.wording import bullets, plain, source_link
from advisor.values import MEBIBYTES_PER_GIBIBYTE

MOST_PATTERNS = 200
TINY = 5e-5
"""A gap that would be printed as 0.00 %."""


def show_topology(topology: Topology, knowledge: Knowledge) -> None:
    """The tables, and what sizing noticed."""
    told = [_with_source(said.words, said.source, knowledge) for said in site_words(topology)]
    if told:
        st.markdown("**Sites**")
        st.markdown(bullets(told))
    st.markdown("**Control plane**")
    st.table(_control_plane_rows(topology.control_plane, knowledge), hide_header=True)
    _show_clusters(topology)
    _show_agents(topology)
    _show_support(topology, knowledge)
    if topology.missing:
        st.markdown("**What stays with you**")
        st.markdown(
            bullets(
                [f"{plain(m.about)}: {plain(m.why)} ({source_link(m.source, knowledge)})" for m in topology.missing]
            )
        )
    if topology.load_following is not None:
        show_load_following(topology.load_following, knowledge)
    notes = [plain(ended(note_words(note))) for note in topology.notes if note not in topology.control_plane.notes]
    if notes:
        st.markdown("**Noticed while sizing**")
        st.markdown(bullets(notes))


def _with_source(words: str, source: str, knowledge: Knowledge) -> str:
    return plain(words) + (f" ({source_link(source, knowledge)})" if source else "")


def _is_tasks(topology: Topology) -> bool:
    """Whether everything runs as instances of a vendor, on no machine that anybody sees."""
    return bool(topology.pools) and all(pool.kind is not PoolKind.MACHINES for pool in topology.pools)


def _show_support(topology: Topology, knowledge: Knowledge) -> None:
    """Machines of other roles, and what stands beside the agents."""
    if topology.auxiliary:
        st.markdown("**Machines of other roles**")
        st.table(
            {
                "Role": [plain(entry.role) for entry in topology.auxiliary],
                "Count": [str(entry.count) for entry in topology.auxiliary],
                "Type": [plain(entry.machine) for entry in topology.auxiliary],
                "Cluster": [plain(entry.cluster or "–") for entry in topology.auxiliary],
                "Source": [source_link(entry.source, knowledge) for entry in topology.auxiliary],
            },
            hide_index=True,
        )
    if topology.support:
        st.markdown(f"**Beside the {'instances' if _is_tasks(topology) else 'agents'}**")
        st.table(
            {
                "What": [plain(what_words(part)) for part in topology.support],
                "Count": [str(part.count or "–") for part in topology.support],
                "Where": [plain(where_words(part)) for part in topology.support],
                "How": [plain(how_words(part)) for part in topology.support],
                "Source": [source_link(part.source, knowledge) for part in topology.support],
            },
            hide_index=True,
        )


def _control_plane_rows(plane: ControlPlane, knowledge: Knowledge) -> dict[str, list[str]]:
    zones = ", ".join(f"{zone}: {members}" for zone, members in plane.members_by_zone)
    facts = {
        "Run by": OPERATORS.get(plane.operated_by, "nobody"),
        "Members": (str(plane.members) + (f" ({zones})" if zones else "")) if plane.members else "",
        "Machine": machine_words(plane),
        "Members that may fail": str(plane.tolerates) if plane.members else "",
        "Clusters": f"{plane.clusters:,}" if plane.clusters > 1 else "",
        "Tier": f"{plane.tier}, {note_words(plane.tier_reason)}" if plane.tier_reason else plane.tier,
        "Cost an hour": f"USD {plane.usd_per_hour:,.4g}" if plane.usd_per_hour else "",
        "Promised availability": "" if plane.sla_percent is None else f"{figure(plane.sla_percent)} %",
        "Notes": " ".join(sentence(note_words(note)) for note in plane.notes),
    }
    shown = {key: plain(value) for key, value in facts.items() if value}
    if plane.sources:
        shown["Sources"] = "; ".join(source_link(source, knowledge) for source in plane.sources)
    return {"": [f"**{key}**" for key in shown], " ": list(shown.values())}


def _show_clusters(topology: Topology) -> None:
    if len(topology.clusters) < 2:
        return
    st.table(
        {
            "Cluster": [plain(cluster.name) for cluster in topology.clusters],
            "Agents": [f"{cluster.nodes:,}" for cluster in topology.clusters],
            "Replicas": [f"{cluster.replicas:,}" for cluster in topology.clusters],
            "Members": [str(cluster.control_plane.members or "–") for cluster in topology.clusters],
            "Machine": [plain(machine_words(cluster.control_plane) or "the vendor's") for cluster in topology.clusters],
        },
        hide_index=True,
    )


def _show_agents(topology: Topology) -> None:
    if not topology.pools:
        return
    tasks, sites = _is_tasks(topology), list(dict.fromkeys(pool.site for pool in topology.pools))
    zones = list(dict.fromkeys(zone for pool in topology.pools for zone in pool.zones))
    where = f", {plain(sites[0])}" if len(sites) == 1 else ""
    st.markdown(f"**{'Instances' if tasks else 'Agents'}{' by zone' if len(zones) > 1 else ''}{where}**")
    rows = [row for pool in topology.pools for row in _machine_rows(pool, zones, one_site=len(sites) == 1)]
    st.table({column: [plain(row[column]) for row in rows] for column in rows[0]} if rows else {}, hide_index=True)
    for pool in topology.pools:
        st.caption(plain(_promise(pool)))
        if pool.utilisation is not None:
            st.caption(plain(utilisation_words(pool.utilisation)))
    with st.expander(f"What runs on each {'instance' if tasks else 'machine'}"):
        patterns = [pattern for pool in topology.pools for pattern in _pattern_rows(pool)]
        st.dataframe(
            patterns[:MOST_PATTERNS],
            hide_index=True,
            column_config={"Runs": st.column_config.TextColumn(width="large")},
            alt="Machines by zone and what runs on them; the report as JSON has every one",
        )
        if len(patterns) > MOST_PATTERNS:
            st.caption(f"The first {MOST_PATTERNS} of {len(patterns)}; the report as JSON has them all.")


def _machine_rows(pool: Pool, zones: list[str], *, one_site: bool) -> list[dict[str, str]]:
    """The machine types of a pool with how many stand in each zone; one zone or one site alone needs no column."""
    machines = {machine.name: machine for machine in pool.machines}
    rows = []
    for name in dict.fromkeys(node.machine for node in pool.nodes):
        nodes = [node for node in pool.nodes if node.machine == name]
        machine = machines.get(name)
        row = {"Pool": pool.name, **({} if one_site else {"Site": pool.site}), "Type": name}
        row["Size"] = (
            f"{machine.vcpu:g} vCPU, {machine.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE:g} GiB" if machine else ""
        )
        if len(zones) > 1:
            row |= {zone: f"{sum(node.count for node in nodes if node.zone == zone):,}" for zone in zones}
        row["All" if len(zones) > 1 else "Count"] = f"{sum(node.count for node in nodes):,}"
        rows.append(row)
    return rows


def _promise(pool: Pool) -> str:
    """What the plan of a pool withstands, and how near it is to the lower bound of its cost."""
    if pool.kind is PoolKind.TASKS and not pool.replaced:
        words = f"{pool.name}: an instance stays lost until a person starts another"
    elif pool.kind is PoolKind.TASKS:
        words = f"{pool.name}: the vendor replaces an instance that is lost"
    else:
        words = f"{pool.name}: {_withstands(pool)}"
    surge = max((count for _, count in pool.upgrade.surge), default=0) if pool.upgrade else 0
    words += f"; holds a surge of up to {surge} while any one service is upgraded" if surge else ""
    if pool.usd_per_hour is not None:
        words += f"; {usd(pool.usd_per_hour)} an hour{' at the peak' if pool.usage else ''}"
    if pool.gap is not None:
        above = f"at most {percent(pool.gap, 2)} above the least possible" if pool.gap > TINY else "the least possible"
        words += f", {above} ({bound_words(pool.bound_source)})"
    return words + "."


def _withstands(pool: Pool) -> str:
    """Which losses leave room for every replica, and whose disks a lost zone takes with it."""
    if not pool.survives_nodes and not pool.survives_zone:
        return "no room is kept for a loss"
    if not pool.survives_nodes:
        words = "withstands the loss of any one zone"
    else:
        together = "together with that of any one zone" if pool.survives_together else "and of any one zone"
        zone = f" {together}" if pool.survives_zone else ""
        words = f"withstands the loss of {any_nodes(pool.survives_nodes)}{zone}"
    if pool.survives_zone and pool.bound_to_zone:
        words += f", but for {listing(pool.bound_to_zone)}: their disks stand in the zone that is lost"
    return words


def any_nodes(nodes: int) -> str:
    """Which losses of nodes: `no node`, `any one node`, `any 2 nodes at a time`."""
    return {0: "no node", 1: "any one node"}.get(nodes, f"any {nodes} nodes at a time")


def _pattern_rows(pool: Pool) -> list[dict[str, Any]]:
    return [
        {
            "Count": node.count,
            "Zone": node.zone,
            "Type": node.machine,
            "Runs": pods_words(node.pods) or ("spare, empty until another node is lost" if node.spare else "nothing"),
            "Kept free for": pods_words(node.reserved),
        }
        for node in pool.nodes
    ]
