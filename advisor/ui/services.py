"""The editable table of services."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from advisor.questionnaire import ROW_COLUMNS, row_of, services_of
from advisor.ui.session import opened_services, widget_key

COUNTS = ("min", "typical", "peak")
HELP = (
    "One line for each container image that you deploy. A blank cell means that you do not know. "
    "CPU and memory are what one replica asks for: `200m` or `0.5`; `256Mi` or `2Gi`. "
    "Ports are written as `8080/http/public, 6379/tcp`; protocols are http, grpc, websocket, tcp, udp, and a port is "
    "public, internal or host."
)


def show_service_table() -> list[dict[str, Any]]:
    """The table; returns the services as it stands, unchecked, for to_requirement."""
    listed = opened_services()
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
    st.caption("Min, typical and peak count replicas. Add a line below the last one; a blank cell means unknown.")
    return services_of(_rows(edited), listed)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(ROW_COLUMNS))
    return frame.astype({column: "Int64" if column in COUNTS else "string" for column in ROW_COLUMNS})


def _rows(edited: pd.DataFrame) -> dict[int, dict[str, Any]]:
    cells = edited.astype(object).where(edited.notna(), None)
    return {int(place): row for place, row in cells.to_dict("index").items()}


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "name": config.TextColumn("Name", width=150, pinned=True),
        "min": config.NumberColumn("Min", step=1, min_value=0, width=70, help="Replicas at the quietest hour"),
        "typical": config.NumberColumn("Typical", step=1, min_value=1, width=90, help="Replicas on a usual day"),
        "peak": config.NumberColumn("Peak", step=1, min_value=1, width=75, help="Replicas at the peak"),
        "cpu": config.TextColumn("CPU (cores)", width=115, help="Of one replica: 200m or 0.5"),
        "memory": config.TextColumn("Memory (Mi, Gi)", width=140, help="Of one replica: 256Mi or 2Gi"),
        "ports": config.TextColumn("Ports", width=190, help="port/protocol/exposure: 8080/http/public, 6379/tcp"),
        "stateful": config.SelectboxColumn("Stateful", options=["yes", "no"], width=95, help="Keeps data of its own"),
        "tenant": config.TextColumn("Tenant", width=100),
    }
