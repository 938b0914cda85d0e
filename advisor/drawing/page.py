"""Lays a picture out on a page, in fixed lanes: title, way in, zones with their rows, what stands beside, what happens.

Edges run in the gutters between lanes alone. The finest detail that fits a page is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.drawing.aftermath import lay_aftermath
from advisor.drawing.beside import Beside, beside_of
from advisor.drawing.canvas import Canvas, line_height
from advisor.drawing.cells import Detail
from advisor.drawing.content import COARSEST, DETAILS, DETAILS_OF_MANY, Rows, details_of_few
from advisor.drawing.frames import below_frames, lay_frames
from advisor.drawing.geometry import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Drawing,
    EdgeKind,
    Rectangle,
    Role,
    TextAnchor,
    Tone,
    page_height,
)
from advisor.drawing.grid import (
    CENTRE_X,
    GAP,
    HEADING,
    MARGIN,
    SIDE,
    SUBTITLE,
    TEXT,
    TITLE,
    ZONES_Y,
    Grid,
    Lanes,
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
SMALLER, LARGER = (800, 960, 1120), (1440, 1600, 1680)
"""Widths of pages on which few things and many are laid out, to be shown larger and smaller: by 1.6 to 0.76."""
SPARSE = 8
"""A page is sparse where more than one part in so many is left over in the finest detail."""
MOST_GAP, MOST_STRETCH = 20, 30
"""What gaps between rows, and zones below them, may grow by where a page has room."""


def lay_out(topology: Topology, scenario: Scenario, outcome: SceneOutcome, name: str) -> Drawing:
    """The picture in the finest detail that fits a page; a smaller or a larger one where that shows more of it."""
    subject = Subject(topology, scenario, outcome)
    width, canvas, bottom = _laid(Rows(subject), name, beside_of(topology, scenario))
    return Drawing(
        width,
        max(page_height(width), bottom),
        f"{inert(scenario.name)}: {inert(name)}. {inert(scene_words(outcome))}",
        inert(description_of(topology, outcome)),
        canvas.boxes_from_outside(),
        tuple(canvas.labels),
        tuple(canvas.edges),
        tuple(canvas.bars),
        tuple(canvas.swatches),
        subject.tenants,
    )


def _laid(rows: Rows, name: str, beside: tuple[Beside, ...]) -> tuple[int, Canvas, int]:
    """The width of the page that is taken, what stands on it, and how high that is.

    What leaves much of a page empty is laid out on the smallest one on which nothing has to be cut. What fits no page
    goes on a larger one, and grows beyond the largest.
    """
    page = _Page(rows, name, beside, PAGE_WIDTH)
    fitting = next(page.fitting(DETAILS), None)
    if fitting is not None:
        if fitting[1] * SPARSE > PAGE_HEIGHT:
            for width in SMALLER:
                small = _Page(rows, name, beside, width)
                for detail, slack in small.fitting(details_of_few(fitting[0])):
                    canvas, bottom = small.laid(detail, slack)
                    if all(label.shown == label.text for label in canvas.labels):
                        return width, canvas, bottom
        return PAGE_WIDTH, *page.laid(*fitting)
    for width in LARGER:
        page = _Page(rows, name, beside, width, page.below)  # on a larger page it is as high at most
        fitting = next(page.fitting(DETAILS_OF_MANY), None)
        if fitting is not None:
            return width, *page.laid(*fitting)
    return LARGER[-1], *page.laid(COARSEST, 0)


class _Page:
    """One picture on a page so wide, which may be laid out several times, in one detail after the other."""

    def __init__(self, rows: Rows, name: str, beside: tuple[Beside, ...], width: int, below: int | None = None) -> None:
        self.subject, self.rows, self.name, self.beside = rows.subject, rows, name, beside
        self.grid = grid_of(self.subject, width)
        self.height = page_height(width)
        self.below = 0
        """The most that stands below the zones, which is the same in every detail."""
        if below is None:
            self.laid(COARSEST, 0)
        else:
            self.below = below

    def fitting(self, details: Sequence[Detail]) -> Iterator[tuple[Detail, int]]:
        """The details that fit the page, and how many pixels each leaves."""
        for detail in details:
            slack = self.height - self.bottom_in(detail)
            if slack >= 0:
                yield detail, slack

    def bottom_in(self, detail: Detail) -> int:
        """How high a page in this detail is; too high where its letters are too large for the zones."""
        grid = self.grid
        if detail.text > TEXT and any(column.inner_width < detail.cell_width for column in grid.columns):
            return self.height + 1
        side = side_bottom(self.beside)
        if not grid.columns:
            return max(side, ZONES_Y + NOTHING_HEIGHT) + self.below
        rows = self.rows.of(detail.amount)
        return max(below_frames(grid, rows_bottom(self.subject, rows, grid, detail, _gap(detail))), side) + self.below

    def laid(self, detail: Detail, slack: int) -> tuple[Canvas, int]:
        """The page lane by lane, and its height; so many pixels are left over to be given to gaps."""
        canvas, grid, rows, subject = Canvas(), self.grid, self.rows.of(detail.amount), self.subject
        _title(canvas, subject, grid.lanes, self.name)
        bottom = _lay_beside(canvas, self.beside, grid.lanes.side_x)
        if grid.columns:
            wider = min(slack // (len(rows) + 1), MOST_GAP)
            below = below_frames(grid, lay_rows(canvas, subject, rows, grid, detail, _gap(detail) + wider))
            bottom = max(bottom, below, min(below + slack - wider * len(rows), below + MOST_STRETCH))
            lay_frames(canvas, subject, grid, bottom)
        else:
            bottom = max(_nothing(canvas, grid.lanes), bottom)
        _join_beside(canvas, grid)
        lay_way_in(canvas, subject, rows, grid)
        zones_bottom = bottom
        if subject.outcome.scene.kind is not SceneKind.NORMAL and grid.columns:
            bottom = lay_aftermath(canvas, subject, grid, bottom)
        bottom = lay_legend(canvas, subject, grid.lanes.inner_width, bottom + 14) + BOTTOM_MARGIN
        self.below = max(self.below, bottom - zones_bottom)
        return canvas, bottom


def _gap(detail: Detail) -> int:
    """The least gap between rows."""
    return GAP // 2 if detail.compact else GAP


def _title(canvas: Canvas, subject: Subject, lanes: Lanes, name: str) -> None:
    told = scene_words(subject.outcome)
    chip = min(300, text_width(inert(told), SUBTITLE, bold=True) + 28)
    place = Rectangle(lanes.page_width - MARGIN - chip, 22, chip, 28)
    canvas.box("scene", Role.NOTE, place, f"Scene: {told}")
    canvas.label("scene", place.x + 10, 28, chip - 20, told, SUBTITLE, Tone.HEADING, TextAnchor.MIDDLE)
    canvas.label(
        "", MARGIN, 20, lanes.inner_width - chip - 24, subject.scenario.name, TITLE, Tone.TITLE, ending=f" · {name}"
    )
    canvas.label("", MARGIN, 54, lanes.inner_width, size_words(subject.topology), SUBTITLE, Tone.QUIET)


def _nothing(canvas: Canvas, lanes: Lanes) -> int:
    place = Rectangle(CENTRE_X, ZONES_Y, lanes.centre_width, NOTHING_HEIGHT)
    canvas.box("nothing", Role.LOCATION, place, "Nothing runs")
    canvas.label("nothing", place.x, place.y + 52, place.width, "Nothing runs", HEADING, Tone.QUIET, TextAnchor.MIDDLE)
    return place.bottom


def _beside_height(one: Beside) -> int:
    return 12 + line_height(HEADING) + line_height(TEXT) * len(one.lines)


def side_bottom(beside: tuple[Beside, ...]) -> int:
    """The y below the lane on the right."""
    return ZONES_Y + sum(_beside_height(one) + GAP for one in beside) - GAP


def _lay_beside(canvas: Canvas, beside: tuple[Beside, ...], x: int) -> int:
    """The lane on the right, from above; the y below it."""
    y = ZONES_Y
    for number, one in enumerate(beside, 1):
        title = f"{one.heading}: {', '.join(one.lines)}; {one.why}"
        place = Rectangle(x, y, SIDE, _beside_height(one))
        box = canvas.box(f"beside-{number}", one.role, place, title, machines=one.machines)
        at = canvas.label(box, x + 12, y + 5, SIDE - 24, one.heading, HEADING, Tone.HEADING)
        for line in one.lines:
            at = canvas.label(box, x + 12, at, SIDE - 24, line, TEXT)
        y = place.bottom + GAP
    return side_bottom(beside)


def _join_beside(canvas: Canvas, grid: Grid) -> None:
    """Edges from what stands beside to the nearest location, in the gutter between."""
    right = grid.sites[-1].right if grid.sites else CENTRE_X + grid.lanes.centre_width
    target = grid.sites[-1].box if grid.sites else "nothing"
    for box in list(canvas.boxes):
        if not box.id.startswith("beside-") or box.role in (Role.AUXILIARY, Role.LOCATION):
            continue
        kind = EdgeKind.CONTROL if box.role is Role.VENDOR_CONTROL_PLANE else EdgeKind.SUPPLY
        at = box.place.y + box.place.height // 2
        canvas.edge(kind, box.id, target, (box.place.x, at), (right, at), title=f"{box.title}, for all machines")
