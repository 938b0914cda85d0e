"""SVG -> PNG, for documents that take no SVG."""

from __future__ import annotations

from functools import cache

ZOOM = 1.7
"""Pixels for each unit of a picture: about 200 on an inch of paper."""
_LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{text}</svg>'


def png_of(svg: str, zoom: float = ZOOM) -> bytes:
    """The picture as PNG."""
    import resvg_py  # the library loads in no time, but only documents with pictures need it

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom))


@cache
def has_fonts() -> bool:
    """Whether letters can be drawn: without a font on the machine every text of a PNG would be missing."""
    text = '<text x="2" y="16" font-size="16" font-family="sans-serif">A</text>'
    return png_of(_LETTER.format(text=text), 1.0) != png_of(_LETTER.format(text=""), 1.0)
