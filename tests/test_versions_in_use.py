"""Versions and components in use: until when they are supported, what follows, what being late costs, what to do."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from advisor import Recommendation, load_knowledge, parse_scenario, recommend, render
from advisor.knowledge import SupportState
from advisor.report import render_platform
from advisor.standings import VersionAdvice, advised_versions, components_ended
from advisor.versions_in_use import VersionInUse, ended_components, versions_in_use

KNOWLEDGE = load_knowledge()
TODAY = dt.date(2026, 11, 30)
CLUSTER = """
name: cluster
as_of: 2026-11-30
hosting: {model: cloud, cloud: aws}
team: {engineers: 30, teams: 6, ops: 4, k8s_skill: strong}
must_have: [kubernetes_api]
"""


def version(word: str, day: dt.date = TODAY) -> VersionInUse:
    (one,) = versions_in_use((word,), KNOWLEDGE, day)
    return one


def answer_to(existing: str) -> Recommendation:
    return recommend(parse_scenario(f"{CLUSTER}existing: [{existing}]\n"), KNOWLEDGE)


def json_of(answer: Recommendation) -> Any:
    return json.loads(render(answer, "json"))


@pytest.mark.parametrize(
    ("written", "name", "cycle"),
    [
        ("eks-1.33", "eks", "1.33"),
        ("EKS 1.33", "eks", "1.33"),
        ("eks:1.33", "eks", "1.33"),
        ("Amazon EKS v1.33.4-eks-9", "eks", "1.33"),
        ("eks_1_33", "eks", "1.33"),
        ("eks1.33", "eks", "1.33"),
        ("k8s@1.31.4", "kubernetes", "1.31"),
        ("gke 1.33.8-gke.1026000", "gke-standard", "1.33"),
        ("rke2-v1.30.4+rke2r1", "rke2", "1.30"),  # not version 2 of rke
        ("k3s v1.30.4+k3s1", "k3s", "1.30"),
        ("ocp 4.16", "openshift", "4.16"),
        ("docker-engine-25", "docker", "25.0"),
        ("MicroK8s 1.34", "microk8s", "1.34"),
        ("k0s v1.33.4+k0s.0", "k0s", "1.33"),
        ("rancher 2.8", "rancher", "2.8"),  # though rancher-2 is a spelling of its own
        ("Windows Server 2019", "windows_server", "2019"),
    ],
)
def test_the_usual_spellings_of_a_version_are_read(written: str, name: str, cycle: str) -> None:
    one = version(written)
    assert (one.name, one.version) == (name, cycle)
    assert KNOWLEDGE.named_in_use((written,)) == (name,)


def test_a_name_that_ends_in_a_number_is_no_version() -> None:
    assert versions_in_use(("k3s", "rke2", "ec2", "auth0", "route53"), KNOWLEDGE, TODAY) == ()


def test_eks_in_extended_support_costs_365_dollars_a_month_more() -> None:
    one = version("eks-1.33")
    assert (one.state, one.ends, one.extended_ends) == (
        SupportState.EXTENDED,
        dt.date(2026, 7, 29),
        dt.date(2027, 7, 29),
    )
    # 0.60 an hour for the control plane instead of 0.10: 0.50 x 730 = 365
    assert one.usd_per_month == pytest.approx(365)
    assert one.late is not None
    assert one.late.by_default
    # the claim of the tiers says the same: extended support less standard support
    tiers = {tier.name: tier.usd_per_hour for tier in KNOWLEDGE.platforms["eks"].terms(TODAY).control_plane_tiers.rows}  # type: ignore[union-attr]
    assert tiers["extended support"] - tiers["standard support"] == pytest.approx(one.late.usd_per_cluster_hour)


def test_long_term_support_of_aks_is_the_dearer_tier() -> None:
    one = version("aks-1.32")
    tiers = {tier.name: tier.usd_per_hour for tier in KNOWLEDGE.platforms["aks"].terms(TODAY).control_plane_tiers.rows}  # type: ignore[union-attr]
    assert one.late is not None
    assert not one.late.by_default
    assert tiers["Premium"] - tiers["Standard"] == pytest.approx(one.late.usd_per_cluster_hour)


def test_what_follows_is_what_is_out_and_in_standard_support() -> None:
    one = version("kubernetes-1.31")
    # on 2026-11-30 the versions 1.32 to 1.34 have ended, the last on 2026-10-27
    assert [each.version for each in one.following] == ["1.35", "1.36", "1.37"]
    # none may be passed over: 1.32, 1.33, 1.34, 1.35, 1.36, 1.37
    assert one.steps == 6


def test_a_version_without_a_rule_of_steps_is_one_upgrade_away() -> None:
    assert version("docker 24.0").steps == 1


def test_versions_of_nomad_have_the_days_of_its_makers() -> None:
    # "1.8.x (LTS) April 30, 2026", "1.10.x (LTS) April 30, 2027", "2.0.x April 30, 2028, extended April 30, 2029"
    one = version("nomad-1.8")
    assert (one.state, one.ends) == (SupportState.ENDED, dt.date(2026, 4, 30))
    assert [(each.version, each.ends) for each in one.following] == [
        ("1.10", dt.date(2027, 4, 30)),
        ("2.0", dt.date(2028, 4, 30)),
    ]
    newest = version("nomad-2.0")
    assert newest.extended_ends == dt.date(2029, 4, 30)
    assert newest.usd_per_month is None  # sold, and no price is published


def test_the_last_day_still_counts() -> None:
    assert version("eks-1.34", dt.date(2026, 12, 2)).state is SupportState.SUPPORTED
    assert version("eks-1.34", dt.date(2026, 12, 3)).state is SupportState.EXTENDED
    assert version("eks-1.34", dt.date(2027, 12, 3)).state is SupportState.ENDED


def test_a_dated_question_knows_what_was_known_then() -> None:
    # extended support of EKS is on offer since 2024-04-01
    before, after = version("eks-1.25", dt.date(2024, 3, 1)), version("eks-1.25", dt.date(2024, 5, 2))
    assert (before.late, before.extended_ends, before.state) == (None, None, SupportState.SUPPORTED)
    assert (after.state, after.usd_per_month) == (SupportState.EXTENDED, pytest.approx(365))
    assert [each.version for each in before.following] == ["1.26", "1.27", "1.28", "1.29"]
    # the end of an engine is known when the next one comes out
    assert version("docker 20.10", dt.date(2022, 1, 1)).state is SupportState.NO_END_KNOWN
    assert version("docker 20.10").state is SupportState.ENDED
    assert version("eks-1.33", dt.date(2024, 1, 1)).state is SupportState.NOT_OUT_YET


def test_an_unknown_version_of_a_known_product_is_told_with_those_that_are_known() -> None:
    one = version("eks-1.3")
    assert one.state is SupportState.UNKNOWN_VERSION
    assert one.known[0] == "1.36"
    assert one.meant in KNOWLEDGE.support_windows["eks"].cycles
    assert version("openshift 4").state is SupportState.UNKNOWN_VERSION  # 22 versions begin with 4
    assert version("swarm 1.12").state is SupportState.NO_WINDOWS


def test_a_component_that_has_ended_is_told_with_what_follows() -> None:
    (one,) = ended_components(("nginx-ingress",), KNOWLEDGE, TODAY)
    assert (one.name, one.ended.day, one.beside) == ("ingress_nginx", dt.date(2026, 3, 24), ())
    assert "Gateway API" in one.ended.instead
    assert ended_components(("nginx-ingress",), KNOWLEDGE, dt.date(2025, 6, 1)) == ()  # announced in November 2025


def test_what_often_stands_beside_what_is_in_use_is_told_once_it_has_ended() -> None:
    (one,) = ended_components(("eks-1.34",), KNOWLEDGE, TODAY)
    assert (one.name, one.beside) == ("ingress_nginx", ("eks",))
    assert ended_components(("eks-1.34",), KNOWLEDGE, dt.date(2026, 3, 1)) == ()
    assert ended_components(("nomad",), KNOWLEDGE, TODAY) == ()


def test_one_stays_with_the_platform_and_upgrades_the_version() -> None:
    answer = answer_to("eks-1.33, eks-1.36")
    assert answer.winner is not None
    assert answer.winner.platform.id == "eks"
    late, new = advised_versions(answer)
    assert (late.advice, new.advice) == (VersionAdvice.UPGRADE, VersionAdvice.STAY)


def test_the_end_of_support_is_the_day_to_leave_by() -> None:
    answer = answer_to("openshift-4.18, dcos")
    (one,) = advised_versions(answer)
    assert one.advice is VersionAdvice.LEAVE
    text = render(answer, "text")
    assert "Red Hat OpenShift 4.18" in text
    assert "2027-02-25" in text


def test_the_answer_tells_it_in_words_and_in_json() -> None:
    answer = answer_to("EKS 1.33, ingress-nginx, aks-9.9")
    words = " ".join(render(answer, "text").split())
    for part in (
        "Amazon EKS 1.33: standard support ended on 2026-07-29, 4 months ago; extended support ends on 2027-07-29",
        "costs USD 365 a month more for each cluster",
        "1.34 (until 2026-12-02), 1.35 (until 2027-03-27) and 1.36 (until 2027-08-02)",
        "so that the newest is 3 upgrades away. Upgrade now.",
        "ingress-nginx ended on 2026-03-24, 8 months ago.",
        "AKS 9.9: no single version of that number is known here",
    ):
        assert part in words
    eks, aks = json_of(answer)["versions_in_use"]
    assert eks["state"] == "extended"
    assert eks["extended_usd_per_month"] == 365
    assert eks["advice"] == "upgrade"
    assert eks["upgrades_to_newest"] == 3
    assert aks["state"] == "unknown_version"
    assert aks["known"]
    (component,) = json_of(answer)["ended_components"]
    assert (component["name"], component["ends"]) == ("ingress_nginx", "2026-03-24")
    cited = json_of(answer)["sources"]
    assert {eks["source"], eks["extended_source"], component["source"]} <= set(cited)


def test_versions_change_no_score() -> None:
    with_version, without = answer_to("eks-1.33"), answer_to("eks")
    assert [(e.platform.id, e.score.total) for e in with_version.ranking] == [
        (e.platform.id, e.score.total) for e in without.ranking
    ]
    assert components_ended(with_version) == components_ended(without)


def test_a_platform_is_shown_with_its_versions_as_they_were_known() -> None:
    eks = KNOWLEDGE.platforms["eks"]
    shown = json.loads(render_platform(eks, KNOWLEDGE, TODAY, "json"))["versions"]
    assert [each["version"] for each in shown[:3]] == ["1.36", "1.35", "1.34"]
    assert shown[3] == {
        "version": "1.33",
        "released": "2025-05-28",
        "ends": "2026-07-29",
        "extended_ends": "2027-07-29",
        "state": "extended",
        "source": "endoflife-amazon-eks",
    }
    text = render_platform(eks, KNOWLEDGE, dt.date(2024, 3, 1), "text")
    assert "1.29" in text
    assert "1.30 " not in text
    assert json.loads(render_platform(KNOWLEDGE.platforms["dcos"], KNOWLEDGE, TODAY, "json"))["versions"] == []
