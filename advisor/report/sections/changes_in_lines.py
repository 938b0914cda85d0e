"""What would change the answer, and what to answer next, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.argument import turning_unknowns
from advisor.knowledge import Question, QuestionKind
from advisor.recommend import Recommendation
from advisor.report.blocks import Line
from advisor.report.sections.evidence import answer, figure
from advisor.report.wording import capital, listing
from advisor.report.wording.answer_names import AnswerNames, one_of_others
from advisor.sensitivity.flips import IN_USE, WinnerChange

VERDICT = "needs_orchestrator"
MOST_PLATFORMS = 2
MOST_FIELDS = 2
MOST_OPEN = 1
MOST_LEADS = 3
MOST_ANSWERS = 3
TEAM_SIZES = ("team.engineers", "team.teams", "team.ops")
"""Fields that count people."""


def change_lines(recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    """The platforms that other answers would put first, each confirmed by a whole new run, a line for each platform."""
    by_winner: dict[str, list[tuple[int, WinnerChange]]] = {}
    every = list(enumerate(recommendation.changes))
    free = [(place, change) for place, change in every if not _is_a_fact(change)]
    for place, change in free or every:
        by_winner.setdefault(change.winner, []).append((place, change))
    if not by_winner:
        tried = (figure("what_would_change_it"), figure("tried_alone"), figure(VERDICT))
        yield Line(_nothing_changes_words(recommendation, names), tried)
        return
    shown_platforms = _one_more(len(by_winner), MOST_PLATFORMS)
    for winner, changes in list(by_winner.items())[:shown_platforms]:
        fields: dict[tuple[str, str], list[str]] = {}
        for _, change in changes:
            fields.setdefault((change.field, change.was), []).append(change.becomes)
        shown = [_with(*each, names) for each in list(fields.items())[:MOST_FIELDS]]
        more = len(fields) - MOST_FIELDS
        shown += [one_of_others(more, names)] if more > 0 else []
        rests = [figure(f"what_would_change_it/{place}") for place, _ in changes]
        rests += [answer(field) for field, _ in fields]
        rests += [figure("what_would_change_it")] if more > 0 else []
        name = recommendation.knowledge.platforms[winner].name
        yield Line(f"With {listing(shown, 'or')} it is {name}.", tuple(rests), item=True)
    if len(by_winner) > shown_platforms:
        told = (
            f"With other answers ({names.more_told}) it is one of {len(by_winner) - shown_platforms} other platforms."
        )
        yield Line(told, (figure("what_would_change_it"),), item=True)


def _nothing_changes_words(recommendation: Recommendation, names: AnswerNames) -> str:
    """That no other answer puts another platform first, how many were tried, and which; in a sentence."""
    tried = recommendation.tried_alone
    if not tried.number:
        return "No other answer was tried."
    form_told = any(each.form is not recommendation.verdict.best for each in recommendation.thresholds or ())
    apart = "; the way of running it is one criterion of several" if form_told else ""
    how_far = "the other choices, and numbers where a rule turns"
    short = _few([names.of(field) for field in tried.partly], "and", "others")
    left = f"; not all for {short}" if short else ""
    which = f"{tried.number} tried{'' if tried.number == 1 else f': {how_far}{left}'}"
    return f"Changing one of the given answers puts no other platform first ({which}){apart}."


def _is_a_fact(change: WinnerChange) -> bool:
    """Whether it changes what nobody can change: what is in use, or a size of the team halved or doubled."""
    if change.field == IN_USE:
        return True
    if change.field not in TEAM_SIZES:
        return False
    was, becomes = float(change.was), float(change.becomes)
    return 2 * becomes <= was or becomes >= 2 * was


def _with(change: tuple[str, str], becomes: list[str], names: AnswerNames) -> str:
    field, was = change
    answers = listing([names.value(field, each) for each in becomes], "or")
    return f"{names.of(field)}: {answers} (now {names.value(field, was)})"


def next_answer_lines(recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    """The one open question to answer next and what its answers lead to; else what is known of those that are open."""
    leads = leads_of(recommendation, names)
    following = recommendation.next_question
    if following is not None:
        field = following.question.field
        rests = (answer(field), figure("next_question"))
        yield Line(f"{following.question.text}{names.mark(field)}", rests)
        told = leads.words(field, following.answers, following.question)
        yield Line(f"{capital(told)}.", rests, goes_on=True)
        return
    every = turning_unknowns(recommendation)
    turning = [(place, each) for place, each in every if each.field != IN_USE]
    for place, unknown in turning[:MOST_OPEN]:
        rests = (answer(unknown.field), figure(f"unknowns/{place}"))
        texts = {each.field: each.text for each in recommendation.knowledge.questions}
        yield Line(f"{texts.get(unknown.field, '')}{names.mark(unknown.field)}".strip(), rests)
        fits = any(first is not None for _, first in unknown.leads_to)
        relax = "" if fits else ", unless something else that is asked for gives way"
        told = capital(leads.words(unknown.field, unknown.leads_to))
        yield Line(f"{told}{relax}.", rests, goes_on=True)
    if turning:
        return
    for _, in_use in every:
        both = (answer(IN_USE), figure("unknowns"))
        yield Line(f"What runs today, if anything?{names.mark(IN_USE)}", both)
        yield Line(f"{capital(leads.in_use(in_use.leads_to))}.", both, goes_on=True)
        return
    yield Line(_none_turns_words(recommendation, names), (figure("unknowns"),))


def _none_turns_words(recommendation: Recommendation, names: AnswerNames) -> str:
    """That no open question is known to change the first place, and of which not every answer was tried."""
    whole = [names.of(each.field) for each in recommendation.unknowns if each.could_change_winner is not None]
    partly = [names.of(each.field) for each in recommendation.unknowns if each.could_change_winner is None]
    if not whole and not partly:
        return "Nothing: no question is open."
    tried = [
        f"{how} {_few(each, 'and', 'others')}"
        for how, each in (("every answer to", whole), ("some to", partly))
        if each
    ]
    return f"Nothing more: no answer to an open question that was tried changes the first place ({'; '.join(tried)})."


def leads_of(recommendation: Recommendation, names: AnswerNames) -> Leads:
    """What says where the answers to a question lead."""
    platforms = {name: platform.name for name, platform in recommendation.knowledge.platforms.items()}
    return Leads(platforms, names, recommendation.winner.platform.id if recommendation.winner else None)


@dataclass(frozen=True)
class Leads:
    """Says what is first with which answers: the names of platforms, and of answers."""

    platforms: Mapping[str, str]
    names: AnswerNames
    first: str | None
    """The platform that is first as it stands."""

    def words(self, field: str, leads_to: Iterable[tuple[str, str | None]], question: Question | None = None) -> str:
        """What is first with which; `question` where these are all the answers, so that numbers have stretches."""
        if question is not None and question.kind is QuestionKind.NUMBER:
            return stretch_words(list(leads_to), self.platforms, question)
        winners: dict[str, list[str]] = {}
        stays = False
        for given, winner in leads_to:
            if winner is not None and winner == self.first:
                stays = True
                continue
            name = "nothing fits" if winner is None else f"it is {self.platforms[winner]}"
            winners.setdefault(name, []).append(self.names.value(field, given))
        shown = _one_more(len(winners), MOST_LEADS)
        told = [f"with {_few(given)} {name}" for name, given in list(winners.items())[:shown]]
        left = len(winners) - shown
        told += [f"with other answers it is one of {left} others"] if left > 0 else []
        return "; ".join([*told, *(["with any other it stays"] if stays else [])])

    def in_use(self, leads_to: Sequence[tuple[str, str | None]]) -> str:
        """What is first where each of these is in use: most often itself."""
        stays = [self.platforms[given] for given, winner in leads_to if given == winner]
        if stays:
            return f"with {listing(stays[:MOST_ANSWERS], 'or')} it is best to stay with that"
        return self.words(IN_USE, [(self.platforms.get(given, given), winner) for given, winner in leads_to])


def stretch_words(leads_to: list[tuple[str, str | None]], names: Mapping[str, str], question: Question) -> str:
    """What is first in each stretch of the numbers that were tried: `up to 4 it is K3s; from 5 on it is Amazon EKS`."""
    stretches: list[tuple[str | None, list[str]]] = []
    for given, winner in sorted(leads_to, key=lambda each: float(each[0])):
        if stretches and stretches[-1][0] == winner:
            stretches[-1][1].append(given)
        else:
            stretches.append((winner, [given]))
    told = []
    for place, (winner, numbers) in enumerate(stretches[:MOST_LEADS]):
        first, last = numbers[0], numbers[-1]
        if place == len(stretches) - 1:
            where = f"from {first} on" if place else "with any number"
        elif not place:
            where = f"with {last}" if float(last) == question.lowest else f"up to {last}"
        else:
            where = f"with {first}" if first == last else f"from {first} to {last}"
        told.append(f"{where} {'nothing fits' if winner is None else f'it is {names[winner]}'}")
    return "; ".join([*told, *(["beyond that others"] if len(stretches) > MOST_LEADS else [])])


def _few(given: list[str], last: str = "or", others: str = "other answers") -> str:
    """The first few of many, and how many others there are."""
    shown = _one_more(len(given), MOST_ANSWERS)
    left = len(given) - shown
    return listing([*given[:shown], *([f"{left} {others}"] if left else [])], last)


def _one_more(number: int, most: int) -> int:
    """How many of so many are told: one more than the most where only that one would be left."""
    return number if number <= most + 1 else most
