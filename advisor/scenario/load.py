"""A requirement file, its text, or a form's answers -> Scenario; every mistake at once, each with its place."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from advisor.errors import Problem, ScenarioError, did_you_mean
from advisor.reading import Document, InputError, UnreadableError, read_file, read_text
from advisor.scenario.contradictions import contradictions, dangling_names, problem_at
from advisor.scenario.foreign_formats import ForeignFormat, foreign_format
from advisor.scenario.model import TAG_PATTERN, Scenario

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
        document = read_file(Path(file_or_answers), lenient=True)
    except InputError as error:
        raise _refused(error) from error
    return _scenario_of(document)


def parse_scenario(text: str | bytes, source: str = "<text>") -> Scenario:
    """The scenario that a YAML or JSON text holds; raises ScenarioError like load_scenario."""
    try:
        document = read_text(text, source, lenient=True)
    except InputError as error:
        raise _refused(error) from error
    return _scenario_of(document)


def _refused(error: InputError) -> ScenarioError:
    """The error for a text that cannot be read; of another tool's file it says only what that is."""
    if isinstance(error, UnreadableError):
        foreign = foreign_format(error.value, error.text)
        if foreign is not None:
            return _foreign(error.problems[0].source, foreign)
    return ScenarioError(error.problems)


def _foreign(source: str, foreign: ForeignFormat) -> ScenarioError:
    message = f"looks like {foreign.value}, not a requirement file"
    remedy = "describe its services in a requirement file; `advisor init` writes one to start from"
    return ScenarioError([Problem(source, 0, 0, "", message, remedy)])


def _scenario_of(document: Document) -> Scenario:
    foreign = foreign_format(document.value)
    if foreign is not None:
        raise _foreign(document.source, foreign)
    problems: list[Problem] = []
    scenario: Scenario | None = None
    usable: Scenario | None = None
    if not isinstance(document.value, dict):
        what = "a list" if isinstance(document.value, list) else "a single value"
        problems.append(problem_at(document, (), f"holds {what}, not a requirement", "start with `name: my scenario`"))
    else:
        try:
            scenario = Scenario.model_validate(document.value)
        except ValidationError as error:
            problems.extend(_translate(document, error))
            usable = _usable(document, error)
        problems.extend(dangling_names(document))
        rest = scenario or usable
        if rest is not None:
            problems.extend(contradictions(document, rest))
    refused = {(problem.line, problem.column) for problem in document.problems}
    problems = [p for p in problems if not p.line or (p.line, p.column) not in refused] + list(document.problems)
    if problems or scenario is None:
        found = ScenarioError(problems)
        found.usable = scenario or usable
        raise found
    scenario._origin = document
    return scenario


def _usable(document: Document, error: ValidationError) -> Scenario | None:
    """What is left when every mistaken value is taken out; None when even that is no scenario."""
    value = copy.deepcopy(document.value)
    value.setdefault("name", "nameless")
    for entry in error.errors(include_url=False):
        *way, last = document.existing(entry["loc"]) or ("name",)
        while way and isinstance(last, int):  # positions must stay as they are
            *way, last = way
        parent = _value_at(value, way)
        if isinstance(parent, dict) and last != "name":
            parent.pop(last, None)
    try:
        usable = Scenario.model_validate(value)
    except ValidationError:
        return None
    usable._origin = document
    return usable


def _value_at(value: Any, path: Sequence[str | int]) -> Any:
    """The value that a path leads to; None where something on the way was taken out with another mistake."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        else:
            value = value[part] if isinstance(value, list) and isinstance(part, int) else None
    return value


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
            yield problem_at(document, path, message, remedy, key=entry["type"] == "extra_forbidden")


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
        nearest = did_you_mean(str(entry["input"]), words)
        listed = "" if nearest.startswith("use one of") else f" ({', '.join(words)})"
        return f"{shown} is not one of its words", nearest + listed
    if kind == "string_type" and isinstance(entry["input"], list | tuple | dict):
        return "is not a single text", "write one text"
    if kind == "model_type" and entry["loc"][-1:] == ("replicas",):
        return f"{shown} is no number of replicas", "write for example 3, or {min: 1, typical: 3, peak: 9}"
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
    if context["pattern"] == TAG_PATTERN:
        return "write it in lower case, with _ or - between words"
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
