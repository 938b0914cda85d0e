"""The list of tasks: each with its status, and the open one with its questions and tables; nothing else is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from advisor.report.wording import count
from advisor.ui import draft
from advisor.ui.scenario_page.further_questions import applies
from advisor.ui.scenario_page.load_editor import show_load
from advisor.ui.scenario_page.not_asked import fields_of
from advisor.ui.scenario_page.other_tables import show_machines, show_sites, show_tenants
from advisor.ui.scenario_page.questions import COUNTED_BY_ROWS, QuestionSetting, counted_words, show_question
from advisor.ui.scenario_page.services_section import show_services
from advisor.ui.scenario_page.tasks import Task, TaskProgress, TaskStatus, progress_of, task_of
from advisor.ui.tables import TABLES
from advisor.ui.wording import plain

ASKED_FOR = "ask"
"""The parameter of the address that names the field to be asked for."""
_OPEN, _REVIEWED = "scenario_open_task", "scenario_reviewed"
_NOTHING_OPEN = ""
_COLOURS: Mapping[TaskStatus, Literal["gray", "blue", "green", "red"]] = {
    TaskStatus.NOT_STARTED: "gray",
    TaskStatus.STARTED: "blue",
    TaskStatus.COMPLETED: "green",
    TaskStatus.TO_CORRECT: "red",
}
_ICONS: Mapping[TaskStatus, str | None] = {
    TaskStatus.NOT_STARTED: None,
    TaskStatus.STARTED: None,
    TaskStatus.COMPLETED: ":material/check:",
    TaskStatus.TO_CORRECT: ":material/error:",
}
_SECTIONS: Mapping[str, Sequence[Callable[[QuestionSetting], None]]] = {
    "scale": (show_load,),
    "workloads": (show_services,),
    "tenants": (show_tenants,),
    "place": (show_machines, show_sites),
}
"""What a task asks for beyond single questions."""


def open_task_asked_for(tasks: Sequence[Task]) -> None:
    """Open the task of the field that the address asks for, once: links of other pages lead to a question by it."""
    field = st.query_params.get(ASKED_FOR)
    if field is None:
        return
    del st.query_params[ASKED_FOR]
    found = task_of(field, tasks)
    if found is not None:
        st.session_state[_OPEN] = found.id


def show_tasks(tasks: Sequence[Task], setting: QuestionSetting) -> None:
    """How many tasks are completed, and all of them, the open one with what it asks."""
    answered = {*fields_of(draft.as_typed()), *(field for field in COUNTED_BY_ROWS if counted_words(field))}
    rows = {table: len(draft.rows(table)) for table in TABLES}
    reviewed = st.session_state.setdefault(_REVIEWED, set())
    progress = {
        task.id: progress_of(task, answered, rows, setting.problems, reviewed=_mark(task) in reviewed) for task in tasks
    }
    done = sum(each.status is TaskStatus.COMPLETED for each in progress.values())
    st.progress(done / len(tasks), text=f"{done} of {len(tasks)} completed")
    for task, following in zip(tasks, [*tasks[1:], None], strict=True):
        _show_task(task, following, progress[task.id], setting, first=task is tasks[0])


def _mark(task: Task) -> str:
    """The task of the requirement that is open now: another one is not reviewed yet."""
    return draft.widget_key(task.id)


def _show_task(
    task: Task, following: Task | None, progress: TaskProgress, setting: QuestionSetting, *, first: bool
) -> None:
    """A task with its status; its heading opens and closes it.

    The heading is a button and not an expander: that would be another widget as soon as its status changes, and take
    the focus from the table that somebody types into.
    """
    is_open = st.session_state.get(_OPEN, task.id if first else _NOTHING_OPEN) == task.id
    with st.container(border=True, key=draft.widget_key(f"task/{task.id}")):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.button(
                f"**{plain(task.theme.title)}**",
                type="tertiary",
                icon=":material/keyboard_arrow_down:" if is_open else ":material/keyboard_arrow_right:",
                key=draft.widget_key(f"open/{task.id}"),
                on_click=_toggle,
                args=(task.id, is_open),
            )
            st.badge(plain(_status_words(progress)), color=_COLOURS[progress.status], icon=_ICONS[progress.status])
        if is_open:
            _show_open(task, following, setting)


def _show_open(task: Task, following: Task | None, setting: QuestionSetting) -> None:
    if task.theme.about:
        st.caption(plain(task.theme.about))
    for question in task.questions:
        show_question(question, setting)
    for show_section in _SECTIONS.get(task.id, ()):
        show_section(setting)
    _show_further(task, setting)
    st.button(
        f"Done, go on: {following.theme.title}" if following else "Done",
        type="primary",
        icon=":material/check:",
        key=draft.widget_key(f"done/{task.id}"),
        on_click=_finish,
        args=(task, following),
    )


def _toggle(task: str, is_open: bool) -> None:
    st.session_state[_OPEN] = _NOTHING_OPEN if is_open else task


def _finish(task: Task, following: Task | None) -> None:
    """Take a task for completed, whatever is left unknown in it, and open the next one."""
    st.session_state[_REVIEWED] = st.session_state[_REVIEWED] | {_mark(task)}
    st.session_state[_OPEN] = following.id if following else _NOTHING_OPEN


def _status_words(progress: TaskProgress) -> str:
    """How far a task is, in words."""
    rows = f", {count(progress.rows, 'row')}" if progress.rows else ""
    open_left = progress.asked - progress.answered
    match progress.status:
        case TaskStatus.NOT_STARTED:
            return "Not started"
        case TaskStatus.STARTED:
            return f"{progress.answered} of {progress.asked} answered{rows}"
        case TaskStatus.COMPLETED:
            return "Completed" + (f", {open_left} unknown" if open_left else "") + rows
    return f"{count(progress.to_correct, 'answer')} to correct"


def _show_further(task: Task, setting: QuestionSetting) -> None:
    """Details that few have to say; drawn when they are opened."""
    if not task.further:
        return
    box: Any = st.expander(
        "More details", type="compact", key=draft.widget_key(f"further/{task.id}"), on_change="rerun"
    )
    if box.open:
        with box:
            for question in task.further:
                if applies(question, draft.answer):
                    show_question(question, setting)
