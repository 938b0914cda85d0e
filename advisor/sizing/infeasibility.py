"""Why services cannot be placed: the cause, its values, and where it was met; report/ makes the words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.packing import NoPlanCause
from advisor.values import Facts


class RefusalCause(StrEnum):
    """What keeps a platform from holding the services, beside what the packer finds; with the values that come."""

    TOO_MANY_REPLICAS = "too_many_replicas"  # replicas, most
    TIED_APART = "tied_apart"  # first, second, by, first_on, second_on
    TIED_AND_KEPT_APART = "tied_and_kept_apart"  # services
    TIED_ABOVE_MOST_PER_NODE = "tied_above_most_per_node"  # services
    SPREAD_BEYOND_HOSTS = "spread_beyond_hosts"  # service, replicas, host, host_replicas, used, zones
    AGENTS_UNKNOWN = "agents_unknown"  # platform, day
    NOWHERE_TO_RUN = "nowhere_to_run"
    NOT_WHERE_ASKED = "not_where_asked"  # platform
    ONE_ZONE_THERE = "one_zone_there"  # cloud, region
    SITE_NOT_SERVED = "site_not_served"  # services, site, platform
    NO_WINDOWS = "no_windows"  # services, platform
    NO_GPU_MACHINE = "no_gpu_machine"  # services, type, place, arch, there
    TIED_TO_TWO_GPU_KINDS = "tied_to_two_gpu_kinds"  # services
    GPUS_NOT_DIVIDED = "gpus_not_divided"  # services, platform
    NO_NODES_TO_SEE = "no_nodes_to_see"  # services, platform
    HOST_NOT_GIVEN = "host_not_given"  # service, needs, platform
    VOLUMES_NOT_KEPT = "volumes_not_kept"  # services, platform
    ONE_MACHINE_GPU_KINDS = "one_machine_gpu_kinds"  # services
    ONE_MACHINE_GPUS = "one_machine_gpus"  # needed, place, most
    NO_MACHINE_LEFT = "no_machine_left"  # arch, pool
    TOO_MANY_INSTANCES = "too_many_instances"  # services, instances, most, platform
    NO_MACHINE_OF_KIND = "no_machine_of_kind"  # services, arch, system, place, there: the architectures there
    NO_PLACE_FOR_MEMBERS = "no_place_for_members"  # count, vcpu, memory_mib
    NO_PLACE_FOR_ROLE = "no_place_for_role"  # count, role, vcpu, memory_mib, platform
    TOO_MANY_CLUSTERS = "too_many_clusters"  # most, platform
    ONE_MACHINE_SURVIVES_NO_LOSS = "one_machine_survives_no_loss"
    ONE_MACHINE_UPGRADE = "one_machine_upgrade"
    ONE_MACHINE_TENANTS = "one_machine_tenants"  # tenants; an empty one stands for all others
    ONE_MACHINE_SYSTEMS = "one_machine_systems"
    ONE_MACHINE_TOO_SMALL = "one_machine_too_small"  # needed, machine, offered
    BEYOND_BURST_SHARE = "beyond_burst_share"  # services, asked, average, machine, vcpu, left
    SIZES_UNKNOWN = "sizes_unknown"  # platform, day
    HOST_PORT_WITHOUT_HOST = "host_port_without_host"  # service, port, platform
    HOST_PORT_NOT_GIVEN = "host_port_not_given"  # service, port, platform
    GPU_NOT_GIVEN = "gpu_not_given"  # service, platform
    NO_GPU_SIZE = "no_gpu_size"  # service, platform
    LARGER_THAN_EVERY_SIZE = "larger_than_every_size"  # service, needed, offered, platform
    NO_SUCH_TASKS = "no_such_tasks"  # service, platform, os, arch
    NOT_ONE_TASK = "not_one_task"  # services: (name, replicas) each, platform
    DISK_BEYOND_TASK = "disk_beyond_task"  # services, disk_mib, most_mib, platform
    TOO_MANY_IN_ONE_TASK = "too_many_in_one_task"  # services, containers, most, platform


@dataclass(frozen=True)
class MachinesToBuy:
    """Machines of one type that are short; `site`: where, if machines are counted site by site."""

    machine: str
    count: int
    site: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why services cannot be placed: the cause and its values, and what else there is to know.

    `services` are those to blame. `pool` is the pool of a tenant and `cluster` the one of several in which it was met;
    empty where there is one only. `ties` are services with those that each must stand beside. `to_buy` are the machines
    that, added to those in stock, would do.
    """

    cause: NoPlanCause | RefusalCause
    values: Facts = ()
    services: tuple[str, ...] = ()
    pool: str = ""
    cluster: str = ""
    one_machine: bool = False
    """Whether all services were to share one machine."""
    ties: tuple[tuple[str, tuple[str, ...]], ...] = ()
    to_buy: tuple[MachinesToBuy, ...] = ()
    even_without: tuple[str, ...] = ()
    """Promises that nobody asked for, without which it was tried too (DefaultPromise)."""


class RefusalError(ValueError):
    """Wishes of the scenario that exclude each other, whatever the platform."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal)
