"""The answer to the first question as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from pydantic import Field

from advisor.knowledge import Form
from advisor.need import Need
from advisor.need_answer import NeedAnswer
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.fields import JsonModel, PlainValue
from advisor.report.schema.ranking import SimplestJson
from advisor.report.schema.sizing import AssumptionJson
from advisor.report.schema.sources import SourceJson, sources_of
from advisor.report.schema.verdict import VerdictJson
from advisor.report.wording.thresholds import threshold_sentence
from advisor.sensitivity.thresholds import Threshold
from advisor.version import __version__


class ThresholdJson(JsonModel):
    """An answer that changes the verdict or the form that answers best, each judged as a requirement of its own."""

    field: str = Field(description="Key of the requirement file; `services` for more or fewer of those listed.")
    was: PlainValue = Field(description="The answer given, or how many there are; null where nothing was answered.")
    becomes: PlainValue = Field(description="The other answer.")
    verdict: Need = Field(description="The verdict with it.")
    form: Form = Field(description="The form that answers best with it.")
    text: str = Field(description="The same in words.")

    @classmethod
    def of(cls, threshold: Threshold, answer: NeedAnswer) -> Self:
        """A threshold."""
        return cls(
            field=threshold.field,
            was=threshold.was,
            becomes=threshold.becomes,
            verdict=threshold.need,
            form=threshold.form,
            text=threshold_sentence(threshold, answer.need, answer.form),
        )


class NeedDocument(ResultDocument):
    """What `advisor need --format json` prints: whether an orchestrator is needed, and the simplest that would do."""

    scenario: dict[str, Any] = Field(description="The requirement as it was read, by the schema of requirement files.")
    as_of: dt.date = Field(description="Day that the answer is for.")
    needs_orchestrator: VerdictJson = Field(description="Whether an orchestrator is needed, and why.")
    thresholds: tuple[ThresholdJson, ...] = Field(
        description="The nearest other answers that change the verdict or the best form, nearest first."
    )
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
            thresholds=tuple(ThresholdJson.of(each, answer) for each in answer.thresholds),
            simplest=simplest,
            assumptions=tuple(map(AssumptionJson.of, found.topology.assumptions)) if found else (),
            sources=sources_of((verdict, simplest), knowledge),
        )
