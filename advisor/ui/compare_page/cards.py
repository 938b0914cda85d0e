"""A card for each platform: its place, its bill, what is set up, and what it gives up or why it is out."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from advisor import Infeasible, PlatformsCompared
from advisor.argument import given_up
from advisor.explain import PlatformExplained
from advisor.explanations import Trait
from advisor.report.wording import capital, listing, sentence
from advisor.report.wording.budget import FITS
from advisor.report.wording.capabilities import LEVELS_IN_A_WORD, capability_words
from advisor.report.wording.compare import cost_cell, people_cell, place_cell, range_cell
from advisor.report.wording.explain import set_up_parts, waived_words
from advisor.report.wording.measures import FORMS
from advisor.report.wording.one_screen import price_days
from advisor.report.wording.trade_offs import RIVALS
from advisor.trade_offs import comparisons_of
from advisor.ui.recommendation_page.ruled_out import out_lines
from advisor.ui.wording import bullets, plain, source_link

NARROWEST_CARD = 220
MOST_GIVEN_UP = 4
NO_PRICE = ("-", "no price")


def show_cards(compared: PlatformsCompared) -> None:
    """The cards beside each other, one below the other where the window is narrow."""
    roles = _roles(compared)
    with st.grid(len(compared.platforms), min_column_width=NARROWEST_CARD, gap="small"):
        for one in compared.platforms:
            with st.container(border=True, height="stretch", key=f"compared/{one.platform.id}"):
                _show_card(one, compared, roles.get(one.platform.id, ""))


def _roles(compared: PlatformsCompared) -> Mapping[str, str]:
    """Whether one is the first, the runner-up, the cheapest or the simplest."""
    answer = compared.recommendation
    roles = {
        against.theirs.platform.id: listing([RIVALS[rival] for rival in against.rivals])
        for against in comparisons_of(answer)
    }
    return roles | ({answer.winner.platform.id: "recommended"} if answer.winner is not None else {})


def _show_card(one: PlatformExplained, compared: PlatformsCompared, role: str) -> None:
    answer = compared.recommendation
    st.markdown(f"### {plain(one.platform.name)}")
    place = place_cell(one, len(answer.ranking))
    ranked = one.standing.ranked
    with st.container(horizontal=True, gap="xsmall"):
        st.badge("ruled out" if ranked is None else f"place {plain(place)}", color="gray" if ranked is None else "blue")
        if role:
            st.badge(plain(role), color="green")
    cost, between = cost_cell(one.topology), range_cell(one.topology)
    st.metric("USD a month", plain("not sized" if cost == "-" else cost))
    st.caption(plain(_bill_words(one, between, compared)))
    st.metric("Score, of 1", "–" if one.score is None else f"{one.score.total:.3f}")
    st.markdown(bullets(_fact_lines(one)))
    if one.standing.out is not None:
        _show_why_out(one, compared)
    elif ranked is not None:
        traits = given_up(ranked)
        told = [_trait_line(trait, compared) for trait in traits[:MOST_GIVEN_UP]]
        told += [f"{len(traits) - MOST_GIVEN_UP} more"] if len(traits) > MOST_GIVEN_UP else []
        st.markdown(f"**Gives up**\n\n{bullets(told or ['Nothing that was asked for'])}")


def _bill_words(one: PlatformExplained, between: str, compared: PlatformsCompared) -> str:
    """From what to what, from when prices are, and whether it keeps the budget."""
    if isinstance(one.topology, Infeasible):
        return "It cannot hold the services."
    ranked = one.standing.ranked
    days = price_days(one.topology.bill, compared.recommendation.as_of)
    kept = f"{FITS[ranked.budget_fit]} the budget" if ranked is not None and ranked.budget_fit is not None else ""
    bill = one.topology.bill
    same = bill.low is not None and bill.high is not None and round(bill.low) == round(bill.high)
    parts = ["" if between == "-" or same else between, days, kept]
    return sentence("; ".join(part for part in parts if part))


def _fact_lines(one: PlatformExplained) -> list[str]:
    """How it runs, what is set up, and how many people it takes."""
    form = "not known" if one.form is None else FORMS[one.form.form.value]
    set_up = "nothing" if isinstance(one.topology, Infeasible) else set_up_parts(one.topology) or "nothing"
    return [
        f"Way of running: {plain(form)}",
        f"Set-up: {plain(set_up)}",
        f"People: {plain(people_cell(one.topology))}",
    ]


def _trait_line(trait: Trait, compared: PlatformsCompared) -> str:
    knowledge = compared.recommendation.knowledge
    what = plain(capital(capability_words(trait.term, knowledge)))
    return f"{what}: {LEVELS_IN_A_WORD[trait.level]} ({source_link(trait.source, knowledge)})"


def _show_why_out(one: PlatformExplained, compared: PlatformsCompared) -> None:
    reasons = out_lines(one.standing.out, compared.recommendation) if one.standing.out is not None else []
    if one.waived is not None:
        reasons.append(plain(waived_words(one.waived, one, by_title=True)))
    st.markdown(f"**Why it is out**\n\n{bullets(reasons)}")
