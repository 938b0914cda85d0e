"""The classic demonstration of a scheduler: two agents, a port that each has once, and memory that affinity uses up.

Each agent has 4 vCPU and 5 GiB. ECS keeps 5 % of the memory, 256 MiB, and a machine is planned to be 80 % full in CPU
and 85 % in memory, so services may use 0.8 x 4000 = 3200 millicores and 0.85 x (5120 - 256) = 4134 MiB of each. A
proxy stands on each beside them.
"""

from __future__ import annotations

import pytest

from advisor import Infeasible, Topology, load_knowledge, parse_scenario, size
from advisor.packing import Item, Machine, NoPlan, NoPlanCause, Plan, pack
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.infeasibility import MachinesToBuy

KNOWLEDGE = load_knowledge()
PORT = "ports: [{port: 8080, exposure: host}]"
SHOP = f"{{name: shop, replicas: 1, cpu: 500m, memory: 1536Mi, {PORT}}}"
BLOG = f"{{name: blog, replicas: 1, cpu: 500m, memory: 256Mi, {PORT}}}"
WIKI = f"{{name: wiki, replicas: 1, cpu: 500m, memory: 256Mi, {PORT}}}"


def report(memory: str, rest: str = "") -> str:
    return f"{{name: report, replicas: 1, cpu: 500m, memory: {memory}{rest}}}"


def two_agents(*services: str, rest: str = "") -> Topology | Infeasible:
    text = f"""
name: demonstration
as_of: 2026-11-24
hosting: {{model: on_prem, zones: 1, machines: [{{type: agent, vcpu: 4, memory: 5Gi, count: 2, usd_per_month: 100}}]}}
availability: {{survive_nodes: 0}}
utilisation: {{cpu: 0.8, memory: 0.85}}
{rest}
services: [{", ".join(services)}]
"""
    return size(parse_scenario(text), KNOWLEDGE.platforms["ecs-ec2"], KNOWLEDGE)


def agents_of(outcome: Topology | Infeasible) -> list[set[str]]:
    """The services on each agent, without the proxy."""
    assert isinstance(outcome, Topology), outcome
    (pool,) = outcome.pools
    return sorted(
        ({name for name, _ in node.pods} - {"(proxy)"} for node in pool.nodes for _ in range(node.count)), key=sorted
    )


def refusal(outcome: Topology | Infeasible) -> Infeasible:
    assert isinstance(outcome, Infeasible), outcome
    return outcome


def test_the_agents_are_as_large_as_said_above() -> None:
    outcome = two_agents(SHOP, BLOG)
    assert isinstance(outcome, Topology)
    (agent,) = outcome.pools[0].machines
    assert (agent.cpu_millicores, agent.memory_mib, agent.stock) == (3200, 4134, 2)


def test_two_containers_on_one_host_port_land_on_different_agents() -> None:
    assert agents_of(two_agents(SHOP, BLOG)) == [{"blog"}, {"shop"}]


def test_a_third_on_the_same_host_port_is_refused_and_the_port_is_named() -> None:
    refused = refusal(two_agents(SHOP, BLOG, WIKI))
    assert refusal_words(refused.refusal) == (
        "3 replicas of blog, shop and wiki each need port 8080/tcp, which a machine has once; that takes 3 machines, "
        "and there are 2; "
        "1 x agent more would hold them"
    )
    assert refused.services == ("blog", "shop", "wiki")


def test_the_same_port_on_another_protocol_is_another_port() -> None:
    dns = WIKI.replace("port: 8080", "port: 8080, protocol: udp")
    assert set().union(*agents_of(two_agents(SHOP, BLOG, dns))) == {"blog", "shop", "wiki"}


def test_three_gib_beside_the_image_are_refused_for_affinity_and_memory_together() -> None:
    refused = refusal(two_agents(SHOP, BLOG, report("3Gi", ", affinity: [shop]")))
    # 1536 + 3072 = 4608 MiB; an agent has 4134
    assert refusal_words(refused.refusal) == (
        "report must stand on a machine with shop; one of each needs 1 vCPU and 4.5 GiB, and the nearest "
        "offer, agent, has 3.2 vCPU and 4.04 GiB, which is 474 MiB short"
    )
    assert refused.services == ("report", "shop")


def test_two_gib_beside_the_image_are_placed() -> None:
    # 1536 + 2048 = 3584 MiB of 4134
    outcome = two_agents(SHOP, BLOG, report("2Gi", ", affinity: [shop]"))
    assert agents_of(outcome) == [{"blog"}, {"report", "shop"}]


def test_three_gib_without_affinity_go_to_the_agent_that_has_them() -> None:
    # 256 + 3072 = 3328 MiB of 4134 beside blog
    assert agents_of(two_agents(SHOP, BLOG, report("3Gi"))) == [{"blog", "report"}, {"shop"}]


def test_affinity_is_named_too_where_only_the_other_containers_leave_no_room() -> None:
    # 1536 + 2560 = 4096 MiB fit an empty agent of 4134, but not one with 100 MiB more on it, which each of two has
    watch = "{name: watch, replicas: 2, cpu: 100m, memory: 100Mi, max_per_node: 1}"
    refused = refusal(two_agents(SHOP, BLOG, watch, report("2560Mi", ", affinity: [shop]")))
    assert refused.refusal.cause is NoPlanCause.NOT_FOUND
    assert refused.refusal.ties == (("report", ("shop",)),)
    assert refusal_words(refused.refusal).endswith(
        "report must stand on a machine with shop; 1 x agent more would hold them"
    )
    assert refused.refusal.to_buy == (MachinesToBuy("agent", 1),)
    assert refused.services == ("report",)


def test_one_host_cannot_hold_more_than_its_machine() -> None:
    # both reports must stand beside the one shop: 2 x 1536 + 1536 = 4608 MiB of 4134
    twice = report("1536Mi", ", affinity: [shop]").replace("replicas: 1", "replicas: 2")
    refused = refusal(two_agents(SHOP, BLOG, twice))
    assert refused.refusal.cause is NoPlanCause.HOSTS_HOLD_TOO_LITTLE
    assert refusal_words(refused.refusal) == (
        "report must stand on machines with shop, so on 1 machine at most in zone 1; they need 3 GiB there, and "
        "the largest machine has 2.54 GiB left beside one shop; more replicas of shop would do"
    )


def test_the_pool_of_a_tenant_is_named_with_what_is_tied_in_it() -> None:
    tied = [service.replace("replicas", "tenant: retail, replicas") for service in (SHOP, report("3Gi"))]
    tied[1] = tied[1].replace("}", ", affinity: [shop]}")
    refused = refusal(two_agents(*tied, rest="multi_tenancy: hard"))
    assert (refused.refusal.pool, refused.refusal.cause) == ("retail", NoPlanCause.HOSTS_TOO_LARGE)
    assert refusal_words(refused.refusal).startswith(
        "pool retail: report must stand on a machine with shop; one of each"
    )


# The same for the packer alone

AGENTS = [Machine("agent", 3200, 4134, 100, 0.14, stock=2)]
WEB = frozenset({"8080/tcp"})


def test_the_packer_puts_one_port_on_two_agents_and_refuses_the_third() -> None:
    items = [Item(name, 500, 256, (1,), exclusive_tokens=WEB) for name in ("blog", "shop", "wiki")]
    two = pack(items[:2], AGENTS, zones=1)
    assert isinstance(two, Plan)
    assert sorted(node.pods for node in two.nodes) == [(("blog", 1),), (("shop", 1),)]
    three = pack(items, AGENTS, zones=1)
    assert isinstance(three, NoPlan)
    assert three.cause is NoPlanCause.ONCE_PER_NODE
    assert dict(three.values)["token"] == "8080/tcp"
    assert three.items == ("blog", "shop", "wiki")


@pytest.mark.parametrize(("memory", "placed"), [(2048, True), (3072, False)])
def test_the_packer_places_a_pair_or_names_its_memory(memory: int, placed: bool) -> None:
    blog = Item("blog", 500, 256, (1,), exclusive_tokens=WEB)
    shop = Item("shop", 500, 1536, (1,), exclusive_tokens=WEB)
    found = pack([blog, shop, Item("report", 500, memory, (1,), affinity=frozenset({"shop"}))], AGENTS, zones=1)
    assert isinstance(found, Plan) is placed
    if isinstance(found, NoPlan):
        assert found.items == ("report", "shop")
        assert found.cause is NoPlanCause.HOSTS_TOO_LARGE
        assert dict(found.values)["needed"] == (("cpu_millicores", 1000), ("memory_mib", 4608))
