"""How wide a text is, and how it is cut to a place, without a font on the machine.

The widths are those of Helvetica, with which Arial and Liberation Sans agree (Adobe Core 14 font metrics).
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

FONTS = "Helvetica, Arial, Liberation Sans, sans-serif"
"""By name only: a picture carries no font."""
ELLIPSIS = "…"
_FIRST = 32
_REGULAR = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_BOLD = (
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611),
    *(975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556),
    *(333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611),
    *(611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
)
"""Thousandths of the size of a letter, from the space to the tilde."""
_OTHERS = {"·": 278, "×": 584, "–": 556, "’": 278, "ß": 611, "≥": 549, ELLIPSIS: 1000}
_WIDE, _UNKNOWN = 1100, 800
"""A letter of East Asian scripts or an emoji; any other one, taken as wider than most."""
_INERT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e"
    "\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff\U0001fffe\U0001ffff]+"
)
"""What nobody sees, what turns the direction of a text, and what no XML may hold."""
_REMEMBERED = 8192
"""Texts whose widths are kept, as a page is laid out several times with much the same texts."""
_PART_ENDS = re.compile(r"[_-]| (?!×)(?<!× )(?<!\d )")
"""Where a text may go on in the next line: not between a number and what it counts."""
_JOINS = "\u200d\ufe0f"


@lru_cache(maxsize=_REMEMBERED)
def inert(text: str) -> str:
    r"""The text on one line, with a mark in place of what is not to be seen or would turn or break it.

    >>> inert("a\u202eb\nc")
    'a�b c'
    """
    return _INERT.sub("\N{REPLACEMENT CHARACTER}", " ".join(re.split(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+", text)))


@lru_cache(maxsize=_REMEMBERED)
def text_width(text: str, size: int, *, bold: bool = False) -> int:
    """How wide a text is in pixels, rounded up.

    >>> text_width("web", 10), text_width("web", 10, bold=True)
    (19, 20)
    """
    table = _BOLD if bold else _REGULAR
    return math.ceil(sum(_width(letter, table) for letter in text) * size / 1000)


@lru_cache(maxsize=_REMEMBERED)
def has_known_widths(text: str) -> bool:
    """Whether all letters are of the fonts that pictures name; others are drawn in a font that nobody knows beforehand.

    >>> has_known_widths("Zürich · 3 × web"), has_known_widths("東京")
    (True, False)
    """
    return all(letter in _OTHERS or _is_latin(letter) for letter in text)


def _is_latin(letter: str) -> bool:
    return 0 <= ord(unicodedata.normalize("NFD", letter)[0]) - _FIRST < len(_REGULAR)


def _width(letter: str, table: tuple[int, ...]) -> int:
    place = ord(letter) - _FIRST
    if 0 <= place < len(table):
        return table[place]
    if letter in _OTHERS:
        return _OTHERS[letter]
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0xFFFF:
        return _WIDE
    plain = ord(unicodedata.normalize("NFD", letter)[0]) - _FIRST
    return table[plain] if 0 <= plain < len(table) else _UNKNOWN


@lru_cache(maxsize=_REMEMBERED)
def cut(text: str, width: int, size: int, *, bold: bool = False) -> str:
    """As much of a text as fits so many pixels, with an ellipsis where something is cut off; empty where none fits.

    >>> cut("payments-gateway", 60, 10), cut("web", 60, 10)
    ('payments-…', 'web')
    """
    table = _BOLD if bold else _REGULAR
    room = width * 1000 // size
    taken = 0
    fits = 0  # letters that leave room for the ellipsis
    for place, letter in enumerate(text):
        taken += _width(letter, table)
        if taken > room:
            return _whole_letters(text[:fits]) + ELLIPSIS if room >= _OTHERS[ELLIPSIS] else ""
        if taken + _OTHERS[ELLIPSIS] <= room:
            fits = place + 1
    return text


@lru_cache(maxsize=_REMEMBERED)
def folded(text: str, width: int, size: int, *, bold: bool = False) -> tuple[str, ...]:
    """The text on one line where it fits so many pixels, else on two, parted where a word or a part of a name ends.

    >>> folded("2 × Standard_D16als_v6", 90, 11), folded("web", 90, 11)
    (('2 × Standard_', 'D16als_v6'), ('web',))
    """
    text = inert(text)
    if text_width(text, size, bold=bold) <= width:
        return (text,)
    ends = [found.end() for found in _PART_ENDS.finditer(text) if found.end() < len(text)]
    fitting = [end for end in ends if text_width(text[:end].rstrip(), size, bold=bold) <= width]
    if not fitting:
        return (text,)
    at = max(fitting, key=lambda end: (text[end - 1] == " ", end))
    return text[:at].rstrip(), text[at:]


def _whole_letters(text: str) -> str:
    """Without what would join with the letter that was cut off, and without a space at the end."""
    while text and (text[-1] in _JOINS or text[-1].isspace()):
        text = text[:-1]
    return text
