"""An editable table on the page: edits go into the draft, and never back into what the table was opened with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from advisor.ui import draft
from advisor.ui.nested_values import Row
from advisor.ui.scenario_page.cells import NO, YES, CellKind, TableColumn, shown
from advisor.ui.scenario_page.editing import TableChange, rows_after

TABLES_OPENED = "tables_opened"
"""How many tables this session has opened: each has a key of its own, so that no edits of before are replayed on it."""


@dataclass(frozen=True)
class Editor:
    """A table: its name, what screen readers call it, its columns, and where its rows come from and go."""

    name: str
    alt: str
    columns: Sequence[TableColumn]
    open_rows: Callable[[], list[Row]]
    take: Callable[[TableChange], None]
    adds_rows: bool = True
    fixed: tuple[str, ...] = ()
    """Columns that are shown and not edited."""


@dataclass
class _Opened:
    """What a table was opened with, and the edits that went into the draft already."""

    key: str
    rows: list[Row]
    frame: pd.DataFrame
    taken: dict[str, Any] = field(default_factory=dict)


def show_editor(editor: Editor) -> None:
    """The table. Streamlit replays all edits on the rows that it was opened with, so these stay as they are.

    When it was not on the page in the run before, its edits are forgotten there; they are in the draft, with which it
    is opened anew.
    """
    place = _place(editor.name)
    held: _Opened | None = st.session_state.get(place)
    if held is None or held.key not in st.session_state:
        st.session_state[TABLES_OPENED] = st.session_state.get(TABLES_OPENED, 0) + 1
        rows = editor.open_rows()
        key = f"table/{st.session_state[TABLES_OPENED]}"
        held = st.session_state[place] = _Opened(key, rows, _frame(rows, editor.columns))
    st.data_editor(
        held.frame,
        key=held.key,
        num_rows="dynamic" if editor.adds_rows else "fixed",
        hide_index=True,
        column_config={column.key: _config(column, pinned=not at) for at, column in enumerate(editor.columns)},
        disabled=list(editor.fixed),
        placeholder="?",
        alt=editor.alt,
        on_change=_take_edits,
        args=(editor,),
    )
    _take_edits(editor)


def reopen(name: str) -> None:
    """Let a table be opened anew, when its rows were changed elsewhere."""
    st.session_state.pop(_place(name), None)


def _place(name: str) -> str:
    return draft.widget_key(f"opened/{name}")


def _take_edits(editor: Editor) -> None:
    """Put the edits into the draft, once."""
    held: _Opened | None = st.session_state.get(_place(editor.name))
    state = st.session_state.get(held.key) if held else None
    if held is None or state is None:
        return
    edits = {name: entries for name in ("edited_rows", "added_rows", "deleted_rows") if (entries := state.get(name))}
    if edits == held.taken:
        return
    before = rows_after(held.rows, held.taken, editor.columns)
    held.taken = edits
    editor.take(TableChange(held.rows, before, rows_after(held.rows, edits, editor.columns)))


def _frame(rows: Sequence[Row], columns: Sequence[TableColumn]) -> pd.DataFrame:
    texts = [{column.key: shown(row, column) for column in columns} for row in rows]
    return pd.DataFrame(texts, columns=[column.key for column in columns], dtype="string")


def _config(column: TableColumn, *, pinned: bool) -> Any:
    # All are texts or choices: a number column drops the keys it does not like, and -3 would quietly become 3.
    config = st.column_config
    if column.kind is CellKind.YES_NO:
        return config.SelectboxColumn(column.title, options=[YES, NO], width=column.width, help=column.help)
    if column.kind is CellKind.CHOICE:
        words = dict(column.choices)
        return config.SelectboxColumn(
            column.title,
            options=list(words),
            format_func=lambda value: words.get(str(value), str(value)),
            width=column.width,
            help=column.help,
            pinned=pinned,
        )
    return config.TextColumn(column.title, width=column.width, help=column.help, pinned=pinned)
