"""What the last answer changed: leader and bill before and after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from advisor import Recommendation
from advisor.questionnaire import fingerprint
from advisor.report.wording import usd
from advisor.ui import draft


@dataclass(frozen=True)
class Headline:
    """The two things of an answer that people watch."""

    leader: str | None
    usd_per_month: float | None


@dataclass(frozen=True)
class _Watched:
    """The headline of the present question and that of the one before it; None while there was none."""

    question: str
    revision: str
    now: Headline
    before: Headline | None = None


def headline_of(recommendation: Recommendation) -> Headline:
    """Leader and bill of an answer."""
    winner = recommendation.winner
    if winner is None:
        return Headline(None, None)
    return Headline(winner.platform.name, winner.topology.bill.base)


def watch(recommendation: Recommendation) -> Headline | None:
    """Note an answer that is shown; the headline of the question before it, None where that was another scenario."""
    question, revision = fingerprint(recommendation.scenario.as_read()), draft.widget_key("")
    now = headline_of(recommendation)
    last: _Watched | None = st.session_state.get("watched")
    if last is None or last.revision != revision:
        last = _Watched(question, revision, now)
    elif last.question != question:
        last = _Watched(question, revision, now, before=last.now)
    else:
        last = replace(last, now=now)
    st.session_state.watched = last
    return last.before


def change_words(before: Headline, now: Headline) -> str:
    """What changed, such as `USD 244 -> USD 574 a month, leader unchanged`.

    >>> change_words(Headline("Nomad", 244.0), Headline("Nomad", 574.0))
    'USD 244 → USD 574 a month, leader unchanged'
    """
    if before == now:
        return "Nothing changed"
    bill = "bill unchanged"
    if before.usd_per_month != now.usd_per_month:
        sums = [usd(each) if each is not None else "no price" for each in (before.usd_per_month, now.usd_per_month)]
        bill = " → ".join(sums) + " a month"
    if before.leader == now.leader:
        return f"{bill}, leader unchanged"
    leaders = [name or "no platform fits" for name in (before.leader, now.leader)]
    return f"{bill}, leader: {' → '.join(leaders)}"
