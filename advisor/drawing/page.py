"""Lays a picture out on a page, in fixed lanes: title, way in, zones with their rows, what stands beside, what happens.

Edges run in the gutters between lanes alone. The finest detail that fits a page is taken; where none does, the page
grows.
"""

from __future__ import annotations

from advisor.drawing.aftermath import lay_aftermath
from advisor.drawing.beside import Beside, beside_of
from advisor.drawing.canvas import Canvas, line_height
from advisor.drawing.content import DETAILS, Content, Detail, content_of
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
from advisor.drawing.rows import lay_rows
from advisor.drawing.scene import SceneKind
from advisor.drawing.text_metrics import inert, text_width
from advisor.drawing.way_in import lay_way_in
from advisor.drawing.wording import description_of, scene_words, size_words
from advisor.scenario import Scenario
from advisor.sizing.topology import Topology

BOTTOM_MARGIN = 20


def lay_out(topology: Topology, scenario: Scenario, outcome: SceneOutcome, name: str) -> Drawing:
    """The picture in the finest detail that fits a page, else in the coarsest."""
    beside = beside_of(topology, scenario)
    for detail in DETAILS:
        content = content_of(topology, scenario, outcome, detail)
        canvas, bottom = _laid(topology, scenario, outcome, name, content, detail, beside)
        if bottom <= PAGE_HEIGHT:
            break
    title = f"{inert(scenario.name)}: {inert(name)}. {inert(scene_words(outcome))}"
    return Drawing(
        PAGE_WIDTH,
        max(PAGE_HEIGHT, bottom),
        title,
        inert(description_of(topology, outcome)),
        canvas.boxes_from_outside(),
        tuple(canvas.labels),
        tuple(canvas.edges),
        tuple(canvas.bars),
        tuple(canvas.swatches),
        content.tenants,
    )


def _laid(
    topology: Topology,
    scenario: Scenario,
    outcome: SceneOutcome,
    name: str,
    content: Content,
    detail: Detail,
    beside: tuple[Beside, ...],
) -> tuple[Canvas, int]:
    """The page lane by lane in one detail, and its height."""
    canvas, grid = Canvas(), grid_of(topology, content)
    _title(canvas, topology, scenario, outcome, name)
    side_bottom = _beside(canvas, beside)
    if grid.columns:
        bottom = max(below_frames(grid, lay_rows(canvas, content, grid, detail)), side_bottom)
        lay_frames(canvas, topology, content, grid, bottom)
    else:
        bottom = max(_nothing(canvas), side_bottom)
    _join_beside(canvas, grid)
    lay_way_in(canvas, topology, content, grid)
    if outcome.scene.kind is not SceneKind.NORMAL and grid.columns:
        bottom = lay_aftermath(canvas, topology, content, outcome, grid, bottom)
    return canvas, lay_legend(canvas, content, bottom + 14) + BOTTOM_MARGIN


def _title(canvas: Canvas, topology: Topology, scenario: Scenario, outcome: SceneOutcome, name: str) -> None:
    told = scene_words(outcome)
    chip = min(300, text_width(inert(told), SUBTITLE, bold=True) + 28)
    place = Rectangle(PAGE_WIDTH - MARGIN - chip, 22, chip, 28)
    canvas.box("scene", Role.NOTE, place, f"Scene: {told}")
    canvas.label("scene", place.x + 10, 28, chip - 20, told, SUBTITLE, Tone.HEADING, TextAnchor.MIDDLE)
    canvas.label("", MARGIN, 20, INNER_WIDTH - chip - 24, f"{scenario.name} on {name}", TITLE, Tone.TITLE)
    canvas.label("", MARGIN, 54, INNER_WIDTH, size_words(topology), SUBTITLE, Tone.QUIET)


def _nothing(canvas: Canvas) -> int:
    place = Rectangle(CENTRE_X, ZONES_Y, CENTRE_WIDTH, 120)
    canvas.box("nothing", Role.LOCATION, place, "Nothing runs")
    canvas.label("nothing", place.x, place.y + 52, place.width, "Nothing runs", HEADING, Tone.QUIET, TextAnchor.MIDDLE)
    return place.bottom


def _beside(canvas: Canvas, beside: tuple[Beside, ...]) -> int:
    """The lane on the right, from above; the y below it."""
    y = ZONES_Y
    for number, one in enumerate(beside, 1):
        height = 12 + line_height(HEADING) + line_height(TEXT) * len(one.lines)
        title = f"{one.heading}: {', '.join(one.lines)}; {one.why}"
        box = canvas.box(f"beside-{number}", one.role, Rectangle(SIDE_X, y, SIDE, height), title, machines=one.machines)
        at = canvas.label(box, SIDE_X + 12, y + 5, SIDE - 24, one.heading, HEADING, Tone.HEADING)
        for line in one.lines:
            at = canvas.label(box, SIDE_X + 12, at, SIDE - 24, line, TEXT)
        y += height + GAP
    return y - GAP


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
