"""The services: one table for what most need said, and others for ports, volumes, traffic and special needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from advisor.knowledge import Knowledge
from advisor.report.wording import capital, count
from advisor.scenario import Service
from advisor.sizing.assumed_sizes import SizeCase
from advisor.ui import draft
from advisor.ui.nested_values import Row
from advisor.ui.scenario_page import columns
from advisor.ui.scenario_page.cells import CellKind, TableColumn
from advisor.ui.scenario_page.editing import (
    TableChange,
    as_opened,
    names_after,
    parts_of,
    renamed,
    with_names,
    with_parts,
)
from advisor.ui.scenario_page.paste_panel import show_paste_panel
from advisor.ui.scenario_page.presets import CASES, fill_sizes, service_like
from advisor.ui.scenario_page.questions import QuestionSetting
from advisor.ui.scenario_page.row_messages import show_row_messages
from advisor.ui.scenario_page.table_editor import Editor, reopen, show_editor
from advisor.ui.wording import plain

TABLE = "services"
SITE_SERVICES = "sites.services"
VIEWS = ("Services", "Ports", "Volumes", "Traffic", "Special needs")
_INTRODUCTION: Mapping[str, str] = {
    "Services": "One row for each container image that you deploy. A blank cell means that you do not know. Add a row "
    "below the last one; scroll sideways for the rest.",
    "Ports": "One row for each port that a service listens on.",
    "Volumes": "One row for each volume that outlives its replica.",
    "Traffic": "What is asked of each service. With it, platforms that bill by request can be priced.",
    "Special needs": "What few services need. Leave blank what does not matter.",
}


def show_services(setting: QuestionSetting) -> None:
    """The tables of services, of which only the open one is drawn."""
    st.markdown("**Services**")
    view = st.segmented_control(
        "Which table of the services",
        VIEWS,
        default=VIEWS[0],
        required=True,
        key=draft.widget_key("services/view"),
        label_visibility="collapsed",
        width="content",
    )
    listed = draft.rows(TABLE)
    st.caption(_INTRODUCTION[view])
    if view != VIEWS[0] and not listed:
        st.info("No service is described yet. Add one in the first table.", icon=":material/edit:")
        return
    show_editor(_EDITORS[view](listed))
    show_row_messages(TABLE, setting.problems)
    if view == VIEWS[0]:
        _show_presets(setting.knowledge, listed)
        show_paste_panel(TABLE, "service", columns.ALL_OF_A_SERVICE, Service, _reopen_all)


def _services_editor(_: Sequence[Row]) -> Editor:
    tenants = [str(row["name"]) for row in draft.rows("tenants") if row.get("name")]
    shown = [_with_choices(each, tenants) if each.key == "tenant" and tenants else each for each in columns.SERVICES]
    alt = "Services, one in a row: name, replicas, CPU, memory and more; the paste panel below takes the same as text"
    return Editor("services", alt, shown, lambda: draft.rows(TABLE), _take_services)


def _part_editor(key: str, shown: tuple[TableColumn, ...], alt: str) -> Callable[[Sequence[Row]], Editor]:
    def editor(listed: Sequence[Row]) -> Editor:
        names = [str(row["name"]) for row in listed if row.get("name")]
        owner, *rest = shown
        return Editor(
            key,
            alt,
            (_with_choices(owner, names), *rest),
            lambda: [*parts_of(draft.rows(TABLE), key), *_waiting(key)],
            lambda change: _take_parts(key, change),
        )

    return editor


def _same_rows_editor(name: str, shown: tuple[TableColumn, ...], alt: str) -> Callable[[Sequence[Row]], Editor]:
    def editor(_: Sequence[Row]) -> Editor:
        return Editor(
            name,
            alt,
            (columns.SERVICE_NAME, *shown),
            lambda: draft.rows(TABLE),
            lambda change: draft.set_rows(TABLE, change.rows),
            adds_rows=False,
            fixed=("name",),
        )

    return editor


_EDITORS: Mapping[str, Callable[[Sequence[Row]], Editor]] = {
    VIEWS[0]: _services_editor,
    VIEWS[1]: _part_editor("ports", columns.PORTS, "Ports, one in a row: service, port, protocol, and who reaches it"),
    VIEWS[2]: _part_editor("volumes", columns.VOLUMES, "Volumes, one in a row: service, name, size, and what it holds"),
    VIEWS[3]: _same_rows_editor(
        "traffic", columns.TRAFFIC, "Traffic of each service: requests a second and their time"
    ),
    VIEWS[4]: _same_rows_editor(
        "special", columns.SPECIAL_NEEDS, "Special needs of each service, such as GPUs and disk"
    ),
}


def _with_choices(column: TableColumn, names: Sequence[str]) -> TableColumn:
    return dataclasses.replace(column, kind=CellKind.CHOICE, choices=tuple((name, name) for name in names))


def _take_services(change: TableChange) -> None:
    """The services after an edit; what refers to their names follows."""
    draft.set_rows(TABLE, with_names(change.rows, renamed(as_opened(change.opened), change.after)))
    in_sites, moved = draft.answer(SITE_SERVICES), renamed(change.before, change.after)
    if isinstance(in_sites, list) and moved:
        draft.set_answer(SITE_SERVICES, names_after(in_sites, moved) or None)


def _waiting_key(key: str) -> str:
    return draft.widget_key(f"waiting/{key}")


def _waiting(key: str) -> list[Row]:
    """Rows that name no service yet."""
    waiting: list[Row] = st.session_state.get(_waiting_key(key), [])
    return waiting


def _take_parts(key: str, change: TableChange) -> None:
    services, waiting = with_parts(draft.rows(TABLE), key, change.rows)
    draft.set_rows(TABLE, services)
    st.session_state[_waiting_key(key)] = [row for row in waiting if row]


def _reopen_all() -> None:
    for name in ("services", "ports", "volumes", "traffic", "special"):
        reopen(name)


def _show_presets(knowledge: Knowledge, listed: Sequence[Row]) -> None:
    """Sizes for blank cells, and services of well-known kinds with theirs."""
    with st.expander("Sizes for services that you cannot size", icon=":material/straighten:", key=_preset_key("open")):
        st.caption(
            "Each kind of software has a small, a usual and a large size of one replica. Left blank, the usual one is "
            "assumed, and the answer says so and shows what the others would cost. Filled in, it counts as your word."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _choose_preset(knowledge)
            add, fill = _preset_key("add"), _preset_key("fill")
            st.button("Add a service of this kind", icon=":material/add:", key=add, on_click=_add, args=(knowledge,))
            st.button("Fill the blank sizes", key=fill, on_click=_fill, args=(knowledge,), disabled=not listed)
        told = st.session_state.get(_preset_key("told"))
        if told:
            st.success(plain(told), icon=":material/check:")


def _choose_preset(knowledge: Knowledge) -> None:
    cases = {str(case): title for case, title in CASES}
    st.segmented_control(
        "Size",
        list(cases),
        default=str(SizeCase.BASE),
        required=True,
        format_func=cases.__getitem__,
        key=_preset_key("case"),
    )
    st.selectbox(
        "Kind of software",
        list(knowledge.presets),
        format_func=lambda name: capital(knowledge.presets[name].about),
        key=_preset_key("kind"),
        width=360,
    )


def _preset_key(name: str) -> str:
    return draft.widget_key(f"preset/{name}")


def _case() -> SizeCase:
    return SizeCase(st.session_state.get(_preset_key("case"), SizeCase.BASE))


def _add(knowledge: Knowledge) -> None:
    rows = draft.rows(TABLE)
    added: dict[str, Any] = service_like(
        st.session_state[_preset_key("kind")], knowledge, _case(), [str(row.get("name")) for row in rows]
    )
    draft.set_rows(TABLE, [*rows, added])
    st.session_state[_preset_key("told")] = f"{added['name']} was added with {added['cpu']} CPU and {added['memory']}."
    _reopen_all()


def _fill(knowledge: Knowledge) -> None:
    rows, filled = fill_sizes(draft.rows(TABLE), knowledge, _case())
    draft.set_rows(TABLE, rows)
    parts = [f"{each.name} as {knowledge.presets[each.preset].about}" for each in filled[:8]]
    more = f" and {len(filled) - 8} more" if len(filled) > 8 else ""
    words = (
        f"{count(len(filled), 'service')} filled: {'; '.join(parts)}{more}."
        if filled
        else "No service with a name has a blank size."
    )
    st.session_state[_preset_key("told")] = words
    _reopen_all()
