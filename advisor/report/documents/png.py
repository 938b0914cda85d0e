"""SVG -> PNG, for documents that take no SVG."""

from __future__ import annotations

from functools import cache

PIXELS_ON_A_MM = 8
"""About 200 on an inch of paper: sharp in print. The time to draw grows with the pixels."""
_LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{text}</svg>'


def png_of(svg: str, width: int | None = None) -> bytes:
    """The picture as PNG, so many pixels wide; as wide as it says itself without. Raises ValueError for no SVG."""
    import resvg_py  # the library loads in no time, but only documents with pictures need it

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width))


@cache
def has_fonts() -> bool:
    """Whether letters can be drawn: without a font on the machine every text of a PNG would be missing."""
    text = '<text x="2" y="16" font-size="16" font-family="sans-serif">A</text>'
    return png_of(_LETTER.format(text=text)) != png_of(_LETTER.format(text=""))
