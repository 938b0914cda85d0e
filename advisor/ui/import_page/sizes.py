"""Sizes that no file states: left open, so that a range follows, or chosen for all and for each service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import pandas as pd
import streamlit as st

from advisor import Imported, Knowledge, Scenario
from advisor.importers import ImportCode, NoteKind
from advisor.knowledge import Preset
from advisor.report.wording import capital
from advisor.scenario import Service
from advisor.sizing.assumed_sizes import preset_of
from advisor.ui.draft import widget_key
from advisor.ui.wording import plain
from advisor.values import MEBIBYTES_PER_GIBIBYTE

SIZES_KEY = "import/sizes"
OWN_CPU, OWN_MEMORY = "Own CPU", "Own memory"


class SizeTaken(StrEnum):
    """What is taken for a size that no file states."""

    OPEN = "Leave open"
    LOW = "Small"
    BASE = "Usual"
    HIGH = "Large"


_FIGURES = {SizeTaken.LOW: "low", SizeTaken.BASE: "base", SizeTaken.HIGH: "high"}


def unsized(scenario: Scenario) -> list[Service]:
    """The services of which no file says how much CPU or memory they need."""
    return [
        service for service in scenario.services or () if service.cpu_millicores is None or service.memory_mib is None
    ]


def ask_sizes(services: Sequence[Service], knowledge: Knowledge) -> dict[str, dict[str, Any]]:
    """Ask for the sizes of some services; returns what was chosen, by service."""
    st.subheader("Sizes that no file states", anchor=False)
    st.markdown(
        "Left open, each service is planned with the range that is usual for its kind of software, and the bill is a "
        "range too. Choose a size for all of them here, and another one for single services in the table."
    )
    taken = st.segmented_control(
        "For all of them",
        list(SizeTaken),
        default=SizeTaken.OPEN,
        required=True,
        key=widget_key(SIZES_KEY),
    )
    frame = _frame(services, taken or SizeTaken.OPEN, knowledge)
    # A new choice for all makes a new table; what the table gives back is never put into it again.
    edited = st.data_editor(
        frame,
        key=widget_key(f"{SIZES_KEY}/{taken}"),
        hide_index=True,
        num_rows="fixed",
        column_config=_columns(knowledge),
        placeholder="–",
        alt="Sizes of the services that state none; own figures may also be written into the downloaded file",
    )
    rows = edited.astype(object).where(edited.notna(), None).to_dict("records")
    chosen = {service.name: _chosen(row, service, knowledge) for service, row in zip(services, rows, strict=True)}
    return {name: sizes for name, sizes in chosen.items() if sizes}


def _frame(services: Sequence[Service], taken: SizeTaken, knowledge: Knowledge) -> pd.DataFrame:
    rows = [
        {
            "Service": service.name,
            "Kind of software": _called(knowledge.presets[preset_of(service, knowledge)]),
            "Size": taken.value,
            OWN_CPU: None,
            OWN_MEMORY: None,
        }
        for service in services
    ]
    return pd.DataFrame(rows, dtype="string")


def _called(preset: Preset) -> str:
    """The kind of software and its usual size; the whole range would be too long for a cell."""
    return f"{capital(preset.about)} ({figures(preset, SizeTaken.BASE)})"


def figures(preset: Preset, taken: SizeTaken) -> str:
    """The size of one replica: `250m, 512Mi`."""
    return f"{_cpu(preset, taken)}, {_memory(preset, taken)}"


def _cpu(preset: Preset, taken: SizeTaken) -> str:
    return f"{getattr(preset.cpu_millicores, _FIGURES[taken])}m"


def _memory(preset: Preset, taken: SizeTaken) -> str:
    mebibytes = int(getattr(preset.memory_mib, _FIGURES[taken]))
    whole, rest = divmod(mebibytes, MEBIBYTES_PER_GIBIBYTE)
    return f"{mebibytes}Mi" if rest else f"{whole}Gi"


def _columns(knowledge: Knowledge) -> dict[str, Any]:
    config = st.column_config
    kinds = [_called(preset) for preset in knowledge.presets.values()]
    return {
        "Service": config.TextColumn(disabled=True, pinned=True, width=140),
        "Kind of software": config.SelectboxColumn(
            options=kinds, required=True, width=330, help="Told by image and name; behind it the usual size"
        ),
        "Size": config.SelectboxColumn(options=[each.value for each in SizeTaken], required=True, width=105),
        OWN_CPU: config.TextColumn(width=95, help="Of one replica, in cores: 200m or 0.5. It counts before the size."),
        OWN_MEMORY: config.TextColumn(width=110, help="Of one replica: 256Mi or 2Gi. It counts before the size."),
    }


def _chosen(row: Mapping[str, Any], service: Service, knowledge: Knowledge) -> dict[str, Any]:
    """CPU and memory for what the service does not say itself."""
    kinds = {_called(preset): preset for preset in knowledge.presets.values()}
    preset = kinds.get(row["Kind of software"] or "", knowledge.presets[preset_of(service, knowledge)])
    taken = SizeTaken(row["Size"]) if row["Size"] in set(SizeTaken) else SizeTaken.OPEN
    sizes: dict[str, Any] = {}
    if service.cpu_millicores is None:
        sizes["cpu"] = _typed(row[OWN_CPU]) or (None if taken is SizeTaken.OPEN else _cpu(preset, taken))
    if service.memory_mib is None:
        sizes["memory"] = _typed(row[OWN_MEMORY]) or (None if taken is SizeTaken.OPEN else _memory(preset, taken))
    return {key: value for key, value in sizes.items() if value is not None}


def _typed(cell: object) -> str | None:
    return str(cell).strip() or None if cell is not None else None


def open_volumes(imported: Imported) -> list[tuple[str, str]]:
    """The volumes of which no file says the size: service and name."""
    notes = imported.notes_of(NoteKind.MISSING)
    return [
        (str(note.subject[1]), str(note.subject[-1]))
        for note in notes
        if note.code is ImportCode.VOLUME_SIZE_NOT_STATED and len(note.subject) > 2
    ]


def ask_volumes(volumes: Sequence[tuple[str, str]], imported: Imported) -> dict[str, list[dict[str, Any]]]:
    """Ask for the sizes of some volumes; returns all volumes of each service that got one."""
    st.subheader("Sizes of volumes", anchor=False)
    st.markdown(plain("A volume outlives its replica. Write 500Gi or 2Ti; what stays blank is left out of the bill."))
    frame = pd.DataFrame(
        [{"Service": service, "Volume": volume, "Size": None} for service, volume in volumes], dtype="string"
    )
    edited = st.data_editor(
        frame,
        key=widget_key("import/volumes"),
        hide_index=True,
        num_rows="fixed",
        disabled=["Service", "Volume"],
        placeholder="–",
        column_config={"Size": st.column_config.TextColumn(width=110, help="500Gi or 2Ti")},
        alt="Sizes of volumes that no file states",
    )
    stated = {service["name"]: list(service.get("volumes", ())) for service in imported.services}
    for (service, volume), size in zip(volumes, edited["Size"], strict=True):
        if not pd.isna(size) and str(size).strip():
            stated[service].append({"name": volume, "size": str(size).strip()})
    asked = {service for service, _ in volumes}
    before = {service["name"]: len(service.get("volumes", ())) for service in imported.services}
    return {name: listed for name, listed in stated.items() if name in asked and len(listed) > before[name]}
