"""An import from end to end: values with origins, notes, the written file, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.importers import ImportKind, NoteKind, OriginKind, detect_kind, import_requirement, text_source
from advisor.report import render_import
from advisor.scenario import parse_scenario
from tests.cli.calls import call

SHOP = """\
name: shop
services:
  web:
    image: shop/web:1
    ports: ["8080:80"]
    deploy:
      replicas: 2
      resources: {reservations: {cpus: "0.5", memory: 300M}}
  db:
    image: postgres:17
    volumes: [data:/var/lib/postgresql/data]
volumes: {data: }
"""


def test_values_are_taken_with_their_origin() -> None:
    imported = import_requirement(text_source(SHOP.encode(), "compose.yaml"))
    web, db = imported.services
    assert (web["replicas"], web["cpu"], web["memory"]) == (2, "500m", "300Mi")  # M is MiB in Compose
    assert web["ports"] == [{"port": 80, "protocol": "http", "exposure": "public"}]
    assert (db["stateful"], imported.requirement["state"]) == (True, "in_cluster")
    assert "cpu" not in db
    replicas = imported.origins["services", 0, "replicas"]
    assert (replicas.kind, str(replicas.place)) == (OriginKind.READ, "compose.yaml:7")
    assert imported.origins["services", 0, "ports", 0, "exposure"].kind is OriginKind.ASSUMED
    assert ("services", "web", "ports", 80, "exposure") in [
        note.subject for note in imported.notes_of(NoteKind.ASSUMED)
    ]


def test_the_written_file_reads_back_as_the_same_requirement_with_places() -> None:
    imported = import_requirement(text_source(SHOP.encode(), "compose.yaml"))
    text = render_import(imported)
    assert parse_scenario(text) == imported.scenario()
    assert "replicas: 2   " in text
    assert "# compose.yaml:7\n" in text
    assert "    # cpu: 500m  " in text
    assert json.loads(render_import(imported, "json"))["requirement"] == imported.requirement
    assert imported.scenario().problem(("services", 0, "replicas"), "x", "y").line == 7


def test_the_command_writes_the_requirement_and_tells_the_rest_on_stderr(tmp_path: Path) -> None:
    compose = tmp_path / "compose.yaml"
    compose.write_text(SHOP, encoding="utf-8")
    done = call("import", tmp_path)
    assert done.exit_code == 0
    assert parse_scenario(done.stdout).name == "shop"
    assert "services.web.ports.80.exposure: published on every interface as 8080" in done.stderr
    assert call("import", compose, "--strict").exit_code == 1
    assert parse_scenario(call("import", "-", stdin=SHOP).stdout).name == "shop"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello: world\n", "is none of the files that are imported"),
        ("services:\n  web:\n\timage: x\n", "f:3:1: a tab indents this line"),
        ("apiVersion: v1\nkind: Pod\n", "the format k8s is not read"),
    ],
)
def test_a_file_of_another_kind_is_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        import_requirement(text_source(text.encode(), "f"))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("services: {web: {mem_limit: 1g}}", ImportKind.COMPOSE),
        ("include: [other.yaml]", ImportKind.COMPOSE),
        ("apiVersion: v1\nkind: List\nitems: []", ImportKind.KUBERNETES),
        ('{"family": "x", "containerDefinitions": []}', ImportKind.ECS),
        ('job "x" {\n}\n', ImportKind.NOMAD),
        ("service,timestamp,cpu\na,2026-01-01T00:00:00Z,1\n", ImportKind.USAGE),
        ("name: shop\nservices: [{name: web}]\n", None),
    ],
)
def test_the_format_is_told_by_the_shape(text: str, kind: ImportKind | None) -> None:
    assert detect_kind(text_source(text.encode(), "f")) is kind
