"""What would change the answer: answers given otherwise, the question to ask next, and the other open ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.wording import listing
from advisor.sensitivity.flips import WinnerChange
from advisor.sensitivity.next_question import NextQuestion


def change_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """Answers that would put another platform first, given ones and missing ones."""
    names = {pid: platform.name for pid, platform in recommendation.knowledge.platforms.items()}
    if recommendation.changes:
        yield Heading("What would change the answer")
        yield Bullets(tuple(_change_items(recommendation.changes, names)))
    if recommendation.next_question is not None:
        yield from _next_question(recommendation.next_question, names)
    turning = [unknown for unknown in recommendation.unknowns if unknown.could_change_winner]
    if turning:
        yield Heading("Unanswered questions that could change the winner")
        yield Bullets(tuple(Bullet(f"{u.field}: {_leads(u.leads_to, names)}.") for u in turning))
    yield from _rest(recommendation)


def _rest(recommendation: Recommendation) -> Iterator[Block]:
    """The open questions of which nothing is known to change the winner."""
    rest = [unknown for unknown in recommendation.unknowns if not unknown.could_change_winner]
    moving = [u.field for u in rest if u.matters and u.could_change_winner is False]
    if moving:
        yield Paragraph(f"Also unanswered, and able to move scores but not the winner: {listing(moving)}.")
    without_effect = [u.field for u in rest if u.matters is False]
    if without_effect:
        yield Paragraph(f"Unanswered, and without any effect here: {listing(without_effect)}.")
    untried = [u.field for u in rest if u.could_change_winner is None]
    if untried:
        yield Paragraph(
            f"Unanswered, and not tried with every answer, so that they may change the winner: {listing(untried)}."
        )


def _change_items(changes: tuple[WinnerChange, ...], names: dict[str, str]) -> Iterator[Bullet]:
    """One item for each platform that would come first, with the answers that put it there."""
    by_winner: dict[str, dict[tuple[str, str], list[str]]] = {}
    for change in changes:
        by_winner.setdefault(change.winner, {}).setdefault((change.field, change.was), []).append(change.becomes)
    for winner, answers in by_winner.items():
        items = [
            Bullet(f"{field}: {listing([_shown(answer) for answer in becomes], 'or')} instead of {_shown(was)}.")
            for (field, was), becomes in answers.items()
        ]
        yield Bullet(f"{names.get(winner, winner)} would be first with", below=tuple(items))


def _shown(answer: str) -> str:
    """An answer; a list without entries has no characters of its own."""
    return answer or "nothing"


def _next_question(question: NextQuestion, names: dict[str, str]) -> Iterator[Block]:
    yield Heading("What to answer next")
    yield Paragraph(
        f"{question.question.text} ({question.question.field}) By not answering it, {question.regret:.3f} of the score "
        f"is lost on average over its answers, the most of all open questions that were tried whole: "
        f"{_leads(question.answers, names)}."
    )


def _leads(leads_to: Iterable[tuple[str, str | None]], names: dict[str, str]) -> str:
    winners: dict[str, list[str]] = {}
    for answer, winner in leads_to:
        name = "no platform" if winner is None else names.get(winner, winner)
        winners.setdefault(name, []).append(answer)
    return "; ".join(f"{listing(answers, 'or')} leads to {name}" for name, answers in winners.items())
