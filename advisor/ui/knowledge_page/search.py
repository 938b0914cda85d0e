"""A search as people type it: every word has to stand somewhere, in any order."""

from __future__ import annotations


def matches(words: str | None, *texts: str) -> bool:
    """Whether every word of a search stands in one of some texts; small and capital letters are the same.

    >>> matches("azure container", "Azure Container Apps"), matches("azure nomad", "Azure Container Apps")
    (True, False)
    """
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in (words or "").casefold().split())
