"""How the pages write texts and sources."""

from __future__ import annotations

import re

from advisor import Knowledge

_DRAWS = re.compile(r"([\\`*_\[\]<>$~])")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
_LINKS_BY_ITSELF = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Where addresses break: pages make links of `https://`, `www.` and `a@b.c` in running text, escaped or not."""
_JOINER = "\u2060"
"""A letter without width, at which no line breaks either (word joiner)."""


def plain(text: object) -> str:
    """The text for a place that reads Markdown: shown letter by letter, so that it draws no picture and no link."""
    return _SPECIAL.sub(r"\\\1", _without_links(str(text)))


def label(text: str) -> str:
    """The text for the label of a widget, which screen readers read as it is: only what draws is escaped."""
    return _DRAWS.sub(r"\\\1", _without_links(text))


def _without_links(text: str) -> str:
    """The text on one line; addresses in it look the same and lead nowhere."""
    return _LINKS_BY_ITSELF.sub(_JOINER, " ".join(text.split()))


def source_link(source: str, knowledge: Knowledge) -> str:
    """Title and day of a source for Markdown, leading to its page where it has a public one."""
    entry = knowledge.sources.get(source)
    if entry is None:
        return plain(source)
    words = f"{plain(entry.title)}, {plain(entry.day.isoformat())}"
    safe = re.fullmatch(r"https://[^\s()<>\\]+", entry.url)
    return f"[{words}]({entry.url})" if safe else words


def bullets(lines: list[str]) -> str:
    """A Markdown list of lines that are Markdown already."""
    return "\n".join(f"- {line}" for line in lines)
