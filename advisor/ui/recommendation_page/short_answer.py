"""The answer on one screen: verdict, platform, bill and how sure, then the argument in six short cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import streamlit as st

from advisor import Recommendation
from advisor.recommend import Ranked
from advisor.report.blocks import Line
from advisor.report.documents.decision import HEADINGS, answer_fields
from advisor.report.sections.answer_field import AnswerField
from advisor.report.wording import inner, sentence
from advisor.report.wording.answer_names import AsAsked
from advisor.report.wording.certainty import FIRMNESS, close_call_words, open_call_words
from advisor.report.wording.rounded import hours, money, rounded
from advisor.report.wording.standings import mode_words
from advisor.sensitivity.certainty import Firmness
from advisor.ui.evidence import WORKED_OUT, evidence_lines
from advisor.ui.navigation import page_file
from advisor.ui.wording import bullets, plain

Fields = Mapping[str, tuple[Line, ...]]
CARDS = (
    AnswerField.WHY,
    AnswerField.GIVES_UP,
    AnswerField.SET_UP,
    AnswerField.RESTS_ON,
    AnswerField.WOULD_CHANGE,
    AnswerField.NEXT,
)
"""The cards of the argument, two beside each other where there is room."""
TOLD_LATER = (AnswerField.RESTS_ON, AnswerField.WOULD_CHANGE, AnswerField.NEXT)
"""What a first estimate cannot tell: other answers have not been tried yet."""
LOOKS: Mapping[Firmness, tuple[str, str]] = {
    Firmness.CLEAR: (":material/check_circle:", "green"),
    Firmness.LIKELY: (":material/thumb_up:", "blue"),
    Firmness.CLOSE: (":material/balance:", "orange"),
    Firmness.OPEN: (":material/help:", "gray"),
}
"""Icon and colour of the word for how sure it is; the word itself stands beside."""
NARROWEST_CARD = 320


def show_short_answer(recommendation: Recommendation) -> None:
    """The answer that is read in a minute."""
    names = AsAsked(recommendation.knowledge)
    fields: Fields = {field.label: field.lines for field in answer_fields(recommendation, names)}
    _show_verdict(fields[AnswerField.VERDICT])
    winner = recommendation.winner
    with st.container(border=True, key="taken"):
        if winner is None:
            st.header("No platform fits", anchor="result")
            st.markdown(_markdown(fields[AnswerField.TAKE]))
        else:
            _show_taken(recommendation, winner, fields)
    _show_banner(recommendation)
    for field in (AnswerField.MIND, AnswerField.REQUESTED, AnswerField.IN_USE):
        if field in fields:
            st.markdown(f"**{HEADINGS[field]}**\n\n{_markdown(fields[field])}")
    _show_cards(recommendation, fields)


def _show_verdict(lines: tuple[Line, ...]) -> None:
    """Question 1: the answer with its chief reasons as the headline, and below it what turns it."""
    first, *others = lines
    st.subheader(plain(first.text), anchor="verdict")
    if others:
        st.markdown(_markdown(others))


def _show_taken(recommendation: Recommendation, winner: Ranked, fields: Fields) -> None:
    """The platform, its figures, and the sentences on how sure that is and on its bill."""
    first, *others = fields[AnswerField.TAKE]
    st.header(f"Take {plain(inner(first.text))}", anchor="result")
    _show_figures(recommendation, winner)
    told = [*others, *fields.get(AnswerField.SURE, ()), *fields[AnswerField.BILL]]
    st.markdown(_markdown(told))
    for mode in recommendation.other_modes:
        if not mode.not_for_this:
            st.markdown(plain(mode_words(mode, winner)))


def _show_figures(recommendation: Recommendation, winner: Ranked) -> None:
    bill, confidence = winner.topology.bill, recommendation.confidence
    with st.container(horizontal=True, gap="medium"):
        if bill.base is not None:
            least = "At least" if bill.is_lower_limit else "Bill"
            st.metric(f"{least}, a month", money(bill.base), width="content")
            low, high = (bill.base if end is None else end for end in (bill.low, bill.high))
            if money(low) != money(high):
                st.metric("From – to", f"{money(low)} – {rounded(high):,.0f}", width="content")
        if bill.effort is not None:
            st.metric("Work for the team, a week", hours(bill.effort.hours.base), width="content")
        if confidence is not None:
            icon, colour = LOOKS[confidence.word]
            st.metric("How sure", f":{colour}[{icon} {FIRMNESS[confidence.word]}]", width="content")


def _show_banner(recommendation: Recommendation) -> None:
    """That the first two are close, or that too much is open to tell."""
    confidence, winner, rival = recommendation.confidence, recommendation.winner, recommendation.runner_up
    if confidence is None or winner is None or rival is None:
        return
    pair = winner.platform.name, rival.platform.name
    if confidence.word is Firmness.CLOSE:
        st.warning(plain(sentence(close_call_words(*pair))), title="A close call", icon=":material/balance:")
    elif confidence.word is Firmness.OPEN:
        st.warning(plain(sentence(open_call_words(*pair))), title="Still open", icon=":material/help:")


def _show_cards(recommendation: Recommendation, fields: Fields) -> None:
    estimated = recommendation.winner is not None and recommendation.confidence is None
    shown = [field for field in CARDS if field in fields and not (estimated and field in TOLD_LATER)]
    with st.grid(2, min_column_width=NARROWEST_CARD, gap="small"):
        for field in shown:
            with st.container(border=True, height="stretch", key=f"card/{field.name}"):
                st.markdown(f"### {HEADINGS[field]}")
                st.markdown(_markdown(fields[field]))
                _show_ways_on(field, recommendation, fields[field])
    if estimated:
        st.caption("This is a first estimate. How sure it is, and what would change it, is told when it is confirmed.")


def _show_ways_on(field: AnswerField, recommendation: Recommendation, lines: tuple[Line, ...]) -> None:
    """The pages that tell more, and what the sentences rest on."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if field is AnswerField.SET_UP:
            st.page_link(page_file("topology"), label="See the picture", icon=":material/account_tree:")
            st.page_link(page_file("capacity_and_bill"), label="See the bill", icon=":material/payments:")
        if field is AnswerField.WHY:
            st.page_link(page_file("compare"), label="Compare them", icon=":material/compare_arrows:")
        if field is AnswerField.WOULD_CHANGE:
            st.page_link(page_file("what_if"), label="Try other answers", icon=":material/alt_route:")
        if field is AnswerField.NEXT:
            st.page_link(page_file("scenario"), label="Answer it on the page Scenario", icon=":material/edit:")
        _show_evidence(field, recommendation, lines)


def _show_evidence(field: AnswerField, recommendation: Recommendation, lines: tuple[Line, ...]) -> None:
    """The rules and claims behind the sentences of a card; worked out when it is opened."""
    if field in (AnswerField.SET_UP, AnswerField.NEXT):
        return
    popover = st.popover("Sources", type="tertiary", on_change="rerun", key=f"sources/{field.name}")
    if popover.open:
        told = evidence_lines(lines, recommendation)
        with popover:
            st.markdown(bullets([*told, WORKED_OUT]) if told else WORKED_OUT)


def _markdown(lines: Iterable[Line]) -> str:
    """Sentences as paragraphs, and what belongs to one as a list below it."""
    groups = groupby(lines, key=lambda line: line.item)
    return "\n\n".join(
        bullets([plain(line.text) for line in group]) if item else "\n\n".join(plain(line.text) for line in group)
        for item, group in groups
    )
