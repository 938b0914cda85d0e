"""Lays a picture out on a page, in fixed lanes: title, way in, zones with their rows, what stands beside, what happens.

Edges run in the gutters between lanes alone. The finest detail that fits a page is taken; where none does, the page
grows.
"""

from __future__ import annotations

from advisor.drawing.aftermath import lay_aftermath
from advisor.drawing.beside import Beside, beside_of
from advisor.drawing.canvas import Canvas, line_height
from advisor.drawing.cells import Detail
from advisor.drawing.content import DETAILS, rows_of
from advisor.drawing.frames import below_frames, lay_frames
from advisor.drawing.geometry import PAGE_HEIGHT, PAGE_WIDTH, Drawing, EdgeKind, Rectangle, Role, TextAnchor, Tone
from advisor.drawing.grid import (
    CENTRE_WIDTH,
    CENTRE_X,
    GAP,
    HEADING,
    INNER_WIDTH,
    MARGIN,
    SIDE,
    SIDE_X,
    SUBTITLE,
    TEXT,
    TITLE,
    ZONES_Y,
    Grid,
    grid_of,
)
from advisor.drawing.legend import lay_legend
from advisor.drawing.outcome import SceneOutcome
from advisor.drawing.rows import lay_rows, rows_bottom
from advisor.drawing.scene import SceneKind
from advisor.drawing.subject import Subject
from advisor.drawing.text_metrics import inert, text_width
from advisor.drawing.way_in import lay_way_in
from advisor.drawing.wording import description_of, scene_words, size_words
from advisor.scenario import Scenario
from advisor.sizing.topology import Topology

BOTTOM_MARGIN, NOTHING_HEIGHT = 20, 120
MOST_GAP, MOST_STRETCH = 20, 70
"""What gaps between rows, and zones below them, may grow by where a page has room."""


def lay_out(topology: Topology, scenario: Scenario, outcome: SceneOutcome, name: str) -> Drawing:
    """The picture in the finest detail that fits a page, else in the coarsest."""
    page = _Page(Subject(topology, scenario, outcome), name, beside_of(topology, scenario))
    canvas, bottom = page.laid(DETAILS[-1], 0)
    for detail in DETAILS:
        slack = PAGE_HEIGHT - page.bottom_in(detail)
        if slack >= 0:
            canvas, bottom = page.laid(detail, slack)
            break
    return Drawing(
        PAGE_WIDTH,
        max(PAGE_HEIGHT, bottom),
        f"{inert(scenario.name)}: {inert(name)}. {inert(scene_words(outcome))}",
        inert(description_of(topology, outcome)),
        canvas.boxes_from_outside(),
        tuple(canvas.labels),
        tuple(canvas.edges),
        tuple(canvas.bars),
        tuple(canvas.swatches),
        page.subject.tenants,
    )


class _Page:
    """One picture, which may be laid out several times, in one detail after the other."""

    def __init__(self, subject: Subject, name: str, beside: tuple[Beside, ...]) -> None:
        self.subject, self.name, self.beside, self.grid = subject, name, beside, grid_of(subject)
        self._below = 0
        """The height of what stands below the zones, which is the same in every detail."""

    def bottom_in(self, detail: Detail) -> int:
        """How high a page in this detail is; too high where its letters are too large for the zones."""
        grid = self.grid
        if detail.text > TEXT and any(column.inner_width < detail.cell_width for column in grid.columns):
            return PAGE_HEIGHT + 1
        side = side_bottom(self.beside)
        if not grid.columns:
            return max(side, ZONES_Y + NOTHING_HEIGHT) + self._below
        rows = rows_of(self.subject, detail)
        return max(below_frames(grid, rows_bottom(self.subject, rows, grid, detail, GAP)), side) + self._below

    def laid(self, detail: Detail, slack: int) -> tuple[Canvas, int]:
        """The page lane by lane, and its height; so many pixels are left over to be given to gaps."""
        canvas, grid, rows, subject = Canvas(), self.grid, rows_of(self.subject, detail), self.subject
        _title(canvas, subject, self.name)
        bottom = _lay_beside(canvas, self.beside)
        if grid.columns:
            wider = min(slack // (len(rows) + 1), MOST_GAP)
            below = below_frames(grid, lay_rows(canvas, subject, rows, grid, detail, GAP + wider))
            bottom = max(bottom, below, min(below + slack - wider * len(rows), below + MOST_STRETCH))
            lay_frames(canvas, subject, grid, bottom)
        else:
            bottom = max(_nothing(canvas), bottom)
        _join_beside(canvas, grid)
        lay_way_in(canvas, subject, rows, grid)
        zones_bottom = bottom
        if subject.outcome.scene.kind is not SceneKind.NORMAL and grid.columns:
            bottom = lay_aftermath(canvas, subject, grid, bottom)
        bottom = lay_legend(canvas, subject, bottom + 14) + BOTTOM_MARGIN
        self._below = max(self._below, bottom - zones_bottom)
        return canvas, bottom


def _title(canvas: Canvas, subject: Subject, name: str) -> None:
    told = scene_words(subject.outcome)
    chip = min(300, text_width(inert(told), SUBTITLE, bold=True) + 28)
    place = Rectangle(PAGE_WIDTH - MARGIN - chip, 22, chip, 28)
    canvas.box("scene", Role.NOTE, place, f"Scene: {told}")
    canvas.label("scene", place.x + 10, 28, chip - 20, told, SUBTITLE, Tone.HEADING, TextAnchor.MIDDLE)
    canvas.label("", MARGIN, 20, INNER_WIDTH - chip - 24, subject.scenario.name, TITLE, Tone.TITLE, ending=f" · {name}")
    canvas.label("", MARGIN, 54, INNER_WIDTH, size_words(subject.topology), SUBTITLE, Tone.QUIET)


def _nothing(canvas: Canvas) -> int:
    place = Rectangle(CENTRE_X, ZONES_Y, CENTRE_WIDTH, NOTHING_HEIGHT)
    canvas.box("nothing", Role.LOCATION, place, "Nothing runs")
    canvas.label("nothing", place.x, place.y + 52, place.width, "Nothing runs", HEADING, Tone.QUIET, TextAnchor.MIDDLE)
    return place.bottom


def _beside_height(one: Beside) -> int:
    return 12 + line_height(HEADING) + line_height(TEXT) * len(one.lines)


def side_bottom(beside: tuple[Beside, ...]) -> int:
    """The y below the lane on the right."""
    return ZONES_Y + sum(_beside_height(one) + GAP for one in beside) - GAP


def _lay_beside(canvas: Canvas, beside: tuple[Beside, ...]) -> int:
    """The lane on the right, from above; the y below it."""
    y = ZONES_Y
    for number, one in enumerate(beside, 1):
        title = f"{one.heading}: {', '.join(one.lines)}; {one.why}"
        place = Rectangle(SIDE_X, y, SIDE, _beside_height(one))
        box = canvas.box(f"beside-{number}", one.role, place, title, machines=one.machines)
        at = canvas.label(box, SIDE_X + 12, y + 5, SIDE - 24, one.heading, HEADING, Tone.HEADING)
        for line in one.lines:
            at = canvas.label(box, SIDE_X + 12, at, SIDE - 24, line, TEXT)
        y = place.bottom + GAP
    return side_bottom(beside)


def _join_beside(canvas: Canvas, grid: Grid) -> None:
    """Edges from what stands beside to the nearest location, in the gutter between."""
    right = grid.sites[-1].right if grid.sites else CENTRE_X + CENTRE_WIDTH
    target = grid.sites[-1].box if grid.sites else "nothing"
    for box in list(canvas.boxes):
        if not box.id.startswith("beside-") or box.role in (Role.AUXILIARY, Role.LOCATION):
            continue
        kind = EdgeKind.CONTROL if box.role is Role.VENDOR_CONTROL_PLANE else EdgeKind.SUPPLY
        at = box.place.y + box.place.height // 2
        canvas.edge(kind, box.id, target, (box.place.x, at), (right, at), title=f"{box.title}, for all machines")
