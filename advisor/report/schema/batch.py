"""A line of results.jsonl: what became of one file of a batch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from advisor.report.schema.fields import JsonModel, MaybeFigure
from advisor.report.schema.short_answer import ShortAnswer


class ProblemJson(JsonModel):
    """A mistake in a requirement file."""

    source: str = Field(description="The file.")
    line: int = Field(description="Line, from 1; 0 where it has none.")
    column: int = Field(description="Column, from 1; 0 where it has none.")
    field: str = Field(description="Key of the requirement file; empty where none is to blame.")
    message: str = Field(description="What is wrong.")
    remedy: str = Field(description="What to write instead; empty where that is not known.")


class SummaryJson(JsonModel):
    """The row of a file in summary.csv."""

    verdict: str | None = Field(description="Whether an orchestrator is needed; null without an answer.")
    winner: str | None = Field(description="Id of the platform in first place; null where none fits.")
    runner_up: str | None = Field(description="Id of the best rival; null where there is none.")
    score: MaybeFigure = Field(description="Score of the first, from 0 to 1.")
    margin: MaybeFigure = Field(description="How far the best rival is behind; null where that was not asked.")
    close_call: bool | None = Field(description="Whether the first place is a close call; null where not asked.")
    usd_per_month: MaybeFigure = Field(description="Bill of the first in USD a month; null without a price.")
    usd_less_by_terms: MaybeFigure = Field(description="What terms of payment take off it; null where none are asked.")
    prices_of: str | None = Field(description="Newest day of its prices; null where it has none.")
    estimated_share: MaybeFigure = Field(description="Share of it that is estimated, 0 to 1.")
    own_price_share: MaybeFigure = Field(description="Share of it at one's own prices, 0 to 1.")
    warnings: int = Field(description="Number of things to know whatever is chosen in this case.")


class BatchLine(JsonModel):
    """What `advisor batch` writes for each file, as it finishes, as a line of results.jsonl."""

    path: str = Field(description="The file.")
    sha256: str | None = Field(description="SHA-256 of its content; null where it could not be read.")
    advisor_version: str = Field(description="Version of the advisor that wrote the line.")
    knowledge_hash: str = Field(description="Fingerprint of the knowledge base that the answer rests on.")
    quick: bool = Field(description="Whether it is a quick estimate.")
    status: Literal["ok", "no_fit", "invalid", "failed"] = Field(
        description="`ok`; `no_fit` where no platform fits; `invalid` where the file is wrong; `failed` where the "
        "advisor broke."
    )
    summary: SummaryJson = Field(description="Its row in summary.csv.")
    answer: ShortAnswer | None = Field(description="The answer in short; null where there is none.")
    full: str | None = Field(description="The file beside results.jsonl with the whole answer; null without `--full`.")
    problems: tuple[ProblemJson, ...] = Field(description="Mistakes in the file.")
    error: str | None = Field(description="What broke; null where nothing did.")
