"""The nearest published decisions: situations like this one, and no proof."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge
from advisor.precedent_search import NearPrecedent
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Link, Paragraph, Table
from advisor.report.sections.evidence import figure, precedent, resting
from advisor.report.wording import percent, sentence
from advisor.report.wording.answer_names import IN_FILE, AnswerNames
from advisor.report.wording.precedents import (
    CAVEAT,
    chosen_words,
    near_words,
    unlike_words,
    untold_words,
    why_words,
)


def precedent_blocks(
    nearest: tuple[NearPrecedent, ...], knowledge: Knowledge, names: AnswerNames = IN_FILE
) -> Iterator[Block]:
    """What was chosen in the situations that are most like this one, why, how it went, and how they differ.

    `names` say what answers are called.
    """
    yield Heading("What others did")
    near = tuple(one for one in nearest if one.is_near)
    if not nearest:
        yield Paragraph(
            "Nothing is answered by which a published decision could be found.", rests_on=(figure("scenario"),)
        )
        return
    shown = near or nearest[:1]
    rests = tuple(precedent(one.precedent.id) for one in shown)
    yield Paragraph(CAVEAT, rests_on=rests)
    if not near:
        alike = percent(1 - nearest[0].distance)
        yield Paragraph(
            f"No published decision at hand is like this one; the nearest is {alike} alike.", rests_on=rests
        )
    yield Bullets(
        tuple(
            Bullet(near_words(one), below=tuple(_below(one, knowledge, names)), rests_on=(precedent(one.precedent.id),))
            for one in shown
        )
    )
    rows = tuple(
        (one.precedent.id, Link(_title(one), one.precedent.source.url), one.precedent.source.date) for one in shown
    )
    yield from resting([Table(("decision", "published as", "on"), rows)], *rests)


def _below(near: NearPrecedent, knowledge: Knowledge, names: AnswerNames) -> Iterator[Bullet]:
    yield Bullet(chosen_words(near, knowledge))
    yield Bullet(why_words(near))
    if near.precedent.turned_out is not None:
        yield Bullet(f"How it went: {sentence(near.precedent.turned_out)}")
    yield from (Bullet(told) for told in (unlike_words(near, names), untold_words(near, names)) if told is not None)


def _title(near: NearPrecedent) -> str:
    source = near.precedent.source
    return source.title or f"{source.publisher}, an excerpt"
