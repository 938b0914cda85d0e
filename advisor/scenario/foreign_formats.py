"""Files of other tools, known by their shape, so that one line can say what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from advisor.scenario.model import Scenario

_SERVICE_KEYS = frozenset({"image", "build", "ports", "extends", "command", "environment", "deploy", "volumes"})
"""Keys of a service in a Compose file. A requirement file has a few of them too, but its services are a list."""
_SHARED_WITH_COMPOSE = frozenset({"name", "services"})
_NOMAD_JOB = re.compile(r'^\s*job\s+"[^"\n]+"\s*\{', re.MULTILINE)


_COMPOSE_WITH_TABS = re.compile(
    rf"^services:[ \t]*\r?\n\s*[\w.-]+:[ \t]*\r?\n\s*(?:{'|'.join(sorted(_SERVICE_KEYS))}):", re.MULTILINE
)
"""A mapping of services as it is written: tabs end the reading before its values are known."""


class ForeignFormat(StrEnum):
    """A kind of file that describes containers for another tool; the value is its name with an article."""

    COMPOSE = "a Compose file"
    KUBERNETES = "a Kubernetes manifest"
    ECS = "an ECS task definition"
    ECS_SERVICES = "a list of ECS services"
    NOMAD = "a Nomad job"
    CLOUDFORMATION = "a CloudFormation template"
    HELM_VALUES = "a file of Helm values"


NOT_IMPORTED = frozenset({ForeignFormat.CLOUDFORMATION, ForeignFormat.HELM_VALUES})
"""Formats of which no requirement can be made: what they describe comes out only when they are rendered."""


def foreign_format(value: Any, text: str = "") -> ForeignFormat | None:
    """The format that the values of a file have the shape of; None for what may be meant as a requirement.

    `text` is the file as it is written, where it is not YAML at all; a short Nomad job in HCL can be: one long text.

    >>> foreign_format({"services": {"web": {"image": "nginx", "ports": ["80:80"]}}}).value
    'a Compose file'
    >>> foreign_format({"name": "shop", "services": [{"name": "web"}]}) is None
    True
    """
    if _NOMAD_JOB.search(value if isinstance(value, str) else text):
        return ForeignFormat.NOMAD
    if _COMPOSE_WITH_TABS.search(text):
        return ForeignFormat.COMPOSE
    return _format_of_mapping(value) if isinstance(value, Mapping) else None


def _format_of_mapping(value: Mapping[str, Any]) -> ForeignFormat | None:
    if isinstance(value.get("apiVersion"), str) and isinstance(value.get("kind"), str):
        return ForeignFormat.KUBERNETES
    if _is_task_definition(value) or _is_task_definition(value.get("taskDefinition")):
        return ForeignFormat.ECS
    if _has_ecs_services(value.get("services")):
        return ForeignFormat.ECS_SERVICES
    if _is_nomad_json(value.get("Job")):
        return ForeignFormat.NOMAD
    if _is_cloudformation(value):
        return ForeignFormat.CLOUDFORMATION
    if _has_no_key_of_ours(value) and _is_helm_values(value):
        return ForeignFormat.HELM_VALUES
    return ForeignFormat.COMPOSE if _is_compose(value) else None


def _is_task_definition(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("containerDefinitions"), list)


def _has_ecs_services(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, Mapping) and "serviceArn" in entry for entry in value)


def _is_nomad_json(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("TaskGroups"), list)


def _is_cloudformation(value: Mapping[str, Any]) -> bool:
    resources = value.get("Resources")
    entries = resources.values() if isinstance(resources, Mapping) else ()
    return "AWSTemplateFormatVersion" in value or any(
        isinstance(entry, Mapping) and str(entry.get("Type")).startswith("AWS::") for entry in entries
    )


def _is_helm_values(value: Mapping[str, Any]) -> bool:
    image = value.get("image")
    return isinstance(image, Mapping) and "repository" in image


def _has_no_key_of_ours(value: Mapping[str, Any]) -> bool:
    """Whether it has none of a requirement's own keys; a Compose file has the others too."""
    own_keys = {field.alias or name for name, field in Scenario.model_fields.items()} - _SHARED_WITH_COMPOSE
    return own_keys.isdisjoint(value)


def _is_compose(value: Mapping[str, Any]) -> bool:
    services = value.get("services")
    if not _has_no_key_of_ours(value):
        return False
    if isinstance(value.get("include"), list):
        return True
    if not isinstance(services, Mapping):
        return False
    return any(isinstance(entry, Mapping) and not _SERVICE_KEYS.isdisjoint(entry) for entry in services.values())
