"""What the difference between the present requests and what was used is in money: both are answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from advisor import Imported, InputError
from advisor.importers import ImportKind, detect_kind
from advisor.report.wording import usd
from advisor.report.wording.bill import sum_words
from advisor.ui import draft
from advisor.ui.answers import AnswerNow, AnswerState, answer_to
from advisor.ui.import_page.reading import Given, open_given
from advisor.ui.wording import plain


def without_usage(given: Given) -> dict[str, Any] | None:
    """The requirement with the present requests: without the series; None where there is nothing beside it."""
    others = tuple(text for text in given.texts if detect_kind(text) is not ImportKind.USAGE)
    if not others or len(others) == len(given.texts):
        return None
    try:
        opened = open_given(replace(given, texts=others))
    except InputError:
        return None
    return opened.scenario().as_read() if isinstance(opened, Imported) else None


def show_difference(given: Given, imported: Imported) -> None:
    """Both sums beside each other, worked out when somebody asks for them."""
    asked = without_usage(given)
    if asked is None or not st.toggle("What that is in money", key=draft.widget_key("import/money")):
        return
    answers = [answer_to(each) for each in (asked, imported.scenario().as_read())]
    st.table(
        {
            "Planned by": ["the present requests", "what was used"],
            "First place": [plain(_first(answer)) for answer in answers],
            "Cost a month": [plain(_sum(answer)) for answer in answers],
        },
        hide_index=True,
        alt="The answer with the present requests and with what was used",
    )
    sums = [_base(answer) for answer in answers]
    if sums[0] is not None and sums[1] is not None:
        less = "less" if sums[1] <= sums[0] else "more"
        st.markdown(plain(f"Planned by what was used it is {usd(abs(sums[0] - sums[1]))} a month {less}."))


def _first(answer: AnswerNow) -> str:
    if answer.recommendation is None:
        return "being worked out" if answer.state is AnswerState.WORKING else "no answer"
    winner = answer.recommendation.winner
    return winner.platform.name if winner is not None else "no platform fits"


def _base(answer: AnswerNow) -> float | None:
    winner = answer.recommendation.winner if answer.recommendation is not None else None
    return winner.topology.bill.base if winner is not None else None


def _sum(answer: AnswerNow) -> str:
    winner = answer.recommendation.winner if answer.recommendation is not None else None
    return sum_words(winner.topology.bill, winner.topology.bill.base) if winner is not None else "–"
