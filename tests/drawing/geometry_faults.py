"""An independent look at a picture: what overlaps, what is crossed, and which replicas are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from advisor.drawing import BarPart, Drawing, Edge, Rectangle, Role
from advisor.drawing.text_metrics import text_width
from advisor.drawing.themes import PALETTES, Theme, contrast, ink_of, paint_of
from advisor.sizing import Topology

TEXT_CONTRAST, SHAPE_CONTRAST = 4.5, 3.0
"""WCAG 2.2: success criteria 1.4.3 and 1.4.11, level AA."""
BOLD = ("title", "heading", "alarm")


def faults_of(drawing: Drawing) -> list[str]:
    """Everything that is wrong with the places of a picture."""
    return [*_boxes(drawing), *_labels(drawing), *_bars(drawing), *_edges(drawing)]


def _ancestors(drawing: Drawing) -> dict[str, set[str]]:
    parents = {box.id: box.parent for box in drawing.boxes}
    found: dict[str, set[str]] = {}
    for box in drawing.boxes:
        above, parent = set(), box.parent
        while parent:
            above.add(parent)
            parent = parents[parent]
        found[box.id] = above
    return found


def _boxes(drawing: Drawing) -> Iterator[str]:
    places = {box.id: box.place for box in drawing.boxes}
    if len(places) != len(drawing.boxes):
        yield "two boxes have one id"
    above = _ancestors(drawing)
    page = Rectangle(0, 0, drawing.width, drawing.height)
    for number, box in enumerate(drawing.boxes):
        if box.place.width < 8 or box.place.height < 8:
            yield f"{box.id} has no size: {box.place}"
        if not page.holds(box.place):
            yield f"{box.id} leaves the page"
        if box.parent and not places[box.parent].holds(box.place):
            yield f"{box.id} leaves {box.parent}"
        for other in drawing.boxes[number + 1 :]:
            related = other.id in above[box.id] or box.id in above[other.id]
            if not related and box.place.meets(other.place):
                yield f"{box.id} overlaps {other.id}"


def _labels(drawing: Drawing) -> Iterator[str]:
    above = _ancestors(drawing)
    places = {box.id: box.place for box in drawing.boxes}
    page = Rectangle(0, 0, drawing.width, drawing.height)
    for number, label in enumerate(drawing.labels):
        width = text_width(label.shown, label.size, bold=label.tone.value in BOLD)
        if width > label.place.width:
            yield f"{label.shown!r} is wider than its place"
        if not places.get(label.owner, page).holds(label.place):
            yield f"{label.shown!r} leaves {label.owner or 'the page'}"
        for other in drawing.labels[number + 1 :]:
            if label.place.meets(other.place):
                yield f"{label.shown!r} overlaps {other.shown!r}"
        for box in drawing.boxes:
            around = box.id == label.owner or box.id in above.get(label.owner, ())
            if not around and box.place.meets(label.place):
                yield f"{label.shown!r} overlaps {box.id}"


def _bars(drawing: Drawing) -> Iterator[str]:
    places = {box.id: box.place for box in drawing.boxes}
    for thing in (*drawing.bars, *drawing.swatches):
        if not places[thing.owner].holds(thing.place):
            yield f"{thing.id} leaves {thing.owner}"
        for label in drawing.labels:
            if label.place.meets(thing.place):
                yield f"{label.shown!r} overlaps {thing.id}"
    for bar in drawing.bars:
        if bar.place.width < 10:
            yield f"{bar.id} is too short to be read"
        if sum(share for _, share in bar.parts) > 1.001:
            yield f"{bar.id} is more than full"


def _parts(edge: Edge) -> Iterator[Rectangle]:
    for (x1, y1), (x2, y2) in zip(edge.points, edge.points[1:], strict=False):
        yield Rectangle(min(x1, x2), min(y1, y2), max(abs(x1 - x2), 1), max(abs(y1 - y2), 1))


def _edges(drawing: Drawing) -> Iterator[str]:
    places = {box.id: box.place for box in drawing.boxes}
    above = _ancestors(drawing)
    for edge in drawing.edges:
        if edge.source not in places or edge.target not in places:
            yield f"{edge.id} leads from {edge.source} to {edge.target}, and one is not there"
            continue
        if any(x1 != x2 and y1 != y2 for (x1, y1), (x2, y2) in zip(edge.points, edge.points[1:], strict=False)):
            yield f"{edge.id} is neither upright nor level"
        ends = {edge.source, edge.target}
        open_to = ends | above[edge.source] | above[edge.target]
        for part in _parts(edge):
            for label in drawing.labels:
                if part.meets(label.place):
                    yield f"{edge.id} passes through {label.shown!r}"
            for box in drawing.boxes:
                if box.id not in open_to and part.meets(box.place):
                    yield f"{edge.id} passes through {box.id}"


def replica_faults(drawing: Drawing, topology: Topology) -> list[str]:
    """Replicas and machines of the plan that are not in the picture, or are there twice."""
    wanted: Counter[str] = Counter()
    for pool in topology.pools:
        for node in pool.nodes:
            for name, count in node.pods:
                wanted[name] += count * node.count
    shown: Counter[str] = Counter()
    machines = 0
    for box in drawing.boxes:
        if box.role in (Role.NODE, Role.NODE_GROUP, Role.SPARE_NODE, Role.TASKS):
            shown.update(dict(box.replicas))
            machines += box.machines if box.state.value != "added" else 0
    faults = [
        f"{name}: {wanted[name]} planned, {shown[name]} shown" for name in wanted | shown if wanted[name] != shown[name]
    ]
    planned = sum(pool.node_count for pool in topology.pools)
    return faults + ([f"{planned} machines planned, {machines} shown"] if machines != planned else [])


def contrast_faults(drawing: Drawing, theme: Theme) -> list[str]:
    """Texts and shapes that stand out too little from what they stand on."""
    palette = PALETTES[theme]
    boxes = {box.id: box for box in drawing.boxes}
    found: list[str] = []
    for label in drawing.labels:
        box = boxes.get(label.owner)
        paint = paint_of(palette, box.role, box.state) if box else palette.page
        if contrast(paint.fill, ink_of(paint, label.tone)) < TEXT_CONTRAST:
            found.append(f"{theme}: {label.shown!r} on {box.role if box else 'the page'}")
    for box in drawing.boxes:
        paint = paint_of(palette, box.role, box.state)
        parent = boxes.get(box.parent)
        ground = paint_of(palette, parent.role, parent.state).fill if parent else palette.page.fill
        framed = box.role in (Role.ROW, Role.LEGEND, Role.LOCATION, Role.ZONE, Role.NOTE) or "subnet" in box.role.value
        if not framed and contrast(ground, paint.line) < SHAPE_CONTRAST:
            found.append(f"{theme}: the line of {box.id} ({box.role}, {box.state})")
    found += [
        f"{theme}: bar {part}" for part in BarPart if contrast(palette.bars[part], palette.bar_ground) < SHAPE_CONTRAST
    ]
    found += [
        f"{theme}: edge {kind}"
        for kind in palette.edges
        if contrast(palette.edges[kind], palette.page.fill) < SHAPE_CONTRAST
    ]
    return sorted(set(found))
