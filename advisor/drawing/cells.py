"""The boxes of machines: which machines share one, and what stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.drawing.fill import Pods
from advisor.drawing.geometry import BarPart, BoxState, Role
from advisor.drawing.outcome import Group
from advisor.drawing.subject import Subject, pods_words, shown_name
from advisor.sizing.control_plane import CONTROL_PLANE, WHOLE_MEMBER
from advisor.sizing.packing_items import is_added
from advisor.sizing.pool import Pool, PoolKind
from advisor.values import MEBIBYTES_PER_GIBIBYTE

LEAST_SHARE = 0.0005
"""A part of a bar below it is not drawn."""
JOIN = " · "
"""Between words on a line."""
MEMBERS = frozenset({CONTROL_PLANE, WHOLE_MEMBER})
"""What is not counted among the replicas of a machine, as it stands in the row of the control plane."""
STATE_WORDS: Mapping[BoxState, str] = {
    BoxState.LOST: "lost",
    BoxState.DRAINED: "drained",
    BoxState.ADDED: "added",
}


@dataclass(frozen=True)
class Amount:
    """How much is shown of each machine, and how many boxes of machines a row has in a zone before it counts them."""

    pod_lines: int
    most_cells: int | None = None
    """None: machines share a box only where they are alike in everything."""
    most_rows: int = 8


@dataclass(frozen=True)
class Detail:
    """How much is shown, and how it is set."""

    text: int
    """The size of the letters."""
    cell_width: int
    amount: Amount
    least_across: int = 2
    """Boxes that stand side by side in a zone where there is room, also if there are fewer."""
    compact: bool = False
    """Whether bars share a line, and replicas one with numbers and sizes, where both fit."""


@dataclass(frozen=True)
class Cell:
    """One box of machines: what stands in it, line by line."""

    role: Role
    heading: str
    quiet: tuple[str, ...]
    """State and numbers, and the size: on one line where they fit, else on a line each."""
    title: str
    state: BoxState = BoxState.NORMAL
    machines: int = 0
    replicas: Pods = ()
    moved_in: Pods = ()
    bars: tuple[tuple[str, tuple[tuple[BarPart, float], ...]], ...] = ()
    lines: tuple[str, ...] = ()
    arrivals: int = 0
    """How many of the lines, from above, tell of replicas that move in."""
    counted: str = ""
    """Of several machines: whether the lines tell of each of them or of all together."""
    tenants: tuple[int, ...] = ()
    stacked: bool = False


class MachineBoxes:
    """The boxes of the machines of a picture; what is the same in all amounts is worked out once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._groups: dict[tuple[int, ...], dict[int, list[Group]]] = {}
        self._shared: dict[tuple[tuple[int, ...], int, int], list[list[Group]]] = {}
        self._cells: dict[int, tuple[Cell, bool]] = {}
        """By the id of the list of its groups, which is kept above."""

    def of(self, pools: Sequence[int], amount: Amount) -> dict[int, tuple[Cell, ...]]:
        """The boxes of the machines of a row, by the place of their column: as few as the amount allows."""
        places = tuple(pools)
        if places not in self._groups:
            self._groups[places] = self._by_column(places)
        return {
            at: tuple(self._with_lines(shared, amount) for shared in self._collapsed(places, at, amount.most_cells))
            for at in sorted(self._groups[places])
        }

    def _by_column(self, places: tuple[int, ...]) -> dict[int, list[Group]]:
        subject, wanted = self._subject, set(places)
        groups: dict[int, list[Group]] = {}
        for group in subject.outcome.groups:
            if group.pool in wanted:
                at = subject.column_of(subject.pool_of(group).site, subject.node_of(group).zone)
                groups.setdefault(at, []).append(group)
        return groups

    def _collapsed(self, places: tuple[int, ...], at: int, most: int | None) -> list[list[Group]]:
        """The groups that share a box: in the finest way in which they are few enough."""
        merged: list[list[Group]] = []
        for fineness, key in enumerate(_KEYS):
            known = places, at, fineness
            if known not in self._shared:
                by_key: dict[object, list[Group]] = {}
                for group in self._groups[places][at]:
                    by_key.setdefault(key(self._subject, group), []).append(group)
                self._shared[known] = list(by_key.values())
            merged = self._shared[known]
            if most is None or len(merged) <= most:
                break
        return merged

    def _with_lines(self, groups: Sequence[Group], amount: Amount) -> Cell:
        """A box with as many lines of replicas as the amount has."""
        if id(groups) not in self._cells:
            self._cells[id(groups)] = _cell(self._subject, groups)
        cell, lists = self._cells[id(groups)]
        if not lists:
            return cell
        lines, arrivals = _lines(groups, cell.replicas, cell.moved_in, amount.pod_lines)
        return replace(cell, lines=lines, arrivals=arrivals)


def _coarse(subject: Subject, group: Group) -> tuple[BoxState, bool]:
    return group.state, subject.node_of(group).spare and not group.moved_in


_KEYS: tuple[Callable[[Subject, Group], object], ...] = (
    lambda subject, group: (_coarse(subject, group), subject.node_of(group).machine, group.pods, group.moved_in),
    lambda subject, group: (_coarse(subject, group), subject.node_of(group).machine),
    _coarse,
    lambda subject, group: group.state,
)
"""What groups have in common that share a box: equal ones; where those are too many, those of one type, then all of one
state; at last spare ones are among the others of their state."""


def _cell(subject: Subject, groups: Sequence[Group]) -> tuple[Cell, bool]:
    """A box but for its list of replicas, and whether it has one: not what is called by what it runs."""
    first = groups[0]
    pool = subject.pool_of(first)
    spares = sum(g.count for g in groups if subject.node_of(g).spare and not g.moved_in)
    count = sum(group.count for group in groups)
    types = sorted({subject.node_of(group).machine for group in groups})
    replicas, moved_in = total((g.pods, g.count) for g in groups), total((g.moved_in, g.count) for g in groups)
    spare, some_spare = spares == count, f"{spares:,} spare" if spares else ""
    state = STATE_WORDS.get(first.state, "spare" if spare else some_spare)
    gone = first.state in (BoxState.LOST, BoxState.DRAINED)
    names, size = _heading(pool, groups, types, count)
    task = bool(_one_task(pool, groups) and size)
    lists = not task and bool(replicas or moved_in)
    cell = Cell(
        role=_role(pool, count, spare=spare),
        heading=names,
        quiet=tuple(
            filter(None, (JOIN.join(filter(None, (state, _numbers(groups)))), "" if state and not task else size))
        ),
        title=_title(pool, count, types, replicas, moved_in, state),
        state=first.state,
        machines=count,
        replicas=replicas,
        moved_in=moved_in,
        bars=() if gone or spare else _bars(subject, groups),
        lines=() if spare or task or lists else ("no replicas",),
        counted=_counted(groups, count) if lists else "",
        tenants=() if pool.tenant else subject.tenants_on(groups),
        stacked=count > 1,
    )
    return cell, lists


def _heading(pool: Pool, groups: Sequence[Group], types: Sequence[str], count: int) -> tuple[str, str]:
    """What a box is called, and the size of its machines: tasks go by their service, machines by their type."""
    several = f"{count:,} × " if count > 1 else ""
    pods = _one_task(pool, groups)
    if pods:
        names = [f"{many} {shown_name(name)}" if many > 1 else shown_name(name) for name, many in pods]
        return several + " + ".join(names), types[0] if len(types) == 1 else ""
    if len(types) > 1:
        what = "machines" if pool.kind is PoolKind.MACHINES else "instances"
        return f"{count:,} {what}", f"{len(types)} types"
    return several + types[0], _size(pool, types[0])


def _one_task(pool: Pool, groups: Sequence[Group]) -> Pods:
    """What each of some tasks runs, where that is the same for all: tasks are called by it."""
    alike = {group.pods or group.moved_in for group in groups}
    return next(iter(alike)) if pool.kind is PoolKind.TASKS and len(alike) == 1 else ()


def _size(pool: Pool, machine: str) -> str:
    kind = next((each for each in (*pool.machines, *pool.considered) if each.name == machine), None)
    if kind is None or pool.kind is PoolKind.TASKS:
        return ""
    gpus = f", {kind.gpus:g} GPU" if kind.gpus else ""
    return f"{kind.vcpu:g} vCPU, {kind.installed_memory_mib / MEBIBYTES_PER_GIBIBYTE:g} GiB{gpus}"


def _role(pool: Pool, count: int, *, spare: bool) -> Role:
    if pool.kind is not PoolKind.MACHINES:
        return Role.TASKS
    if spare:
        return Role.SPARE_NODE
    return Role.NODE_GROUP if count > 1 else Role.NODE


def _title(pool: Pool, count: int, types: Sequence[str], replicas: Pods, moved_in: Pods, state: str) -> str:
    """What a box of machines says to a reader without eyes: whole, however little of it fits the box."""
    what = ("machine" if pool.kind is PoolKind.MACHINES else "instance") + ("" if count == 1 else "s")
    said = [f"{count:,} {what} {', '.join(types)}: {pods_words(replicas) or 'nothing'}"]
    said += [f"takes in {pods_words(moved_in)}"] if moved_in else []
    return "; ".join([*said, *([state] if state else [])])


def _alike(groups: Sequence[Group]) -> bool:
    return len({(group.pods, group.moved_in) for group in groups}) == 1


def _counted(groups: Sequence[Group], count: int) -> str:
    return "" if count == 1 else "each:" if _alike(groups) else "in all:"


def _lines(groups: Sequence[Group], replicas: Pods, moved_in: Pods, most: int) -> tuple[tuple[str, ...], int]:
    """What runs on each of the machines, or on all of them where they differ, a service a line: `2 web`, `2 +1 web`.

    Services with replicas that move in come first; how many these are comes with the lines.
    """
    each, arrived = (groups[0].pods, groups[0].moved_in) if _alike(groups) else (replicas, moved_in)
    own, more = dict(each), dict(arrived)
    order = sorted(own | more, key=lambda name: (name not in more, is_added(name), name))
    lines = [f"{_amount(own.get(name, 0), more.get(name, 0))} {shown_name(name)}" for name in order]
    if len(lines) <= most:
        return tuple(lines), len(more)
    if most > 2:
        left = len(lines) - most + 1
        return (*lines[: most - 1], f"{left} more services"), min(len(more), most - 1)
    here, come = (sum(count for name, count in each.items() if name not in MEMBERS) for each in (own, more))
    if not here + come:
        return ("control plane",), 0
    told = f"{_amount(here, come)} replica{'' if here + come == 1 else 's'}"
    return (told,), 1 if come else 0


def _amount(own: int, arrived: int) -> str:
    """`3`, `+2` or `3 +2`: what is there, and what moves in."""
    return " ".join([f"{own:,}"] * bool(own or not arrived) + [f"+{arrived:,}"] * bool(arrived))


def _bars(subject: Subject, groups: Sequence[Group]) -> tuple[tuple[str, tuple[tuple[BarPart, float], ...]], ...]:
    """How full the machines are on average, by resource."""
    known = [(subject.shares_of(group), group.count) for group in groups]
    known = [(shares, count) for shares, count in known if shares]
    machines = sum(count for _, count in known)
    sums: dict[str, dict[BarPart, float]] = {}
    for shares, count in known:
        for resource, parts in shares.items():
            if resource not in sums:
                sums[resource] = dict.fromkeys(BarPart, 0.0)
            totals = sums[resource]
            for part, share in parts.items():
                totals[part] += share * count
    return tuple((resource, _parts(totals, machines)) for resource, totals in sums.items())


def _parts(totals: Mapping[BarPart, float], machines: int) -> tuple[tuple[BarPart, float], ...]:
    """The parts of a bar from the left, none of them beyond its end."""
    parts: list[tuple[BarPart, float]] = []
    left = 1.0
    for part in BarPart:
        share = min(left, max(0.0, totals[part] / machines))
        if share > LEAST_SHARE:
            parts.append((part, round(share, 4)))
            left -= share
    return tuple(parts)


def total(pods: Iterable[tuple[Pods, int]]) -> Pods:
    """Replicas over so many machines each."""
    counts: Counter[str] = Counter()
    for each, times in pods:
        for name, count in each:
            counts[name] += count * times
    return tuple(sorted(counts.items()))


def _numbers(groups: Sequence[Group]) -> str:
    """The numbers of machines, as scenes name them: `n3`, `n3–n14`; with dots where some between are not here."""
    ranges = sorted(each for group in groups for each in group.numbers)
    if not ranges:
        return ""
    first, last = ranges[0][0], ranges[-1][1]
    whole = sum(b - a + 1 for a, b in ranges) == last - first + 1
    return f"n{first}" if first == last else f"n{first}{'–' if whole else '…'}n{last}"
