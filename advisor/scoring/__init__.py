"""Criteria, value functions, weights and ranking."""

from advisor.scoring.ranking import (
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
