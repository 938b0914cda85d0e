"""The lane below the zones in a scene: what leaves each zone and arrives there, what has no place, and facts."""

from __future__ import annotations

from collections import Counter

from advisor.drawing.canvas import Canvas
from advisor.drawing.geometry import BoxState, EdgeKind, Rectangle, Role, TextAnchor, Tone
from advisor.drawing.grid import HEADING, MARGIN, SIDE, TEXT, Grid, Lanes
from advisor.drawing.outcome import SceneOutcome, Stranded
from advisor.drawing.subject import Subject
from advisor.drawing.text_metrics import inert, text_width
from advisor.drawing.wording import plural, what_happens

PILL_WIDTH, PILL_HEIGHT = 160, 24
FACT_LINE = 17


def lay_aftermath(canvas: Canvas, subject: Subject, grid: Grid, y: int) -> int:
    """Pills below the zones, with the way of what moves; then the facts. The y below."""
    leaving, arriving = _moved(subject)
    top = y + 10
    pills = {
        at: _pill(canvas, subject, grid, at, leaving[at], arriving[at], top)
        for at in range(len(grid.columns))
        if leaving[at] or arriving[at]
    }
    unplaced = _unplaced(canvas, subject.outcome, grid.lanes.side_x, top)
    if not pills and not unplaced:
        return _facts(canvas, subject, grid.lanes, y + 10)
    track = top + PILL_HEIGHT + 10
    for at, x in pills.items():
        if not leaving[at]:
            continue
        targets = [(f"moves-{to + 1}", there) for to, there in pills.items() if not leaving[to]]
        for target, there in [*targets, *([("unplaced", grid.lanes.side_x + SIDE // 2)] if unplaced else [])]:
            points = ((x, track - 10), (x, track), (there, track), (there, track - 10))
            canvas.edge(EdgeKind.MOVES, f"moves-{at + 1}", target, *points, title="displaced replicas")
    return _facts(canvas, subject, grid.lanes, track + 10)


def _moved(subject: Subject) -> tuple[Counter[int], Counter[int]]:
    """Replicas that leave each column and that arrive there."""
    leaving: Counter[int] = Counter()
    arriving: Counter[int] = Counter()
    names = {name for name, _ in subject.outcome.displaced}
    for group in subject.outcome.groups:
        pool = subject.pool_of(group)
        at = subject.column_of(pool.site, subject.node_of(group).zone)
        if group.state in (BoxState.LOST, BoxState.DRAINED):
            leaving[at] += sum(c for n, c in group.pods if n in names and n not in pool.on_each_node) * group.count
        arriving[at] += sum(count for _, count in group.moved_in) * group.count
    return leaving, arriving


def _pill(canvas: Canvas, subject: Subject, grid: Grid, at: int, leaving: int, arriving: int, y: int) -> int:
    """What leaves a zone and arrives there; the x of its middle."""
    place = grid.columns[at]
    said = [f"{leaving:,} leave"] if leaving else []
    said += [f"+{arriving:,} arrive"] if arriving else []
    width = min(place.width, PILL_WIDTH)
    frame = Rectangle(place.middle - width // 2, y, width, PILL_HEIGHT)
    state = BoxState.LOST if leaving else BoxState.TAKES_IN
    told = " · ".join(said)
    box = canvas.box(f"moves-{at + 1}", Role.MOVES, frame, f"{subject.columns[at].title}: {told}", state=state)
    canvas.label(box, frame.x + 6, y + 5, width - 12, told, TEXT, Tone.HEADING, TextAnchor.MIDDLE)
    return place.middle


def _unplaced(canvas: Canvas, outcome: SceneOutcome, x: int, y: int) -> int:
    count = sum(count for _, count, _ in outcome.unplaced)
    if count:
        waits = all(why is Stranded.WAITS for _, _, why in outcome.unplaced)
        told = f"{plural(count, 'replica')} {'for new machines' if waits else 'without a place'}"
        which = tuple((name, many) for name, many, _ in outcome.unplaced)
        state, tone = (BoxState.ADDED, Tone.HEADING) if waits else (BoxState.NORMAL, Tone.ALARM)
        canvas.box("unplaced", Role.UNPLACED, Rectangle(x, y, SIDE, PILL_HEIGHT), told, state=state, replicas=which)
        canvas.label("unplaced", x + 8, y + 5, SIDE - 16, told, TEXT, tone, TextAnchor.MIDDLE)
    return count


def _facts(canvas: Canvas, subject: Subject, lanes: Lanes, y: int) -> int:
    """What happens, a fact a line; in two columns where each fits half the page."""
    said = list(what_happens(subject.topology, subject.outcome))
    if not said:
        return y
    half = (lanes.inner_width - 36) // 2
    across = 2 if all(text_width(inert(words), HEADING, bold=alarm) <= half for alarm, words in said) else 1
    rows = -(-len(said) // across)
    place = Rectangle(MARGIN, y, lanes.inner_width, 10 + rows * FACT_LINE)
    canvas.box("facts", Role.NOTE, place, "; ".join(words for _, words in said))
    width = half if across == 2 else lanes.inner_width - 24
    for number, (alarm, words) in enumerate(said):
        x, at = MARGIN + 12 + (number // rows) * (half + 12), y + 5 + (number % rows) * FACT_LINE
        canvas.label("facts", x, at, width, words, HEADING, Tone.ALARM if alarm else Tone.TEXT)
    return place.bottom
