"""Plans are remembered, but never those of a search that somebody stopped."""

from __future__ import annotations

import pytest

from advisor.packing import Effort, Item, Machine, Plan, Progress
from advisor.sizing.pack_cache import PackingProblem, followed, pack_once

MACHINES = (Machine("small", 2000, 4000, 20, 0.06), Machine("large", 7000, 13000, 40, 0.19))
ITEMS = tuple(Item(f"cached{n}", 330 + 170 * n, 500 + 430 * (n % 5), (7, 6, 5)) for n in range(9))


def test_the_plan_of_a_stopped_search_is_forgotten() -> None:
    problem = PackingProblem(ITEMS, MACHINES, 3, 1, True, False, Effort.DEFAULT)
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return False

    with followed(stop):
        stopped = pack_once(problem)
    plan = pack_once(problem)
    assert len(seen) == 1
    assert isinstance(stopped, Plan)
    assert isinstance(plan, Plan)
    assert (stopped.ended_by, plan.ended_by != "stopped") == ("stopped", True)
    assert plan.usd_per_hour <= stopped.usd_per_hour
    assert pack_once(problem) is plan


def test_a_plan_that_was_only_followed_is_remembered() -> None:
    problem = PackingProblem(ITEMS[:3], MACHINES, 3, 1, True, False, Effort.DEFAULT)
    seen: list[Progress] = []
    with followed(seen.append):
        plan = pack_once(problem)
    assert seen
    assert pack_once(problem) is plan
    with followed(None):
        assert pack_once(problem._replace(zones=3)) is plan


@pytest.fixture(autouse=True)
def _empty() -> None:
    pack_once.cache_clear()
