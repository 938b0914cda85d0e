"""Platforms side by side, and two requirements beside each other, as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from pydantic import Field

from advisor.compare import Alone, AnswersCompared, PlatformsCompared
from advisor.need import Need
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.explain import PlatformExplainedJson
from advisor.report.schema.fields import Figure, JsonModel, MaybeText
from advisor.report.schema.sources import SourceJson, sources_of
from advisor.report.schema.what_if import WhatIfDocument
from advisor.version import __version__


class LeadJson(JsonModel):
    """What the best placed of the platforms gains over another one by one criterion."""

    over: str = Field(description="Id of the other platform.")
    criterion: str = Field(description="Id of the criterion.")
    ahead: Figure = Field(description="What it gains in the score; below 0 where the other one is better.")


class CompareDocument(ResultDocument):
    """What `advisor compare FILE --platforms ... --format json` prints: platforms side by side."""

    scenario: dict[str, Any] = Field(description="The requirement as it was read, by the schema of requirement files.")
    as_of: dt.date = Field(description="Day that the answer is for.")
    recommendation: str | None = Field(description="Id of the platform in first place; null where none fits.")
    best: MaybeText = Field(description="Id of the best placed of those compared; null where all are out.")
    platforms: tuple[PlatformExplainedJson, ...] = Field(description="The platforms, in the order asked for.")
    leads: tuple[LeadJson, ...] = Field(
        description="What decides between the best placed and each other one, the largest difference first."
    )
    sources: dict[str, SourceJson] = Field(description="Every source cited here, by id.")

    @classmethod
    def of(cls, compared: PlatformsCompared) -> Self:
        """The document of a comparison."""
        answer, best = compared.recommendation, compared.best
        platforms = tuple(map(PlatformExplainedJson.of, compared.platforms))
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(answer.knowledge),
            scenario=answer.scenario.as_read(),
            as_of=answer.as_of,
            recommendation=answer.winner.platform.id if answer.winner else None,
            best=best.platform.id if best else None,
            platforms=platforms,
            leads=tuple(
                LeadJson(over=other.platform.id, criterion=lead.criterion, ahead=lead.ahead)
                for other in compared.platforms
                if other is not best
                for lead in compared.leads(other)
                if lead.ahead
            ),
            sources=sources_of(platforms, answer.knowledge),
        )


class AloneJson(JsonModel):
    """A part in which two requirements differ, and what it does alone, by quick estimates."""

    part: str = Field(description="Key of the requirement file, or the list of services, that differs.")
    refused: bool = Field(description="Whether it cannot be given alone, as other answers would contradict it.")
    verdict: Need | None = Field(description="The verdict on the first requirement with this part of the second.")
    first: str | None = Field(description="Id of the platform in first place then; null where none fits.")
    verdict_without: Need | None = Field(description="The verdict on the second with this part of the first.")
    first_without: str | None = Field(description="Id of the platform in first place then; null where none fits.")
    enough_alone: bool = Field(description="Whether it alone brings the first place of the second requirement.")
    needed: bool = Field(description="Whether that first place is not there without it.")

    @classmethod
    def of(cls, part: Alone, compared: AnswersCompared) -> Self:
        """A part that was tried alone."""
        return cls(
            part=part.part,
            refused=part.refused,
            verdict=part.need,
            first=part.first,
            verdict_without=part.without_need,
            first_without=part.without_first,
            enough_alone=part in compared.enough_alone,
            needed=part in compared.needed,
        )


class CompareAnswersDocument(ResultDocument):
    """What `advisor compare FILE1 FILE2 --format json` prints: what differs between two answers, and why."""

    names: tuple[str, str] = Field(description="Names of the two requirements.")
    why: tuple[AloneJson, ...] = Field(
        description="What each difference does alone; empty for a single one, or too many to be tried one by one."
    )
    difference: WhatIfDocument = Field(description="All that differs, as for a what-if from the first to the second.")

    @classmethod
    def of(cls, compared: AnswersCompared) -> Self:
        """The document of two answers."""
        what_if = compared.what_if
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(what_if.knowledge),
            names=(what_if.scenario.name, what_if.changed_scenario.name),
            why=tuple(AloneJson.of(part, compared) for part in compared.parts),
            difference=WhatIfDocument.of(what_if),
        )
