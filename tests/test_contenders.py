"""What may be chosen is estimated closely, the rest is sketched: the choices are those of all estimates."""

from __future__ import annotations

import pytest

from advisor.contenders import Contenders
from advisor.knowledge import load_knowledge
from advisor.scoring import Ranking, Scorer
from advisor.sizing import Effort, Topology, size_all
from tests.answers import answer_to

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize("name", ["online-boutique", "windows-and-linux"])
def test_the_choices_are_those_that_come_out_when_every_platform_is_estimated(name: str) -> None:
    answer = answer_to(name)
    known = answer.knowledge
    platforms = [entry.platform for entry in answer.ranking]
    estimates = {t.platform: t for t in size_all(answer.scenario, platforms, known, Effort.QUICK)}
    assert all(isinstance(estimate, Topology) for estimate in estimates.values())
    searched = {e.platform.id: e.topology for e in answer.ranking if e.topology.effort is not Effort.QUICK}
    strengths = answer.verdict.forms.strengths
    judged = Scorer(known).judge(answer.scenario, answer.findings, strengths)
    ranking: Ranking = judged.rank({**estimates, **searched})
    contenders = Contenders(answer.scenario, known, strengths, answer.as_of)
    parted = contenders.not_for_this(ranking)
    choices = [score for score in ranking.scores if score.platform not in parted]
    assert [entry.platform.id for entry in answer.choices] == [score.platform for score in choices]
    assert [entry.score.total for entry in answer.choices] == [score.total for score in choices]
    others = [entry for entry in answer.ranking if entry.platform.id in parted]
    assert {entry.platform.id for entry in others} == parted
    rough = [entry for entry in others if entry.topology.sketched]
    assert rough
    for entry in rough:  # the interval of each holds what a search finds
        low = sum(pool.bound_usd_per_hour or 0.0 for pool in entry.topology.pools)
        high = sum(pool.usd_per_hour or 0.0 for pool in entry.topology.pools)
        assert low <= high * (1 + 1e-9)


@pytest.mark.parametrize("name", ["online-boutique", "windows-and-linux", "single-vm"])
def test_who_is_compared_with_the_winner_is_estimated_closely(name: str) -> None:
    answer = answer_to(name)
    compared = [answer.winner, answer.runner_up, answer.simplest]
    assert not any(entry.topology.sketched for entry in (*compared, *answer.choices) if entry is not None)
