"""The nearest published decisions, in the JSON contract."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from pydantic import Field

from advisor.precedent_search import Agreement, NearPrecedent, Unlike
from advisor.precedents import Basis, Figures
from advisor.recommend import Recommendation
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.fields import Figure, JsonModel, MaybeText, PlainValue
from advisor.version import __version__


class UnlikeJson(JsonModel):
    """An answer by which a decision differs from what is asked here."""

    key: str = Field(description="Key of the requirement file.")
    theirs: PlainValue = Field(description="The answer there.")
    ours: PlainValue = Field(description="The answer here.")

    @classmethod
    def of(cls, unlike: Unlike) -> Self:
        """A difference."""
        return cls(key=unlike.key, theirs=unlike.theirs, ours=unlike.ours)


class NearPrecedentJson(JsonModel):
    """A published decision in a situation like this one; no proof."""

    id: str = Field(description="Id of the decision.")
    as_of: dt.date = Field(description="When it was made: the first day of that month.")
    summary: str = Field(description="The situation, in our words.")
    distance: Figure = Field(description="How unlike it is, from 0 to 1.")
    near: bool = Field(description="Whether it is like this situation at all.")
    coverage: Figure = Field(description="Share of what is answered here, by weight, that it tells too.")
    alike: tuple[str, ...] = Field(description="Keys of the answers that are the same.")
    unlike: tuple[UnlikeJson, ...] = Field(description="Those that differ, the largest difference first.")
    untold: tuple[str, ...] = Field(description="Keys of what is answered here and not told there.")
    best: MaybeText = Field(description="Id of what they chose or name first; null where they leave that open.")
    chosen: tuple[str, ...] = Field(description="Ids of the platforms that are right there, what they chose first.")
    agreement: Agreement = Field(description="Whether it speaks for the first place of this answer.")
    reason: str = Field(description="Why they chose it.")
    turned_out: MaybeText = Field(description="How it went; null where the source does not tell.")
    basis: Basis = Field(description="Whether the source says so, or only implies it.")
    figures: Figures = Field(
        description="Whose numbers they are: those of the source, or ours to make a rule concrete."
    )
    publisher: str = Field(description="Who published it.")
    title: MaybeText = Field(description="Title of the page; null where only an excerpt was at hand.")
    url: str = Field(description="Where it is.")
    published: str = Field(description="When, in the words of the source.")

    @classmethod
    def of(cls, near: NearPrecedent) -> Self:
        """A decision."""
        precedent, source = near.precedent, near.precedent.source
        return cls(
            id=precedent.id,
            as_of=precedent.as_of,
            summary=precedent.summary,
            distance=near.distance,
            near=near.is_near,
            coverage=near.coverage,
            alike=near.alike,
            unlike=tuple(map(UnlikeJson.of, near.unlike)),
            untold=near.untold,
            best=precedent.expected.best,
            chosen=near.chosen,
            agreement=near.agreement,
            reason=precedent.expected.reason,
            turned_out=precedent.turned_out,
            basis=precedent.basis,
            figures=precedent.figures,
            publisher=source.publisher,
            title=source.title,
            url=source.url,
            published=source.date,
        )


class PrecedentsDocument(ResultDocument):
    """What `advisor precedents --format json` prints: the published decisions that are most like what is asked."""

    scenario: dict[str, Any] = Field(description="The requirement as it was read, by the schema of requirement files.")
    as_of: dt.date = Field(description="Day that the answer is for.")
    recommendation: str | None = Field(description="Id of the platform in first place; null where none fits.")
    precedents: tuple[NearPrecedentJson, ...] = Field(description="The decisions, the nearest first.")

    @classmethod
    def of(cls, nearest: tuple[NearPrecedent, ...], answer: Recommendation) -> Self:
        """The document of some decisions and the answer that they are held against."""
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(answer.knowledge),
            scenario=answer.scenario.as_read(),
            as_of=answer.as_of,
            recommendation=answer.winner.platform.id if answer.winner else None,
            precedents=tuple(map(NearPrecedentJson.of, nearest)),
        )
