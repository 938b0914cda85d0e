"""Replicas that never leave their zone: where they go after a loss, and nodes that no promise needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.packing import (
    BoundProblem,
    Item,
    Loss,
    Machine,
    Node,
    Plan,
    Relocation,
    Settings,
    check_plan,
    plan_by_model,
    plan_state_of,
    relocate,
    with_spares_at_home,
    without_idle_nodes,
)

SMALL, LARGE = Machine("small", 1000, 4096, 10, 0.10), Machine("large", 2000, 8192, 10, 0.20)
DB = Item("db", 600, 1024, (1, 0))
WEB = Item("web", 600, 1024, (0, 1))
STAYING = frozenset({"db"})


def bound_problem(*items: Item, lost: int = 1, zone: bool = False, machines: tuple[Machine, ...] = ()) -> BoundProblem:
    zones = len(items[0].replicas_by_zone)
    return BoundProblem(items, machines or (SMALL, LARGE), zones, lost, zone, False, STAYING, Settings.default())


def spare(zone: int, machine: str = "small", count: int = 1) -> Node:
    return Node(machine, zone, count, (), spare=True)


def running(zone: int, *pods: tuple[str, int], machine: str = "small") -> Node:
    return Node(machine, zone, 1, pods)


def plan_with(problem: BoundProblem, *nodes: Node) -> Plan:
    return problem.plan_of(nodes)


def test_what_stays_starts_again_in_its_zone_alone() -> None:
    problem = bound_problem(DB, WEB)
    nodes = [running(0, ("db", 1)), running(1, ("web", 1)), spare(1)]
    plan = plan_with(problem, *nodes)
    db_lost, web_lost = (Loss(((plan.nodes.index(nodes[place]), 1),)) for place in (0, 1))
    state = plan_state_of(plan, problem.items, problem.machines, staying=STAYING)
    assert relocate(state, db_lost) is None  # the spare stands in the other zone
    assert relocate(state, web_lost) is not None
    at_home = plan_with(problem, *nodes[:2], spare(0))
    assert problem.faults_of(at_home) == ()  # one in zone 0 serves both
    assert problem.faults_of(plan) != ()


def test_while_a_zone_is_lost_what_stays_there_waits() -> None:
    # without zone 0 its db is down and needs no room; without zone 1 the web moves to the spare in zone 0
    problem = bound_problem(DB, WEB, lost=0, zone=True)
    plan = plan_with(problem, running(0, ("db", 1)), running(1, ("web", 1)), spare(0))
    assert problem.faults_of(plan) == ()
    free = check_plan(plan, problem.items, problem.machines, zones=2, survive_zone=True)
    assert any("600 millicores" in fault or "no place" in fault for fault in free)


def test_the_check_sees_a_replica_that_leaves_its_zone() -> None:
    problem = bound_problem(DB, WEB)
    plan = plan_with(problem, running(0, ("db", 1)), running(1, ("web", 1)), spare(1))
    db, astray = (
        next(i for i, n in enumerate(plan.nodes) if (n.zone, n.spare) == key) for key in ((0, False), (1, True))
    )
    moved = {Loss(((db, 1),)): (Relocation(astray, 1, (("db", 1),)),)}
    faults = check_plan(
        plan, problem.items, problem.machines, zones=2, survive_nodes=1, staying=STAYING, relocations_by_loss=moved
    )
    assert len(faults) == 1
    assert "start in zone 1, which is not theirs" in faults[0]


def test_what_must_stand_beside_it_comes_along() -> None:
    # db needs a cache on its node. After the loss of the node both go to the spare of zone 0, though zone 1 has room.
    db = replace(DB, affinity=frozenset({"cache"}))
    problem = bound_problem(db, Item("cache", 300, 512, (1, 0)))
    assert problem.faults_of(plan_with(problem, running(0, ("cache", 1), ("db", 1)), spare(0))) == ()
    assert problem.faults_of(plan_with(problem, running(0, ("cache", 1), ("db", 1)), spare(1))) != ()


def test_nodes_that_no_promise_needs_are_taken_away() -> None:
    # web fits beside db on a large machine of zone 0 (1200 of 2000), and a spare as large serves the loss of it:
    # 2 x 0.20. On small machines it is one each and a spare for both: 3 x 0.10.
    problem = bound_problem(DB, replace(WEB, replicas_by_zone=(1, 0)))
    apart = [running(0, ("db", 1)), running(0, ("web", 1)), spare(0, "large"), spare(0), spare(1, count=2)]
    plan = without_idle_nodes(problem, apart)
    assert plan is not None
    assert plan.usd_per_hour == pytest.approx(0.3)
    assert problem.faults_of(plan) == ()
    assert without_idle_nodes(problem, apart[:2]) is None  # nothing to start from: there is no spare


def test_spares_at_home_are_as_large_as_what_runs_there() -> None:
    problem = bound_problem(replace(DB, cpu_millicores=1500), WEB)
    nodes = [running(0, ("db", 1), machine="large"), running(1, ("web", 1))]
    assert with_spares_at_home(problem, nodes, for_all=False)[2:] == [spare(0, "large")]
    assert with_spares_at_home(problem, nodes, for_all=True)[2:] == [spare(0, "large"), spare(1)]
    short = bound_problem(replace(DB, cpu_millicores=1500), WEB, machines=(SMALL, replace(LARGE, stock=1)))
    assert with_spares_at_home(short, nodes, for_all=False) == nodes


def test_the_integer_program_knows_what_stays() -> None:
    # db and its spare in zone 0, and web there or in zone 1 on the third: 3 x 0.10
    problem = bound_problem(DB, WEB)
    plan = plan_by_model(problem)
    assert plan is not None
    assert plan.usd_per_hour == pytest.approx(0.3)
    assert [(node.zone, node.count) for node in plan.nodes if node.spare] == [(0, 1)]
    assert plan_by_model(problem, below=0.3) is None
