"""The pools: which machines, how full they are, what room they keep, and how near the least cost they are."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from advisor import Knowledge, Scenario, Topology
from advisor.drawing.fill import zone_title
from advisor.drawing.wording import site_words, size_words
from advisor.report.charts import node_fill_chart
from advisor.report.sections.clusters import alike_pools
from advisor.report.sections.cost_drivers import marginal_cost_blocks, sensitivity_blocks, utilisation_words
from advisor.report.sections.headroom import headroom_table
from advisor.report.sections.sizing import planned_workload, proof_words
from advisor.report.wording import count, percent, sentence, usd
from advisor.sizing.pool import MachineType, Pool, PoolKind
from advisor.sizing.uniform_machines import least_alone
from advisor.ui.blocks import show_blocks, show_table
from advisor.ui.charts import show_chart
from advisor.ui.wording import plain
from advisor.values import HOURS_PER_MONTH, MEBIBYTES_PER_GIBIBYTE

MOST_TYPES_SENT = 400
MOST_POOLS = 6
"""Pools that are shown at once."""
MOST_HEIGHT = 320


def show_pools(topology: Topology, scenario: Scenario, knowledge: Knowledge) -> None:
    """Every pool with its machines and its room, pools that are alike once; then what stricter promises cost."""
    if not topology.pools:
        st.markdown("Nothing has to be packed onto machines here.")
        return
    st.markdown(plain(sentence(size_words(topology, with_bill=False, between=", "))))
    chart = node_fill_chart(topology, scenario, knowledge)
    if chart is not None:
        show_chart(chart)
    needs = planned_workload(topology, scenario, knowledge)
    groups = tuple(alike_pools(topology.pools))
    for place in _shown_places(groups, topology.platform):
        pools = groups[place]
        pool = pools[0]
        title = _title(pools, alone=len(groups) == 1)
        st.subheader(plain(title), anchor=False)
        if pool.nodes:
            _show_chosen(pool)
        if pool.utilisation is not None:
            st.markdown(plain(utilisation_words(pool.utilisation)))
        room = headroom_table(pool, needs, topology.end_of_plan)
        show_table(room, alt=f"{title}: the room that is kept, by reason")
        st.markdown(plain(proof_words(pool)))
        _show_compared(pool)
        _show_tried(pool, key=f"tried/{topology.platform}/{place}")
        if pool.marginal_costs is not None:
            with st.expander("Why these machines: what pays for what"):
                show_blocks(marginal_cost_blocks(pool), knowledge)
    if topology.sensitivity:
        show_blocks(sensitivity_blocks(topology), knowledge)


def _shown_places(groups: Sequence[tuple[Pool, ...]], platform: str) -> Sequence[int]:
    """The pools that are shown: all of a few; of many a table, and the one that is chosen."""
    if len(groups) <= MOST_POOLS:
        return range(len(groups))
    titles, uses = [_title(pools, alone=False) for pools in groups], [pools[0].utilisation for pools in groups]
    st.table(
        {
            "Pool": [plain(title) for title in titles],
            "Count": [f"{sum(pool.node_count for pool in pools):,}" for pools in groups],
            "CPU asked for": [percent(use.cpu) if use else "–" for use in uses],
            "Memory asked for": [percent(use.memory) if use else "–" for use in uses],
        },
        hide_index=True,
        height=MOST_HEIGHT,
        alt="All pools and how full they are",
    )
    chosen = st.selectbox(
        "Pool to show", range(len(groups)), format_func=titles.__getitem__, key=f"capacity/pool/{platform}"
    )
    return (chosen or 0,)


def _title(pools: tuple[Pool, ...], *, alone: bool) -> str:
    """What a pool is and where; its name where there are others."""
    pool = pools[0]
    what = "Machines" if pool.kind is PoolKind.MACHINES else "Instances"
    alike = f" and {count(len(pools) - 1, 'pool')} like it" if len(pools) > 1 else ""
    return f"{what}, {site_words(pool.site)}" + ("" if alone else f": pool {pool.name}{alike}")


def _show_chosen(pool: Pool) -> None:
    """The chosen types with how many stand in each zone."""
    zones = [zone for zone in pool.zones if any(node.zone == zone for node in pool.nodes)]
    known = {machine.name: machine for machine in pool.machines}
    rows = []
    for name in dict.fromkeys(node.machine for node in pool.nodes):
        counts = {zone: sum(n.count for n in pool.nodes if n.machine == name and n.zone == zone) for zone in zones}
        row = {"Type": name, "Size": _size(known.get(name))}
        row |= {zone_title(pool.site, zone): f"{number:,}" for zone, number in counts.items()} if len(zones) > 1 else {}
        row["All" if len(zones) > 1 else "Count"] = f"{sum(counts.values()):,}"
        row["A month"] = _month(known.get(name), sum(counts.values()))
        rows.append(row)
    columns = {plain(head): [plain(row[head]) for row in rows] for head in rows[0]}
    st.table(columns, hide_index=True, alt="The machine types that were chosen, by zone")


def _size(machine: MachineType | None) -> str:
    if machine is None:
        return ""
    return f"{machine.vcpu:g} vCPU, {machine.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE:g} GiB"


def _month(machine: MachineType | None, number: int) -> str:
    if machine is None or machine.usd_per_hour is None:
        return "not priced"
    return usd(machine.usd_per_hour * HOURS_PER_MONTH * number)


def _show_compared(pool: Pool) -> None:
    """The best plan of one machine type beside the cheapest mix, where both were found."""
    one = pool.one_type
    if one is None:
        return
    plans = (
        (f"{one.count:,} x {one.machine}", one.usd_per_hour, one.taken),
        (f"{one.mixed_count:,} machines of {one.mixed_types} types", one.mixed_usd_per_hour, not one.taken),
    )
    st.table(
        {
            "Plans that were compared": [plain(name) for name, _, _ in plans],
            "Machines a month": [usd(hourly * HOURS_PER_MONTH) for _, hourly, _ in plans],
            "Taken": ["yes" if taken else "no" for _, _, taken in plans],
        },
        hide_index=True,
        alt="The best plan of one machine type and the cheapest mix",
    )


def _show_tried(pool: Pool, key: str) -> None:
    """Every machine type that was looked at, the cheapest for what services may use of it first."""
    if not pool.considered or pool.kind is PoolKind.TASKS:
        return
    title = f"{count(len(pool.considered), 'machine type')} looked at"
    tried = st.expander(title, on_change="rerun", key=key)
    if not tried.open:
        return
    used = {node.machine: 0 for node in pool.nodes}
    for node in pool.nodes:
        used[node.machine] += node.count
    types = sorted(pool.considered, key=lambda each: (each.name not in used, _for_a_core(each), each.name))
    alone = least_alone(pool.packed) if pool.packed is not None else {}
    config = st.column_config
    tried.dataframe(
        [_type_row(each, used.get(each.name, 0), alone.get(each.name)) for each in types[:MOST_TYPES_SENT]],
        hide_index=True,
        column_config={
            "Type": config.TextColumn(pinned=True),
            "USD an hour": config.NumberColumn(format="%.4f"),
            "USD a month": config.NumberColumn(format="localized"),
            "Alone, USD a month at least": config.NumberColumn(format="localized"),
            "USD a month per core": config.NumberColumn(format="%.2f"),
            "USD a month per GiB": config.NumberColumn(format="%.2f"),
        },
        placeholder="–",
        alt="Machine types that were looked at: size, what services may use, price, and how many are used",
    )
    tried.caption(
        "Alone: so many machines it takes at least where no other type is used, by what all services ask for and the "
        "machines that may be lost, and what they cost. It is a limit and no plan; a type whose limit costs more than "
        "the plan above cannot be cheaper. A core is one vCPU. Usable is what the platform and the ceiling of "
        "utilisation leave to services; the price per core and per GiB is that of what is usable."
    )


def _for_a_core(machine: MachineType) -> float:
    """USD an hour for each core that services may use; without end where none is left to them."""
    return (machine.usd_per_hour or 0.0) / machine.cpu_millicores if machine.cpu_millicores else math.inf


def _type_row(machine: MachineType, used: int, alone: int | None) -> dict[str, object]:
    monthly = None if machine.usd_per_hour is None else machine.usd_per_hour * HOURS_PER_MONTH
    cores, gib = machine.cpu_millicores / 1000, machine.memory_mib / MEBIBYTES_PER_GIBIBYTE
    return {
        "Type": machine.name,
        "Used": used,
        "Alone, at least": alone,
        "Alone, USD a month at least": None if monthly is None or alone is None else round(monthly * alone),
        "vCPU": machine.vcpu,
        "GiB": round(machine.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE, 2),
        "Usable cores": round(cores, 2),
        "Usable GiB": round(gib, 2),
        "USD an hour": machine.usd_per_hour,
        "USD a month": None if monthly is None else round(monthly, 2),
        "USD a month per core": round(monthly / cores, 2) if monthly and cores else None,
        "USD a month per GiB": round(monthly / gib, 2) if monthly and gib else None,
        "Price of": machine.as_of,
    }
