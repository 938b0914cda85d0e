"""The winner against the runner-up, the cheapest and the simplest that fit: every point in which they differ."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.sections.evidence import figure
from advisor.report.wording import cited, inner, listing
from advisor.report.wording.rounded import money
from advisor.report.wording.trade_offs import point_name, rival_words, side_words
from advisor.trade_offs import Point, Seen, TradeOff, comparisons_of

Key = tuple[str, str | None]
"""A criterion, and the capability of it where it rests on several."""


def trade_off_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """What they differ in, the largest difference to the runner-up first, each side with its figure and its source."""
    comparisons = comparisons_of(recommendation)
    if not comparisons:
        return
    yield Heading("Why it and not another", 3)
    rivals = [f"{_named(each)}, {rival_words(each)}" for each in comparisons]
    bills = (figure(f"ranking/{each.theirs.rank - 1}/cost_usd_per_month/base") for each in comparisons)
    yield Paragraph(
        f"Set against {'; '.join(rivals)}. What they are alike in is left out; the largest difference stands first.",
        rests_on=(figure("trade_offs"), *bills),
    )
    points: dict[Key, list[tuple[TradeOff, Point]]] = {}
    for against in comparisons:
        for point in against.points:
            points.setdefault((point.criterion, point.term), []).append((against, point))
    told = _told_elsewhere(recommendation)
    yield Bullets(tuple(_item(differing, told, recommendation.knowledge) for differing in points.values()))


def terms_in_trade_offs(recommendation: Recommendation) -> frozenset[str]:
    """The capabilities in which the winner and a rival differ, so that what is claimed of them is told there."""
    return frozenset(
        point.term for against in comparisons_of(recommendation) for point in against.points if point.term is not None
    )


def _named(against: TradeOff) -> str:
    bill = against.theirs.topology.bill
    least = "at least " if bill.is_lower_limit else ""
    cost = "without a price" if bill.base is None else f"{least}{money(bill.base)} a month"
    return f"{against.theirs.platform.name} ({against.theirs.platform.id}, {cost})"


def _told_elsewhere(recommendation: Recommendation) -> frozenset[str]:
    """Claims that stand with what is to be set up."""
    winner = recommendation.winner
    if winner is None:
        return frozenset()
    parts, missing = winner.topology.support, winner.topology.missing
    return frozenset((*(part.why for part in parts), *(each.why for each in missing)))


def _item(differing: list[tuple[TradeOff, Point]], told: frozenset[str], knowledge: Knowledge) -> Bullet:
    """One point: what the winner is or takes, then the others; those that are alike are told together."""
    first = differing[0][1]
    others: dict[str, list[tuple[TradeOff, Point]]] = {}
    for against, point in differing:
        others.setdefault(_side(point.theirs, told), []).append((against, point))
    sides = [_side(first.ours, told), *(_others(words, alike) for words, alike in others.items())]
    seen = [first.ours, *(point.theirs for _, point in differing)]
    sources = dict.fromkeys(source for each in seen for source in cited(each.source, knowledge))
    return Bullet(f"{point_name(first, knowledge)}: {'; '.join(sides)}.", tuple(sources))


def _others(words: str, alike: list[tuple[TradeOff, Point]]) -> str:
    names = listing([against.theirs.platform.name for against, _ in alike])
    better = (" is better" if len(alike) == 1 else " are better") if alike[0][1].gain < 0 else ""
    return f"{names}{better}: {words}"


def _side(seen: Seen, told: frozenset[str]) -> str:
    claimed = f" ({inner(seen.text)})" if seen.text and seen.text not in told else ""
    return f"{side_words(seen)}{claimed}"
