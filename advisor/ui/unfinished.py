"""What was typed and is not used yet, in a few lines."""

from __future__ import annotations

from advisor.ui import draft
from advisor.ui.wording import bullets, plain

MOST_UNFINISHED = 4


def unfinished_list() -> str:
    """A list of it as Markdown, with how many more there are; empty where all is used."""
    told = draft.unfinished()
    left = len(told) - MOST_UNFINISHED
    return bullets([plain(words) for words in told[:MOST_UNFINISHED]] + ([f"and {left} more"] if left > 0 else []))
