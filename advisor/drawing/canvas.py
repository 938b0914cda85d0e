"""A page that is being laid out: boxes, labels, bars and edges are put down one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor.drawing.geometry import (
    Bar,
    BarPart,
    Box,
    BoxState,
    Edge,
    EdgeKind,
    Label,
    Rectangle,
    Role,
    Swatch,
    TextAnchor,
    Tone,
)
from advisor.drawing.text_metrics import cut, inert, text_width

BOLD = frozenset({Tone.TITLE, Tone.HEADING, Tone.ALARM})
LINE = 1.25
"""The height of a line by the size of its letters."""


def line_height(size: int) -> int:
    """The height of a line in pixels."""
    return round(size * LINE)


@dataclass
class Canvas:
    """What was put down so far."""

    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    swatches: list[Swatch] = field(default_factory=list)

    def box(
        self,
        box_id: str,
        role: Role,
        place: Rectangle,
        title: str,
        *,
        parent: str = "",
        state: BoxState = BoxState.NORMAL,
        machines: int = 0,
        replicas: tuple[tuple[str, int], ...] = (),
        moved_in: tuple[tuple[str, int], ...] = (),
        tenants: tuple[int, ...] = (),
        stacked: bool = False,
        row: str = "",
    ) -> str:
        """Puts a box down; its id."""
        title = inert(title)
        self.boxes.append(
            Box(box_id, role, place, title, parent, state, machines, replicas, moved_in, tenants, stacked, row)
        )
        return box_id

    def label(
        self,
        owner: str,
        x: int,
        y: int,
        width: int,
        text: str,
        size: int,
        tone: Tone = Tone.TEXT,
        anchor: TextAnchor = TextAnchor.START,
        ending: str = "",
    ) -> int:
        """Puts a line of text down, cut to so many pixels from x; the y below it. Nothing where nothing fits.

        An `ending` is kept whole, and the text before it is cut.
        """
        text, ending = inert(text), inert(ending)
        bold = tone in BOLD
        room = width - text_width(ending, size, bold=bold)
        if room > width // 3:
            shown = cut(text, room, size, bold=bold) + ending
        else:
            shown = cut(text + ending, width, size, bold=bold)
        text += ending
        below = y + line_height(size)
        if not shown.strip():
            return below
        taken = min(width, text_width(shown, size, bold=bold))
        left = {TextAnchor.START: x, TextAnchor.MIDDLE: x + (width - taken) // 2, TextAnchor.END: x + width - taken}[
            anchor
        ]
        place = Rectangle(left, y, taken, line_height(size))
        self.labels.append(Label(f"label-{len(self.labels) + 1}", owner, place, text, shown, size, tone, anchor))
        return below

    def bar(self, owner: str, place: Rectangle, resource: str, parts: tuple[tuple[BarPart, float], ...]) -> None:
        """Puts a bar down."""
        self.bars.append(Bar(f"bar-{len(self.bars) + 1}", owner, resource, place, parts))

    def swatch(self, owner: str, place: Rectangle, tenant: int) -> None:
        """Puts the pattern of a tenant down."""
        self.swatches.append(Swatch(f"swatch-{len(self.swatches) + 1}", owner, place, tenant))

    def edge(
        self, kind: EdgeKind, source: str, target: str, *points: tuple[int, int], title: str, arrow: bool = True
    ) -> None:
        """Puts an edge down."""
        edge_id = f"edge-{len(self.edges) + 1}"
        self.edges.append(Edge(edge_id, kind, source, target, points, inert(title), arrow))

    def boxes_from_outside(self) -> tuple[Box, ...]:
        """The boxes, each after the one that it lies in."""
        parents = {box.id: box.parent for box in self.boxes}

        def depth(box: Box) -> int:
            inside, parent = 0, box.parent
            while parent:
                inside, parent = inside + 1, parents[parent]
            return inside

        return tuple(sorted(self.boxes, key=depth))
