"""The first question: every rule for and against an orchestrator, with its source and day."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from advisor import Recommendation
from advisor.report.wording import capital, listing, sentence
from advisor.report.wording.answer_names import AsAsked
from advisor.report.wording.verdict import best_form_words, threshold_words
from advisor.rules import Finding
from advisor.ui.evidence import finding_line
from advisor.ui.wording import bullets, plain


def show_need(recommendation: Recommendation) -> None:
    """The rules that speak for one, against one, for a vendor's, and those that wait for an answer."""
    verdict, knowledge = recommendation.verdict, recommendation.knowledge
    st.markdown(plain(sentence(best_form_words(verdict))))
    told: set[str] = set()
    for side, findings in (
        ("for one", verdict.for_it),
        ("against one", verdict.against_it),
        ("for leaving it to a vendor", verdict.for_managed),
        ("for plain machines", verdict.for_machines),
        ("for running it yourself", verdict.for_own),
    ):
        new = [finding_line(each, knowledge) for each in findings if each.rule.id not in told]
        again = [plain(each.rule.title) for each in findings if each.rule.id in told]
        _show_list(f"What speaks {side}", [*new, *(f"{title} (told above)" for title in again)])
        told.update(each.rule.id for each in findings)
    _show_list("What could still tip it", _tipping(verdict.tipping, recommendation))
    st.caption(plain(f"How strong each way of running is, in points: {threshold_words(verdict)}."))


def _tipping(findings: Iterable[Finding], recommendation: Recommendation) -> list[str]:
    names = AsAsked(recommendation.knowledge)
    return [
        f"**{plain(finding.rule.title)}** waits for: {plain(listing([names.of(field) for field in finding.missing]))}"
        for finding in findings
    ]


def _show_list(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown(f"**{capital(title)}**\n\n{bullets(lines)}")
