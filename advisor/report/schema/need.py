"""The answer to the first question as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from pydantic import Field

from advisor.need_answer import NeedAnswer
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.recommendation import SimplestJson, VerdictJson
from advisor.report.schema.sizing import AssumptionJson
from advisor.report.schema.sources import SourceJson, sources_of
from advisor.version import __version__


class NeedDocument(ResultDocument):
    """What `advisor need --format json` prints: whether an orchestrator is needed, and the simplest that would do."""

    scenario: dict[str, Any] = Field(description="The requirement as it was read, by the schema of requirement files.")
    as_of: dt.date = Field(description="Day that the answer is for.")
    needs_orchestrator: VerdictJson = Field(description="Whether an orchestrator is needed, and why.")
    simplest: SimplestJson | None = Field(
        description="The simplest approach that meets everything; null where no platform fits."
    )
    assumptions: tuple[AssumptionJson, ...] = Field(description="What was taken for it where nothing was said.")
    sources: dict[str, SourceJson] = Field(description="Every source cited here, by id.")

    @classmethod
    def of(cls, answer: NeedAnswer) -> Self:
        """The document of an answer."""
        knowledge, found = answer.knowledge, answer.simplest
        verdict = VerdictJson.of(answer.verdict)
        simplest = (
            SimplestJson.of(found.platform, found.form, found.score, found.topology, knowledge) if found else None
        )
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(knowledge),
            scenario=answer.scenario.as_read(),
            as_of=answer.as_of,
            needs_orchestrator=verdict,
            simplest=simplest,
            assumptions=tuple(map(AssumptionJson.of, found.topology.assumptions)) if found else (),
            sources=sources_of((verdict, simplest), knowledge),
        )
