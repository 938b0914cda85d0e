"""Rows pasted from a spreadsheet: what was taken and what was not, with line and column."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from pydantic import BaseModel

from advisor.report.wording import count
from advisor.ui import draft
from advisor.ui.nested_values import Row
from advisor.ui.scenario_page.cells import TableColumn
from advisor.ui.scenario_page.pasting import MOST_LETTERS, Pasted, read_pasted
from advisor.ui.wording import plain

ADD, REPLACE = "Add to the rows that are there", "Take the place of all rows"
MOST_LINES_SHOWN = 50


def show_paste_panel(
    table: str, noun: str, columns: Sequence[TableColumn], model: type[BaseModel], changed: Callable[[], None]
) -> None:
    """A text area for rows with a header, what became of them, and nothing lost that could not be read.

    `changed` is called when rows were taken.
    """
    key = draft.widget_key(f"paste/{table}")
    with st.expander("Paste rows from a spreadsheet", icon=":material/content_paste:", key=f"{key}/open"):
        st.caption(
            f"Copy cells with their headings, and paste them here; tabs, semicolons and commas are understood. One row "
            f"for each {noun}. Headings may be: {', '.join(column.title for column in columns[:8])} ... A unit in a "
            "heading, as in RAM (GB), holds for the numbers below it."
        )
        st.text_area("Rows with a heading", key=f"{key}/text", height=160, max_chars=MOST_LETTERS)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.segmented_control(
                "What the rows do", [ADD, REPLACE], default=ADD, required=True, key=f"{key}/how", width="content"
            )
            st.button(
                "Take these rows",
                key=f"{key}/take",
                type="primary",
                icon=":material/playlist_add:",
                on_click=_take,
                args=(table, tuple(columns), model, changed),
            )
        told: tuple[str, Pasted] | None = st.session_state.get(f"{key}/told")
        if told is not None:
            _show_outcome(*told)


def _take(table: str, columns: Sequence[TableColumn], model: type[BaseModel], changed: Callable[[], None]) -> None:
    key = draft.widget_key(f"paste/{table}")
    pasted = read_pasted(st.session_state.get(f"{key}/text") or "", columns, model)
    before = [] if st.session_state.get(f"{key}/how") == REPLACE else draft.rows(table)
    rows, new, updated = merged(before, pasted.rows)
    if pasted.rows:
        draft.set_rows(table, rows)
        st.session_state[f"{key}/text"] = ""
        changed()
    words = f"{count(new, 'row')} added" + (f", {count(updated, 'row')} brought up to date" if updated else "")
    st.session_state[f"{key}/told"] = (words, pasted)


def merged(rows: Sequence[Row], pasted: Sequence[Row]) -> tuple[list[Row], int, int]:
    """The rows with those that were pasted: the same name means the same row; how many are new, and how many not.

    >>> merged([{"name": "web", "cpu": "1"}], [{"name": "web", "memory": "1Gi"}, {"name": "db"}])
    ([{'name': 'web', 'cpu': '1', 'memory': '1Gi'}, {'name': 'db'}], 1, 1)
    """
    all_rows = list(rows)
    places = {name: place for place, row in enumerate(all_rows) if (name := _name_of(row))}
    new = updated = 0
    for row in pasted:
        name = _name_of(row)
        if name in places:
            all_rows[places[name]] = {**all_rows[places[name]], **row}
            updated += 1
            continue
        all_rows.append(row)
        new += 1
        if name:
            places[name] = len(all_rows) - 1
    return all_rows, new, updated


def _name_of(row: Row) -> tuple[str, ...]:
    """What tells a row from others: its name, or for machines their type and site; empty where it has none."""
    named = row.get("name") or row.get("type")
    return (str(named), str(row.get("site", ""))) if named else ()


def _show_outcome(words: str, pasted: Pasted) -> None:
    if pasted.rows:
        read = plain(", ".join(pasted.taken_columns))
        st.success(f"{words}. Columns that were read: {read}.", icon=":material/check:")
    else:
        st.warning("No row was taken; the table is as it was.", icon=":material/info:")
    if not pasted.not_taken:
        return
    shown = pasted.not_taken[:MOST_LINES_SHOWN]
    more = f"; the first {MOST_LINES_SHOWN} are listed" if len(shown) < len(pasted.not_taken) else ""
    st.markdown(f"**Not taken: {count(len(pasted.not_taken), 'place')}{more}**")
    st.table(
        {
            "Line": [each.line for each in shown],
            "Column": [str(each.column) if each.column else "whole line" for each in shown],
            "Heading": [plain(each.heading) for each in shown],
            "Why": [plain(each.why) for each in shown],
        },
        hide_index=True,
        alt="What was not taken of the pasted rows: line, column, heading and reason",
    )
