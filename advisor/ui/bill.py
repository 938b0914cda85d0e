"""The monthly bill with its lines, each with unit price, source and day."""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge
from advisor.prices.offer import OWN_INVENTORY, OWN_PRICES, OWN_TERMS, PriceKind
from advisor.report.sections.bill import budget_words, effort_words
from advisor.report.wording import figure, listing, sentence, usd
from advisor.report.wording.bill import basis_words, left_out_words, line_words, sum_words, without_price_words
from advisor.report.wording.end_of_plan import end_of_plan_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.people_cost import people_money_words
from advisor.report.wording.price_origin import origin_words
from advisor.report.wording.terms import terms_words
from advisor.sizing.bill_types import BillLine
from advisor.sizing.topology import Topology
from advisor.ui.wording import bullets, plain, source_link


def show_bill(topology: Topology, knowledge: Knowledge) -> None:
    """Low, base and high of today and the end of the plan, the lines, and what no sum contains."""
    bill, end = topology.bill, topology.end_of_plan
    with st.container(horizontal=True):
        for label, amount in (("Low", bill.low), ("Base", bill.base), ("High", bill.high)):
            st.metric(f"{label}, a month", sum_words(bill, amount), width="content")
    if end is not None:
        st.markdown(f"That is today. {plain(end_of_plan_words(end))}")
    st.caption(plain(f"{sentence(basis_words(bill))} The lines add up to the base figure."))
    if bill.origin is not None:
        st.caption(plain(origin_words(bill.origin)))
    if bill.terms is not None and bill.base is not None:
        st.markdown(plain(terms_words(bill)))
    if bill.lines:
        st.table(
            {
                "What": [plain(line_words(line)) for line in bill.lines],
                "Quantity": [f"{figure(round(line.quantity, 2))} {plain(line.unit)}" for line in bill.lines],
                "Unit price": [_unit_price(line) for line in bill.lines],
                "A month": [usd(line.usd_per_month) for line in bill.lines],
                "Source": [_source(line, knowledge) for line in bill.lines],
            },
            hide_index=True,
        )
    missing = without_price_words(bill, knowledge)
    if missing:
        st.warning(
            f"In no sum, because no price is known, so more has to be paid: {plain(listing(missing))}.",
            icon=":material/money_off:",
        )
    if bill.budget_usd_per_month is not None:
        st.caption(plain(budget_words(bill)))
    if bill.terms is not None and bill.terms.notes:
        st.markdown("**On the terms**\n\n" + bullets([plain(sentence(note_words(note))) for note in bill.terms.notes]))
    if bill.effort is not None:
        st.caption(plain(effort_words(bill.effort)))
    people = people_money_words(bill)
    if people is not None:
        st.markdown(plain(people))
    if bill.left_out:
        st.markdown("**Left out**\n\n" + bullets([plain(left_out_words(left)) for left in bill.left_out]))


def _unit_price(line: BillLine) -> str:
    return "not priced" if line.unit_price_usd is None else f"USD {figure(line.unit_price_usd)} / {plain(line.unit)}"


def _source(line: BillLine, knowledge: Knowledge) -> str:
    if line.source in (OWN_INVENTORY, OWN_TERMS):
        return "your own figures"
    if line.source == OWN_PRICES:
        return "your own prices" + (f"; price of {plain(line.as_of)}" if line.as_of else "")
    source = knowledge.sources.get(line.source)
    told = source is not None and source.day.isoformat() == line.as_of
    day = f"; price of {plain(line.as_of)}" if line.as_of and not told else ""
    estimated = "; estimated" if line.price_kind is PriceKind.ESTIMATED else ""
    return source_link(line.source, knowledge) + day + estimated
