"""Several clouds: one managed service in each is one answer, and its parts are no rivals."""

from __future__ import annotations

import json

from advisor import load_knowledge, parse_scenario, recommend
from advisor.recommend import Recommendation
from advisor.report import render
from advisor.sizing import Effort

KNOWLEDGE = load_knowledge()
TEAM = "team: {engineers: 40, ops: 4, k8s_skill: strong}, scale: {services: 30}, managed_preference: high"


def answered(hosting: str, more: str = "") -> Recommendation:
    scenario = parse_scenario(f"{{name: a, as_of: 2026-11, hosting: {hosting}, {TEAM}{more}}}")
    return recommend(scenario, KNOWLEDGE, effort=Effort.QUICK)


def test_the_answer_names_a_service_in_each_cloud() -> None:
    answer = answered("{model: multi_cloud}")
    assert answer.winner is not None and answer.winner.platform.id == "gke-autopilot"
    assert dict(answer.counterparts.in_each_cloud) == {"aws": "eks", "azure": "aks", "gcp": "gke-autopilot"}
    assert json.loads(render(answer, "json"))["in_each_cloud"]["azure"] == "aks"
    text = " ".join(render(answer, "text").split())
    assert (
        "For several clouds the answer is one managed service in each: Amazon EKS with EC2 nodes on AWS, Azure "
        "Kubernetes Service on Azure and Google Kubernetes Engine, Autopilot mode on Google Cloud;" in text
    )


def test_counterparts_are_no_rivals_and_services_of_one_cloud_are() -> None:
    answer = answered("{model: multi_cloud}")
    assert answer.runner_up is not None and answer.confidence is not None and answer.confidence.margin is not None
    # two modes of one cloud's service: one is chosen
    assert answer.runner_up.platform.id == "gke-standard"
    compared = {platform for platform, _ in answer.confidence.weights.shares}
    assert compared.isdisjoint({"eks", "aks"}) and "gke-standard" in compared
    best, second = answer.ranking[0].score.total, answer.runner_up.score.total
    assert abs(answer.confidence.margin - (best - second)) < 1e-9


def test_every_counterpart_runs_in_other_clouds_with_the_same_definitions() -> None:
    answer = answered("{model: multi_cloud}")
    first = KNOWLEDGE.platforms["gke-autopilot"].terms(answer.as_of)
    for other in answer.counterparts.all:
        terms = KNOWLEDGE.platforms[other].terms(answer.as_of)
        assert not any((first.runs_on(cloud) or 0) >= 2 <= (terms.runs_on(cloud) or 0) for cloud in ("aws", "gcp"))
        assert {"kubernetes"} <= set(first.definitions or ()) & set(terms.definitions or ())


def test_one_cloud_or_one_product_on_all_has_no_counterparts() -> None:
    one = answered("{model: cloud, cloud: aws}")
    assert one.counterparts.in_each_cloud == ()
    # the second place is a mode of the first one, and so no rival
    assert [entry.platform.id for entry in one.ranking[:2]] == ["eks-auto", "eks"]
    assert one.runner_up == one.ranking[2]
    own = answered("{model: multi_cloud}", ", must_have: [full_control]")
    assert own.winner is not None and own.winner.platform.operator != "Google"
    if own.winner.platform.terms(own.as_of).operated_by == "customer":
        assert own.counterparts.all == frozenset()
