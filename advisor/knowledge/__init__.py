"""What the top-level folder knowledge/ says: terms, sources, platforms, rules, criteria, questions."""

from advisor.knowledge.check import check_knowledge
from advisor.knowledge.diff import ChangeKind, Difference, differences
from advisor.knowledge.folders import data_folder, example_scenarios, knowledge_folder
from advisor.knowledge.knowledge_base import (
    GENERAL,
    MOST_JUDGEMENT,
    OUR_JUDGEMENT,
    Knowledge,
    Override,
    OverrideKind,
    Rule,
    one_spelling,
)
from advisor.knowledge.load import load_knowledge
from advisor.knowledge.platform import Platform
from advisor.knowledge.schema import (
    Criterion,
    DatedClaim,
    Preset,
    Question,
    QuestionKind,
    ScaleKind,
    SizeRange,
    Source,
    Term,
    TermKind,
    Thresholds,
)
from advisor.knowledge.terms import (
    Agents,
    Level,
    Operator,
    Orchestration,
    Packaging,
    SkillNeeded,
    Subscription,
    TermField,
    Terms,
    WayOut,
)

__all__ = [
    "GENERAL",
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
    "OverrideKind",
    "Packaging",
    "Platform",
    "Preset",
    "Question",
    "QuestionKind",
    "Rule",
    "ScaleKind",
    "SizeRange",
    "SkillNeeded",
    "Source",
    "Subscription",
    "Term",
    "TermField",
    "TermKind",
    "Terms",
    "Thresholds",
    "WayOut",
    "check_knowledge",
    "data_folder",
    "differences",
    "example_scenarios",
    "knowledge_folder",
    "load_knowledge",
    "one_spelling",
]
