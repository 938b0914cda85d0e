"""The load over the day: a shape to start from, hour by hour, or the hours that are spent at the peak."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from advisor.knowledge import Question, QuestionKind
from advisor.ui import draft
from advisor.ui.scenario_page.load_shapes import (
    DAYS,
    HOURS_OF_DAY,
    HOURS_OF_WEEK,
    SHAPES,
    read_hours,
    shape_of,
    whole_week,
)
from advisor.ui.scenario_page.questions import UNKNOWN, QuestionSetting, show_mistakes, show_question
from advisor.ui.scenario_page.table_editor import TABLES_OPENED
from advisor.ui.wording import plain

HOURLY = "load.hourly"
OWN_HOURS = "My own hours"
_OPENED = "opened/load"
_PEAK_HOURS = Question(
    field="load.peak_hours_per_day",
    theme="scale",
    kind=QuestionKind.NUMBER,
    name="Hours a day at the peak",
    text="How many hours a day are spent at the peak (0 to 24)?",
    help="Enough where the hours one by one are not known: the rest of the day runs at the usual number of replicas.",
)


def show_load(setting: QuestionSetting) -> None:
    """The load over the day; capacity that follows it is planned and billed by these hours."""
    st.markdown("**Load over the day**")
    given = draft.answer(HOURLY)
    hourly = [float(value) for value in given] if _is_load(given) else None
    present = UNKNOWN if hourly is None else shape_of(hourly) or OWN_HOURS
    key = draft.widget_key("load/shape")
    if st.session_state.get(key) != present:
        st.session_state[key] = present
    st.pills(
        "Shape of the day",
        [*SHAPES, OWN_HOURS, UNKNOWN],
        required=True,
        key=key,
        on_change=_take_shape,
        label_visibility="collapsed",
    )
    st.caption(
        "Where replicas or machines may follow the load, only the hours of the peak pay for it. The shapes are "
        "examples to start from, not measurements: change them hour by hour, or paste what you measured."
    )
    show_mistakes(setting.problems, HOURLY)
    if hourly is not None:
        _show_hours(hourly)
    _show_paste()
    show_question(_PEAK_HOURS, setting)


def _is_load(given: Any) -> bool:
    return (
        isinstance(given, list)
        and len(given) in (HOURS_OF_DAY, HOURS_OF_WEEK)
        and all(isinstance(value, int | float) for value in given)
    )


def _take_shape() -> None:
    chosen = st.session_state[draft.widget_key("load/shape")]
    if chosen in SHAPES:
        draft.set_answer(HOURLY, list(SHAPES[chosen]))
    elif chosen == UNKNOWN:
        draft.set_answer(HOURLY, None)
    elif not _is_load(draft.answer(HOURLY)):
        # As many hours at half load as make a start of one's own; the peak is there, so that it can be used at once.
        draft.set_answer(HOURLY, [0.5] * 9 + [1.0] + [0.5] * 14)
    _reopen()


def _reopen() -> None:
    st.session_state.pop(draft.widget_key(_OPENED), None)


def _show_hours(hourly: Sequence[float]) -> None:
    """The hours as a curve and as a table to edit."""
    week = len(hourly) == HOURS_OF_WEEK
    names = [f"{day} {hour:02}:00" for day in DAYS for hour in range(24)] if week else [_hour(h) for h in range(24)]
    percent = [_percent(value) for value in hourly]
    st.bar_chart(
        pd.DataFrame({"Hour": names, "Load (% of the peak)": percent}),
        x="Hour",
        y="Load (% of the peak)",
        y_label="% of the peak",
        height=200,
        sort=False,
        alt="Load by hour, in percent of the peak; the table below has the same figures",
    )
    held = _opened(percent)
    st.data_editor(
        _frame(held.percent),
        key=held.key,
        hide_index=True,
        disabled=["Hour"],
        column_config=_config(week),
        height=320,
        width="stretch" if week else "content",
        alt="Load of each hour in percent of the peak, to be edited",
        on_change=_take_hours,
    )
    _take_hours()
    if not week:
        st.button(
            "Make it a week", on_click=_make_week, key=draft.widget_key("load/week"), icon=":material/date_range:"
        )


@dataclass
class _OpenedHours:
    """The hours that the table was opened with, and the edits that went into the draft already."""

    key: str
    percent: list[float]
    taken: dict[int, dict[str, Any]] = field(default_factory=dict)


def _opened(percent: list[float]) -> _OpenedHours:
    """What the table was opened with: the hours of now, where it is not on the page yet or shows others."""
    place = draft.widget_key(_OPENED)
    held: _OpenedHours | None = st.session_state.get(place)
    if held is None or held.key not in st.session_state or len(held.percent) != len(percent):
        st.session_state[TABLES_OPENED] = st.session_state.get(TABLES_OPENED, 0) + 1
        held = st.session_state[place] = _OpenedHours(f"table/{st.session_state[TABLES_OPENED]}", percent)
    return held


def _hour(hour: int) -> str:
    return f"{hour:02}:00"


def _frame(percent: Sequence[float]) -> pd.DataFrame:
    days = [percent[first : first + 24] for first in range(0, len(percent), 24)]
    titles = DAYS if len(days) > 1 else ("Load",)
    return pd.DataFrame({"Hour": [_hour(h) for h in range(24)], **dict(zip(titles, days, strict=True))})


def _config(week: bool) -> dict[str, Any]:
    titles = DAYS if week else ("Load",)
    return {
        title: st.column_config.NumberColumn(
            f"{title} (% of the peak)" if not week else f"{title} (%)",
            min_value=0,
            max_value=100,
            width=150 if not week else 90,
        )
        for title in titles
    }


def _take_hours() -> None:
    """Put the edited hours into the draft, once; hours that were not touched stay as they are."""
    held: _OpenedHours | None = st.session_state.get(draft.widget_key(_OPENED))
    state = st.session_state.get(held.key) if held else None
    given = draft.answer(HOURLY)
    if held is None or state is None or not _is_load(given) or len(given) != len(held.percent):
        return
    edits = state.get("edited_rows") or {}
    if edits == held.taken:
        return
    held.taken = copy.deepcopy(dict(edits))
    titles = DAYS if len(given) == HOURS_OF_WEEK else ("Load",)
    percent = list(held.percent)
    for hour, cells in edits.items():
        for title, value in cells.items():
            if title in titles and isinstance(value, int | float):
                percent[24 * titles.index(title) + int(hour)] = float(value)
    pairs = zip(given, percent, strict=True)
    draft.set_answer(HOURLY, [old if _percent(old) == new else round(new / 100, 4) for old, new in pairs])


def _percent(share: float) -> float:
    return round(100 * share, 2)


def _make_week() -> None:
    draft.set_answer(HOURLY, whole_week(draft.answer(HOURLY)))
    _reopen()


def _show_paste() -> None:
    key = draft.widget_key("load/paste")
    with st.expander("Paste 24 or 168 measured hours", icon=":material/content_paste:", key=f"{key}/open"):
        st.text_area("Numbers, from midnight on (a week begins on Monday)", key=key, height=100, max_chars=10_000)
        st.button("Take these hours", key=f"{key}/take", on_click=_take_pasted, icon=":material/playlist_add:")
        told = st.session_state.get(f"{key}/told")
        if told is not None:
            good, words = told
            (st.success if good else st.error)(plain(words))


def _take_pasted() -> None:
    key = draft.widget_key("load/paste")
    hours, wrong = read_hours(st.session_state.get(key) or "")
    if wrong is None:
        draft.set_answer(HOURLY, hours)
        st.session_state[key] = ""
        _reopen()
    words = wrong or f"{len(hours)} hours were taken; the largest is the peak."
    st.session_state[f"{key}/told"] = (wrong is None, words)
