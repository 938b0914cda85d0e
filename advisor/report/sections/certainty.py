"""How sure the first place is: what other weights and other methods would do."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading
from advisor.report.wording import first_of, listing, percent
from advisor.report.wording.certainty import law_words
from advisor.sensitivity.certainty import Confidence
from advisor.sensitivity.cross_checks import CrossChecks
from advisor.sensitivity.weights import LeastChange, StabilityInterval

MOST_RIVALS = 3
"""Rivals whose least change of weights is told, and weights whose interval is."""


def certainty_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """What the word in front of the answer comes from."""
    confidence = recommendation.confidence
    if confidence is None or len(recommendation.ranking) < 2:
        return
    yield Heading("How sure is that?", 3)
    yield Bullets(tuple(_items(confidence, recommendation.knowledge)))


def _items(confidence: Confidence, knowledge: Knowledge) -> Iterator[Bullet]:
    weights = confidence.weights
    stays = f"With other weights it stays first in {percent(confidence.share_of_weights)} of {law_words(weights)}"
    rivals = [
        f"{_name(platform, knowledge)} in {percent(share)}"
        for platform, share in sorted(weights.shares[1:], key=lambda each: -each[1])[:MOST_RIVALS]
        if share >= 0.005
    ]
    yield Bullet(f"{stays}; {listing(rivals)}." if rivals else f"{stays}.")
    nearest = sorted(
        (change for change in weights.least_changes if change.distance is not None), key=lambda c: c.distance or 0.0
    )
    if nearest:
        least = tuple(Bullet(_change(change, confidence, knowledge)) for change in nearest[:MOST_RIVALS])
        yield Bullet("The least change of weights that puts another one first:", below=least)
    never = [change.platform for change in weights.least_changes if change.distance is None]
    if never:
        yield Bullet(f"Under no weights first: {first_of([_name(one, knowledge) for one in never])}.")
    tight = sorted((each for each in weights.intervals if each.below or each.above), key=_room)
    if tight:
        moves = tuple(Bullet(_interval(each, knowledge)) for each in tight[:MOST_RIVALS])
        yield Bullet("The weights that may move least, the others in proportion:", below=moves)
    if confidence.cross_checks is not None:
        yield Bullet(_checks(confidence.cross_checks, confidence, knowledge))


def _name(platform: str, knowledge: Knowledge) -> str:
    return knowledge.platforms[platform].name


def _criterion(name: str, knowledge: Knowledge) -> str:
    return next((c.name for c in knowledge.criteria.criteria if c.id == name), name)


def _change(change: LeastChange, confidence: Confidence, knowledge: Knowledge) -> str:
    used = {each.criterion: each.weight for each in confidence.weights.intervals}
    moved = sorted(change.weights, key=lambda each: -abs(each[1] - used[each[0]]))
    words = [f"{_criterion(name, knowledge)} {used[name]:.2f} to {becomes:.2f}" for name, becomes in moved]
    return f"{_name(change.platform, knowledge)}: {first_of(words)} ({change.distance:.2f} in all)."


def _room(interval: StabilityInterval) -> float:
    """How far the weight may move towards its nearer end, of those where another platform takes over."""
    down = interval.weight - interval.low if interval.below else 1.0
    return min(down, interval.high - interval.weight if interval.above else 1.0)


def _interval(interval: StabilityInterval, knowledge: Knowledge) -> str:
    name = _criterion(interval.criterion, knowledge)
    ends = [
        f"{_name(platform, knowledge)} is first {side}"
        for platform, side in ((interval.below, "below"), (interval.above, "above"))
        if platform is not None
    ]
    return f"{name}, now {interval.weight:.2f}: from {interval.low:.2f} to {interval.high:.2f}; {listing(ends)}."


def _checks(checks: CrossChecks, confidence: Confidence, knowledge: Knowledge) -> str:
    winner = confidence.weights.shares[0][0]
    methods = {"TOPSIS": checks.topsis, "PROMETHEE II": checks.promethee}
    if set(methods.values()) == {winner}:
        return "TOPSIS and PROMETHEE II would choose it too."
    words = [
        f"{method} would choose {'it too' if first == winner else _name(first, knowledge)}"
        for method, first in methods.items()
    ]
    return f"{listing(words)}: other ways of adding up the same values, so a flag and no vote."
