"""The question to answer next, and what its answers lead to."""

from __future__ import annotations

from collections.abc import Iterable

from advisor import Recommendation
from advisor.knowledge import Question
from advisor.report.wording import listing
from advisor.ui.wording import plain


def next_question(recommendation: Recommendation) -> str | None:
    """The unanswered question to answer next, with what its answers lead to, as Markdown; None when none decides."""
    following = recommendation.next_question
    if following is None:
        return None
    field = following.question.field
    leads = lead_words(recommendation, field, following.answers)
    return f"**Next best question:** {question_text(recommendation, field)}  \n{leads}"


def question_text(recommendation: Recommendation, field: str) -> str:
    """The question that asks for a field, as Markdown; the name of a field that nobody asks for."""
    question = _question_of(recommendation, field)
    return plain(question.text if question else field)


def _question_of(recommendation: Recommendation, field: str) -> Question | None:
    return next((question for question in recommendation.knowledge.questions if question.field == field), None)


def lead_words(recommendation: Recommendation, field: str, leads_to: Iterable[tuple[str, str | None]]) -> str:
    """Which answers to a question would put which platform first, as Markdown."""
    question = _question_of(recommendation, field)
    labels = {str(choice.value).lower(): choice.label for choice in question.choices} if question else {}
    platforms = recommendation.knowledge.platforms
    answers: dict[str, list[str]] = {}
    for answer, winner in leads_to:
        name = "no platform" if winner is None else platforms[winner].name if winner in platforms else winner
        words = f"{int(answer):,}" if answer.isdecimal() else labels.get(answer.lower(), answer)
        answers.setdefault(name, []).append(f"“{words}”")
    parts = [f"{plain(name)} after {plain(listing(given, 'or'))}" for name, given in answers.items()]
    return "The first place would go to " + "; ".join(parts) + "."
