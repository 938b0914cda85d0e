"""The editable table of services."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from advisor.questionnaire import ROW_COLUMNS, row_of, services_of
from advisor.ui import draft
from advisor.ui.draft import widget_key

HELP = (
    "One line for each container image that you deploy. A blank cell means that you do not know. "
    "CPU and memory are what one replica asks for: `200m` or `0.5`; `256Mi` or `2Gi`. "
    "Ports are written as `8080/http/public, 6379/tcp`; protocols are http, grpc, websocket, tcp, udp, and a port is "
    "public, internal or host; `none` where a service listens on nothing. GPUs are a count, with type and share where "
    "they matter (`1/l4`, `1/a100/0.5`). A volume outlives its replica: `data 500Gi`, and `files 10Gi/many` where many "
    "replicas use one; disk is on the machine and does not."
)


def show_service_table() -> list[dict[str, Any]]:
    """The table; returns the services as it stands, unchecked, for to_requirement."""
    if widget_key("services") not in st.session_state:
        st.session_state.services = [row for row in draft.rows("services") if row.get("name")]
    listed: list[dict[str, Any]] = st.session_state.services
    st.markdown("**Services**", help=HELP)
    # Built from what was opened, never from what the table gave back: Streamlit replays the edits on it in each run.
    table = _frame([row_of(service) for service in listed])
    edited = st.data_editor(
        table,
        key=widget_key("services"),
        num_rows="dynamic",
        hide_index=True,
        column_config=_columns(),
        placeholder="?",
        alt="Editable table of services; the same can be written in a requirement file and opened here",
    )
    st.caption(
        "Min, typical and peak count replicas; a line with one of them needs Typical, and one that runs per node needs "
        "none. Scroll the table sideways for GPU, disk, volumes and ports. Add a line below the last one; a blank cell "
        "means unknown."
    )
    return services_of(_rows(edited), listed)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    texts = [{column: None if cell is None else str(cell) for column, cell in row.items()} for row in rows]
    return pd.DataFrame(texts, columns=list(ROW_COLUMNS), dtype="string")


def _rows(edited: pd.DataFrame) -> dict[int, dict[str, Any]]:
    cells = edited.astype(object).where(edited.notna(), None)
    return {int(place): row for place, row in cells.to_dict("index").items()}


def _columns() -> dict[str, Any]:
    # All are texts: a number column drops the keys it does not like, and -3 would quietly become 3.
    config = st.column_config
    return {
        "name": config.TextColumn("Name", width=130, pinned=True),
        "copies": config.TextColumn("Copies", width=75, help="Equal deployments of it, such as one for each customer"),
        "min": config.TextColumn("Min", width=65, help="Replicas at the quietest hour"),
        "typical": config.TextColumn("Typical", width=90, help="Replicas on a usual day"),
        "peak": config.TextColumn("Peak", width=70, help="Replicas at the peak"),
        "per_node": config.SelectboxColumn(
            "Per node",
            options=["yes", "no"],
            width=100,
            help="One replica on every machine, without counts",
        ),
        "cpu": config.TextColumn("CPU", width=70, help="Of one replica, in cores: 200m or 0.5"),
        "memory": config.TextColumn("Memory", width=90, help="Of one replica: 256Mi or 2Gi"),
        "gpu": config.TextColumn("GPU", width=70, help="Of one replica, count/type/share: 1, 1/l4, 1/a100/0.5"),
        "disk": config.TextColumn("Disk", width=70, help="Of the machine itself, gone with the replica: 20Gi"),
        "volumes": config.TextColumn(
            "Volumes", width=130, help="name size/access/keeps: data 500Gi, files 10Gi/many, scratch 5Gi/one/cache"
        ),
        "ports": config.TextColumn("Ports", width=150, help="port/protocol/exposure: 8080/http/public, 6379/tcp"),
        "stateful": config.SelectboxColumn("Stateful", options=["yes", "no"], width=95, help="Keeps data of its own"),
        "interruptible": config.SelectboxColumn(
            "Interruptible", options=["yes", "no"], width=115, help="May be stopped at any time: spare capacity will do"
        ),
        "tenant": config.TextColumn("Tenant", width=100),
    }
