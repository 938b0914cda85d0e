"""The rows of a picture: headings on the left, and in each zone the boxes of machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisor.drawing.canvas import Canvas, line_height
from advisor.drawing.cells import JOIN, Cell, Detail
from advisor.drawing.content import MachineRow
from advisor.drawing.geometry import BarPart, BoxState, EdgeKind, Rectangle, Role, TextAnchor, Tone
from advisor.drawing.grid import CELL_GAP, HEADING, MARGIN, RAIL, TEXT, ColumnPlace, Grid
from advisor.drawing.subject import Subject
from advisor.drawing.text_metrics import folded, text_width

BAR_NAMES = {"cpu": "cpu", "memory": "mem"}
LEAST_BAR, BAR_GAP = 24, 6
MOST_BAR, MOST_WIDTH, LIST_WIDTH = 300, 560, 180
"""The longest bar, the widest box, and how wide a list of replicas is where several stand side by side."""
SMALL_BOX = 40
SMALL = frozenset({Role.CONTROL_PLANE, Role.LEADER, Role.PROXY, Role.AUXILIARY})
SMALL_WIDTH = 100
SWATCH = 11
EMPTY = 40
"""The height of zones in which nothing stands."""


def lay_rows(canvas: Canvas, subject: Subject, rows: Sequence[MachineRow], grid: Grid, detail: Detail, gap: int) -> int:
    """All rows with a gap between, each as high as its highest zone; the y below them."""
    y, writer = grid.rows_y, _CellWriter(canvas, subject, detail)
    for row in rows:
        height = writer.height(row, grid)
        for at in row.cells:
            writer.cells(row, grid, at, y)
        _heading(canvas, row, y, height)
        y += height + gap
    _quorum(canvas, grid)
    return y - gap if rows else y + EMPTY


def rows_bottom(subject: Subject, rows: Sequence[MachineRow], grid: Grid, detail: Detail, gap: int) -> int:
    """The y below all rows, before anything is put down."""
    writer = _CellWriter(Canvas(), subject, detail)
    return grid.rows_y + (sum(writer.height(row, grid) + gap for row in rows) - gap if rows else EMPTY)


def _lines_of(row: MachineRow) -> list[tuple[str, int, Tone]]:
    return [(row.heading, HEADING, Tone.HEADING), *((line, TEXT, Tone.QUIET) for line in row.quiet)]


def _heading_height(row: MachineRow) -> int:
    return sum(line_height(size) for _, size, _ in _lines_of(row)) + 4


def _heading(canvas: Canvas, row: MachineRow, y: int, height: int) -> None:
    box = f"row-{row.key}"
    canvas.box(box, Role.ROW, Rectangle(MARGIN, y, RAIL, height), ", ".join((row.heading, *row.quiet)))
    x, at, width = MARGIN, y + 2, RAIL - 2
    for number, (text, size, tone) in enumerate(_lines_of(row)):
        beside = SWATCH + 6 if number == 0 and row.tenant is not None else 0
        if beside and row.tenant is not None:
            canvas.swatch(box, Rectangle(x, at + 2, SWATCH, SWATCH), row.tenant)
        at = canvas.label(box, x + beside, at, width - beside, text, size, tone)


@dataclass(frozen=True)
class _CellWriter:
    """Puts boxes of machines down in one detail."""

    canvas: Canvas
    subject: Subject
    detail: Detail

    @property
    def text(self) -> int:
        """The size of letters in boxes of machines."""
        return self.detail.text

    @property
    def line(self) -> int:
        """The height of a line there."""
        return line_height(self.text)

    def _lines(self, row: MachineRow, grid: Grid, zone: int) -> tuple[int, list[Sequence[Cell]]]:
        """How wide the boxes of a zone are, and the lines they stand in."""
        column, cells = grid.columns[zone], row.cells[zone]
        most = max(len(each) for each in row.cells.values())
        small = cells[0].role in SMALL
        least = SMALL_WIDTH if small else self.detail.cell_width
        fitting = (column.inner_width + CELL_GAP) // (least + CELL_GAP)
        across = max(1, min(fitting, max(len(cells), 1 if small else min(self.detail.least_across, most))))
        width = min((column.inner_width - CELL_GAP * (across - 1)) // across, MOST_WIDTH)
        return width, [cells[start : start + across] for start in range(0, len(cells), across)]

    def _heights(self, width: int, lines: Sequence[Sequence[Cell]], *, apart: bool) -> list[int]:
        """How high each line of boxes is."""
        return [max(SMALL_BOX if c.role in SMALL else self._height(c, width, apart=apart) for c in x) for x in lines]

    def _apart(self, row: MachineRow, widths: Mapping[int, int]) -> bool:
        """Whether sizes of machines stand on a line of their own: in all boxes of a row, as soon as one needs it.

        The widths are those of the boxes of each zone.
        """
        return any(
            text_width(JOIN.join(cell.quiet), self.text) > widths[at] - 16
            for at, cells in row.cells.items()
            for cell in cells
            if len(cell.quiet) > 1
        )

    def height(self, row: MachineRow, grid: Grid) -> int:
        """How high a row is: as high as its highest zone, and its heading."""
        placed = {at: self._lines(row, grid, at) for at in row.cells}
        heights, apart = [_heading_height(row)], self._apart(row, {at: width for at, (width, _) in placed.items()})
        for width, lines in placed.values():
            across = self._heights(width, lines, apart=apart)
            heights.append(sum(height + CELL_GAP for height in across) - CELL_GAP)
        return max(heights)

    def cells(self, row: MachineRow, grid: Grid, at: int, y: int) -> None:
        """Puts the boxes of a row in one zone down, line by line."""
        column = grid.columns[at]
        width, lines = self._lines(row, grid, at)
        apart = self._apart(row, {zone: self._lines(row, grid, zone)[0] for zone in row.cells})
        number = 0
        for height, line in zip(self._heights(width, lines, apart=apart), lines, strict=True):
            for across, cell in enumerate(line):
                number += 1
                place = Rectangle(column.inner_x + across * (width + CELL_GAP), y, width, height)
                box = _cell_box(self.canvas, column, row, number, cell, place)
                self._write(box, cell, place, apart=apart)
            y += height + CELL_GAP

    def _across(self, width: int) -> int:
        """How many lists of replicas stand side by side in a box."""
        return max(1, (width - 16) // LIST_WIDTH)

    def _height(self, cell: Cell, width: int, *, apart: bool) -> int:
        quiet, over, told = self._words(cell, width - 16, self.text, apart=apart)
        lists = -(-len(told) // self._across(width)) + bool(over)
        heading = folded(cell.heading, width - 16, self.text + 1, bold=True)
        lines = line_height(self.text + 1) * len(heading) + self.line * (len(quiet) + lists)
        bars = -(-len(cell.bars) // self._bars_across(width - 16))
        return 12 + lines + (self.line * bars + 4 if bars else 0) + (SWATCH + 4 if cell.tenants else 0)

    def _words(self, cell: Cell, width: int, size: int, *, apart: bool) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
        """The quiet lines below a heading, what stands above the replicas, and the replicas line by line."""
        quiet = _quiet(cell, width, size, apart=apart)
        over, lines = _counted(cell, width, size)
        if self.detail.compact and quiet and len(lines) == 1 and not over and not cell.arrivals:
            joined = JOIN.join((quiet[-1], *lines))
            if text_width(joined, size) <= width:
                return (*quiet[:-1], joined), "", ()
        return quiet, over, lines

    def _bars_across(self, width: int) -> int:
        """How many bars stand side by side in a box."""
        return 2 if self.detail.compact and width // 2 - BAR_GAP - sum(self._beside_bar()) >= LEAST_BAR else 1

    def _beside_bar(self) -> tuple[int, int]:
        """How wide the name of a bar and its figure are."""
        return self.text * 26 // 11 + 2, self.text * 34 // 11

    def _write(self, box: str, cell: Cell, place: Rectangle, *, apart: bool) -> None:
        small = cell.role in SMALL
        canvas, size = self.canvas, TEXT if small else self.text
        x, width = place.x + 8, place.width - 16
        y = place.y + 5
        for told in (cell.heading,) if small else folded(cell.heading, width, size + 1, bold=True):
            y = canvas.label(box, x, y, width, told, size + 1, Tone.HEADING)
        quiet, over, lines = self._words(cell, width, size, apart=apart)
        for told in quiet:
            y = canvas.label(box, x, y, width, told, size, Tone.QUIET)
        y = self._bars(box, cell, Rectangle(x, y, width, self.line))
        if over:
            y = canvas.label(box, x, y, width, over, size, Tone.QUIET)
        across = self._across(place.width)
        lists = -(-len(lines) // across)
        for number, line in enumerate(lines):
            at, below = divmod(number, lists)
            tone = Tone.HEADING if number < cell.arrivals else Tone.TEXT
            left = x + at * (width // across)
            canvas.label(box, left, y + below * self.line, width // across - (6 if across > 1 else 0), line, size, tone)
        if cell.tenants:
            codes = Rectangle(x, y + lists * self.line + 1, width, SWATCH)
            _tenant_codes(canvas, self.subject, box, cell.tenants, codes)

    def _bars(self, box: str, cell: Cell, first: Rectangle) -> int:
        """The bars from the first line on; the y below them."""
        if not cell.bars:
            return first.y
        across = self._bars_across(first.width)
        width = first.width if across == 1 else first.width // 2 - BAR_GAP
        for number, (resource, parts) in enumerate(cell.bars):
            below, at = divmod(number, across)
            x, y = first.x + at * (first.width - width), first.y + 2 + below * self.line
            self._bar(box, resource, parts, Rectangle(x, y, width, self.line))
        return first.y + 4 + -(-len(cell.bars) // across) * self.line

    def _bar(self, box: str, resource: str, parts: tuple[tuple[BarPart, float], ...], place: Rectangle) -> None:
        canvas, size = self.canvas, self.text
        name, share = self._beside_bar()
        canvas.label(box, place.x, place.y, name - 2, BAR_NAMES[resource], size, Tone.QUIET)
        thick = size - 3
        length = min(place.width - name - share, MOST_BAR)
        bar = Rectangle(place.x + name, place.y + (place.height - thick) // 2, length, thick)
        canvas.bar(box, bar, resource, parts)
        full = sum(share for part, share in parts if part is not BarPart.KEPT)
        canvas.label(box, bar.right + 2, place.y, share - 2, f"{full:.0%}", size, Tone.QUIET, TextAnchor.END)


def _counted(cell: Cell, width: int, size: int) -> tuple[str, tuple[str, ...]]:
    """What stands above the lines, and the lines: a single one has it before itself where both fit."""
    alone = f"{cell.counted} {cell.lines[0]}" if cell.counted and len(cell.lines) == 1 else ""
    if alone and text_width(alone, size, bold=True) <= width:
        return "", (alone,)
    return cell.counted, cell.lines


def _quiet(cell: Cell, width: int, size: int, *, apart: bool) -> tuple[str, ...]:
    """The quiet words below a heading: on one line, or the last of them on a line of its own."""
    if len(cell.quiet) < 2 or not apart:
        return (JOIN.join(cell.quiet),) if cell.quiet else ()
    return JOIN.join(cell.quiet[:-1]), *folded(cell.quiet[-1], width, size)


def _cell_box(canvas: Canvas, column: ColumnPlace, row: MachineRow, number: int, cell: Cell, place: Rectangle) -> str:
    return canvas.box(
        f"{column.box}-{row.key}-{number}",
        cell.role,
        place,
        cell.title,
        parent=column.inner_box,
        state=cell.state,
        machines=cell.machines,
        replicas=cell.replicas,
        moved_in=cell.moved_in,
        tenants=cell.tenants,
        stacked=cell.stacked,
        row=f"row-{row.key}",
    )


def _tenant_codes(canvas: Canvas, subject: Subject, box: str, tenants: Sequence[int], place: Rectangle) -> None:
    """The patterns and codes of the tenants of a box; how many more there are where they do not fit."""
    x = place.x
    for number, tenant in enumerate(tenants):
        code = subject.tenants[tenant].code
        taken = SWATCH + 4 + text_width(code, TEXT)
        left = len(tenants) - number
        if x + taken + (30 if left > 1 else 0) > place.right:
            canvas.label(box, x, place.y - 1, place.right - x, f"+{left}", TEXT, Tone.QUIET)
            return
        canvas.swatch(box, Rectangle(x, place.y, SWATCH, SWATCH), tenant)
        canvas.label(box, x + SWATCH + 4, place.y - 1, text_width(code, TEXT), code, TEXT)
        x += taken + 6


def _quorum(canvas: Canvas, grid: Grid) -> None:
    """Lines between members in one zone or in neighbouring ones: they agree with each other."""
    members = [box for box in canvas.boxes if box.role in (Role.CONTROL_PLANE, Role.LEADER)]
    if not any(box.role is Role.LEADER for box in members):
        return  # members are counted, of several clusters
    places = {column.inner_box: at for at, column in enumerate(grid.columns)}
    for left, right in pairwise(members):
        near = places[right.parent] - places[left.parent] <= 1
        if not near or left.place.y != right.place.y or BoxState.LOST in (left.state, right.state):
            continue
        at = left.place.y + left.place.height // 2
        points = ((left.place.right, at), (right.place.x, at))
        canvas.edge(EdgeKind.QUORUM, left.id, right.id, *points, title="members agree", arrow=False)
