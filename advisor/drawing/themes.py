"""Colours of a picture: light, dark and grey. Every text keeps the contrast of WCAG 2.2, level AA, with its ground.

Colour never says something alone: states have a line style and a word, parts of bars and tenants a pattern.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from advisor.drawing.geometry import BarPart, BoxState, EdgeKind, Role, Tone


class Theme(StrEnum):
    """How a picture is coloured."""

    LIGHT = "light"
    DARK = "dark"
    GREY = "grey"
    """For a printer without colours."""


@dataclass(frozen=True)
class Paint:
    """The colours of a box, as #rrggbb."""

    fill: str
    line: str
    text: str
    quiet: str
    alarm: str


@dataclass(frozen=True)
class Palette:
    """All colours of a theme."""

    page: Paint
    roles: Mapping[Role, Paint]
    states: Mapping[BoxState, Paint]
    bars: Mapping[BarPart, str]
    bar_ground: str
    bar_line: str
    edges: Mapping[EdgeKind, str]
    tenant_ink: str
    tenant_ground: str


_FACES: Mapping[str, tuple[Role, ...]] = {
    "frame": (Role.LOCATION,),
    "zone": (Role.ZONE,),
    "public": (Role.SUBNET_PUBLIC,),
    "private": (Role.SUBNET_PRIVATE,),
    "node": (Role.NODE, Role.NODE_GROUP, Role.SPARE_NODE, Role.TASKS, Role.MOVES),
    "entry": (Role.USERS, Role.DNS, Role.LOAD_BALANCER, Role.INTERNAL_LOAD_BALANCER, Role.NAT, Role.PROXY),
    "control": (Role.CONTROL_PLANE, Role.VENDOR_CONTROL_PLANE),
    "leader": (Role.LEADER,),
    "beside": (Role.AUXILIARY, Role.REGISTRY, Role.DISCOVERY, Role.VOLUME),
    "plain": (Role.ROW, Role.LEGEND),
    "alarm": (Role.UNPLACED,),
    "note": (Role.NOTE,),
}
"""Which boxes look alike."""


def _roles(**faces: Paint) -> dict[Role, Paint]:
    return {role: paint for face, paint in faces.items() for role in _FACES[face]}


_RED = "#a3120a"
_LIGHT_PAGE = Paint("#ffffff", "#ffffff", "#14212e", "#4a5a6a", _RED)
_LIGHT = Palette(
    page=_LIGHT_PAGE,
    roles=_roles(
        frame=Paint("#f3f6f9", "#8fa1b3", "#14212e", "#4a5a6a", _RED),
        zone=Paint("#ffffff", "#8fa1b3", "#14212e", "#4a5a6a", _RED),
        public=Paint("#eef7ee", "#6f9c76", "#14212e", "#3f5c45", _RED),
        private=Paint("#f2f5fb", "#8697bb", "#14212e", "#46557a", _RED),
        node=Paint("#ffffff", "#5b6f84", "#14212e", "#4a5a6a", _RED),
        entry=Paint("#dcefe9", "#2b7a68", "#0d3b31", "#2a5a4e", _RED),
        control=Paint("#dbe7f8", "#2f5fa3", "#12325f", "#34507c", _RED),
        leader=Paint("#1f4e8f", "#12325f", "#ffffff", "#e6eefb", "#ffffff"),
        beside=Paint("#f6efe0", "#94752f", "#443208", "#5f4b1c", _RED),
        plain=_LIGHT_PAGE,
        alarm=Paint("#fdecea", "#a3120a", "#7a0d07", "#7a0d07", "#7a0d07"),
        note=Paint("#eef1f5", "#8fa1b3", "#14212e", "#4a5a6a", _RED),
    ),
    states={
        BoxState.LOST: Paint("#f4eeee", "#a3120a", "#4d2523", "#5f4240", _RED),
        BoxState.DRAINED: Paint("#f1f1f1", "#6b6b6b", "#333333", "#505050", _RED),
        BoxState.TAKES_IN: Paint("#fff6e0", "#a86400", "#14212e", "#5a4a24", _RED),
        BoxState.ADDED: Paint("#eef7ff", "#1f6fb2", "#14212e", "#3f566b", _RED),
    },
    bars={BarPart.USED: "#2f5fa3", BarPart.AT_PEAK: "#5b84c4", BarPart.MOVED_IN: "#b35c00", BarPart.KEPT: "#6b7d8f"},
    bar_ground="#ffffff",
    bar_line="#5b6f84",
    edges={
        EdgeKind.REQUESTS: "#2b7a68",
        EdgeKind.WAY_OUT: "#2b7a68",
        EdgeKind.QUORUM: "#2f5fa3",
        EdgeKind.CONTROL: "#2f5fa3",
        EdgeKind.SUPPLY: "#94752f",
        EdgeKind.OVERFLOW: "#2b7a68",
        EdgeKind.MOVES: "#a3120a",
    },
    tenant_ink="#14212e",
    tenant_ground="#ffffff",
)
_PINK = "#ffb4ab"
_DARK_PAGE = Paint("#10171f", "#10171f", "#eef3f8", "#b3c0cd", _PINK)
_DARK = Palette(
    page=_DARK_PAGE,
    roles=_roles(
        frame=Paint("#18222d", "#66788a", "#eef3f8", "#b3c0cd", _PINK),
        zone=Paint("#1e2a37", "#66788a", "#eef3f8", "#b3c0cd", _PINK),
        public=Paint("#1d3227", "#6fa67c", "#eef3f8", "#b9d6c0", _PINK),
        private=Paint("#222d42", "#7388b8", "#eef3f8", "#b9c6e2", _PINK),
        node=Paint("#101a24", "#8ea2b6", "#eef3f8", "#b3c0cd", _PINK),
        entry=Paint("#13423a", "#5fc2aa", "#e2f7f1", "#b5dfd4", _PINK),
        control=Paint("#1b3558", "#7fb0f0", "#e4effd", "#bcd3f2", _PINK),
        leader=Paint("#8fbcf5", "#dbe9fc", "#0b1f3a", "#16304f", "#5c0a05"),
        beside=Paint("#3a311b", "#d0ad5c", "#f8eed7", "#e0cf9f", _PINK),
        plain=_DARK_PAGE,
        alarm=Paint("#43161a", "#ff8a80", "#ffd9d5", "#ffd9d5", "#ffd9d5"),
        note=Paint("#222e3b", "#66788a", "#eef3f8", "#b3c0cd", _PINK),
    ),
    states={
        BoxState.LOST: Paint("#331c1e", "#ff8a80", "#f3dbd9", "#dcbab7", _PINK),
        BoxState.DRAINED: Paint("#2a2a2a", "#a5a5a5", "#e6e6e6", "#c2c2c2", _PINK),
        BoxState.TAKES_IN: Paint("#3a2d10", "#ffbd59", "#fff3dc", "#e6d0a4", _PINK),
        BoxState.ADDED: Paint("#12314a", "#79c0f7", "#e8f4fd", "#b9d4e8", _PINK),
    },
    bars={BarPart.USED: "#7fb0f0", BarPart.AT_PEAK: "#4d79b3", BarPart.MOVED_IN: "#ffbd59", BarPart.KEPT: "#93a5b6"},
    bar_ground="#0b1118",
    bar_line="#8ea2b6",
    edges={
        EdgeKind.REQUESTS: "#5fc2aa",
        EdgeKind.WAY_OUT: "#5fc2aa",
        EdgeKind.QUORUM: "#7fb0f0",
        EdgeKind.CONTROL: "#7fb0f0",
        EdgeKind.SUPPLY: "#d0ad5c",
        EdgeKind.OVERFLOW: "#5fc2aa",
        EdgeKind.MOVES: "#ff8a80",
    },
    tenant_ink="#eef3f8",
    tenant_ground="#10171f",
)
_GREY_PAGE = Paint("#ffffff", "#ffffff", "#111111", "#4a4a4a", "#000000")
_GREY_NODE = Paint("#ffffff", "#555555", "#111111", "#4a4a4a", "#000000")
_GREY_ENTRY = Paint("#e6e6e6", "#444444", "#111111", "#444444", "#000000")
_GREY = Palette(
    page=_GREY_PAGE,
    roles=_roles(
        frame=Paint("#f4f4f4", "#808080", "#111111", "#4a4a4a", "#000000"),
        zone=_GREY_NODE,
        public=Paint("#f7f7f7", "#808080", "#111111", "#4a4a4a", "#000000"),
        private=Paint("#efefef", "#808080", "#111111", "#4a4a4a", "#000000"),
        node=_GREY_NODE,
        entry=_GREY_ENTRY,
        control=Paint("#d9d9d9", "#333333", "#111111", "#3d3d3d", "#000000"),
        leader=Paint("#333333", "#111111", "#ffffff", "#eeeeee", "#ffffff"),
        beside=Paint("#ececec", "#666666", "#111111", "#444444", "#000000"),
        plain=_GREY_PAGE,
        alarm=Paint("#ffffff", "#000000", "#000000", "#000000", "#000000"),
        note=Paint("#efefef", "#808080", "#111111", "#4a4a4a", "#000000"),
    ),
    states={
        BoxState.LOST: Paint("#e4e4e4", "#000000", "#222222", "#444444", "#000000"),
        BoxState.DRAINED: Paint("#ebebeb", "#555555", "#222222", "#444444", "#000000"),
        BoxState.TAKES_IN: Paint("#ffffff", "#000000", "#111111", "#4a4a4a", "#000000"),
        BoxState.ADDED: Paint("#fafafa", "#333333", "#111111", "#4a4a4a", "#000000"),
    },
    bars={BarPart.USED: "#4d4d4d", BarPart.AT_PEAK: "#7d7d7d", BarPart.MOVED_IN: "#111111", BarPart.KEPT: "#777777"},
    bar_ground="#ffffff",
    bar_line="#555555",
    edges=dict.fromkeys(EdgeKind, "#444444") | {EdgeKind.MOVES: "#000000"},
    tenant_ink="#111111",
    tenant_ground="#ffffff",
)
PALETTES: Mapping[Theme, Palette] = {Theme.LIGHT: _LIGHT, Theme.DARK: _DARK, Theme.GREY: _GREY}
_OWN_FACE = frozenset({Role.LOCATION, Role.ROW, Role.LEGEND, Role.NOTE})
"""What looks the same in every state."""


def paint_of(palette: Palette, role: Role, state: BoxState) -> Paint:
    """The colours of a box of a role in a state."""
    if state is BoxState.NORMAL or role in _OWN_FACE:
        return palette.roles[role]
    return palette.states[state]


def ink_of(paint: Paint, tone: Tone) -> str:
    """The colour of a text on a box."""
    return {Tone.QUIET: paint.quiet, Tone.ALARM: paint.alarm}.get(tone, paint.text)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2: from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, by WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
