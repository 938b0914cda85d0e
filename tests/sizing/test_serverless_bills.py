"""Bills of serverless platforms, worked out by hand from the rates that the knowledge base cites.

A month has 730 hours: 2,628,000 seconds.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from advisor import Infeasible, Topology, load_knowledge, load_scenario, parse_scenario, recommend, size
from advisor.report.sections.bill import total_words
from advisor.sizing.bill_types import BillPart, RangeCause
from advisor.sizing.infeasibility import RefusalCause
from advisor.sizing.note_codes import AssumptionCode, NoteCode

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"
HOURS = 730
SECONDS = HOURS * 3600
CARRIES = (BillPart.NODES, BillPart.TASKS_BUSY, BillPart.TASKS_IDLE, BillPart.REQUESTS)
FREE = (BillPart.FREE_VCPU, BillPart.FREE_MEMORY, BillPart.FREE_REQUESTS)

CLOUDS = {
    "cloud-run": "gcp",
    "gke-autopilot": "gcp",
    "azure-container-apps": "azure",
    "aci": "azure",
    "app-runner": "aws",
    "ecs-fargate": "aws",
}


def fault(name: str, platform: str) -> Topology:
    topology = size(load_scenario(FAULTS / f"{name}.yaml"), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


def sized(platform: str, service: str, rest: str = "") -> Topology | Infeasible:
    text = f"name: hand\nas_of: 2026-11-24\nhosting: {{model: cloud, cloud: {CLOUDS[platform]}, zones: 1}}\n{rest}\n"
    return size(parse_scenario(f"{text}services:\n{service}"), KNOWLEDGE.platforms[platform], KNOWLEDGE)


def billed(platform: str, service: str, rest: str = "") -> Topology:
    topology = sized(platform, service, rest)
    assert isinstance(topology, Topology)
    return topology


def dollars(topology: Topology, *parts: BillPart) -> float:
    return sum(line.usd_per_month or 0.0 for line in topology.bill.lines if line.key.part in parts)


def asked(replicas: str, traffic: str, size: str = "cpu: 1, memory: 1Gi") -> str:
    """A web service with so many requests; replicas as they are written."""
    ports = "ports: [{port: 80, protocol: http, exposure: public}]"
    return f"  - {{name: web, kind: web, replicas: {replicas}, {size}, {ports}, traffic: {traffic}}}"


TEN_A_SECOND = "{requests_per_second: {typical: 10}, milliseconds: 100, concurrency: 1}"


# --- Cloud Run: by request 0.000024 a vCPU and 0.0000025 a GiB and second, 0.40 a million requests; by instance
# 0.000018 and 0.000002; an idle minimum instance 0.0000025 for either


def test_cloud_run_by_request_one_request_at_a_time() -> None:
    # 10 requests a second of 0.1 s each, one at a time: one of the two instances is busy on average, one is idle
    topology = billed("cloud-run", asked("2", TEN_A_SECOND))
    assert dollars(topology, BillPart.TASKS_BUSY) == pytest.approx(SECONDS * (0.000024 + 0.0000025))
    assert dollars(topology, BillPart.TASKS_IDLE) == pytest.approx(SECONDS * 2 * 0.0000025)
    assert dollars(topology, BillPart.REQUESTS) == pytest.approx(10 * SECONDS / 1e6 * 0.4)
    # free: 180,000 vCPU-seconds, 360,000 GiB-seconds, 2 million requests
    assert -dollars(topology, *FREE) == pytest.approx(180_000 * 0.000024 + 360_000 * 0.0000025 + 2 * 0.4)
    # 69.64 + 13.14 + 10.51 - 6.02 = 87.27
    assert dollars(topology, *CARRIES, *FREE) == pytest.approx(87.27, abs=0.01)
    assert topology.bill.ranges == ()  # nothing was assumed, and with one request at a time nothing is open


def test_cloud_run_by_request_counts_begun_steps_of_100_milliseconds() -> None:
    short = "{requests_per_second: {typical: 10}, milliseconds: 20, concurrency: 1}"
    assert billed("cloud-run", asked("2", short)).bill.base == pytest.approx(
        billed("cloud-run", asked("2", TEN_A_SECOND)).bill.base
    )


def test_cloud_run_by_instance_where_instances_are_always_busy() -> None:
    # 100 requests a second of 0.2 s: 20 at hand over 2 instances, so both are busy all the time; by request that is
    # 2 x 2,628,000 x 0.0000265 = 139.28 and 262.8 million requests 105.12; by instance it is 2 x 2,628,000 x 0.00002
    busy = "{requests_per_second: {typical: 100}, milliseconds: 200}"
    topology = billed("cloud-run", asked("2", busy))
    assert dollars(topology, BillPart.NODES) == pytest.approx(2 * SECONDS * (0.000018 + 0.000002))
    assert -dollars(topology, *FREE) == pytest.approx(240_000 * 0.000018 + 450_000 * 0.000002)
    (told,) = (note for note in topology.notes if note.code is NoteCode.BILLED_BY_TIME)
    ((other, usd),) = dict(told.values)["others"]
    assert other == "Request-based"
    assert usd == pytest.approx(139.28 + 105.12, abs=0.02)


def test_cloud_run_by_instance_for_a_worker_without_requests() -> None:
    worker = "  - {name: worker, replicas: 1, cpu: 1, memory: 1Gi, ports: []}"
    topology = billed("cloud-run", worker)
    # 1 x 2,628,000 x 0.00002 = 52.56, less 4.32 and 0.90
    assert dollars(topology, *CARRIES) == pytest.approx(52.56)
    assert dollars(topology, *CARRIES, *FREE) == pytest.approx(52.56 - 4.32 - 0.90)


def test_connections_that_stay_open_keep_instances_busy() -> None:
    ports = "ports: [{port: 80, protocol: websocket, exposure: public}]"
    chat = f"  - {{name: chat, replicas: 2, cpu: 1, memory: 1Gi, {ports}}}"
    assert dollars(billed("cloud-run", chat), *CARRIES) == pytest.approx(2 * SECONDS * (0.000018 + 0.000002))


def test_cloud_run_costs_nothing_in_hours_without_load() -> None:
    # 8 hours a day with 10 requests a second, none at night, down to no instance: a third of the first test without
    # what the idle instance cost; by instance it would be 2 x 876,000 x 0.00002 = 35.04
    profile = "autoscale: scale_to_zero\nload: [" + "0, " * 8 + "1, " * 8 + "0, " * 7 + "0]"
    topology = billed("cloud-run", asked("{min: 0, typical: 2, peak: 2}", TEN_A_SECOND), profile)
    assert dollars(topology, BillPart.TASKS_IDLE) == 0
    assert dollars(topology, BillPart.TASKS_BUSY) == pytest.approx(SECONDS / 3 * 0.0000265)  # 23.21
    assert dollars(topology, BillPart.REQUESTS) == pytest.approx(SECONDS / 3 * 10 / 1e6 * 0.4)  # 3.50
    assert dollars(topology, *CARRIES, *FREE) == pytest.approx(23.214 + 3.504 - 6.02, abs=0.01)


def test_cloud_run_for_tiny_containers() -> None:
    # Traffic is not given: a request a second to each of 5 replicas is assumed, 0.2 s each. Below one vCPU an instance
    # takes one request at a time, so 5 x 0.2 = 1 of them is busy and 4 wait:
    #   busy 1 x 2,628,000 x (0.1 x 0.000024 + 0.125 x 0.0000025) = 7.13
    #   idle 4 x 2,628,000 x (0.1 + 0.125) x 0.0000025            = 5.91
    #   requests 13.14 million                                     = 5.26
    #   free 180,000 x 0.000024 + 328,500 x 0.0000025 + 0.80       = 5.94
    topology = fault("cloud-run-tiny", "cloud-run")
    (node,) = topology.pools[0].nodes
    assert (node.machine, node.count) == ("0.1 vCPU, 128 MiB", 5)
    assert dollars(topology, *CARRIES, *FREE) == pytest.approx(7.128 + 5.913 + 5.256 - 5.941, abs=0.01)
    assert {AssumptionCode.REQUEST_RATE, AssumptionCode.REQUEST_MILLISECONDS} <= {
        assumed.note.code for assumed in topology.assumptions
    }
    low, base, high = topology.bill.low, topology.bill.base, topology.bill.high
    assert low is not None and base is not None and high is not None
    assert low < base < high
    assert [each.cause for each in topology.bill.ranges] == [RangeCause.ASSUMED_REQUESTS]
    (ready,) = (note for note in topology.notes if note.code is NoteCode.KEPT_READY)
    assert dict(ready.values)["usd_per_month"] == pytest.approx(5.913)


def test_requests_that_share_an_instance() -> None:
    # 5 requests a second of 0.2 s, up to 80 at a time, on 5 instances: one is at hand, 0.2 for each; each is busy
    # with the probability 1 - exp(-0.2). Packed tightly 1 / 80 of an instance is busy, with no two in one place 1.
    many = "{requests_per_second: {typical: 5}, milliseconds: 200, concurrency: 80}"
    topology = billed("cloud-run", asked("5", many))
    (usage,) = topology.pools[0].usage
    assert usage.busy == pytest.approx((1 / 80, 5 * (1 - math.exp(-0.2)), 1))
    assert [each.cause for each in topology.bill.ranges] == [RangeCause.REQUEST_SPREAD]


def test_cloud_run_with_a_gpu() -> None:
    # 4 vCPU, 16 GiB and an L4 for as long as the instance stays: (4 x 0.000018 + 16 x 0.000002 + 0.0001867) x 2,628,000
    topology = fault("gpu-on-gcp", "cloud-run")
    assert dollars(topology, *CARRIES) == pytest.approx(SECONDS * (4 * 0.000018 + 16 * 0.000002 + 0.0001867), rel=1e-4)
    refused = sized(
        "cloud-run", "  - {name: a, replicas: 1, cpu: 4, memory: 16Gi, gpu: {count: 1, type: a100}, ports: []}"
    )
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.NO_GPU_SIZE


# --- Azure Container Apps: 0.000024 a vCPU and second active, 0.000003 idle; 0.000003 a GiB either way; 0.40 a million


def test_container_apps_active_and_idle() -> None:
    # one replica of 0.5 vCPU and 1 GiB that is busy 0.2 of the time: 1 request a second of 0.2 s, one at a time
    traffic = "{requests_per_second: {typical: 1}, milliseconds: 200, concurrency: 1}"
    topology = billed("azure-container-apps", asked("1", traffic, "cpu: 500m, memory: 1Gi"))
    active, idle = 0.5 * 0.000024 + 0.000003, 0.5 * 0.000003 + 0.000003
    assert dollars(topology, BillPart.TASKS_BUSY) == pytest.approx(0.2 * SECONDS * active)  # 7.88
    assert dollars(topology, BillPart.TASKS_IDLE) == pytest.approx(0.8 * SECONDS * idle)  # 9.46
    assert dollars(topology, BillPart.REQUESTS) == pytest.approx(2.628 * 0.4)
    # 262,800 vCPU-seconds and 525,600 GiB-seconds were active: all of both grants is used
    assert -dollars(topology, *FREE) == pytest.approx(180_000 * 0.000024 + 360_000 * 0.000003 + 2 * 0.4)


def test_a_worker_beside_a_service_of_its_size_has_a_line_of_its_own() -> None:
    traffic = "{requests_per_second: {typical: 1}, milliseconds: 200, concurrency: 1}"
    worker = "  - {name: worker, replicas: 1, cpu: 500m, memory: 1Gi, ports: []}"
    profile = "load: [" + "0, " * 12 + "1, " * 11 + "1]"
    both = f"{asked('1', traffic, 'cpu: 500m, memory: 1Gi')}\n{worker}"
    topology = billed("azure-container-apps", both, profile)
    # 12 hours: the worker is busy and the service a fifth of the time; 12 hours without load: both are idle
    half = SECONDS / 2
    assert dollars(topology, BillPart.NODES) == pytest.approx(half * 0.000015)
    assert dollars(topology, BillPart.TASKS_BUSY) == pytest.approx(half * 0.2 * 0.000015)
    assert dollars(topology, BillPart.TASKS_IDLE) == pytest.approx((half * 0.8 + 2 * half) * 0.0000045)
    keys = [line.key for line in topology.bill.lines]
    assert len(keys) == len(set(keys))


def test_container_apps_beyond_the_least_number_are_never_idle() -> None:
    traffic = "{requests_per_second: {typical: 1, peak: 1}, milliseconds: 200, concurrency: 1}"
    replicas = "{min: 1, typical: 2, peak: 2}"
    topology = billed("azure-container-apps", asked(replicas, traffic, "cpu: 500m, memory: 1Gi"), "autoscale: replicas")
    assert dollars(topology, BillPart.TASKS_BUSY) == pytest.approx(2 * SECONDS * 0.000015)
    assert dollars(topology, BillPart.TASKS_IDLE) == 0


def test_container_apps_cost_nothing_in_hours_without_load() -> None:
    profile = "autoscale: scale_to_zero\nload: [" + "0, " * 12 + "1, " * 11 + "1]"
    traffic = "{requests_per_second: {typical: 100}, milliseconds: 100, concurrency: 10}"
    topology = billed("azure-container-apps", asked("{min: 0, typical: 1, peak: 1}", traffic), profile)
    # 1 vCPU with 2 GiB, the only size of it, for half of the hours
    assert dollars(topology, BillPart.TASKS_BUSY) == pytest.approx(SECONDS / 2 * (0.000024 + 2 * 0.000003))
    assert dollars(topology, BillPart.TASKS_IDLE) == 0


# --- App Runner: 0.064 a vCPU and hour while active, 0.007 a GB and hour always; one instance at least


def test_app_runner_active_and_provisioned() -> None:
    # 10 requests a second of 0.1 s, one at a time: one of two instances of 1 vCPU and 2 GB is active, one provisioned
    topology = billed("app-runner", asked("2", TEN_A_SECOND))
    assert dollars(topology, BillPart.TASKS_BUSY) == pytest.approx(HOURS * (0.064 + 2 * 0.007))  # 56.94
    assert dollars(topology, BillPart.TASKS_IDLE) == pytest.approx(HOURS * 2 * 0.007)  # 10.22
    assert dollars(topology, *CARRIES) == pytest.approx(67.16)


def test_app_runner_keeps_an_instance_in_hours_without_load() -> None:
    profile = "autoscale: scale_to_zero\nload: [" + "0, " * 12 + "1, " * 11 + "1]"
    topology = billed("app-runner", asked("{min: 0, typical: 2, peak: 2}", TEN_A_SECOND), profile)
    # 12 hours with one of two active and none waiting; 12 hours with one that is provisioned
    assert dollars(topology, BillPart.TASKS_BUSY) == pytest.approx(HOURS / 2 * 0.078)
    assert dollars(topology, BillPart.TASKS_IDLE) == pytest.approx(HOURS / 2 * 0.014)


# --- Fargate: by the second for as long as a task runs


def test_fargate_on_arm() -> None:
    # 4 x (0.03238 + 2 x 0.00356) x 730
    assert dollars(fault("fargate-arm", "ecs-fargate"), BillPart.NODES) == pytest.approx(115.34)


def test_fargate_on_windows() -> None:
    # 2 x (0.046552 + 0.046 for the licence + 4 x 0.00511175) x 730
    assert dollars(fault("fargate-windows", "ecs-fargate"), BillPart.NODES) == pytest.approx(164.98, abs=0.01)


def test_fargate_has_no_windows_task_below_one_vcpu() -> None:
    small = "  - {name: web, os: windows, replicas: 1, cpu: 250m, memory: 512Mi, ports: []}"
    assert [size.name for size in billed("ecs-fargate", small).pools[0].machines] == ["1 vCPU, 2 GiB, Windows"]


def test_linux_and_windows_tasks_of_one_size_have_prices_of_their_own() -> None:
    both = (
        "  - {name: a, os: linux, replicas: 1, cpu: 1, memory: 2Gi, ports: []}\n"
        "  - {name: b, os: windows, replicas: 1, cpu: 1, memory: 2Gi, ports: []}"
    )
    linux, windows = 0.04048 + 2 * 0.004445, 0.046552 + 0.046 + 2 * 0.00511175
    assert dollars(billed("ecs-fargate", both), BillPart.NODES) == pytest.approx(HOURS * (linux + windows))


def test_fargate_on_linux_with_and_without_idle_hours() -> None:
    web = asked("{min: 0, typical: 2, peak: 2}", TEN_A_SECOND, "cpu: 1, memory: 2Gi")
    hourly = 0.04048 + 2 * 0.004445
    assert dollars(billed("ecs-fargate", web), BillPart.NODES) == pytest.approx(2 * HOURS * hourly)
    profile = "autoscale: scale_to_zero\nload: [" + "0, " * 18 + "1, " * 5 + "1]"
    assert dollars(billed("ecs-fargate", web, profile), BillPart.NODES) == pytest.approx(2 * HOURS / 4 * hourly)


# --- Azure Container Instances


def test_container_instances_on_linux_and_windows() -> None:
    # a group of 1 vCPU: 1 GiB and 64 MiB for the service itself are 1.125 GiB as sold
    linux = "  - {name: web, replicas: 1, cpu: 1, memory: 1Gi, ports: []}"
    windows = "  - {name: web, os: windows, replicas: 1, cpu: 1, memory: 1Gi, ports: []}"
    hourly = 0.0405 + 1.125 * 0.00445
    assert dollars(billed("aci", linux), BillPart.NODES) == pytest.approx(HOURS * hourly)
    # 0.000012 a vCPU and second more for Windows
    assert dollars(billed("aci", windows), BillPart.NODES) == pytest.approx(HOURS * (hourly + 0.0432))


# --- GKE Autopilot


def test_autopilot_takes_large_pods_in_another_class_without_a_price() -> None:
    topology = fault("autopilot-40-vcpu", "gke-autopilot")
    (node,) = topology.pools[0].nodes
    assert node.machine == "40 vCPU, 200 GiB, Balanced"
    (line,) = (line for line in topology.bill.lines if line.key.part is BillPart.NODES)
    assert line.usd_per_month is None
    assert topology.bill.is_lower_limit
    # the credit of an account takes 73 off what has a price, but no end of what has none is known
    assert total_words(topology.bill) == "At least USD 73; what has a price costs between USD 0 and USD 73."


def test_autopilot_with_and_without_idle_hours() -> None:
    pods = "  - {name: web, kind: web, replicas: {min: 0, typical: 2, peak: 2}, cpu: 1, memory: 2Gi, ports: []}"
    hourly = 0.0445 + 2 * 0.0049225
    assert dollars(billed("gke-autopilot", pods), BillPart.NODES) == pytest.approx(2 * HOURS * hourly)
    profile = "autoscale: scale_to_zero\nload: [" + "0, " * 18 + "1, " * 5 + "1]"
    assert dollars(billed("gke-autopilot", pods, profile), BillPart.NODES) == pytest.approx(2 * HOURS / 4 * hourly)


# --- disk that is gone with a task


def test_disk_of_a_task_is_included_priced_or_too_much() -> None:
    def task(disk: str) -> str:
        return f"  - {{name: etl, replicas: 1, cpu: 1, memory: 2Gi, disk: {disk}, stateful: false, ports: []}}"

    hourly = 0.04048 + 2 * 0.004445
    assert dollars(billed("ecs-fargate", task("20Gi")), BillPart.NODES) == pytest.approx(HOURS * hourly)
    # 80 GiB beyond those that come with a task
    more = billed("ecs-fargate", task("100Gi"))
    assert dollars(more, BillPart.NODES) == pytest.approx(HOURS * (hourly + 80 * 0.000111))
    refused = sized("ecs-fargate", task("300Gi"))
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.DISK_BEYOND_TASK
    # what an instance of Cloud Run writes counts as its memory: 2 + 1 GiB
    assert [size.name for size in billed("cloud-run", task("1Gi")).pools[0].machines] == [
        "1 vCPU, 3 GiB, Instance-based"
    ]


# --- what does not run, and what stands together


@pytest.mark.parametrize(
    ("platform", "service", "cause"),
    [
        ("cloud-run", "os: windows", RefusalCause.NO_WINDOWS),
        ("cloud-run", "arch: arm64", RefusalCause.NO_SUCH_TASKS),
        ("app-runner", "arch: arm64", RefusalCause.NO_SUCH_TASKS),
        ("aci", "arch: arm64", RefusalCause.NO_SUCH_TASKS),
    ],
)
def test_tasks_of_another_system_or_processor_are_refused(platform: str, service: str, cause: RefusalCause) -> None:
    refused = sized(platform, f"  - {{name: web, {service}, replicas: 1, cpu: 1, memory: 1Gi, ports: []}}")
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is cause


def test_services_that_stand_together_are_one_task() -> None:
    # app and log have 3 replicas each: 3 tasks of 0.5 vCPU and 1 GiB: 3 x (0.5 x 0.04048 + 0.004445) x 730
    topology = fault("affinity-on-fargate", "ecs-fargate")
    (node,) = topology.pools[0].nodes
    assert (node.count, node.pods) == (3, (("app", 1), ("log", 1)))
    assert dollars(topology, BillPart.NODES) == pytest.approx(54.06, abs=0.01)
    assert NoteCode.ONE_TASK in {note.code for note in topology.notes}


def tied(first: int, second: int) -> str:
    """A cache, and a web service that must stand beside one."""
    return (
        f"  - {{name: cache, replicas: {first}, cpu: 250m, memory: 512Mi, ports: []}}\n"
        f"  - {{name: web, replicas: {second}, cpu: 250m, memory: 512Mi, ports: [], affinity: [cache]}}"
    )


def test_several_containers_of_a_service_stand_in_one_task() -> None:
    (node,) = billed("ecs-fargate", tied(2, 6)).pools[0].nodes
    assert (node.count, node.pods) == (2, (("cache", 1), ("web", 3)))


def test_what_needs_nobody_may_stand_alone_beside_the_tasks() -> None:
    nodes = billed("ecs-fargate", tied(5, 3)).pools[0].nodes
    assert sorted((node.count, node.pods) for node in nodes) == [(2, (("cache", 1),)), (3, (("cache", 1), ("web", 1)))]


@pytest.mark.parametrize(
    ("platform", "first", "second", "cause"),
    [
        ("ecs-fargate", 2, 3, RefusalCause.NOT_ONE_TASK),  # one web of three would stand without a cache
        ("ecs-fargate", 1, 12, RefusalCause.TOO_MANY_IN_ONE_TASK),  # 13 containers, and ten are allowed
        ("app-runner", 2, 2, RefusalCause.TOO_MANY_IN_ONE_TASK),  # an instance holds one container
    ],
)
def test_what_cannot_stand_together_is_refused(platform: str, first: int, second: int, cause: RefusalCause) -> None:
    refused = sized(platform, tied(first, second))
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is cause


def test_what_nobody_promises_of_places_is_told() -> None:
    kept = "  - {name: db, replicas: 2, cpu: 1, memory: 1Gi, ports: [], SPREAD}"
    spread = kept.replace("SPREAD", "spread: zone")
    apart = kept.replace("SPREAD", "anti_affinity: [db]")
    # a task of Fargate has a virtual machine of its own, and tasks spread over zones by themselves
    assert not {NoteCode.KEPT_APART_UNSEEN, NoteCode.ZONES_BY_HAND} & {
        note.code for service in (spread, apart) for note in billed("ecs-fargate", service).notes
    }
    assert NoteCode.ZONES_BY_HAND in {note.code for note in billed("aci", spread).notes}
    assert NoteCode.KEPT_APART_UNSEEN in {note.code for note in billed("azure-container-apps", apart).notes}


# --- two services that sleep most of the day


def test_services_that_sleep_cost_next_to_nothing_and_need_no_kubernetes() -> None:
    answer = recommend(load_scenario(FAULTS / "idle-service.yaml"), KNOWLEDGE, how_sure=False)
    winner = answer.ranking[0]
    assert winner.platform.id == "cloud-run"
    # 4 replicas of 250m / 512Mi sleep 18 hours of the day; in 6 they get 4 requests a second of 0.2 s, so 0.8 are busy:
    # 0.8 x 6/24 x 2,628,000 = 525,600 s x 0.25 = 131,400 vCPU-seconds and 262,800 GiB-seconds: both within what is free
    # each month; of 2.628 million requests 0.628 are paid: 0.25 USD
    assert dollars(winner.topology, *CARRIES, *FREE) == pytest.approx(0.628 * 0.4, abs=0.01)
    assert AssumptionCode.BUSY_HOURS in {assumed.note.code for assumed in winner.topology.assumptions}
    assert winner.topology.bill.high is not None and winner.topology.bill.high < 195


def test_hours_without_load_are_a_range_where_nobody_said_when() -> None:
    pods = "  - {name: web, kind: web, replicas: 2, cpu: 1, memory: 2Gi}"
    bill = billed("ecs-fargate", pods, "autoscale: scale_to_zero").bill
    hourly = 2 * (0.04048 + 2 * 0.004445)
    # 6 busy hours of 24 are assumed; low has 2 and high 12 of them
    (span,) = (each for each in bill.ranges if each.cause is RangeCause.BUSY_HOURS)
    assert dollars(billed("ecs-fargate", pods, "autoscale: scale_to_zero"), BillPart.NODES) == pytest.approx(
        HOURS * hourly * 6 / 24
    )
    assert span.low == pytest.approx(-HOURS * hourly * 4 / 24, rel=0.15)
    assert span.high == pytest.approx(HOURS * hourly * 6 / 24, rel=0.15)


def test_services_that_sleep_are_awake_in_all_hours_at_the_peak_that_were_asked_for() -> None:
    # 6 busy hours a day are assumed where nothing tells more; 12 at the peak are asked for, so they are awake for 12:
    # 2 tasks of 1 vCPU and 2 GiB at 0.04048 + 2 x 0.004445 USD, for half of the 730 hours
    worker = "  - {name: job, replicas: {min: 0, typical: 1, peak: 2}, cpu: 1, memory: 2Gi, ports: []}"
    topology = billed("ecs-fargate", worker, "autoscale: scale_to_zero\nload: {peak_hours_per_day: 12}")
    assert dollars(topology, BillPart.NODES) == pytest.approx(2 * (0.04048 + 2 * 0.004445) * HOURS / 2)


@pytest.mark.parametrize(("gpu", "told"), [(0, False), (1, True)])
def test_the_price_of_a_gpu_is_told_where_one_is_taken_alone(gpu: int, told: bool) -> None:
    service = {"name": "web", "replicas": 1, "cpu": 4, "memory": "16Gi", "gpu": gpu}
    asked = {"name": "a", "as_of": "2026-11", "hosting": {"model": "cloud", "cloud": "gcp"}, "services": [service]}
    topology = size(load_scenario(asked), KNOWLEDGE.platforms["cloud-run"], KNOWLEDGE)
    assert isinstance(topology, Topology)
    assert any("GPU" in note.note for note in topology.bill.price_notes) is told
