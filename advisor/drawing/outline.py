"""What formats show that lay a picture out themselves: frames in frames, boxes with lines of text, links.

It is read from the geometry, so that it tells what the picture tells; each box also says in words what its bars and
patterns show, and names the replicas that had no room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from textwrap import wrap

from advisor.drawing.fill import Pods
from advisor.drawing.geometry import BarPart, Box, BoxState, Drawing, EdgeKind, Label, Role, Tone
from advisor.drawing.subject import shown_name
from advisor.drawing.text_metrics import ELLIPSIS, inert
from advisor.drawing.wording import plural
from advisor.sizing.packing_items import is_added

FRAMES = frozenset({Role.LOCATION, Role.ZONE, Role.SUBNET_PUBLIC, Role.SUBNET_PRIVATE})
MEMBERS = frozenset({Role.CONTROL_PLANE, Role.LEADER})
WITHOUT_A_BOX = frozenset({Role.ROW, Role.LEGEND})
MOST_LETTERS = 60
"""A longer line of a box ends in dots, and one of a note goes on below."""
MOST_NAMES = 12
"""Services that a box names; the others are counted with their replicas."""
MOST_ROWS = 4
"""Rows of boxes in a frame; where there are more boxes, rows are longer."""
MOST_TENANTS = 40
"""Tenants whose names are told; the others are counted."""
BAR_WORDS = {"cpu": "CPU", "memory": "memory"}
LINK_WORDS = {EdgeKind.MOVES: "displaced replicas"}
"""What is written on a link, where its ends do not say it."""


@dataclass(frozen=True)
class OutlineBox:
    """A box, with what stands in it line by line; the first line is its heading. Boxes of one `row` stand in a row."""

    id: str
    role: Role
    lines: tuple[str, ...]
    state: BoxState = BoxState.NORMAL
    row: str = ""


@dataclass(frozen=True)
class Frame:
    """A frame around others and around boxes."""

    id: str
    role: Role
    title: str
    frames: tuple[Frame, ...]
    nodes: tuple[OutlineBox, ...]
    state: BoxState = BoxState.NORMAL


@dataclass(frozen=True)
class OutlineLink:
    """A line from one box or frame to another."""

    kind: EdgeKind
    source: str
    target: str
    words: str
    arrow: bool


@dataclass(frozen=True)
class Outline:
    """A picture without places; `notes` belong to no box."""

    title: str
    description: str
    frames: tuple[Frame, ...]
    nodes: tuple[OutlineBox, ...]
    links: tuple[OutlineLink, ...]
    notes: tuple[OutlineBox, ...]


def outline_of(drawing: Drawing, most_names: int = MOST_NAMES) -> Outline:
    """The outline of a drawing; a box names so many services, and counts the others with their replicas."""
    reader = _Reader(drawing, most_names)
    return Outline(
        drawing.title,
        drawing.description,
        tuple(reader.frame(box) for box in drawing.boxes if box.role in FRAMES and not box.parent),
        tuple(reader.nodes_in("")),
        tuple(_links(drawing)),
        tuple(reader.notes()),
    )


def rows_of(frame: Frame) -> tuple[tuple[OutlineBox, ...], ...]:
    """The boxes that lie in a frame itself, row by row; a row with many goes on in the next line."""
    across = len(frame.nodes) if frame.role is Role.CONTROL_PLANE else -(-len(frame.nodes) // MOST_ROWS)
    rows = [tuple(row) for _, row in groupby(frame.nodes, key=lambda node: node.row)]
    return tuple(row[start : start + across] for row in rows for start in range(0, len(row), across))


def last_nodes(frames: Sequence[Frame]) -> tuple[OutlineBox, ...]:
    """The boxes that stand lowest in each of some frames."""
    lowest: list[OutlineBox] = []
    for frame in frames:
        rows = rows_of(frame)
        lowest += last_nodes(frame.frames) or (rows[-1] if rows else ())
    return tuple(lowest)


def below_frames(outline: Outline) -> tuple[OutlineBox, ...]:
    """What stands below the frames: notes, and where replicas that move leave from."""
    arrived = {link.target for link in outline.links}
    leaving = [node for node in outline.nodes if node.role is Role.MOVES and node.id not in arrived]
    return (*leaving, *outline.notes)


def with_members_apart(outline: Outline) -> Outline:
    """The same with the members of a control plane in a frame of their own, each with its zone, and no lines between.

    Links between members would pull the zones apart where a tool lays the picture out by its links.
    """
    members: list[OutlineBox] = []
    frames = tuple(_without_members(frame, "", members) for frame in outline.frames)
    if not members:
        return outline
    links = tuple(link for link in outline.links if link.kind is not EdgeKind.QUORUM)
    plane = Frame("members", Role.CONTROL_PLANE, "Control plane", (), tuple(members))
    controls = [OutlineLink(EdgeKind.CONTROL, plane.id, frame.id, "", True) for frame in frames]
    return replace(outline, frames=(*frames, plane), links=(*links, *controls))


def _without_members(frame: Frame, zone: str, members: list[OutlineBox]) -> Frame:
    where = frame.title if frame.role is Role.ZONE else zone
    members += [replace(node, lines=(*node.lines, where)) for node in frame.nodes if node.role in MEMBERS]
    inner = tuple(_without_members(each, where, members) for each in frame.frames)
    return replace(frame, frames=inner, nodes=tuple(node for node in frame.nodes if node.role not in MEMBERS))


def _links(drawing: Drawing) -> Iterator[OutlineLink]:
    """The edges, each pair of boxes once; those that start at a row of frames run in the picture side by side."""
    seen = set()
    for edge in drawing.edges:
        key = (edge.kind, edge.source, edge.target)
        if key not in seen:
            seen.add(key)
            yield OutlineLink(edge.kind, edge.source, edge.target, LINK_WORDS.get(edge.kind, ""), edge.arrow)


@dataclass(frozen=True)
class _Reader:
    """Reads boxes of a drawing as frames and nodes."""

    drawing: Drawing
    most_names: int

    def frame(self, box: Box) -> Frame:
        """A frame with all that lies in it."""
        inner = (each for each in self.drawing.boxes if each.parent == box.id and each.role in FRAMES)
        title = cut_line(self._labels(box)[0].text if self._labels(box) else box.title)
        frames = tuple(self.frame(each) for each in inner)
        return Frame(box.id, box.role, title, frames, tuple(self.nodes_in(box.id)), box.state)

    def nodes_in(self, parent: str) -> Iterator[OutlineBox]:
        """The boxes that lie in a frame itself."""
        for box in self.drawing.boxes:
            apart = box.role in FRAMES or box.role in WITHOUT_A_BOX or box.role is Role.NOTE
            if box.parent == parent and not apart:
                yield OutlineBox(box.id, box.role, tuple(map(cut_line, self._lines(box))), box.state, box.row)

    def notes(self) -> Iterator[OutlineBox]:
        """What the rows are, what happens in the scene, and whose codes they are."""
        rows = [box.title for box in self.drawing.boxes if box.role is Role.ROW]
        facts = [label.text for label in self.drawing.labels if label.owner == "facts"]
        tenants = [f"{tenant.code} {tenant.name}" for tenant in self.drawing.tenants[:MOST_TENANTS]]
        left = len(self.drawing.tenants) - len(tenants)
        tenants += [plural(left, "more tenant")] if left else []
        for name, lines in (("note-facts", facts), ("note-rows", rows), ("note-tenants", tenants)):
            if lines:
                wrapped = (part for line in lines for part in wrap(inert(line), MOST_LETTERS))
                yield OutlineBox(name, Role.NOTE, tuple(wrapped))

    def _labels(self, box: Box) -> list[Label]:
        return [label for label in self.drawing.labels if label.owner == box.id]

    def _lines(self, box: Box) -> Iterator[str]:
        labels = self._labels(box)
        if not box.row or not labels:
            yield from (label.text for label in labels)
            return
        heading, *others = labels
        row = next(label.text for label in self.drawing.labels if label.owner == box.row)
        yield heading.text if box.role in MEMBERS or box.role is Role.PROXY else f"{row} · {heading.text}"
        bars = [bar for bar in self.drawing.bars if bar.owner == box.id]
        first = min((bar.place.y for bar in bars), default=None)
        quiet = [each for each in others if each.tone is Tone.QUIET and (first is None or each.place.bottom <= first)]
        yield from (label.text for label in quiet[:1])
        shares = [
            (BAR_WORDS[bar.resource], sum(s for part, s in bar.parts if part is not BarPart.KEPT)) for bar in bars
        ]
        yield from ([", ".join(f"{name} {share:.0%}" for name, share in shares)] if shares else [])
        yield from self._pods(box.moved_in, "+")
        yield from self._pods(box.replicas, "")
        codes = [self.drawing.tenants[place].code for place in box.tenants]
        yield from ([" ".join(codes)] if codes else [])

    def _pods(self, pods: Pods, sign: str) -> Iterator[str]:
        """Replicas by service; those beyond the most that are named are counted."""
        order = sorted(pods, key=lambda pod: (is_added(pod[0]), -pod[1], pod[0]))
        named = order if len(order) <= self.most_names else order[: max(0, self.most_names - 1)]
        yield from (f"{sign}{count:,} {inert(shown_name(name))}" for name, count in named)
        rest: Sequence[tuple[str, int]] = order[len(named) :]
        if rest:
            count = sum(count for _, count in rest)
            yield f"{sign}{plural(count, 'replica')} of {plural(len(rest), 'more service')}"


def cut_line(text: str) -> str:
    """A line that is not too long, with dots where something is cut off.

    >>> len(cut_line("n" * 200)), cut_line("n" * 200)[-2:]
    (60, 'n…')
    """
    text = inert(text)
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + ELLIPSIS
