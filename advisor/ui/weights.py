"""What counts how much, and where each weight comes from."""

from __future__ import annotations

import streamlit as st

from advisor import Recommendation
from advisor.report.wording import figure
from advisor.report.wording.weights import whose_words
from advisor.scoring import weight_origins
from advisor.ui.wording import plain


def show_weights(recommendation: Recommendation) -> None:
    """Each criterion with its weight, the heaviest first, and whether it is the architect's own or moved by rules."""
    knowledge, weights = recommendation.knowledge, dict(recommendation.weights)
    origins = weight_origins(recommendation.findings, knowledge, recommendation.scenario)
    ordered = sorted(origins, key=lambda each: (-weights[each.criterion], each.criterion))
    criteria = {each.id: each for each in knowledge.criteria.criteria}
    titles = {finding.rule.id: f"“{finding.rule.title}”" for finding in recommendation.findings}
    whose = [whose_words(each, criteria[each.criterion], [titles[rule] for rule in each.rules]) for each in ordered]
    st.markdown("**What counts how much**")
    st.table(
        {
            "Criterion": [plain(criteria[each.criterion].name) for each in ordered],
            "Weight": [f"{weights[each.criterion]:.1%}" for each in ordered],
            "Points": [figure(round(each.points, 1)) for each in ordered],
            "Whose": [plain(words) for words in whose],
            "What it judges": [plain(criteria[each.criterion].about) for each in ordered],
        },
        hide_index=True,
        alt="Criteria with their weights",
    )
