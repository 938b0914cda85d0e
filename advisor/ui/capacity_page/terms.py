"""The same requirement on other terms of payment: on demand, committed for one or three years, on spare capacity."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import streamlit as st

from advisor import Recommendation
from advisor.recommend import Ranked
from advisor.report.wording import sentence, usd
from advisor.report.wording.bill import sum_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.price_origin import origin_words
from advisor.sizing.bill_types import Bill
from advisor.ui.answers import AnswerNow, AnswerState, answer_to
from advisor.ui.other_answers import follow
from advisor.ui.wording import bullets, plain

TERMS: Mapping[str, Mapping[str, Any]] = {
    "On demand": {},
    "Committed for one year": {"commitment": {"term": "1y"}},
    "Committed for three years": {"commitment": {"term": "3y"}},
    "Spare (spot) capacity where services may be interrupted": {"spot": True},
}
"""The terms that are shown beside each other, as a requirement file has them."""
LEFT = ("commitment", "spot")


def on_terms(requirement: Mapping[str, Any], terms: Mapping[str, Any]) -> dict[str, Any]:
    """The requirement on other terms; discounts, own prices and the currency stay as they are.

    >>> on_terms({"name": "shop", "pricing": {"spot": True, "discounts": {"all": 5}}}, {"commitment": {"term": "1y"}})
    {'name': 'shop', 'pricing': {'discounts': {'all': 5}, 'commitment': {'term': '1y'}}}
    """
    changed = copy.deepcopy(dict(requirement))
    pricing = changed.get("pricing")
    kept = {key: value for key, value in pricing.items() if key not in LEFT} if isinstance(pricing, dict) else {}
    kept |= copy.deepcopy(dict(terms))
    changed.pop("pricing", None)
    return {**changed, "pricing": kept} if kept else changed


def show_terms(recommendation: Recommendation, entry: Ranked) -> None:
    """The bill of one platform on each of the terms, worked out when this is opened."""
    asked = recommendation.scenario.as_read()
    st.markdown(
        f"What {plain(entry.platform.name)} costs on each of the terms, all else as asked. Everything is planned anew "
        "for each, since a commitment can make other machines the cheapest."
    )
    wanted = {name: on_terms(asked, terms) for name, terms in TERMS.items()}
    answers = {name: answer_to(requirement) for name, requirement in wanted.items()}
    bills = {name: _bill_in(answer, entry.platform.id) for name, answer in answers.items()}
    on_demand = bills["On demand"]
    st.table(
        {
            "Terms": [plain(name) for name in TERMS],
            "Base, a month": [_sum(bills[name], answers[name]) for name in TERMS],
            "From – to": [_range(bills[name]) for name in TERMS],
            "Against on demand": [_against(name, bills[name], on_demand) for name in TERMS],
        },
        hide_index=True,
        alt="The monthly bill on each of the terms of payment",
    )
    follow(list(wanted.values()), list(answers.values()))
    told = [line for name in TERMS for line in _notes(name, bills[name])]
    if told:
        st.markdown(bullets(list(dict.fromkeys(told))))
    origin = entry.topology.bill.origin
    if origin is not None and origin.own is not None:
        st.caption(plain(origin_words(origin)))
    st.caption("Discounts, the saving of your own contract and own prices are set on the page Scenario.")


def _bill_in(answer: AnswerNow, platform: str) -> Bill | None:
    if answer.recommendation is None:
        return None
    return next((one.topology.bill for one in answer.recommendation.ranking if one.platform.id == platform), None)


def _sum(bill: Bill | None, answer: AnswerNow) -> str:
    if bill is not None:
        about = "about " if answer.state is AnswerState.ESTIMATE else ""
        return plain(f"{about}{sum_words(bill, bill.base)}")
    if answer.recommendation is None:
        return "being worked out" if answer.under_way else "no answer"
    return "does not fit"


def _range(bill: Bill | None) -> str:
    return "–" if bill is None or bill.low is None else plain(f"{usd(bill.low)} – {usd(bill.high)}")


def _against(name: str, bill: Bill | None, on_demand: Bill | None) -> str:
    if bill is None or bill is on_demand or on_demand is None or bill.base is None or not on_demand.base:
        return "–"
    off = on_demand.base - bill.base
    if round(off, 2) == 0:
        return "the same, see below" if _notes(name, bill) else "the same"
    return plain(f"{usd(abs(off))} {'less' if off > 0 else 'more'} ({abs(off) / on_demand.base:.0%})")


def _notes(name: str, bill: Bill | None) -> list[str]:
    """What is to be known of the terms of a bill, led by their name."""
    if bill is None or bill.terms is None:
        return []
    return [f"{plain(name)}: {plain(sentence(note_words(note)))}" for note in bill.terms.notes]
