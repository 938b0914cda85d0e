"""The parser's complaints in plain words."""

from __future__ import annotations

import yaml

from advisor.errors import Problem

_TOO_DEEP = ("lists and mappings stand too deep in each other", "keep to 24 levels")
# Part of what libyaml or the pure Python parser says -> what was not closed, and its brackets.
_UNCLOSED = (("',' or ']'", ("list", "[", "]")), ("',' or '}'", ("mapping", "{", "}")))

# Part of what libyaml or the pure Python parser says -> our words. The first that is found counts. The parsers give no
# code beside their text, so it has to be looked into.
_WORDS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("nesting depth", _TOO_DEEP),
    ("found unexpected end of stream", ("a text in quotes is not closed", "write the closing quote")),
    ("found unexpected document separator", ("a text in quotes is not closed", "write the closing quote")),
    ("mapping values are not allowed", ("a colon stands where no key can end", "begin a new line, or quote the text")),
    (
        "sequence entries are not allowed",
        ("a list cannot start on this line", "begin a new line, indented, with the -"),
    ),
    ("unknown escape", ("an unknown escape in a text", r"write \\ for a backslash, or use single quotes")),
    ("escape code", ("an invalid escape in a text", r"write \u and four hexadecimal digits of a character")),
    ("escape sequence", ("an invalid escape in a text", r"write \u and four hexadecimal digits of a character")),
    ("tag", ("a tag (a word with !) stands here", "leave the tag out, or put the text in quotes")),
    ("alphabetic or numeric", ("a * or & stands at the start of a value", "put the text in quotes")),
    ("incompatible", ("a version of YAML that is not known", "leave the %YAML line out")),
    (
        "'-' indicator",
        ("a line that does not belong to the list above it", "start it with - or change its indentation"),
    ),
    ("expected ':'", ("a line with neither a key nor a colon", "write it as `key: value`")),
    ("node content", ("a value is missing here", "write it, or check the brackets and commas before it")),
    ("document start", ("something follows the end of the document", "keep one document in the file")),
    ("comment or line break", ("text stands behind | or >", "begin the text on the next line, indented")),
    ("chomping or indentation", ("text stands behind | or >", "begin the text on the next line, indented")),
    ("expected key", ("a line or word that does not fit what stands before it", "indent it like its neighbours")),
    ("<block end>", ("a line or word that does not fit what stands before it", "indent it like its neighbours")),
)
_UNKNOWN = ("it cannot be read as YAML from here on", "check the indentation, quotes and brackets of this line")


def syntax_problem(error: yaml.YAMLError, text: str, source: str) -> Problem:
    """What stopped the parser, where, and what to write instead."""
    lines = text.splitlines() or [""]
    mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", ""))
    if mark is None:
        return Problem(source, 1, 1, (), *_UNKNOWN)
    opened = getattr(error, "context_mark", None) or mark
    line = lines[mark.line] if mark.line < len(lines) else ""
    if said.startswith("found character") and "cannot start any token" in said:
        message, remedy = _about_character(line[mark.column : mark.column + 1])
    else:
        unclosed = next((what for part, what in _UNCLOSED if part in said), None)
        known = next((words for part, words in _WORDS if part in said), _UNKNOWN)
        message, remedy = known if unclosed is None else _about_unclosed(*unclosed, opened.line + 1)
    ends_early = mark.index >= len(text.rstrip())
    if ends_early or "unexpected end" in said:
        mark = opened  # what was never closed is fixed where it was opened, not at the end of the file
    return Problem(source, mark.line + 1, mark.column + 1, (), message, remedy)


def _about_unclosed(what: str, opening: str, closing: str, line: int) -> tuple[str, str]:
    message = f"a {what} opened with {opening} on line {line} is not closed where it should be"
    return message, f"write a , between its entries and a {closing} at its end"


def _about_character(character: str) -> tuple[str, str]:
    if character == "\t":
        return "a tab indents this line", "indent with spaces"
    return f"a value cannot start with {character}", "put the text in quotes"
