"""An import laid open: what was taken, assumed, is missing and was left out; nothing is replaced before a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from advisor import Imported, InputError, Knowledge, Problem, Scenario
from advisor.importers import ImportCode, NoteKind, OriginKind
from advisor.importers.questions import leading_questions
from advisor.report.wording import count, first_of
from advisor.ui import draft
from advisor.ui.import_page.read_apart import read_as_file, read_given
from advisor.ui.import_page.reading import Given, OpenedImport
from advisor.ui.import_page.right_sized import show_difference
from advisor.ui.import_page.sizes import ask_sizes, ask_volumes, open_volumes, unsized
from advisor.ui.import_page.tables import (
    Row,
    assumed_rows,
    lines_of,
    measured_rows,
    note_rows,
    service_rows,
    value_rows,
)
from advisor.ui.import_page.taken import keep_taken
from advisor.ui.import_page.words import asked_words
from advisor.ui.paging import page_of
from advisor.ui.problem_list import show_problems
from advisor.ui.wording import bullets, plain

_PENDING = "import/pending"
ROWS = 25
_ASKED = (ImportCode.SIZE_NOT_STATED, ImportCode.VOLUME_SIZE_NOT_STATED)
"""What is missing and asked for above."""


@dataclass(frozen=True)
class _Pending:
    """An import that waits for a yes, and what it was made of."""

    given: Given
    imported: Imported
    scenario: Scenario


def wait_for_yes(given: Given, opened: OpenedImport) -> None:
    """Keep an import until somebody has looked at it."""
    st.session_state[_PENDING] = _Pending(given, opened.imported, opened.scenario)


def forget_import() -> None:
    """Leave everything as it was before the import."""
    st.session_state.pop(_PENDING, None)


def is_waiting() -> bool:
    """Whether an import waits for a yes."""
    return _PENDING in st.session_state


def show_review(knowledge: Knowledge) -> bool:
    """The import that waits; returns True in the run in which it was taken over."""
    pending: _Pending = st.session_state[_PENDING]
    imported = pending.imported
    names = pending.given.names
    st.header(plain(f"What {first_of(names)} {'says' if len(names) == 1 else 'say'}"), anchor=False)
    st.markdown(f"{plain(_counted(imported))} **Nothing has been taken over yet.**")
    asked = leading_questions(imported)
    if asked:
        st.markdown("**What decides most and stands in no file**\n")
        st.markdown(bullets([plain(asked_words(one)) for one in asked]))
    _ask_options(pending)
    answers = _ask_answers(pending, knowledge)
    _show_tables(pending)
    return _confirm(pending, answers)


def _counted(imported: Imported) -> str:
    kinds = [origin.kind for origin in imported.origins.values()]
    read, assumed = kinds.count(OriginKind.READ), kinds.count(OriginKind.ASSUMED)
    return f"{count(len(imported.services), 'service')}: {count(read, 'value')} read, {assumed} assumed."


def _ask_answers(pending: _Pending, knowledge: Knowledge) -> dict[str, Any]:
    """The answers that go with the import: sizes of services and of volumes that no file states."""
    imported = pending.imported
    without, volumes = unsized(pending.scenario), open_volumes(imported)
    sizes = ask_sizes(without, knowledge) if without else {}
    listed = ask_volumes(volumes, imported) if volumes else {}
    services = [
        {"name": name, **sizes.get(name, {}), **({"volumes": listed[name]} if name in listed else {})}
        for name in dict.fromkeys([*sizes, *listed])
    ]
    return {"services": services} if services else {}


def _ask_options(pending: _Pending) -> None:
    """What the format leaves to whoever starts it: profiles, variables, the speed of a core."""
    given, notes = pending.given, pending.imported.notes
    profiles = _profiles(pending)
    blank = [str(note.subject[-1]) for note in notes if note.code is ImportCode.VARIABLE_NOT_GIVEN]
    codes = {origin.code for origin in pending.imported.origins.values()} | {note.code for note in notes}
    counts_mhz = given.core_mhz is not None or ImportCode.MHZ_OF_A_CORE in codes
    if not (profiles or blank or given.variables or counts_mhz):
        return
    st.subheader("What the files leave to whoever starts them", anchor=False)
    if profiles:
        st.multiselect(
            "Profiles whose services are taken too",
            profiles,
            default=list(given.profiles),
            key=draft.widget_key("import/profiles"),
            on_change=_read_again,
            placeholder="None",
        )
    if blank or given.variables:
        _ask_variables(given, blank)
    if counts_mhz:
        _ask_core_speed(given)


def _profiles(pending: _Pending) -> list[str]:
    """The profiles that services run in, chosen or not."""
    found = set(pending.given.profiles)
    for note in pending.imported.notes:
        named = dict(note.values).get("profiles")
        if note.code is ImportCode.PROFILE_NOT_ASKED_FOR and isinstance(named, tuple):
            found |= set(map(str, named))
    return sorted(found)


def _ask_variables(given: Given, blank: Sequence[str]) -> None:
    hint = f"Left blank so far: {first_of(blank)}. " if blank else ""
    st.text_area(
        "Variables",
        value=given.variables.text if given.variables else "",
        key=draft.widget_key("import/variables"),
        on_change=_read_again,
        placeholder="NAME=value, one a line",
        max_chars=20_000,
        help=plain(f"{hint}The variables of the machine that serves this page are never looked at."),
    )


def _ask_core_speed(given: Given) -> None:
    st.number_input(
        "MHz of one core of your machines",
        min_value=100,
        max_value=10_000,
        value=given.core_mhz,
        step=100,
        placeholder="I don't know: 2,500",
        key=draft.widget_key("import/core_mhz"),
        on_change=_read_again,
        help="Nomad counts CPU in MHz.",
    )


def _read_again() -> None:
    """Import the same files with the options as they stand now; mistakes leave the import as it was."""
    pending: _Pending = st.session_state[_PENDING]
    given, state = pending.given, st.session_state
    profiles = state.get(draft.widget_key("import/profiles"))
    typed = state.get(draft.widget_key("import/variables"))
    core_mhz = state.get(draft.widget_key("import/core_mhz"))
    changed = Given(given.texts, given.variables, tuple(profiles or ()), int(core_mhz) if core_mhz else None)
    try:
        changed = changed.with_variables(typed) if typed is not None else changed
        opened = read_given(changed)
    except InputError as error:
        state["import/problems"] = error.problems
        return
    state.pop("import/problems", None)
    if isinstance(opened, OpenedImport):
        wait_for_yes(changed, opened)


def _show_tables(pending: _Pending) -> None:
    imported = pending.imported
    if imported.services:
        st.subheader("Services that are taken over", anchor=False)
        _show_rows("services", service_rows(imported, pending.scenario))
    measured = measured_rows(imported)
    if measured:
        st.subheader("What was used, and what the present requests leave", anchor=False)
        _show_rows("measured", measured)
        show_difference(pending.given, pending.scenario)
    assumed = assumed_rows(imported)
    if assumed:
        st.subheader("Assumed: look at these", anchor=False)
        _show_rows("assumed", assumed)
    _show_list("Missing: it stays open, and you can answer it later", note_rows(imported, NoteKind.MISSING, but=_ASKED))
    _show_list("Not carried over: a requirement has no words for it", note_rows(imported, NoteKind.NOT_EXPRESSIBLE))
    left = note_rows(imported, NoteKind.SKIPPED, NoteKind.IGNORED)
    if left:
        with st.expander(f"Left out ({len(left)})"):
            _show_rows("left", left)
    title = f"Every value and where it comes from ({len(imported.origins)})"
    every = st.expander(title, key=draft.widget_key("import/every"), on_change="rerun")
    if every.open:
        with every:
            show_values(imported)


def show_values(imported: Imported) -> None:
    """Every single value with its place, a page at a time."""
    _show_rows("values", value_rows(imported))


def _show_list(title: str, rows: Sequence[Row]) -> None:
    if rows:
        st.subheader(title, anchor=False)
        st.markdown(bullets([plain(line) for line in lines_of(rows)]))


def _show_rows(name: str, rows: Sequence[Row]) -> None:
    """A table of texts, a page of it at a time; what files say draws nothing and links to nothing."""
    shown = page_of(rows, ROWS, key=draft.widget_key(f"import/page/{name}"))
    columns = {column: [plain(row[column]) for row in shown] for column in rows[0]}
    st.table({column: cells for column, cells in columns.items() if any(cells)}, hide_index=True)


def _confirm(pending: _Pending, answers: Mapping[str, Any]) -> bool:
    """The buttons; returns True where the import has just been taken over."""
    problems: tuple[Problem, ...] = st.session_state.get("import/problems", ())
    if problems:
        show_problems("These options cannot be used; the import is as it was.", problems)
    if draft.requirement().keys() - {"name"}:
        st.warning("Taking it over replaces what you have answered so far.", icon=":material/swap_horiz:")
    with st.container(horizontal=True):
        taken = st.button("Take it over", type="primary", icon=":material/check:", key=draft.widget_key("import/take"))
        st.download_button(
            "Download as a requirement file",
            data=partial(read_as_file, pending.given, answers),
            file_name="requirement.yaml",
            mime="application/yaml",
            on_click="ignore",
            icon=":material/download:",
            help="With the origin of every value beside it",
        )
        st.button("Leave everything as it was", on_click=forget_import, type="tertiary", icon=":material/close:")
    if not taken:
        return False
    try:
        opened = read_given(pending.given, answers)
    except InputError as error:
        show_problems("Some of these sizes cannot be used.", error.problems)
        return False
    assert isinstance(opened, OpenedImport)  # the same files as before, with answers
    forget_import()
    draft.replace(opened.scenario.as_read())
    keep_taken(opened.imported)
    return True
