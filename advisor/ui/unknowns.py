"""What was not answered: the question to answer next, what was assumed, and what could still change the winner."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from advisor import Recommendation
from advisor.knowledge import Question
from advisor.report.wording import capital, listing
from advisor.report.wording.assumptions import SUBJECTS as NAMED_SUBJECTS
from advisor.report.wording.assumptions import assumption_words, subject_words
from advisor.sizing.assumption import Assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.ui.wording import bullets, plain

SUBJECTS = {
    "hosting.subnets": "Subnets",
    "load": "Load over the day",
    "services": "Services",
    "services.gpu": "GPUs of services",
    "services.gpu.type": "Type of GPU",
    "services.os": "Operating system of services",
    "services.ports": "Ports of services",
    "services.replicas": "Replicas of services",
    "services.traffic": "Requests to services",
    "services.traffic.milliseconds": "Time that a request takes",
    "utilisation.cpu": "CPU of a machine that is planned full",
    "utilisation.memory": "Memory of a machine that is planned full",
}
"""What an assumption is of, by its field, where no question asks for it."""


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


def change_lines(recommendation: Recommendation) -> list[str]:
    """One line of Markdown for each question whose other answers would put another platform first."""
    by_field: dict[str, list[tuple[str, str | None]]] = {}
    for change in recommendation.changes:
        by_field.setdefault(change.field, []).append((change.becomes, change.winner))
    return [
        f"{question_text(recommendation, field)} {lead_words(recommendation, field, leads_to)}"
        for field, leads_to in by_field.items()
    ]


def _subject(recommendation: Recommendation, assumption: Assumption) -> str:
    """What was assumed, in words and as Markdown: the question that asks for it, where there is one."""
    field = assumption.field
    of_region = assumption.note.code in (AssumptionCode.REGION, AssumptionCode.REGION_WITHOUT_PRICES)
    if field is None or (assumption.note.code in NAMED_SUBJECTS and not of_region):
        return plain(capital(subject_words(assumption)))
    cloud = dict(assumption.note.values).get("cloud") if of_region else None
    named = plain(SUBJECTS[field]) if field in SUBJECTS else question_text(recommendation, field)
    return f"{named} ({plain(cloud)})" if cloud else named


def show_assumptions(recommendation: Recommendation) -> None:
    """What was taken where nothing was answered, and the open questions that matter."""
    assumptions = recommendation.assumptions
    if assumptions:
        told = [assumption_words(assumption) for assumption in assumptions]
        st.markdown("**Assumed where nothing was answered**")
        st.table(
            {
                "What": [_subject(recommendation, a) for a in assumptions],
                "Taken": [plain(words.taken) for words in told],
                "Why": [plain(words.why) for words in told],
                "Effect": [plain(words.effect) for words in told],
            },
            hide_index=True,
        )
    else:
        st.markdown("Nothing had to be assumed.")
    _show_open("Unanswered, and could change the winner", recommendation, could_change=True)
    _show_open("Unanswered, and moves scores only", recommendation, could_change=False)
    _show_open("Unanswered, and not tried with every answer", recommendation, could_change=None)


def _show_open(title: str, recommendation: Recommendation, *, could_change: bool | None) -> None:
    lines = []
    for unknown in recommendation.unknowns:
        if unknown.matters is not False and unknown.could_change_winner is could_change:
            leads = f" {lead_words(recommendation, unknown.field, unknown.leads_to)}" if could_change else ""
            lines.append(question_text(recommendation, unknown.field) + leads)
    if lines:
        st.markdown(f"**{title}**\n\n{bullets(lines)}")
