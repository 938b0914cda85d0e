"""Task definitions and services of ECS -> a requirement."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.importers import Imported, NoteKind, import_requirement, text_source
from advisor.report.wording.imported import subject_words

WEB = {"name": "web", "image": "shop/web:3", "cpu": 256, "memory": 512, "portMappings": [{"containerPort": 8443}]}
LOGS = {"name": "logs", "image": "fluent/fluent-bit", "essential": False, "cpu": 10, "memoryReservation": 50}


def definition(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"family": "shop", "containerDefinitions": list(containers), **more}


def service(**more: Any) -> dict[str, Any]:
    named = {"serviceArn": "arn:aws:ecs:eu-west-1:1:service/c/front", "serviceName": "front"}
    return {"services": [{**named, "taskDefinition": "arn:aws:ecs:eu-west-1:1:task-definition/shop:7", **more}]}


def read(*documents: Any) -> Imported:
    return import_requirement(
        [text_source(json.dumps(one, indent=1).encode(), f"{i}.json") for i, one in enumerate(documents)]
    )


def told(imported: Imported, kind: NoteKind) -> dict[str, str]:
    return {subject_words(note.subject): note.code for note in imported.notes_of(kind)}


def test_the_size_of_the_task_counts_before_its_containers() -> None:
    task = read(definition(WEB, LOGS, cpu="512", memory="1024", requiresCompatibilities=["FARGATE"]))
    (shop,) = task.services
    assert (shop["cpu"], shop["memory"], shop["replicas"], shop["arch"]) == ("500m", "1024Mi", 1, "amd64")
    assert told(task, NoteKind.ASSUMED)["services.shop.cpu"] == "fargate_size"
    assert told(task, NoteKind.ASSUMED)["services.shop"] == "run_together"
    assert told(task, NoteKind.MISSING)["services.shop.ports.8443.exposure"] == "exposure_in_service"
    assert task.requirement["existing"] == ["ecs"]


def test_containers_are_added_with_what_they_reserve_before_their_limit() -> None:
    (shop,) = read(definition(WEB, LOGS)).services
    assert shop["cpu"] == "260m"  # (256 + 10) / 1024 = 0.2598 cores, rounded up
    assert shop["memory"] == "562Mi"  # the limit of 512 where nothing is reserved, and the 50 reserved
    assert "limits" not in shop  # one container has none
    (worded,) = read(definition(WEB, cpu=".5 vCPU", memory="2 GB")).services
    assert (worded["cpu"], worded["memory"], worded["limits"]) == ("500m", "2048Mi", {"memory": "2048Mi"})


def test_a_service_gives_count_load_balancer_and_placement() -> None:
    balancer = [{"targetGroupArn": "x", "containerName": "web", "containerPort": 8443}]
    spread = [{"type": "spread", "field": "attribute:ecs.availability-zone"}]
    given = service(
        desiredCount=3,
        loadBalancers=balancer,
        placementStrategy=spread,
        placementConstraints=[{"type": "distinctInstance"}],
    )
    imported = read(given, {"taskDefinition": definition(WEB, revision=7)}, definition(WEB, family="other"))
    front, other = imported.services
    assert (front["name"], front["replicas"], front["spread"], front["max_per_node"]) == ("front", 3, "zone", 1)
    assert front["ports"] == [{"port": 8443, "protocol": "http", "exposure": "public"}]
    assert other["name"] == "other"
    agents = read(service(schedulingStrategy="DAEMON"), definition(WEB)).services[0]
    assert agents["per_node"] is True
    alone = read(service(desiredCount=2))
    assert told(alone, NoteKind.MISSING)["services.front"] == "definition_not_given"


def test_ports_of_machines_and_data() -> None:
    store = {"name": "db", "image": "postgres:17", "portMappings": [{"containerPort": 5432, "hostPort": 5432}]}
    assert read(definition(store)).services[0]["ports"] == [{"port": 5432, "protocol": "tcp", "exposure": "host"}]
    mounted = {**store, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}
    volumes = [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]
    kept = read(definition(mounted, volumes=volumes, networkMode="awsvpc"))
    assert kept.services[0]["stateful"] is True
    assert told(kept, NoteKind.MISSING)["services.shop.volumes.data"] == "volume_size_not_stated"
    assert "stateful" not in read(definition(store)).services[0]
    agent = {"name": "agent", "image": "agent", "privileged": True, "mountPoints": []}
    socket = [{"name": "d", "host": {"sourcePath": "/var/run/docker.sock"}}]
    needs = read(definition(agent, volumes=socket, networkMode="host")).services[0]["needs_host"]
    assert needs == ["docker_socket", "host_network", "privileged"]


def test_a_gpu_and_windows() -> None:
    model = {**WEB, "resourceRequirements": [{"type": "GPU", "value": "2"}]}
    platform = {"cpuArchitecture": "ARM64", "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
    imported = read(definition(model, runtimePlatform=platform))
    assert (imported.services[0]["gpu"], imported.services[0]["arch"]) == (2, "arm64")
    assert imported.requirement["os"] == "windows"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (definition({**WEB, "cpu": "half"}), "'half' is no CPU of ECS"),
        (definition({**WEB, "memory": "512m"}), "'512m' is no amount of ECS"),
        (definition({**WEB, "portMappings": [{"containerPort": 70000}]}), "is no port of a container"),
        ({"family": "x", "containerDefinitions": []}, "lists no containers"),
        ({"family": "x", "containerDefinitions": ["web"]}, "is no mapping with keys"),
        (service(desiredCount="many"), "'many' is not a number of tasks"),
        (service(desiredCount=0), "has no service that runs any task"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(document: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(document)
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.source == "0.json"
