"""What the top-level folder knowledge/ says: terms, sources, platforms, rules, criteria, questions."""

from advisor.knowledge.check import check_knowledge
from advisor.knowledge.differences import ChangeKind, Difference, differences
from advisor.knowledge.library import MOST_JUDGEMENT, OUR_JUDGEMENT, Knowledge, Override, Rule, Said
from advisor.knowledge.load import data_folder, example_scenarios, knowledge_folder
from advisor.knowledge.opening import load_knowledge
from advisor.knowledge.platform import Platform
from advisor.knowledge.terms import (
    Agents,
    Level,
    Operator,
    Orchestration,
    SkillNeeded,
    Subscription,
    TermField,
    Terms,
)
from advisor.knowledge.types import (
    Criterion,
    DatedClaim,
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
    "Agents",
    "ChangeKind",
    "Criterion",
    "DatedClaim",
    "Difference",
    "Knowledge",
    "Level",
    "Operator",
    "Orchestration",
    "Override",
    "Platform",
    "Question",
    "QuestionKind",
    "Rule",
    "Said",
    "ScaleKind",
    "SkillNeeded",
    "Source",
    "Subscription",
    "Term",
    "TermField",
    "TermKind",
    "Terms",
    "Thresholds",
    "check_knowledge",
    "data_folder",
    "differences",
    "example_scenarios",
    "knowledge_folder",
    "load_knowledge",
]
