"""What was asked for by name, and what is in use."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.carried_over import words_in_use
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.wording import cited, sentence
from advisor.report.wording.standings import (
    MOST_GAPS,
    advice_words,
    carried_words,
    enough_words,
    flip_words,
    gap_words,
    place_words,
    reasons_out,
)
from advisor.report.wording.versions import component_words, version_words
from advisor.standings import (
    PlatformInUse,
    PlatformStanding,
    StayOrLeave,
    advised_versions,
    components_ended,
    standing_of_requested,
    what_is_in_use,
)


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
    in_use, items = what_is_in_use(recommendation), tuple(_support_items(recommendation))
    words = words_in_use(recommendation)
    if items or words or not all(map(is_told_at_once, in_use)):
        yield Heading("What is in use")
    for one in in_use:
        if not is_told_at_once(one):
            yield Paragraph(advice_words(one, recommendation))
        if one.advice is not StayOrLeave.STAY:
            yield from _reasons(one.standing, recommendation)
    for word in words:
        yield Paragraph(carried_words(word, recommendation), cited(word.source, recommendation.knowledge))
    if items:
        yield Heading("How long it is supported", 3)
        yield Bullets(items)


def is_told_at_once(one: PlatformInUse) -> bool:
    """Whether one stays with a platform that is not the first, or that has something to be left by a day."""
    return one.has_news or (one.advice is StayOrLeave.STAY and not one.standing.is_first)


def _support_items(recommendation: Recommendation) -> Iterator[Bullet]:
    """A line for each version in use, and for each component that has ended."""
    knowledge, day = recommendation.knowledge, recommendation.as_of
    for advised in advised_versions(recommendation):
        one = advised.version
        late = () if one.late is None else cited(one.late.source, knowledge)
        sources = tuple(dict.fromkeys((*cited(one.source, knowledge), *late)))
        yield Bullet(version_words(advised, knowledge, day), sources)
    for component in components_ended(recommendation):
        yield Bullet(component_words(component, knowledge, day), (component.ended.source,))


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
