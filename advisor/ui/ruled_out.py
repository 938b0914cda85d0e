"""The platforms that are ruled out, each with every reason."""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge, Recommendation
from advisor.recommend import Eliminated
from advisor.report.wording import because_of, count, sentence
from advisor.report.wording.infeasibility import refusal_words
from advisor.screening import Unmet
from advisor.ui.wording import bullets, plain, source_link


def show_ruled_out(recommendation: Recommendation) -> None:
    """Every platform that cannot be recommended, with the rules it does not meet."""
    eliminated = recommendation.eliminated
    if not eliminated:
        st.markdown("No platform is ruled out by what was answered.")
        return
    st.caption("A platform with a lone obstacle comes back when that one requirement is relaxed, unless it has ended.")
    for entry in eliminated:
        reasons = len(entry.screened.unmet) + (entry.infeasible is not None)
        alone = f" – lone obstacle {plain(entry.screened.lone_blocker)}" if entry.screened.lone_blocker else ""
        st.markdown(
            f"**{plain(entry.platform.name)}** ({count(reasons, 'reason')}{alone})\n\n{_reasons(entry, recommendation)}"
        )


def _reasons(entry: Eliminated, recommendation: Recommendation) -> str:
    lines = [_unmet_line(unmet, recommendation.knowledge) for unmet in entry.screened.unmet]
    if entry.infeasible is not None:
        lines.append(plain(refusal_words(entry.infeasible.refusal)))
    return bullets(lines)


def _unmet_line(unmet: Unmet, knowledge: Knowledge) -> str:
    """Rule, the answers behind it, what the platform lacks, and who says so."""
    reason = sentence(because_of(unmet, knowledge))
    return f"{plain(unmet.rule_id)} {plain(reason)} ({source_link(unmet.claim.source, knowledge)})"
