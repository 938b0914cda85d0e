"""The rows of a picture: headings on the left, and in each zone the boxes of machines."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from advisor.drawing.canvas import Canvas, line_height
from advisor.drawing.content import Cell, Content, Detail, MachineRow
from advisor.drawing.geometry import BarPart, EdgeKind, Rectangle, Role, TextAnchor, Tone
from advisor.drawing.grid import CELL_GAP, GAP, HEADING, MARGIN, RAIL, TEXT, ColumnPlace, Grid
from advisor.drawing.text_metrics import text_width

BAR_HEIGHT, BAR_LINE = 8, 14
BAR_NAMES = {"cpu": "cpu", "memory": "mem"}
BAR_LABEL, BAR_SHARE = 28, 34
SMALL_BOX = 40
SMALL = frozenset({Role.CONTROL_PLANE, Role.LEADER, Role.PROXY, Role.AUXILIARY})
SMALL_WIDTH = 100
SWATCH = 11


def lay_rows(canvas: Canvas, content: Content, grid: Grid, detail: Detail) -> int:
    """All rows, each as high as its highest zone; the y below them."""
    y = grid.rows_y
    for row in content.rows:
        heights = [_cells(canvas, content, row, grid.columns[at], cells, y, detail) for at, cells in row.cells.items()]
        height = max([*heights, _heading_height(row)])
        _heading(canvas, row, y, height)
        y += height + GAP
    _quorum(canvas)
    return y - GAP if content.rows else y + 40


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


def _cells(
    canvas: Canvas,
    content: Content,
    row: MachineRow,
    column: ColumnPlace,
    cells: Sequence[Cell],
    y: int,
    detail: Detail,
) -> int:
    """The boxes of a row in one zone, line by line; the height they take."""
    small = cells[0].role in SMALL
    least = SMALL_WIDTH if small else detail.cell_width
    fitting = (column.inner_width + CELL_GAP) // (least + CELL_GAP)
    across = max(1, min(fitting, max(len(cells), 1 if small else detail.least_across)))
    width = (column.inner_width - CELL_GAP * (across - 1)) // across
    top = y
    for start in range(0, len(cells), across):
        line = cells[start : start + across]
        height = max(SMALL_BOX if small else _height_of(cell) for cell in line)
        for at, cell in enumerate(line):
            place = Rectangle(column.inner_x + at * (width + CELL_GAP), top, width, height)
            box = _cell_box(canvas, f"{column.box}-{row.key}-{start + at + 1}", cell, place, column.inner_box)
            _cell_text(canvas, content, box, cell, place)
        top += height + CELL_GAP
    return top - CELL_GAP - y


def _height_of(cell: Cell) -> int:
    lines = line_height(HEADING) + (line_height(TEXT) if cell.quiet else 0) + line_height(TEXT) * len(cell.lines)
    return 12 + lines + (BAR_LINE * len(cell.bars) + 4 if cell.bars else 0) + (SWATCH + 4 if cell.tenants else 0)


def _cell_box(canvas: Canvas, box_id: str, cell: Cell, place: Rectangle, parent: str) -> str:
    return canvas.box(
        box_id,
        cell.role,
        place,
        cell.title,
        parent=parent,
        state=cell.state,
        machines=cell.machines,
        replicas=cell.replicas,
        moved_in=cell.moved_in,
        tenants=cell.tenants,
        stacked=cell.stacked,
    )


def _cell_text(canvas: Canvas, content: Content, box: str, cell: Cell, place: Rectangle) -> None:
    x, width = place.x + 8, place.width - 16
    y = canvas.label(box, x, place.y + 5, width, cell.heading, HEADING, Tone.HEADING)
    if cell.quiet:
        y = canvas.label(box, x, y, width, cell.quiet, TEXT, Tone.QUIET)
    y += 2 if cell.bars else 0
    for resource, parts in cell.bars:
        canvas.label(box, x, y, BAR_LABEL - 3, BAR_NAMES[resource], TEXT, Tone.QUIET)
        bar = Rectangle(x + BAR_LABEL, y + (BAR_LINE - BAR_HEIGHT) // 2, width - BAR_LABEL - BAR_SHARE, BAR_HEIGHT)
        canvas.bar(box, bar, resource, parts)
        full = sum(share for part, share in parts if part is not BarPart.KEPT)
        canvas.label(box, bar.right + 2, y, BAR_SHARE - 2, f"{full:.0%}", TEXT, Tone.QUIET, TextAnchor.END)
        y += BAR_LINE
    y += 2 if cell.bars else 0
    for line in cell.lines:
        y = canvas.label(box, x, y, width, line, TEXT, Tone.HEADING if line.startswith("+") else Tone.TEXT)
    if cell.tenants:
        _tenant_codes(canvas, content, box, cell.tenants, Rectangle(x, y + 1, width, SWATCH))


def _tenant_codes(canvas: Canvas, content: Content, box: str, tenants: Sequence[int], place: Rectangle) -> None:
    """The patterns and codes of the tenants of a box; how many more there are where they do not fit."""
    x = place.x
    for number, tenant in enumerate(tenants):
        code = content.tenants[tenant].code
        taken = SWATCH + 4 + text_width(code, TEXT)
        left = len(tenants) - number
        if x + taken + (30 if left > 1 else 0) > place.right:
            canvas.label(box, x, place.y - 1, place.right - x, f"+{left}", TEXT, Tone.QUIET)
            return
        canvas.swatch(box, Rectangle(x, place.y, SWATCH, SWATCH), tenant)
        canvas.label(box, x + SWATCH + 4, place.y - 1, text_width(code, TEXT), code, TEXT)
        x += taken + 6


def _quorum(canvas: Canvas) -> None:
    """Lines between members that stand side by side: they agree with each other."""
    members = [box for box in canvas.boxes if box.role in (Role.CONTROL_PLANE, Role.LEADER)]
    for left, right in itertools.pairwise(members):
        at = left.place.y + left.place.height // 2
        if left.place.y != right.place.y or "lost" in (left.state.value, right.state.value):
            continue
        between = range(left.place.right, right.place.x)
        if any(box.place.x in between and box.place.y <= at <= box.place.bottom for box in members):
            continue
        points = ((left.place.right, at), (right.place.x, at))
        canvas.edge(EdgeKind.QUORUM, left.id, right.id, *points, title="members agree", arrow=False)
