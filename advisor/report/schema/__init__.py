"""The JSON contract: the models that write results and read them back, and the JSON Schemas made from them."""

from advisor.report.schema.compare import CompareAnswersDocument, CompareDocument
from advisor.report.schema.explain import ExplainDocument
from advisor.report.schema.need import NeedDocument
from advisor.report.schema.precedents import PrecedentsDocument
from advisor.report.schema.recommendation import RecommendationDocument
from advisor.report.schema.sizing import SizingDocument
from advisor.report.schema.what_if import WhatIfDocument

__all__ = [
    "CompareAnswersDocument",
    "CompareDocument",
    "ExplainDocument",
    "NeedDocument",
    "PrecedentsDocument",
    "RecommendationDocument",
    "SizingDocument",
    "WhatIfDocument",
]
