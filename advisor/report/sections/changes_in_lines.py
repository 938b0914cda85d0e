"""What would change the answer, and what to answer next, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.recommend import Recommendation
from advisor.report.blocks import Line
from advisor.report.sections.evidence import answer, figure
from advisor.report.wording import capital, count, listing
from advisor.report.wording.answers import written
from advisor.sensitivity.flips import IN_USE, WinnerChange

MOST_PLATFORMS = 2
MOST_FIELDS = 2
MOST_OPEN = 1
MOST_LEADS = 3
MOST_ANSWERS = 3


def change_lines(recommendation: Recommendation) -> Iterator[Line]:
    """The platforms that other answers would put first, each confirmed by a whole new run, a line for each platform."""
    by_winner: dict[str, list[tuple[int, WinnerChange]]] = {}
    for place, change in enumerate(recommendation.changes):
        by_winner.setdefault(change.winner, []).append((place, change))
    if not by_winner:
        yield Line("No other single answer that was tried.", (figure("what_would_change_it"),))
        return
    for winner, changes in list(by_winner.items())[:MOST_PLATFORMS]:
        fields: dict[tuple[str, str], list[str]] = {}
        for _, change in changes:
            fields.setdefault((change.field, change.was), []).append(change.becomes)
        shown = [_with(*each) for each in list(fields.items())[:MOST_FIELDS]]
        shown += ["others"] if len(fields) > MOST_FIELDS else []
        rests = [figure(f"what_would_change_it/{place}") for place, _ in changes]
        rests += [answer(field) for field, _ in fields]
        name = recommendation.knowledge.platforms[winner].name
        yield Line(f"{name}, with {listing(shown, 'or')}.", tuple(rests), item=True)
    if len(by_winner) > MOST_PLATFORMS:
        left = count(len(by_winner) - MOST_PLATFORMS, "other platform")
        yield Line(f"{left}, with answers that --full tells.", (figure("what_would_change_it"),), item=True)


def _with(change: tuple[str, str], becomes: list[str]) -> str:
    field, was = change
    return f"{field}: {listing([written(each) for each in becomes], 'or')} (now {written(was)})"


def next_answer_lines(recommendation: Recommendation) -> Iterator[Line]:
    """The one open question to answer next and what its answers lead to; else what is known of those that are open."""
    names = {name: platform.name for name, platform in recommendation.knowledge.platforms.items()}
    following = recommendation.next_question
    if following is not None:
        field = following.question.field
        told = f"{following.question.text} ({field}) {capital(_leads(following.answers, names))}."
        yield Line(told, (answer(field), figure("next_question")))
        return
    unknowns = enumerate(recommendation.unknowns)
    turning = [(place, each) for place, each in unknowns if each.could_change_winner and each.field != IN_USE]
    for place, unknown in turning[:MOST_OPEN]:
        rests = (answer(unknown.field), figure(f"unknowns/{place}"))
        texts = {each.field: f"{each.text} " for each in recommendation.knowledge.questions}
        told = f"{texts.get(unknown.field, '')}({unknown.field}) {capital(_leads(unknown.leads_to, names))}."
        yield Line(told, rests)
    if turning:
        return
    if any(each.field == IN_USE and each.could_change_winner for each in recommendation.unknowns):
        told = f"What runs today, if anything ({IN_USE}): it may be worth staying with."
        yield Line(told, (answer(IN_USE), figure("unknowns")))
        return
    untried = any(each.could_change_winner is None for each in recommendation.unknowns)
    words = "No open question that was tried" if untried else "No open question"
    yield Line(f"{words} changes the first place.", (figure("unknowns"),))


def _leads(leads_to: Iterable[tuple[str, str | None]], names: dict[str, str]) -> str:
    winners: dict[str, list[str]] = {}
    for given, winner in leads_to:
        name = "nothing fits" if winner is None else f"it is {names[winner]}"
        winners.setdefault(name, []).append(written(given))
    told = [f"with {_few(given)} {name}" for name, given in list(winners.items())[:MOST_LEADS]]
    return "; ".join([*told, *(["other answers lead to others"] if len(winners) > MOST_LEADS else [])])


def _few(given: list[str]) -> str:
    """The first few answers of many."""
    return listing(given if len(given) <= MOST_ANSWERS else [*given[:MOST_ANSWERS], "others"], "or")
