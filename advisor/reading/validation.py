"""What pydantic refuses in the values of a document -> problems in our words, each with its place.

Words are made from the kind of an error and from its figures, never from the text that pydantic makes of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from advisor.errors import InvalidValueError, KeyPath, Problem, did_you_mean
from advisor.reading.document import Document
from advisor.values import PATTERN_REMEDIES

_WRONG_TYPES = {
    "int_type": ("is not a whole number", "write for example 3"),
    "int_parsing": ("is not a whole number", "write for example 3"),
    "int_from_float": ("is not a whole number", "write for example 3"),
    "float_type": ("is not a number", "write for example 0.8"),
    "float_parsing": ("is not a number", "write for example 0.8"),
    "bool_type": ("is neither true nor false", "write true or false"),
    "bool_parsing": ("is neither true nor false", "write true or false"),
    "string_type": ("is not a text", "write it in quotes"),
    "tuple_type": ("is not a list", "write a list, for example [a, b]"),
    "model_type": ("is not a mapping", "write `key: value` lines below it"),
    "model_attributes_type": ("is not a mapping", "write `key: value` lines below it"),
    "dict_type": ("is not a mapping", "write `key: value` lines below it"),
}
_BOUNDS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "greater than or equal to"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "less than or equal to"),
}
_LONGEST_SHOWN = 60


def validation_problems(
    document: Document, error: ValidationError, model: type[BaseModel], *, at: KeyPath = (), guide: str
) -> Iterator[Problem]:
    """A problem for each value that the model refuses.

    `at` leads to the value that was validated; `guide` is what to do where nothing better can be said. A value that
    may have several forms is refused once, not once by each form.
    """
    seen: set[KeyPath] = set()
    for entry in error.errors(include_url=False):
        kind = entry["type"]
        path = document.existing((*at, *entry["loc"]), keep_last=kind in ("missing", "extra_forbidden"))
        if path in seen:
            continue
        seen.add(path)
        refusal = _refusal_of(entry, model, guide)
        yield document.problem(path, refusal.message, refusal.remedy, key=kind == "extra_forbidden")


def shown(value: Any) -> str:
    """A refused value as it would stand in a file: texts in quotes, long ones cut.

    >>> shown("two"), shown(2), shown(["cloud", True])
    ("'two'", '2', '["cloud", true]')
    """
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def _refusal_of(entry: Any, model: type[BaseModel], guide: str) -> InvalidValueError:
    kind, path, context, value = entry["type"], entry["loc"], entry.get("ctx", {}), entry["input"]
    if kind == "value_error":
        error = context["error"]
        return error if isinstance(error, InvalidValueError) else InvalidValueError(str(error), guide)
    if kind == "missing":
        return InvalidValueError("is required and missing", "write it")
    if kind == "extra_forbidden":
        return InvalidValueError("unknown field", did_you_mean(str(path[-1]), _fields_at(model, path[:-1])))
    if kind in ("enum", "literal_error"):
        words = _choices_in(_annotation_at(model, path))
        return InvalidValueError(
            f"{shown(value)} is not one of its words", did_you_mean(str(value), words, list_all=True)
        )
    if kind == "string_type" and isinstance(value, list | tuple | dict):
        return InvalidValueError("is not a single text", "write one text")
    if kind in _WRONG_TYPES:
        message, remedy = _WRONG_TYPES[kind]
        return InvalidValueError(f"{shown(value)} {message}", remedy)
    if kind in _BOUNDS:
        name, words_of_bound = _BOUNDS[kind]
        return InvalidValueError(
            f"{shown(value)} is out of range", f"write a number {words_of_bound} {_number(context[name])}"
        )
    return _wrong_size(kind, context, value) or InvalidValueError(
        f"{shown(value)} is not accepted ({entry['msg']})", guide
    )


def _wrong_size(kind: str, context: Mapping[str, Any], value: Any) -> InvalidValueError | None:
    refused = f"{shown(value)} is not accepted here"
    match kind:
        case "string_too_short":
            return InvalidValueError(refused, "write at least one character")
        case "string_too_long":
            return InvalidValueError(refused, f"write at most {context['max_length']} characters")
        case "string_pattern_mismatch":
            return InvalidValueError(refused, PATTERN_REMEDIES[context["pattern"]])
        case "too_long":
            return InvalidValueError("is too long a list", f"write at most {context['max_length']} entries")
        case "too_short":
            return InvalidValueError("has too few entries", f"write at least {context['min_length']}")
    return None


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _fields_at(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The field names, as written in a file, of the model that a path leads to."""
    inner = _model_in(_annotation_at(model, path)) or model
    return [field.alias or name for name, field in inner.model_fields.items()]


def _annotation_at(model: type[BaseModel], path: KeyPath) -> Any:
    """The type of what a validator's path leads to.

    Positions, the keys of mappings and the branches of unions, which it names too, lead into the type of their entries.
    """
    annotation: Any = model
    for part in path:
        inner = _model_in(annotation)
        fields = inner.model_fields if inner is not None else {}
        field = next((field for name, field in fields.items() if part in (name, field.alias)), None)
        annotation = field.annotation if field is not None else annotation
    return annotation


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _choices_in(annotation: Any) -> Sequence[str]:
    """The words of the closed lists in a type, in the order in which they are declared."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for part in get_args(annotation) for word in _choices_in(part)]
