"""A drawing as SVG: one file without scripts, fonts or links, the same bytes for the same drawing."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from advisor.drawing.geometry import (
    PAGE_WIDTH,
    Bar,
    BarPart,
    Box,
    BoxState,
    Drawing,
    Edge,
    Label,
    Role,
    Swatch,
    TextAnchor,
)
from advisor.drawing.shapes import BARE, BOLD, DASHED, EDGE_DASH, ROUND, STATE_DASH
from advisor.drawing.text_metrics import FONTS, has_known_widths, inert
from advisor.drawing.themes import PALETTES, Paint, Palette, Theme, ink_of, paint_of

TENANT_PATTERNS = (
    '<rect width="8" height="8" fill="{ink}"/>',
    '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="{ink}" stroke-width="2"/>',
    '<circle cx="2" cy="2" r="1.4" fill="{ink}"/><circle cx="6" cy="6" r="1.4" fill="{ink}"/>',
    '<path d="M0 2H8M0 6H8" stroke="{ink}" stroke-width="2"/>',
    '<path d="M2 0V8M6 0V8" stroke="{ink}" stroke-width="2"/>',
    '<path d="M0 0L8 8M-2 6L2 10M6 -2L10 2" stroke="{ink}" stroke-width="2"/>',
    '<path d="M0 4H8M4 0V8" stroke="{ink}" stroke-width="1.6"/>',
    '<rect width="4" height="4" fill="{ink}"/><rect x="4" y="4" width="4" height="4" fill="{ink}"/>',
    '<rect x="2" y="2" width="4" height="4" fill="none" stroke="{ink}" stroke-width="1.5"/>',
    '<path d="M0 0L8 8M0 8L8 0" stroke="{ink}" stroke-width="1.3"/>',
)
"""In turn for the tenants of a picture; each has its code beside it, so two with one pattern are told apart."""


SOLID = frozenset({BarPart.USED, BarPart.MOVED_IN})
"""Parts of bars with a ground below their pattern: tiles of a pattern alone leave seams at other scales."""


def to_svg(drawing: Drawing, theme: Theme = Theme.LIGHT) -> str:
    """The SVG of a drawing in a theme; texts are escaped, and fonts named, not carried.

    >>> from advisor import draw, example_scenarios, load_knowledge, load_scenario, size
    >>> scenario, knowledge = load_scenario(example_scenarios()["single-vm"]), load_knowledge()
    >>> one_box = size(scenario, knowledge.platforms["docker-compose-single-vm"], knowledge)
    >>> to_svg(draw(one_box, scenario), Theme.DARK)[:4]
    '<svg'
    """
    palette = PALETTES[theme]
    width, height = drawing.width, drawing.height
    shown_height = round(height * drawing.scale)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{PAGE_WIDTH}" '
        f'height="{shown_height}" role="img" aria-labelledby="title description" font-family="{FONTS}">',
        f'<title id="title">{_text(drawing.title)}</title>',
        f'<desc id="description">{_text(drawing.description)}</desc>',
        f"<defs>{''.join(_definitions(drawing, palette))}</defs>",
        f'<rect width="{width}" height="{height}" fill="{palette.page.fill}"/>',
    ]
    paints = {box.id: paint_of(palette, box.role, box.state) for box in drawing.boxes}
    lines += [_box(box, paints[box.id]) for box in drawing.boxes]
    lines += [_edge(edge, palette) for edge in drawing.edges]
    lines += [_bar(bar, palette) for bar in drawing.bars]
    lines += [_swatch(swatch, drawing, palette) for swatch in drawing.swatches]
    lines += [_label(label, paints.get(label.owner, palette.page)) for label in drawing.labels]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _text(text: str) -> str:
    return escape(inert(text), {'"': "&quot;", "'": "&apos;"})


def _definitions(drawing: Drawing, palette: Palette) -> Iterator[str]:
    """Arrow heads, and the patterns of parts of bars and of tenants."""
    for kind in dict.fromkeys(edge.kind for edge in drawing.edges if edge.arrow):
        yield (
            f'<marker id="head-{kind.value}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
            f'markerUnits="userSpaceOnUse" orient="auto">'
            f'<path d="M0 0L8 4L0 8z" fill="{palette.edges[kind]}"/></marker>'
        )
    for part in dict.fromkeys(part for bar in drawing.bars for part, _ in bar.parts if part is not BarPart.USED):
        yield bar_pattern(part, palette)
    for place in sorted({swatch.tenant % len(TENANT_PATTERNS) for swatch in drawing.swatches} - {0}):  # 0 is solid
        yield tenant_pattern(place, palette)


def tenant_pattern(tenant: int, palette: Palette) -> str:
    """The pattern of the tenant at a place, as an element of SVG with the id `tenant-3`."""
    place = tenant % len(TENANT_PATTERNS)
    drawn = TENANT_PATTERNS[place].format(ink=palette.tenant_ink)
    return (
        f'<pattern id="tenant-{place}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{palette.tenant_ground}"/>{drawn}</pattern>'
    )


def bar_pattern(part: BarPart, palette: Palette) -> str:
    """The pattern of a part of a bar, with the id `bar-kept`: what is in use is solid, the others are hatched."""
    ink, whole = palette.bars[part], f'<rect width="6" height="6" fill="{palette.bars[part]}"/>'
    drawn = {
        BarPart.USED: whole,
        BarPart.AT_PEAK: f'<path d="M1.5 0V6M4.5 0V6" stroke="{ink}" stroke-width="1.6"/>',
        BarPart.MOVED_IN: f'{whole}<path d="M0 6L6 0" stroke="{palette.bar_ground}"/>',
        BarPart.KEPT: f'<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="{ink}" stroke-width="1"/>',
    }[part]
    return f'<pattern id="bar-{part.value}" width="6" height="6" patternUnits="userSpaceOnUse">{drawn}</pattern>'


def _box(box: Box, paint: Paint) -> str:
    place, title = box.place, f"<title>{_text(box.title)}</title>"
    radius = ROUND.get(box.role, 5)
    shape = f'x="{place.x}" y="{place.y}" width="{place.width}" height="{place.height}" rx="{radius}"'
    if box.role in BARE:
        return f'<g id="{_text(box.id)}">{title}<rect {shape} fill="none"/></g>'
    dash = STATE_DASH.get(box.state) or DASHED.get(box.role)
    style = f'fill="{paint.fill}" stroke="{paint.line}"' + (f' stroke-dasharray="{dash}"' if dash else "")
    width = 2 if box.state is not BoxState.NORMAL or box.role is Role.UNPLACED else 1
    behind = ""
    if box.stacked:
        edge = f'fill="none" stroke="{paint.line}"'
        behind = f'<path d="M{place.x + 5} {place.y - 3}H{place.right + 2}q1 0 1 1V{place.bottom - 5}" {edge}/>'
    return f'<g id="{_text(box.id)}">{title}{behind}<rect {shape} {style} stroke-width="{width}"/></g>'


def _edge(edge: Edge, palette: Palette) -> str:
    path = "M" + "L".join(f"{x} {y}" for x, y in edge.points)
    dash = f' stroke-dasharray="{EDGE_DASH[edge.kind]}"' if edge.kind in EDGE_DASH else ""
    head = f' marker-end="url(#head-{edge.kind.value})"' if edge.arrow else ""
    style = f'fill="none" stroke="{palette.edges[edge.kind]}" stroke-width="1.5"{dash}{head}'
    return f'<g id="{_text(edge.id)}"><title>{_text(edge.title)}</title><path d="{path}" {style}/></g>'


def _bar(bar: Bar, palette: Palette) -> str:
    place = bar.place
    drawn, x = [], place.x * 1.0
    for part, share in bar.parts:
        width = round(place.width * share, 2)
        shape = f'x="{x:g}" y="{place.y}" width="{width:g}" height="{place.height}"'
        drawn += [f'<rect {shape} fill="{palette.bars[part]}"/>'] if part in SOLID else []
        drawn += [f'<rect {shape} fill="url(#bar-{part.value})"/>'] if part is not BarPart.USED else []
        x = round(x + width, 2)
    shape = f'x="{place.x}" y="{place.y}" width="{place.width}" height="{place.height}"'
    ground = f'<rect {shape} fill="{palette.bar_ground}"/>'
    frame = f'<rect {shape} fill="none" stroke="{palette.bar_line}" stroke-width="0.8"/>'
    said = ", ".join(f"{share:.0%} {part.value.replace('_', ' ')}" for part, share in bar.parts) or "0%"
    return f'<g id="{bar.id}"><title>{_text(bar.resource)}: {said}</title>{ground}{"".join(drawn)}{frame}</g>'


def _swatch(swatch: Swatch, drawing: Drawing, palette: Palette) -> str:
    place, pattern = swatch.place, swatch.tenant % len(TENANT_PATTERNS)
    fill = f"url(#tenant-{pattern})" if pattern else palette.tenant_ink
    return (
        f'<g id="{swatch.id}"><title>{_text(drawing.tenants[swatch.tenant].name)}</title>'
        f'<rect x="{place.x}" y="{place.y}" width="{place.width}" height="{place.height}" '
        f'fill="{fill}" stroke="{palette.tenant_ink}" stroke-width="0.8"/></g>'
    )


def _label(label: Label, paint: Paint) -> str:
    place = label.place
    x = {TextAnchor.START: place.x, TextAnchor.MIDDLE: place.x + place.width / 2, TextAnchor.END: place.right}[
        label.anchor
    ]
    anchor = "" if label.anchor is TextAnchor.START else f' text-anchor="{label.anchor.value}"'
    weight = ' font-weight="bold"' if label.tone in BOLD else ""
    whole = f"<title>{_text(label.text)}</title>" if label.shown != label.text else ""
    held = "" if has_known_widths(label.shown) else f' textLength="{place.width}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text x="{x:g}" y="{place.y + label.size}" font-size="{label.size}"{weight}{anchor}{held} '
        f'fill="{ink_of(paint, label.tone)}">{whole}{_text(label.shown)}</text>'
    )
