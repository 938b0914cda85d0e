"""Criteria, value functions, weights and ranking."""

from advisor.scoring.ranking import (
    Judged,
    Part,
    Ranking,
    Score,
    Scorer,
    judge_by,
    rank,
    rank_with,
    wanted_by_criterion,
    weights_of,
)
from advisor.scoring.wishes import Wish, chief_wishes, wanted_capabilities

__all__ = [
    "Judged",
    "Part",
    "Ranking",
    "Score",
    "Scorer",
    "Wish",
    "chief_wishes",
    "judge_by",
    "rank",
    "rank_with",
    "wanted_by_criterion",
    "wanted_capabilities",
    "weights_of",
]
