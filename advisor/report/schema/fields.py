"""What the fields of the JSON contract are made of: the model that all objects are, figures, plain values, sources."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from advisor.report.json_values import plain, round_off
from advisor.values import Frozen

_T = TypeVar("_T")


class JsonModel(Frozen):
    """An object of the JSON contract; one whose keys are the fields of a result is read from that result as it is."""

    model_config = ConfigDict(
        from_attributes=True,
        defer_build=True,  # a report in words builds none of them
        model_title_generator=lambda model: model.__name__.removesuffix("Json"),
    )


class CitesSource:
    """Marks text that is the id of a source, so that the document can list it under `sources`."""


SourceId = Annotated[str, CitesSource()]
SOURCE_ABOUT = "Who says so: an id under `sources`."
OVERLAY_FILE_ABOUT = "The file of the overlay that says so; null where the advisor's own knowledge does."
Figure = Annotated[int | float, BeforeValidator(round_off), WithJsonSchema({"type": "number"})]
"""A figure to nine decimals; whole numbers are written as such."""
MaybeFigure = Annotated[
    int | float | None,
    BeforeValidator(round_off),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "null"}]}),
]
"""A figure, or null where there is none or it has no limit."""
PlainValue = Annotated[Any, BeforeValidator(plain)]
"""Any JSON value."""
MaybeText = Annotated[str | None, BeforeValidator(lambda text: text or None)]
"""Text, or null where it is empty."""
Counts = Annotated[dict[str, int], BeforeValidator(dict)]
"""A whole number for each name."""


class Pair(JsonModel, Generic[_T]):
    """The same thing before and after the changes; null on the side where it is not."""

    was: _T = Field(description="Before the changes; null where there is none.")
    becomes: _T = Field(description="After the changes; null where there is none.")
