"""How a task is sold: the size and the way of billing that cost least over the load, and what it uses at one load."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from advisor.knowledge import Level
from advisor.knowledge.size_tables import BilledBy, BillingMode, TaskDisk, TaskSize
from advisor.knowledge.terms import Terms
from advisor.prices.offer import OWN_PRICES, PriceKind
from advisor.sizing.deployment import SizingTask
from advisor.sizing.gpus import is_type
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.load_levels import LoadLevel, levels_of
from advisor.sizing.load_profile import billed_workload, scales_by_itself
from advisor.sizing.packing_items import LoadPoint
from advisor.sizing.pool import MachineType
from advisor.sizing.request_load import NOTHING, Estimate, busy_replicas, exactly
from advisor.sizing.service_demand import ServiceDemand
from advisor.sizing.strategies.task_groups import TaskGroup, too_many_containers
from advisor.sizing.task_usage import TaskUsage
from advisor.values import HOURS_PER_MONTH, MEBIBYTES_PER_GIBIBYTE, facts

_MILLI = 1000


@dataclass(frozen=True)
class TaskOffer:
    """A size in a way of billing; `requests_at_once` is how many requests at a time one task takes."""

    mode: BillingMode
    cpu_millicores: int
    memory_mib: int
    requests_at_once: int
    is_plain: bool
    """Whether it is of the first way in which the platform sells tasks."""
    disk_mib: int = 0
    """Disk beyond what comes with a task."""
    size: TaskSize | None = None
    """The size it is of, where that has a name or a price of its own."""

    @property
    def vcpu(self) -> float:
        """Its vCPU."""
        return self.cpu_millicores / _MILLI

    @property
    def gib(self) -> float:
        """Its memory."""
        return self.memory_mib / MEBIBYTES_PER_GIBIBYTE

    @property
    def burst_millicores(self) -> int | None:
        """What it bursts to, where its CPU is what it gives all the time."""
        return self.size.burst_millicores if self.size else None

    @property
    def name(self) -> str:
        """`1 vCPU, 2 GiB`, and the way of billing where it is not the first one."""
        in_halves = self.memory_mib % (MEBIBYTES_PER_GIBIBYTE // 2) == 0
        amount = f"{self.gib:g} GiB" if in_halves else f"{self.memory_mib:,} MiB"
        disk = f", {self.disk_mib / MEBIBYTES_PER_GIBIBYTE:g} GiB more of disk" if self.disk_mib else ""
        sold_as = f"{self.size.name}: " if self.size and self.size.name else ""
        burst = f" to {self.burst_millicores / _MILLI:g}" if self.burst_millicores else ""
        return f"{sold_as}{self.vcpu:g}{burst} vCPU, {amount}{disk}{'' if self.is_plain else f', {self.mode.name}'}"

    @property
    def usd_per_busy_hour(self) -> float | None:
        """USD an hour of one busy task; None where nobody published a price."""
        mode, gpu = self.mode, self.mode.gpu_usd_per_hour if self.mode.gpu_type else 0.0
        own = None if self.size is None else self.size.own_usd_per_hour
        if self.size is not None and own is not None:
            more_gib = (self.memory_mib - self.size.memory_min_mib) / MEBIBYTES_PER_GIBIBYTE
            return own + more_gib * (mode.gib_usd_per_hour or 0.0)
        if mode.vcpu_usd_per_hour is None or mode.gib_usd_per_hour is None or gpu is None:
            return None
        vcpu_price = mode.vcpu_usd_per_hour + mode.licence_usd_per_vcpu_hour
        disk = self.disk_mib / MEBIBYTES_PER_GIBIBYTE * (mode.disk.usd_per_gib_hour if mode.disk else 0.0)
        return self.vcpu * vcpu_price + self.gib * mode.gib_usd_per_hour + gpu + disk

    @property
    def usd_per_idle_hour(self) -> float:
        """USD an hour of one task that is kept and has nothing to do."""
        return self.vcpu * self.mode.idle_vcpu_usd_per_hour + self.gib * self.mode.idle_gib_usd_per_hour

    def machine_type(self, task: SizingTask, overhead_mib: int) -> MachineType:
        """The size as the machine type of a pool."""
        claim = task.terms.claim(Terms.billing_modes)
        source = self.mode.source or (claim.source if claim else "")
        return MachineType(
            name=self.name,
            vcpu=(self.burst_millicores or self.cpu_millicores) / _MILLI,
            installed_memory_mib=self.memory_mib,
            cpu_millicores=self.burst_millicores or self.cpu_millicores,
            memory_mib=self.memory_mib - overhead_mib,
            max_pods=1,
            sustained_vcpu=self.vcpu if self.burst_millicores else None,
            usd_per_hour=self.usd_per_busy_hour,
            source=source,
            gpus=1.0 if self.mode.gpu_type else 0.0,
            gpu_type=self.mode.gpu_type,
            as_of=task.price_day_of(self.mode.name, source),
            price_kind=_price_kind(self.mode, task),
        )


def _price_kind(mode: BillingMode, task: SizingTask) -> PriceKind:
    """Whose word the price of a way of billing is: where only another region has one, it is estimated."""
    if mode.source == OWN_PRICES:
        return PriceKind.OWN
    if task.other_region_of(mode.name) is not None:
        return PriceKind.ESTIMATED
    held = task.rate_held(mode.name)
    return PriceKind.LISTED if held is None else held.price_kind


def offers_for(group: TaskGroup, task: SizingTask) -> list[TaskOffer] | Refusal:
    """Every size and way of billing that holds a task, those with a price if there are any; or why there is none."""
    terms, platform = task.terms, task.platform.name
    modes = task.billing_modes
    of_system = [m for m in modes if (m.os, m.arch) == (group.first.os, group.first.arch)]
    if not of_system:
        values = facts(service=group.first.name, platform=platform, os=group.first.os, arch=group.first.arch)
        return Refusal(RefusalCause.NO_SUCH_TASKS, values, group.services)
    with_gpus = [mode for mode in of_system if _gives_gpus(mode, group)]
    if not with_gpus:
        asking = tuple(service.name for service, _ in group.containers if service.gpus)
        return Refusal(RefusalCause.NO_GPU_SIZE, facts(service=asking[0], platform=platform), asking)
    fitting = [m for m in with_gpus if not too_many_containers(group, m.most_containers, platform)]
    if not fitting:
        return too_many_containers(group, with_gpus[0].most_containers, platform) or []
    most = max((_most_disk(mode) for mode in fitting), default=0)
    if group.disk_mib > most:
        values = facts(services=group.services, disk_mib=group.disk_mib, most_mib=int(most), platform=platform)
        return Refusal(RefusalCause.DISK_BEYOND_TASK, values, group.services)
    fitting = [mode for mode in fitting if group.disk_mib <= _most_disk(mode)]
    by_time = [m for m in fitting if m.by is BilledBy.TIME]
    sold = fitting if group.requests is not None or not by_time else by_time
    plain = modes[0]
    found = [offer for mode in sold for offer in _cheapest_sizes(_sizes(group, mode, task, is_plain=mode is plain))]
    priced = [offer for offer in found if offer.usd_per_busy_hour is not None]
    return priced or found or _too_large(group, sold, terms, platform)


def _cheapest_sizes(sizes: Iterator[TaskOffer]) -> Iterable[TaskOffer]:
    """The cheapest size of one way of billing for each number of requests at a time; others cost more anyway."""
    best: dict[int, TaskOffer] = {}
    for offer in sorted(sizes, key=lambda o: (o.usd_per_busy_hour or 0.0, o.cpu_millicores, o.memory_mib)):
        best.setdefault(offer.requests_at_once, offer)
    return best.values()


def _most_disk(mode: BillingMode) -> float:
    """The most disk that a task may have; without end where nothing was found of it."""
    return mode.disk.most_mib if mode.disk and mode.disk.most_mib else math.inf


def _gives_gpus(mode: BillingMode, group: TaskGroup) -> bool:
    """Whether tasks sold in this way have the GPUs that a group asks for, and none where it asks for none."""
    asking = [(service, count) for service, count in group.containers if service.gpus]
    if not asking or not mode.gpu_type:
        return bool(asking) is bool(mode.gpu_type)
    needed = sum(service.gpus * count for service, count in asking)
    return needed <= 1 and all(is_type(service.gpu_type, mode.gpu_type) for service, _ in asking)


def _sizes(group: TaskGroup, mode: BillingMode, task: SizingTask, *, is_plain: bool) -> Iterator[TaskOffer]:
    terms, scaled, share = task.terms, _is_scaled(group, task), task.average_cpu_share
    wanted, disk = group.requests.concurrency if group.requests else None, mode.disk or TaskDisk()
    memory = group.memory_mib + (terms.task_overhead_mib or 0) + (group.disk_mib if disk.in_memory else 0)
    beyond = 0 if disk.in_memory or mode.disk is None else max(0, group.disk_mib - disk.included_mib)
    for row in mode.sizes or (terms.task_sizes.rows if terms.task_sizes else ()):
        sold = row.sold_for(group.cpu_millicores, memory, group.cpu_millicores * share)
        size = row if isinstance(row, TaskSize) else None
        if size is not None and scaled and not size.scales:
            continue
        if sold is None or (size and size.most_tasks and group.tasks_at(LoadPoint.PEAK) > size.most_tasks):
            continue
        at_once = min(wanted or mode.concurrency, row.most_requests or math.inf)
        own = size if size and (size.name or size.own_usd_per_hour is not None) else None
        yield TaskOffer(mode, *sold, int(at_once), is_plain, beyond, own)


def _is_scaled(group: TaskGroup, task: SizingTask) -> bool:
    """Whether the plan counts on the platform to change the number of these tasks with the load."""
    changes = group.tasks_at(LoadPoint.FLOOR) < group.tasks_at(LoadPoint.PEAK)
    return changes and scales_by_itself(task)


class BilledMonth:
    """The levels of the load over a month, by which ways of billing are compared where there are several."""

    def __init__(self, task: SizingTask) -> None:
        self._task = task
        self._awake, self._idle = replace(task, idle=False), replace(task, idle=True)

    @cached_property
    def _levels(self) -> list[tuple[LoadLevel, Mapping[str, ServiceDemand]]]:
        levels = levels_of(billed_workload(self._task), by_requests=True)
        return [(level, {s.name: s for s in level.workload.services}) for level in levels]

    def cost_of(self, offer: TaskOffer, group: TaskGroup) -> float:
        """USD a month of all tasks of a group, before anything is free; 0 without a price."""
        return sum(hours * (usage.usd_per_hour or 0.0) for hours, usage in self._usages(offer, group))

    def idle_cost_of(self, offer: TaskOffer, group: TaskGroup) -> float:
        """What of that is for tasks that are kept ready and have nothing to do."""
        return sum(hours * usage.idle.base * usage.usd_per_idle_hour for hours, usage in self._usages(offer, group))

    def _usages(self, offer: TaskOffer, group: TaskGroup) -> Iterator[tuple[float, TaskUsage]]:
        """What the tasks use at each level, and the hours of a month that it lasts."""
        cycle = sum(level.hours for level, _ in self._levels)
        for level, services in self._levels:
            task = self._idle if level.idle else self._awake
            hours = level.hours * HOURS_PER_MONTH / cycle
            yield hours, usage_of(offer, _at_level(group, services), task, LoadPoint.TYPICAL)

    def cheapest(self, offers: Sequence[TaskOffer], group: TaskGroup) -> TaskOffer:
        """The offer that costs least a month; of equal ones, and where none has a price, the smallest."""
        if len(offers) == 1:
            return offers[0]
        return min(offers, key=lambda offer: (self.cost_of(offer, group), offer.cpu_millicores, offer.memory_mib))


def _at_level(group: TaskGroup, services: Mapping[str, ServiceDemand]) -> TaskGroup:
    """The group with the replicas and requests of a level."""
    containers = tuple((services[service.name], count) for service, count in group.containers)
    return replace(group, containers=containers, beside=group.beside and _at_level(group.beside, services))


def usage_of(offer: TaskOffer, group: TaskGroup, task: SizingTask, load: LoadPoint) -> TaskUsage:
    """What the tasks of a group use at a load, and at which prices.

    Billed by requests, those of the least number that are not busy are idle. Tasks above the least number are billed
    while they are busy only, or at all hours where the way of billing says so. Tasks that take no requests are busy
    at all hours but those without load.
    """
    mode, count = offer.mode, group.tasks_at(load)
    busy, idle, rate = exactly(count), NOTHING, NOTHING
    if mode.by is BilledBy.REQUESTS:
        kept = min(count, max(group.tasks_at(LoadPoint.FLOOR), _least(group, task)))
        rate = NOTHING if task.idle else _requests_at(group, load)
        if group.requests is None:
            busy = NOTHING if task.idle else exactly(count)
        elif count == kept or mode.scaled_out == "while_busy":
            busy = _busy(offer, group, rate, count)
        idle = Estimate(*(max(0.0, kept - each) for each in busy))
    return TaskUsage(
        services=group.services,
        machine=offer.name,
        mode=mode.name,
        by_requests=mode.by is BilledBy.REQUESTS and group.requests is not None,
        count=count,
        busy=busy,
        idle=idle,
        requests_per_second=rate,
        usd_per_busy_hour=offer.usd_per_busy_hour,
        usd_per_idle_hour=offer.usd_per_idle_hour,
        usd_per_million_requests=mode.usd_per_million_requests,
    )


def _busy(offer: TaskOffer, group: TaskGroup, rate: Estimate, count: int) -> Estimate:
    """Tasks with a request at hand; each request counts in the steps of time that are billed."""
    if group.requests is None or not count:
        return NOTHING
    step = offer.mode.round_up_milliseconds / _MILLI
    seconds = Estimate(*(math.ceil(round(length / step, 6)) * step for length in group.requests.seconds))
    return busy_replicas(rate, seconds, offer.requests_at_once, count)


def _requests_at(group: TaskGroup, load: LoadPoint) -> Estimate:
    if group.requests is None:
        return NOTHING
    typical = group.requests.typical_per_second
    if load is LoadPoint.PEAK:
        return group.requests.peak_per_second
    return typical if load is LoadPoint.TYPICAL else typical.scaled(group.first.floor / (group.first.typical or 1))


def _least(group: TaskGroup, task: SizingTask) -> int:
    """Tasks that are there at all hours, whatever is asked: one where the platform does not go down to none."""
    stays = (task.terms.scale_to_zero or Level.NONE) < Level.GOOD and not group.may_be_none
    return 1 if stays else 0


def _too_large(group: TaskGroup, modes: Sequence[BillingMode], terms: Terms, platform: str) -> Refusal:
    own = [row for mode in modes for row in mode.sizes]
    plain = terms.task_sizes.rows if terms.task_sizes and not all(mode.sizes for mode in modes) else ()
    cpu, memory = max(row.largest for row in (*own, *plain))
    values = facts(
        service=" with ".join(group.services),
        needed=(("cpu_millicores", group.cpu_millicores), ("memory_mib", group.memory_mib)),
        offered=(("cpu_millicores", cpu), ("memory_mib", memory)),
        platform=platform,
    )
    return Refusal(RefusalCause.LARGER_THAN_EVERY_SIZE, values, group.services)
