"""What the packer refuses, and what its check of every plan sees."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from advisor.errors import SolverError
from advisor.packing import Item, Machine, Node, NoPlanCause, Plan, check_plan, pack, search
from advisor.packing.failures import Loss, node_losses
from advisor.packing.plan_state import Relocation
from advisor.values import facts
from tests.packing.test_packing import LARGE, SMALL, item, plan_of, refusal

# Refusals


def test_an_item_larger_than_every_machine_is_named() -> None:
    found = refusal([item("web", 100, 100, 1), item("model", 3000, 65536, 1)], [SMALL, LARGE])
    assert found.items == ("model",)
    assert found.cause is NoPlanCause.TOO_LARGE
    assert found.values == facts(
        item="model",
        needed=(("cpu_millicores", 3000), ("memory_mib", 65536)),
        nearest="large",
        offered=(("cpu_millicores", 4000), ("memory_mib", 8192)),
        short=(("memory_mib", 57344),),  # 65536 - 8192
        others=(),
    )


@pytest.mark.parametrize(
    ("items", "machines", "zones", "cause"),
    [
        ([item("a", 1, 1, 1)], [], 1, NoPlanCause.NO_MACHINE),
        ([item("a", 1, 1, 1)], [replace(SMALL, stock=0)], 1, NoPlanCause.NO_MACHINE),
        ([item("a", 1, 1, 1, max_per_node=0)], [SMALL], 1, NoPlanCause.NONE_PER_NODE),
        ([item("a", 1, 1, 1), item("a", 1, 1, 1)], [SMALL], 1, NoPlanCause.ITEM_NAME_TWICE),
        ([item("a", 1, 1, 1)], [SMALL, SMALL], 1, NoPlanCause.MACHINE_NAME_TWICE),
        ([item("a", 1, 1, 1)], [SMALL], 2, NoPlanCause.WRONG_NUMBER_OF_ZONES),
        ([item("a", -1, 1, 1)], [SMALL], 1, NoPlanCause.ITEM_BELOW_ZERO),
        ([item("a", 1, 1, 1)], [replace(SMALL, max_pods=-1)], 1, NoPlanCause.MACHINE_BELOW_ZERO),
        ([item("a", 1, 1, 1)], [replace(SMALL, usd_per_hour=float("nan"))], 1, NoPlanCause.NO_PRICE),
        ([item("a", 1, 1, 1)], [SMALL], 0, NoPlanCause.BAD_ARGUMENTS),
    ],
)
def test_what_makes_no_sense_is_refused(
    items: list[Item], machines: list[Machine], zones: int, cause: NoPlanCause
) -> None:
    assert refusal(items, machines, zones).cause is cause


def test_short_stock_is_told_with_both_totals() -> None:
    own = Machine("own", 1600, 8192, 110, 0.0, stock=5)
    found = refusal([item("web", 1000, 1024, 8), item("db", 1000, 8192, 4)], [own])
    # 8 + 4 cores; 8 x 1 + 4 x 8 GiB; five servers of 1.6 cores and 8 GiB
    assert found.cause is NoPlanCause.SHORT_STOCK
    assert found.values == facts(
        needed=(("cpu_millicores", 12000), ("memory_mib", 40960)),
        offered=(("cpu_millicores", 8000), ("memory_mib", 40960)),
        machines=5,
    )


def test_too_few_servers_for_the_zones_or_the_losses() -> None:
    own = Machine("own", 64_000, 262_144, 110, 0.0, stock=2)
    web = item("web", 100, 100, 1, 1, 1)
    one = item("web", 100, 100, 1)
    for found in (refusal([web], [own], zones=3), refusal([one], [own], survive_nodes=2)):
        assert (found.cause, found.values) == (NoPlanCause.TOO_FEW_MACHINES, facts(needed=3, machines=2))


def test_totals_that_suffice_may_still_not_fit() -> None:
    own = Machine("own", 2000, 4096, 20, 0.0, stock=2)
    # 3 x 1200m = 3600m of 4000m, but a server holds only one
    found = refusal([item("web", 1200, 100, 3)], [own])
    assert found.cause is NoPlanCause.NOT_FOUND
    assert dict(found.values)["needed"] == (("cpu_millicores", 3600), ("memory_mib", 300))


def test_a_port_or_a_limit_per_node_that_runs_out_is_named() -> None:
    own = Machine("own", 4000, 8192, 50, 0.0, stock=2)
    shop, blog = (
        item(name, 100, 100, count, exclusive_tokens=frozenset({"8080/tcp"})) for name, count in (("a", 2), ("b", 1))
    )
    found = refusal([shop, blog], [own])
    assert found.cause is NoPlanCause.ONCE_PER_NODE
    assert found.values == facts(token="8080/tcp", replicas=3, items=("a", "b"), machines_left=2, lost=0)
    assert found.items == ("a", "b")
    spread = item("c", 1, 1, 3, max_per_node=2)
    # two machines seat four; one seats two
    found = refusal([spread], [own], survive_nodes=1)
    assert found.cause is NoPlanCause.TOO_MANY_PER_NODE
    assert found.values == facts(item="c", replicas=3, most_per_node=2, machines_left=1, lost=1)
    plan_of([spread], [own])


# The check


def tampered(plan: Plan, **nodes: Node) -> Plan:
    changed = [nodes.get(f"at_{index}", node) for index, node in enumerate(plan.nodes)]
    return replace(plan, nodes=tuple(changed))


@pytest.fixture
def asked() -> tuple[list[Item], list[Machine]]:
    web = item("web", 600, 512, 4, 4)
    return [web, item("db", 1000, 2048, 1, 1, exclusive_tokens=frozenset({"5432/tcp"}))], [SMALL, LARGE]


def faults(plan: Plan, asked: tuple[list[Item], list[Machine]], lost: int = 1) -> str:
    return "; ".join(check_plan(plan, *asked, zones=2, survive_nodes=lost))


def test_a_pod_moved_a_node_dropped_or_a_price_changed_is_seen(asked: tuple[list[Item], list[Machine]]) -> None:
    plan = plan_of(*asked, zones=2, survive_nodes=1)
    busy = plan.nodes[0]
    more = replace(busy, pods=tuple((name, count + 1) for name, count in busy.pods))
    assert "were asked for" in faults(tampered(plan, at_0=more), asked)
    assert "were asked for" in faults(tampered(plan, at_0=replace(busy, zone=1)), asked)
    assert "were asked for" in faults(replace(plan, nodes=plan.nodes[1:]), asked)
    assert "the nodes cost" in faults(replace(plan, usd_per_hour=plan.usd_per_hour * 0.9), asked)
    assert "a bound of" in faults(replace(plan, bound_usd_per_hour=plan.usd_per_hour * 1.1), asked)
    assert "a gap of" in faults(replace(plan, gap=plan.gap + 0.1), asked)
    assert "does not promise" in faults(plan, asked, lost=2)


def test_an_overfull_node_is_seen_in_every_resource(asked: tuple[list[Item], list[Machine]]) -> None:
    items, machines = asked
    tight = [replace(machines[0], cpu_millicores=1, memory_mib=1, max_pods=1, io_mbps=1), machines[1]]
    heavy = [replace(one, io_mbps=5) for one in items]
    node = Node("small", 0, 1, (("web", 2), ("db", 2)))
    plan = Plan((node,), 0.10, 0.0, "", 0.0, 0, False, "rounds")
    seen = "; ".join(check_plan(plan, heavy, tight, zones=2))
    for unit in ("millicores", "MiB", "pods", "MB/s"):
        assert f"{unit} on a node that offers 1" in seen
    assert "db, which cannot share a node with itself" in seen


def test_unknown_names_zones_and_counts_are_seen(asked: tuple[list[Item], list[Machine]]) -> None:
    node = Node("huge", 7, 0, (("ghost", 0),))
    seen = "; ".join(check_plan(Plan((node,), 0.0, 0.0, "", 0.0, 0, False, "rounds"), *asked, zones=2))
    for words in ("not a machine type", "no zone 7", "a count of 0", "ghost is not an item", "0 replicas of ghost"):
        assert words in seen


def test_a_promise_that_does_not_hold_is_seen() -> None:
    web = item("web", 1000, 512, 2, 2)
    nodes = (Node("small", 0, 1, (("web", 2),)), Node("small", 1, 1, (("web", 2),)))
    plan = Plan(nodes, 0.20, 0.0, "", float("inf"), 1, False, "rounds")
    assert "find no place" in "; ".join(check_plan(plan, [web], [SMALL], zones=2, survive_nodes=1))
    zone = replace(plan, survives_nodes=0, survives_zone=True)
    assert "find no place" in "; ".join(check_plan(zone, [web], [SMALL], zones=2, survive_zone=True))


def test_where_replicas_are_said_to_go_is_not_believed(asked: tuple[list[Item], list[Machine]]) -> None:
    plan = plan_of(*asked, zones=2, survive_nodes=1)
    plan = replace(plan, nodes=tuple(node for node in plan.nodes if not node.spare))
    plan = replace(plan, nodes=(*plan.nodes, *plan.nodes[:1]))  # no empty spares, so every loss is looked at
    loss = next(loss for loss in node_losses(plan, 1) if plan.nodes[loss.nodes[0][0]].pods)
    lost = loss.nodes[0][0]
    nowhere: tuple[Relocation, ...] = ()
    itself = (Relocation(lost, plan.nodes[lost].count, plan.nodes[lost].pods),)
    pods = plan.nodes[lost].pods
    for false in (
        Relocation(-1, 1, pods),
        Relocation(lost, -1, pods),
        Relocation(0, 1, (("web", -1),)),
        Relocation(0, 1, (("x", 1),)),
    ):
        assert any("cannot be" in fault for fault in survival_faults(plan, asked, {loss: (false,)}))
    assert any("are not placed" in fault for fault in survival_faults(plan, asked, {loss: nowhere}))
    assert any("not all left" in fault for fault in survival_faults(plan, asked, {loss: itself}))


def survival_faults(
    plan: Plan, asked: tuple[list[Item], list[Machine]], relocations_by_loss: dict[Loss, tuple[Relocation, ...]]
) -> list[str]:
    """What is wrong after losses only: the plan itself need not be what was asked for."""
    items, machines = asked
    counts = {one.name: [0, 0] for one in items}
    for node in plan.nodes:
        for name, count in node.pods:
            counts[name][node.zone] += node.count * count
    held = [replace(one, replicas_by_zone=tuple(counts[one.name])) for one in items]
    usd = sum(next(m for m in machines if m.name == node.machine).usd_per_hour * node.count for node in plan.nodes)
    plain = replace(plan, usd_per_hour=usd, bound_usd_per_hour=0.0, gap=math.inf, certificate=None)
    return list(check_plan(plain, held, machines, zones=2, survive_nodes=1, relocations_by_loss=relocations_by_loss))


def test_too_many_of_a_finite_stock_is_seen() -> None:
    web = item("web", 2000, 512, 2)
    plan = plan_of([web], [SMALL])
    assert "of which there are 1" in "; ".join(check_plan(plan, [web], [replace(SMALL, stock=1)], zones=1))


def test_a_plan_that_fails_its_check_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "check_plan", lambda *_, **__: ("2 pods fell off",))
    with pytest.raises(SolverError, match="2 pods fell off"):
        pack([item("web", 1, 1, 1)], [SMALL], zones=1)
