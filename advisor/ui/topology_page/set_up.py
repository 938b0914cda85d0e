"""What has to be set up beside the machines: control plane, clusters, machines of other roles, support; as tables."""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge, Topology
from advisor.report.wording import OPERATORS, capital, ended, figure, sentence
from advisor.report.wording.control_plane import machine_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.sites import site_words
from advisor.report.wording.support import how_words, what_words, where_words
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.pool import PoolKind
from advisor.sizing.support_part import SupportPart
from advisor.ui.wording import bullets, plain, source_link


def show_set_up(topology: Topology, knowledge: Knowledge) -> None:
    """Everything but the machines themselves, then what stays with the team and what was noticed."""
    _show_sites(topology, knowledge)
    st.subheader("Control plane")
    st.table(_control_plane_rows(topology.control_plane, knowledge), hide_header=True, alt="The control plane")
    _show_clusters(topology)
    _show_auxiliary(topology, knowledge)
    _show_support(topology, knowledge)
    if topology.missing:
        st.subheader("What stays with you")
        st.markdown(
            bullets(
                [
                    f"{plain(capital(m.about))}: {plain(m.why)} ({source_link(m.source, knowledge)})"
                    for m in topology.missing
                ]
            )
        )
    notes = [plain(sentence(note_words(note))) for note in topology.notes if note not in topology.control_plane.notes]
    if notes:
        st.subheader("Noticed while sizing")
        st.markdown(bullets(notes))


def _show_sites(topology: Topology, knowledge: Knowledge) -> None:
    told = [
        plain(said.words) + (f" ({source_link(said.source, knowledge)})" if said.source else "")
        for said in site_words(topology)
    ]
    if told:
        st.subheader("Sites")
        st.markdown(bullets(told))


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
        alt="The clusters",
    )


def _show_auxiliary(topology: Topology, knowledge: Knowledge) -> None:
    if not topology.auxiliary:
        return
    st.subheader("Machines of other roles")
    st.table(
        {
            "Role": [plain(capital(entry.role)) for entry in topology.auxiliary],
            "Count": [str(entry.count) for entry in topology.auxiliary],
            "Type": [plain(entry.machine) for entry in topology.auxiliary],
            "Cluster": [plain(entry.cluster or "–") for entry in topology.auxiliary],
            "Source": [source_link(entry.source, knowledge) for entry in topology.auxiliary],
        },
        hide_index=True,
        alt="Machines of other roles",
    )


def _show_support(topology: Topology, knowledge: Knowledge) -> None:
    if not topology.support:
        return
    tasks = bool(topology.pools) and all(pool.kind is not PoolKind.MACHINES for pool in topology.pools)
    title = f"Beside the {'instances' if tasks else 'machines'}"
    st.subheader(title)
    st.table(
        {
            "What": [plain(_counted(part)) for part in topology.support],
            "Where and how": [plain(_where_and_how(part)) for part in topology.support],
            "Source": [source_link(part.source, knowledge) for part in topology.support],
        },
        hide_index=True,
        alt=title,
    )


def _counted(part: SupportPart) -> str:
    """`3 x NAT gateway`; the name alone where it is one, or not counted."""
    name = what_words(part)
    return f"{part.count:,} x {name}" if part.count > 1 else capital(name)


def _where_and_how(part: SupportPart) -> str:
    where, how = where_words(part), how_words(part)
    return ended(f"{where}: {how}" if where and how else where or how)
