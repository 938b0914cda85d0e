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
    wanted_capabilities,
    weights_of,
)

__all__ = [
    "Judged",
    "Part",
    "Ranking",
    "Score",
    "Scorer",
    "judge_by",
    "rank",
    "rank_with",
    "wanted_by_criterion",
    "wanted_capabilities",
    "weights_of",
]
