"""The JSON Schema of each kind of result, made from its model."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from advisor.report.json_values import to_json
from advisor.report.schema.batch import BatchLine
from advisor.report.schema.compare import CompareAnswersDocument, CompareDocument
from advisor.report.schema.explain import ExplainDocument
from advisor.report.schema.need import NeedDocument
from advisor.report.schema.platform import PlatformDocument
from advisor.report.schema.portfolio import PortfolioDocument
from advisor.report.schema.precedents import PrecedentsDocument
from advisor.report.schema.recommendation import RecommendationDocument
from advisor.report.schema.sizing import SizingDocument
from advisor.report.schema.what_if import WhatIfDocument

RESULTS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "recommendation": RecommendationDocument,
        "need": NeedDocument,
        "size": SizingDocument,
        "explain": ExplainDocument,
        "what-if": WhatIfDocument,
        "compare": CompareDocument,
        "compare-answers": CompareAnswersDocument,
        "portfolio": PortfolioDocument,
        "precedents": PrecedentsDocument,
        "batch": BatchLine,
        "platform": PlatformDocument,
    }
)
"""The model of each kind of result."""


class _Untitled(GenerateJsonSchema):
    """Without titles that say the key again."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def result_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of a kind of result, one of RESULTS."""
    whole = RESULTS[kind].model_json_schema(by_alias=True, mode="serialization", schema_generator=_Untitled)
    return {"$schema": GenerateJsonSchema.schema_dialect, **whole}


def result_schema_text(kind: str) -> str:
    """The JSON Schema of a kind of result as JSON that ends in a line break; the same in every run."""
    return to_json(result_schema(kind))
