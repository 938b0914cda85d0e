"""The kinds of single values in a requirement file: counts, names and shares, with what each may hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from advisor.values import NAME_PATTERN, SERVICE_NAME_PATTERN, SHARE_PATTERN, TAG_PATTERN

Count = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=NAME_PATTERN)]
Tag = Annotated[str, Field(min_length=1, max_length=60, pattern=TAG_PATTERN)]
ServiceName = Annotated[str, Field(min_length=1, max_length=63, pattern=SERVICE_NAME_PATTERN)]


Share = Annotated[int, Field(ge=0, le=100_000, strict=True)] | Annotated[str, Field(pattern=SHARE_PATTERN)]


def _as_one_word(value: Any) -> Any:
    """`NVIDIA A100 80GB` and `nvidia-a100-80gb` are the same GPU."""
    return "-".join(value.lower().split()) if isinstance(value, str) else value


GpuType = Annotated[Tag, BeforeValidator(_as_one_word)]


def or_short_form(form: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """Lets the JSON Schema of a field admit its short form too."""

    def add(schema: dict[str, Any]) -> None:
        schema["anyOf"].insert(0, form)

    return add
