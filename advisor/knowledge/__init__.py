"""What the top-level folder knowledge/ says: terms, sources, platforms, rules, criteria, questions."""

from advisor.knowledge.check import check_knowledge
from advisor.knowledge.differences import ChangeKind, Difference, differences
from advisor.knowledge.library import MOST_JUDGEMENT, OUR_JUDGEMENT, Knowledge, Override, Rule, Said
from advisor.knowledge.load import data_folder, example_scenarios, knowledge_folder
from advisor.knowledge.opening import load_knowledge
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
    "ChangeKind",
    "Criterion",
    "DatedClaim",
    "Difference",
    "Knowledge",
    "Override",
    "Platform",
    "Question",
    "QuestionKind",
    "Rule",
    "Said",
    "ScaleKind",
    "Source",
    "Term",
    "TermKind",
    "Thresholds",
    "check_knowledge",
    "data_folder",
    "differences",
    "example_scenarios",
    "knowledge_folder",
    "load_knowledge",
]
