"""The answer on one screen: what an architect who has a minute has to know, each sentence with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.argument import bill_span, deciding_judgements, turning_ranges
from advisor.explanations import WarningCode
from advisor.recommend import Ranked, Recommendation
from advisor.report.blocks import Block, Labelled, LabelledList, Line
from advisor.report.sections.answer_field import AnswerField
from advisor.report.sections.changes_in_lines import change_lines, next_answer_lines
from advisor.report.sections.evidence import answer, claim, figure
from advisor.report.sections.set_up_lines import set_up_lines
from advisor.report.sections.standing_lines import today_fields
from advisor.report.sections.take_lines import no_fit_lines, verdict_lines, winner_lines
from advisor.report.sections.why_lines import given_up_lines, why_lines
from advisor.report.wording import capital, count, listing, sentence
from advisor.report.wording.answer_names import AnswerNames
from advisor.report.wording.bill import without_price_words
from advisor.report.wording.capabilities import LEVELS_IN_A_WORD
from advisor.report.wording.certainty import FIRMNESS
from advisor.report.wording.end_of_plan import years_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.one_screen import (
    assumed_words,
    budget_words,
    judged_words,
    price_days,
    range_words,
    region_words,
    sure_words,
)
from advisor.report.wording.rounded import money
from advisor.report.wording.short_names import ShortNames
from advisor.report.wording.terms import in_currency, terms_words
from advisor.sizing.bill_types import Bill
from advisor.sizing.note_codes import AssumptionCode
from advisor.tensions import TensionCode
from advisor.trade_offs import comparisons_of

MOST_RANGES = 2
MOST_WITHOUT_PRICE = 2
MOST_ASSUMED = 1
LEVELS_ARE = f"levels are {listing(LEVELS_IN_A_WORD)}"
MOST_JUDGED = 2
MOST_WARNINGS = 2
BILL = "ranking/0/cost_usd_per_month"
TOLD = (
    *TensionCode,
    WarningCode.AFTER_KNOWLEDGE,
    WarningCode.ONE_REGION,
    WarningCode.EQUAL_SERVICES,
    WarningCode.UNKNOWN_IN_USE,
)
"""Warnings that are told on one screen: those that say something of the requirement itself."""


def one_screen_blocks(recommendation: Recommendation, names: AnswerNames | None = None) -> Iterator[Block]:
    """Verdict, winner, reasons, what it gives up, set-up, what it rests on, what would change it, what to answer.

    `names` say what answers are called; in short words without.
    """
    winner, names = recommendation.winner, names or ShortNames(recommendation.knowledge)
    asked = Labelled(AnswerField.VERDICT, tuple(verdict_lines(recommendation, names)))
    last = tuple(_last_fields(recommendation, names))
    if winner is None:
        take = Labelled(AnswerField.TAKE, tuple(no_fit_lines(recommendation, names)))
        yield LabelledList((asked, take, *today_fields(recommendation, names)))
        yield LabelledList(last)
        return
    comparisons = comparisons_of(recommendation)
    yield LabelledList(
        (
            asked,
            Labelled(AnswerField.TAKE, tuple(winner_lines(recommendation, winner, names))),
            Labelled(AnswerField.SURE, tuple(_sure_lines(recommendation, names))),
            Labelled(AnswerField.BILL, tuple(_bill_lines(recommendation, winner, names))),
            *today_fields(recommendation, names),
        )
    )
    why = (Labelled(AnswerField.WHY, tuple(why_lines(comparisons, recommendation, names))),) if comparisons else ()
    given = Labelled(AnswerField.GIVES_UP, tuple(given_up_lines(winner, comparisons, recommendation, names)))
    yield LabelledList((*why, given))
    yield LabelledList((Labelled(AnswerField.SET_UP, tuple(set_up_lines(winner, recommendation))), *last))


def _last_fields(recommendation: Recommendation, names: AnswerNames) -> Iterator[Labelled]:
    winner = recommendation.winner
    if winner is not None:
        yield Labelled(AnswerField.RESTS_ON, tuple(_rests_on_lines(recommendation, winner, names)))
    yield Labelled(AnswerField.WOULD_CHANGE, tuple(change_lines(recommendation, names)))
    yield Labelled(AnswerField.NEXT, tuple(next_answer_lines(recommendation, names)))
    warned = [(place, each) for place, each in enumerate(recommendation.warnings) if each.note.code in TOLD]
    told = [
        Line(sentence(note_words(each.note)), (figure(f"warnings/{place}"),)) for place, each in warned[:MOST_WARNINGS]
    ]
    if told:
        yield Labelled(AnswerField.MIND, tuple(told))
    explain = f", or explain FILE --platform {winner.platform.id}" if winner else ""
    yield Labelled(
        AnswerField.THE_REST,
        (Line(f"advisor recommend FILE --full{explain}; {LEVELS_ARE}"),),
    )


def _sure_lines(recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    confidence, rival = recommendation.confidence, recommendation.runner_up
    if confidence is None:
        return
    rests = (figure("confidence"), figure("ranking"))
    if rival is None:
        yield Line(f"{FIRMNESS[confidence.word]}: nothing that fits is a rival.", rests)
        return
    yield Line(sure_words(confidence, recommendation, names), (*rests, figure("unknowns"), figure("next_question")))


def _bill_lines(recommendation: Recommendation, winner: Ranked, names: AnswerNames) -> Iterator[Line]:
    bill, knowledge = winner.topology.bill, recommendation.knowledge
    span = bill_span(recommendation)
    kept_by = (answer("budget.usd_per_month"),) if winner.budget_fit is not None else ()
    rests = (figure(BILL), answer("as_of"), *kept_by)
    missing = listing(_first_of(without_price_words(bill, knowledge)))
    if bill.base is None or span is None:
        yield Line(f"Nothing in it has a price: {missing}.", rests)
    else:
        least = "At least" if bill.is_lower_limit else "About"
        ranged = money(span.low) != money(span.high)
        between = f", between {money(span.low)} and {money(span.high)}" if ranged else ""
        steady = "" if ranged or bill.is_lower_limit else "; no assumption moves it by a tenth or more"
        days = price_days(bill, recommendation.as_of)
        kept = f"; {budget_words(winner, span)}" if winner.budget_fit is not None else ""
        alone = f" for {winner.platform.name} alone" if recommendation.counterparts.all else ""
        told = f"{least} {money(bill.base)} a month without people{alone}{between}"
        told += f"{f' ({days})' if days else ''}{kept}{steady}."
        yield Line(told, (*rests, figure("bill_span")))
        region = region_words(winner.topology)
        if region is not None:
            yield Line(region, (figure(f"{BILL}/ranges"),))
        yield from _terms_lines(bill)
        if bill.is_lower_limit:
            yield Line(f"Without a price: {missing}.", rests)
    yield from _later_lines(winner)
    yield from _missed_lines(recommendation, names)


def _first_of(without_price: list[str]) -> list[str]:
    """The first few, and how many more there are."""
    left = len(without_price) - MOST_WITHOUT_PRICE
    return [*without_price[:MOST_WITHOUT_PRICE], *([count(left, "other line")] if left > 0 else [])]


def _terms_lines(bill: Bill) -> Iterator[Line]:
    """What the terms save, the sum in another currency, and what the people cost beside it."""
    if bill.terms is not None:
        yield Line(terms_words(bill), (figure(f"{BILL}/terms"), answer("pricing")))
    if bill.currency is not None and bill.base is not None:
        told = f"In another currency: {in_currency(bill.base, bill.currency)}, the rate that was given."
        yield Line(told, (figure(f"{BILL}/currency"), answer("pricing.currency")))
    if bill.usd_per_person_year is not None and bill.effort is not None:
        people = bill.effort.usd_per_month(bill.usd_per_person_year)
        told = f"People beside it: about {money(people.base)} a month, {money(people.low)} to {money(people.high)}."
        yield Line(told, (figure(f"{BILL}/people_cost"), answer("team.usd_per_person_year")))


def _later_lines(winner: Ranked) -> Iterator[Line]:
    end = winner.topology.end_of_plan
    if end is None:
        return
    rests = (figure("ranking/0/at_end_of_plan"), answer("growth.percent_per_year"), answer("growth.years"))
    when = f"{capital(years_words(end))}, with {end.percent_per_year:g}% more a year"
    if end.bill is None:
        yield Line(f"{when}, it cannot hold the {end.replicas:,} replicas any more.", rests)
    elif end.bill.base is not None:
        least = "at least" if end.bill.is_lower_limit else "about"
        yield Line(f"{when}: {least} {money(end.bill.base)} a month.", rests)


def _missed_lines(recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    """That nothing keeps the budget, and which answer would make the cheapest cheaper."""
    missed, winner = recommendation.budget_missed, recommendation.winner
    if missed is None or winner is None:
        return
    rests = (answer("budget.usd_per_month"), figure("budget_missed"))
    name, cost = recommendation.knowledge.platforms[missed.platform].name, money(missed.usd_per_month)
    cheapest = "this is the cheapest" if missed.platform == winner.platform.id else f"the cheapest is {name}, at {cost}"
    less = [
        f"{names.of(each.field)}: {names.value(each.field, each.becomes)} it is {money(each.usd_per_month)}"
        for each in missed.cheaper[:1]
    ]
    yield Line(f"Nothing that fits keeps the budget, and {cheapest}{f'; with {less[0]}' if less else ''}.", rests)


def _rests_on_lines(recommendation: Recommendation, winner: Ranked, names: AnswerNames) -> Iterator[Line]:
    """What moves the bill by a tenth or more, and the estimates of ours that carry the first place."""
    ranges = turning_ranges(winner.topology.bill)
    for each in ranges[:MOST_RANGES]:
        assumed_hours = any(each.note.code is AssumptionCode.PEAK_HOURS for each in winner.topology.assumptions)
        told = range_words(each.range, names, assumed=assumed_hours)
        yield Line(sentence(told), (figure(f"{BILL}/ranges/{each.place}"),), item=True)
    effects = recommendation.assumed_effects
    for place, effect in enumerate(effects[:MOST_ASSUMED]):
        yield Line(assumed_words(effect, names), (figure(f"assumed_effects/{place}"),), item=True)
    judged = list(deciding_judgements(recommendation))
    for place, claimed in judged if len(judged) <= MOST_JUDGED else judged[:1]:
        rests = (figure(f"confidence/judgement/alone/{place}"), claim(claimed.platform, claimed.term))
        told = judged_words(claimed, winner.platform.id, recommendation.knowledge)
        yield Line(told, (*rests, figure("confidence/judgement/alone")), item=True)
    if not ranges and not effects and not judged:
        yield Line(
            "No single estimate of ours, if it is a level off, changes the first place.",
            (figure("confidence/judgement"),),
        )
