"""Progress: told at each step, changes nothing, and stops the search at the best plan so far."""

from __future__ import annotations

import random
from functools import cache

import pytest

from advisor.packing import Item, Machine, NoPlan, Phase, Plan, Progress, Settings, check_plan, pack

MACHINES = [
    Machine("small", 2000, 4000, 20, 0.06),
    Machine("large", 7000, 13000, 40, 0.19),
    Machine("wide", 7900, 30000, 60, 0.29),
]
ITEMS = [Item(f"s{n}", 300 + 170 * n, 500 + 430 * (n % 5), (4, 3, 5), surge=30 if n == 8 else 0) for n in range(9)]


def packed(settings: Settings, seen: list[Progress] | None = None, last: int = 10**9) -> Plan | NoPlan:
    """The plan of the items; the search is stopped once so many reports have been seen."""
    log = seen if seen is not None else []

    def follow(progress: Progress) -> bool | None:
        log.append(progress)
        return False if len(log) >= last else None

    return pack(
        ITEMS,
        MACHINES,
        zones=3,
        survive_nodes=1,
        survive_zone=True,
        settings=settings,
        on_progress=None if seen is None else follow,
    )


@cache
def searched_thoroughly() -> Plan | NoPlan:
    """The plan of a thorough search that nobody follows or stops."""
    return packed(Settings.thorough())


@pytest.mark.slow
@pytest.mark.parametrize("settings", [Settings.default(), Settings.thorough()], ids=["default", "thorough"])
def test_following_a_search_changes_nothing(settings: Settings) -> None:
    seen: list[Progress] = []
    alone = searched_thoroughly() if settings == Settings.thorough() else packed(settings)
    assert packed(settings, seen) == alone
    phases = list(dict.fromkeys(progress.phase for progress in seen))
    assert phases[:2] == [Phase.BOUND, Phase.PLACEMENTS]
    assert phases[-1] is Phase.PROOF
    assert Phase.SURGES in phases
    assert (Phase.COLUMNS in phases) == settings.parts.columns


def test_costs_fall_and_bounds_rise_until_surges_are_added() -> None:
    seen: list[Progress] = []
    plan = packed(Settings(), seen)
    assert isinstance(plan, Plan)
    before = [one for one in seen if one.phase not in (Phase.SURGES, Phase.PROOF)]
    before = before[: next(i for i, one in enumerate(seen) if one.phase is Phase.SURGES)]
    costs = [one.usd_per_hour for one in before if one.usd_per_hour is not None]
    assert costs == sorted(costs, reverse=True)
    assert [one.bound_usd_per_hour for one in seen] == sorted(one.bound_usd_per_hour for one in seen)
    assert [one.work for one in seen] == sorted(one.work for one in seen)
    # the last report is of the plan that came back
    assert seen[-1].usd_per_hour == plan.usd_per_hour
    assert seen[-1].gap == pytest.approx(plan.gap)


@pytest.mark.slow
@pytest.mark.parametrize("last", [1, 3, 6, 12])
def test_a_stopped_search_gives_a_plan_that_keeps_every_promise(last: int) -> None:
    seen: list[Progress] = []
    plan, best = packed(Settings.thorough(), seen, last), searched_thoroughly()
    assert isinstance(plan, Plan)
    assert isinstance(best, Plan)
    assert len(seen) == last  # nobody is told anything after having stopped the search
    assert plan.ended_by in ("stopped", "gap_goal", "proved")
    assert plan.usd_per_hour >= best.bound_usd_per_hour
    assert plan.certificate is not None
    assert check_plan(plan, ITEMS, MACHINES, zones=3, survive_nodes=1, survive_zone=True) == ()


def test_a_search_without_anything_to_do_tells_nothing() -> None:
    seen: list[Progress] = []
    plan = pack([], MACHINES, zones=1, on_progress=seen.append)  # type: ignore[func-returns-value]
    assert isinstance(plan, Plan)
    assert seen == []


@pytest.mark.parametrize("seed", range(40))
def test_the_last_report_is_of_the_plan_that_came_back_for_tiny_problems_too(seed: int) -> None:
    """Tiny problems are enumerated as well, and what that finds is told like any better plan."""
    draw = random.Random(seed)
    items = [
        Item(f"s{n}", draw.randint(100, 900), draw.randint(100, 3000), (draw.randint(1, 3),))
        for n in range(draw.randint(1, 4))
    ]
    machines = [
        Machine(f"m{n}", cores * 1000, cores * 3000, 20, cores * 0.05 + draw.random() / 20)
        for n, cores in enumerate((1, 2, 3))
    ]
    seen: list[Progress] = []
    plan = pack(items, machines, zones=1, settings=Settings.thorough(), on_progress=seen.append)
    assert isinstance(plan, Plan)
    assert seen[-1].usd_per_hour == plan.usd_per_hour
