"""A pydantic model -> the names that expressions may use, each with its type."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel


class ValueKind(StrEnum):
    """What a value is; a truth is never a number."""

    NUMBER = "a number"
    TEXT = "a text"
    TRUTH = "a truth"
    LIST = "a list of texts"


@dataclass(frozen=True)
class FieldType:
    """The type of a field; `choices` are the only texts that it, or an entry of its list, can be (None: any)."""

    kind: ValueKind
    choices: tuple[str, ...] | None = None


Symbols = Mapping[str, FieldType]
"""The type of every name that may be used; the fields of a nested model have dotted names."""

_LISTS = (tuple, list, set, frozenset)


def symbols_of(model: type[BaseModel]) -> dict[str, FieldType]:
    """The type of every field, by the name it has in a file, nested models' fields as `outer.inner`.

    Fields of any other type (dates, mappings, lists of models or numbers, mixed types) are left out.

    >>> class Team(BaseModel):
    ...     ops: int | None = None
    >>> symbols_of(Team)
    {'ops': FieldType(kind=<ValueKind.NUMBER: 'a number'>, choices=None)}
    """
    return dict(_fields(model, "", frozenset()))


def _fields(model: type[BaseModel], prefix: str, around: frozenset[type]) -> Iterator[tuple[str, FieldType]]:
    for name, field in model.model_fields.items():
        full_name = prefix + (field.alias or name)
        annotation = _bare(field.annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if annotation not in around:  # a model inside itself would give names without end
                yield from _fields(annotation, f"{full_name}.", around | {model, annotation})
        elif (found := _type_of(annotation)) is not None:
            yield full_name, found


def _bare(annotation: Any) -> Any:
    """The annotation without its metadata, and without None where one type remains."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin is Union or origin is types.UnionType:
        others = [argument for argument in get_args(annotation) if argument is not type(None)]
        if len(others) == 1:
            return _bare(others[0])
    return annotation


def _type_of(annotation: Any) -> FieldType | None:
    annotation = _bare(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        if all(isinstance(argument, str) for argument in arguments):
            return FieldType(ValueKind.TEXT, tuple(str(argument) for argument in arguments))
        return _only({_type_of(type(argument)) for argument in arguments})
    if origin is Union or origin is types.UnionType:
        return _only({_type_of(argument) for argument in arguments if argument is not type(None)})
    if origin in _LISTS:
        entry = _only({_type_of(argument) for argument in arguments if argument is not Ellipsis})
        return FieldType(ValueKind.LIST, entry.choices) if entry is not None and entry.kind is ValueKind.TEXT else None
    return _of_class(annotation) if isinstance(annotation, type) else None


def _only(found: typing.AbstractSet[FieldType | None]) -> FieldType | None:
    return next(iter(found)) if len(found) == 1 else None


def _of_class(annotation: type) -> FieldType | None:
    if issubclass(annotation, Enum):
        words = tuple(member.value for member in annotation)
        return FieldType(ValueKind.TEXT, words) if issubclass(annotation, str) else None
    if issubclass(annotation, bool):
        return FieldType(ValueKind.TRUTH)
    if issubclass(annotation, int | float | Decimal):
        return FieldType(ValueKind.NUMBER)
    if issubclass(annotation, str):
        return FieldType(ValueKind.TEXT)
    return None
