"""Criteria, value functions, weights and ranking."""

from advisor.scoring.ranking import Part, Ranking, Score, Scorer, rank, rank_with, wanted_capabilities, weights_of

__all__ = ["Part", "Ranking", "Score", "Scorer", "rank", "rank_with", "wanted_capabilities", "weights_of"]
