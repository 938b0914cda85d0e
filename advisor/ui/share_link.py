"""A requirement <-> the text that a link carries: a letter for the version, then compressed JSON in base64url."""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Mapping
from typing import Any

from advisor.scenario import Scenario

VERSION = "a"
MOST_LETTERS = 6_000
"""The longest text that a link carries: browsers and proxies take addresses of some 8,000 letters."""
MOST_BYTES = 200_000
"""The largest requirement that a link is unpacked to, so that a short text cannot fill the memory."""
MOST_DEPTH = 12

_SHORTER = "open the requirement file instead, or copy the link again"


class LinkError(ValueError):
    """A link that cannot be made or read; the text is a sentence for people."""


def encode(requirement: Mapping[str, Any]) -> str:
    """The text of a link for a requirement given as plain values; the order of its keys is kept.

    Raises LinkError where the text would be too long for an address.

    >>> decode(encode({"name": "shop", "scale": {"services": 4}}))
    {'name': 'shop', 'scale': {'services': 4}}
    """
    plain = json.dumps(requirement, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(errors="replace")
    if len(plain) > MOST_BYTES:
        raise LinkError("This scenario is too large for a link. Save it as a file instead.")
    packed = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")
    if len(packed) + 1 > MOST_LETTERS:
        raise LinkError("This scenario is too large for a link. Save it as a file instead.")
    return VERSION + packed


def decode(text: str) -> dict[str, Any]:
    """The requirement that the text of a link carries, as plain values with the keys of a requirement file.

    What the values mean is not checked here: load_scenario does. Raises LinkError for everything else.
    """
    if len(text) > MOST_LETTERS:
        raise LinkError(f"This link is longer than any that is given out; {_SHORTER}.")
    if not text.startswith(VERSION):
        raise LinkError(f"This link is damaged or comes from another version; {_SHORTER}.")
    try:
        value = json.loads(_unpacked(text[1:]), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise LinkError(f"This link is damaged: a part of it is missing or changed; {_SHORTER}.") from error
    if not isinstance(value, dict) or set(value) - set(Scenario.model_fields) or not _is_plain(value, MOST_DEPTH):
        raise LinkError(f"This link holds something else than a scenario; {_SHORTER}.")
    return value


def _unpacked(text: str) -> bytes:
    """The bytes that base64url and zlib hold, at most MOST_BYTES. Raises ValueError."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, MOST_BYTES)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("no compressed text") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("too large, cut off, or followed by something else")
    return plain


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _is_plain(value: Any, depth: int) -> bool:
    """Whether a value is flat enough and holds numbers that a requirement file can hold."""
    if isinstance(value, dict):
        return depth > 0 and all(_is_plain(inner, depth - 1) for inner in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(inner, depth - 1) for inner in value)
    return not isinstance(value, float) or math.isfinite(value)
