"""A requirement file, its text, or a form's answers -> Scenario; every mistake at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from advisor.errors import Problem, ScenarioError, did_you_mean
from advisor.reading import Document, InputError, read_file, read_text
from advisor.scenario.model import Scenario

_REMEDIES = {
    "missing": ("is required and missing", "write it"),
    "int_type": ("is not a whole number", "write for example 3"),
    "float_type": ("is not a number", "write for example 0.8"),
    "float_parsing": ("is not a number", "write for example 0.8"),
    "bool_type": ("is neither true nor false", "write true or false"),
    "string_type": ("is not a text", "write it in quotes"),
    "tuple_type": ("is not a list", "write a list, for example [a, b]"),
    "model_type": ("is not a mapping", "write `key: value` lines below it"),
    "model_attributes_type": ("is not a mapping", "write `key: value` lines below it"),
    "dict_type": ("is not a mapping", "write `key: value` lines below it"),
}


def load_scenario(file_or_answers: str | Path | Mapping[str, Any] | Document) -> Scenario:
    """The scenario of a requirement file (a path), of answers from a form, or of a document already read.

    Raises ScenarioError listing every mistake.
    """
    if isinstance(file_or_answers, Mapping):
        return _scenario_of(Document.of_answers(file_or_answers))
    if isinstance(file_or_answers, Document):
        return _scenario_of(file_or_answers)
    try:
        document = read_file(Path(file_or_answers))
    except InputError as error:
        raise ScenarioError(error.problems) from error
    return _scenario_of(document)


def parse_scenario(text: str | bytes, source: str = "<text>") -> Scenario:
    """The scenario that a YAML or JSON text holds; raises ScenarioError like load_scenario."""
    try:
        document = read_text(text, source)
    except InputError as error:
        raise ScenarioError(error.problems) from error
    return _scenario_of(document)


def _scenario_of(document: Document) -> Scenario:
    problems: list[Problem] = []
    scenario: Scenario | None = None
    if not isinstance(document.value, dict):
        what = "a list" if isinstance(document.value, list) else "a single value"
        problems.append(_problem(document, (), f"holds {what}, not a requirement", "start with `name: my scenario`"))
    else:
        try:
            scenario = Scenario.model_validate(document.value)
        except ValidationError as error:
            problems.extend(_translate(document, error))
        problems.extend(_dangling_names(document))
        problems.extend(_contradicting_counts(document, scenario))
    if problems or scenario is None:
        raise ScenarioError(problems)
    scenario._origin = document
    return scenario


def _problem(document: Document, path: tuple[str | int, ...], message: str, remedy: str, key: bool = False) -> Problem:
    mark = document.place(path, key=key)
    field = ".".join(str(part) for part in path)
    return Problem(document.source, mark.line, mark.column, field, message, remedy)


def _translate(document: Document, error: ValidationError) -> Iterator[Problem]:
    seen: set[tuple[str | int, ...]] = set()
    for entry in error.errors(include_url=False):
        path = document.existing(entry["loc"], keep_last=entry["type"] in ("missing", "extra_forbidden"))
        message, remedy = _words(entry)
        if entry["type"] == "extra_forbidden":
            word = str(path[-1])
            message, remedy = "unknown field", did_you_mean(word, _fields_at(path[:-1]))
        if path not in seen:  # a value that may have several forms is refused once by each
            seen.add(path)
            yield _problem(document, path, message, remedy, key=entry["type"] == "extra_forbidden")


def _words(entry: Any) -> tuple[str, str]:
    """What is wrong and what to write instead, in the house's words."""
    kind, context = entry["type"], entry.get("ctx", {})
    shown = repr(entry["input"]) if isinstance(entry["input"], str) else str(entry["input"])
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    if kind == "value_error":
        message, _, remedy = str(context["error"]).partition("; ")
        return message, remedy or "see `advisor schema`"
    if kind in ("enum", "literal_error"):
        words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return f"{shown} is not one of its words", f"{did_you_mean(str(entry['input']), words)} ({', '.join(words)})"
    if kind == "string_type" and isinstance(entry["input"], list | tuple | dict):
        return "is not a single text", "write one text"
    if kind in _REMEDIES:
        message, remedy = _REMEDIES[kind]
        return (message if kind == "missing" else f"{shown} {message}"), remedy
    if kind.startswith(("greater_than", "less_than")):
        wanted = str(entry["msg"]).removeprefix("Input should be ")
        return f"{shown} is out of range", f"write a number {wanted}"
    if kind in ("string_pattern_mismatch", "string_too_short", "string_too_long"):
        return f"{shown} is not accepted here", _text_remedy(kind, context)
    if kind == "too_long":
        return "is too long a list", f"write at most {context['max_length']} entries"
    return f"{shown} is not accepted", str(entry["msg"]).removeprefix("Input should be ")


def _text_remedy(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "string_too_short":
        return "write at least one character"
    if kind == "string_too_long":
        return f"write at most {context['max_length']} characters"
    return f"write a text of the form {context['pattern']}"


def _fields_at(path: tuple[str | int, ...]) -> list[str]:
    """The field names, as written in a file, of the model that a path leads to."""
    model: type[BaseModel] = Scenario
    for part in path:
        if isinstance(part, int):
            continue
        field = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        inner = _model_in(field.annotation) if field else None
        if inner is None:
            break
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _dangling_names(document: Document) -> Iterator[Problem]:
    """Names written twice, and names that lead nowhere. Works on the raw values, so it runs beside other mistakes."""
    for section, what in (("services", "service"), ("tenants", "tenant")):
        yield from _written_twice(document, section, what)
    services = [s for s in _entries(document, "services") if isinstance(s, dict)]
    known = {str(s.get("name")) for s in services}
    tenants = {str(t.get("name")) for t in _entries(document, "tenants") if isinstance(t, dict)}
    for index, service in enumerate(_entries(document, "services")):
        if not isinstance(service, dict):
            continue
        for key in ("affinity", "anti_affinity"):
            names = service.get(key)
            for position, name in enumerate(names if isinstance(names, list) else ()):
                if isinstance(name, str) and name not in known:
                    path = ("services", index, key, position)
                    yield _problem(document, path, f"no service is called {name}", did_you_mean(name, known))
        tenant = service.get("tenant")
        if isinstance(tenant, str) and tenants and tenant not in tenants:
            yield _problem(
                document,
                ("services", index, "tenant"),
                f"no tenant is called {tenant}",
                did_you_mean(tenant, tenants),
            )


def _contradicting_counts(document: Document, scenario: Scenario | None) -> Iterator[Problem]:
    """Counts in `scale` that the listed services contradict; one of the two would silently win."""
    if scenario is None or scenario.services is None or scenario.scale is None:
        return
    listed, counted = len(scenario.services), scenario.scale.services
    if counted is not None and counted != listed:
        message = f"{counted} services, and {listed} are listed"
        yield _problem(document, ("scale", "services"), message, "list them all, or leave the count or the list out")
    replicas = [service.replicas for service in scenario.services]
    containers = scenario.scale.containers
    if containers is None or any(entry is None for entry in replicas):
        return
    floor, most = (sum(getattr(entry, end) for entry in replicas) for end in ("floor", "most"))
    if not floor <= containers <= most:
        message = f"{containers} containers, and the services listed have {floor} to {most} replicas"
        yield _problem(document, ("scale", "containers"), message, "leave it out, or mend the replicas")


def _entries(document: Document, section: str) -> list[Any]:
    value = document.value.get(section)
    return value if isinstance(value, list) else []


def _written_twice(document: Document, section: str, what: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(_entries(document, section)):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            first = document.place((section, seen[name], "name")).line
            after = f" (first on line {first})" if first else ""
            path = (section, index, "name")
            yield _problem(document, path, f"two {what}s are called {name}{after}", f"give each {what} its own name")
        seen.setdefault(name, index)
