"""Answers and questions, free of any user interface: what is answered, what is asked, and the file of it.

Answers are flat: a dotted field (`team.k8s_skill`) leads to a plain JSON value. What nobody answered is an absent key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, get_args, get_origin

import yaml

from advisor.knowledge.schema import Question
from advisor.scenario import Scenario
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


def fingerprint(requirement: Mapping[str, Any]) -> str:
    """The requirement as canonical JSON: equal requirements have equal texts."""
    return json.dumps(requirement, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def questions_by_theme(questions: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    """The questions of each theme; themes and questions in the order in which they are written."""
    themes: dict[str, tuple[Question, ...]] = {}
    for question in questions:
        themes[question.theme] = (*themes.get(question.theme, ()), question)
    return themes


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
