"""A drawing as PNG, rendered by resvg without a browser and without network, with the fonts of this machine."""

from __future__ import annotations

from functools import cache

from advisor.drawing.geometry import Drawing
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import Theme
from advisor.errors import MachineryError

NO_FONTS = "this machine has no font to draw letters with; install one, or write the picture as svg"
_LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{text}</svg>'


def to_png(drawing: Drawing, theme: Theme = Theme.LIGHT, *, zoom: int = 2) -> bytes:
    """The PNG of a drawing, `zoom` pixels for each of a page. Raises MachineryError on a machine without fonts."""
    if not has_fonts():
        raise MachineryError(NO_FONTS)
    return png_of(to_svg(drawing, theme), zoom=zoom)


def png_of(svg: str, width: int | None = None, height: int | None = None, *, zoom: int | None = None) -> bytes:
    """The picture as PNG, so many pixels wide; else as wide as it says itself. Raises ValueError for no SVG.

    With a height too it fits both: a picture of others may say that it is as high as a mountain.
    """
    import resvg_py  # the library loads in no time, but only pictures of pixels need it

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height, zoom=zoom))


@cache
def has_fonts() -> bool:
    """Whether letters can be drawn: without a font on the machine every text of a PNG would be missing."""
    text = '<text x="2" y="16" font-size="16" font-family="sans-serif">A</text>'
    return png_of(_LETTER.format(text=text)) != png_of(_LETTER.format(text=""))
