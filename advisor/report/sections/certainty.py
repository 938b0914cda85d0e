"""How sure the first place is: what other weights and other methods would do."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading
from advisor.report.wording import first_of, inner, listing, percent
from advisor.report.wording.answer_names import IN_FILE, AnswerNames
from advisor.report.wording.certainty import LAW_OF_ANSWERS, law_words
from advisor.sensitivity.certainty import Confidence
from advisor.sensitivity.cross_checks import CrossChecks
from advisor.sensitivity.judged_claims import EFFORT, JudgedClaim
from advisor.sensitivity.weights import LeastChange, StabilityInterval

MOST_RIVALS = 3
"""Rivals whose least change of weights is told, and weights whose interval is."""
MOST_JUDGED = 5
"""Judgements that are told."""
LEAST_SHARE = 0.005
"""Shares and changes of weights below this round to nothing."""


def certainty_blocks(recommendation: Recommendation, names: AnswerNames = IN_FILE) -> Iterator[Block]:
    """What the word in front of the answer comes from; `names` say what answers are called."""
    confidence = recommendation.confidence
    if confidence is None or len(recommendation.ranking) < 2:
        return
    yield Heading("How sure is that?", 3)
    yield Bullets(tuple(_items(confidence, recommendation.knowledge, names)))


def _items(confidence: Confidence, knowledge: Knowledge, names: AnswerNames) -> Iterator[Bullet]:
    weights = confidence.weights
    if confidence.modes:
        modes = [f"{_name(mode, knowledge)} ({behind:.3f} behind)" for mode, behind in confidence.modes]
        yield Bullet(f"Of one service with the first, and counted with it: {listing(modes)}.")
    stays = f"With other weights it stays first in {percent(confidence.share_of_weights)} of {law_words(weights)}"
    ours = {mode for mode, _ in confidence.modes}
    rivals = [
        f"{_name(platform, knowledge)} in {percent(share)}"
        for platform, share in sorted(weights.shares[1:], key=lambda each: -each[1])[:MOST_RIVALS]
        if share >= LEAST_SHARE and platform not in ours
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
    yield from _open_answers(confidence, knowledge, names)
    yield from _judgement(confidence, knowledge)
    if confidence.cross_checks is not None:
        yield Bullet(_checks(confidence.cross_checks, confidence, knowledge))


def _open_answers(confidence: Confidence, knowledge: Knowledge, names: AnswerNames) -> Iterator[Bullet]:
    answers, ours = confidence.open_answers, {mode for mode, _ in confidence.modes}
    if answers.questions:
        rivals = [each for each in answers.shares[1:] if each[0] not in ours]
        told = [
            f"{_name(platform, knowledge)} in {percent(share)}"
            for platform, share in sorted(rivals, key=lambda each: -each[1])[:MOST_RIVALS]
            if share >= LEAST_SHARE
        ]
        told += [f"no platform fits in {percent(answers.none)}"] if answers.none >= LEAST_SHARE else []
        stays = (
            f"With the open questions answered it stays first in {percent(confidence.share_of_answers)} of "
            f"{answers.drawn} ways to do so"
        )
        drawn = Bullet(f"Drawn: {listing([names.of(each) for each in answers.questions])}; {LAW_OF_ANSWERS}.")
        yield Bullet(f"{stays}; {listing(told)}." if told else f"{stays}.", below=(drawn,))
    if answers.left_open:
        left = listing([names.of(each) for each in answers.left_open])
        yield Bullet(f"Left open, as they decide which machines there are: {left}.")


def _judgement(confidence: Confidence, knowledge: Knowledge) -> Iterator[Bullet]:
    judgement = confidence.judgement
    rests = f"{percent(judgement.share_of_score)} of its score rests on our own judgement"
    if judgement.withstands == 2:
        yield Bullet(
            f"{rests}; none of {judgement.tried} judgements, nor all of one platform, changes the first place."
        )
        return
    alone = tuple(Bullet(_judged(claim, knowledge)) for claim in judgement.alone[:MOST_JUDGED])
    more = len(judgement.alone) - len(alone)
    alone += (Bullet(f"{more} more."),) if more else ()
    together = [_name(platform, knowledge) for platform, _ in judgement.together]
    if alone:
        yield Bullet(
            f"{rests}; of {judgement.tried} judgements moved by a step these change the first place:", below=alone
        )
    else:
        yield Bullet(
            f"{rests}; no single one of {judgement.tried} judgements, moved by a step, changes the first place."
        )
    if together:
        yield Bullet(f"All judgements of one platform, moved at once, change it for {listing(together)}.")


def _judged(claim: JudgedClaim, knowledge: Knowledge) -> str:
    about, name = inner(knowledge.vocabulary[claim.term].about), _name(claim.platform, knowledge)
    moved = f"{claim.becomes:.2f} times the hours" if claim.term == EFFORT else f"{claim.value:g} to {claim.becomes:g}"
    first = "nothing fits" if claim.first is None else f"{_name(claim.first, knowledge)} is first"
    return f"{name}, {about}: {moved}, and {first}{', as it no longer fits' if claim.ruled_out else ''}."


def _name(platform: str, knowledge: Knowledge) -> str:
    return knowledge.platforms[platform].name


def _criterion(name: str, knowledge: Knowledge) -> str:
    return next((c.name for c in knowledge.criteria.criteria if c.id == name), name)


def _change(change: LeastChange, confidence: Confidence, knowledge: Knowledge) -> str:
    used = {each.criterion: each.weight for each in confidence.weights.intervals}
    visible = (each for each in change.weights if abs(each[1] - used[each[0]]) >= LEAST_SHARE)
    moved = sorted(visible, key=lambda each: -abs(each[1] - used[each[0]]))
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
