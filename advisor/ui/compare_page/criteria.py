"""The platforms by criterion: a bar for each, and behind it the figure, the claims, their sources and their days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from advisor import Knowledge, PlatformsCompared
from advisor.explain import PlatformExplained
from advisor.knowledge import Criterion
from advisor.report.wording import capital, cited, ended, listing, percent, sentence
from advisor.report.wording.capabilities import capability_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.trade_offs import part_words
from advisor.scoring import Part, wanted_by_criterion
from advisor.ui.evidence import claim_words
from advisor.ui.wording import bullets, plain, source_link

LEAST_SPREAD = 0.0005
"""A difference in the score that rounds to nothing."""
NARROWEST_BAR = 200


@dataclass(frozen=True)
class CriterionRow:
    """A criterion with what it makes of each platform; `wanted` are the capabilities that it judges here."""

    criterion: Criterion
    parts: tuple[tuple[PlatformExplained, Part], ...]
    wanted: tuple[str, ...]

    @property
    def weight(self) -> float:
        """The weight of the criterion."""
        return self.parts[0][1].weight

    @property
    def spread(self) -> float:
        """The most that two of them differ by in the score."""
        adds = [part.weight * part.value for _, part in self.parts]
        return max(adds) - min(adds)


@st.fragment
def show_criteria(compared: PlatformsCompared) -> None:
    """The criteria, that in which the platforms differ most first; what they are alike in stands at the end."""
    rows = criterion_rows(compared)
    if not rows:
        st.markdown("None of them could be sized, so there is nothing to set side by side.")
        return
    st.caption(
        "A full bar is the best plausible figure, an empty one the worst. What a criterion adds to the score is its "
        "weight times that."
    )
    differing = [row for row in rows if row.spread >= LEAST_SPREAD]
    alike = [row for row in rows if row.spread < LEAST_SPREAD]
    for row in differing:
        _show_row(row, compared)
    if alike:
        names = listing([plain(row.criterion.name) for row in alike])
        rest = st.expander(f"Alike in: {names}", on_change="rerun", key="criteria/alike")
        if rest.open:
            with rest:
                for row in alike:
                    _show_row(row, compared)


def criterion_rows(compared: PlatformsCompared) -> list[CriterionRow]:
    """A row for each criterion, of the platforms that have a score; the largest spread first."""
    knowledge = compared.recommendation.knowledge
    scored = [(one, {part.criterion: part for part in one.score.parts}) for one in compared.platforms if one.score]
    if not scored:
        return []
    weights = {counting.term: counting.weight for counting in scored[0][0].counting}
    wanted = wanted_by_criterion(weights, knowledge)
    rows = [
        CriterionRow(
            criterion,
            tuple((one, parts[criterion.id]) for one, parts in scored),
            tuple(sorted(wanted[criterion.id], key=lambda term: (-weights[term], term))),
        )
        for criterion in knowledge.criteria.criteria
    ]
    return sorted(rows, key=lambda row: (-row.spread, -row.weight, row.criterion.id))


def _show_row(row: CriterionRow, compared: PlatformsCompared) -> None:
    """The bars of one criterion, and what stands behind them when that is opened."""
    with st.container(border=True, key=f"criterion/{row.criterion.id}"):
        st.markdown(f"**{plain(row.criterion.name)}** :gray[counts {percent(row.weight)}]")
        with st.grid(len(row.parts), min_column_width=NARROWEST_BAR, gap="small", vertical_alignment="bottom"):
            for one, part in row.parts:
                with st.container(gap="xxsmall"):
                    figure = part_words(part)
                    told = f": {plain(figure)}" if figure is not None else ""
                    st.markdown(f":small[{plain(one.platform.name)}{told}]")
                    adds = f"adds {part.weight * part.value:.3f}"
                    st.progress(min(max(part.value, 0.0), 1.0), text=adds)
        behind = st.expander(
            "Figures, claims and sources", type="compact", on_change="rerun", key=f"criterion/{row.criterion.id}/behind"
        )
        if behind.open:
            with behind:
                _show_behind(row, compared.recommendation.knowledge)


def _show_behind(row: CriterionRow, knowledge: Knowledge) -> None:
    """What the criterion judges, then for each platform the figure with its reason, and the claims it rests on."""
    st.markdown(plain(ended(row.criterion.about)))
    lines = []
    for one, part in row.parts:
        why = plain(sentence(note_words(part.why)))
        links = " ".join(source_link(source, knowledge) for source in cited(part.source, knowledge))
        lines.append(f"**{plain(one.platform.name)}**: {why} {links}")
    st.markdown(bullets(lines))
    if row.wanted:
        _show_claims(row.wanted, [one for one, _ in row.parts], knowledge)


def _show_claims(terms: Sequence[str], platforms: Sequence[PlatformExplained], knowledge: Knowledge) -> None:
    """What is claimed of each platform on every capability that counts here, with source and day."""
    columns = {"What counts": [plain(capital(capability_words(term, knowledge))) for term in terms]}
    for one in platforms:
        columns[plain(one.platform.name)] = [_claim_cell(one, term, knowledge) for term in terms]
    st.table(columns, hide_index=True, alt="What is claimed of each platform on what counts here, with its source")


def _claim_cell(one: PlatformExplained, term: str, knowledge: Knowledge) -> str:
    claim = one.platform.claim(term, one.recommendation.as_of)
    return "nobody says" if claim is None else claim_words(claim, term, knowledge)
