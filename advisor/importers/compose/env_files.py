"""A file of variables (`.env`) -> their values. The variables of the machine are never looked at."""

from __future__ import annotations

import re

from advisor.errors import InputError, Problem
from advisor.importers.compose.interpolation import Interpolation
from advisor.importers.nodes import FilePlace
from advisor.importers.sources import SourceText

_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)\s*(?:[=:](?P<value>.*))?")
_MOST_LINES = 20_000


def read_variables(source: SourceText) -> dict[str, str]:
    """The variables of a text with a line `NAME=value` for each. Raises InputError with the place of what is none."""
    found: dict[str, str] = {}
    for number, line in enumerate(source.text.splitlines()[:_MOST_LINES], 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            remedy = "write NAME=value, or begin the line with # to leave it out"
            raise InputError([Problem(source.name, number, 1, (), "is not a variable and its value", remedy)])
        value, is_literal = _unquoted((match["value"] or "").strip())
        found[match["name"]] = value if is_literal else _replaced(value, found, FilePlace(source.name, number, 1))
    return found


def _replaced(value: str, variables: dict[str, str], place: FilePlace) -> str:
    """A value with the variables above it replaced; a dollar sign that begins none stays, as in a password."""
    try:
        return Interpolation(variables).text(value, place)
    except InputError:
        return value


def _unquoted(text: str) -> tuple[str, bool]:
    """The value without its quotes, or without the comment behind it; and whether single quotes keep it as it is."""
    quote = text[:1]
    if quote in ("'", '"') and quote in text[1:]:
        return text[1 : text.index(quote, 1)], quote == "'"
    return (re.split(r"\s#", text, maxsplit=1)[0].rstrip() if not text.startswith("#") else ""), False
