"""Versions and components in use: until when they are supported, what follows, what being late costs, what to do."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from advisor import Recommendation, load_knowledge, parse_scenario, recommend, render
from advisor.carried_over import CarryOver, words_in_use
from advisor.knowledge import SupportState
from advisor.report import render_platform
from advisor.report.wording.standings import advice_words
from advisor.report.wording.versions import late_bill_words, version_words
from advisor.standings import (
    AdvisedVersion,
    StayOrLeave,
    VersionAdvice,
    advised_versions,
    components_ended,
    what_is_in_use,
)
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
    return recommend(parse_scenario(f"{CLUSTER}existing: [{existing}]\n"), KNOWLEDGE, how_sure=False)


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
        ("Ubuntu 22.04", "ubuntu", "22.04"),
        ("EKS (1.33)", "eks", "1.33"),
        ("elastic-beanstalk-al2", "elastic-beanstalk", "2"),
        ("beanstalk AL2023", "elastic-beanstalk", "2023"),
        ("Elastic Beanstalk (Amazon Linux 2)", "elastic-beanstalk", "2"),
        ("Docker running on 64bit Amazon Linux 2", "elastic-beanstalk", "2"),  # as AWS calls the branch
        ("fargate-1.3", "ecs-fargate", "1.3"),
        ("Fargate platform version 1.3.0", "ecs-fargate", "1.3"),
        ("ecs-fargate 1.4.0", "ecs-fargate", "1.4"),
        ("AWS Fargate platform version LINUX 1.3.0", "ecs-fargate", "1.3"),
        ("Elastic Beanstalk on AL2", "elastic-beanstalk", "2"),
        ("SUSE Rancher 2.12", "rancher", "2.12"),
        ("Nomad Enterprise 1.11.3+ent", "nomad", "1.11"),
        ("MKE 3.7.25", "mke", "3.7"),
    ],
)
def test_the_usual_spellings_of_a_version_are_read(written: str, name: str, cycle: str) -> None:
    one = version(written)
    assert (one.name, one.version) == (name, cycle)
    assert KNOWLEDGE.named_in_use((written,)) == (name,)


def test_a_name_that_ends_in_a_number_is_no_version() -> None:
    assert versions_in_use(("k3s", "rke2", "ec2", "auth0", "route53"), KNOWLEDGE, TODAY) == ()


def test_a_number_is_not_cut_to_find_a_name() -> None:
    # al2 is Amazon Linux 2, which has ended; al2023 is no version of it
    for word in ("al2023", "Amazon Linux 2023", "amazon-linux-2023"):
        assert KNOWLEDGE.named_in_use((word,)) == ("amazon_linux_2023",)
        assert ended_components((word,), KNOWLEDGE, TODAY) == ()
    (one,) = ended_components(("al2",), KNOWLEDGE, TODAY)
    assert one.name == "amazon_linux_2"


def test_a_fargate_platform_version_ends_when_its_tasks_are_stopped() -> None:
    # AWS: retired from 2026-03-16, "On March 31, 2026, we will terminate all the remaining running tasks" on 1.3.0
    last = dt.date(2026, 3, 31)
    assert version("fargate-1.3", last).state is SupportState.SUPPORTED
    late = version("fargate-1.3", last + dt.timedelta(days=1))
    assert (late.state, late.ends, late.late) == (SupportState.ENDED, last, None)
    assert [each.version for each in late.following] == ["1.4"]
    # the page speaks of what is to come on 2026-03-02, so it was known by then
    assert version("fargate-1.3", dt.date(2026, 3, 1)).state is SupportState.NO_END_KNOWN
    # 1.0.0 to 1.2.0: "December 14, 2020", by a schedule of "8 July 2020"
    assert version("fargate-1.2").ends == dt.date(2020, 12, 14)
    assert version("fargate-1.2", dt.date(2020, 7, 7)).state is SupportState.NO_END_KNOWN
    assert version("fargate-1.4").state is SupportState.NO_END_KNOWN


def test_a_branch_of_beanstalk_ends_with_its_amazon_linux() -> None:
    # "all platform branches based on Amazon Linux AMI (AL1) on July 18, 2022"; those on AL2 no later than June 30, 2026
    ends = {name: version(f"elastic-beanstalk-{name}").ends for name in ("al1", "al2", "al2023")}
    assert ends == {"al1": dt.date(2022, 7, 18), "al2": dt.date(2026, 6, 30), "al2023": None}
    one = version("elastic-beanstalk-al2", dt.date(2026, 6, 30))
    assert (one.state, one.ends_soon) == (SupportState.SUPPORTED, True)
    assert [each.version for each in one.following] == ["2023"]
    told = words_of("elastic-beanstalk-al2")
    assert "Elastic Beanstalk on Amazon Linux 2: support ended on 2026-06-30" in told
    assert "no fixes and no help" in told
    assert "costs" not in told  # nobody sells support after the end
    assert "was known by 2026-11-30, and a branch is retired once its language" in words_of("elastic-beanstalk-al2023")


@pytest.mark.parametrize(
    ("word", "looked_for"),
    [("elastic-beanstalk", True), ("ecs-ec2", True), ("elastic-beanstalk-al2", False), ("beanstalk al2023", False)],
)
def test_who_names_the_branch_need_not_look_for_its_system(word: str, looked_for: bool) -> None:
    found = [each.name for each in ended_components((word,), KNOWLEDGE, TODAY)]
    assert ("amazon_linux_2" in found) == looked_for


def test_versions_of_mke_are_passed_one_by_one() -> None:
    # end of life by its makers' pages: 3.4 2023-APR-11, 3.5 2023-NOV-22, 3.6 2024-OCT-13, 3.7 2025-AUG-29
    days = [version(f"mke-{number}").ends for number in ("3.4", "3.5", "3.6", "3.7")]
    assert days == [dt.date(2023, 4, 11), dt.date(2023, 11, 22), dt.date(2024, 10, 13), dt.date(2025, 8, 29)]
    assert version("mke-3.7").steps == 2  # over 3.8 to 3.9


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
    # "1.11.x October 31, 2026", in a table that begins in April 2026
    short = version("nomad-1.11", dt.date(2026, 10, 31))
    assert (short.state, short.ends) == (SupportState.SUPPORTED, dt.date(2026, 10, 31))
    assert version("nomad-1.11", dt.date(2026, 4, 20)).state is SupportState.NO_END_KNOWN
    newest = version("nomad-2.0")
    assert newest.extended_ends == dt.date(2029, 4, 30)
    assert newest.usd_per_month is None  # sold, and no price is published


def test_versions_of_rancher_have_the_days_of_the_paid_one() -> None:
    # 2.12: 2027-02-28, 2.13: 2027-06-17, 2.14 out on 2026-03-26 without a day
    one = version("rancher-2.12")
    assert (one.state, one.ends) == (SupportState.SUPPORTED, dt.date(2027, 2, 28))
    assert [(each.version, each.ends) for each in one.following][:2] == [("2.13", dt.date(2027, 6, 17)), ("2.14", None)]


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
        "It is in extended support by itself, which costs USD 365 a month more for each cluster",
        # 1.34 and 1.35 end within 120 days, so that 1.36 is the version to go to
        "1.34 (until 2026-12-02, in 2 days), 1.35 (until 2027-03-27, in 3 months) and 1.36 (until 2027-08-02)",
        "so that the newest is 3 upgrades away. Upgrade now, to 1.36.",
        "Leave version 1.33 now, for 1.36: its standard support ended on 2026-07-29, and every month late",
        "Replace ingress-nginx: it ended on 2026-03-24.",
        "Not in the bill, which is for a version in standard support: Amazon EKS 1.33 costs USD 365 a month more",
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
    then = json.loads(render_platform(eks, KNOWLEDGE, dt.date(2024, 3, 1), "json"))["versions"]
    assert then[0]["version"] == "1.29"
    assert json.loads(render_platform(KNOWLEDGE.platforms["dcos"], KNOWLEDGE, TODAY, "json"))["versions"] == []


def words_of(existing: str, *, left: bool = False, day: dt.date = TODAY) -> str:
    """What is told of the first version, where one stays with the platform or leaves it."""
    one = versions_in_use(tuple(existing.split(", ")), KNOWLEDGE, day)[-1]
    ended = one.state in (SupportState.ENDED, SupportState.EXTENDED) or one.ends_soon
    stays = VersionAdvice.UPGRADE if ended else VersionAdvice.STAY
    return version_words(AdvisedVersion(one, VersionAdvice.LEAVE if left else stays), KNOWLEDGE, day)


def test_extended_support_that_has_months_ends_about_a_day() -> None:
    # "up to 24 months on a specific GKE minor version", from 1.27 on: 2024-07-31 and 24 months
    one = version("gke-1.30")
    assert (one.extended_ends, one.extended_ends_about) == (dt.date(2026, 7, 31), True)
    assert one.state is SupportState.ENDED
    words = words_of("gke-1.30")
    assert "extended support ended about 2026-07-31, 3 months ago" in words
    assert "365" not in words  # nobody sells it any more
    assert version("gke-1.33").state is SupportState.EXTENDED
    assert version("gke-1.26", dt.date(2024, 8, 1)).late is None


def test_extended_support_that_has_to_be_taken_is_told_as_such() -> None:
    words = words_of("aks-1.32")
    assert "That holds only where it was taken" in words
    assert not version("aks-1.32").is_billed_late


def test_a_version_that_its_vendor_moves_costs_what_the_one_costs_to_which_it_falls() -> None:
    # all support of 1.31 ended on 2026-11-26; the oldest version with any is 1.32, in extended support until 2027-03-23
    one = version("eks-1.31")
    assert (one.state, one.falls_to, one.is_billed_late) == (SupportState.ENDED, "1.32", True)
    assert late_bill_words([one], 2, KNOWLEDGE) == [
        "Not in the bill, which is for a version in standard support: Amazon EKS 1.31 costs USD 365 a month more for "
        "each cluster, USD 730 for 2 clusters, as 1.32, to which it falls, does."
    ]
    assert version("eks-1.20").falls_to is None  # long gone


def test_the_paid_year_is_not_counted_as_free() -> None:
    assert "Leave Amazon EKS by 2026-12-02 rather than upgrade it, before support costs USD 365" in words_of(
        "eks-1.34", left=True
    )
    assert "Leave Amazon EKS now rather than upgrade it: every month late costs USD 365" in words_of(
        "eks-1.33", left=True
    )


def test_a_version_may_end_sooner_on_a_platform() -> None:
    alone = version("windows-server-2019")
    assert (alone.ends, alone.ends_on) == (dt.date(2029, 1, 9), "")
    _, on_aks = versions_in_use(("aks-1.36", "windows-server-2019"), KNOWLEDGE, TODAY)
    assert (on_aks.ends, on_aks.ends_on, on_aks.state) == (dt.date(2026, 3, 1), "aks", SupportState.ENDED)
    # 2022 was to end there in March 2027, and since June 2026 ends in June 2028
    for day, ends in ((dt.date(2025, 1, 1), dt.date(2027, 3, 15)), (TODAY, dt.date(2028, 6, 30))):
        (later,) = versions_in_use(("windows-server-2022",), KNOWLEDGE, day, beside=("aks",))
        assert later.ends == ends


def test_the_end_of_a_version_reaches_the_sentence_that_says_to_stay() -> None:
    text = CLUSTER.replace("aws", "azure") + "existing: [aks, windows-server-2019]\n"
    text += "services: [{name: web, replicas: 2, cpu: 1, memory: 2Gi, os: windows}]\n"
    answer = recommend(parse_scenario(text), KNOWLEDGE)
    (one,) = what_is_in_use(answer)
    assert one.advice is StayOrLeave.STAY
    said = advice_words(one, answer)
    assert said.startswith("Stay with")
    assert "Leave Windows Server 2019 now, for 2022 or newer: its support on AKS ended on 2026-03-01." in said
    # and stands right below the winner
    words = " ".join(render(answer, "text").split())
    assert words.index("Leave Windows Server 2019 now") < words.index("How sure is that?")


def test_what_happened_to_the_platform_leads_its_sentence() -> None:
    answer = answer_to("app-runner, aws-copilot")
    (one,) = what_is_in_use(answer)
    assert advice_words(one, answer).startswith(
        "Leave AWS App Runner, which has taken no new customers since 2026-04-30, because:"
    )


ALL_STATES = (
    "eks-1.36, eks-1.34, eks-1.33, eks-1.31, eks-1.20, aks-1.32, aks-1.30, gke-1.30, gke-1.33, gke-1.36, "
    "openshift-4.21, openshift-4.18, openshift-4.15, nomad-2.0, talos-1.14, docker-29, docker-25, istio-1.29, "
    "windows-server-2016"
)


@pytest.mark.parametrize("written", ALL_STATES.split(", "))
@pytest.mark.parametrize("left", [False, True])
def test_no_text_of_a_window_contradicts_itself(written: str, left: bool) -> None:
    one, words = version(written), words_of(written, left=left)
    sold = "extended support begins" in words or "extended support can be had" in words
    holds = "It is in extended support" in words or "That holds only where" in words
    assert sold == (one.state is SupportState.SUPPORTED and one.late is not None)
    assert holds == (one.state is SupportState.EXTENDED)
    assert ("When all support has ended" in words) == (one.state in (SupportState.SUPPORTED, SupportState.EXTENDED))
    assert "None" not in words and "  " not in words and ".." not in words


def test_a_hypervisor_stays_below_what_runs_on_own_servers() -> None:
    text = "name: estate\nas_of: 2026-11-30\nexisting: [vsphere]\nmust_have: [kubernetes_api]\n"
    own = "hosting: {model: on_prem, machines: [{type: host, vcpu: 32, memory: 128Gi, count: 4, usd_per_month: 900}]}\n"
    services = "services: [{name: web, replicas: 4, cpu: 1, memory: 2Gi}]\n"
    (below,) = words_in_use(recommend(parse_scenario(text + own + services), KNOWLEDGE, how_sure=False))
    assert below.advice is CarryOver.STAYS_BELOW
    (left,) = words_in_use(
        recommend(parse_scenario(text + "hosting: {model: cloud, cloud: aws}\n" + services), KNOWLEDGE, how_sure=False)
    )
    assert left.advice is CarryOver.LEAVE


def test_what_is_described_for_one_kind_carries_over_to_another_of_it() -> None:
    answer = answer_to("rancher, jenkins, rke1")
    rancher, rke1 = words_in_use(answer)
    assert (rancher.advice, rancher.lost) == (CarryOver.SAME_KIND, ())
    assert rke1.advice is CarryOver.LEAVE  # it ended in July 2025
    assert [each["advice"] for each in json_of(answer)["words_in_use"]] == ["same_kind", "leave"]
    assert "What runs on rancher carries over to" in " ".join(render(answer, "text").split())
