"""Why a capability counts, in words: asked for by name, inferred from other answers, or good for everybody."""

from __future__ import annotations

from advisor.scoring import Wish


def wish_words(wish: Wish | None) -> str:
    """The end of a sentence about a capability; empty where it does not count."""
    if wish is None:
        return ""
    if wish.named:
        return f", and you ask for it ({wish.field}: {wish.named})"
    if wish.answers:
        return f", and it counts here because of {wish.answers} ({wish.rule})"
    return f", and it counts for everybody ({wish.rule})"
