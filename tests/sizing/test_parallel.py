"""A second process changes nothing but the time it takes."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from advisor.knowledge import example_scenarios
from advisor.sizing.parallel import in_two_processes, may_fork
from tests.sizing import parallel_work

PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a process is copied on Linux only"),
]


def elsewhere(function: Callable[..., Any], *values: Any) -> Any:
    """What a function returns in a process of its own, which has one thread."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *values).result()


def test_plans_are_the_same_and_the_second_process_makes_some_of_them() -> None:
    same, made_here, ended = elsewhere(parallel_work.pack_half)
    assert same and ended
    assert 0 < made_here < len(parallel_work.PROBLEMS)


@pytest.mark.parametrize("mishap", ["death", "a slip"])
def test_what_the_second_process_fails_to_do_is_done_in_the_first(mishap: str) -> None:
    assert elsewhere(parallel_work.outlive, mishap)


def test_a_failure_in_the_first_process_ends_the_second() -> None:
    assert elsewhere(parallel_work.fail) == ("in the first process", True)


@pytest.mark.skipif(PROCESSORS < 2, reason="one processor")
@pytest.mark.parametrize("name", ["online-boutique", "hybrid-retailer"])
def test_a_recommendation_in_two_processes_is_that_of_one(name: str) -> None:
    assert elsewhere(parallel_work.recommend_both_ways, example_scenarios()[name])


def test_a_process_with_threads_is_not_copied() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not may_fork()
    finally:
        stop.set()
        thread.join()


def test_where_no_process_can_be_started_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Any) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr("multiprocessing.context.ForkProcess.start", refuse)
    assert in_two_processes(abs, [-1, 2, -3]) == [1, 2, 3]
