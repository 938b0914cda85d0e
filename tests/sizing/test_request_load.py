"""How many replicas are busy with requests: Little's law and Erlang's model against figures worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import load_knowledge, parse_scenario
from advisor.knowledge.size_tables import TaskRange, TaskSize
from advisor.sizing.load_levels import levels_of
from advisor.sizing.request_load import Estimate, busy_replicas, exactly
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()


def test_one_request_at_a_time_keeps_as_many_replicas_busy_as_there_are_requests_at_hand() -> None:
    # Little: 4 a second x 0.25 s = 1
    assert busy_replicas(exactly(4), exactly(0.25), concurrency=1, replicas=3) == (1, 1, 1)


def test_two_requests_at_a_time_are_the_queue_with_two_servers() -> None:
    # M/M/2 with half of its servers busy is empty with (1 - 1/2) / (1 + 1/2) = 1/3, so it is busy 2/3 of the time
    assert busy_replicas(exactly(1), exactly(1), concurrency=2, replicas=1).base == pytest.approx(2 / 3)


def test_more_requests_than_replicas_can_take_need_more_replicas() -> None:
    # 100 requests at hand, ten at a time: ten replicas, all busy, though two were planned
    assert busy_replicas(exactly(100), exactly(1), concurrency=10, replicas=2).base == pytest.approx(10)


def test_no_requests_keep_nobody_busy() -> None:
    assert busy_replicas(exactly(0), exactly(1), concurrency=80, replicas=5) == (0, 0, 0)


def test_assumed_requests_give_a_range() -> None:
    few, likely, many = busy_replicas(Estimate(1, 2, 4), Estimate(0.1, 0.1, 0.1), concurrency=80, replicas=1)
    assert (few, likely, many) == pytest.approx((1 - math.exp(-0.1), 1 - math.exp(-0.2), 1 - math.exp(-0.4)))


@given(
    rate=st.floats(0, 1000),
    seconds=st.floats(0.01, 10),
    concurrency=st.integers(1, 100),
    replicas=st.integers(1, 50),
)
def test_busy_replicas_stay_within_what_little_allows(
    rate: float, seconds: float, concurrency: int, replicas: int
) -> None:
    at_hand = rate * seconds
    low, base, high = busy_replicas(exactly(rate), exactly(seconds), concurrency, replicas)
    assert 0 <= low <= base <= high
    assert base >= at_hand / concurrency * (1 - 1e-9) - 1e-9
    assert base <= min(at_hand, max(replicas, math.ceil(at_hand / concurrency))) * (1 + 1e-9) + 1e-9


@given(cpu=st.integers(1, 30_000), memory=st.integers(1, 112_640))
def test_a_range_of_sizes_sells_at_least_what_is_asked_for_in_its_proportions(cpu: int, memory: int) -> None:
    pods = TaskRange(
        cpu_min_millicores=50,
        cpu_max_millicores=30_000,
        memory_min_mib=52,
        memory_max_mib=112_640,
        least_mib_per_vcpu=1024,
        most_mib_per_vcpu=6656,
    )
    sold = pods.sold_for(cpu, memory)
    assert sold is not None  # 112,640 MiB take 16.9 vCPU
    assert sold[0] >= max(cpu, 50)
    assert sold[1] >= max(memory, 52)
    assert sold[0] * 1024 <= sold[1] * 1000 <= sold[0] * 6656


def test_a_size_sells_memory_in_its_steps() -> None:
    size = TaskSize(cpu_millicores=500, memory_min_mib=1024, memory_max_mib=4096, memory_step_mib=1024)
    assert size.sold_for(400, 1025) == (500, 2048)
    assert size.sold_for(400, 5000) is None


def test_requests_follow_the_hours_of_the_profile() -> None:
    text = (
        "name: day\nload: [" + "0, " * 12 + "0.5, " * 6 + "1, " * 5 + "1]\nservices:\n"
        "  - {name: web, replicas: {min: 1, typical: 1, peak: 1}, cpu: 1, memory: 1Gi, "
        "traffic: {requests_per_second: {typical: 2, peak: 8}, milliseconds: 100}}"
    )
    levels = levels_of(resolve_workload(parse_scenario(text), KNOWLEDGE), by_requests=True)
    rates = {}
    for level in levels:
        (web,) = level.workload.services
        assert web.requests is not None
        rates[web.requests.typical_per_second.base] = level.hours
    assert rates == {0: 12, 4: 6, 8: 6}


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ("{}", True),
        ("workloads: [web, batch]", True),
        ("workloads: [batch, worker]", False),  # jobs run to their end, and nobody waits for an answer
        ("protocols: [udp]", False),
    ],
)
def test_services_that_nobody_listed_take_requests_where_nothing_speaks_against_it(answers: str, asked: bool) -> None:
    text = f"name: crawler\nscale: {{services: 3}}\n{answers if answers != '{}' else ''}\n"
    workload = resolve_workload(parse_scenario(text), KNOWLEDGE)
    assert {service.requests is not None for service in workload.services} == {asked}
