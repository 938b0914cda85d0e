"""Why the first and not another one, and what it gives up: lines of the answer on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisor.argument import MATTERS, chief_mover, given_up
from advisor.explanations import CautionCode, Trait
from advisor.recommend import Ranked, Recommendation
from advisor.report.blocks import Evidence, Line
from advisor.report.sections.evidence import answer, claim, figure, finding_rests
from advisor.report.sections.take_lines import finding_words
from advisor.report.wording import capital, inner, listing, sentence
from advisor.report.wording.answer_names import AnswerNames
from advisor.report.wording.answers import answers_in_words
from advisor.report.wording.capabilities import LEVELS_IN_A_WORD, capability_words
from advisor.report.wording.control_plane import lost_quorum_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.operation import people_words
from advisor.report.wording.rounded import money, sum_given
from advisor.report.wording.single_vm import lost_machine_words
from advisor.report.wording.trade_offs import (
    form_point,
    is_known,
    rival_words,
    role_words,
    short_point,
    their_point,
)
from advisor.scoring.measures import MeasureCode
from advisor.sizing.bill_types import Bill
from advisor.sizing.note_codes import NoteCode
from advisor.trade_offs import Point, TradeOff
from advisor.values import mid_sentence

MOST_REASONS = 3
MOST_LOSSES = 1
MOST_GIVEN_UP = 2
LONGEST_LACK, LONGEST_OF_ONE = 190, 220
"""Letters of what is given up with its reason, where the first is set against several platforms, or against one; a
longer one goes without the reason."""
COST = "cost"
"""The criterion that the bill decides; a bill that is a tenth higher is told before any other loss."""
PointKey = tuple[str, str | None]
"""A criterion, and the capability of it where it rests on several."""


def why_lines(comparisons: tuple[TradeOff, ...], recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    """Why it and not the runner-up; then in a line each why not the cheapest, and not the simplest."""
    told: set[PointKey] = set()
    reasons = _Reasons(recommendation, names)
    for place, against in enumerate(comparisons):
        items = list(reasons.lines(place, against, told))
        head = _head(against, recommendation, with_cost=not reasons.tells_cost(against, first=not place))
        yield Line(f"{head}{'.' if place else ':'}", _head_rests(against))
        if place:
            yield from (replace(item, item=False, goes_on=True) for item in items)
        else:
            yield from items


@dataclass(frozen=True)
class _Reasons:
    """Says what speaks for the first against another one."""

    recommendation: Recommendation
    names: AnswerNames

    def lines(self, place: int, against: TradeOff, told: set[PointKey]) -> Iterator[Line]:
        """What speaks for it, the most important first; of what is `told` already only what the other one is."""
        most = 1 if place else MOST_REASONS
        if against.budget_decides:
            yield _budget_decides(against)
            most -= 1
        gains = _known_gains(against)
        for number, point in gains[:most]:
            again = (point.criterion, point.term) in told
            told.add((point.criterion, point.term))
            rests = _point_rests(place, number, point, against)
            if again:
                yield Line(their_point(point, self.recommendation.knowledge), rests, item=True)
            elif _is_form(point):
                yield self._form_line(point, against, rests)
            else:
                yield Line(short_point(point, against, self.recommendation.knowledge), rests, item=True)
        if not gains and not against.budget_decides:
            rests = (figure(f"trade_offs/{place}"),)
            yield Line("The figures differ by less than can be told apart.", rests, item=True)

    def tells_cost(self, against: TradeOff, *, first: bool) -> bool:
        """Whether one of the reasons is the bill of today of both."""
        shown = _known_gains(against)[: MOST_REASONS if first else 0]
        return against.theirs.topology.end_of_plan is None and any(point.criterion == COST for _, point in shown)

    def _form_line(self, point: Point, against: TradeOff, rests: tuple[Evidence, ...]) -> Line:
        """The way of running both, with the finding that speaks most for that of the first."""
        form, rival = against.ours.form, against.theirs.form
        mover = None if form is None or rival is None else chief_mover(self.recommendation, form, rival)
        if mover is None:
            return Line(form_point(point, ""), rests, item=True)
        return Line(form_point(point, finding_words(mover, self.names)), (*rests, *finding_rests(mover)), item=True)


def _known_gains(against: TradeOff) -> list[tuple[int, Point]]:
    """What speaks for the first and can be told, with its place among the points."""
    return [(number, point) for number, point in enumerate(against.points) if point.gain > 0 and is_known(point)]


def _is_form(point: Point) -> bool:
    return all(each.why is not None and each.why.code == MeasureCode.FORM for each in (point.ours, point.theirs))


def _point_rests(place: int, number: int, point: Point, against: TradeOff) -> tuple[Evidence, ...]:
    """What a point rests on: its figures, and what is claimed of both."""
    claims = [claim(each.platform.id, point.term) for each in (against.ours, against.theirs) if point.term]
    return (figure(f"trade_offs/{place}/points/{number}"), figure(f"trade_offs/{place}/other"), *claims)


def _head(against: TradeOff, recommendation: Recommendation, *, with_cost: bool) -> str:
    bill = against.theirs.topology.bill
    least = "at least " if bill.is_lower_limit else ""
    cost = f"{least}{money(bill.base)} a month" if bill.base is not None else "without a price"
    exact = not any(_may_be_cheaper(entry.topology.bill, bill) for entry in recommendation.choices)
    costs = f" ({cost})" if with_cost else ""
    return f"Rather than {against.theirs.platform.name}, {rival_words(against, exact=exact)}{costs}"


def _may_be_cheaper(other: Bill, bill: Bill) -> bool:
    """Whether a bill of which a part has no price may yet come to less."""
    return other.base is None or (other.is_lower_limit and bill.base is not None and other.base < bill.base)


def _head_rests(against: TradeOff) -> tuple[Evidence, ...]:
    entry = f"ranking/{against.theirs.rank - 1}"
    return figure(f"{entry}/cost_usd_per_month"), figure(f"{entry}/platform")


def _budget_decides(against: TradeOff) -> Line:
    ours, theirs = against.ours.topology.bill, against.theirs.topology.bill
    budget = ours.budget_usd_per_month or 0.0
    costs = "has no price" if theirs.base is None else f"costs {money(theirs.base)}"
    rests = (answer("budget.usd_per_month"), figure(f"ranking/{against.theirs.rank - 1}/cost_usd_per_month"))
    return Line(f"The budget of {sum_given(budget)} a month is kept; the other {costs}.", rests, item=True)


def given_up_lines(
    winner: Ranked, comparisons: tuple[TradeOff, ...], recommendation: Recommendation, names: AnswerNames
) -> Iterator[Line]:
    """What was asked for and is weak; then what the runner-up does better and was not told."""
    traits = given_up(winner)
    longest = LONGEST_LACK if len(comparisons) > 1 else LONGEST_OF_ONE
    lines = [_trait_line(winner, trait, recommendation, names, longest) for trait in traits[:MOST_GIVEN_UP]]
    if len(traits) > MOST_GIVEN_UP:
        lines.append(_other_traits_line(winner, traits[MOST_GIVEN_UP:], recommendation))
    for place, caution in enumerate(winner.cautions):
        if caution.note.code in (CautionCode.BELOW_TARGET, CautionCode.NOTHING_CLAIMED):
            lines.append(Line(sentence(note_words(caution.note)), (figure(f"ranking/0/cautions/{place}"),), item=True))
    lines += _short_of_people(winner, recommendation)
    lines += _one_machine_lines(winner)
    quorum_asked, quorum = _quorum_lines(winner)
    lines += quorum if quorum_asked else []
    yield from lines
    if not lines:
        yield Line("Of what was asked for: nothing.", (figure("ranking/0/weaknesses"),), item=True)
    yield from () if quorum_asked else quorum
    for against in comparisons[:1]:
        yield from _loss_lines(against, {trait.term for trait in traits}, recommendation)


def _loss_lines(against: TradeOff, told: set[str], recommendation: Recommendation) -> Iterator[Line]:
    """What the runner-up does better; a bill that is much lower comes first."""
    losses = [
        (each.criterion != COST or not _costs_much_more(against), number, each)
        for number, each in enumerate(against.points)
        if each.gain < 0 and each.term not in told and is_known(each)
    ]
    for _, number, point in sorted(losses, key=lambda each: each[:2])[:MOST_LOSSES]:
        words = mid_sentence(short_point(point, against, recommendation.knowledge))
        told_of = f"Behind {role_words(against)} on {words}"
        yield Line(told_of, _point_rests(0, number, point, against), item=True)


def _short_of_people(winner: Ranked, recommendation: Recommendation) -> list[Line]:
    """That fewer people are there for operations than the work takes; not where it falls to those who build."""
    effort, team = winner.topology.bill.effort, recommendation.scenario.team
    if effort is None or team is None or not team.ops or team.ops >= effort.people:
        return []
    rests = (figure("ranking/0/cost_usd_per_month/people"), answer("team.ops"))
    told = f"People for operations: the work takes {people_words(effort.people)}, and the team has {team.ops}."
    return [Line(told, rests, item=True)]


def _one_machine_lines(winner: Ranked) -> list[Line]:
    """What the loss of the only machine does."""
    notes = winner.topology.notes
    return [
        Line(f"{capital(lost_machine_words())}.", (figure(f"ranking/0/topology/notes/{place}"),), item=True)
        for place, each in enumerate(notes)
        if each.code == NoteCode.ONE_MACHINE_LOST
    ]


def _quorum_lines(winner: Ranked) -> tuple[bool, list[Line]]:
    """What the loss of a zone does to a control plane whose majority stands in it; whether that was to be survived."""
    for each in winner.topology.control_plane.notes:
        if each.code == NoteCode.NO_QUORUM_AFTER_LOSS:
            told: dict[str, Any] = dict(each.values)
            words = f"{capital(lost_quorum_words(told['place'], told['most'], told['members']))}."
            rests = (figure("ranking/0/topology/control_plane"), answer("hosting.zones"))
            return bool(told["asked"]), [Line(words, rests, item=True)]
    return False, []


def _costs_much_more(against: TradeOff) -> bool:
    """Whether the winner costs a tenth more than the other or above that."""
    ours, theirs = against.ours.topology.bill.base, against.theirs.topology.bill.base
    return ours is not None and theirs is not None and ours > (1 + MATTERS) * theirs


def _other_traits_line(winner: Ranked, traits: Sequence[Trait], recommendation: Recommendation) -> Line:
    """The other capabilities that are asked for and limited or missing, by name."""
    by_level: dict[int, list[str]] = {}
    for trait in traits:
        by_level.setdefault(trait.level, []).append(capability_words(trait.term, recommendation.knowledge))
    told = (f"{LEVELS_IN_A_WORD[level]}: {listing(terms)}" for level, terms in sorted(by_level.items(), reverse=True))
    rests = (figure("ranking/0/weaknesses"), *(claim(winner.platform.id, trait.term) for trait in traits))
    return Line(f"Also {'; '.join(told)}.", rests, item=True)


def _trait_line(winner: Ranked, trait: Trait, recommendation: Recommendation, names: AnswerNames, longest: int) -> Line:
    """A capability that is missing or limited, what asks for it, and what it is like."""
    wish, rests, asked = trait.wish, [claim(winner.platform.id, trait.term)], ""
    if wish is not None and wish.named:
        asked = f" ({names.of(wish.field)}: {names.value(wish.field, wish.named)})"
        rests.append(answer(wish.field))
    elif wish is not None:
        finding = next(each for each in recommendation.findings if each.rule.id == wish.rule)
        asked = f" (matters with {answers_in_words(finding.read, names)})"
        rests += finding_rests(finding)
    name = capital(capability_words(trait.term, recommendation.knowledge))
    why = mid_sentence(inner(trait.why))
    told = f"{name}{asked}: {LEVELS_IN_A_WORD[trait.level]}"
    lacks = f" ({why})" if why and len(told) + len(why) <= longest else ""
    return Line(f"{told}{lacks}.", tuple(rests), item=True)
