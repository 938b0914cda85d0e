"""A drawing as a Mermaid flowchart: text for a README or a wiki, which Mermaid lays out by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

from advisor.drawing.geometry import BoxState, Drawing, EdgeKind, Role
from advisor.drawing.outline import (
    MOST_NAMES,
    Frame,
    Outline,
    OutlineBox,
    OutlineLink,
    below_frames,
    outline_of,
    rows_of,
    with_members_apart,
)
from advisor.drawing.shapes import DASHED, STATE_DASH
from advisor.drawing.text_metrics import inert
from advisor.drawing.themes import PALETTES, Palette, Theme, paint_of

MOST_TEXT = 50_000
"""Mermaid's own limit (maxTextSize); pages that show it cannot raise it from inside a chart."""
PLAIN = frozenset(" .,-+()/=×·–—…'’")
"""What stands for itself beside letters and digits; all else is written as a number."""
LOOKS_LIKE = str.maketrans(
    {
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
        "&": "\N{FULLWIDTH AMPERSAND}",
    }
)
"""In the heading, which Mermaid reads as HTML and then shows as plain text, so that no way of escaping is right."""
DOLLAR, AFTER_DOLLARS = "#36;", "#8288;"
"""A sign that nobody sees (word joiner): Mermaid takes two dollars for the begin of a formula, however written."""
MARKS_A_LIST = re.compile(r"^(\d+)([.)])(?=\s)|^([-+])(?=\s)")
"""What Markdown would take for an item of a list."""
ARROWS = {EdgeKind.SUPPLY: "-.->", EdgeKind.CONTROL: "-.->", EdgeKind.MOVES: "==>"}
BASE = {Theme.LIGHT: "base", Theme.DARK: "dark", Theme.GREY: "neutral"}


def to_mermaid(drawing: Drawing, theme: Theme = Theme.LIGHT, *, limit: int = MOST_TEXT) -> str:
    """The text of a drawing; boxes name fewer services, and count more, where it has more letters than the limit."""
    text = ""
    for most in (MOST_NAMES, 6, 3, 0):
        text = "\n".join(_lines(with_members_apart(outline_of(drawing, most)), theme)) + "\n"
        if len(text) <= limit:
            break
    return text


def _lines(outline: Outline, theme: Theme) -> Iterator[str]:
    palette = PALETTES[theme]
    yield from ("---", f"title: {json.dumps(inert(outline.title).translate(LOOKS_LIKE), ensure_ascii=False)}")
    yield f"config: {{theme: {BASE[theme]}, flowchart: {{wrappingWidth: 420}}}}"
    yield from ("---", "flowchart TB", f"  accTitle: {_escaped(outline.title)}")
    yield f"  accDescr: {_escaped(outline.description)}"
    for node in outline.nodes:
        yield f"  {_node(node)}"
    for frame in reversed(outline.frames):
        yield from _frame(frame, outline, "  ")
    for link in outline.links:
        yield f"  {_link(link)}"
    for node in outline.notes:
        yield f"  {_node(node)}"
    for node in below_frames(outline) if outline.frames else ():
        yield f"  {_id(outline.frames[0].id)} ~~~ {_id(node.id)}"
    yield from _classes(outline, palette)


def _id(box_id: str) -> str:
    return box_id.replace("-", "_")


def _escaped(text: str) -> str:
    """A text in which nothing is a mark of Mermaid, of HTML or of Markdown."""
    text = inert(text)
    listed = MARKS_A_LIST.match(text)
    last = listed.end() if listed else 0
    written = "".join(
        f"#{ord(letter)};" if place == last - 1 or not (letter in PLAIN or letter.isalnum()) else letter
        for place, letter in enumerate(text)
    )
    return written.replace(DOLLAR, DOLLAR + AFTER_DOLLARS)


def _node(node: OutlineBox) -> str:
    return f'{_id(node.id)}["{"<br>".join(map(_escaped, node.lines))}"]'


def _frame(frame: Frame, outline: Outline, indent: str) -> Iterator[str]:
    """A frame; what lies in it stands in rows, which links that nobody sees hold one below the other.

    Mermaid lays out frames without links from the last to the first, so they are written in that order.
    """
    yield f'{indent}subgraph {_id(frame.id)}["{_escaped(frame.title)}"]'
    yield f"{indent}  direction {_direction(frame, outline)}"
    for each in reversed(frame.frames):
        yield from _frame(each, outline, indent + "  ")
    for node in frame.nodes:
        yield f"{indent}  {_node(node)}"
    rows = rows_of(frame)
    for above, below in pairwise(rows):
        yield f"{indent}  {' & '.join(_id(n.id) for n in above)} ~~~ {' & '.join(_id(n.id) for n in below)}"
    yield f"{indent}end"


def _direction(frame: Frame, outline: Outline) -> str:
    """Where links in a frame run; frames without links stand across it.

    A zone has its public subnet above the private one, from which the way out leads up to it.
    """
    if frame.role is not Role.ZONE or not frame.frames:
        return "TB"
    inside = {each.id for each in _all(frame.frames)}
    return "BT" if any({link.source, link.target} <= inside for link in outline.links) else "LR"


def _link(link: OutlineLink) -> str:
    arrow = ARROWS.get(link.kind, "-->" if link.arrow else "---")
    words = f"|{_escaped(link.words)}|" if link.words else ""
    return f"{_id(link.source)} {arrow}{words} {_id(link.target)}"


def _classes(outline: Outline, palette: Palette) -> Iterator[str]:
    """The colours and line styles of boxes by what they stand for and what happens to them."""
    members: dict[tuple[Role, BoxState], list[str]] = {}
    for thing in (*outline.nodes, *outline.notes, *_all(outline.frames)):
        members.setdefault((thing.role, thing.state), []).append(_id(thing.id))
    for (role, state), ids in members.items():
        name = role.value if state is BoxState.NORMAL else f"{role.value}_{state.value}"
        paint, dash = paint_of(palette, role, state), STATE_DASH.get(state) or DASHED.get(role)
        style = f"fill:{paint.fill},stroke:{paint.line},color:{paint.text}"
        style += f",stroke-dasharray:{dash}" if dash else ""
        yield f"  classDef {name} {style}" + (",stroke-width:2px" if state is not BoxState.NORMAL else "")
        yield f"  class {','.join(ids)} {name}"


def _all(frames: tuple[Frame, ...]) -> Iterator[Frame | OutlineBox]:
    for frame in frames:
        yield frame
        yield from frame.nodes
        yield from _all(frame.frames)
