"""The answer on one screen: what an architect who has a minute has to know, each line with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from advisor.argument import MATTERS, chief_findings, deciding_judgements, given_up, turning_ranges
from advisor.explanations import CautionCode, Trait, WarningCode
from advisor.forms import form_of
from advisor.knowledge import Form
from advisor.need import Need, Verdict
from advisor.recommend import Ranked, Recommendation
from advisor.report.blocks import Block, Evidence, Labelled, LabelledList, Line
from advisor.report.sections.changes_in_lines import change_lines, next_answer_lines
from advisor.report.sections.evidence import answer, claim, figure, rule, threshold
from advisor.report.sections.set_up_lines import set_up_lines
from advisor.report.sections.standing_lines import today_fields
from advisor.report.wording import capital, count, inner, listing, sentence
from advisor.report.wording.answer_names import IN_FILE, AnswerNames
from advisor.report.wording.answers import answers_in_words
from advisor.report.wording.bill import without_price_words
from advisor.report.wording.capabilities import LEVELS_IN_A_WORD, capability_words
from advisor.report.wording.certainty import FIRMNESS
from advisor.report.wording.end_of_plan import years_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.measures import FORMS
from advisor.report.wording.notes import note_words
from advisor.report.wording.one_screen import (
    NEEDED,
    NO_PLATFORM_OF,
    assumed_words,
    budget_words,
    judged_words,
    price_days,
    range_words,
    region_words,
    sure_words,
)
from advisor.report.wording.rounded import money
from advisor.report.wording.several_clouds import each_cloud_words
from advisor.report.wording.terms import in_currency, terms_words
from advisor.report.wording.thresholds import SUITS, turning_words
from advisor.report.wording.trade_offs import (
    is_known,
    point_name,
    rival_words,
    role_words,
    short_point,
    their_point,
)
from advisor.rules import Finding
from advisor.sizing.bill_types import Bill
from advisor.sizing.note_codes import AssumptionCode
from advisor.tensions import TensionCode
from advisor.trade_offs import Point, TradeOff, compare_ranked, comparisons_of
from advisor.values import mid_sentence

MOST_REASONS = 3
MOST_LOSSES = 1
MOST_GIVEN_UP = 2
MOST_RANGES = 2
MOST_WITHOUT_PRICE = 2
MOST_ASSUMED = 1
MOST_NEAR = 4
MOST_MERITS = 2
MOST_WARNINGS = 2
THE_REST = "The rest"
"""The label of the line with the commands that tell more."""
PointKey = tuple[str, str | None]
"""A criterion, and the capability of it where it rests on several."""
BILL = "ranking/0/cost_usd_per_month"
COST = "cost"
"""The criterion that the bill decides; a bill that is a tenth higher is told before any other loss."""
VERDICT = "needs_orchestrator"
TOLD = (
    *TensionCode,
    WarningCode.AFTER_KNOWLEDGE,
    WarningCode.ONE_REGION,
    WarningCode.EQUAL_SERVICES,
    WarningCode.UNKNOWN_IN_USE,
)
"""Warnings that are told on one screen: those that say something of the requirement itself."""


def one_screen_blocks(recommendation: Recommendation, names: AnswerNames = IN_FILE) -> Iterator[Block]:
    """Verdict, winner, reasons, what it gives up, set-up, what it rests on, what would change it, what to answer.

    `names` say what answers are called.
    """
    verdict, winner = recommendation.verdict, recommendation.winner
    asked = Labelled("Orchestrator?", tuple(_verdict_lines(recommendation, verdict, names)))
    if winner is None:
        take = Labelled("Take", tuple(_no_fit_lines(recommendation, names)))
        yield LabelledList((asked, take, *today_fields(recommendation, names)))
    else:
        comparisons = comparisons_of(recommendation)
        yield LabelledList(
            (
                asked,
                Labelled("Take", tuple(_winner_lines(recommendation, winner, names))),
                Labelled("How sure", tuple(_sure_lines(recommendation, names))),
                Labelled("Bill", tuple(_bill_lines(recommendation, winner, names))),
                *today_fields(recommendation, names),
            )
        )
        why = (Labelled("Why", tuple(_why_lines(comparisons, recommendation))),) if comparisons else ()
        given = Labelled("Gives up", tuple(_given_up_lines(winner, comparisons, recommendation, names)))
        yield LabelledList((*why, given))
        yield LabelledList((Labelled("Set-up", tuple(set_up_lines(winner, recommendation.scenario))),))
    yield LabelledList(tuple(_last_fields(recommendation, names)))


def _last_fields(recommendation: Recommendation, names: AnswerNames) -> Iterator[Labelled]:
    winner = recommendation.winner
    if winner is not None:
        yield Labelled("Rests on", tuple(_rests_on_lines(recommendation, winner, names)))
    yield Labelled("Would change", tuple(change_lines(recommendation, names)))
    yield Labelled("Answer next", tuple(next_answer_lines(recommendation, names)))
    warned = [(place, each) for place, each in enumerate(recommendation.warnings) if each.note.code in TOLD]
    told = [
        Line(sentence(note_words(each.note)), (figure(f"warnings/{place}"),)) for place, each in warned[:MOST_WARNINGS]
    ]
    if told:
        yield Labelled("Mind", tuple(told))
    explain = f"; advisor explain FILE --platform {winner.platform.id}" if winner else ""
    yield Labelled(THE_REST, (Line(f"advisor recommend FILE --full{explain}"),))


def _verdict_lines(recommendation: Recommendation, verdict: Verdict, names: AnswerNames) -> Iterator[Line]:
    """The answer to the first question with its chief reasons; then the best form, and what turns it."""
    findings = chief_findings(verdict)
    rests = tuple(each for finding in findings for each in _finding_rests(finding))
    because = f": {'; '.join(_finding_words(each, names) for each in findings)}" if findings else ""
    yield Line(f"{NEEDED[verdict.need]}{because}.", (figure(VERDICT), *rests))
    best = f"{capital(FORMS[verdict.best.value])} {SUITS[verdict.best]} best"
    winner = recommendation.winner
    taken = winner.form if winner is not None else None
    turns = [each for each in recommendation.thresholds or () if each.form is verdict.best or each.form is not taken]
    for turn in turns[:1]:  # what leads to the form that is taken anyhow turns nothing
        turned = turning_words(turn, verdict.need, verdict.best, names)
        yield Line(f"{best}; {turned}.", (figure(VERDICT), threshold(turn.field)))
        return
    yield Line(f"{best}.", (figure(VERDICT),))


def _finding_words(finding: Finding, names: AnswerNames) -> str:
    answers = answers_in_words(finding.read, names)
    return f"{mid_sentence(inner(finding.rule.title))}{f' ({answers})' if answers else ''}"


def _finding_rests(finding: Finding) -> Iterator[Evidence]:
    yield rule(finding.rule.id)
    yield from (answer(field) for field, value in finding.read if value is not None)


def _winner_lines(recommendation: Recommendation, winner: Ranked, names: AnswerNames) -> Iterator[Line]:
    alone = ", the only sensible choice that fits" if len(recommendation.choices) == 1 else ""
    verdict, rests = recommendation.verdict, (figure("ranking/0/platform"), figure("ranking"), figure(VERDICT))
    hidden = winner.form is Form.HIDDEN and verdict.need is Need.NO
    hides = "; what places its replicas is the vendor's and out of sight" if hidden else ""
    yield Line(f"{winner.platform.name}{alone}{hides}.", rests)
    if winner.form is not None and winner.form is not verdict.best:
        yield _apart_line(recommendation, winner, winner.form, names)
    if recommendation.counterparts.all:
        yield Line(each_cloud_words(recommendation), (figure("in_each_cloud"),))


def _apart_line(recommendation: Recommendation, winner: Ranked, form: Form, names: AnswerNames) -> Line:
    """Why it is not of the way of running that answers best: what outweighs that, or what stands in its way."""
    best, knowledge, rests = recommendation.verdict.best, recommendation.knowledge, (figure(VERDICT), figure("ranking"))
    taken = capital(FORMS[form.value])
    rival = next((entry for entry in recommendation.ranking if entry.form is best), None)
    if rival is not None:
        gains = compare_ranked(recommendation, winner, rival).gains
        merits = listing([mid_sentence(point_name(each, knowledge)) for each in gains[:MOST_MERITS]])
        outweighs = f": {merits} {'outweigh' if len(gains) > 1 else 'outweighs'} that" if gains else ""
        return Line(f"{taken}, though {FORMS[best.value]} {SUITS[best]} better{outweighs}.", rests)
    lacking = Counter[str]()
    for entry in recommendation.eliminated:
        if form_of(entry.platform.terms(recommendation.as_of)) is best:
            lacking.update({unmet.requirement.finding.rule.id for unmet in entry.screened.unmet})
    named = [(lacking[each.rule.id], each) for each in recommendation.findings if lacking[each.rule.id]]
    if not named:
        return Line(f"{taken}, as {NO_PLATFORM_OF[best]} meets everything and holds the services.", rests)
    chief = max(named, key=lambda each: each[0])[1]
    told = f"{taken}, as {NO_PLATFORM_OF[best]} meets everything; most in the way: {_finding_words(chief, names)}."
    return Line(told, (*rests, figure("eliminated"), *_finding_rests(chief)))


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
    kept_by = (answer("budget.usd_per_month"),) if winner.budget_fit is not None else ()
    rests = (figure(BILL), answer("as_of"), *kept_by)
    missing = listing(_first_of(without_price_words(bill, knowledge)))
    if bill.base is None:
        yield Line(f"Nothing in it has a price: {missing}.", rests)
    else:
        least = "At least" if bill.is_lower_limit else "About"
        low, high = bill.low or bill.base, bill.high or bill.base
        between = f", between {money(low)} and {money(high)}" if money(low) != money(high) else ""
        days = price_days(bill, recommendation.as_of)
        kept = f"; {budget_words(winner)}" if winner.budget_fit is not None else ""
        alone = f" for {winner.platform.name} alone" if recommendation.counterparts.all else ""
        yield Line(f"{least} {money(bill.base)} a month{alone}{between}{f' ({days})' if days else ''}{kept}.", rests)
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


def _why_lines(comparisons: tuple[TradeOff, ...], recommendation: Recommendation) -> Iterator[Line]:
    """Why it and not the runner-up; then in one line why not the cheapest, and not the simplest."""
    told: set[PointKey] = set()
    for place, against in enumerate(comparisons):
        items = list(_reasons(place, against, recommendation, told))
        if place and items:
            first = items[0]
            yield Line(f"{_head(against, recommendation)}. {first.text}", (*_head_rests(against), *first.rests_on))
        else:
            yield Line(f"{_head(against, recommendation)}:", _head_rests(against))
            yield from items


def _reasons(place: int, against: TradeOff, recommendation: Recommendation, told: set[PointKey]) -> Iterator[Line]:
    """What speaks for the winner, the most important first; of what is `told` already only what the other one is."""
    most = 1 if place else MOST_REASONS
    if against.budget_decides:
        yield _budget_decides(against)
        most -= 1
    knowledge = recommendation.knowledge
    gains = [(number, point) for number, point in enumerate(against.points) if point.gain > 0 and is_known(point)]
    for number, point in gains[:most]:
        key = (point.criterion, point.term)
        words = their_point(point, knowledge) if key in told else short_point(point, against, knowledge)
        told.add(key)
        yield Line(words, _point_rests(place, number, point, against), item=True)
    if not gains and not against.budget_decides:
        rests = (figure(f"trade_offs/{place}"),)
        yield Line("The figures differ by less than can be told apart.", rests, item=True)


def _point_rests(place: int, number: int, point: Point, against: TradeOff) -> tuple[Evidence, ...]:
    """What a point rests on: its figures, and what is claimed of both."""
    claims = [claim(each.platform.id, point.term) for each in (against.ours, against.theirs) if point.term]
    return (figure(f"trade_offs/{place}/points/{number}"), figure(f"trade_offs/{place}/other"), *claims)


def _head(against: TradeOff, recommendation: Recommendation) -> str:
    bill = against.theirs.topology.bill
    least = "at least " if bill.is_lower_limit else ""
    cost = f"{least}{money(bill.base)} a month" if bill.base is not None else "without a price"
    exact = not any(_may_be_cheaper(entry.topology.bill, bill) for entry in recommendation.choices)
    return f"Rather than {against.theirs.platform.name}, {rival_words(against, exact=exact)} ({cost})"


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
    return Line(f"The budget of {money(budget)} a month is kept; the other {costs}.", rests, item=True)


def _given_up_lines(
    winner: Ranked, comparisons: tuple[TradeOff, ...], recommendation: Recommendation, names: AnswerNames
) -> Iterator[Line]:
    """What was asked for and is weak; then what the runner-up does better and was not told."""
    traits = given_up(winner)
    shown = traits if len(traits) == MOST_GIVEN_UP + 1 else traits[:MOST_GIVEN_UP]
    lines = [_trait_line(winner, trait, recommendation, names) for trait in shown]
    if len(traits) > len(shown):
        told_of = f"{len(traits) - len(shown)} more that these answers ask for."
        lines.append(Line(told_of, (figure("ranking/0/weaknesses"),), item=True))
    for place, caution in enumerate(winner.cautions):
        if caution.note.code in (CautionCode.BELOW_TARGET, CautionCode.NOTHING_CLAIMED):
            lines.append(Line(sentence(note_words(caution.note)), (figure(f"ranking/0/cautions/{place}"),), item=True))
    lines += _short_of_people(winner, recommendation)
    yield from lines
    if not lines:
        yield Line("Nothing that was asked for is missing or limited.", (figure("ranking/0/weaknesses"),), item=True)
    told = {trait.term for trait in traits}
    for against in comparisons[:1]:
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
    """That the team has not the people for the work, where it said how many it has."""
    effort, team = winner.topology.bill.effort, recommendation.scenario.team
    if effort is None or team is None or team.ops is None or team.ops >= effort.people or not effort.hours.base:
        return []
    rests = (figure(f"{BILL}/operation"), figure(f"{BILL}/people"), answer("team.ops"))
    there = "is nobody" if not team.ops else "are too few people"
    return [Line(f"There {there} for the work that is left to the team (see People).", rests, item=True)]


def _costs_much_more(against: TradeOff) -> bool:
    """Whether the winner costs a tenth more than the other or above that."""
    ours, theirs = against.ours.topology.bill.base, against.theirs.topology.bill.base
    return ours is not None and theirs is not None and ours > (1 + MATTERS) * theirs


def _trait_line(winner: Ranked, trait: Trait, recommendation: Recommendation, names: AnswerNames) -> Line:
    """A capability that is missing or limited, how it is done instead where that is short, and what asks for it."""
    wish, rests, asked = trait.wish, [claim(winner.platform.id, trait.term)], ""
    if wish is not None and wish.named:
        asked = f" ({names.of(wish.field)}: {names.value(wish.field, wish.named)})"
        rests.append(answer(wish.field))
    elif wish is not None:
        finding = next(each for each in recommendation.findings if each.rule.id == wish.rule)
        asked = f", wanted with {answers_in_words(finding.read, names)}"
        rests += _finding_rests(finding)
    told = f"{capital(capability_words(trait.term, recommendation.knowledge))}: {LEVELS_IN_A_WORD[trait.level]}{asked}"
    return Line(f"{told}.", tuple(rests), item=True)


def _rests_on_lines(recommendation: Recommendation, winner: Ranked, names: AnswerNames) -> Iterator[Line]:
    """What moves the bill by a tenth or more, and the estimates of ours that carry the first place."""
    ranges = turning_ranges(winner.topology.bill)
    for each in ranges[:MOST_RANGES]:
        assumed_hours = any(each.note.code is AssumptionCode.PEAK_HOURS for each in winner.topology.assumptions)
        told = range_words(each.range, names, assumed=assumed_hours)
        yield Line(sentence(told), (figure(f"{BILL}/ranges/{each.place}"),), item=True)
    effects = recommendation.assumed_effects
    for place, effect in enumerate(effects[:MOST_ASSUMED]):
        words = assumed_words(effect, winner.topology.bill, names)
        yield Line(words, (figure(f"assumed_effects/{place}"),), item=True)
    judged = list(deciding_judgements(recommendation))
    for place, claimed in judged[:1]:
        rests = (figure(f"confidence/judgement/alone/{place}"), claim(claimed.platform, claimed.term))
        told = judged_words(claimed, winner.platform.id, recommendation.knowledge)
        yield Line(told, (*rests, figure("confidence/judgement/alone")), item=True)
    if not ranges and not effects and not judged:
        priced = winner.topology.bill.base is not None
        bill = "No assumption moves the bill by a tenth or more, and no" if priced else "No"
        rests = (figure(BILL), figure("confidence/judgement"))
        yield Line(f"{bill} single estimate of ours moves the first place.", rests)


def _no_fit_lines(recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    yield Line(
        f"Nothing fits: each of the {len(recommendation.eliminated)} platforms known lacks something that is asked "
        "for, or cannot hold the services.",
        (figure("recommendation"), figure("eliminated")),
    )
    alone: dict[str, list[str]] = {}
    knowledge = recommendation.knowledge
    for entry in recommendation.eliminated:
        derived = any(knowledge.vocabulary[unmet.requirement.term].derived for unmet in entry.screened.unmet)
        if entry.screened.lone_blocker and not derived:
            alone.setdefault(entry.screened.lone_blocker, []).append(entry.platform.name)
    findings = {finding.rule.id: finding for finding in recommendation.findings}
    ordered = sorted(alone.items(), key=lambda each: (-len(each[1]), each[0]))
    for name, platforms in ordered[:MOST_NEAR]:
        finding = findings[name]
        answers = answers_in_words(finding.read, names)
        only = f"{inner(finding.rule.title)}{f' ({answers})' if answers else ''}"
        told = listing(platforms) if len(platforms) <= MOST_NEAR else f"{len(platforms)} platforms"
        rests = (rule(name), figure("eliminated"), *(answer(field) for field, value in finding.read if value))
        yield Line(f"In the way of {told}, and nothing else is: {only}.", rests, item=True)
    for place, entry in enumerate(recommendation.eliminated):
        if entry.infeasible is not None:
            yield Line(
                _cannot_hold(entry.platform.name, place, recommendation), (figure(f"eliminated/{place}"),), item=True
            )
            break


def _cannot_hold(name: str, place: int, recommendation: Recommendation) -> str:
    out = recommendation.eliminated[place].infeasible
    assert out is not None

    return f"{name} cannot hold the services: {sentence(refusal_words(out.refusal))}"
