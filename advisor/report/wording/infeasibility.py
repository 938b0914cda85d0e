"""Why a platform cannot hold the services, in words: one sentence for each cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from advisor.packing import NoPlanCause
from advisor.report.wording import count, listing, with_verb
from advisor.report.wording.rounded import cpu_words, memory_words
from advisor.sizing.default_promises import DefaultPromise
from advisor.sizing.infeasibility import MachinesToBuy, Refusal, RefusalCause
from advisor.sizing.table_checks import tied_apart_words
from advisor.values import MEBIBYTES_PER_GIBIBYTE

Amounts = Sequence[tuple[str, int]]
"""Resources with how much of each."""

UNITS: Mapping[str, Callable[[int], str]] = {
    "cpu_millicores": cpu_words,
    "memory_mib": memory_words,
    "io_mbps": lambda amount: f"{amount:,} MB/s",
    "pods": lambda amount: f"{amount:,} replicas",
    "gpus": lambda amount: f"{amount:,} GPUs",
    "disk_mib": lambda amount: f"{memory_words(amount)} of node disk",
}
"""An amount of each resource with its unit."""
HOST_NEEDS = {
    "docker_socket": "the socket of the Docker engine",
    "privileged": "privileged mode",
    "host_path": "folders",
    "host_network": "the network",
    "devices": "devices",
}
"""What a container may need of its machine, by its word in a requirement file."""
MOST_NAMED = 5
_ABOUT_THE_PLAN = (NoPlanCause.TOO_FEW_MACHINES, NoPlanCause.SHORT_STOCK)
"""Causes whose sentence has no subject of its own: the plan, or a pool, needs something."""


_WITHOUT = {
    DefaultPromise.SPARE_MACHINE: "without a spare machine",
    DefaultPromise.FREE_SHARE: "with machines planned full",
    DefaultPromise.SECOND_REPLICA: "with one replica of each service",
}


def refusal_words(refusal: Refusal) -> str:
    """The reason in words, without a full stop: where it was met, the cause, what is tied, what to buy."""
    said = REASONS[refusal.cause](**dict(refusal.values))
    if refusal.cause in _ABOUT_THE_PLAN:
        said = f"{f'pool {refusal.pool}' if refusal.pool else 'the plan'} {said}"
    elif refusal.pool:
        said = f"pool {refusal.pool}: {said}"
    if refusal.one_machine:
        said = f"the services cannot share one machine: {said}"
    if refusal.cluster:
        said = f"cluster {refusal.cluster}: {said}"
    if refusal.even_without:
        said = f"even {listing([_WITHOUT[DefaultPromise(promise)] for promise in refusal.even_without])}, {said}"
    return "; ".join((said, *map(_tie, refusal.ties), *_to_buy(refusal.to_buy)))


def _tie(tie: tuple[str, Sequence[str]]) -> str:
    service, hosts = tie
    return f"{service} must stand on a machine with {listing(hosts)}"


def _to_buy(machines: Sequence[MachinesToBuy]) -> tuple[str, ...]:
    more = " and ".join(f"{each.count} x {each.machine}{f' at {each.site}' if each.site else ''}" for each in machines)
    return (f"{more} more would hold them",) if more else ()


def _listed(amounts: Amounts) -> str:
    return listing([UNITS[what](amount) for what, amount in amounts]) or "nothing"


def _on_hand(machines: int) -> str:
    return "the machine on hand offers" if machines == 1 else f"the {machines} machines on hand offer"


def _there_are(machines: int, lost: int) -> str:
    after = f" after losing {lost}" if lost else ""
    return f"there {'is 1 machine' if machines == 1 else f'are {machines} machines'}{after}"


def _once_per_node(token: str, replicas: int, items: Sequence[str], machines_left: int, lost: int) -> str:
    what = f"port {token}" if token[:1].isdigit() else f"“{token}”"
    there = f"there {'is' if machines_left == 1 else 'are'} {machines_left}{f' after losing {lost}' if lost else ''}"
    return (
        f"{count(replicas, 'replica')} of {listing(items)} {'needs' if replicas == 1 else 'each need'} {what}, which a "
        f"machine has once; that takes {count(replicas, 'machine')}, and {there}"
    )


def _others_fit_none(others: Sequence[str]) -> str:
    return f"; {', '.join(others)} {'fits' if len(others) == 1 else 'fit'} none either" if others else ""


def _too_large(
    item: str, needed: Amounts, nearest: str, offered: Amounts, short: Amounts, others: Sequence[str]
) -> str:
    return (
        f"{item} needs {_listed(needed)} on one node, and no machine type has that much to use; the nearest offer, "
        f"{nearest}, has {_listed(offered)}, which is {_listed(short)} short{_others_fit_none(others)}"
    )


def _not_found(
    needed: Amounts,
    offered: Amounts,
    machines: int,
    endless_types: int,
    survive_nodes: int,
    survive_zone: bool,
    together: bool,
    surges: bool,
) -> str:
    losses = [f"any {'one' if survive_nodes == 1 else survive_nodes} of the machines"] if survive_nodes else []
    losses += ["any one zone"] if survive_zone else []
    joined = (" together with " if together else " and of ").join(losses)
    extra = f" and to survive the loss of {joined}" if losses else ""
    extra += " and to hold the surge of any one service" if surges else ""
    types = "machine type that never runs out" if endless_types == 1 else "machine types that never run out"
    beside = f", beside {endless_types} {types}" if endless_types else ""
    return (
        f"no way was found to place all replicas zone by zone{extra}: they need {_listed(needed)}; "
        f"{_on_hand(machines)} {_listed(offered)}{beside}"
    )


def _host_kept_apart(item: str, first: str, second: str, token: str) -> str:
    why = f"both claim {token}, which a machine has once" if token else "never share one"
    return f"{item} must stand on a machine with what its affinity names, yet {first} and {second} {why}"


def _hosts_too_large(
    item: str, hosts: Sequence[str], needed: Amounts, nearest: str, offered: Amounts, short: Amounts
) -> str:
    beside = f"{item} must stand on a machine with {listing(hosts)}"
    if [what for what, _ in short] == ["pods"]:
        most = dict(offered)["pods"]
        return f"{beside}, and a machine takes {'one replica' if most == 1 else f'{most} replicas'} at most"
    return (
        f"{beside}; one of each needs {_listed(needed)}, and the nearest offer, {nearest}, has {_listed(offered)}, "
        f"which is {_listed(short)} short"
    )


def _hosts_hold_too_little(
    host: str, host_replicas: int, zone: int, resource: str, needed: int, left: int, items: Sequence[str]
) -> str:
    machines = "1 machine" if host_replicas == 1 else f"{host_replicas} machines"
    amount = UNITS[resource]
    return (
        f"{listing(items[:MOST_NAMED])} must stand on machines with {host}, so on {machines} at most in zone "
        f"{zone + 1}; they need {amount(needed)} there, and the largest machine has {amount(left)} left beside "
        f"one {host}; more replicas of {host} would do"
    )


def _too_few_hosts(item: str, replicas: int, most_per_node: int, host: str, host_replicas: int, zone: int) -> str:
    return (
        f"{item} has {replicas} replicas in zone {zone + 1}, at most {most_per_node} on a machine, each of which must "
        f"hold {host}; in that zone there {'is' if host_replicas == 1 else 'are'} {count(host_replicas, 'replica')} of "
        f"{host}; more of them would do, or a higher max_per_node"
    )


def _spread_beyond_hosts(service: str, replicas: int, host: str, host_replicas: int, used: int, zones: int) -> str:
    return (
        f"{service} asks for its {replicas} replicas to be spread over {zones} zones and must stand on machines with "
        f"{host}, of which there {'is 1' if host_replicas == 1 else f'are {host_replicas}'}, so in {used} of them at "
        f"most; give {host} at least {zones}, or leave out the spread of {service}"
    )


def _one_machine_tenants(tenants: Sequence[str]) -> str:
    named = sorted(tenant or "all others" for tenant in tenants)
    return f"one machine cannot keep apart {', '.join(named[:MOST_NAMED])}, which must not share one"


def _one_machine_too_small(needed: Amounts, machine: str, offered: Amounts) -> str:
    most = f"the largest machine ({machine}) leaves {_listed(offered)}"
    return f"all services together need {_listed(needed)}; {most}"


def _beyond_burst_share(services: Sequence[str], asked: int, average: int, machine: str, vcpu: float, left: int) -> str:
    several = len(services) != 1
    if average >= asked:
        uses = f"{listing(services)} {'compute' if several else 'computes'} for hours on {cpu_words(asked)}"
    else:
        used = f"{'use' if several else 'uses'} about {cpu_words(average)} on average of the {asked / 1000:g}"
        uses = f"{listing(services)} {used} that {'they ask' if several else 'it asks'} for"
    return (
        f"{uses}; {machine} bursts to {vcpu:g} vCPU and gives services "
        f"{cpu_words(left)} all the time; take a machine whose CPU is its own, or lower cpu"
    )


_SYSTEMS = {"linux": "Linux", "windows": "Windows"}


def _not_one_task(services: Sequence[tuple[str, int]], platform: str) -> str:
    counts = listing([f"{name} ({replicas})" for name, replicas in services])
    return (
        f"affinity ties {counts} together, which on {platform} only containers of one task are; these replicas make no "
        "equal tasks, so write numbers that are multiples of each other, or leave the affinity out"
    )


def _size(vcpu: float, memory_mib: int) -> str:
    return f"{vcpu:g} vCPU and {memory_mib // MEBIBYTES_PER_GIBIBYTE} GiB"


def _no_gpu_machine(services: Sequence[str], type: str, place: str, arch: str, there: Sequence[str]) -> str:
    of_type = f" of type {type}" if type else ""
    asks = f"{with_verb(services, 'asks', 'ask')} for a GPU{of_type}"
    if there:
        elsewhere = "" if place == "own servers" else ", or in another region"
        return f"{asks}; the {arch} machines of {place} have {listing(there)}; ask for one of these{elsewhere}"
    remedy = "; write gpu: N at those of hosting.machines that have some" if place == "own servers" else ""
    return f"{asks}, and no {arch} machine of {place} has one that is known of{remedy}"


def _site_not_served(services: Sequence[str], site: str, platform: str) -> str:
    where = "a cloud" if site == "cloud" else "own servers"
    return f"{', '.join(services[:MOST_NAMED])} must run on {where}, where {platform} would not run; write site: any"


_OF_PACKING: dict[NoPlanCause | RefusalCause, Callable[..., str]] = {
    NoPlanCause.BAD_ARGUMENTS: lambda zones, survive_nodes: (
        f"{zones} zones and {survive_nodes} lost nodes are not a question that has an answer"
    ),
    NoPlanCause.ITEM_NAME_TWICE: lambda name: f"two items have the name {name}",
    NoPlanCause.MACHINE_NAME_TWICE: lambda name: f"two machine types have the name {name}",
    NoPlanCause.WRONG_NUMBER_OF_ZONES: lambda item, spread, zones: f"{item} is spread over {spread} zones of {zones}",
    NoPlanCause.ITEM_BELOW_ZERO: lambda item: f"{item} asks for less than nothing",
    NoPlanCause.MACHINE_BELOW_ZERO: lambda machine: f"the machine type {machine} offers less than nothing",
    NoPlanCause.NO_PRICE: lambda machine, usd_per_hour: (
        f"the machine type {machine} has no price: {usd_per_hour} USD per hour"
    ),
    NoPlanCause.NO_SUCH_ZONE: lambda machine, zone, zones: (
        f"the machine type {machine} is sold in zone {zone} of {zones} zones"
    ),
    NoPlanCause.ONE_ZONE: lambda: "one zone cannot survive the loss of a zone; plan for two or more",
    NoPlanCause.NO_MACHINE: lambda: "there is no machine to place the items on",
    NoPlanCause.NONE_PER_NODE: lambda item, others: f"{item} allows no replica on any node{_others_fit_none(others)}",
    NoPlanCause.TOO_LARGE: _too_large,
    NoPlanCause.NOT_SOLD_IN_ZONE: lambda item, zone: f"{item} fits no machine type that zone {zone} sells",
    NoPlanCause.TOO_FEW_MACHINES: lambda needed, machines: (
        f"needs at least {needed} machines; there {'is 1' if machines == 1 else f'are {machines}'} on hand"
    ),
    NoPlanCause.SHORT_STOCK: lambda needed, offered, machines: (
        f"needs {_listed(needed)}; {_on_hand(machines)} {_listed(offered)}"
    ),
    NoPlanCause.SHORT_FOR_SURGE: lambda item, surge, needed, offered, machines: (
        f"while {item} is upgraded, {surge} more of its replicas run and all need {_listed(needed)}; "
        f"{_on_hand(machines)} {_listed(offered)}"
    ),
    NoPlanCause.ONCE_PER_NODE: _once_per_node,
    NoPlanCause.TOO_MANY_PER_NODE: lambda item, replicas, most_per_node, machines_left, lost: (
        f"{item} has {replicas} replicas and allows {most_per_node} on a node; {_there_are(machines_left, lost)}"
    ),
    NoPlanCause.TOO_MANY_PER_NODE_IN_UPGRADE: lambda item, surge, most_per_node, machines: (
        f"while {item} is upgraded, {surge} more of its replicas run and a node may hold {most_per_node}; "
        f"{_there_are(machines, 0)}"
    ),
    NoPlanCause.HOST_MISSING: lambda item, host: f"{item} must stand on a machine with {host}, of which there is none",
    NoPlanCause.HOST_NOT_IN_ZONE: lambda item, host, zone: (
        f"{item} has replicas in zone {zone + 1}, and must stand on a machine with {host}, of which there is none in it"
    ),
    NoPlanCause.HOST_KEPT_APART: _host_kept_apart,
    NoPlanCause.HOSTS_TOO_LARGE: _hosts_too_large,
    NoPlanCause.HOSTS_HOLD_TOO_LITTLE: _hosts_hold_too_little,
    NoPlanCause.TOO_FEW_HOSTS: _too_few_hosts,
    NoPlanCause.NOT_FOUND: _not_found,
}


def _no_machine_of_kind(services: Sequence[str], arch: str, system: str, place: str, there: Sequence[str]) -> str:
    image = f"{system.capitalize()} images for {arch}" if system == "windows" else f"images for {arch}"
    has = f"; there are {' and '.join(there)} machines" if there else ""
    remedy = f"build for {there[0]} too and write arch: any" if there else "choose another platform"
    who = with_verb(services, "has", "have")
    return f"{who} {image}, and {place} has no such machine that the platform takes{has}: {remedy}"


_OF_SIZING: dict[NoPlanCause | RefusalCause, Callable[..., str]] = {
    RefusalCause.TOO_MANY_REPLICAS: lambda replicas, most: (
        f"{replicas:,} replicas are more than the advisor sizes, which is {most:,}"
    ),
    RefusalCause.TIED_APART: tied_apart_words,
    RefusalCause.TIED_AND_KEPT_APART: lambda services: (
        f"{', '.join(services)} are tied by affinity and kept apart by anti-affinity"
    ),
    RefusalCause.TIED_ABOVE_MOST_PER_NODE: lambda services: (
        f"{', '.join(services)} must share a machine in numbers above max_per_node"
    ),
    RefusalCause.SPREAD_BEYOND_HOSTS: _spread_beyond_hosts,
    RefusalCause.AGENTS_UNKNOWN: lambda platform, day: f"what carried the replicas of {platform} on {day} is not known",
    RefusalCause.NOWHERE_TO_RUN: lambda: "there is nowhere to run",
    RefusalCause.NOT_WHERE_ASKED: lambda platform: (
        f"{platform} does not run where the services are to run, which hosting says"
    ),
    RefusalCause.ONE_ZONE_THERE: lambda cloud, region: (
        f"the region {region} of {cloud} is one zone, so the loss of a zone cannot be outlasted there; leave "
        "survive_zone out, or take a cloud whose regions have zones"
    ),
    RefusalCause.SITE_NOT_SERVED: _site_not_served,
    RefusalCause.NO_WINDOWS: lambda services, platform: (
        f"{with_verb(services, 'needs', 'need')} Windows, and {platform} runs Linux containers only: build for "
        "Linux, or choose a platform with Windows machines"
    ),
    RefusalCause.NO_GPU_MACHINE: _no_gpu_machine,
    RefusalCause.TIED_TO_TWO_GPU_KINDS: lambda services: (
        f"affinity ties {listing(services)} to one machine, and they ask for different kinds of GPU; ask for one "
        "kind, or leave the affinity out"
    ),
    RefusalCause.GPUS_NOT_DIVIDED: lambda services, platform: (
        f"{with_verb(services, 'asks', 'ask')} for a share of a GPU, and {platform} gives whole GPUs only; "
        "write share: 1"
    ),
    RefusalCause.NO_NODES_TO_SEE: lambda services, platform: (
        f"{with_verb(services, 'is', 'are')} to run on every node, and {platform} shows none; "
        "run it as a second container in each replica"
    ),
    RefusalCause.HOST_NOT_GIVEN: lambda service, needs, platform: (
        f"{service} needs {listing([HOST_NEEDS[need] for need in needs])} of its machine; {platform} does not "
        "give that: leave needs_host out, or choose a platform whose machines are yours"
    ),
    RefusalCause.VOLUMES_NOT_KEPT: lambda services, platform: (
        f"{with_verb(services, 'keeps', 'keep')} data on volumes, which {platform} does not "
        "have; keep it in a database or a store outside, or write keeps: cache for what may be lost"
    ),
    RefusalCause.ONE_MACHINE_GPU_KINDS: lambda services: (
        f"one machine has one kind of GPU; {listing(services)} ask for several"
    ),
    RefusalCause.ONE_MACHINE_GPUS: lambda needed, place, most: (
        f"together the services need {needed} GPUs; the machine with the most of them on {place} has {most}"
    ),
    RefusalCause.NO_MACHINE_OF_KIND: _no_machine_of_kind,
    RefusalCause.TOO_MANY_INSTANCES: lambda services, instances, most, platform: (
        f"{with_verb(services, 'needs', 'need')} {instances:,} instances, and a plan of {platform} has {most} at most: "
        "split it into several apps, or keep fewer replicas"
    ),
    RefusalCause.NO_MACHINE_LEFT: lambda arch, pool: f"no {arch} machine is left for pool {pool}",
    RefusalCause.NO_PLACE_FOR_MEMBERS: lambda count, vcpu, memory_mib: (
        f"{count} control-plane machines of {_size(vcpu, memory_mib)} find no place on the machines there are; list "
        "more machines, or write survive_nodes: 0 where one member will do"
    ),
    RefusalCause.NO_PLACE_FOR_ROLE: lambda count, role, platform, vcpu, memory_mib: (
        f"{count} {role} of {_size(vcpu, memory_mib)}, which {platform} needs besides, find no place on the machines "
        "there are"
    ),
    RefusalCause.TOO_MANY_CLUSTERS: lambda most, platform: f"more than {most} clusters of {platform} would be needed",
    RefusalCause.ONE_MACHINE_SURVIVES_NO_LOSS: lambda: (
        "one machine cannot outlast the loss of a machine or a zone, which is asked for; leave it out of availability"
    ),
    RefusalCause.ONE_MACHINE_UPGRADE: lambda: (
        "one machine cannot be upgraded while its services run, which availability.upgrade asks for"
    ),
    RefusalCause.ONE_MACHINE_TENANTS: _one_machine_tenants,
    RefusalCause.ONE_MACHINE_SYSTEMS: lambda: (
        "one machine has one operating system and one architecture; the services ask for several"
    ),
    RefusalCause.ONE_MACHINE_TOO_SMALL: _one_machine_too_small,
    RefusalCause.BEYOND_BURST_SHARE: _beyond_burst_share,
    RefusalCause.SIZES_UNKNOWN: lambda platform, day: f"the sizes that {platform} sold on {day} are not known",
    RefusalCause.HOST_PORT_WITHOUT_HOST: lambda service, platform, port: (
        f"{service} claims host port {port}; {platform} has no host to claim it on; write exposure: public or internal"
    ),
    RefusalCause.HOST_PORT_NOT_GIVEN: lambda service, platform, port: (
        f"{service} asks for host port {port}, which {platform} does not give; write exposure: public or internal"
    ),
    RefusalCause.GPU_NOT_GIVEN: lambda service, platform: (
        f"{service} asks for a GPU, which {platform} does not give; choose a platform that does, or write gpu: 0"
    ),
    RefusalCause.NO_GPU_SIZE: lambda service, platform: (
        f"{service} asks for a GPU; the sizes of {platform} held here have none; choose a platform that has, or write "
        "gpu: 0"
    ),
    RefusalCause.LARGER_THAN_EVERY_SIZE: lambda service, needed, offered, platform: (
        f"{service} needs {_listed(needed)}; the largest size of {platform} has {_listed(offered)}: "
        "split it, or choose a platform with larger machines"
    ),
    RefusalCause.NO_SUCH_TASKS: lambda service, platform, os, arch: (
        f"{service} needs {_SYSTEMS.get(os, os)} on {arch}, and {platform} runs no such tasks; "
        + ("build for amd64 too and write arch: any" if arch == "arm64" else "choose a platform with such machines")
    ),
    RefusalCause.NOT_ONE_TASK: _not_one_task,
    RefusalCause.DISK_BEYOND_TASK: lambda services, disk_mib, most_mib, platform: (
        f"{with_verb(services, 'needs', 'need')} {disk_mib / MEBIBYTES_PER_GIBIBYTE:,.1f} GiB "
        f"of disk, and a task of {platform} has at most {most_mib / MEBIBYTES_PER_GIBIBYTE:,.1f} GiB; keep it on a "
        "volume or outside"
    ),
    RefusalCause.TOO_MANY_IN_ONE_TASK: lambda services, containers, most, platform: (
        f"affinity ties {listing(services)} together, which on {platform} only containers of one task are; that would "
        f"be {containers} containers, and it allows {most}"
    ),
}

REASONS: dict[NoPlanCause | RefusalCause, Callable[..., str]] = {**_OF_PACKING, **_OF_SIZING}
"""The sentence for each cause, which takes the values of the cause by name."""
