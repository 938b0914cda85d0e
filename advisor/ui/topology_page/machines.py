"""The machines of a scene as a table: the same as the picture, for those who read or hear it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from advisor.drawing.machine_list import Fill, ListedMachines, SceneListed
from advisor.drawing.wording import STATES, first_pods_words, numbers_words, site_words
from advisor.report.wording import capital, percent
from advisor.ui.wording import plain

MOST_AS_TEXT = 40
"""Rows that are shown as text; more are shown as a grid that scrolls."""
MOST_NAMES = 8
ALT = "Machines of the picture: where they stand, what runs on each, and how full each is"


def show_machines(listed: SceneListed, *, tasks: bool) -> None:
    """A row for equal machines; columns that would say nothing are left out."""
    columns = _columns(listed.machines, tasks=tasks)
    if not columns:
        return
    if len(listed.machines) > MOST_AS_TEXT:
        st.dataframe(
            columns, hide_index=True, alt=ALT, column_config={"Runs on each": st.column_config.Column(width="large")}
        )
        return
    text = {plain(head): [plain(cell) for cell in cells] for head, cells in columns.items()}
    st.table(text, hide_index=True, alt=ALT)


def _columns(machines: Iterable[ListedMachines], *, tasks: bool) -> dict[str, list[str]]:
    rows = [_row(each) for each in machines]
    if not rows:
        return {}
    every = {head: [row[head] for row in rows] for head in rows[0]}
    always = ("Machine", "Runs on each")
    shown = {head: cells for head, cells in every.items() if head in always or any(cells)}
    for head in ("Site", "Pool"):  # one alone goes without saying
        if len(set(shown.get(head, ()))) == 1:
            del shown[head]
    if tasks:
        shown = {"Instance" if head == "Machine" else head: cells for head, cells in shown.items()}
    return shown


def _row(each: ListedMachines) -> dict[str, str]:
    nothing = "spare: empty until another is lost" if each.spare else "nothing"
    return {
        "Machine": numbers_words(each.numbers),
        "Count": f"{each.count:,}",
        "Type": each.machine,
        "Pool": each.pool,
        "Site": site_words(each.site),
        "Zone": each.zone,
        "In this scene": capital(STATES[each.state]),
        "Runs on each": first_pods_words(each.pods, MOST_NAMES) or nothing,
        "Takes in": first_pods_words(each.moved_in, MOST_NAMES),
        "Room kept for": first_pods_words(each.reserved, MOST_NAMES),
        "CPU asked for": _fill_words(each.cpu),
        "Memory asked for": _fill_words(each.memory),
    }


def _fill_words(fill: Fill | None) -> str:
    """The share that runs; what is more at the peak, or kept, in brackets."""
    if fill is None:
        return ""
    beside = []
    if round(fill.at_peak, 2):
        beside.append(f"{percent(fill.asked + fill.moved_in)} at the peak")
    if round(fill.kept, 2):
        beside.append(f"{percent(fill.kept)} kept")
    return percent(fill.running) + (f" ({', '.join(beside)})" if beside else "")
