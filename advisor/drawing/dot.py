"""A drawing as DOT, the language of Graphviz, which lays it out by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from advisor.drawing.geometry import BoxState, Drawing, EdgeKind, Role
from advisor.drawing.outline import (
    Frame,
    Outline,
    OutlineBox,
    OutlineLink,
    below_frames,
    last_nodes,
    outline_of,
    rows_of,
)
from advisor.drawing.shapes import DASHED, STATE_DASH
from advisor.drawing.text_metrics import FONTS, inert
from advisor.drawing.themes import PALETTES, Paint, Palette, Theme, paint_of

LINES = {EdgeKind.SUPPLY: "dashed", EdgeKind.CONTROL: "dotted", EdgeKind.QUORUM: "dotted", EdgeKind.MOVES: "bold"}
HIDDEN, LOOSE = "[style=invis, weight=5]", "[style=invis]"
"""Links that only hold boxes in their places; loose ones hold notes below, and give way before the others."""
FREE = frozenset({EdgeKind.QUORUM, EdgeKind.WAY_OUT})
"""What runs between boxes that stand in their places already."""


def to_dot(drawing: Drawing, theme: Theme = Theme.LIGHT) -> str:
    """The text of a drawing; `dot` draws it."""
    return "\n".join(_lines(outline_of(drawing), PALETTES[theme])) + "\n"


def _lines(outline: Outline, palette: Palette) -> Iterator[str]:
    page = palette.page
    yield "digraph topology {"
    yield (
        f"  graph [label={_quoted(outline.title)}, labelloc=t, labeljust=l, fontsize=20, tooltip="
        f'{_quoted(outline.description)}, rankdir=TB, compound=true, newrank=true, nodesep=0.2, ranksep=0.3, bgcolor="'
        f'{page.fill}", fontcolor="{page.text}", fontname="{FONTS}", forcelabels=true]'
    )
    yield f'  node [shape=box, style="rounded,filled", fontsize=11, margin="0.12,0.08", fontname="{FONTS}"]'
    yield f'  edge [fontsize=10, arrowsize=0.7, fontname="{FONTS}", fontcolor="{page.quiet}"]'
    for node in (*outline.nodes, *outline.notes):
        yield f"  {_node(node, palette)}"
    for frame in outline.frames:
        yield from _frame(frame, palette, "  ")
    yield from _beside_each_other(outline.frames, "  ")
    frames = {frame.id for frame in _all(outline.frames)}
    for link in outline.links:
        yield f"  {_link(link, frames, palette)}"
    lowest = last_nodes(outline.frames)
    for node in below_frames(outline) if lowest else ():
        yield f'  "{lowest[-1].id}" -> "{node.id}" {LOOSE}'
    yield "}"


def _quoted(text: str) -> str:
    r"""A text as a string of DOT, in which nothing is an escape or an entity; lines end left.

    >>> print(_quoted('a\\N "b" &lt;'))
    "a\\N \"b\" &amp;lt;"
    """
    return '"' + inert(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") + '"'


def _label(lines: Sequence[str]) -> str:
    return '"' + "".join(_quoted(line)[1:-1] + "\\l" for line in lines) + '"'


def _look(paint: Paint, role: Role, state: BoxState) -> str:
    dashed = state in STATE_DASH or role in DASHED
    style = "rounded,filled" + (",dashed" if dashed else "")
    width = ", penwidth=2" if state is not BoxState.NORMAL else ""
    return f'fillcolor="{paint.fill}", color="{paint.line}", fontcolor="{paint.text}", style="{style}"{width}'


def _node(node: OutlineBox, palette: Palette) -> str:
    look = _look(paint_of(palette, node.role, node.state), node.role, node.state)
    return f'"{node.id}" [label={_label(node.lines)}, tooltip={_quoted(node.lines[0])}, {look}]'


def _anchor(frame: Frame) -> str:
    """A point that nobody sees: links to a frame end at it, as DOT joins no frames, and it keeps an empty one open."""
    return f'"{frame.id} anchor"'


def _frame(frame: Frame, palette: Palette, indent: str) -> Iterator[str]:
    look = _look(paint_of(palette, frame.role, frame.state), frame.role, frame.state)
    yield f'{indent}subgraph "cluster_{frame.id}" {{'
    yield f"{indent}  graph [label={_quoted(frame.title)}, labeljust=l, fontsize=12, margin=10, {look}]"
    yield f'{indent}  {_anchor(frame)} [shape=point, style=invis, width=0.01, height=0.01, label=""]'
    for node in frame.nodes:
        yield f"{indent}  {_node(node, palette)}"
    rows = rows_of(frame)
    for node in rows[0] if rows else ():
        yield f'{indent}  {_anchor(frame)} -> "{node.id}" {HIDDEN}'
    for above, below in pairwise(rows):
        yield f"{indent}  {_group(above)} -> {_group(below)} {HIDDEN}"
    for each in frame.frames:
        yield from _frame(each, palette, indent + "  ")
        yield f"{indent}  {_anchor(frame)} -> {_anchor(each)} {HIDDEN}"
    if frame.role is Role.LOCATION:
        yield from _beside_each_other(frame.frames, indent + "  ")
    else:
        yield from _below_each_other(frame.frames, indent + "  ")
    yield f"{indent}}}"


def _group(nodes: Sequence[OutlineBox]) -> str:
    return "{ " + " ".join(f'"{node.id}"' for node in nodes) + " }"


def _beside_each_other(frames: Sequence[Frame], indent: str) -> Iterator[str]:
    """Frames in their order from the left."""
    if len(frames) > 1:
        yield f"{indent}{{ rank=same; {' -> '.join(map(_anchor, frames))} {HIDDEN} }}"


def _below_each_other(frames: Sequence[Frame], indent: str) -> Iterator[str]:
    for above, below in pairwise(frames):
        last = f'"{above.nodes[-1].id}"' if above.nodes else _anchor(above)
        yield f"{indent}{last} -> {_anchor(below)} {HIDDEN}"


def _link(link: OutlineLink, frames: set[str], palette: Palette) -> str:
    colour = palette.edges[link.kind]
    look = [f'color="{colour}"', f"style={LINES.get(link.kind, 'solid')}"]
    look += [] if link.arrow else ["dir=none"]
    look += ["constraint=false"] if link.kind in FREE else []
    look += [f"xlabel={_quoted(link.words)}"] if link.words else []
    look += [f'{end}="cluster_{box}"' for end, box in (("ltail", link.source), ("lhead", link.target)) if box in frames]
    source, target = (f'"{box} anchor"' if box in frames else f'"{box}"' for box in (link.source, link.target))
    return f"{source} -> {target} [{', '.join(look)}]"


def _all(frames: Sequence[Frame]) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        yield from _all(frame.frames)
