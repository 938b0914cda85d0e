"""Other weights by sliders, with the places that platforms would gain or lose; nothing is kept unasked."""

from __future__ import annotations

import streamlit as st

from advisor import PlatformsCompared, Recommendation, Reweighed, ScenarioError, reweigh
from advisor.reweighing import Moved
from advisor.scoring import weight_origins
from advisor.ui import draft
from advisor.ui.problem_list import show_problems
from advisor.ui.wording import label, plain

PRIORITIES = "priorities"
MOST_POINTS = 100
MOST_PLACES = 8
"""Places that are shown, besides those of the platforms that are compared."""
_ROUND = "weights/round"
"""How often the sliders were put back: it is part of their keys."""


@st.fragment
def show_other_weights(compared: PlatformsCompared) -> None:
    """The sliders, and the ranking that they make; the fragment alone is drawn anew when one is moved."""
    answer = compared.recommendation
    st.markdown(
        "Points say what the whole way from the worst to the best by a criterion is worth beside the others. Moving a "
        "slider ranks the plans at hand again; your scenario keeps its weights until you say so."
    )
    moved = _sliders(answer)
    own = dict(answer.scenario.priorities or {})
    points = {**own, **moved}
    try:
        again = reweigh(answer, points)
    except ScenarioError as error:
        show_problems("These weights cannot be.", error.problems)
        return
    _show_outcome(again, answer, changed=bool(moved))
    _show_places(again, {one.platform.id for one in compared.platforms})
    with st.container(horizontal=True):
        if st.button("Use these weights", disabled=not moved, type="primary", key="weights/use"):
            draft.set_answer(PRIORITIES, points)
            st.rerun()
        if st.button("Put the sliders back", disabled=not moved, key="weights/back"):
            st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
            st.rerun(scope="fragment")
        if own and st.button("Take the advisor's own weights", key="weights/advisors"):
            draft.set_answer(PRIORITIES, None)
            st.rerun()


def _sliders(answer: Recommendation) -> dict[str, float]:
    """A slider for each criterion, the heaviest first; the points of those that were moved."""
    weights = dict(answer.weights)
    origins = weight_origins(answer.findings, answer.knowledge, answer.scenario)
    criteria = {each.id: each for each in answer.knowledge.criteria.criteria}
    moved = {}
    with st.grid("auto", min_column_width=220):
        for origin in sorted(origins, key=lambda each: (-weights[each.criterion], each.criterion)):
            start = min(round(origin.points), MOST_POINTS)
            points = st.slider(
                label(criteria[origin.criterion].name),
                0,
                MOST_POINTS,
                start,
                key=f"weight/{origin.criterion}/{start}/{st.session_state.get(_ROUND, 0)}",
                help=plain(criteria[origin.criterion].about),
                persist_state="session",
            )
            if points != start:
                moved[origin.criterion] = float(points)
    return moved


def _show_outcome(again: Reweighed, answer: Recommendation, *, changed: bool) -> None:
    """Whether another platform is first, in a sentence."""
    if not again.moved:
        st.markdown("No platform fits, so weights decide nothing.")
        return
    first, winner = again.moved[0], answer.ranking[0]
    if not changed:
        st.info("These are the weights of your answer.", icon=":material/tune:")
    elif again.first_changes:
        st.warning(
            f"**{plain(first.platform.name)}** would be first, and {plain(winner.platform.name)} "
            f"{_place_of(again, winner.platform.id)}.",
            icon=":material/swap_vert:",
        )
    else:
        st.success(f"**{plain(first.platform.name)}** stays first.", icon=":material/check_circle:")


def _place_of(again: Reweighed, platform: str) -> str:
    return f"in place {next(each.becomes for each in again.moved if each.platform.id == platform)}"


def _show_places(again: Reweighed, compared: set[str]) -> None:
    """The first places and those of the platforms that are compared, with what each gains or loses."""
    shown = [each for each in again.moved if each.becomes <= MOST_PLACES or each.platform.id in compared]
    if not shown:
        return
    st.table(
        {
            "Place": [place_words(each) for each in shown],
            "Platform": [_name(each, compared) for each in shown],
            "Score": [f"{each.score.total:.3f}" for each in shown],
            "Before": [f"{each.entry.score.total:.3f}" for each in shown],
        },
        hide_index=True,
        alt="The ranking under these weights, with the places before and after",
    )
    if any(each.score.set_back for each in shown):
        st.caption("What is over the budget stands behind what keeps it, whatever its score.")


def place_words(moved: Moved) -> str:
    """The place before and after, with an arrow up or down and the words for it; one figure where it stays.

    >>> from types import SimpleNamespace
    >>> [place_words(SimpleNamespace(was=was, becomes=now, gained=was - now)) for was, now in ((2, 1), (1, 3), (4, 4))]
    ['2 → 1 ▲ up', '1 → 3 ▼ down', '4']
    """
    if not moved.gained:
        return str(moved.becomes)
    return f"{moved.was} → {moved.becomes} {'▲ up' if moved.gained > 0 else '▼ down'}"


def _name(moved: Moved, compared: set[str]) -> str:
    name = plain(moved.platform.name)
    return f"**{name}**" if moved.platform.id in compared else name
