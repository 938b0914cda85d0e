"""Services without a size get one by the kind of software, as a range that every bill follows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisor import Topology, load_knowledge, load_scenario, parse_scenario, size
from advisor.scenario import Service
from advisor.sizing.assumed_sizes import SizeCase, preset_of
from advisor.sizing.bill_types import RangeCause
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.workload import resolve_workload

KNOWLEDGE = load_knowledge()
UNKNOWN = Path(__file__).parent / "faults" / "sizes-unknown.yaml"
HOURS = 730
VCPU, GIB = 0.04048, 0.004445  # Fargate, USD an hour


def sized(text: str, platform: str) -> Topology:
    topology = size(parse_scenario(text), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology)
    return topology


@pytest.mark.parametrize(
    ("service", "preset"),
    [
        ({"name": "orders-db"}, "database"),
        ({"name": "store", "image": "docker.io/bitnami/postgresql:16.4"}, "database"),
        ({"name": "postgres-exporter"}, "static_web"),  # the last word says what it is
        ({"name": "redis-worker"}, "worker"),
        ({"name": "sessions", "image": "valkey/valkey@sha256:00"}, "cache"),
        ({"name": "events", "image": "confluentinc/cp-kafka:7.6.0"}, "broker"),
        ({"name": "nightly", "kind": "batch"}, "worker"),
        ({"name": "scorer", "kind": "ml"}, "ml"),
        ({"name": "ledger", "stateful": True}, "database"),
        ({"name": "billing"}, "general"),
        ({"name": "web"}, "general"),
        ({"name": "web", "image": "nginx"}, "static_web"),
    ],
)
def test_the_kind_of_software_is_read_from_image_name_and_kind(service: dict[str, object], preset: str) -> None:
    assert preset_of(Service.model_validate(service), KNOWLEDGE) == preset


def test_low_and_high_are_planned_with_the_sizes_of_the_preset() -> None:
    topology = sized(
        "name: one\nas_of: 2026-11-24\nos: linux\nhosting: {model: cloud, cloud: aws, zones: 1, subnets: private}\n"
        "services:\n  - {name: postgres, replicas: 1, ports: []}",
        "ecs-fargate",
    )
    # 100m and 128 MiB take 0.25 vCPU with 0.5 GiB; 500m and 2 GiB 0.5 with 2; 4 vCPU and 16 GiB just that.
    # A gateway with its address, 0.05 an hour, stands beside each
    low, base, high = ((cpu * VCPU + gib * GIB + 0.05) * HOURS for cpu, gib in ((0.25, 0.5), (0.5, 2), (4, 16)))
    bill = topology.bill
    assert (bill.low, bill.base, bill.high) == (pytest.approx(low), pytest.approx(base), pytest.approx(high))
    (told,) = (each for each in bill.ranges if each.cause is RangeCause.ASSUMED_SIZES)
    assert (told.low, told.high) == (pytest.approx(low - base), pytest.approx(high - base))


def test_six_services_without_sizes_differ_several_times_on_every_platform() -> None:
    scenario = load_scenario(UNKNOWN)
    for name in ("gke-standard", "gke-autopilot", "docker-compose-single-vm", "k3s", "nomad"):
        topology = size(scenario, KNOWLEDGE.platforms[name], KNOWLEDGE)
        assert isinstance(topology, Topology)
        bill = topology.bill
        assert bill.low and bill.base and bill.high
        assert bill.low < bill.base < bill.high
        assert bill.high > 3 * bill.low, name
    sizes = [each for each in topology.assumptions if each.note.code is AssumptionCode.SIZES]
    told = {dict(each.note.values)["services"]: dict(each.note.values)["mebibytes"] for each in sizes}
    assert told == {
        ("web",): (128, 512, 2048),
        ("worker",): (256, 1024, 4096),
        ("postgres",): (128, 2048, 16384),
        ("redis",): (128, 512, 4096),
        ("clickhouse",): (2048, 8192, 32768),
        ("minio",): (512, 4096, 16384),
    }


def test_given_sizes_have_no_range() -> None:
    text = (
        "name: given\nas_of: 2026-11-24\nhosting: {model: cloud, cloud: aws, zones: 1, subnets: private}\n"
        "services:\n  - {name: postgres, replicas: 1, cpu: 500m, memory: 2Gi, ports: []}"
    )
    assert sized(text, "ecs-fargate").bill.ranges == ()


def test_an_unknown_number_of_services_is_halved_and_doubled_as_well() -> None:
    scenario = parse_scenario("{name: nothing, hosting: {model: cloud, cloud: aws}}")
    replicas = {
        case: sum(service.peak for service in resolve_workload(scenario, KNOWLEDGE, case).services) for case in SizeCase
    }
    # five services of two replicas each; half of five, rounded up, is three
    assert replicas == {SizeCase.LOW: 6, SizeCase.BASE: 10, SizeCase.HIGH: 20}
    counted = parse_scenario("{name: counted, hosting: {model: cloud, cloud: aws}, scale: {services: 4}}")
    assert {sum(s.peak for s in resolve_workload(counted, KNOWLEDGE, case).services) for case in SizeCase} == {8}


def test_larger_sizes_that_do_not_fit_are_said() -> None:
    topology = sized(
        "name: own\nas_of: 2026-11-24\navailability: {survive_nodes: 0}\n"
        "hosting: {model: on_prem, zones: 1, machines: [{type: rack, vcpu: 8, memory: 16Gi, count: 1, "
        "usd_per_month: 90}]}\nservices:\n  - {name: clickhouse, replicas: 1, ports: []}",
        "docker-compose-single-vm",
    )
    assert NoteCode.LARGER_SIZES_DO_NOT_FIT in {each.code for each in topology.notes}
    assert topology.bill.high == topology.bill.base


def test_an_organisation_may_give_its_own_sizes() -> None:
    preset = KNOWLEDGE.presets["database"]
    larger = preset.model_copy(update={"memory_mib": preset.memory_mib.model_copy(update={"base": 8192})})
    own = replace(KNOWLEDGE, presets={**KNOWLEDGE.presets, "database": larger})
    scenario = parse_scenario("name: one\nservices:\n  - {name: postgres}")
    (service,) = resolve_workload(scenario, own).services
    assert service.memory_mib == 8192


def test_a_range_that_is_given_makes_low_and_high_of_the_bill() -> None:
    topology = sized(
        "name: one\nas_of: 2026-11-24\nos: linux\nhosting: {model: cloud, cloud: aws, zones: 1, subnets: private}\n"
        "services:\n  - {name: postgres, replicas: 1, cpu: 500m, memory: 2Gi, ports: [], size_range: "
        "{cpu: {low: 100m, high: 4}, memory: {low: 3Gi, high: 16Gi}}}",
        "ecs-fargate",
    )
    # 100m and 2 GiB (less than the low end, which moves there) take 0.25 vCPU with 2 GiB; 4 vCPU and 16 GiB just that.
    low, base, high = ((cpu * VCPU + gib * GIB + 0.05) * HOURS for cpu, gib in ((0.25, 2), (0.5, 2), (4, 16)))
    bill = topology.bill
    assert (bill.low, bill.base, bill.high) == (pytest.approx(low), pytest.approx(base), pytest.approx(high))
    assert AssumptionCode.SIZES_IN_RANGE in {each.note.code for each in topology.assumptions}
