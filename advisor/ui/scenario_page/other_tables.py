"""The tables of tenants, of machines of one's own, and of many equal small sites."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from advisor.knowledge import Question, QuestionKind
from advisor.knowledge.schema import Choice
from advisor.scenario.hosting import OwnMachine
from advisor.scenario.model import Tenant
from advisor.ui import draft
from advisor.ui.scenario_page import columns
from advisor.ui.scenario_page.cells import TableColumn
from advisor.ui.scenario_page.editing import TableChange, renamed
from advisor.ui.scenario_page.paste_panel import show_paste_panel
from advisor.ui.scenario_page.questions import QuestionSetting, show_mistakes, show_question
from advisor.ui.scenario_page.row_messages import show_row_messages
from advisor.ui.scenario_page.table_editor import Editor, reopen, show_editor

TENANTS, MACHINES, SITE_MACHINES = "tenants", "hosting.machines", "sites.machines"
_SITE_COUNT = Question(
    field="sites.count",
    theme="place",
    kind=QuestionKind.NUMBER,
    name="Number of equal small sites",
    text="How many equal small sites are there?",
    help="One of them is planned, and all are paid for. What runs in a site is what the table of services lists.",
)
_SITE_SERVICES = Question(
    field="sites.services",
    theme="place",
    kind=QuestionKind.MANY,
    name="What runs in every site",
    text="Which services run in every site?",
    help="Left open, all of them do; the others run once, elsewhere.",
)


def show_tenants(setting: QuestionSetting) -> None:
    """Who shares the platform, one in a row."""
    st.markdown("**Tenants**")
    st.caption("One row for each party whose services are kept apart. Services say in their own table whose they are.")
    alt = "Tenants, one in a row: name, and what keeps them apart"
    show_editor(Editor(TENANTS, alt, columns.TENANTS, lambda: draft.rows(TENANTS), _take_tenants))
    show_row_messages(TENANTS, setting.problems)
    show_paste_panel(TENANTS, "tenant", columns.TENANTS, Tenant, lambda: reopen(TENANTS))


def _take_tenants(change: TableChange) -> None:
    """The tenants after an edit; services follow a renaming."""
    draft.set_rows(TENANTS, change.rows)
    moved = {old: new for old, new in renamed(change.before, change.after).items() if new is not None}
    services = draft.rows("services")
    if any(service.get("tenant") in moved for service in services):
        named = [
            {**each, "tenant": moved[each["tenant"]]} if each.get("tenant") in moved else each for each in services
        ]
        draft.set_rows("services", named)


def show_machines(setting: QuestionSetting) -> None:
    """Machines of one's own, or those that another cloud rents out; nothing where a cloud has its own prices."""
    in_cloud = draft.answer("hosting.model") in ("cloud", "multi_cloud") and draft.answer("hosting.cloud") != "other"
    if in_cloud and not draft.rows(MACHINES):
        return
    st.markdown("**Machines of your own, or rented at your prices**")
    st.caption(
        "One row for each type and site, with what one costs in full. A cloud that is not listed above counts as "
        "“another one”: list the machines that it rents out, and leave open how many where there is no end to them."
    )
    alt = "Machines of your own, one type in a row: CPU, memory, number, cost, site, GPUs"
    show_editor(_editor(MACHINES, alt, columns.MACHINES))
    show_row_messages(MACHINES, setting.problems)
    show_paste_panel(MACHINES, "type of machine", columns.MACHINES, OwnMachine, lambda: reopen(MACHINES))


def show_sites(setting: QuestionSetting) -> None:
    """Many equal small sites: how many, what runs in each, and on which machines; folded where nothing is said."""
    key = draft.widget_key("sites/open")
    if key not in st.session_state:
        st.session_state[key] = _has_sites()
    box = st.expander("Many equal small sites (shops, plants, vehicles)", key=key, on_change="rerun")
    if box.open:
        with box:
            _show_sites(setting)


def _show_sites(setting: QuestionSetting) -> None:
    show_question(_SITE_COUNT, setting)
    names = [str(row["name"]) for row in draft.rows("services") if row.get("name")]
    choices = tuple(Choice(value=name, label=name) for name in names)
    show_question(_SITE_SERVICES.model_copy(update={"choices": choices}), setting)
    st.markdown("**Machines of one site**")
    alt = "Machines of one site, one type in a row: CPU, memory, number, cost, GPUs"
    show_editor(_editor(SITE_MACHINES, alt, columns.SITE_MACHINES))
    show_row_messages(SITE_MACHINES, setting.problems)
    show_mistakes([problem for problem in setting.problems if problem.path == ("sites",)], "sites")


def _editor(table: str, alt: str, shown: Sequence[TableColumn]) -> Editor:
    return Editor(table, alt, shown, lambda: draft.rows(table), lambda change: draft.set_rows(table, change.rows))


def _has_sites() -> bool:
    """Whether anything is said of many small sites."""
    return isinstance(draft.answer("sites"), dict) or draft.answer("hosting.model") == "edge"
