"""Criteria, value functions, weights and ranking."""

from advisor.scoring.counterparts import NO_COUNTERPARTS, Counterparts, counterparts_of
from advisor.scoring.ranking import (
    Judged,
    Part,
    Ranking,
    Score,
    Scorer,
    WeightOrigin,
    judge_by,
    rank,
    rank_with,
    wanted_by_criterion,
    weight_origins,
    weights_of,
)
from advisor.scoring.wishes import Wish, chief_wishes, wanted_capabilities

__all__ = [
    "NO_COUNTERPARTS",
    "Counterparts",
    "Judged",
    "Part",
    "Ranking",
    "Score",
    "Scorer",
    "WeightOrigin",
    "Wish",
    "chief_wishes",
    "counterparts_of",
    "judge_by",
    "rank",
    "rank_with",
    "wanted_by_criterion",
    "wanted_capabilities",
    "weight_origins",
    "weights_of",
]
