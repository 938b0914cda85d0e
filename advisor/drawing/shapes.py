"""How boxes and lines look beside their colours, in each format that draws them."""

from __future__ import annotations

from advisor.drawing.geometry import BoxState, EdgeKind, Role, Tone

BOLD = frozenset({Tone.TITLE, Tone.HEADING, Tone.ALARM})
ROUND = {
    Role.VENDOR_CONTROL_PLANE: 18,
    Role.USERS: 14,
    Role.MOVES: 12,
    Role.UNPLACED: 4,
    Role.NOTE: 6,
    Role.LOCATION: 8,
}
DASHED = {
    Role.SUBNET_PUBLIC: "6 3",
    Role.SUBNET_PRIVATE: "2 3",
    Role.SPARE_NODE: "5 3",
    Role.VENDOR_CONTROL_PLANE: "8 3",
}
STATE_DASH = {BoxState.LOST: "3 3", BoxState.DRAINED: "8 3 2 3", BoxState.ADDED: "7 4"}
EDGE_DASH = {EdgeKind.SUPPLY: "5 3", EdgeKind.CONTROL: "2 3", EdgeKind.QUORUM: "2 2", EdgeKind.MOVES: "8 3"}
BARE = frozenset({Role.ROW, Role.LEGEND})
"""Boxes without a line around them."""
