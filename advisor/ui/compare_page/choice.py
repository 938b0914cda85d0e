"""Which platforms are compared: those of the address, those chosen, or the first with its rivals."""

from __future__ import annotations

import streamlit as st

from advisor import PlatformsCompared, Recommendation
from advisor.explain import PlatformExplained, explained_by
from advisor.questionnaire import fingerprint
from advisor.sizing import Effort
from advisor.trade_offs import comparisons_of
from advisor.ui import draft

FEWEST, MOST = 2, 4
"""Platforms beside each other."""
ADDRESS = "p"
"""The parameter of the address that carries them, once for each."""
_WIDGET, _KEPT, _IN_ADDRESS = "compare/platforms", "compared", "compared_in_address"


def choose_platforms(recommendation: Recommendation) -> list[str]:
    """The ids of the platforms that are chosen in a box; kept over pages, and in the address."""
    names = platform_names(recommendation)
    key = draft.widget_key(_WIDGET)
    asked = [name for name in dict.fromkeys(st.query_params.get_all(ADDRESS)) if name in names][:MOST]
    kept: list[str] = st.session_state.get(_KEPT, {}).get(key, [])
    if asked and asked != st.session_state.get(_IN_ADDRESS):
        st.session_state[key] = asked
    elif key not in st.session_state:
        st.session_state[key] = kept or rivals(recommendation)
    with st.container(gap="small"):  # below each other: in a narrow window the names would be cut off
        chosen = st.multiselect(
            f"Platforms, {FEWEST} to {MOST} of them",
            list(names),
            format_func=lambda platform: names[platform],
            max_selections=MOST,
            key=key,
            placeholder="Choose platforms",
            wrap=True,
        )
        st.button(
            "The first and its rivals",
            on_click=_choose,
            args=(key, rivals(recommendation)),
            help="The first place beside the runner-up, the cheapest and the simplest that fit",
            icon=":material/restart_alt:",
        )
    st.session_state[_KEPT] = {key: chosen}
    st.session_state[_IN_ADDRESS] = chosen
    if st.query_params.get_all(ADDRESS) != chosen:
        st.query_params[ADDRESS] = chosen
    return chosen


def platform_names(recommendation: Recommendation) -> dict[str, str]:
    """The platforms that can be chosen, by id, with the names to choose them by."""
    names = {entry.platform.id: entry.platform.name for entry in recommendation.ranking}
    return names | {out.platform.id: f"{out.platform.name} (ruled out)" for out in recommendation.eliminated}


def _choose(key: str, platforms: list[str]) -> None:
    st.session_state[key] = platforms


def rivals(recommendation: Recommendation) -> list[str]:
    """The first place, the runner-up, the cheapest and the simplest; what is ruled out fills up to two."""
    winner = recommendation.winner
    found = [winner.platform.id] if winner is not None else []
    found += [against.theirs.platform.id for against in comparisons_of(recommendation)]
    found += [entry.platform.id for entry in recommendation.ranking if entry.platform.id not in found]
    fitting = len(comparisons_of(recommendation)) + 1
    found = found[: max(FEWEST, min(MOST, fitting))]
    alone = sorted(recommendation.eliminated, key=lambda out: not out.screened.lone_blocker)
    return (found + [out.platform.id for out in alone])[: max(FEWEST, len(found))]


def compared(recommendation: Recommendation, platforms: list[str]) -> PlatformsCompared:
    """The platforms side by side, as the answer at hand has them; what is ruled out is sized by an estimate."""
    told = fingerprint(recommendation.scenario.as_read())
    key = f"{recommendation.knowledge.hash} {recommendation.confidence is not None} {told}"
    return PlatformsCompared(recommendation, tuple(_explained(recommendation, key, name) for name in platforms))


# An explanation is frozen and holds the answer it is of: it is shared as it is, not copied for each visitor.
@st.cache_resource(max_entries=32, show_spinner=False)
def _explained(_recommendation: Recommendation, key: str, platform: str) -> PlatformExplained:
    return explained_by(_recommendation, platform, Effort.QUICK)
