"""A drawing as a draw.io file: the same picture in shapes that can be moved and written over.

Frames are containers, what stands in a box moves with it, and connectors hang on the boxes that they join. What a box
stands for, with all of its replicas, is its tooltip and its data.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape

from advisor.drawing.geometry import (
    Bar,
    BarPart,
    Box,
    BoxState,
    Drawing,
    Edge,
    Label,
    Rectangle,
    Role,
    Swatch,
    TextAnchor,
)
from advisor.drawing.shapes import BARE, BOLD, DASHED, EDGE_DASH, ROUND, STATE_DASH
from advisor.drawing.subject import shown_name
from advisor.drawing.svg import TENANT_PATTERNS, bar_pattern, tenant_pattern
from advisor.drawing.text_metrics import inert
from advisor.drawing.themes import PALETTES, Paint, Palette, Theme, ink_of, paint_of

FRAMES = frozenset({Role.LOCATION, Role.ZONE, Role.SUBNET_PUBLIC, Role.SUBNET_PRIVATE})
LAYER = "layer"
"""The id of the layer that all shapes lie on."""
FONT = "Helvetica"
ALIGN = {TextAnchor.START: "left", TextAnchor.MIDDLE: "center", TextAnchor.END: "right"}
TOP_SPACING = 5
"""Pixels that draw.io leaves above a text at the top of a shape, whatever its style says."""


def to_drawio(drawing: Drawing, theme: Theme = Theme.LIGHT) -> str:
    """The draw.io file (uncompressed XML) of a drawing in a theme; texts are escaped twice, as its labels are HTML."""
    palette = PALETTES[theme]
    title, page = _attribute(drawing.title), palette.page.fill
    head = (
        '<mxfile host="advisor" type="device" compressed="false">',
        f'<diagram id="topology" name="{title}">',
        f'<mxGraphModel dx="{drawing.width}" dy="{drawing.height}" grid="0" gridSize="10" guides="1" tooltips="1" '
        f'connect="1" arrows="1" fold="1" page="1" pageScale="1" pageWidth="{drawing.width}" '
        f'pageHeight="{drawing.height}" background="{page}" math="0" shadow="0">',
        '<root><mxCell id="0"/>',
        f'<UserObject id="{LAYER}" label="Topology" description="{_attribute(drawing.description)}">'
        '<mxCell parent="0"/></UserObject>',
    )
    cells = [*_boxes(drawing, palette), *_edges(drawing, palette), *_details(drawing, palette)]
    return "\n".join([*head, *cells, "</root></mxGraphModel></diagram></mxfile>"]) + "\n"


def _attribute(text: str) -> str:
    """A text inside an attribute; lines in it stay lines."""
    return escape(text, quote=True).replace("\n", "&#10;")


def _boxes(drawing: Drawing, palette: Palette) -> Iterator[str]:
    """Each box after the one that it lies in, with the lines of text that stand in it before anything else."""
    places = {box.id: box.place for box in drawing.boxes}
    texts = _texts_in(drawing)
    for box in drawing.boxes:
        paint = paint_of(palette, box.role, box.state)
        own = texts.get(box.id, ())
        label = _attribute("".join(_line(label, paint) for label in own))
        style = ";".join([*_box_style(box, paint), *_text_style(box, own)])
        frame = _geometry(box.place, places.get(box.parent))
        told = f'tooltip="{_attribute(escape(inert(box.title)))}" {_data(box)}'
        yield (
            f'<UserObject id="{box.id}" label="{label}" {told}><mxCell style="{style}" vertex="1" '
            f'parent="{box.parent or LAYER}">{frame}</mxCell></UserObject>'
        )


def _data(box: Box) -> str:
    """What draw.io shows as the data of a shape; replicas a line each."""
    data = {"role": box.role.value}
    data |= {"state": box.state.value} if box.state is not BoxState.NORMAL else {}
    data |= {"machines": str(box.machines)} if box.machines else {}
    for name, pods in (("replicas", box.replicas), ("moved_in", box.moved_in)):
        data |= {name: "\n".join(f"{count} {inert(shown_name(service))}" for service, count in pods)} if pods else {}
    return " ".join(f'{name}="{_attribute(value)}"' for name, value in data.items())


def _texts_in(drawing: Drawing) -> dict[str, tuple[Label, ...]]:
    """The labels that become the text of their box: those from its top that stand one below the other."""
    things: dict[str, list[Rectangle]] = {}
    for owner, place in _places_within(drawing):
        things.setdefault(owner, []).append(place)
    texts: dict[str, list[Label]] = {}
    ended: set[str] = set()
    for label in drawing.labels:
        if not label.owner or label.owner in ended:
            continue
        before = texts.setdefault(label.owner, [])
        follows = not before or (label.place.y == before[-1].place.bottom and _aligned(label, before[-1]))
        level = any(
            place.y < label.place.bottom and label.place.y < place.bottom for place in things.get(label.owner, ())
        )
        if follows and not level:
            before.append(label)
        else:
            ended.add(label.owner)
    return {owner: tuple(labels) for owner, labels in texts.items() if labels}


def _places_within(drawing: Drawing) -> Iterator[tuple[str, Rectangle]]:
    yield from ((bar.owner, bar.place) for bar in drawing.bars)
    yield from ((swatch.owner, swatch.place) for swatch in drawing.swatches)


def _aligned(one: Label, other: Label) -> bool:
    return one.anchor is other.anchor and (one.anchor is not TextAnchor.START or one.place.x == other.place.x)


def _line(label: Label, paint: Paint) -> str:
    """A line of text as HTML, whole or visibly cut, as high as in the picture."""
    weight = "font-weight:bold;" if label.tone in BOLD else ""
    style = f"font-size:{label.size}px;{weight}line-height:{label.place.height}px;color:{ink_of(paint, label.tone)}"
    return f'<div style="{style}">{escape(inert(label.shown))}</div>'


def _box_style(box: Box, paint: Paint) -> Iterator[str]:
    if box.role in BARE:
        yield from ("rounded=0", "fillColor=none", "strokeColor=none")
    else:
        width = 2 if box.state is not BoxState.NORMAL or box.role is Role.UNPLACED else 1
        yield from ("rounded=1", "absoluteArcSize=1", f"arcSize={2 * ROUND.get(box.role, 5)}")
        yield from (f"fillColor={paint.fill}", f"strokeColor={paint.line}", f"strokeWidth={width}")
        dash = STATE_DASH.get(box.state) or DASHED.get(box.role)
        yield from (("dashed=1", "fixDash=1", f"dashPattern={dash}") if dash else ())
    yield from ("container=1", "collapsible=0", "recursiveResize=0") if box.role in FRAMES else ("container=0",)
    yield from ("shadow=1",) if box.stacked else ()


def _text_style(box: Box, labels: Sequence[Label]) -> Iterator[str]:
    yield from ("html=1", "whiteSpace=nowrap", f"fontFamily={FONT}", "spacing=0")
    if labels:
        first = labels[0]
        yield from (f"align={ALIGN[first.anchor]}", "verticalAlign=top", f"fontSize={first.size}")
        yield f"spacingTop={first.place.y - box.place.y - TOP_SPACING}"
        if first.anchor is TextAnchor.START:
            yield f"spacingLeft={first.place.x - box.place.x}"


def _geometry(place: Rectangle, within: Rectangle | None) -> str:
    """Where a shape stands: from the corner of the shape that it lies in."""
    x, y = (place.x - within.x, place.y - within.y) if within else (place.x, place.y)
    return f'<mxGeometry x="{x}" y="{y}" width="{place.width}" height="{place.height}" as="geometry"/>'


def _edges(drawing: Drawing, palette: Palette) -> Iterator[str]:
    places = {box.id: box.place for box in drawing.boxes}
    for edge in drawing.edges:
        style = ["edgeStyle=orthogonalEdgeStyle", "rounded=0", "html=1", "jettySize=auto", "orthogonalLoop=1"]
        style += [f"strokeColor={palette.edges[edge.kind]}", "strokeWidth=1.5", "endFill=1", "endSize=5"]
        style += ["endArrow=block" if edge.arrow else "endArrow=none"]
        style += ["dashed=1", "fixDash=1", f"dashPattern={EDGE_DASH[edge.kind]}"] if edge.kind in EDGE_DASH else []
        style += [*_hook("exit", edge.points[0], places[edge.source])]
        style += [*_hook("entry", edge.points[-1], places[edge.target])]
        yield (
            f'<UserObject id="{edge.id}" label="" tooltip="{_attribute(escape(inert(edge.title)))}">'
            f'<mxCell style="{";".join(style)}" edge="1" parent="{LAYER}" source="{edge.source}" '
            f'target="{edge.target}">{_bends(edge)}</mxCell></UserObject>'
        )


def _hook(end: str, point: tuple[int, int], place: Rectangle) -> Iterator[str]:
    """Where on its box a connector hangs, as shares of the width and of the height."""
    across, down = (point[0] - place.x) / place.width, (point[1] - place.y) / place.height
    yield from (f"{end}X={across:.4g}", f"{end}Y={down:.4g}", f"{end}Dx=0", f"{end}Dy=0", f"{end}Perimeter=0")


def _bends(edge: Edge) -> str:
    bends = "".join(f'<mxPoint x="{x}" y="{y}"/>' for x, y in edge.points[1:-1])
    array = f'<Array as="points">{bends}</Array>' if bends else ""
    return f'<mxGeometry relative="1" as="geometry">{array}</mxGeometry>'


def _details(drawing: Drawing, palette: Palette) -> Iterator[str]:
    """What stands in boxes beside their first lines: bars, patterns of tenants, and other texts."""
    boxes = {box.id: box for box in drawing.boxes}
    inside = {label.id for labels in _texts_in(drawing).values() for label in labels}
    for bar in drawing.bars:
        yield from _bar(bar, boxes[bar.owner].place, palette)
    for swatch in drawing.swatches:
        yield _swatch(swatch, boxes[swatch.owner].place, drawing, palette)
    for label in drawing.labels:
        if label.id not in inside:
            owner = boxes.get(label.owner)
            paint = paint_of(palette, owner.role, owner.state) if owner else palette.page
            yield _text(label, owner, paint)


def _text(label: Label, owner: Box | None, paint: Paint) -> str:
    style = (
        f"text;html=1;whiteSpace=nowrap;spacing=0;fontFamily={FONT};fontSize={label.size};connectable=0;"
        f"align={ALIGN[label.anchor]};verticalAlign=top;spacingTop=-{TOP_SPACING};strokeColor=none;fillColor=none"
    )
    tip = _attribute(escape(inert(label.text)))
    place = _geometry(label.place, owner.place if owner else None)
    return (
        f'<UserObject id="{label.id}" label="{_attribute(_line(label, paint))}" tooltip="{tip}"><mxCell '
        f'style="{style}" vertex="1" parent="{owner.id if owner else LAYER}">{place}</mxCell></UserObject>'
    )


def _bar(bar: Bar, owner: Rectangle, palette: Palette) -> Iterator[str]:
    """The ground of a bar and its parts, which lie in it and are as long as their share."""
    place = bar.place
    said = ", ".join(f"{share:.0%} {part.value.replace('_', ' ')}" for part, share in bar.parts) or "0%"
    ground = f"fillColor={palette.bar_ground};strokeColor={palette.bar_line};strokeWidth=0.8;connectable=0"
    yield _shape(bar.id, f"{bar.resource}: {said}", ground, _geometry(place, owner), bar.owner)
    x = 0.0
    for number, (part, share) in enumerate(bar.parts, 1):
        width = round(place.width * share, 2)
        frame = f'<mxGeometry x="{x:g}" width="{width:g}" height="{place.height}" as="geometry"/>'
        solid = f"fillColor={palette.bars[part]};strokeColor=none;connectable=0"
        pattern = bar_pattern(part, palette)
        fill = solid if part is BarPart.USED else _image(pattern, f"bar-{part.value}", width, place.height)
        yield _shape(f"{bar.id}-{number}", f"{share:.0%} {part.value.replace('_', ' ')}", fill, frame, bar.id)
        x = round(x + width, 2)


def _swatch(swatch: Swatch, owner: Rectangle, drawing: Drawing, palette: Palette) -> str:
    """The pattern of a tenant, with its name as tooltip."""
    place = swatch.place
    number = swatch.tenant % len(TENANT_PATTERNS)
    ink = palette.tenant_ink
    image = _image(tenant_pattern(swatch.tenant, palette), f"tenant-{number}", place.width, place.height)
    style = f"{image};imageBorder={ink}"
    return _shape(swatch.id, drawing.tenants[swatch.tenant].name, style, _geometry(place, owner), swatch.owner)


def _image(pattern: str, pattern_id: str, width: float, height: float) -> str:
    """The style of a shape that shows a pattern: as a small SVG inside, since draw.io has no such fills of its own."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" preserveAspectRatio="none" '
        f'viewBox="0 0 {width:g} {height:g}"><defs>{pattern}</defs>'
        f'<rect width="{width:g}" height="{height:g}" fill="url(#{pattern_id})"/></svg>'
    )
    encoded = base64.b64encode(svg.encode()).decode()
    return f"shape=image;imageAspect=0;connectable=0;image=data:image/svg+xml,{encoded}"


def _shape(shape_id: str, tip: str, style: str, geometry: str, parent: str) -> str:
    return (
        f'<UserObject id="{shape_id}" label="" tooltip="{_attribute(escape(inert(tip)))}"><mxCell style="{style}" '
        f'vertex="1" parent="{parent}">{geometry}</mxCell></UserObject>'
    )
