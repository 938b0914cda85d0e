"""A drawing as PNG, rendered by resvg without a browser and without network."""

from __future__ import annotations

from advisor.drawing.geometry import Drawing
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import PALETTES, Theme


def to_png(drawing: Drawing, theme: Theme = Theme.LIGHT, *, zoom: int = 2) -> bytes:
    """The PNG of a drawing, `zoom` pixels for each of its own; with the fonts of this machine."""
    import resvg_py

    background = PALETTES[theme].page.fill
    return bytes(resvg_py.svg_to_bytes(svg_string=to_svg(drawing, theme), background=background, zoom=zoom))
