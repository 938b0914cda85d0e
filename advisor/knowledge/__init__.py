"""What the top-level folder knowledge/ says: terms, sources, platforms, rules, criteria, questions."""

from advisor.knowledge.check import check_knowledge
from advisor.knowledge.library import MOST_JUDGEMENT, OUR_JUDGEMENT, Knowledge, Rule
from advisor.knowledge.load import data_folder, example_scenarios, knowledge_folder, load_knowledge
from advisor.knowledge.types import (
    Criterion,
    DatedClaim,
    Platform,
    Question,
    QuestionKind,
    ScaleKind,
    Source,
    Term,
    TermKind,
    Thresholds,
)

__all__ = [
    "MOST_JUDGEMENT",
    "OUR_JUDGEMENT",
    "Criterion",
    "DatedClaim",
    "Knowledge",
    "Platform",
    "Question",
    "QuestionKind",
    "Rule",
    "ScaleKind",
    "Source",
    "Term",
    "TermKind",
    "Thresholds",
    "check_knowledge",
    "data_folder",
    "example_scenarios",
    "knowledge_folder",
    "load_knowledge",
]
