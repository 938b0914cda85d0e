"""A line of results.jsonl: what became of one file of a batch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from advisor.report.schema.fields import JsonModel
from advisor.report.schema.recommendation import RecommendationDocument


class ProblemJson(JsonModel):
    """A mistake in a requirement file."""

    source: str = Field(description="The file.")
    line: int = Field(description="Line, from 1; 0 where it has none.")
    column: int = Field(description="Column, from 1; 0 where it has none.")
    field: str = Field(description="Key of the requirement file; empty where none is to blame.")
    message: str = Field(description="What is wrong.")
    remedy: str = Field(description="What to write instead; empty where that is not known.")


class BatchLine(JsonModel):
    """What `advisor batch` writes for each file, as it finishes, as a line of results.jsonl."""

    path: str = Field(description="The file.")
    sha256: str | None = Field(description="SHA-256 of its content; null where it could not be read.")
    advisor_version: str = Field(description="Version of the advisor that wrote the line.")
    knowledge_hash: str = Field(description="Fingerprint of the knowledge base that the answer rests on.")
    status: Literal["ok", "no_fit", "invalid", "failed"] = Field(
        description="`ok`; `no_fit` where no platform fits; `invalid` where the file is wrong; `failed` where the "
        "advisor broke."
    )
    result: RecommendationDocument | None = Field(description="The answer; null where there is none.")
    problems: tuple[ProblemJson, ...] = Field(description="Mistakes in the file.")
    error: str | None = Field(description="What broke; null where nothing did.")
