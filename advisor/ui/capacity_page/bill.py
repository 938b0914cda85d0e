"""The monthly bill: low, base and high, its lines with unit price, source and day, and what no sum contains."""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge, Topology
from advisor.prices.offer import OWN_INVENTORY, OWN_PRICES, OWN_TERMS, PriceKind
from advisor.report.sections.bill import budget_words, effort_words
from advisor.report.wording import capital, figure, listing, sentence, usd
from advisor.report.wording.bill import (
    basis_words,
    left_out_words,
    line_words,
    price_note_words,
    sum_words,
    without_price_words,
)
from advisor.report.wording.end_of_plan import end_of_plan_words, years_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.people_cost import people_money_words
from advisor.report.wording.price_origin import origin_words
from advisor.report.wording.terms import terms_words
from advisor.sizing.bill_types import Bill, BillLine
from advisor.ui.wording import bullets, plain, source_link


def show_bill(topology: Topology, knowledge: Knowledge) -> None:
    """The figures of today and of the end of the plan, what they stand for, the lines, and what is in none of them."""
    bill, end = topology.bill, topology.end_of_plan
    with st.container(horizontal=True):
        for label, amount in (("Low", bill.low), ("Base", bill.base), ("High", bill.high)):
            st.metric(f"{label}, a month", plain(sum_words(bill, amount)), width="content")
        if end is not None and end.bill is not None:
            label = f"{capital(years_words(end))}, a month"
            st.metric(label, plain(sum_words(end.bill, end.bill.base)), width="content")
    if end is not None:
        st.markdown(f"The first figures are of today. {plain(end_of_plan_words(end))}")
    _show_about(bill)
    _show_lines(bill, knowledge)
    _show_not_in_it(bill, knowledge)


def _show_about(bill: Bill) -> None:
    """What base stands for and why low and high differ, of which days the prices are and whose, terms and budget."""
    st.markdown(plain(f"{sentence(basis_words(bill))} The lines add up to the base figure."))
    if bill.origin is not None:
        st.markdown(plain(origin_words(bill.origin)))
    if bill.terms is not None and bill.base is not None:
        st.markdown(plain(terms_words(bill)))
    if bill.budget_usd_per_month is not None:
        st.markdown(plain(budget_words(bill)))


def _show_lines(bill: Bill, knowledge: Knowledge) -> None:
    if not bill.lines:
        return
    st.table(
        {
            "What": [plain(capital(line_words(line))) for line in bill.lines],
            "A month": [plain(usd(line.usd_per_month)) for line in bill.lines],
            "Quantity and unit price": [_quantity(line) for line in bill.lines],
            "Source": [_source(line, knowledge) for line in bill.lines],
        },
        hide_index=True,
        alt="The lines of the monthly bill",
    )


def _quantity(line: BillLine) -> str:
    """`2,190 h at USD 0.005`."""
    price = "no known price" if line.unit_price_usd is None else f"USD {figure(line.unit_price_usd)}"
    return f"{figure(round(line.quantity, 2))} {plain(line.unit)} at {price}"


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


def _show_not_in_it(bill: Bill, knowledge: Knowledge) -> None:
    """What has to be paid and has no price, the people, and what is left out."""
    missing = without_price_words(bill, knowledge)
    if missing:
        st.warning(
            f"In no sum, because no price is known, so more has to be paid: {plain(listing(missing))}.",
            icon=":material/money_off:",
        )
    left = [plain(capital(left_out_words(each))) for each in bill.left_out]
    if bill.effort is not None:
        left.append(plain(effort_words(bill.effort)))
    people = people_money_words(bill)
    if people is not None:
        left.append(plain(people))
    if left:
        st.markdown("**What is not in the bill**")
        st.markdown(bullets(left))
    notes = [plain(sentence(note_words(note))) for note in bill.terms.notes] if bill.terms is not None else []
    notes += [
        f"{plain(sentence(price_note_words(note, knowledge)))} ({source_link(note.source, knowledge)})"
        for note in bill.price_notes
    ]
    if notes:
        st.markdown("**On the prices and terms**")
        st.markdown(bullets(notes))
