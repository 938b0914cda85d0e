"""The live result: verdict, winner and how firm it is, ranking, and tabs with everything behind them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from advisor import Recommendation, Topology
from advisor.questionnaire import answers_of, count_answered
from advisor.report.wording import VERDICTS, amount, capital, count, usd
from advisor.report.wording.bill import basis_words, sum_words
from advisor.report.wording.budget import FITS, missed_words
from advisor.report.wording.certainty import FIRMNESS, law_words
from advisor.report.wording.end_of_plan import end_of_plan_words, years_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.several_clouds import each_cloud_words
from advisor.report.wording.standings import mode_words, standing_lines
from advisor.report.wording.verdict import form_apart
from advisor.report.wording.versions import in_use_lines
from advisor.sizing.diff import at_end_of_plan
from advisor.sizing.pool import PoolKind
from advisor.ui.reasons import show_reasons
from advisor.ui.ruled_out import show_ruled_out
from advisor.ui.unknowns import next_question, show_assumptions
from advisor.ui.wording import bullets, plain, source_link

MOST_OPEN_WARNINGS = 2


def show_result(recommendation: Recommendation) -> None:
    """The whole result."""
    show_verdict(recommendation)
    show_standings(recommendation)
    if recommendation.winner is not None:
        show_ranking(recommendation)
    show_warnings(recommendation)
    if recommendation.winner is not None:
        show_reasons(recommendation, recommendation.winner)
    show_ruled_out(recommendation)
    show_assumptions(recommendation)


def show_verdict(recommendation: Recommendation) -> None:
    """Question 1 in a sentence, the winner, and how firm the answer is."""
    st.header(plain(VERDICTS[recommendation.verdict.need]), anchor="result")
    winner = recommendation.winner
    with st.container(border=True):
        if winner is None:
            st.markdown("### No platform fits")
            st.markdown("Every reason is named below, and where one rule alone is in the way.")
        else:
            st.caption("Best fit")
            st.markdown(f"### {plain(winner.platform.name)}")
            apart = form_apart(recommendation)
            if apart is not None:
                st.markdown(plain(apart))
            _show_figures(recommendation)
            _show_firmness(recommendation)
        st.caption(f"Answered for {plain(recommendation.as_of.isoformat())}; {_answered_words(recommendation)}.")
    question = next_question(recommendation)
    if question:
        st.info(question, icon=":material/help:")


def _show_figures(recommendation: Recommendation) -> None:
    winner = recommendation.ranking[0]
    bill = winner.topology.bill
    nodes = sum(pool.node_count for pool in winner.topology.pools)
    confidence, end = recommendation.confidence, winner.topology.end_of_plan
    margin = confidence.margin if confidence is not None else None
    with st.container(horizontal=True):
        st.metric("Cost a month", sum_words(bill, bill.base), width="content", help=plain(basis_words(bill)))
        if usd(bill.low) != usd(bill.high):
            st.metric("From – to", f"{usd(bill.low)} – {amount(bill.high)}", width="content")
        if end is not None and end.bill is not None:
            help_text = plain(end_of_plan_words(end))
            st.metric(capital(years_words(end)), sum_words(end.bill, end.bill.base), width="content", help=help_text)
        st.metric(_what_runs(winner.topology), f"{nodes:,}", width="content")
        st.metric("Score", f"{winner.score.total:.2f}", width="content", help="0 is the worst plausible, 1 the best")
        if margin is not None:
            st.metric("Margin", f"{margin:+.3f}", width="content", help="Score less that of the runner-up")


def _what_runs(topology: Topology) -> str:
    """What the agents of a topology are called."""
    kinds = {pool.kind for pool in topology.pools}
    return "Agents" if kinds <= {PoolKind.MACHINES} else " and ".join(sorted(kinds)).capitalize()


def _show_firmness(recommendation: Recommendation) -> None:
    confidence = recommendation.confidence
    if confidence is None:
        return
    if recommendation.counterparts.all:
        st.markdown(plain(each_cloud_words(recommendation)))
    share = f"It is first under {confidence.share_of_weights:.0%} of the weightings tried"
    share += f" ({law_words(confidence.weights)})."
    if confidence.margin is None:
        st.markdown(f"No other platform is left to compare it with. {plain(share)}")
        return
    second = recommendation.runner_up
    word, runner_up = FIRMNESS[confidence.word], second.platform.name if second is not None else "the others"
    if confidence.close_call:
        st.warning(f"**{word}**, with {plain(runner_up)} next: look at both. {plain(share)}", icon=":material/balance:")
    else:
        st.markdown(f"**{word}**, ahead of {plain(runner_up)}. {plain(share)}")
    for mode in recommendation.other_modes:
        if not mode.not_for_this:
            st.markdown(plain(mode_words(mode, recommendation.ranking[0])))


def show_standings(recommendation: Recommendation) -> None:
    """A budget that nothing keeps, where the platform stands that was asked for, and whether to stay."""
    missed = recommendation.budget_missed
    lines = [missed_words(missed, recommendation.knowledge)] if missed is not None else []
    lines += [*standing_lines(recommendation), *in_use_lines(recommendation)]
    if lines:
        st.markdown(bullets([plain(line) for line in lines]))


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)


def show_ranking(recommendation: Recommendation) -> None:
    """Every eligible platform, best first."""
    ends = [entry.topology.end_of_plan for entry in recommendation.ranking if entry.topology.end_of_plan is not None]
    budgeted = recommendation.scenario.budget is not None
    later = capital(years_words(ends[0])) if ends else ""
    rows = [
        {
            "Rank": entry.rank,
            "Platform": entry.platform.name,
            "Score": entry.score.total,
            "USD a month": _whole(entry.topology.bill.base),
            **({later: _whole(at_end_of_plan(entry.topology))} if ends else {}),
            **({"Budget": FITS[entry.budget_fit]} if budgeted else {}),
            "Cautions": len(entry.cautions),
        }
        for entry in recommendation.ranking
    ]
    config = st.column_config
    st.markdown("#### Ranking")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=min(38 + 35 * len(rows), 318),
        column_config={
            "Rank": config.NumberColumn(width=40),
            "Platform": config.TextColumn(width=230 if ends else 265),
            "Score": config.ProgressColumn(min_value=0.0, max_value=1.0, format="%.2f", width=80),
            "USD a month": config.NumberColumn(format="localized", width=90),
            later: config.NumberColumn(format="localized", width=75, help="USD a month at the end of the plan"),
            "Cautions": config.NumberColumn(width=70, help="Things to settle before choosing it; see Why"),
        },
        placeholder="not priced",
        alt="Ranking of platforms by score; the report has it as text",
    )


def show_warnings(recommendation: Recommendation) -> None:
    """What to know whatever is chosen; folded up when it is much."""
    warnings = recommendation.warnings
    if warnings:
        title = f"{count(len(warnings), 'thing')} to know whatever you choose"
        with st.expander(title, icon=":material/warning:", expanded=len(warnings) <= MOST_OPEN_WARNINGS):
            knowledge = recommendation.knowledge
            st.markdown(
                bullets([f"{plain(note_words(w.note))} ({source_link(w.source, knowledge)})" for w in warnings])
            )


def _answered_words(recommendation: Recommendation) -> str:
    """How much of the questionnaire has an answer."""
    questions, answers = recommendation.knowledge.questions, answers_of(recommendation.scenario)
    listed = len(recommendation.scenario.services or ())
    services = f" and {count(listed, 'service')} listed" if listed else ""
    return f"{count_answered(questions, answers)} of {len(questions)} questions answered{services}"
