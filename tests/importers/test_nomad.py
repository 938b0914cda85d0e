"""Nomad jobs in HCL and JSON -> a requirement."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.importers import Imported, NoteKind, import_requirement, text_source
from advisor.report.wording.imported import subject_words

SHOP = """\
variable "tag" {
  default = "7"
}
job "shop" {
  datacenters = ["dc1"]
  group "web" {
    count = 3
    constraint {
      operator = "distinct_hosts"
      value    = "true"
    }
    spread {
      attribute = "${node.datacenter}"
    }
    network {
      port "http" {
        to = 9000
      }
      port "admin" {
        static = 9901
      }
    }
    volume "files" {
      type   = "csi"
      source = "files"
    }
    task "migrate" {
      driver = "docker"
      lifecycle {
        hook = "prestart"
      }
      config {
        image = "shop/migrate"
      }
      resources {
        cpu    = 2000
        memory = 64
      }
    }
    task "web" {
      driver = "docker"
      config {
        image = "shop/web:${var.tag}"
        ports = ["http"]
      }
      volume_mount {
        volume      = "files"
        destination = "/files"
      }
      resources {
        cpu        = 500 # MHz
        memory     = 256
        memory_max = 512
      }
    }
    task "mesh" {
      driver = "docker"
      lifecycle {
        hook    = "prestart"
        sidecar = true
      }
      config {
        image = "envoy"
      }
    }
  }
}
"""


def read(text: str, name: str = "shop.nomad", **more: int) -> Imported:
    return import_requirement(text_source(text.encode(), name), core_mhz=more.get("core_mhz"))


def told(imported: Imported, kind: NoteKind) -> dict[str, str]:
    return {subject_words(note.subject): note.code for note in imported.notes_of(kind)}


def job(inside: str, kind: str = "service") -> str:
    return f'job "j" {{\n  type = "{kind}"\n  group "g" {{\n{inside}\n  }}\n}}\n'


TASK = '    task "t" {\n      driver = "docker"\n      config {\n        image = "x"\n      }\n    }\n'


def test_a_group_is_one_service() -> None:
    imported = read(SHOP)
    (web,) = imported.services
    # The first task ends before the main one starts, so CPU is max(500, 2000) and the sidecar's default of 100 MHz, at
    # 2500 MHz a core; memory max(256, 64) + 300.
    assert (web["cpu"], web["memory"], web["limits"]) == ("840m", "556Mi", {"memory": "812Mi"})
    assert (web["name"], web["replicas"], web["image"]) == ("web", 3, "shop/web:7")
    assert (web["max_per_node"], web["spread"], web["stateful"]) == (1, "zone", True)
    assert web["ports"] == [
        {"port": 9000, "protocol": "http", "exposure": "internal"},
        {"port": 9901, "exposure": "host"},
    ]
    assert told(imported, NoteKind.ASSUMED)["services.web.cpu"] == "mhz_of_a_core"
    assert told(imported, NoteKind.ASSUMED)["services.web"] == "run_together"
    assert imported.requirement["existing"] == ["nomad"]
    assert str(imported.origins["services", 0, "replicas"].place) == "shop.nomad:7"


def test_the_speed_of_a_core_can_be_given() -> None:
    imported = read(SHOP, core_mhz=3000)
    assert imported.services[0]["cpu"] == "700m"  # 2100 MHz
    assert "services.web.cpu" not in told(imported, NoteKind.ASSUMED)


def test_json_says_the_same_as_hcl() -> None:
    network = {
        "DynamicPorts": [{"Label": "http", "Value": 0, "To": 9000}],
        "ReservedPorts": [{"Label": "admin", "Value": 9901}],
    }
    resources = {"CPU": 500, "Cores": 0, "MemoryMB": 256, "MemoryMaxMB": 512}
    web = {"Name": "web", "Driver": "docker", "Config": {"image": "shop/web:7"}, "Resources": resources}
    mount = {"VolumeMounts": [{"Volume": "files"}]}
    group = {
        **{"Name": "web", "Count": 3, "Networks": [network], "Volumes": {"files": {"Type": "csi", "ReadOnly": False}}},
        **{"Constraints": [{"Operand": "distinct_hosts"}], "Tasks": [{**web, **mount}]},
    }
    text = json.dumps({"Job": {"ID": "shop", "Name": "shop", "Type": "service", "TaskGroups": [group]}})
    (found,) = read(text, "shop.json").services
    assert (found["cpu"], found["memory"], found["replicas"], found["stateful"]) == ("200m", "256Mi", 3, True)
    assert [port["port"] for port in found["ports"]] == [9000, 9901]
    assert [port["exposure"] for port in found["ports"]] == ["internal", "host"]
    assert found["max_per_node"] == 1


def test_what_a_task_does_not_say_is_nomads_default() -> None:
    imported = read(job(TASK))
    assert (imported.services[0]["cpu"], imported.services[0]["memory"]) == ("40m", "300Mi")  # 100 MHz, 300 MB
    assert told(imported, NoteKind.ASSUMED)["services.g.memory"] == "nomad_default_memory"


def test_kinds_of_jobs_and_of_drivers() -> None:
    assert read(job(TASK, "system")).services[0]["per_node"] is True
    assert read(job(TASK, "batch")).services[0]["kind"] == "task"
    other = read(job(TASK.replace('"docker"', '"java"')))
    assert told(other, NoteKind.NOT_EXPRESSIBLE)["group g task t"] == "no_container_driver"
    scaled = read(job("    count = 2\n    scaling {\n      min = 1\n      max = 6\n    }\n" + TASK))
    assert scaled.services[0]["replicas"] == {"min": 1, "typical": 2, "peak": 6}
    open_ended = read(job("    count = var.count\n" + TASK))
    assert told(open_ended, NoteKind.MISSING)["services.g.replicas"] == "expression_open"


def test_variables_come_from_a_file(tmp_path: Path) -> None:
    variables = tmp_path / "vars"
    variables.write_text("NOMAD_VAR_tag=9\n", encoding="utf-8")
    imported = import_requirement(text_source(SHOP.encode(), "shop.nomad"), env_file=variables)
    assert imported.services[0]["image"] == "shop/web:9"


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ('job "x" {\n  group "g" {\n', "is no HCL from here on", 3),
        ('job "x" {\n  count = = 3\n}\n', "is no HCL from here on", 2),
        ('job "x" {\n  type = "service"\n}\n', "has no group of tasks", 1),
        (job("    count = 1"), "has no task", 3),
        (job(TASK + "    count = 1.5\n"), "'1.5' is not a number of tasks", 10),
        (job(TASK + "    count = 0\n"), "has no group that runs any task", 1),
        (job(TASK.replace("config {", 'resources {\n cpu = "2GHz"\n }\n config {')), "'2GHz' is no amount of Nomad", 7),
        (job('    network {\n      port "x" {\n        to = 99999\n      }\n    }\n' + TASK), "'99999' is no port", 6),
        ('job "x" {\n  type = "a"\n  type = "b"\n}\n', "type is written twice", 3),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, said: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.line == line
