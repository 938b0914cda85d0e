"""What has to stand on a picture, before anything has a place: columns of zones, rows of machines, and what is beside.

Large pools collapse here: the coarser the `Detail`, the more machines share a box, which then counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from advisor.drawing.geometry import BarPart, BoxState, DrawnTenant, Role
from advisor.drawing.outcome import Group, Pods, SceneOutcome, services_of, shares_of, typical_share, zones_of
from advisor.drawing.scene import SceneKind
from advisor.knowledge import Operator
from advisor.scenario import Scenario
from advisor.scenario.service import Service
from advisor.sizing.control_plane import CONTROL_PLANE, WHOLE_MEMBER
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.support.proxies import PROXY
from advisor.sizing.topology import Topology
from advisor.values import MEBIBYTES_PER_GIBIBYTE

MOST_COLUMNS = 6
MEMBERS = frozenset({CONTROL_PLANE, WHOLE_MEMBER})
SYSTEM_NAMES: Mapping[str, str] = {CONTROL_PLANE: "control plane", WHOLE_MEMBER: "control plane", PROXY: "proxy"}
"""What the platform's own replicas are called; services have no brackets in their names."""


@dataclass(frozen=True)
class Detail:
    """How much is shown of each machine, and how many boxes of machines a row has in a zone before it counts them."""

    cell_width: int
    pod_lines: int
    most_cells: int
    most_rows: int
    least_across: int = 2
    """Boxes that stand side by side in a zone where there is room, also if there are fewer."""


DETAILS = (
    Detail(cell_width=170, pod_lines=9, most_cells=12, most_rows=8, least_across=1),
    Detail(cell_width=116, pod_lines=5, most_cells=8, most_rows=8),
    Detail(cell_width=116, pod_lines=3, most_cells=8, most_rows=8),
    Detail(cell_width=116, pod_lines=1, most_cells=8, most_rows=8),
    Detail(cell_width=116, pod_lines=3, most_cells=4, most_rows=8),
    Detail(cell_width=116, pod_lines=1, most_cells=4, most_rows=8),
    Detail(cell_width=116, pod_lines=0, most_cells=2, most_rows=8),
    Detail(cell_width=116, pod_lines=0, most_cells=1, most_rows=4),
)
"""From the finest to the coarsest: the first that fits a page is taken."""


@dataclass(frozen=True)
class ZoneColumn:
    """A zone, or several that are counted where there are too many to stand side by side."""

    site: str
    zones: tuple[str, ...]
    title: str
    lost: bool = False


@dataclass(frozen=True)
class Cell:
    """One box of machines: what stands in it, line by line."""

    role: Role
    heading: str
    quiet: str
    title: str
    state: BoxState = BoxState.NORMAL
    machines: int = 0
    replicas: Pods = ()
    moved_in: Pods = ()
    bars: tuple[tuple[str, tuple[tuple[BarPart, float], ...]], ...] = ()
    lines: tuple[str, ...] = ()
    tenants: tuple[int, ...] = ()
    stacked: bool = False


@dataclass(frozen=True)
class MachineRow:
    """A row of the picture: its heading, and its boxes by the place of their column."""

    key: str
    heading: str
    quiet: tuple[str, ...]
    cells: Mapping[int, tuple[Cell, ...]]
    tenant: int | None = None


@dataclass(frozen=True)
class Content:
    """Everything that stands on a picture."""

    columns: tuple[ZoneColumn, ...]
    rows: tuple[MachineRow, ...]
    tenants: tuple[DrawnTenant, ...]
    tenant_replicas: tuple[int, ...] = field(default=())

    def column_of(self, site: str, zone: str) -> int:
        """The place of the column of a zone; that of any zone of this name where no site is known."""
        return _column_of(self.columns, site, zone)


def content_of(topology: Topology, scenario: Scenario, outcome: SceneOutcome, detail: Detail) -> Content:
    """The columns and rows of a topology in a scene."""
    columns = _columns(topology, outcome)
    tenants = _tenants(topology, scenario)
    maker = _Cells(topology, scenario, outcome, columns, tuple(each.name for each in tenants), detail)
    rows = tuple(maker.rows())
    counts: Counter[str] = Counter()
    for pool in topology.pools:
        for node in pool.nodes:
            for name, count in node.pods:
                counts[maker.tenant_of(name, pool)] += count * node.count
    return Content(columns, rows, tenants, tuple(counts[each.name] for each in tenants))


def _tenants(topology: Topology, scenario: Scenario) -> tuple[DrawnTenant, ...]:
    """The tenants in the order in which they are asked for, each with its code."""
    named = dict.fromkeys(tenant.name for tenant in scenario.tenants or ())
    named |= dict.fromkeys(service.tenant for service in scenario.services or () if service.tenant)
    named |= dict.fromkeys(pool.tenant for pool in topology.pools if pool.tenant)
    named |= dict.fromkeys(share.tenant for share in topology.tenants if share.tenant)
    return tuple(DrawnTenant(name, f"T{place}") for place, name in enumerate(named, 1))


def _columns(topology: Topology, outcome: SceneOutcome) -> tuple[ZoneColumn, ...]:
    zones = list(zones_of(topology))
    sites = list(dict.fromkeys(site for site, _ in zones)) or [pool.site for pool in topology.auxiliary][:1]
    known = {zone for _, zone in zones}
    others = [zone for zone, _ in topology.control_plane.members_by_zone]
    others += [machines.zone for machines in topology.control_plane.machines]
    for site, zone in [*((part.site, part.zone) for part in topology.auxiliary), *(("", zone) for zone in others)]:
        if zone and zone not in known and sites:
            at = site if site in sites else sites[0]
            place = max(i for i, each in enumerate(zones) if each[0] == at) + 1 if zones else 0
            zones.insert(place, (at, zone))
            known.add(zone)
    shown, rest = (zones, []) if len(zones) <= MOST_COLUMNS else (zones[: MOST_COLUMNS - 1], zones[MOST_COLUMNS - 1 :])
    columns = [
        ZoneColumn(site, (zone,), _zone_title(site, zone), (site, zone) == outcome.lost_zone) for site, zone in shown
    ]
    for site, group in groupby(rest, key=lambda each: each[0]):
        names = tuple(zone for _, zone in group)
        columns.append(ZoneColumn(site, names, f"{len(names)} more zones"))
    return tuple(columns)


def _column_of(columns: Sequence[ZoneColumn], site: str, zone: str) -> int:
    return next((at for at, each in enumerate(columns) if zone in each.zones and site in ("", each.site)), 0)


def _zone_title(site: str, zone: str) -> str:
    """The name without the region, which stands above all of its zones."""
    if zone == "any":
        return "zones chosen by the vendor"
    return zone.removeprefix(f"{site.rsplit(maxsplit=1)[-1]}-") if " " in site else zone


@dataclass(frozen=True)
class _Cells:
    """Makes the boxes of a picture."""

    topology: Topology
    scenario: Scenario
    outcome: SceneOutcome
    columns: tuple[ZoneColumn, ...]
    tenants: tuple[str, ...]
    detail: Detail

    def rows(self) -> Iterator[MachineRow]:
        yield from self._control_plane()
        yield from self._proxies()
        yield from self._pools()
        yield from self._others()

    def tenant_of(self, name: str, pool: Pool) -> str:
        service = self._services.get(name)
        return pool.tenant or (service.tenant if service is not None and service.tenant else "")

    @property
    def _services(self) -> Mapping[str, Service]:
        return services_of(self.scenario)

    def _column_of(self, site: str, zone: str) -> int:
        return _column_of(self.columns, site, zone)

    def _control_plane(self) -> Iterator[MachineRow]:
        plane = self.topology.control_plane
        if plane.operated_by is not Operator.CUSTOMER or not plane.members or not self.columns:
            return
        machine = {each.zone: each.machine for each in plane.machines}
        by_zone = plane.members_by_zone or ((self.columns[0].zones[0], plane.members),)
        counts: Counter[int] = Counter()
        for zone, count in by_zone:
            counts[self._column_of("", zone)] += count
        cells: dict[int, tuple[Cell, ...]] = {}
        led = False
        stands = "on an agent" if plane.on_agents else ""
        several = len(self.topology.clusters) > 1 or plane.clusters > 1
        for place, count in sorted(counts.items()):
            column = self.columns[place]
            on = stands or next((machine[zone] for zone in column.zones if zone in machine), "")
            state = BoxState.LOST if column.lost else BoxState.NORMAL
            own = 0 if plane.on_agents else count
            if several or count > 3:
                many = f"{count} members"
                cells[place] = (Cell(Role.CONTROL_PLANE, many, on, f"{many} of the control plane, {on}", state, own),)
                continue
            members = []
            for _ in range(count):
                leads = not led and state is BoxState.NORMAL
                led = led or leads
                role, name = (Role.LEADER, "leader") if leads else (Role.CONTROL_PLANE, "member")
                title = f"{name} of the control plane, {on}"
                members.append(Cell(role, name, on, title, state, own and 1))
            cells[place] = tuple(members)
        yield MachineRow("control", "Control plane", tuple(_control_words(self.topology)), cells)

    def _proxies(self) -> Iterator[MachineRow]:
        counts: Counter[int] = Counter()
        for group in self.outcome.groups:
            pool = self.topology.pools[group.pool]
            held = dict(group.pods).get(PROXY, 0) if group.state is not BoxState.LOST else 0
            counts[self._column_of(pool.site, pool.nodes[group.node].zone)] += held * group.count
        cells = {
            place: (
                Cell(
                    Role.PROXY,
                    f"{count} prox{'y' if count == 1 else 'ies'}",
                    "on the machines below",
                    f"{count} added prox{'y' if count == 1 else 'ies'}, on machines that run services too",
                ),
            )
            for place, count in sorted(counts.items())
            if count
        }
        if cells:
            yield MachineRow("proxies", "Proxies", ("route requests",), cells)

    def _others(self) -> Iterator[MachineRow]:
        roles: dict[int, list[Cell]] = {}
        for part in self.topology.auxiliary:
            if part.zone:
                place = self._column_of(part.site, part.zone)
                state = BoxState.LOST if self.columns[place].lost else BoxState.NORMAL
                title = f"{part.count} {part.role}, {part.machine}"
                cell = Cell(Role.AUXILIARY, f"{part.count} × {part.role}", part.machine, title, state, part.count)
                roles.setdefault(place, []).append(cell)
        if roles:
            yield MachineRow("others", "Other roles", (), {place: tuple(cells) for place, cells in roles.items()})

    def _pools(self) -> Iterator[MachineRow]:
        order = sorted(
            range(len(self.topology.pools)),
            key=lambda p: (self.topology.pools[p].cluster != "shared", self.topology.pools[p].cluster, p),
        )
        by_row: dict[tuple[str, str, str], list[int]] = {}
        for place in order:
            pool = self.topology.pools[place]
            by_row.setdefault((pool.cluster, pool.name, pool.tenant), []).append(place)
        keys = list(by_row)
        if len(keys) > self.detail.most_rows:
            kept = self.detail.most_rows - 1
            size = {key: sum(self.topology.pools[p].node_count for p in by_row[key]) for key in keys}
            largest = set(sorted(keys, key=lambda key: (-size[key], keys.index(key)))[:kept])
            rest = [key for key in keys if key not in largest]
            keys = [key for key in keys if key in largest]
        else:
            rest = []
        for key in keys:
            yield self._pool_row(by_row[key], key)
        if rest:
            yield self._merged_row([place for key in rest for place in by_row[key]], len(rest), rest)

    def _pool_row(self, places: Sequence[int], key: tuple[str, str, str]) -> MachineRow:
        cluster, name, tenant = key
        pools = [self.topology.pools[place] for place in places]
        quiet = []
        if len({pool.cluster for pool in self.topology.pools}) > 1 and cluster and cluster != name:
            quiet.append(f"cluster {cluster}")
        count = sum(pool.node_count for pool in pools)
        what = "machine" if pools[0].kind is PoolKind.MACHINES else "instance"
        quiet.append(f"{count:,} {what}{'' if count == 1 else 's'}")
        quiet += _withstands(pools)
        if any(pool.spot for pool in pools):
            quiet.append("spot")
        cells = self._cells_of(places)
        return MachineRow(f"pool-{places[0]}", name, tuple(quiet), cells, self._tenant_place(tenant))

    def _merged_row(self, places: Sequence[int], count: int, keys: Sequence[tuple[str, str, str]]) -> MachineRow:
        machines = sum(self.topology.pools[place].node_count for place in places)
        tenants = len({tenant for _, _, tenant in keys if tenant})
        clusters = len({cluster for cluster, _, _ in keys if cluster})
        quiet = [f"{machines:,} machines"]
        quiet += [f"{tenants} tenants"] if tenants else []
        quiet += [f"{clusters} clusters"] if clusters > 1 else []
        return MachineRow("pools-more", f"{count} more pools", tuple(quiet), self._cells_of(places))

    def _tenant_place(self, tenant: str) -> int | None:
        return self.tenants.index(tenant) if tenant in self.tenants else None

    def _cells_of(self, places: Sequence[int]) -> dict[int, tuple[Cell, ...]]:
        wanted = set(places)
        groups: dict[int, list[Group]] = {}
        for group in self.outcome.groups:
            if group.pool in wanted:
                pool = self.topology.pools[group.pool]
                groups.setdefault(self._column_of(pool.site, pool.nodes[group.node].zone), []).append(group)
        return {place: tuple(map(self._cell, self._collapsed(groups[place]))) for place in sorted(groups)}

    def _collapsed(self, groups: Sequence[Group]) -> list[list[Group]]:
        """The groups that share a box: equal ones, then those of one type, then all of one state."""
        pools = self.topology.pools

        def spare(g: Group) -> bool:
            return pools[g.pool].nodes[g.node].spare and not g.moved_in

        def machine(g: Group) -> str:
            return pools[g.pool].nodes[g.node].machine

        keys = (
            lambda g: (g.state, spare(g), machine(g), g.pods, g.moved_in),
            lambda g: (g.state, spare(g), machine(g)),
            lambda g: (g.state, spare(g)),
        )
        merged: list[list[Group]] = []
        for key in keys:
            by_key: dict[object, list[Group]] = {}
            for group in groups:
                by_key.setdefault(key(group), []).append(group)
            merged = list(by_key.values())
            if len(merged) <= self.detail.most_cells:
                break
        return merged

    def _cell(self, groups: Sequence[Group]) -> Cell:
        first = groups[0]
        pool = self.topology.pools[first.pool]
        spare = pool.nodes[first.node].spare and not first.moved_in
        count = sum(group.count for group in groups)
        types = sorted({self.topology.pools[g.pool].nodes[g.node].machine for g in groups})
        replicas, moved_in = _total((g.pods, g.count) for g in groups), _total((g.moved_in, g.count) for g in groups)
        heading = types[0] if len(types) == 1 else f"{len(types)} types"
        state_words = {BoxState.LOST: "lost", BoxState.DRAINED: "drained", BoxState.ADDED: "added"}.get(first.state, "")
        state_words = "spare" if spare and not state_words else state_words
        size = _size(pool, types[0]) if len(types) == 1 else ""
        gone = first.state in (BoxState.LOST, BoxState.DRAINED)
        return Cell(
            role=_role(pool, count, spare=spare),
            heading=f"{count:,} × {heading}" if count > 1 else heading,
            quiet=" · ".join(filter(None, (state_words, _numbers(groups), size))),
            title=_title(pool, count, types, replicas, moved_in, state_words),
            state=first.state,
            machines=count,
            replicas=replicas,
            moved_in=moved_in,
            bars=() if gone else self._bars(groups),
            lines=self._lines(groups, replicas, moved_in),
            tenants=self._tenants_on(groups),
            stacked=count > 1,
        )

    def _lines(self, groups: Sequence[Group], replicas: Pods, moved_in: Pods) -> tuple[str, ...]:
        """What runs on each of the machines, or on all of them where they differ; what moved in comes first."""
        most = self.detail.pod_lines
        if len({(g.pods, g.moved_in) for g in groups}) == 1:
            each, arrived = groups[0].pods, groups[0].moved_in
        else:
            each, arrived = replicas, moved_in
        lines = [f"+{count:,} {_name(name)}" for name, count in arrived]
        lines += [
            f"{count:,} {_name(name)}" for name, count in sorted(each, key=lambda p: (p[0].startswith("("), p[0]))
        ]
        if len(lines) <= most:
            return tuple(lines)
        if most == 0:
            total, more = sum(c for _, c in replicas), sum(c for _, c in moved_in)
            words = f"{total:,} replica{'' if total == 1 else 's'}"
            return (f"+{more:,} to {words}" if more else words,) if total or more else ()
        shown = lines[: most - 1]
        return (*shown, f"{len(lines) - len(shown)} more services")

    def _bars(self, groups: Sequence[Group]) -> tuple[tuple[str, tuple[tuple[BarPart, float], ...]], ...]:
        """How full the machines are on average, by resource."""
        shares, normal = typical_share(self.scenario), self.outcome.scene.kind is SceneKind.NORMAL
        sums: dict[str, Counter[BarPart]] = {}
        machines = 0
        for group in groups:
            pool = self.topology.pools[group.pool]
            node = pool.nodes[group.node]

            def part(pods: Pods, pool: Pool = pool, machine: str = node.machine) -> dict[str, float]:
                return shares_of(pool, self._services, machine, pods)

            running = part(group.pods)
            if not running and group.pods:
                continue
            machines += group.count
            typical = running
            if normal and shares:
                typical = {"cpu": 0.0, "memory": 0.0}
                for name, count in group.pods:
                    for resource, share in part(((name, count),)).items():
                        typical[resource] = typical.get(resource, 0.0) + share * shares.get(name, 1.0)
            moved, kept = part(group.moved_in), part(node.reserved)
            for resource, share in (running or part(())).items():
                total = sums.setdefault(resource, Counter())
                total[BarPart.USED] += typical.get(resource, share) * group.count  # type: ignore[assignment]
                total[BarPart.AT_PEAK] += (share - typical.get(resource, share)) * group.count  # type: ignore[assignment]
                total[BarPart.MOVED_IN] += moved.get(resource, 0.0) * group.count  # type: ignore[assignment]
                if not group.moved_in:
                    total[BarPart.KEPT] += kept.get(resource, 0.0) * group.count  # type: ignore[assignment]
        if not machines:
            return ()
        return tuple((resource, _parts(total, machines)) for resource, total in sums.items())

    def _tenants_on(self, groups: Sequence[Group]) -> tuple[int, ...]:
        places = set()
        for group in groups:
            pool = self.topology.pools[group.pool]
            for name, _ in (*group.pods, *group.moved_in):
                place = self._tenant_place(self.tenant_of(name, pool))
                if place is not None:
                    places.add(place)
        return tuple(sorted(places))


def _role(pool: Pool, count: int, *, spare: bool) -> Role:
    if pool.kind is not PoolKind.MACHINES:
        return Role.TASKS
    if spare:
        return Role.SPARE_NODE
    return Role.NODE_GROUP if count > 1 else Role.NODE


def _title(pool: Pool, count: int, types: Sequence[str], replicas: Pods, moved_in: Pods, state: str) -> str:
    """What a box of machines says to a reader without eyes: whole, however little of it fits the box."""
    what = ("machine" if pool.kind is PoolKind.MACHINES else "instance") + ("" if count == 1 else "s")
    said = [f"{count:,} {what} {', '.join(types)}: {_pods_words(replicas) or 'nothing'}"]
    said += [f"takes in {_pods_words(moved_in)}"] if moved_in else []
    return "; ".join([*said, *([state] if state else [])])


def _parts(total: Mapping[BarPart, float], machines: int) -> tuple[tuple[BarPart, float], ...]:
    """The parts of a bar from the left, none of them beyond its end."""
    parts: list[tuple[BarPart, float]] = []
    left = 1.0
    for part in BarPart:
        share = min(left, max(0.0, total.get(part, 0.0) / machines))
        if share > 0.0005:
            parts.append((part, round(share, 4)))
            left -= share
    return tuple(parts)


def _total(pods: Iterable[tuple[Pods, int]]) -> Pods:
    counts: Counter[str] = Counter()
    for each, times in pods:
        for name, count in each:
            counts[name] += count * times
    return tuple(sorted(counts.items()))


def _name(name: str) -> str:
    return SYSTEM_NAMES.get(name, name)


def _pods_words(pods: Pods) -> str:
    return ", ".join(f"{count:,} {_name(name)}" for name, count in pods)


def _numbers(groups: Sequence[Group]) -> str:
    """The numbers of machines, as scenes name them: `n3`, `n3–n14`."""
    ranges = sorted(each for group in groups for each in group.numbers)
    if not ranges:
        return ""
    first, last = ranges[0][0], ranges[-1][1]
    return f"n{first}" if first == last else f"n{first}–n{last}"


def _size(pool: Pool, machine: str) -> str:
    kind = next((each for each in (*pool.machines, *pool.considered) if each.name == machine), None)
    if kind is None or pool.kind is PoolKind.TASKS:
        return ""
    return f"{kind.vcpu:g} vCPU, {kind.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE:g} GiB"


def _withstands(pools: Sequence[Pool]) -> list[str]:
    nodes, zone = min(pool.survives_nodes for pool in pools), all(pool.survives_zone for pool in pools)
    if any(pool.kind is not PoolKind.MACHINES for pool in pools):
        return []
    lost = [f"any {nodes} node{'' if nodes == 1 else 's'}"] if nodes else []
    lost += ["any zone"] if zone else []
    return [f"may lose {each}" for each in lost] or ["keeps no room for a loss"]


def _control_words(topology: Topology) -> Iterator[str]:
    plane = topology.control_plane
    members = f"{plane.members} member{'' if plane.members == 1 else 's'}"
    clusters = max(plane.clusters, len(topology.clusters))
    yield f"{members}, {clusters} clusters" if clusters > 1 else members
    yield f"may lose {plane.tolerates}" if plane.tolerates else "may lose none"
