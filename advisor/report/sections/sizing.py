"""The middle of the page: control plane, agents by zone, what is proven, what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge
from advisor.report.blocks import Block, Bullet, Bullets, Cell, Heading, Paragraph, Table
from advisor.report.sections.clusters import alike_pools, auxiliary_items, control_plane_blocks, tenant_blocks
from advisor.report.sections.cost_drivers import marginal_cost_blocks, utilisation_blocks
from advisor.report.sections.load_profile import load_following_blocks
from advisor.report.wording import capital, cited, count, ended, figure, inner, listing, percent
from advisor.report.wording.lower_bound import SEARCH_ENDS, bound_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.sites import site_words
from advisor.report.wording.support import how_words, pods_words, what_words, where_words
from advisor.scenario import Scenario
from advisor.sizing.control_plane import CONTROL_PLANE
from advisor.sizing.deployment import NO_LIMIT
from advisor.sizing.multi_cluster import SHARED
from advisor.sizing.note_codes import FACTS_OF_THE_PLAN, AssumptionCode
from advisor.sizing.pool import Pool, PoolKind, PoolNode, Upgrading
from advisor.sizing.support.proxies import PROXY
from advisor.sizing.support_part import SupportPart
from advisor.sizing.topology import Topology
from advisor.sizing.workload import Workload, resolve_workload


def note_blocks(topology: Topology, *, without_risks: bool = False) -> Iterator[Block]:
    """What sizing noticed, each thing once; without risks, only how the plan is made and billed."""
    notes = tuple(dict.fromkeys((*topology.control_plane.notes, *topology.notes)))
    if without_risks:
        notes = tuple(note for note in notes if note.code in FACTS_OF_THE_PLAN)
    if notes:
        yield Heading("Noticed while sizing", 3)
        yield Bullets(tuple(Bullet(ended(note_words(note))) for note in notes))


TINY = 5e-5
"""USD per hour that are shown as nothing."""
ANY_ZONE = "any"
"""The zone of instances that a vendor places."""


def topology_blocks(topology: Topology, scenario: Scenario, knowledge: Knowledge) -> Iterator[Block]:
    """What to set up, in the order an operator would: who schedules, the agents, what stands beside them."""
    yield Heading("What to set up")
    told = tuple(Bullet(said.words, cited(said.source, knowledge)) for said in site_words(topology))
    if told:
        yield Heading("Sites", 3)
        yield Bullets(told)
    yield Heading("Control plane", 3)
    yield from control_plane_blocks(topology, knowledge)
    yield from tenant_blocks(topology.tenants, clusters=len(topology.clusters) > 1)
    needs = planned_workload(topology, scenario, knowledge)
    asked = _requests(needs, knowledge)
    groups = tuple(alike_pools(topology.pools))
    for pools in groups:
        of = f" of {_names(pools)} on {pools[0].site}" if len(groups) > 1 else ""
        yield from _pool(pools, of, asked, knowledge)
        yield from utilisation_blocks(pools[0], needs, of)
        yield from marginal_cost_blocks(pools[0])
    items = (
        *auxiliary_items(topology.auxiliary, knowledge),
        *(_support_item(part, knowledge) for part in topology.support),
    )
    if items:
        tasks = all(pool.kind is not PoolKind.MACHINES for pool in topology.pools)
        yield Heading("Beside the instances" if topology.pools and tasks else "Beside the agents", 3)
        yield Bullets(items)
    if topology.missing:
        yield Heading("What stays with you", 3)
        yield Bullets(
            tuple(Bullet(f"{inner(m.about)}: {ended(m.why)}", cited(m.source, knowledge)) for m in topology.missing)
        )
    if topology.load_following is not None:
        yield from load_following_blocks(topology.load_following, knowledge)


def _support_item(part: SupportPart, knowledge: Knowledge) -> Bullet:
    number = f"{part.count} x " if part.count > 1 else ""
    what, where = what_words(part), where_words(part)
    named = f"{number}{what}" if number else capital(what)
    return Bullet(f"{named}{f', {where}' if where else ''}: {ended(how_words(part))}", cited(part.source, knowledge))


def _pool(
    pools: tuple[Pool, ...], of: str, requests: dict[str, tuple[int, int]], knowledge: Knowledge
) -> Iterator[Block]:
    """One pool, or several that differ in nothing but their cluster; `of` names it where there are others."""
    pool = pools[0]
    instances = pool.kind is not PoolKind.MACHINES
    yield Heading(f"{'Instances' if instances else 'Agents'}: {_names(pools)}, {pool.site}", 3)
    if len(pools) > 1:
        yield Paragraph(f"Each of the {len(pools)} pools is as follows.")
    unit = "instance" if instances else "agent"
    spares = sum(node.count for node in pool.nodes if node.spare)
    spare = f" {spares}{of or ' of them'} {'is' if spares == 1 else 'are'} spare." if spares else ""
    yield Paragraph(
        f"{count(pool.node_count, unit)}{of}{_by_zone(pool)}.{spare} {_survival(pool, of)}{_taken_back(pool)}"
    )
    yield Table(
        ("zone", "machine", "count", "on each one", "of usable CPU", "of usable memory"),
        tuple(_node_row(node, pool, requests) for node in _in_zone_order(pool)),
        right=(2, 4, 5),
    )
    if pool.upgrade is not None:
        yield Paragraph(" ".join(_upgrade(pool, pool.upgrade)))
    yield Paragraph(proof_words(pool, of))
    yield from _machines(pool, knowledge)


def _names(pools: tuple[Pool, ...]) -> str:
    """`pool web`, `pool web of the shared cluster`, `pools a-1, a-2 and a-3`."""
    if len(pools) > 1:
        return f"pools {listing([pool.name for pool in pools])}"
    pool = pools[0]
    cluster = "the shared cluster" if pool.cluster == SHARED else pool.cluster
    return f"pool {pool.name} of {cluster}" if pool.cluster not in ("", pool.name) else f"pool {pool.name}"


def _by_zone(pool: Pool) -> str:
    """How many stand in each zone; nothing where the vendor chooses the zones."""
    counts = pool.count_by_zone()
    if set(counts) == {ANY_ZONE}:
        return ", in zones that the vendor chooses"
    told = [f"{number:,} in {zone}" for zone, number in counts.items() if number]
    if len(told) == 1:
        return f", in {next(zone for zone, number in counts.items() if number)}"
    return f": {listing(told)}"


def _in_zone_order(pool: Pool) -> list[PoolNode]:
    order = {zone: position for position, zone in enumerate(pool.zones)}
    return sorted(pool.nodes, key=lambda node: (order.get(node.zone, len(order)), node.spare))


def _taken_back(pool: Pool) -> str:
    """What spare capacity means; nothing where the machines stay."""
    return " They are spare capacity: any of them may be taken back at any time, also all at once." if pool.spot else ""


def _survival(pool: Pool, of: str) -> str:
    if pool.kind is PoolKind.TASKS and not pool.replaced:
        return "An instance stays lost until a person starts another; a second one of each service bridges that."
    if pool.kind is PoolKind.TASKS:
        return f"The vendor replaces an instance{of} that is lost."
    survives = []
    if pool.survives_nodes:
        survives.append(f"the loss of any {'one' if pool.survives_nodes == 1 else pool.survives_nodes} of them")
    if pool.survives_zone:
        survives.append("the loss of any one zone")
    if not survives:
        return f"No room{of} is kept for a loss."
    joined = f"{survives[0]} together with that of any one zone" if pool.survives_together else listing(survives, "or")
    if pool.bound_to_zone:
        stay = f"those of {listing(pool.bound_to_zone)}, which stay down while their zone is lost"
        return f"After {joined} every replica still finds room, but {stay}: their disks stand there."
    return f"After {joined} every replica{of} still finds room."


def _upgrade(pool: Pool, upgrade: Upgrading) -> Iterator[str]:
    most = max((surge for _, surge in upgrade.surge), default=0)
    if most:
        surge = count(most, "replica")
        yield f"While any one service is upgraded, its surge of up to {surge} finds room beside all that runs."
        cost = upgrade.surge_usd_per_hour
        if cost is not None:
            yield (
                f"That room costs USD {figure(round(cost, 4))} an hour more than the plan found without it."
                if cost > TINY
                else "That room costs nothing: it is there anyway."
            )
    elif upgrade.added_nodes:
        yield "Each replica has a machine of its own, so a surge comes with machines of its own."
    else:
        yield "Services are upgraded without replicas beside those that run, so no room is kept for a surge."
    if upgrade.drained_nodes:
        drained = "one" if upgrade.drained_nodes == 1 else str(upgrade.drained_nodes)
        yield f"Machines are upgraded by draining {drained} at a time into the room that is kept for a loss."
    elif upgrade.added_nodes:
        price = max((m.usd_per_hour or 0.0 for m in pool.machines), default=0.0)
        yield (
            f"Machines are upgraded by adding up to {upgrade.added_nodes} before as many are drained: at most USD "
            f"{figure(price)} an hour for each while that lasts, which is not in the bill."
        )
    yield "Losses and upgrades share that room: none is kept for a loss during an upgrade."


def proof_words(pool: Pool, of: str = "") -> str:
    """What a pool costs an hour, and how near that is to the least possible; `of` names it among others."""
    if pool.usd_per_hour is None:
        return (
            f"No price is known for these machines, so the plan uses as few as it can ({SEARCH_ENDS[pool.ended_by]})."
        )
    one = pool.node_count == 1
    who, verb = ("it", "costs") if one else ("they", "cost")
    machines = f"{'the machine' if one else 'the machines'}{of}" if of else who
    when = f"At the peak, billed by what {who} {'does' if one else 'do'}, {machines}" if pool.usage else machines
    when = f"{when[:1].upper()}{when[1:]}"
    cost = f"{when} {verb} USD {figure(round(pool.usd_per_hour, 4))} an hour."
    if pool.bound_usd_per_hour is None or pool.gap is None:
        return f"{cost} No lower bound is known."
    bound, source = f"USD {figure(round(pool.bound_usd_per_hour, 4))}", bound_words(pool.bound_source)
    if pool.gap <= 0.0001:
        return f"{cost} No cheaper plan{of} keeps the same promises: {bound} is the lower bound ({source})."
    return (
        f"{cost} The cheapest plan that keeps the same promises costs at least {bound}, the lower bound ({source}), "
        f"so at most {percent(pool.gap, 1)} more than necessary is paid{_price_of_one_type(pool)}."
    )


def _price_of_one_type(pool: Pool) -> str:
    """How much of the gap is paid for machines of one type; nothing where a mix is no cheaper."""
    one = pool.one_type
    if one is None or not one.taken or one.more_usd_per_hour <= 0:
        return ""
    return f", {percent(one.more_usd_per_hour / one.mixed_usd_per_hour, 1)} of it for machines of one type"


def _machines(pool: Pool, knowledge: Knowledge) -> Iterator[Block]:
    if not pool.machines:
        return
    with_gpus = any(machine.gpus for machine in pool.machines)
    gpus = ("GPUs",) if with_gpus else ()
    head = ("machine", "vCPU", "MiB", *gpus, "CPU to use", "MiB to use", "most replicas", "USD an hour")
    yield Table(
        (*head, "price of", "source"),
        tuple(
            (
                m.name,
                figure(m.vcpu),
                figure(m.installed_memory_mib),
                *((gpu_words(m.gpus, m.gpu_type),) if with_gpus else ()),
                f"{m.cpu_millicores:,}m",
                f"{m.memory_mib:,}",
                figure(m.max_pods) if m.max_pods < NO_LIMIT // 2 else "-",
                figure(m.usd_per_hour),
                m.as_of or "-",
                m.source,
            )
            for m in pool.machines
        ),
        right=tuple(range(1, len(head))),
        sources=tuple(m.source for m in pool.machines if m.source in knowledge.sources),
    )


def gpu_words(gpus: float, gpu_type: str | None) -> str:
    """`4 nvidia-t4`, `1/8 nvidia-l4`, `2`; nothing where there are none."""
    if not gpus:
        return "-"
    number = f"{gpus:g}" if gpus >= 1 else f"1/{round(1 / gpus)}"
    return f"{number} {gpu_type}" if gpu_type else number


def planned_workload(topology: Topology, scenario: Scenario, knowledge: Knowledge) -> Workload:
    """The workload as it was planned: with machines planned full, where the free share of them was given up."""
    needs = resolve_workload(scenario, knowledge)
    full = {a.field for a in topology.assumptions if a.note.code is AssumptionCode.PLANNED_FULL}
    cpu = 1.0 if "utilisation.cpu" in full else needs.cpu_ceiling
    return replace(needs, cpu_ceiling=cpu, memory_ceiling=1.0 if "utilisation.memory" in full else needs.memory_ceiling)


def _requests(needs: Workload, knowledge: Knowledge) -> dict[str, tuple[int, int]]:
    """Millicores and MiB that one replica asks for, by service; the proxies that sizing adds are among them.

    Room for control-plane members is kept before, so they ask for nothing more.
    """
    proxy = (knowledge.assumed["proxy_cpu_millicores"].value, knowledge.assumed["proxy_memory_mib"].value)
    asked = {need.name: (need.cpu_millicores, need.memory_mib) for need in needs.services}
    return {PROXY: (int(proxy[0]), int(proxy[1])), CONTROL_PLANE: (0, 0), **asked}


@dataclass(frozen=True)
class NodeFill:
    """Equal nodes of a pool, and the shares of what services may use of each that their replicas ask for.

    The shares are None where no request of a replica is known. `copies` says how often the pool stands.
    """

    pool: str
    node: PoolNode
    copies: int
    cpu: float | None
    memory: float | None


def node_fills(topology: Topology, scenario: Scenario, knowledge: Knowledge) -> Iterator[NodeFill]:
    """Every pattern of nodes, pool by pool and zone by zone, and how full it is."""
    requests = _requests(planned_workload(topology, scenario, knowledge), knowledge)
    for pool in topology.pools:
        for node in _in_zone_order(pool):
            cpu, memory = _fill_of(node, pool, requests) or (None, None)
            yield NodeFill(pool.name, node, topology.copies_of(pool.name), cpu, memory)


def _fill_of(node: PoolNode, pool: Pool, requests: dict[str, tuple[int, int]]) -> tuple[float, float] | None:
    """The shares of CPU and memory that are asked for; None where a request or the machine is not known."""
    machine = next((m for m in pool.machines if m.name == node.machine), None)
    if pool.packed is not None:  # what the platform adds is no service, and is packed with what it asks for
        added = (item for item in pool.packed.items if item.name in pool.packed.added)
        requests = {item.name: (item.cpu_millicores, item.memory_mib) for item in added} | requests
    if machine is None or not machine.cpu_millicores or not machine.memory_mib:
        return None
    if not requests.keys() >= dict(node.pods).keys():
        return None
    cpu = sum(requests[name][0] * replicas for name, replicas in node.pods)
    memory = sum(requests[name][1] * replicas for name, replicas in node.pods)
    return cpu / machine.cpu_millicores, memory / machine.memory_mib


def _node_row(node: PoolNode, pool: Pool, requests: dict[str, tuple[int, int]]) -> tuple[Cell, ...]:
    fill = _fill_of(node, pool, requests)
    shares = ("-", "-") if fill is None else tuple(percent(share) for share in fill)
    return (node.zone, node.machine, figure(node.count), _placed(node), *shares)


def _placed(node: PoolNode) -> str:
    placed, kept = pods_words(node.pods) or "nothing", pods_words(node.reserved)
    return f"{placed}{'; room kept for ' + kept if kept else ''}{' (spare)' if node.spare else ''}"
