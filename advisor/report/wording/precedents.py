"""The nearest published decisions, in words."""

from __future__ import annotations

from typing import Any

from advisor.knowledge import Knowledge
from advisor.nearest_precedents import Agreement, NearPrecedent
from advisor.precedents import Basis, Figures
from advisor.report.json_values import plain
from advisor.report.wording import ended, listing, percent, sentence

CAVEAT = (
    "These are situations like this one that somebody wrote about, and no proof: who publishes chose to, and what "
    "decided may not be in the story."
)
AGREEMENTS = {
    Agreement.AGREES: "That agrees with our first place.",
    Agreement.DIFFERS: "That is not our first place.",
    Agreement.AGAINST: "Our first place would be wrong there.",
    Agreement.NO_ANSWER: "Here nothing fits.",
}
MOST_UNLIKE = 5
"""Differences that are told of one decision."""


def near_words(near: NearPrecedent) -> str:
    """Who decided, when, and how alike the situation is."""
    source = near.precedent.source
    return (
        f"{source.publisher}, {near.precedent.as_of:%Y-%m}: {ended(near.precedent.summary)} "
        f"{percent(1 - near.distance)} alike, by the {percent(near.coverage)} of your answers that it tells."
    )


def chosen_words(near: NearPrecedent, knowledge: Knowledge) -> str:
    """What they chose, what is as good, and whether that is our first place."""
    first, *others = (knowledge.platforms[one].name for one in near.chosen)
    best = near.precedent.expected.best
    stated = near.precedent.basis is Basis.STATED
    if best is None or best not in near.chosen:
        told = f"Right there today, as we read it: {listing((first, *others), 'or')}."
    else:
        as_good = f" As good, as we read it: {listing(others, 'or')}." if others else ""
        told = f"{'Chosen or named first' if stated else 'Chosen, as we read it'}: {first}.{as_good}"
    return f"{told} {AGREEMENTS[near.agreement]}"


def why_words(near: NearPrecedent) -> str:
    """Why, in the words of the collection."""
    made_up = (
        " Its figures are ours, to make a general rule concrete."
        if near.precedent.figures is Figures.ILLUSTRATIVE
        else ""
    )
    return f"Why: {sentence(near.precedent.expected.reason)}{made_up}"


def unlike_words(near: NearPrecedent) -> str | None:
    """How they differ from what is asked here, the largest difference first; None where nothing told does."""
    told = [f"{one.key} {_shown(one.theirs)}, here {_shown(one.ours)}" for one in near.unlike[:MOST_UNLIKE]]
    more = len(near.unlike) - MOST_UNLIKE
    told += [f"{more} more"] if more > 0 else []
    return f"Unlike here: {'; '.join(told)}." if told else None


def untold_words(near: NearPrecedent) -> str | None:
    """What is answered here and not told there; None where all is."""
    return f"Not told: {listing(near.untold)}." if near.untold else None


def _shown(value: Any) -> str:
    value = plain(value)
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
