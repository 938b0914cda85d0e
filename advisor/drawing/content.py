"""What has to stand on a picture, before anything has a place: rows of boxes, zone by zone.

Large pools collapse here: the smaller the `Amount`, the more machines share a box, and pools a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.drawing.cells import Amount, Cell, Detail, MachineBoxes
from advisor.drawing.geometry import BoxState, Role
from advisor.drawing.outcome import members_lost
from advisor.drawing.subject import Subject
from advisor.knowledge import Operator
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.pool import Pool, PoolKind
from advisor.sizing.support.proxies import PROXY
from advisor.sizing.topology import Topology

DETAILS = (
    Detail(text=18, cell_width=264, amount=Amount(12), least_across=1),
    Detail(text=15, cell_width=250, amount=Amount(12), least_across=1),
    Detail(text=14, cell_width=236, amount=Amount(12), least_across=1),
    Detail(text=13, cell_width=210, amount=Amount(9), least_across=1),
    Detail(text=11, cell_width=170, amount=Amount(9), least_across=1),
    Detail(text=11, cell_width=118, amount=Amount(9)),
    Detail(text=11, cell_width=118, amount=Amount(5)),
    Detail(text=11, cell_width=118, amount=Amount(3)),
    Detail(text=11, cell_width=118, amount=Amount(1)),
    Detail(text=13, cell_width=210, amount=Amount(20, most_cells=4), least_across=1),
    Detail(text=11, cell_width=170, amount=Amount(7, most_cells=4), least_across=1),
    Detail(text=11, cell_width=118, amount=Amount(3, most_cells=4)),
    Detail(text=11, cell_width=118, amount=Amount(1, most_cells=4)),
    Detail(text=15, cell_width=250, amount=Amount(20, most_cells=2), least_across=1),
    Detail(text=13, cell_width=210, amount=Amount(20, most_cells=2), least_across=1),
    Detail(text=11, cell_width=118, amount=Amount(7, most_cells=2)),
    Detail(text=11, cell_width=118, amount=Amount(4, most_cells=2)),
    Detail(text=11, cell_width=118, amount=Amount(1, most_cells=2)),
    Detail(text=11, cell_width=118, amount=Amount(1, most_cells=2), compact=True),
)
"""From the finest to the coarsest: the first that fits a page is taken."""
COARSEST = Detail(text=11, cell_width=108, amount=Amount(1, most_cells=1, most_rows=4), compact=True)
DETAILS_OF_MANY = (
    *(each for each in DETAILS if each.amount.pod_lines == 1 or each.amount.most_cells),
    Detail(text=11, cell_width=108, amount=Amount(1, most_cells=1), compact=True),
    COARSEST,
)
"""Those for larger pages."""
TEXT_OF_FEW = 14
"""The largest letters on smaller pages, where they are shown larger than they are."""
LINES_OF_FEW = 9
"""Services that a box on a smaller page names, or as many as it names on a page."""
MOST_MEMBERS = 3
"""Members of a control plane that stand side by side in a zone; more are counted."""


def details_of_few(detail: Detail) -> tuple[Detail, ...]:
    """Those for smaller pages that show as much as this one does on a page."""
    amount = detail.amount
    return tuple(
        each
        for each in DETAILS
        if each.text <= TEXT_OF_FEW
        and each.amount.most_cells == amount.most_cells
        and each.amount.pod_lines >= min(LINES_OF_FEW, amount.pod_lines)
    )


@dataclass(frozen=True)
class MachineRow:
    """A row of the picture: its heading, and its boxes by the place of their column."""

    key: str
    heading: str
    quiet: tuple[str, ...]
    cells: Mapping[int, tuple[Cell, ...]]
    tenant: int | None = None


class Rows:
    """The rows of a picture, worked out once for each amount, as they are the same on every page."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._known: dict[Amount, tuple[MachineRow, ...]] = {}
        self._boxes = MachineBoxes(subject)
        self._above: tuple[MachineRow, ...] = ()
        self._below: tuple[MachineRow, ...] = ()
        if subject.columns:
            self._above = (*_control_plane(subject), *_proxies(subject))
            self._below = tuple(_other_roles(subject))

    def of(self, amount: Amount) -> tuple[MachineRow, ...]:
        """The rows from above: control plane, proxies, pools, other roles."""
        if amount not in self._known:
            pools = _pools(self.subject, self._boxes, amount) if self.subject.columns else ()
            self._known[amount] = (*self._above, *pools, *self._below)
        return self._known[amount]


def _planes(topology: Topology) -> tuple[ControlPlane, ...]:
    """The control planes of all clusters that stand in the picture; of equal sites one stands for all."""
    if topology.sites is None and len(topology.clusters) > 1:
        return tuple(cluster.control_plane for cluster in topology.clusters)
    return (topology.control_plane,)


def _control_plane(subject: Subject) -> Iterator[MachineRow]:
    planes = _planes(subject.topology)
    if planes[0].operated_by is not Operator.CUSTOMER or not any(plane.members for plane in planes):
        return
    counts: Counter[int] = Counter()
    for plane in planes:
        for zone, count in plane.members_by_zone or ((subject.columns[0].zones[0], plane.members),):
            counts[subject.column_of("", zone)] += count
    several = len(planes) > 1 or max(counts.values()) > MOST_MEMBERS
    led = several
    cells: dict[int, tuple[Cell, ...]] = {}
    for at, count in sorted(counts.items()):
        members = tuple(_members(subject, at, count, counted=several, led=led))
        cells[at] = members
        led = led or any(cell.role is Role.LEADER for cell in members)
    yield MachineRow("control", "Control plane", tuple(_control_words(subject.topology)), cells)


def _members(subject: Subject, at: int, count: int, *, counted: bool, led: bool) -> Iterator[Cell]:
    """The members in one zone; the first that is not lost leads, unless there is a leader already or no quorum."""
    plane, column = subject.topology.control_plane, subject.columns[at]
    machine = next((each.machine for each in plane.machines if each.zone in column.zones), "")
    on = "on an agent" if plane.on_agents else machine
    state = BoxState.LOST if column.lost else BoxState.NORMAL
    if counted:
        many = f"{count} member{'' if count == 1 else 's'}"
        title = f"{many} of the control plane, {on}"
        yield Cell(Role.CONTROL_PLANE, many, (on,), title, state, 0 if plane.on_agents else count)
        return
    gone = members_lost(subject.topology, subject.outcome)
    here = count if column.lost else sum(gone.get(zone, 0) for zone in column.zones)
    decides = sum(gone.values()) <= plane.tolerates
    for number in range(count):
        lost = number >= count - here
        state = BoxState.LOST if lost else BoxState.NORMAL
        leads = number == 0 and not led and not lost and decides
        role, name = (Role.LEADER, "leader") if leads else (Role.CONTROL_PLANE, "member")
        title = f"{name} of the control plane, {on}"
        yield Cell(role, name, (on,), title, state, 0 if plane.on_agents else 1)


def _control_words(topology: Topology) -> Iterator[str]:
    planes = _planes(topology)
    members, tolerates = sum(plane.members for plane in planes), min(plane.tolerates for plane in planes)
    told = f"{members} member{'' if members == 1 else 's'}"
    yield f"{told} in each site" if topology.sites is not None else told
    if len(planes) > 1:
        yield f"of {len(planes)} clusters"
    each = " of each" if len(planes) > 1 else ""
    yield f"may lose {tolerates}{each}" if tolerates else "may lose none"


def _proxies(subject: Subject) -> Iterator[MachineRow]:
    """How many proxies stand in each zone now; they are among the replicas of the machines below."""
    counts: Counter[int] = Counter()
    for group in subject.outcome.groups:
        gone = group.state in (BoxState.LOST, BoxState.DRAINED)
        held = dict(group.moved_in).get(PROXY, 0) + (0 if gone else dict(group.pods).get(PROXY, 0))
        counts[subject.column_of(subject.pool_of(group).site, subject.node_of(group).zone)] += held * group.count
    cells = {}
    for at, count in sorted(counts.items()):
        if count:
            told = f"{count:,} prox{'y' if count == 1 else 'ies'}"
            title = f"{told}, on machines that run services too"
            cells[at] = (Cell(Role.PROXY, told, ("on the machines below",), title),)
    if cells:
        yield MachineRow("proxies", "Proxies", ("route requests",), cells)


def _other_roles(subject: Subject) -> Iterator[MachineRow]:
    roles: dict[int, list[Cell]] = {}
    for part in subject.topology.auxiliary:
        if part.zone:
            at = subject.column_of(part.site, part.zone)
            state = BoxState.LOST if subject.columns[at].lost else BoxState.NORMAL
            title = f"{part.count} {part.role}, {part.machine}"
            cell = Cell(
                Role.AUXILIARY,
                part.role[:1].upper() + part.role[1:],
                (f"{part.count} × {part.machine}",),
                title,
                state,
                part.count,
            )
            roles.setdefault(at, []).append(cell)
    if roles:
        yield MachineRow("others", "Other roles", (), {at: tuple(cells) for at, cells in roles.items()})


RowKey = tuple[str, str, str]
"""The cluster, the name and the tenant of a pool: pools that agree in them stand in one row."""


def _pools(subject: Subject, boxes: MachineBoxes, amount: Amount) -> Iterator[MachineRow]:
    """Pools of a shared cluster first, then cluster by cluster; the smallest share a row where there are too many."""
    pools = subject.topology.pools
    by_row: dict[RowKey, list[int]] = {}
    for place in sorted(range(len(pools)), key=lambda p: (pools[p].cluster != "shared", pools[p].cluster, p)):
        by_row.setdefault((pools[place].cluster, pools[place].name, pools[place].tenant), []).append(place)
    keys, rest = list(by_row), list[RowKey]()
    if len(keys) > amount.most_rows:
        size = {key: sum(pools[place].node_count for place in by_row[key]) for key in keys}
        largest = set(sorted(keys, key=lambda key: (-size[key], keys.index(key)))[: amount.most_rows - 1])
        rest = [key for key in keys if key not in largest]
        keys = [key for key in keys if key in largest]
    for key in keys:
        cells = boxes.of(by_row[key], amount)
        tenant = subject.tenant_place(key[2])
        quiet = tuple(_pool_words(subject, key, [pools[place] for place in by_row[key]]))
        yield MachineRow(f"pool-{by_row[key][0] + 1}", key[1], quiet, cells, tenant)
    if rest:
        places = [place for key in rest for place in by_row[key]]
        quiet = tuple(_many_words([pools[place] for place in places]))
        yield MachineRow("pool-more", f"{len(rest)} more pools", quiet, boxes.of(places, amount))


def _pool_words(subject: Subject, key: RowKey, pools: Sequence[Pool]) -> Iterator[str]:
    cluster, name, _ = key
    if cluster and cluster != name and len(subject.topology.clusters) > 1:
        yield f"cluster {cluster}"
    count = sum(pool.node_count for pool in pools)
    what = "machine" if pools[0].kind is PoolKind.MACHINES else "instance"
    yield f"{count:,} {what}{'' if count == 1 else 's'}" + (", spot" if any(pool.spot for pool in pools) else "")
    if any(pool.kind is not PoolKind.MACHINES for pool in pools):
        return
    nodes = min(pool.survives_nodes for pool in pools)
    if nodes:
        yield "may lose any node" if nodes == 1 else f"may lose any {nodes}"
    if all(pool.survives_zone for pool in pools):
        yield "may lose any zone"
    elif not nodes:
        yield "no room for a loss"


def _many_words(pools: Sequence[Pool]) -> Iterator[str]:
    what = "machines" if pools[0].kind is PoolKind.MACHINES else "instances"
    yield f"{sum(pool.node_count for pool in pools):,} {what}"
    tenants, clusters = len({pool.tenant for pool in pools} - {""}), len({pool.cluster for pool in pools} - {""})
    if tenants:
        yield f"{tenants} tenant{'' if tenants == 1 else 's'}"
    if clusters > 1:
        yield f"{clusters} clusters"
