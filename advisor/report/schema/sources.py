"""The sources that a document cites, listed once; everything else names their ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from advisor.knowledge import Knowledge
from advisor.report.schema.fields import CitesSource, JsonModel

FROM_REQUIREMENT = "stated in the requirement file"


class SourceJson(JsonModel):
    """Who says something, where, and when it was read there."""

    title: str = Field(description="Name of the page, table or document.")
    publisher: str | None = Field(description="Who publishes it; null for what the requirement file states.")
    url: str | None = Field(description="Where it is; null for what the requirement file states.")
    day: dt.date | None = Field(
        description="Day printed on it, else the day it was read; null for what the requirement file states."
    )


def sources_of(parts: Iterable[object], knowledge: Knowledge) -> dict[str, SourceJson]:
    """Every source that the models cite, by id in alphabetical order."""
    return {source: _source(source, knowledge) for source in sorted(set(_cited(tuple(parts))))}


def _source(source: str, knowledge: Knowledge) -> SourceJson:
    """What no source of the knowledge base says, the requirement file says."""
    known = knowledge.sources.get(source)
    if known is None:
        return SourceJson(title=FROM_REQUIREMENT, publisher=None, url=None, day=None)
    return SourceJson(title=known.title, publisher=known.publisher, url=known.url, day=known.day)


def _cited(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        cites, holds = _places(type(value))
        for name in cites:
            cited = getattr(value, name)
            yield from (cited,) if isinstance(cited, str) else cited or ()
        for name in holds:
            yield from _cited(getattr(value, name))
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _cited(entry)
    elif isinstance(value, tuple):
        for entry in value:
            yield from _cited(entry)


@cache
def _places(model: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that are ids of sources, and those that hold objects with such fields."""
    cites, holds = [], []
    for name, field in model.model_fields.items():
        parts = tuple(_parts_of(field))
        if any(isinstance(part, CitesSource) for part in parts):
            cites.append(name)
        elif any(isinstance(part, type) and issubclass(part, BaseModel) and any(_places(part)) for part in parts):
            holds.append(name)
    return tuple(cites), tuple(holds)


def _parts_of(field: FieldInfo) -> Iterator[Any]:
    """Everything that the type of a field is made of, markers included."""
    waiting: list[Any] = [field.annotation, *field.metadata]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(get_args(part))
        waiting.extend(getattr(part, "__metadata__", ()))
