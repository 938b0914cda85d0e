"""Answers -> requirement, and back; free of any user interface. What nobody answered is an absent key.

Answers are flat: a dotted field (`team.k8s_skill`) leads to a plain JSON value. Services are the rows of a table.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, get_args, get_origin

import yaml

from advisor.knowledge.schema import Question
from advisor.scenario import Scenario
from advisor.service_cells import gpu_of, gpu_shown, ports_of, ports_shown, volumes_of, volumes_shown
from advisor.values import Frozen

MODELINE = "# yaml-language-server: $schema=requirement.schema.json"
"""The line by which editors find the JSON Schema that `advisor schema` prints."""


YES_ALONE = ("pricing.spot",)
"""Sections that may be a mere yes; where one says more, its yes is an answer besides."""


def answers_of(scenario: Scenario) -> dict[str, Any]:
    """Every answer of a scenario but its services, by dotted field; sections that say nothing are left out."""
    answers: dict[str, Any] = {}
    _flatten("", scenario, scenario.as_read(), answers)
    answers.pop("services", None)
    return answers


def _flatten(prefix: str, model: Frozen, said: Mapping[str, Any], into: dict[str, Any]) -> None:
    for key, value in said.items():
        inner = getattr(model, key, None)
        if isinstance(inner, Frozen) and isinstance(value, Mapping):
            if prefix + key in YES_ALONE:
                into[prefix + key] = True
            _flatten(f"{prefix}{key}.", inner, value, into)
        else:
            into[prefix + key] = value


def to_requirement(answers: Mapping[str, Any], services: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The requirement for load_scenario: answers with a value, in the order of the file format, and the services.

    Without services the key is absent: not listed is unknown, not "none".
    """
    requirement: dict[str, Any] = {}
    for field, value in answers.items():
        if value is None:
            continue
        *sections, last = field.split(".")
        inner = _section(requirement, sections)
        if inner is not None and not (value is True and isinstance(inner.get(last), dict)):
            inner[last] = value
    listed = [dict(service) for service in services]
    if listed:
        requirement["services"] = listed
    order = {name: place for place, name in enumerate(Scenario.model_fields)}
    return dict(sorted(requirement.items(), key=lambda entry: order.get(entry[0], len(order))))


def _section(requirement: dict[str, Any], names: Sequence[str]) -> dict[str, Any] | None:
    """The section that an answer belongs to, made where it is missing; None where all of it was answered by no."""
    for name in names:
        if requirement.get(name) in (None, True):
            requirement[name] = {}
        inner = requirement[name]
        if not isinstance(inner, dict):
            return None
        requirement = inner
    return requirement


def fingerprint(requirement: Mapping[str, Any]) -> str:
    """The requirement as canonical JSON: equal requirements have equal texts."""
    return json.dumps(requirement, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def questions_by_theme(questions: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    """The questions of each theme; themes and questions in the order in which they are written."""
    themes: dict[str, tuple[Question, ...]] = {}
    for question in questions:
        themes[question.theme] = (*themes.get(question.theme, ()), question)
    return themes


def count_answered(questions: Iterable[Question], answers: Mapping[str, Any]) -> int:
    """How many of these questions have an answer."""
    return sum(1 for question in questions if answers.get(question.field) is not None)


def is_list(field: str) -> bool:
    """Whether a dotted field of the requirement file takes a list."""
    return any(get_origin(part) is tuple for part in _parts_of(_annotation_of(field)))


def takes_free_words(field: str) -> bool:
    """Whether a dotted field takes words of the architect's own, beyond a closed list."""
    return not any(isinstance(part, type) and issubclass(part, StrEnum) for part in _parts_of(_annotation_of(field)))


def _annotation_of(field: str) -> Any:
    model: Any = Scenario
    annotation: Any = None
    for name in field.split("."):
        annotation = model.model_fields[name].annotation
        model = next((p for p in _parts_of(annotation) if isinstance(p, type) and issubclass(p, Frozen)), None)
    return annotation


def _parts_of(annotation: Any) -> list[Any]:
    return [annotation, *(part for argument in get_args(annotation) for part in _parts_of(argument))]


class _RequirementDumper(yaml.SafeDumper):
    """Writes what both YAML 1.1 and YAML 1.2 read as the same value."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Plain when no reader can take the text for something else; else in quotes."""
    letters_first = text[:1].isalpha() and text[:1].isascii()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if letters_first else '"')


_RequirementDumper.add_representer(str, _text)


def to_yaml(scenario: Scenario) -> str:
    """A requirement file that says what the scenario says, and loads again as an equal one."""
    requirement = scenario.as_read()
    body = yaml.dump(
        requirement,
        Dumper=_RequirementDumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=110,
    )
    return f"{MODELINE}\n{body}"


ROW_COLUMNS = (
    *("name", "copies", "min", "typical", "peak", "per_node", "cpu", "memory", "gpu", "disk", "volumes", "ports"),
    *("stateful", "interruptible", "tenant"),
)
"""What a row of the table of services shows; a blank cell is None and means unknown."""

_YES_NO = {True: "yes", False: "no"}


def row_of(service: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a service given as plain values (as in Scenario.as_read), with the keys of ROW_COLUMNS.

    Ports, GPUs and volumes are written short, as service_cells.py says.
    """
    replicas = service.get("replicas", {})
    return {
        "name": service["name"],
        "copies": service.get("copies"),
        "min": replicas.get("min"),
        "typical": replicas.get("typical"),
        "peak": replicas.get("peak"),
        "per_node": _YES_NO.get(service["per_node"]) if "per_node" in service else None,
        "cpu": service.get("cpu"),
        "memory": service.get("memory"),
        "gpu": gpu_shown(service["gpu"]) if "gpu" in service else None,
        "disk": service.get("disk"),
        "volumes": volumes_shown(service["volumes"]) if "volumes" in service else None,
        "ports": ports_shown(service["ports"]) if "ports" in service else None,
        "stateful": _YES_NO.get(service["stateful"]) if "stateful" in service else None,
        "interruptible": _YES_NO.get(service["interruptible"]) if "interruptible" in service else None,
        "tenant": service.get("tenant"),
    }


def services_of(
    rows: Mapping[int, Mapping[str, Any]], listed: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """The services that the rows of a table describe, for to_requirement; rows without any entry are passed over.

    `rows` goes by the position in `listed`, the services as they were before the table was edited; what a row does
    not show (affinity, limits, site ...) comes from there, and a row beyond them is a new service. Names that other
    services refer to follow a renaming, and go with a deleted row. Nothing is checked here: load_scenario does.
    """
    services = [
        _service_of(row, listed[place] if place < len(listed) else {})
        for place, row in rows.items()
        if any(not _blank(cell) for cell in row.values())
    ]
    renamed = {
        str(service["name"]): str(rows[place]["name"]) if place in rows and not _blank(rows[place]["name"]) else None
        for place, service in enumerate(listed)
    }
    for service in services:
        for key in ("affinity", "anti_affinity"):
            if key in service:
                names = [renamed.get(name, name) for name in service[key]]
                service[key] = [name for name in names if name is not None]
    return services


def _whole(cell: Any) -> Any:
    """A cell as a whole number; as it stands when it is none, for load_scenario to refuse by its own words."""
    return int(cell) if isinstance(cell, str) and re.fullmatch(r"-?[0-9]{1,9}", cell) else cell


def _service_of(row: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: _cell(row.get(key)) for key in ROW_COLUMNS}
    replicas = {key: _whole(shown[key]) for key in ("min", "typical", "peak") if shown[key] is not None}
    said = {
        "name": shown["name"],
        "copies": _whole(shown["copies"]),
        "replicas": replicas or None,
        "cpu": shown["cpu"],
        "memory": shown["memory"],
        "per_node": _yes_or_no(shown["per_node"]),
        "gpu": None if shown["gpu"] is None else gpu_of(str(shown["gpu"])),
        "disk": shown["disk"],
        "volumes": volumes_of(shown["volumes"]) if shown["volumes"] else None,
        "ports": ports_of(shown["ports"]) if shown["ports"] else None,
        "stateful": _yes_or_no(shown["stateful"]),
        "interruptible": _yes_or_no(shown["interruptible"]),
        "tenant": shown["tenant"],
    }
    service = {**before, **said}
    return {key: value for key, value in service.items() if value is not None}


def _yes_or_no(cell: Any) -> Any:
    return {"yes": True, "no": False}.get(cell, cell)


def _blank(cell: Any) -> bool:
    return _cell(cell) is None


def _cell(cell: Any) -> Any:
    """A cell without its trimmings: blanks and NaN are None, whole numbers are integers."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, float):
        if math.isnan(cell):
            return None
        return int(cell) if cell.is_integer() else cell
    return cell
