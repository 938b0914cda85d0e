"""What `availability.upgrade` comes to: counts and shares, nodes drained or added, and what the report says of it."""

from __future__ import annotations

import pytest

from advisor.knowledge import load_knowledge
from advisor.report.schema.topology import TopologyJson
from advisor.report.sections.sizing import topology_blocks
from advisor.scenario import Scenario
from advisor.scenario.load import parse_scenario
from advisor.sizing import RefusalCause, size
from advisor.sizing.bill_types import LeftOut, LeftOutCost
from advisor.sizing.packing_items import LoadPoint, items_of
from advisor.sizing.pool import Pool, Upgrading
from advisor.sizing.rolling_update import RollingUpdate
from advisor.sizing.topology import Infeasible, Topology
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
WEB = "  - {name: web, replicas: 8, cpu: 1000m, memory: 1Gi, gpu: 0, ports: []}"


def shop(
    upgrade: str, more: str = "survive_nodes: 0", hosting: str = "{model: cloud, cloud: aws, zones: 1}"
) -> Scenario:
    text = f"name: shop\nhosting: {hosting}\navailability: {{{more}, upgrade: {upgrade}}}\nservices:\n{WEB}\n"
    return parse_scenario(text)


def sized(scenario: Scenario, platform: str) -> Topology:
    found = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(found, Topology), found
    return found


def pool_of(upgrade: str, platform: str = "kubernetes-self-managed", **more: str) -> tuple[Pool, Upgrading]:
    [pool] = sized(shop(upgrade, **more), platform).pools
    assert pool.upgrade is not None
    return pool, pool.upgrade


@pytest.mark.parametrize(
    ("share", "replicas", "surge"),
    [("25%", 1, 1), ("25%", 4, 1), ("25%", 5, 2), ("100%", 3, 3), (2, 8, 2), (5, 3, 3), (0, 9, 0), ("0%", 9, 0)],
)
def test_a_surge_is_rounded_up_and_never_more_than_there_is_to_replace(
    share: int | str, replicas: int, surge: int
) -> None:
    assert RollingUpdate(share, 1).surge_of(replicas) == surge


@pytest.mark.parametrize(
    ("missing", "drained", "added"), [(0, 0, 2), ("0%", 0, 2), (1, 1, 0), (2, 2, 0), (50, 3, 0), ("40%", 1, 0)]
)
def test_nodes_are_drained_where_some_may_be_missing_and_added_where_none_may(
    missing: int | str, drained: int, added: int
) -> None:
    rolling = RollingUpdate("25%", missing)
    # a quarter of 5 nodes, rounded up
    assert (rolling.drained_nodes, rolling.added_nodes(5)) == (drained, added)


def test_half_an_answer_is_completed_with_the_least_that_works() -> None:
    cases = {
        "{max_surge: 25%}": RollingUpdate("25%", 0),
        "{max_surge: 0}": RollingUpdate(0, 1),
        "{max_unavailable: 0}": RollingUpdate(1, 0),
        "{max_unavailable: 2}": RollingUpdate(0, 2),
        "{}": None,
    }
    for text, rolling in cases.items():
        workload = resolve_workload(shop(text), KNOWLEDGE)
        assert workload.rolling == rolling
        assumed = [a.field for a in workload.assumptions if a.field and a.field.startswith("availability.upgrade")]
        assert len(assumed) == (rolling is not None)


def test_each_of_what_is_tied_together_surges_by_itself() -> None:
    scenario = parse_scenario(
        "name: shop\nservices:\n  - {name: a, replicas: 6, cpu: 100m, memory: 1Gi, affinity: [b]}\n"
        "  - {name: b, replicas: 2, cpu: 100m, memory: 1Gi}\n"
    )
    services = resolve_workload(scenario, KNOWLEDGE).services
    # Kubernetes rolls one deployment at a time: a quarter of 6 a is 2, of 2 b is 1, both rounded up
    items = items_of(services, 1, LoadPoint.PEAK, RollingUpdate("25%", 0))
    assert [(item.name, item.replicas, item.surge) for item in items] == [("a", 6, 2), ("b", 2, 1)]


def test_a_pool_in_a_cloud_holds_the_surge_and_adds_nodes() -> None:
    pool, upgrade = pool_of("{max_surge: 25%, max_unavailable: 0}")
    assert upgrade.surge == (("web", 2),)
    assert pool.survives_nodes == 0
    assert (upgrade.drained_nodes, upgrade.added_nodes > 0) == (0, True)


def test_drained_nodes_are_losses_to_survive() -> None:
    pool, upgrade = pool_of("{max_surge: 0, max_unavailable: 2}", more="survive_nodes: 1")
    assert (pool.survives_nodes, upgrade.surge, upgrade.drained_nodes) == (2, (), 2)
    pool, _ = pool_of("{max_surge: 0, max_unavailable: 1}", more="survive_nodes: 2")
    assert pool.survives_nodes == 2


def test_own_servers_keep_room_for_one_that_is_upgraded() -> None:
    hosting = "{model: on_prem, zones: 1, machines: [{type: rack, vcpu: 8, memory: 32Gi, count: 6}]}"
    pool, upgrade = pool_of("{max_surge: 1, max_unavailable: 0}", "k3s", hosting=hosting)
    assert (pool.survives_nodes, upgrade.drained_nodes, upgrade.added_nodes) == (1, 1, 0)
    assert upgrade.surge_usd_per_hour is None


def test_one_machine_for_everything_cannot_roll() -> None:
    found = size(shop("{max_surge: 1}"), KNOWLEDGE.platforms["docker-compose-single-vm"], KNOWLEDGE)
    assert isinstance(found, Infeasible)
    assert found.refusal.cause is RefusalCause.ONE_MACHINE_UPGRADE


def test_a_machine_for_each_replica_comes_with_the_replica() -> None:
    pool, upgrade = pool_of("{max_surge: 25%, max_unavailable: 0}", "elastic-beanstalk")
    assert pool.node_count == 8
    assert (upgrade.surge, upgrade.drained_nodes, upgrade.added_nodes) == ((), 0, 2)


def test_the_report_and_the_json_say_what_is_held() -> None:
    scenario = shop("{max_surge: 25%, max_unavailable: 0}")
    topology = sized(scenario, "kubernetes-self-managed")
    text = " ".join(str(block) for block in topology_blocks(topology, scenario, KNOWLEDGE))
    assert "While any one service is upgraded, its surge of up to 2 replicas finds room beside all that runs." in text
    assert "none is kept for a loss during an upgrade" in text
    [pool] = TopologyJson.of(topology).pools
    assert pool.upgrade and pool.upgrade.surge == {"web": 2}
    assert LeftOut(LeftOutCost.MACHINES_WHILE_UPGRADING) in topology.bill.left_out
    silent = sized(parse_scenario(f"name: shop\nservices:\n{WEB}\n"), "kubernetes-self-managed")
    assert TopologyJson.of(silent).pools[0].upgrade is None


def test_tasks_add_replicas_for_as_long_as_it_takes() -> None:
    topology = sized(shop("{max_surge: 25%}"), "ecs-fargate")
    assert topology.pools[0].upgrade is None
    assert LeftOut(LeftOutCost.REPLICAS_WHILE_UPGRADING) in topology.bill.left_out
