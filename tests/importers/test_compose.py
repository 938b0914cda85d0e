"""Compose files: every form of the specification that changes the answer, and one line for what is not by it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.importers import Imported, NoteKind, import_requirement, text_source
from advisor.report.wording.imported import subject_words


def read(text: str, **options: Any) -> Imported:
    return import_requirement(text_source(text.encode(), "compose.yaml"), **options)


def one(service: str, **options: Any) -> Mapping[str, Any]:
    """The service that is written in flow style, imported."""
    return read(f"services:\n  a: {{image: x, {service}}}\n", **options).services[0]


def told(imported: Imported, kind: NoteKind) -> dict[str, str]:
    return {subject_words(note.subject): note.code for note in imported.notes_of(kind)}


@pytest.mark.parametrize(
    ("service", "port"),
    [
        ("ports: ['8080:80']", {"port": 80, "protocol": "http", "exposure": "public"}),
        ("ports: [22:22]", {"port": 22, "protocol": "tcp", "exposure": "public"}),  # YAML 1.1 reads 1342
        ("ports: ['127.0.0.1:9000:9000']", {"port": 9000, "exposure": "internal"}),
        ("ports: ['[::1]:9000:9000']", {"port": 9000, "exposure": "internal"}),
        ("ports: ['9555']", {"port": 9555, "exposure": "internal"}),  # at a port that changes with every start
        ("ports: ['53:53/udp']", {"port": 53, "protocol": "udp", "exposure": "public"}),
        ("ports: ['5432:5432']", {"port": 5432, "protocol": "tcp", "exposure": "internal"}),
        ("expose: [9000]", {"port": 9000, "exposure": "internal"}),
        (
            "ports: [{target: 9000, published: '9000', app_protocol: grpc, mode: host}]",
            {"port": 9000, "protocol": "grpc", "exposure": "host"},
        ),
        ("network_mode: host, expose: ['9000']", {"port": 9000, "exposure": "host"}),
        (
            "expose: [9001], healthcheck: {test: [CMD, curl, 'http://localhost:9001/ok']}",
            {"port": 9001, "protocol": "http", "exposure": "internal"},
        ),
    ],
)
def test_ports_say_who_reaches_them_and_a_transport_is_no_protocol(service: str, port: Mapping[str, Any]) -> None:
    assert one(service)["ports"] == [port]


def test_ranges_of_ports_are_taken_apart_and_long_ones_stand_for_all() -> None:
    assert [port["port"] for port in one("ports: ['7000-7002:8000-8002']")["ports"]] == [8000, 8001, 8002]
    imported = read("services: {a: {image: x, ports: ['10000-20000:10000-20000/udp']}}")
    assert [port["port"] for port in imported.services[0]["ports"]] == [10000]
    assert told(imported, NoteKind.NOT_EXPRESSIBLE) == {"services.a.ports.10000": "port_range"}


@pytest.mark.parametrize(
    ("service", "sizes"),
    [
        ("mem_limit: 300M, cpus: 0.25", ("250m", "300Mi")),  # M is MiB in Compose: 300 * 1024 ** 2
        ("mem_limit: 1gb, mem_reservation: 512m", (None, "512Mi")),
        ("mem_limit: 1073741824", (None, "1024Mi")),
        ("cpu_quota: 50000", ("500m", None)),  # of a period of 100,000 microseconds
        ("mem_limit: 0", (None, None)),
        ("deploy: {resources: {limits: {cpus: '2', memory: 1G}, reservations: {cpus: '0.5'}}}", ("500m", "1024Mi")),
    ],
)
def test_sizes_are_what_is_reserved_else_the_limit_and_never_made_up(
    service: str, sizes: tuple[str | None, str | None]
) -> None:
    found = one(service)
    assert (found.get("cpu"), found.get("memory")) == sizes


@pytest.mark.parametrize(
    ("service", "fields"),
    [
        ("scale: 3", {"replicas": 3}),
        ("deploy: {mode: global}", {"per_node": True, "replicas": None}),
        ("deploy: {mode: replicated-job, replicas: 2}", {"kind": "task", "replicas": 2}),
        ("deploy: {placement: {max_replicas_per_node: 1}}", {"max_per_node": 1}),
        ("deploy: {placement: {constraints: [node.platform.os == windows]}}", {"os": "windows"}),
        ("deploy: {placement: {preferences: [{spread: node.labels.zone}]}}", {"spread": "zone"}),
        ("platform: linux/arm64", {"arch": "arm64"}),
        ("gpus: all", {"gpu": 1}),
        ("deploy: {resources: {reservations: {devices: [{count: 2, capabilities: [gpu]}]}}}", {"gpu": 2}),
        ("privileged: true, devices: [/dev/x]", {"needs_host": ["privileged", "devices"]}),
        (
            "volumes: ['/var/run/docker.sock:/var/run/docker.sock']",
            {"needs_host": ["docker_socket"], "stateful": False},
        ),
        ("volumes: ['/proc:/host/proc:ro']", {"needs_host": ["host_path"], "stateful": False}),
        ("volumes: ['data:/var/lib/x']", {"stateful": True}),
        ("volumes: [{type: volume, source: d, target: /x}]", {"stateful": True}),
        ("volumes: [{type: tmpfs, target: /x}]", {"stateful": False}),
        ("volumes: ['./uploads:/srv/uploads']", {"stateful": True}),
        ("volumes: ['./uploads:/srv/uploads:ro,z']", {"stateful": False}),
        ("volumes: ['./nginx.conf:/etc/nginx/nginx.conf', './config:/config']", {"stateful": False}),
        ("volumes: ['/etc/localtime:/etc/localtime']", {"stateful": False, "needs_host": None}),
        ("storage_opt: {size: 10G}", {"disk": "10240Mi"}),
    ],
)
def test_what_a_service_says_of_its_running_is_taken(service: str, fields: Mapping[str, Any]) -> None:
    found = one(service)
    assert {key: found.get(key) for key in fields} == fields


def test_a_data_store_without_a_volume_and_volumes_without_a_size_are_asked_for() -> None:
    imported = read(
        "services:\n"
        "  cache: {image: redis}\n"
        "  db: {image: postgres, volumes: [data:/d]}\n"
        "  backup: {image: x, volumes: [data:/d]}\n"
        "  files: {image: x, volumes: [sized:/d]}\n"
        "volumes: {data: , sized: {driver_opts: {size: 10g}}}\n"
    )
    missing = told(imported, NoteKind.MISSING)
    assert missing["services.cache.stateful"] == "data_store_without_volume"
    assert missing["services.db.volumes.data"] == "volume_size_not_stated"
    assert told(imported, NoteKind.NOT_EXPRESSIBLE) == {"volumes.data": "shared_volume"}
    assert imported.services[3]["volumes"] == [{"name": "sized", "size": "10240Mi"}]
    assert "stateful" not in imported.services[0]


def test_variables_have_their_given_values_or_defaults_and_blanks_are_told(tmp_path: Path) -> None:
    text = (
        "services:\n"
        "  a: {image: 'x:${TAG:-${OTHER:-1}}', scale: '${N-2}', environment: {P: '${SECRET:?never asked for}'}}\n"
        "  b: {image: 'y${Z:+:$Z}', mem_limit: '$MEMORY'}\n"
        "  c: {image: '$$x'}\n"
    )
    imported = read(text)
    assert [service["image"] for service in imported.services] == ["x:1", "y", "$x"]
    assert imported.services[0]["replicas"] == 2
    assert {key for key, code in told(imported, NoteKind.MISSING).items() if code == "variable_not_given"} == {"MEMORY"}
    env = tmp_path / "given.env"
    env.write_text("# of the shop\nexport TAG='7'\nMEMORY=\"256m\" # small\nZ=${TAG}\nN=\n", encoding="utf-8")
    imported = read(text.replace("N-2", "N:-4"), env_file=env)
    assert [service["image"] for service in imported.services][:2] == ["x:7", "y:7"]
    assert (imported.services[0]["replicas"], imported.services[1]["memory"]) == (4, "256Mi")
    typed = read(text, env_file=text_source(b"TAG=8", "variables"))  # variables that lie in no file
    assert typed.services[0]["image"] == "x:8"


def test_layers_are_laid_over_each_other_and_tags_replace_or_take_out(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n"
        "  web: {image: x:1, ports: ['80:80'], mem_limit: 1g, volumes: ['a:/d'], privileged: true}\n"
        "  old: {image: y}\n",
        encoding="utf-8",
    )
    override = tmp_path / "compose.override.yaml"
    override.write_text(
        "services:\n"
        "  web: {image: x:2, ports: !override ['443:443'], mem_limit: 2g, volumes: ['b:/d'], privileged: !reset null}\n"
        "  old: !reset null\n",
        encoding="utf-8",
    )
    (web,) = import_requirement(tmp_path).services
    assert (web["image"], web["memory"], "needs_host" in web) == ("x:2", "2048Mi", False)
    assert [port["port"] for port in web["ports"]] == [443]
    assert len(import_requirement(tmp_path / "compose.yaml").services) == 2  # a file that is named stands alone


def test_extends_and_include_are_read_inside_the_folder_alone(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "parts").mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("services: {secret: {image: s}}\n", encoding="utf-8")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "parts" / "base.yaml").write_text(
        "services:\n  base: {image: base, mem_limit: 1g, profiles: [never]}\n  db: {image: postgres}\n",
        encoding="utf-8",
    )
    (folder / "compose.yaml").write_text(
        "include: [parts/base.yaml, ../secret.yaml, link.yaml, gone.yaml, 'https://example.com/c.yaml']\n"
        "services:\n"
        "  web: {extends: {file: parts/base.yaml, service: base}, profiles: !override [], cpus: 1}\n"
        "  api: {extends: web, image: api}\n",
        encoding="utf-8",
    )
    imported = import_requirement(folder)
    assert {s["name"]: (s["image"], s.get("memory"), s.get("cpu")) for s in imported.services} == {
        "db": ("postgres", None, None),
        "web": ("base", "1024Mi", "1000m"),
        "api": ("api", "1024Mi", "1000m"),
    }
    codes = [note.code for note in imported.notes_of(NoteKind.SKIPPED)]
    assert codes.count("file_outside") == 2
    assert codes.count("file_not_there") == 2


def test_profiles_templates_and_empty_services_are_skipped_by_name() -> None:
    text = (
        "x-common: {restart: always}\n"
        "services:\n"
        "  web: {image: x, depends_on: {migrate: {condition: service_completed_successfully}}}\n"
        "  migrate: {image: x}\n"
        "  debug: {image: x, profiles: [debug]}\n"
        "  none: {image: x, deploy: {replicas: 0}}\n"
        "  template: {cpus: 1}\n"
    )
    imported = read(text)
    assert [service["name"] for service in imported.services] == ["web", "migrate"]
    assert imported.services[1]["kind"] == "task"
    assert told(imported, NoteKind.SKIPPED) == {
        "x-common": "extension",
        "services.debug": "profile_not_asked_for",
        "services.none": "no_replicas",
        "services.template": "nothing_to_run",
    }
    assert len(read(text, profiles=["debug"]).services) == 3


def test_what_a_requirement_has_no_word_for_is_told() -> None:
    imported = read(
        "services:\n"
        "  a: {image: x, platform: wasi/wasm, cap_add: [NET_ADMIN], pid: host}\n"
        "  b: {image: x, network_mode: 'service:a', deploy: {placement: {constraints: [node.labels.disk == ssd]}}}\n"
    )
    assert told(imported, NoteKind.NOT_EXPRESSIBLE) == {
        "services.a.platform": "webassembly",
        "services.a.cap_add": "capabilities",
        "services.a.pid": "shares_namespace",
        "services.b.network_mode": "shares_namespace",
        "services.b.placement": "placement",
    }


BAD = {
    "a: {image: x, ports: ['80:http']}": "2:25: '80:http' is not a port",
    "a: {image: x, ports: ['0:70000']}": "2:25: '0:70000' is not a port",
    "a: {image: x, ports: [{published: 80}]}": "2:25: has no target; write the port",
    "a: {image: x, mem_limit: lots}": "2:28: 'lots' is not an amount of memory; write for example 512M or 2g",
    "a: {image: x, mem_limit: 512mi5}": "is not an amount of memory",
    "a: {image: x, cpus: '0,5'}": "2:23: '0,5' is not a number of processors; write for example 0.5",
    "a: {image: x, cpus: '1024'}": "1024 processors are more than the advisor can size",
    "a: {image: x, scale: two}": "2:24: services.a.replicas: 'two' is not a number of replicas",
    "a: {image: x, volumes: ['a:b:c:d']}": "2:27: 'a:b:c:d' is not a mount",
    "a: {image: '${TAG:?set it}'}": "2:14: services.a.image: needs the variable TAG (set it); give it in a file",
    "a: {image: '${TAG'}": "services.a.image: has a form of ${TAG...} that is none",
    "a: {image: '$-'}": "services.a.image: has a $ without a name; write $$",
    "a: {image: x, extends: a}": "services.a.extends: extends itself (a)",
    "a: {image: x, extends: b}\n  b: {extends: a}": "extends itself (b -> a -> b)",
    "a: {image: x, extends: c}": "there is no service c in compose.yaml",
    "a: {image: x}\n  a: {image: y}": "3:3: services.a: is written twice (first on line 2)",
    "a: {image: x, profiles: [p]}": "all of its services belong to profiles; give --profile with one of p",
    "a: {cpus: 1}": "has no service to run",
    "a: x": "2:6: services.a: is no mapping",
    "a b: {image: x}": "'a b' is not a name of a service",
}


@pytest.mark.parametrize(("services", "told"), BAD.items(), ids=[f"bad{number}" for number in range(len(BAD))])
def test_what_is_not_by_the_specification_is_told_in_a_line_with_its_place(services: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read(f"services:\n  {services}\n")
    assert told in str(caught.value)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].line or "service" in told


def test_a_circle_of_includes_is_told(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("include: [b.yaml]\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("include: [b.yaml]\nservices: {a: {image: x}}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.yaml:1:11: include: b\.yaml includes itself"):
        import_requirement(tmp_path)
