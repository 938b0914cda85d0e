"""What stands behind the answer: each part is worked out and sent when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import streamlit as st

from advisor import Knowledge, Recommendation, nearest_precedents
from advisor.explanations import Caution, CautionCode
from advisor.recommend import assumptions_together
from advisor.report.charts import contribution_chart, weight_share_chart
from advisor.report.sections.certainty import certainty_blocks
from advisor.report.sections.precedents import precedent_blocks
from advisor.report.sections.ranking import COMPARED
from advisor.report.sections.trade_offs import trade_off_blocks
from advisor.report.sections.verdict import cautions_to_settle
from advisor.report.wording import capital, cited, count, ended, sentence
from advisor.report.wording.answer_names import AsAsked
from advisor.report.wording.assumptions import assumption_words, subject_words
from advisor.report.wording.cautions import open_answer_words
from advisor.report.wording.notes import note_words
from advisor.sizing.assumption import Assumption
from advisor.ui.blocks import show_blocks
from advisor.ui.charts import show_chart
from advisor.ui.knowledge_page.as_of import show_as_of
from advisor.ui.navigation import page_file
from advisor.ui.recommendation_page.need import show_need
from advisor.ui.recommendation_page.ranking import show_ranking
from advisor.ui.recommendation_page.ruled_out import show_ruled_out
from advisor.ui.weights import show_weights
from advisor.ui.wording import bullets, plain, source_link

Show = Callable[[Recommendation], None]


@dataclass(frozen=True)
class BehindAnswer:
    """A part that can be opened: its name, what it is called, and who shows it."""

    name: str
    title: str
    icon: str
    show: Show


@st.fragment
def show_details(recommendation: Recommendation) -> None:
    """The parts, each closed at first; where nothing fits, what is ruled out stands open."""
    st.subheader("What stands behind it", anchor="details")
    for detail in _details(recommendation):
        opened = detail.name == "ruled_out" and recommendation.winner is None
        part = st.expander(
            detail.title,
            expanded=opened,
            icon=detail.icon,
            on_change="rerun",
            key=f"detail/{detail.name}",
        )
        if part.open:
            with part:
                detail.show(recommendation)


def _details(recommendation: Recommendation) -> Iterator[BehindAnswer]:
    winner, rival = recommendation.winner, recommendation.runner_up
    yield BehindAnswer("need", "Do I need an orchestrator? The rules for and against", ":material/rule:", show_need)
    if winner is not None and rival is not None:
        title = f"Where the score comes from: {plain(winner.platform.name)} and {plain(rival.platform.name)}"
        yield BehindAnswer("contributions", title, ":material/bar_chart:", _show_contributions)
        yield BehindAnswer("points", "Point by point, with sources", ":material/compare_arrows:", _show_points)
    if winner is not None:
        fitting = f"The whole ranking: {count(len(recommendation.ranking), 'platform')} that fit"
        yield BehindAnswer("ranking", fitting, ":material/format_list_numbered:", show_ranking)
        if recommendation.confidence is not None:
            yield BehindAnswer(
                "sure", "How sure that is, and what counts how much", ":material/balance:", _show_how_sure
            )
    if recommendation.eliminated:
        out = f"Ruled out: {count(len(recommendation.eliminated), 'platform')}, each with the rule that did it"
        yield BehindAnswer("ruled_out", out, ":material/block:", show_ruled_out)
    if winner is not None and cautions_to_settle(winner):
        settle = f"Settle before you choose it: {count(len(cautions_to_settle(winner)), 'thing')}"
        yield BehindAnswer("cautions", settle, ":material/checklist:", _show_cautions)
    if recommendation.assumptions:
        assumed = f"What was assumed: {count(len(recommendation.assumptions), 'assumption')}"
        yield BehindAnswer("assumed", assumed, ":material/edit_note:", _show_assumptions)
    if recommendation.warnings:
        warned = f"To keep in mind: {count(len(recommendation.warnings), 'thing')}"
        yield BehindAnswer("warnings", warned, ":material/warning:", _show_warnings)
    similar = "Similar decisions that were published"
    yield BehindAnswer("precedents", similar, ":material/history_edu:", _show_precedents)


def _show_contributions(recommendation: Recommendation) -> None:
    chart = contribution_chart(recommendation)
    if chart is not None:
        show_chart(chart)


def _show_points(recommendation: Recommendation) -> None:
    show_blocks(trade_off_blocks(recommendation), recommendation.knowledge)


def _show_how_sure(recommendation: Recommendation) -> None:
    chart, names = weight_share_chart(recommendation), AsAsked(recommendation.knowledge)
    show_blocks(certainty_blocks(recommendation, names), recommendation.knowledge)
    if chart is not None:
        show_chart(chart)
    show_weights(recommendation)
    st.page_link(page_file("compare"), label="Try other weights", icon=":material/tune:")


def _show_assumptions(recommendation: Recommendation) -> None:
    """Those that the first two places rest on; those of the other platforms when they are asked for."""
    first = assumptions_together(entry.topology for entry in recommendation.ranking[:COMPARED])
    st.markdown(bullets([_assumption_line(each, recommendation) for each in first]) or "Nothing had to be assumed.")
    others = [each for each in recommendation.assumptions if each not in first]
    if others and st.toggle(
        f"Show {count(len(others), 'further assumption')} of the other platforms", key="detail/assumed/others"
    ):
        st.markdown(bullets([_assumption_line(each, recommendation) for each in others]))
    st.page_link(page_file("scenario"), label="Answer instead of assuming", icon=":material/edit:")


def _assumption_line(assumption: Assumption, recommendation: Recommendation) -> str:
    """What was taken, why, and what it moves, as Markdown."""
    subject = capital(subject_words(assumption, AsAsked(recommendation.knowledge)))
    words = assumption_words(assumption)
    return (
        f"**{plain(subject)}: {plain(words.taken)}.** {plain(sentence(words.why))} "
        f"What it moves: {plain(ended(words.effect))}"
    )


def _show_cautions(recommendation: Recommendation) -> None:
    knowledge, winner = recommendation.knowledge, recommendation.winner
    cautions = cautions_to_settle(winner) if winner is not None else ()
    st.markdown(bullets([_caution_line(each, knowledge) for each in cautions]))


def _caution_line(caution: Caution, knowledge: Knowledge) -> str:
    if caution.note.code is not CautionCode.OPEN_ANSWER:
        return _with_source(note_words(caution.note), caution.source, knowledge)
    words: Callable[..., str] = open_answer_words
    told = words(**dict(caution.note.values), names=AsAsked(knowledge))
    return _with_source(told, caution.source, knowledge)


def _with_source(words: str, source: str | None, knowledge: Knowledge) -> str:
    """The words as a sentence, with the link to their source where it is one of the knowledge base."""
    links = [source_link(each, knowledge) for each in cited(source, knowledge)]
    return " ".join([plain(sentence(words)), *links])


def _show_warnings(recommendation: Recommendation) -> None:
    knowledge = recommendation.knowledge
    told = [_with_source(note_words(each.note), each.source, knowledge) for each in recommendation.warnings]
    st.markdown(bullets(told))


def _show_precedents(recommendation: Recommendation) -> None:
    knowledge = recommendation.knowledge
    nearest = nearest_precedents(recommendation)  # loads scikit-learn, which takes a second
    show_blocks(precedent_blocks(nearest, knowledge, AsAsked(knowledge)), knowledge)


def show_then(recommendation: Recommendation) -> None:
    """The answer of another day beside today's; no part of the fragment, as the card looks when that has come in."""
    title = "The answer of another day, such as 2017, beside today's"
    part = st.expander(title, icon=":material/history:", on_change="rerun", key="detail/then")
    if part.open:
        with part:
            show_as_of(recommendation.knowledge)
