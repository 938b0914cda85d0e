"""Platforms as cards with the line of their life, and one of them with all that is claimed of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from advisor import Knowledge
from advisor.forms import form_of
from advisor.knowledge import DatedClaim, Platform, TermKind
from advisor.knowledge.hindsight import printed_in_hindsight
from advisor.report.pages.platform import status_on
from advisor.report.sections.claim_values import since_of, value_in_words
from advisor.report.wording import capital, count, ended, level_words
from advisor.report.wording.measures import FORMS
from advisor.ui.knowledge_page.lifecycle import Lifecycle, lifecycle_of, lifecycle_svg
from advisor.ui.knowledge_page.search import matches
from advisor.ui.paging import page_of
from advisor.ui.wording import bullets, label, plain, source_link

CARDS = 12
_ALL = "All platforms"
_OTHER_PLACES = {
    "own": "On own servers these hold instead",
    "plain": "In clouds that rent out machines and little else these hold instead",
}


def show_platforms(knowledge: Knowledge) -> None:
    """The cards that a search finds; or the platform that was chosen."""
    platforms = knowledge.platforms
    linked = st.query_params.get("platform")
    if linked in platforms and "platform" not in st.session_state:
        st.session_state["platform"] = linked  # links name the id; the widget writes the name of a choice
    chosen = st.selectbox(
        "Platform",
        [_ALL, *platforms],
        format_func=lambda name: platforms[name].name if name in platforms else _ALL,
        key="platform",
        bind="query-params",
        help="Type a part of its name",
    )
    if chosen in platforms:
        _show_platform(platforms[chosen], knowledge)
    else:
        _show_cards(knowledge)


def _show_cards(knowledge: Knowledge) -> None:
    words = st.text_input(
        "Find by name, operator or description", key="platform_words", type="search", placeholder="serverless Azure"
    )
    today = knowledge.newest_source_day
    found = [
        platform
        for platform in knowledge.platforms.values()
        if matches(words, platform.id, platform.name, platform.operator, platform.about, _form(platform, today))
    ]
    st.caption(
        f"{count(len(found), 'platform')}. The line runs from 2013 to {today.year}: blue while it is on offer, amber "
        "once it takes no new customers, and a bar where it ended."
    )
    shown = page_of(found, CARDS, key="platform_page")
    with st.grid(min_column_width=300, gap="small"):
        for platform in shown:
            with st.container(border=True, height="stretch"):
                _show_card(platform, knowledge, today)
    if shown:
        with st.expander("These lines as a table"):
            _show_lines(shown, knowledge)


def _show_card(platform: Platform, knowledge: Knowledge, today: dt.date) -> None:
    life = lifecycle_of(platform, knowledge)
    st.markdown(
        f"**{plain(platform.name)}**  \n{plain(capital(_form(platform, today)))}, by {plain(platform.operator)}"
    )
    st.markdown(plain(capital(ended(status_on(platform, today, knowledge)))))
    _show_line(life, today)
    st.space("stretch")
    st.button(
        f"All about {label(platform.name)}",
        key=f"platform/{platform.id}",
        on_click=_choose,
        args=(platform.id,),
        width="stretch",
    )


def _choose(platform: str) -> None:
    st.session_state["platform"] = platform


def _form(platform: Platform, today: dt.date) -> str:
    form = form_of(platform.terms(today))
    return FORMS[form.value] if form is not None else "form not known"


def _show_line(life: Lifecycle, today: dt.date) -> None:
    svg = lifecycle_svg(life, today, dark=st.context.theme.type == "dark")
    st.image(svg, alt=f"On offer {life.words()}")


def _show_lines(platforms: Sequence[Platform], knowledge: Knowledge) -> None:
    lives = [lifecycle_of(platform, knowledge) for platform in platforms]
    st.table(
        {
            "Platform": [plain(platform.name) for platform in platforms],
            "From": [_day(life.began) for life in lives],
            "No new customers from": [_day(life.closed) for life in lives],
            "Ended": [_day(life.ended) for life in lives],
            "Followed by": [plain(life.successor) for life in lives],
        },
        hide_index=True,
    )


def _day(day: dt.date | None) -> str:
    return plain(day.isoformat()) if day is not None else ""


def _show_platform(platform: Platform, knowledge: Knowledge) -> None:
    today = knowledge.newest_source_day
    st.header(plain(platform.name), anchor=False)
    st.markdown(f"{plain(ended(platform.about))} Operated by {plain(ended(platform.operator))}")
    life = lifecycle_of(platform, knowledge)
    st.markdown(plain(f"On offer {ended(life.words())}"))
    _show_line(life, today)
    held = [claim for term in knowledge.vocabulary if (claim := platform.claim(term, today)) is not None]
    themes = list(dict.fromkeys(knowledge.vocabulary[claim.term].theme for claim in held))
    theme = st.pills(
        "What is claimed of it",
        themes,
        default=themes[0] if themes else None,
        required=True,
        format_func=lambda name: capital(name.replace("_", " ")),
        key="claim_theme",
        wrap=True,
    )
    of_theme = [claim for claim in held if knowledge.vocabulary[claim.term].theme == theme]
    st.markdown(bullets([_claim_line(claim, platform, knowledge) for claim in of_theme]))
    _show_other_places(platform, knowledge, today)
    _show_not_claimed(platform, held, knowledge)


def _claim_line(claim: DatedClaim, platform: Platform, knowledge: Knowledge) -> str:
    """What is claimed, since when, why, and who says so; a level in words."""
    term = knowledge.vocabulary[claim.term]
    value = value_in_words(claim, knowledge)
    if term.kind is TermKind.LEVEL:
        value = f"{level_words(claim.value)} ({value})"
    since = since_of(claim)
    when = f", since {since}" if since and since != value else ""
    why = " ".join(ended(text) for text in (claim.why, claim.note) if text)
    printed = printed_in_hindsight(claim, platform, knowledge)
    later = f" (By a page of {printed.isoformat()}; of the start none was read.)" if printed else ""
    head = f"**{plain(capital(term.about))}**: {plain(ended(value + when))}"
    return f"{head} {plain(why + later)} ({source_link(claim.source, knowledge)})"


def _show_other_places(platform: Platform, knowledge: Knowledge, today: dt.date) -> None:
    for place, claims in (
        ("own", platform.only_on_own_hardware(today)),
        ("plain", platform.only_on_plain_machines(today)),
    ):
        if claims:
            with st.expander(f"{_OTHER_PLACES[place]} ({len(claims)})"):
                st.markdown(bullets([_claim_line(claim, platform, knowledge) for claim in claims]))


def _show_not_claimed(platform: Platform, held: Sequence[DatedClaim], knowledge: Knowledge) -> None:
    """What nobody says of the platform, and why."""
    now = {claim.term for claim in held}
    reasons = {term: why for term, why in platform.not_claimed.items() if term not in now}
    if not reasons:
        return
    with st.expander(f"Not known ({len(reasons)})"):
        st.markdown(
            bullets(
                [
                    f"{plain(capital(knowledge.vocabulary[term].about))}: {plain(ended(why))}"
                    for term, why in reasons.items()
                    if term in knowledge.vocabulary
                ]
            )
        )
