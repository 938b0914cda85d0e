"""What every document of the contract begins with: its version, and the knowledge base that it rests on."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self

from pydantic import Field

from advisor.knowledge import Knowledge
from advisor.knowledge.knowledge_base import OverrideKind
from advisor.report.schema.fields import JsonModel

SCHEMA_VERSION: Literal[2] = 2


class OverrideJson(JsonModel):
    """A statement of an overlay."""

    what: OverrideKind = Field(description="What it does.")
    id: str = Field(description="What it speaks of: the id of a rule or platform, or `platform.term` for a claim.")
    file: str = Field(description="The file of the overlay that holds it.")


class KnowledgeJson(JsonModel):
    """The knowledge base that an answer rests on."""

    version: str = Field(description="Its version.")
    hash: str = Field(description="Fingerprint of all files that it was read from.")
    newest_source_day: dt.date = Field(description="Day of its newest source.")
    overlay: str | None = Field(description="Name of the overlay; null without one.")
    overrides: tuple[OverrideJson, ...] = Field(description="All that the overlay adds or overrides.")

    @classmethod
    def of(cls, knowledge: Knowledge) -> Self:
        """A knowledge base."""
        return cls.model_validate(knowledge)


class ResultDocument(JsonModel):
    """The head of every document."""

    schema_version: Literal[2] = Field(description="Version of this contract.")
    advisor_version: str = Field(description="Version of the advisor that wrote the document.")
    knowledge: KnowledgeJson = Field(description="The knowledge base that it rests on.")

    def to_dict(self) -> dict[str, Any]:
        """The document as JSON values, keys in a fixed order."""
        return self.model_dump(mode="json", by_alias=True)

    def to_json(self) -> str:
        """The document as indented JSON that ends in a line break; the same in every run."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"
