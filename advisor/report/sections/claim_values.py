"""What a claim says, in words: levels, figures with their unit, and the tables of reservations and sizes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from advisor.knowledge import DatedClaim, Knowledge, TermKind
from advisor.knowledge.claim_tables import TasksLeft
from advisor.knowledge.control_plane_tables import (
    ControlPlaneSizes,
    ControlPlaneTiers,
    MemberCounts,
    SharedControlPlane,
)
from advisor.knowledge.fee_tables import AccountPlans, AgentFee, AgentFees
from advisor.knowledge.machine_tables import (
    CpuReservation,
    Daemons,
    ExtraMachine,
    ExtraMachines,
    MachineRule,
    MachineRules,
    MemoryReservation,
    PodLimits,
    Reservation,
    RootDisks,
    RootDiskSize,
    SystemPool,
    Tier,
)
from advisor.knowledge.schema import SINCE_START
from advisor.knowledge.size_tables import (
    BilledBy,
    BillingMode,
    BillingModes,
    PlanSizes,
    TaskDisk,
    TaskRange,
    TaskSize,
    TaskSizes,
)
from advisor.report.json_values import plain
from advisor.report.wording import LEVELS, count, figure, listing, percent

MOST_LEVEL = len(LEVELS) - 1
_MOST_SIZES = 6
_CORE = 1000
_GIB = 1024


def since_of(claim: DatedClaim) -> str | None:
    """The day from which a claim holds; None where it has held for as long as the platform was on offer."""
    return None if claim.since == SINCE_START else claim.since.isoformat()


def value_in_words(claim: DatedClaim, knowledge: Knowledge) -> str:
    """The value of a claim as a reader wants it, with its unit; a level as `2 of 3`."""
    term = knowledge.vocabulary[claim.term]
    if term.kind is TermKind.LEVEL:
        return f"{claim.value} of {MOST_LEVEL}"
    if term.kind is TermKind.TABLE:
        return _TABLES[type(claim.value)](claim.value)
    if term.kind is TermKind.WORDS:
        return listing(list(claim.value))
    if term.kind is TermKind.NUMBER:
        unit = "%" if term.unit == "percent" else f" {term.unit}"
        return f"{figure(claim.value)}{unit}"
    return str(plain(claim.value))


def _reservation(kept: Reservation) -> str:
    parts = [part for part in (_cpu_kept(kept.cpu), _memory_kept(kept.memory)) if part]
    return "; ".join(parts) or "nothing"


def _cpu_kept(cpu: CpuReservation) -> str:
    parts = [f"{figure(cpu.base)} millicores"] if cpu.base else []
    parts += _tiers(cpu.tiers, _CORE, "vCPU")
    if not parts and not cpu.floor:
        return ""
    least = f", at least {figure(cpu.floor)} millicores" if cpu.floor else ""
    return f"CPU: {listing(parts) or '0'}{least}"


def _memory_kept(memory: MemoryReservation) -> str:
    parts = [_memory(memory.base)] if memory.base else []
    if memory.per_pod:
        parts.append(f"{figure(memory.per_pod)} MiB for each replica that the machine may hold")
    parts += _tiers(memory.tiers, _GIB, "GiB")
    if memory.eviction_mib:
        parts.append(f"{figure(memory.eviction_mib)} MiB for eviction")
    if not parts:
        return ""
    most = f"; before eviction at most {percent(memory.largest_share)} of the machine" if _capped(memory) else ""
    small = (
        f"; a machine below {figure(memory.small_below_mib)} MiB keeps {figure(memory.small_mib)} MiB and eviction"
        if memory.small_below_mib
        else ""
    )
    return f"memory: {listing(parts)}{most}{small}"


def _capped(memory: MemoryReservation) -> bool:
    return memory.largest_share < 1


def _tiers(tiers: Sequence[Tier], unit_size: int, unit: str) -> Iterator[str]:
    """`25% of the first 4 GiB`, `20% from there to 8 GiB`, `2% of the rest`."""
    if len(tiers) == 1 and tiers[0].up_to is None:
        yield f"{_share(tiers[0].share)} of it"
        return
    for index, tier in enumerate(tiers):
        if tier.up_to is None:
            yield f"{_share(tier.share)} of the rest"
        elif index == 0:
            yield f"{_share(tier.share)} of the first {figure(tier.up_to / unit_size)} {unit}"
        else:
            yield f"{_share(tier.share)} from there to {figure(tier.up_to / unit_size)} {unit}"


def _share(share: float) -> str:
    return f"{figure(share * 100)}%"


def _daemons(daemons: Daemons) -> str:
    parts = [f"{figure(daemons.cpu_millicores)} millicores"] if daemons.cpu_millicores else []
    parts += [_memory(daemons.memory_mib)] if daemons.memory_mib else []
    parts += [f"the place of {count(daemons.pods, 'replica')}"] if daemons.pods else []
    return listing(parts) or "nothing"


def _member_counts(members: MemberCounts) -> str:
    return listing([str(number) for number in members.counts], "or")


def _control_plane_sizes(sizes: ControlPlaneSizes) -> str:
    rows = []
    for row in sizes.rows:
        ends = [f"{figure(row.max_nodes)} machines"] if row.max_nodes else []
        ends += [f"{figure(row.max_pods)} replicas"] if row.max_pods else []
        size = f"{figure(row.vcpu)} vCPU and {_memory(row.memory_mib)}"
        rows.append(f"{size} up to {listing(ends)}" if ends else size if len(sizes.rows) == 1 else f"{size} beyond")
    return "; ".join(rows)


def _shared_control_plane(shared: SharedControlPlane) -> str:
    taken = [f"{figure(shared.cpu_millicores)} millicores", _memory(shared.memory_mib)]
    taken += [f"the place of {count(shared.pods, 'replica')}"] if shared.pods else []
    least = f"{figure(shared.least_vcpu)} vCPU and {_memory(shared.least_memory_mib)}"
    alone = "; one member alone will do where a loss is borne" if shared.one_alone else ""
    against = f"; {shared.caution}" if shared.caution else ""
    return (
        f"{listing(taken)} of a machine of at least {least}, in clusters of up to {count(shared.max_nodes, 'machine')}"
        f"{alone}{against}"
    )


def _control_plane_tiers(tiers: ControlPlaneTiers) -> str:
    rows = []
    for row in tiers.rows:
        promise = f"promises {figure(row.sla_percent)}%" if row.sla_percent else "promises nothing"
        if row.sla_percent_one_zone:
            promise += f" ({figure(row.sla_percent_one_zone)}% in one zone)"
        free = f", USD {figure(row.free_usd_per_month)} a month of it free" if row.free_usd_per_month else ""
        usd = "a price not known here" if row.usd_per_hour is None else f"USD {figure(row.usd_per_hour)} an hour"
        where = f", in {count(row.most_zones, 'zone')} at most" if row.most_zones else ""
        rows.append(f"{row.name}: {usd}{free}, {promise}{where}")
    return "; ".join(rows)


def _extra_machines(extra: ExtraMachines) -> str:
    return "; ".join(_extra_machine(row) for row in extra.rows)


def _extra_machine(row: ExtraMachine) -> str:
    size = f"{figure(row.vcpu)} vCPU and {_memory(row.memory_mib)}"
    how_many = f"at least {row.count}" if row.per == "agents" else str(row.count)
    ends = [f"above {figure(row.above_nodes)} machines"] if row.above_nodes else []
    ends += [f"from {row.above_clusters + 1} clusters on"] if row.above_clusters else []
    ends += [f"up to {figure(row.max_nodes)} machines"] if row.max_nodes else []
    ends += [f"on {row.cloud}"] if row.cloud else []
    return f"{row.role}: {how_many} of {size}{' ' + ', '.join(ends) if ends else ''}"


def _task_sizes(sizes: TaskSizes) -> str:
    rows = [_task_size(row) for row in sizes.rows]
    if len(rows) > _MOST_SIZES:
        return f"{len(rows)} sizes of CPU, from {rows[0]} to {rows[-1]}"
    return "; ".join(rows)


def _task_size(row: TaskSize | TaskRange) -> str:
    once = " and one request at a time" if row.most_requests == 1 else ""
    return f"{_range_sold(row) if isinstance(row, TaskRange) else _size_sold(row)}{once}"


def _range_sold(row: TaskRange) -> str:
    step = f" in steps of {figure(row.cpu_step_millicores / _CORE)}" if row.cpu_step_millicores > 1 else ""
    cpu = f"{figure(row.cpu_min_millicores / _CORE)} to {figure(row.cpu_max_millicores / _CORE)} vCPU{step}"
    memory = f"{_memory(row.memory_min_mib)} to {_memory(row.memory_max_mib)}"
    if row.most_mib_per_vcpu is None:
        return f"{cpu} with {memory}"
    least, most = (_memory(mib) for mib in (row.least_mib_per_vcpu, row.most_mib_per_vcpu))
    return f"{cpu} with {memory}, {least if least == most else f'{least} to {most}'} for each vCPU"


def _billing_modes(modes: BillingModes) -> str:
    return "; ".join(_billing_mode(mode) for mode in modes.rows)


def _billing_mode(mode: BillingMode) -> str:
    """One way of billing: its prices, what is free, and the sizes it is sold in."""
    by_size = all(isinstance(row, TaskSize) and row.own_usd_per_hour is not None for row in mode.sizes)
    if mode.sizes and by_size:
        more = f", USD {figure(mode.gib_usd_per_hour)} for each GiB and hour above it" if mode.gib_usd_per_hour else ""
        parts = [f"a price for each size{more}"]
    elif mode.vcpu_usd_per_hour is None or mode.gib_usd_per_hour is None:
        parts = ["no price known"]
    else:
        parts = [f"USD {figure(mode.vcpu_usd_per_hour)} a vCPU and {figure(mode.gib_usd_per_hour)} a GiB and hour"]
        parts += [f"{figure(mode.licence_usd_per_vcpu_hour)} a vCPU for the licence"] * bool(
            mode.licence_usd_per_vcpu_hour
        )
    if mode.gpu_type:
        parts.append(f"{figure(mode.gpu_usd_per_hour)} for the {mode.gpu_type} GPU of each replica")
    if mode.by is BilledBy.REQUESTS:
        parts[0] += " while requests are handled"
        idle = f"{figure(mode.idle_vcpu_usd_per_hour)} and {figure(mode.idle_gib_usd_per_hour)} while idle"
        parts += [idle, f"{count(mode.concurrency, 'request')} at a time unless set"]
    if mode.usd_per_million_requests:
        parts.append(f"{figure(mode.usd_per_million_requests)} a million requests")
    if mode.disk is not None:
        parts.append(_task_disk(mode.disk))
    free = [
        f"{figure(amount)} {unit}"
        for amount, unit in (
            (mode.free_vcpu_seconds, "vCPU-seconds"),
            (mode.free_gib_seconds, "GiB-seconds"),
            (mode.free_requests, "requests"),
        )
        if amount
    ]
    parts += [f"{listing(free)} a month free"] * bool(free)
    parts += [f"sold as {', or '.join(_task_size(row) for row in mode.sizes)}"] * bool(mode.sizes)
    return f"{mode.name}: {', '.join(parts)}"


def _task_disk(disk: TaskDisk) -> str:
    if disk.in_memory:
        return "disk counts as memory"
    most = f" of at most {_memory(disk.most_mib)}" if disk.most_mib else ""
    return f"disk{most} at {figure(disk.usd_per_gib_hour)} a GiB and hour beyond {_memory(disk.included_mib)}"


def _size_sold(row: TaskSize) -> str:
    memory = _memory(row.memory_min_mib)
    if row.memory_max_mib > row.memory_min_mib:
        memory += f" to {_memory(row.memory_max_mib)} in steps of {_memory(row.memory_step_mib)}"
    named = f"{row.name} with " if row.name else ""
    price = ""
    if row.usd_per_month is not None:
        price = f" at {figure(row.usd_per_month)} USD a month"
    elif row.usd_per_hour is not None:
        price = f" at {figure(row.usd_per_hour)} USD/h"
    most = f", {row.most_tasks} of a service at most" if row.most_tasks else ""
    most += "" if row.scales else ", not scaled by itself"
    burst = f" to {figure(row.burst_millicores / _CORE)}" if row.burst_millicores else ""
    return f"{named}{figure(row.cpu_millicores / _CORE)}{burst} vCPU {'and' if named else 'with'} {memory}{price}{most}"


def _account_plans(plans: AccountPlans) -> str:
    rows = []
    for row in plans.rows:
        people = f" for {row.most_people} at most" if row.most_people else ""
        counted = ", from which use is taken off" if row.counts_use else ""
        rows.append(f"{row.name}: USD {figure(row.usd_per_month)} a month{people}{counted}")
    return "; ".join(rows)


def _plan_sizes(sizes: PlanSizes) -> str:
    rows = [
        f"{row.name} with {figure(row.vcpu)} vCPU and {_memory(row.memory_mib)} at {figure(row.usd_per_hour)} USD/h"
        for row in sizes.rows
    ]
    rows = rows if len(rows) <= _MOST_SIZES else [*itertools.islice(rows, _MOST_SIZES), f"{len(rows)} sizes in all"]
    return "; ".join(rows)


def _memory(mib: int) -> str:
    return f"{figure(mib / _GIB)} GiB" if mib % (_GIB // 4) == 0 else f"{figure(mib)} MiB"


def _machine_rules(rules: MachineRules) -> str:
    return "; ".join(_machine_rule(row) for row in rules.rows)


def _machine_rule(row: MachineRule) -> str:
    parts = [f"of {listing(row.arch, 'or')}"] if row.arch else []
    parts += [f"of the families {listing(row.families)}"] if row.families else []
    parts += [f"without {listing(row.without)}"] if row.without else []
    parts += [f"from {figure(row.least_vcpu)} vCPU on"] if row.least_vcpu else []
    parts += [f"from {figure(row.least_memory_mib)} MiB on"] if row.least_memory_mib else []
    machines = "machines with Windows" if row.system else "machines"
    return f"{row.cloud or 'any place'}: {machines} {', '.join(parts) or 'of any kind'}"


def _root_disks(disks: RootDisks) -> str:
    return "; ".join(_root_disk(row) for row in disks.rows)


def _root_disk(row: RootDiskSize) -> str:
    on = [f"from {figure(row.from_vcpu)} vCPU on"] if row.from_vcpu else []
    on += [f"of {listing(row.families)}"] if row.families else []
    on += [f"with {row.system.capitalize()}"] if row.system else []
    on += [row.role] if row.role else []
    included = ", on a local disk that the price holds" if row.included else ""
    return f"{figure(row.gib)} GiB{f' ({listing(on)})' if on else ''}{included}"


def _pod_limits(limits: PodLimits) -> str:
    rows = [f"{row.pods}{f' from {figure(row.from_vcpu)} vCPU on' if row.from_vcpu else ''}" for row in limits.rows]
    setting = f" with {limits.setting}" if limits.setting else ""
    without = f", not on {listing(limits.without)}" if limits.without else ""
    return f"{listing(rows)}{setting}{without}"


def _system_pool(pool: SystemPool) -> str:
    least = [f"{figure(pool.vcpu)} vCPU"] if pool.vcpu else []
    least += [_memory(pool.memory_mib)] if pool.memory_mib else []
    machines = "1 Linux machine" if pool.count == 1 else f"{pool.count} Linux machines of one size"
    gpus = ", or one with GPUs" if pool.on_gpus else ""
    return f"{machines}{f' with {listing(least)} at least' if least else ''}{gpus}"


def _agent_fees(fees: AgentFees) -> str:
    return "; ".join(_agent_fee(row) for row in fees.rows)


def _agent_fee(fee: AgentFee) -> str:
    amount = "no figure published"
    if fee.share_of_price is not None:
        amount = f"{percent(fee.share_of_price, 1)} of the price on demand"
    elif fee.usd_per_vcpu_hour is not None:
        amount = f"{figure(fee.usd_per_vcpu_hour)} USD for each vCPU and hour"
    kind = [f"of {listing(fee.families)}"] if fee.families else []
    kind += [] if fee.gpus is None else [f"with{'' if fee.gpus else 'out'} GPUs"]
    seen = ", estimated" if fee.estimated else f", seen for {listing(fee.seen_for)}" if fee.seen_for else ""
    return f"{amount}{f' for machines {listing(kind)}' if kind else ''}{seen}"


def _tasks_left(left: TasksLeft) -> str:
    return ", ".join(left.rows)


_TABLES: dict[type, Callable[[Any], str]] = {
    Reservation: _reservation,
    Daemons: _daemons,
    MemberCounts: _member_counts,
    ControlPlaneSizes: _control_plane_sizes,
    SharedControlPlane: _shared_control_plane,
    TaskSizes: _task_sizes,
    PlanSizes: _plan_sizes,
    ControlPlaneTiers: _control_plane_tiers,
    AccountPlans: _account_plans,
    ExtraMachines: _extra_machines,
    MachineRules: _machine_rules,
    PodLimits: _pod_limits,
    RootDisks: _root_disks,
    SystemPool: _system_pool,
    BillingModes: _billing_modes,
    AgentFees: _agent_fees,
    TasksLeft: _tasks_left,
}
