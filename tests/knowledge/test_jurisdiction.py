"""Whose law may reach what runs: what is ruled out, why, and where the rest is planned to stand."""

from __future__ import annotations

import pytest

from advisor import Recommendation, Topology, load_knowledge, parse_scenario, recommend, screen, size
from advisor.knowledge.assumption_checks import words_with_prices
from advisor.knowledge.schema import Law
from advisor.prices.regions import CLOUDS
from advisor.report.wording.lifecycle import claim_words
from advisor.screening import DerivedClaim, Screened
from advisor.tensions import TensionCode, tensions_of

KNOWLEDGE = load_knowledge()
SELF_RUN = {"docker-compose-single-vm", "load-balanced-vms", "docker-swarm-mode", "nomad", "k3s", "rke2"}
OF_US_COMPANIES = {"aks", "eks", "ecs-fargate", "cloud-run", "gke-autopilot", "app-service", "digitalocean-kubernetes"}
OF_EUROPEAN_ONES = {"scaleway-kapsule", "ovhcloud-kubernetes"}


def asked(hosting: str) -> str:
    services = "  - {name: web, replicas: 2, cpu: 500m, memory: 1Gi, gpu: 0, ports: []}"
    return f"name: bureau\nas_of: 2026-11-24\nos: linux\nhosting: {{{hosting}}}\nservices:\n{services}\n"


def screened(hosting: str) -> dict[str, Screened]:
    return {one.platform.id: one for one in screen(parse_scenario(asked(hosting)), KNOWLEDGE)}


def ruled_out_by_law(hosting: str) -> set[str]:
    return {
        name
        for name, one in screened(hosting).items()
        if any(unmet.requirement.term == "outside_us_law" for unmet in one.unmet)
    }


def test_services_of_us_companies_go_and_what_the_team_runs_stays() -> None:
    out = ruled_out_by_law("model: cloud, jurisdiction: eu_law")
    assert out >= OF_US_COMPANIES
    assert not out & (SELF_RUN | OF_EUROPEAN_ONES)


def test_the_reason_names_the_company_and_its_law() -> None:
    one = screened("model: cloud, jurisdiction: eu_law")["aks"]
    (claim,) = [unmet.claim for unmet in one.unmet if unmet.requirement.term == "outside_us_law"]
    assert isinstance(claim, DerivedClaim)
    assert claim.source in KNOWLEDGE.sources
    assert "Microsoft runs it" in claim_words(claim)
    assert "United States" in claim_words(claim)


@pytest.mark.parametrize("model", ["on_prem", "edge"])
def test_on_own_servers_what_the_team_runs_stays(model: str) -> None:
    assert not ruled_out_by_law(f"model: {model}, jurisdiction: eu_law") & SELF_RUN


@pytest.mark.parametrize(("cloud", "stays"), [("hetzner", True), ("scaleway", True), ("aws", False), ("azure", False)])
def test_the_cloud_that_is_named_decides_for_what_stands_on_its_machines(cloud: str, stays: bool) -> None:
    out = ruled_out_by_law(f"model: cloud, cloud: {cloud}, jurisdiction: eu_law")
    assert (not out & SELF_RUN) is stays
    assert (out >= SELF_RUN) is not stays


def test_what_nobody_knows_excludes_nothing() -> None:
    assert not ruled_out_by_law("model: cloud, cloud: other, jurisdiction: eu_law") & SELF_RUN


@pytest.mark.parametrize("answer", ["any", "eu_data"])
def test_the_place_of_data_alone_rules_no_provider_out(answer: str) -> None:
    assert not ruled_out_by_law(f"model: cloud, jurisdiction: {answer}")


def planned(hosting: str, platform: str) -> str:
    topology = size(parse_scenario(asked(hosting)), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology.pools[0].site


def test_prices_are_those_of_a_place_that_is_allowed() -> None:
    assert planned("model: cloud", "k3s") == "aws us-east-1"
    assert planned("model: cloud, jurisdiction: eu_law", "k3s") == "ovhcloud gra11"
    assert planned("model: cloud, jurisdiction: eu_data", "k3s") == "aws eu-west-1"
    assert planned("model: cloud, jurisdiction: eu_data", "aks") == "azure westeurope"
    assert planned("model: cloud, cloud: hetzner, jurisdiction: eu_law", "k3s") == "hetzner fsn1"


def tensions(hosting: str) -> set[TensionCode]:
    return {each.code for each in tensions_of(parse_scenario(asked(hosting)), KNOWLEDGE)}


def test_answers_that_cannot_both_hold_are_told() -> None:
    assert TensionCode.CLOUD_UNDER_US_LAW in tensions("model: cloud, cloud: gcp, jurisdiction: eu_law")
    assert TensionCode.CLOUD_UNDER_US_LAW not in tensions("model: cloud, cloud: gcp, jurisdiction: eu_data")
    elsewhere = "model: cloud, cloud: digitalocean, region: nyc3, jurisdiction: eu_data"
    assert TensionCode.REGION_OUTSIDE_THE_EU in tensions(elsewhere)
    assert not tensions("model: cloud, cloud: digitalocean, region: fra1, jurisdiction: eu_data")


def test_an_office_that_must_not_answer_to_us_law_gets_a_european_service_or_its_own() -> None:
    text = asked("model: cloud, jurisdiction: eu_law").replace(
        "services:\n", "team: {engineers: 8, ops: 1}\nservices:\n"
    )
    answer: Recommendation = recommend(parse_scenario(text), KNOWLEDGE, how_sure=False)
    assert answer.winner is not None
    assert answer.winner.platform.id in SELF_RUN | OF_EUROPEAN_ONES
    assert {"N331"} <= {warning.id for warning in answer.warnings}


def test_every_cloud_has_an_operator_with_a_law_and_regions_of_its_table() -> None:
    for cloud in CLOUDS:
        provider = KNOWLEDGE.provider_of(cloud)
        assert provider is not None
        assert set(provider.eu_regions) <= set(words_with_prices(f"region_{cloud}"))
        assert provider.eu_regions
    laws = {cloud: one.law for cloud in CLOUDS if (one := KNOWLEDGE.provider_of(cloud))}
    assert {cloud for cloud, law in laws.items() if law is Law.EU} == {"hetzner", "ovhcloud", "scaleway"}
