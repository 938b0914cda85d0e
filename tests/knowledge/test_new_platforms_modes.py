"""Modes of a service: their fees worked out again from the published rates, what they save, and what they decide."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from advisor import Recommendation, Topology, check_knowledge, load_knowledge, load_scenario, recommend, size
from advisor.agreement import Comparison, compare
from advisor.knowledge import knowledge_folder
from advisor.knowledge.fee_tables import AgentFee
from advisor.need import Need
from advisor.precedents import When
from advisor.prices.offer import PriceKind
from advisor.report.wording.searchable_texts import told_by
from advisor.scoring.kinship import kinship
from advisor.sizing import Effort
from advisor.sizing.bill_types import BillLine, BillPart
from tests.test_agreement import precedent

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 11, 30)
HOURS = 730
MODES = {"eks-auto": "eks", "ecs-managed-instances": "ecs-ec2", "aks-automatic": "aks"}
SHOP = [
    {"name": name, "replicas": replicas, "cpu": cpu, "memory": memory}
    for name, replicas, cpu, memory in (
        ("web", 4, "500m", "1Gi"),
        ("api", 6, "500m", "1Gi"),
        ("worker", 3, "1", "2Gi"),
        ("mail", 2, "250m", "512Mi"),
    )
]
INFER = {"name": "infer", "replicas": 2, "cpu": "2", "memory": "8Gi", "gpu": 1}
WINDOWS = {"name": "billing", "replicas": 2, "cpu": "1", "memory": "4Gi", "os": "windows"}
SEEN = {
    "t4g.medium": (0.00403, 0.0336),
    "m7g.large": (0.00979, 0.0816),
    "m7i.large": (0.0121, 0.1008),
    "m5.large": (0.01152, 0.096),
    "c6a.2xlarge": (0.03672, 0.306),
}
"""Fees of EKS Auto Mode and prices on demand in us-east-1, USD per hour, by the price list."""


def fleet(services: int, replicas: int) -> list[dict[str, Any]]:
    return [{"name": f"s{i}", "replicas": replicas, "cpu": "1", "memory": "4Gi"} for i in range(services)]


def asked(cloud: str, services: Sequence[dict[str, Any]], **wishes: Any) -> dict[str, Any]:
    hosting = {"model": "cloud", "cloud": cloud}
    return {"name": "shop", "as_of": DAY.isoformat(), "hosting": hosting, "services": list(services), **wishes}


def sized(platform: str, cloud: str, services: Sequence[dict[str, Any]], **wishes: Any) -> Topology:
    scenario = load_scenario(asked(cloud, services, **wishes))
    topology = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE, Effort.QUICK)
    assert isinstance(topology, Topology)
    return topology


def fees(topology: Topology) -> list[BillLine]:
    return [line for line in topology.bill.lines if line.key.part is BillPart.AGENT_FEE]


def fee_for(platform: str, family: str, gpus: int = 0, day: dt.date = DAY) -> AgentFee:
    table = KNOWLEDGE.platforms[platform].terms(day).agent_fee_by_machine
    assert table is not None
    fee = table.of(family, gpus)
    assert fee is not None
    return fee


# --- fees
@pytest.mark.parametrize("machine", SEEN)
def test_the_fee_of_eks_auto_mode_is_that_of_the_price_list_for_each_type_seen(machine: str) -> None:
    published, price = SEEN[machine]
    fee = fee_for("eks-auto", machine.split(".", maxsplit=1)[0])
    assert fee.per_hour(price, 2) == pytest.approx(published, abs=6e-6)  # published with five decimals
    assert not fee.is_estimated_for(machine)
    assert fee.is_estimated_for("r5.large")


def test_the_fee_of_managed_instances_is_that_of_the_example_on_the_price_page() -> None:
    fee = fee_for("ecs-managed-instances", "c6a")
    assert fee.per_hour(0.306, 8) == pytest.approx(0.037, abs=5e-4)  # published with three decimals
    assert not fee.is_estimated_for("c6a.2xlarge")
    assert fee.is_estimated_for("c6a.xlarge")


@pytest.mark.parametrize("platform", ["eks-auto", "ecs-managed-instances"])
def test_machines_with_gpus_cost_less_to_keep_since_july_2026(platform: str) -> None:
    # 35 % off for the G families, 60 % off for the P families
    assert fee_for(platform, "g6", 1).per_hour(1.0, 4) == pytest.approx(0.12 * 0.65)
    assert fee_for(platform, "p5", 8).per_hour(1.0, 4) == pytest.approx(0.12 * 0.40)
    assert fee_for(platform, "g6", 1, dt.date(2026, 6, 30)).per_hour(1.0, 4) == pytest.approx(0.12)
    assert fee_for(platform, "p5", 8).is_estimated_for("p5.48xlarge")
    assert not fee_for(platform, "g6", 1).is_estimated_for("g6.xlarge")


def test_the_fee_is_a_line_of_the_bill_for_each_type_of_machine() -> None:
    topology = sized("eks-auto", "aws", SHOP)
    machines = {line.key.machine: line for line in topology.bill.lines if line.key.part is BillPart.NODES}
    lines = fees(topology)
    assert {line.key.machine for line in lines} == set(machines)
    for line in lines:
        plain = machines[line.key.machine]
        assert plain.usd_per_month is not None
        assert line.usd_per_month == pytest.approx(0.12 * plain.usd_per_month, abs=0.01)
        assert (line.price_kind is PriceKind.ESTIMATED) == (line.key.machine not in SEEN)
    assert not fees(sized("eks", "aws", SHOP))


def test_aks_automatic_bills_the_cluster_and_each_vcpu() -> None:
    topology = sized("aks-automatic", "azure", SHOP)
    cluster = [line.usd_per_month for line in topology.bill.lines if line.key.part is BillPart.CONTROL_PLANE_FEE]
    assert cluster == [pytest.approx(116.80)]  # 0.16 USD for each of 730 hours
    rates = {"D": 0.007841, "E": 0.012427, "F": 0.012196}
    vcpu = {machine.name: machine.vcpu for pool in topology.pools for machine in pool.machines}
    nodes = [(node.machine, vcpu[node.machine]) for pool in topology.pools for node in pool.nodes]
    expected = sum(HOURS * vcpu * rates[machine.removeprefix("Standard_")[0]] for machine, vcpu in nodes)
    assert sum(line.usd_per_month or 0 for line in fees(topology)) == pytest.approx(expected, abs=0.01)
    assert not any(line.price_kind is PriceKind.ESTIMATED for line in fees(topology))


@pytest.mark.parametrize(("family", "usd"), [("Dals_v6", 0.007841), ("Fs_v2", 0.012196), ("Es_v5", 0.012427)])
def test_a_vcpu_of_aks_automatic_costs_what_the_price_list_says_of_its_family(family: str, usd: float) -> None:
    assert fee_for("aks-automatic", family).per_hour(None, 2) == pytest.approx(2 * usd)


def test_a_fee_that_nobody_published_makes_the_bill_a_lower_limit() -> None:
    topology = sized("aks-automatic", "azure", [*SHOP, INFER])
    unpriced = [line for line in fees(topology) if line.usd_per_month is None]
    assert len(unpriced) == 1
    assert unpriced[0].key.machine == "Standard_NC4as_T4_v3"
    assert topology.bill.is_lower_limit


def test_the_gateway_that_the_service_makes_is_one_for_all_zones() -> None:
    counts = [
        line.count for line in sized("aks-automatic", "azure", SHOP).bill.lines if line.key.part is BillPart.NAT_GATEWAY
    ]
    assert counts == [1]


# --- what the modes are
@pytest.mark.parametrize(("mode", "plain"), MODES.items())
def test_a_mode_saves_work_and_cannot_be_had_before_its_day(mode: str, plain: str) -> None:
    theirs, ours = KNOWLEDGE.platforms[plain].terms(DAY), KNOWLEDGE.platforms[mode].terms(DAY)
    assert theirs.tasks_left is not None
    assert ours.tasks_left is not None
    assert KNOWLEDGE.service_of(mode, DAY) == plain
    assert len(ours.tasks_left.rows) < len(theirs.tasks_left.rows)
    low, high = (KNOWLEDGE.platforms[each].value("low_maintenance", DAY) for each in (plain, mode))
    assert low < high
    assert ours.agent_fee_by_machine is not None
    assert theirs.agent_fee_by_machine is None
    assert ours.offered_from is not None
    early = load_scenario(asked("aws", SHOP) | {"as_of": (ours.offered_from - dt.timedelta(days=1)).isoformat()})
    assert mode in {
        out.platform.id for out in recommend(early, KNOWLEDGE, effort=Effort.QUICK, how_sure=False).eliminated
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("value: eks,", "value: ekss,", "unknown platform ekss; did you mean eks"),
        ("value: eks,", "value: eks-auto,", "eks-auto is no plain platform"),
        ("value: eks,", "value: aks,", "differs from aks by its operator, so it is no mode of it"),
        ("value: eks,", "value: ecs-ec2,", "differs from ecs-ec2 by its definitions, so it is no mode of it"),
    ],
)
def test_a_mode_is_one_of_a_platform_that_is_run_alike(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(knowledge_folder(), folder)
    file = folder / "platforms" / "eks-auto.yaml"
    before, after = file.read_text(encoding="utf-8").split("  mode_of:", 1)
    assert old in after
    file.write_text(f"{before}  mode_of:{after.replace(old, new, 1)}", encoding="utf-8")
    problems = [str(problem) for problem in check_knowledge(folder)]
    assert any("eks-auto.yaml" in problem and told in problem for problem in problems), problems


# --- what they decide
@cache
def answered(case: str) -> Recommendation:
    small = {"ops": 1, "k8s_skill": "some"}
    strong = {"ops": 6, "k8s_skill": "strong"}
    objects = {"must_have": ["kubernetes_api"]}
    cases = {
        "small team on AWS": asked("aws", SHOP, team=small, **objects),
        "large cheap fleet on AWS": asked("aws", fleet(40, 8), team=strong, cost="low", **objects),
        "nodes to tune on AWS": asked("aws", SHOP, team=strong, must_have=["kubernetes_api", "node_tuning"]),
        "Windows on AWS": asked("aws", [*SHOP, WINDOWS], team=small, **objects),
        "ECS in use by one person": asked("aws", fleet(14, 4), team={"ops": 1, "k8s_skill": "none"}, existing=["ecs"]),
        "large cheap fleet on ECS": asked(
            "aws", fleet(40, 8), team={"ops": 6, "k8s_skill": "none"}, existing=["ecs-ec2"], cost="low"
        ),
        "little upkeep on Azure": asked("azure", SHOP, team=small, must_have=["kubernetes_api", "low_maintenance"]),
        "GPUs on Azure": asked("azure", [*SHOP, INFER], team=small, **objects),
        "Windows on Azure": asked("azure", [*SHOP, WINDOWS], team=small, **objects),
    }
    return recommend(load_scenario(cases[case]), KNOWLEDGE, effort=Effort.QUICK)


def places(case: str) -> list[str]:
    return [ranked.platform.id for ranked in answered(case).choices]


def out(case: str) -> set[str]:
    return {eliminated.platform.id for eliminated in answered(case).eliminated}


def test_a_small_team_that_needs_the_kubernetes_api_takes_the_mode_that_keeps_machines() -> None:
    assert places("small team on AWS")[:2] == ["eks-auto", "eks"]


def test_a_large_cheap_fleet_of_a_strong_team_pays_no_fee_for_each_machine() -> None:
    assert places("large cheap fleet on AWS")[:2] == ["eks", "eks-auto"]
    assert places("large cheap fleet on ECS")[:2] == ["ecs-ec2", "ecs-managed-instances"]


@pytest.mark.parametrize("case", ["nodes to tune on AWS", "Windows on AWS"])
def test_machines_that_nobody_may_touch_are_no_choice_where_they_have_to_be(case: str) -> None:
    assert places(case)[0] == "eks"
    assert "eks-auto" in out(case)


def test_one_person_with_ecs_has_the_machines_kept_or_keeps_them_as_the_second_choice() -> None:
    assert set(places("ECS in use by one person")[:2]) == {"ecs-ec2", "ecs-managed-instances"}


def test_aks_automatic_is_for_little_upkeep_and_not_for_windows_or_gpus() -> None:
    assert places("little upkeep on Azure")[:2] == ["aks-automatic", "aks"]
    assert places("GPUs on Azure")[:2] == ["aks", "aks-automatic"]
    assert places("Windows on Azure")[0] == "aks"
    assert "aks-automatic" in out("Windows on Azure")


# --- modes are no rivals
def test_the_margin_is_over_another_service_and_the_mode_is_told_apart() -> None:
    answer = answered("small team on AWS")
    scores = {ranked.platform.id: ranked.score.total for ranked in answer.ranking}
    assert answer.runner_up is not None
    assert answer.runner_up.platform.id not in {"eks", "eks-auto"}
    assert [ranked.platform.id for ranked in answer.other_modes] == ["eks"]
    assert answer.confidence is not None
    assert answer.confidence.margin == pytest.approx(scores["eks-auto"] - scores[answer.runner_up.platform.id])
    assert answer.confidence.modes == (("eks", pytest.approx(scores["eks-auto"] - scores["eks"])),)


def comparison(acceptable: list[str], wrong: list[str], *top: str) -> Comparison:
    """An answer with the first places `top` beside a decision with these labels."""
    modes = {platform: MODES[platform] for platform in top if platform in MODES}
    decision = precedent(acceptable=acceptable, wrong=wrong)
    return Comparison(decision, When.OWN_DAY, DAY, top, Need.YES, (), modes=modes)


def test_a_mode_counts_as_its_service_unless_the_label_names_the_mode() -> None:
    assert comparison(["eks"], ["nomad"], "eks-auto", "nomad").right
    assert comparison(["eks"], ["nomad"], "eks-auto", "nomad").wrong == ("nomad",)
    assert not comparison(["gke-standard"], ["eks"], "eks-auto").right
    assert comparison(["gke-standard"], ["eks"], "eks-auto").wrong == ("eks-auto",)
    assert not comparison(["eks"], ["eks-auto"], "eks-auto").right  # the decision tells the modes apart
    assert comparison(["eks"], ["eks-auto"], "eks-auto").wrong == ("eks-auto",)
    assert comparison(["eks-auto"], ["nomad"], "eks-auto").right
    assert not comparison(["eks-auto"], ["nomad"], "eks").right


def test_modes_of_one_service_take_one_of_the_first_places() -> None:
    answer = answered("small team on AWS")
    compared = compare(precedent(), answer, When.OWN_DAY, told_by)
    assert compared.top[0] == "eks-auto"
    assert "eks" not in compared.top


@pytest.mark.parametrize(("mode", "plain"), MODES.items())
def test_whoever_has_the_service_has_nearly_all_of_its_mode(mode: str, plain: str) -> None:
    there = kinship([plain], KNOWLEDGE.platforms[mode], KNOWLEDGE, DAY)
    assert there is not None
    assert there.low == there.high == pytest.approx(0.975)  # a quarter is lost of the surroundings, which are a tenth
    back = kinship([mode], KNOWLEDGE.platforms[plain], KNOWLEDGE, DAY)
    assert back is not None
    assert back.low == pytest.approx(0.975)
