"""What is only judged: each moved judgement is put into the knowledge base, and everything is ranked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor import Knowledge, Scenario, Topology, load_knowledge, parse_scenario, rank, screen, size
from advisor.knowledge import OUR_JUDGEMENT
from advisor.need import judge_need
from advisor.rules import apply_rules
from advisor.scoring import Ranking
from advisor.screening import day_asked
from advisor.sensitivity.judged_claims import EFFORT, JudgedQuestion, judgement_of

KNOWLEDGE = load_knowledge()
PLATFORMS = ("ecs-fargate", "ecs-ec2", "eks", "aks", "gke-standard", "nomad", "k3s")


def only(criterion: str) -> str:
    """All weight on one criterion, as priorities of a requirement."""
    weights = {each.id: 100 if each.id == criterion else 0 for each in KNOWLEDGE.criteria.criteria}
    return f"priorities: {weights}"


TEXTS = {
    "fit alone": f"name: fit alone\nscale: {{services: 30}}\nportability: high\nmulti_tenancy: soft\n{only('fit')}",
    "shop": """
name: shop
team: {ops: 1, k8s_skill: some}
multi_tenancy: soft
must_have: [canary, rollback]
services:
  - {name: web, replicas: 2, cpu: 200m, memory: 256Mi, ports: [{port: 80, exposure: public}]}
  - {name: api, replicas: 2, cpu: 500m, memory: 1Gi}
""",
    "wide": "name: wide\nscale: {services: 30}\nportability: high\nautoscale: burst_to_cloud\ncompliance: [stig]",
}


def asked(scenario: Scenario, knowledge: Knowledge = KNOWLEDGE) -> tuple[JudgedQuestion, Ranking]:
    eligible = {one.platform.id for one in screen(scenario, knowledge) if one.eligible}
    found = [size(scenario, knowledge.platforms[name], knowledge) for name in PLATFORMS if name in eligible]
    topologies = {topology.platform: topology for topology in found if isinstance(topology, Topology)}
    findings = apply_rules(scenario, knowledge)
    strengths = judge_need(scenario, findings, knowledge).forms.strengths
    return JudgedQuestion(scenario, findings, strengths, topologies, knowledge), rank(scenario, topologies, knowledge)


def with_level(knowledge: Knowledge, platform: str, levels: dict[str, int]) -> Knowledge:
    one = knowledge.platforms[platform]
    claims = dict(one.claims)
    for term, level in levels.items():
        claims[term] = tuple(replace(line, value=level) for line in one.claims[term])
    return replace(knowledge, platforms={**knowledge.platforms, platform: replace(one, claims=claims)})


def judged_levels(platform: str, scenario: Scenario) -> dict[str, int]:
    one, day = KNOWLEDGE.platforms[platform], day_asked(scenario, KNOWLEDGE)
    claims = {term: one.claim(term, day) for term in one.claims if KNOWLEDGE.is_capability(term)}
    return {term: claim.value for term, claim in claims.items() if claim and claim.source == OUR_JUDGEMENT}


@pytest.mark.parametrize("name", ["shop", "wide"])
def test_single_judgements_change_the_first_place_where_ranking_again_does(name: str) -> None:
    scenario = parse_scenario(TEXTS[name])
    question, ranking = asked(scenario)
    judgement = judgement_of(question, ranking)
    told = {(claim.platform, claim.term): claim.first for claim in judgement.alone}
    winner = ranking.scores[0].platform
    for platform in question.topologies:
        step = -1 if platform == winner else 1
        for term, level in judged_levels(platform, scenario).items():
            if not 0 <= level + step <= 3:
                continue
            changed = with_level(KNOWLEDGE, platform, {term: level + step})
            eligible = {one.platform.id for one in screen(scenario, changed) if one.eligible}
            left = {p: topology for p, topology in question.topologies.items() if p in eligible}
            scores = rank(scenario, left, changed).scores
            first = scores[0].platform if scores else None
            assert told.pop((platform, term), winner) == first, (platform, term)
    assert {term for _, term in told} <= {EFFORT}


def test_where_fit_alone_counts_one_judgement_turns_the_race() -> None:
    question, ranking = asked(parse_scenario(TEXTS["fit alone"]))
    judgement = judgement_of(question, ranking)
    assert judgement.alone and judgement.together and judgement.withstands == 0


@pytest.mark.parametrize(("criterion", "share"), [("longevity", 1.0), ("cost", 0.0)])
def test_the_share_of_a_score_that_is_judged(criterion: str, share: float) -> None:
    # Every level of backing is our judgement, and no bill is: with all weight on the one or the other, all or nothing.
    question, ranking = asked(parse_scenario(f"name: one\nscale: {{services: 3}}\n{only(criterion)}"))
    assert judgement_of(question, ranking).share_of_score == pytest.approx(share)
