"""What an answer is argued with in one minute: its chief reasons, what it gives up, and what it rests on.

Everything is picked from the answer; nothing is judged anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisor.explanations import Trait
from advisor.expressions import Truth
from advisor.forms import Strengths, form_of, without_finding
from advisor.knowledge import Axis, CertaintyLimits, Form
from advisor.need import Need
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.rules import Finding
from advisor.scoring import Wish
from advisor.sensitivity.certainty import Confidence
from advisor.sensitivity.flips import IN_USE, Unknown
from advisor.sensitivity.judged_claims import JudgedClaim
from advisor.sizing.bill_types import Bill, Range

MATTERS = 0.1
"""A share of the bill from which what moves it is told: a tenth."""
CHIEF_FINDINGS = 2
LEAST_ASKED = 2.0
"""Weight from which a capability that other answers lead to counts as asked for; the weakest wish has 1."""
SIZE = frozenset({"demand.cpu_millicores", "demand.memory_mib"})
"""What rules read that judge by how much CPU and memory the services take."""


class Doubt(StrEnum):
    """What keeps a first place from being clear."""

    NEAR_RIVAL = "near_rival"
    """The runner-up is not far behind."""
    NEAR_FORM = "near_form"
    """Another way of running the services answers nearly as well."""
    WEIGHTS = "weights"
    """Other weightings of the criteria put another one first too often."""
    ANSWERS = "answers"
    """Answers that are open put another one first too often."""
    JUDGEMENT = "judgement"
    """Estimates of ours, moved by a step, put another one first."""


@dataclass(frozen=True)
class TurningRange:
    """A cause that moves the bill by a tenth or more, and its place among the ranges of the bill."""

    place: int
    range: Range


def chief_findings(recommendation: Recommendation) -> tuple[Finding, ...]:
    """The few findings that weigh most for the verdict on the first question; for `either` the best of both sides.

    That the services are small enough for one machine is left out where something else keeps them on several.
    """
    verdict = recommendation.verdict
    sides: tuple[tuple[Finding, ...], ...]
    match verdict.need:
        case Need.YES:
            sides = (verdict.for_it,)
        case Need.NO:
            sides = (verdict.against_it,)
        case Need.MANAGED:
            sides = (verdict.for_managed,)
        case Need.EITHER:
            sides = (verdict.for_it[:1], _holding(verdict.against_it, recommendation)[:1])
    picked = {finding.rule.id: finding for side in sides for finding in _holding(side, recommendation)}
    return tuple(picked.values())[:CHIEF_FINDINGS]


def _holding(findings: tuple[Finding, ...], recommendation: Recommendation) -> tuple[Finding, ...]:
    """The findings without those on size that speak for one machine, where no platform of one machine fits."""
    if any(entry.form is Form.ONE_BOX for entry in recommendation.ranking):
        return findings
    return tuple(each for each in findings if not _is_for_one_machine_by_size(each))


def _is_for_one_machine_by_size(finding: Finding) -> bool:
    against_several = (finding.rule.effect.weigh or {}).get(Axis.SEVERAL.value, 0.0) < 0
    return against_several and not SIZE.isdisjoint(name for name, _ in finding.read)


def chief_mover(recommendation: Recommendation, form: Form, rival: Form) -> Finding | None:
    """The finding that speaks most for one form against another; one beyond the chief findings, where there is one.

    None where nothing speaks for it.
    """
    verdict = recommendation.verdict
    told = {finding.rule.id for finding in chief_findings(recommendation)}

    def lead(strengths: Strengths) -> float:
        return dict(strengths)[form] - dict(strengths)[rival]

    now = lead(verdict.forms.strengths)
    moved = [
        (finding.rule.id in told, -by, finding.rule.id, finding)
        for finding in _holding(recommendation.findings, recommendation)
        if finding.truth is Truth.HOLDS
        and set(finding.rule.effect.weigh or ()) & set(Axis)
        and (by := now - lead(without_finding(verdict.forms, finding, recommendation.knowledge))) > 0
    ]
    return min(moved, key=lambda each: each[:3])[3] if moved else None


def nearest_of_form(recommendation: Recommendation, form: Form) -> tuple[int, Eliminated] | None:
    """Of the platforms of a form that are out, the one with the fewest requirements in its way, and its place.

    One that lacks nothing and only cannot hold the services is nearest of all. None where no platform has the form.
    """
    found = [
        (len({unmet.rule_id for unmet in entry.screened.unmet}), place, entry)
        for place, entry in enumerate(recommendation.eliminated)
        if form_of(entry.platform.terms(recommendation.as_of)) is form
    ]
    if not found:
        return None
    _, place, entry = min(found, key=lambda each: each[:2])
    return place, entry


@dataclass(frozen=True)
class BillSpan:
    """What a bill may come to a month, at the least and at the most, with what was assumed."""

    low: float
    high: float


def bill_span(recommendation: Recommendation) -> BillSpan | None:
    """The range of the first one's bill, widened by the assumption that moves it most; None without a bill."""
    winner = recommendation.winner
    base = winner.topology.bill.base if winner is not None else None
    if winner is None or base is None:
        return None
    bill = winner.topology.bill
    more = [effect.more_usd_per_month for effect in recommendation.assumed_effects]
    low, high = bill.low if bill.low is not None else base, bill.high if bill.high is not None else base
    return BillSpan(low + min((0.0, *more)), high + max((0.0, *more)))


def doubts_of(confidence: Confidence, limits: CertaintyLimits) -> tuple[Doubt, ...]:
    """What the first place lacks to be clear, in the order in which it is told."""
    ahead, clear = confidence.ahead, limits.clear
    lacking = {
        Doubt.NEAR_RIVAL: ahead.margin is not None and ahead.margin < clear.margin,
        Doubt.NEAR_FORM: ahead.form_margin < clear.form_margin,
        Doubt.WEIGHTS: ahead.share_of_weights < clear.share_of_weights,
        Doubt.ANSWERS: ahead.share_of_answers < clear.share_of_answers,
        Doubt.JUDGEMENT: ahead.withstands < clear.withstands,
    }
    return tuple(doubt for doubt, lacks in lacking.items() if lacks)


def given_up(entry: Ranked) -> tuple[Trait, ...]:
    """What was asked for, by name or by other answers, and is missing or limited; what was named comes first."""
    asked = [trait for trait in entry.weaknesses if trait.wish is not None and _is_asked(trait.wish)]
    return tuple(sorted(asked, key=lambda trait: not (trait.wish and trait.wish.named)))


def _is_asked(wish: Wish) -> bool:
    return bool(wish.named) or (bool(wish.answers) and wish.weight >= LEAST_ASKED)


def turning_unknowns(recommendation: Recommendation) -> tuple[tuple[int, Unknown], ...]:
    """The open questions of which one answer alone puts another platform first, each with its place.

    The one that is asked first stands first: the next question, else one with an answer that something fits; what runs
    today comes last.
    """
    following = recommendation.next_question
    asked = following.question.field if following is not None else ""
    turning = [(place, each) for place, each in enumerate(recommendation.unknowns) if each.could_change_winner]

    def place_of(entry: tuple[int, Unknown]) -> tuple[bool, bool, bool]:
        unknown = entry[1]
        nothing_fits = all(first is None for _, first in unknown.leads_to)
        return unknown.field != asked, unknown.field == IN_USE, nothing_fits

    return tuple(sorted(turning, key=place_of))


def turning_ranges(bill: Bill) -> tuple[TurningRange, ...]:
    """The causes that move the bill by a tenth or more, the one that moves it most first."""
    if not bill.base:
        return ()
    found = [
        TurningRange(place, each)
        for place, each in enumerate(bill.ranges)
        if max(-each.low, each.high) >= MATTERS * bill.base
    ]
    return tuple(sorted(found, key=lambda each: -max(-each.range.low, each.range.high)))


def deciding_judgements(recommendation: Recommendation) -> Iterator[tuple[int, JudgedClaim]]:
    """Our own judgements that would each put another platform first when moved by a step, with their place."""
    if recommendation.confidence is not None:
        yield from enumerate(recommendation.confidence.judgement.alone)
