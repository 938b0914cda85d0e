"""What was asked for by name, and what is in use."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.wording import sentence
from advisor.report.wording.standings import (
    MOST_GAPS,
    advice_words,
    enough_words,
    flip_words,
    gap_words,
    place_words,
    reasons_out,
)
from advisor.standings import PlatformStanding, StayOrLeave, standing_of_requested, what_is_in_use


def standing_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """The platform asked for by name with its place, and whether to stay with what is in use."""
    requested = standing_of_requested(recommendation)
    if requested is not None:
        yield Heading("What was asked for")
        yield Paragraph(
            sentence(place_words(requested, recommendation)) + (" Because:" if _has_reasons(requested) else "")
        )
        yield from _reasons(requested, recommendation)
        take = enough_words(requested, recommendation.knowledge)
        if take is not None:
            yield Paragraph(take)
        if requested.flips:
            yield Paragraph(flip_words(requested.flips))
    in_use = what_is_in_use(recommendation)
    if in_use:
        yield Heading("What is in use")
    for one in in_use:
        yield Paragraph(advice_words(one))
        if one.advice is not StayOrLeave.STAY:
            yield from _reasons(one.standing, recommendation)


def _has_reasons(standing: PlatformStanding) -> bool:
    return standing.out is not None or bool(standing.gaps)


def _reasons(standing: PlatformStanding, recommendation: Recommendation) -> Iterator[Block]:
    """Why it is out, or what costs it the first place."""
    knowledge, winner = recommendation.knowledge, recommendation.winner
    items = [Bullet(reason) for reason in reasons_out(standing, knowledge)]
    if winner is not None:
        items += [
            Bullet(gap_words(gap, winner.platform.name, knowledge), (gap.its.source,))
            for gap in standing.gaps[:MOST_GAPS]
        ]
    if items:
        yield Bullets(tuple(items))
