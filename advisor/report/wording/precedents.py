"""The nearest published decisions, in words."""

from __future__ import annotations

from typing import Any

from advisor.knowledge import Knowledge
from advisor.precedent_search import Agreement, NearPrecedent
from advisor.precedents import Basis, Figures
from advisor.report.wording import ended, listing, percent, sentence
from advisor.report.wording.answer_names import IN_FILE, AnswerNames

CAVEAT = (
    "These are situations like this one that somebody wrote about, and no proof: who publishes chose to, and what "
    "decided may not be in the story."
)
GUIDES = ("official-docs", "official-guide", "vendor-docs", "vendor-notice", "project-docs", "guidance", "paper")
"""Publications that give advice rather than tell of a choice."""
MOST_UNLIKE = 5
"""Differences that are told of one decision."""


def near_words(near: NearPrecedent) -> str:
    """Who decided, when, and how alike the situation is."""
    source = near.precedent.source
    made_up = ", in figures of ours" if near.precedent.figures is Figures.ILLUSTRATIVE else ""
    return (
        f"{source.publisher}, {near.precedent.as_of:%Y-%m}: {ended(near.precedent.summary)} "
        f"{percent(1 - near.distance)} alike, by the {percent(near.coverage)} of your answers that it tells{made_up}."
    )


def chosen_words(near: NearPrecedent, knowledge: Knowledge) -> str:
    """What they chose or advise, what is as good, and whether that is our first place; one sentence."""
    names = [knowledge.platforms[one].name for one in near.chosen]
    who, best = near.precedent.source.publisher, near.precedent.expected.best
    read = "" if near.precedent.basis is Basis.STATED else ", as we read it,"
    if not names:
        return f"What was right for {who} is not in this knowledge base."
    if best is None or best not in near.chosen:
        return f"{who} leaves open which; right there, as we read it: {listing(names, 'or')}{_agreement(near)}."
    first, *others = names
    told = f"names {first} first" if near.precedent.source.type in GUIDES else f"chose {first}"
    as_good = f" ({listing(others, 'or')} would be as good, as we read it)" if others else ""
    return f"{who}{read} {told}{as_good}{_agreement(near)}."


def _agreement(near: NearPrecedent) -> str:
    """The end of the sentence: whether that is our first place."""
    if near.agreement is Agreement.NO_ANSWER:
        return "; here nothing fits"
    if near.agreement is Agreement.AGAINST:
        return "; our first place would be wrong there"
    if near.agreement is Agreement.DIFFERS:
        return "; our first place is another"
    return "; our first place is among them" if len(near.chosen) > 1 else ", which is our first place too"


def why_words(near: NearPrecedent) -> str:
    """Why, in the words of the collection."""
    return f"Why: {sentence(near.precedent.expected.reason)}"


def unlike_words(near: NearPrecedent, names: AnswerNames = IN_FILE) -> str | None:
    """How they differ from what is asked here, the largest difference first; None where nothing told does."""
    told = [
        f"{names.of(one.key)} {_shown(one.key, one.theirs, names)}, here {_shown(one.key, one.ours, names)}"
        for one in near.unlike[:MOST_UNLIKE]
    ]
    more = len(near.unlike) - MOST_UNLIKE
    told += [f"{more} more"] if more > 0 else []
    return f"Unlike here, of {near.precedent.id}: {'; '.join(told)}." if told else None


def untold_words(near: NearPrecedent, names: AnswerNames = IN_FILE) -> str | None:
    """What is answered here and not told there; None where all is."""
    return (
        f"Not told of {near.precedent.id}: {listing([names.of(key) for key in near.untold])}." if near.untold else None
    )


def _shown(key: str, value: Any, names: AnswerNames) -> str:
    told = names.value(key, value)
    return f"[{told}]" if isinstance(value, tuple | list) else told
