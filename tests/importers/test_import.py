"""An import from end to end: values with origins, notes, the written file, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.importers import (
    MOST_BYTES,
    ImportCode,
    ImportKind,
    NoteKind,
    OriginKind,
    detect_kind,
    import_requirement,
    text_source,
)
from advisor.report import render_import
from advisor.report.formats.text import print_text
from advisor.report.schema.imported import ImportedJson
from advisor.report.sections.imported import import_blocks
from advisor.report.wording.imported import REASONS
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


def test_the_whole_report_says_what_an_import_assumed() -> None:
    told = print_text(import_blocks(import_requirement(text_source(SHOP.encode(), "compose.yaml")).scenario()))
    assert "It was imported from compose.yaml: 10 values read there, 3 assumed." in " ".join(told.split())
    assert "services.web.ports.80.exposure: published on every interface as 8080" in " ".join(told.split())
    assert list(import_blocks(parse_scenario("name: x"))) == []


def test_the_report_and_its_json_tell_where_each_figure_comes_from() -> None:
    scenario = import_requirement(text_source(SHOP.encode(), "compose.yaml")).scenario()
    told = " ".join(print_text(import_blocks(scenario)).split())
    assert "web 2, compose.yaml:7 500m, compose.yaml:8 300Mi, compose.yaml:8" in told
    assert "db 1 not stated not stated" in told
    document = ImportedJson.of(scenario)
    assert document is not None
    origins = {one.field: (one.kind, one.place) for one in document.origins}
    assert origins["services.web.cpu"] == (OriginKind.READ, "compose.yaml:8")
    assert origins["services.web.ports.80.exposure"] == (OriginKind.ASSUMED, "compose.yaml:5")
    assert {note.code for note in document.notes} >= {ImportCode.PUBLISHED, ImportCode.SIZE_NOT_STATED}
    assert ImportedJson.of(parse_scenario("name: x")) is None


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(ImportCode)


def test_a_dump_that_is_too_long_is_refused_with_advice(tmp_path: Path) -> None:
    dump = tmp_path / "all.yaml"
    with dump.open("wb") as file:
        file.truncate(500 * MOST_BYTES)  # two gigabytes of nothing
    done = call("import", dump)
    assert done.exit_code == 3
    assert "is longer than 4 MiB, the most that is imported at once; export less, for example `kubectl" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_answers_are_laid_over_what_was_read_and_close_what_they_answer(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "hosting: {model: cloud, cloud: aws}\n"
        "services:\n"
        "  db: {memory: 4Gi, volumes: [{name: data, size: 50Gi}]}\n"
        '  "*": {cpu: 2, memory: 1Gi}\n',
        encoding="utf-8",
    )
    imported = import_requirement(text_source(SHOP.encode(), "compose.yaml"), answers=answers)
    sizes = {service["name"]: (service["cpu"], service["memory"]) for service in imported.services}
    assert sizes == {"web": ("500m", "300Mi"), "db": (2, "4Gi")}  # * fills in, and replaces nothing
    assert imported.origins["services", 1, "cpu"].kind is OriginKind.ANSWERED
    assert str(imported.origins["hosting", "cloud"].place) == f"{answers}:1"
    assert [note.subject for note in imported.notes_of(NoteKind.MISSING)] == [()]
    assert parse_scenario(render_import(imported)) == imported.scenario()


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("services: {wbe: {cpu: 1}}", "answers.yaml:1:17: services.wbe: no service wbe was imported; did you mean web"),
        ("hostign: {}", "answers.yaml:1:1: hostign: unknown field; did you mean hosting"),
        ("services: {web: {cpus: 1}}", "answers.yaml:1:18: services.web.cpus: unknown field; did you mean cpu"),
        ("hosting: {model: cluod}", "answers.yaml:1:18: hosting.model: 'cluod' is not one of its words"),
        ("- a", "holds no answers"),
    ],
)
def test_an_answer_that_fits_nothing_is_told_with_its_place(tmp_path: Path, answers: str, told: str) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(answers, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        import_requirement(text_source(SHOP.encode(), "compose.yaml"), answers=file).scenario()
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello: world\n", "is none of the files that are imported"),
        ("services:\n  web:\n\timage: x\n", "f:3:1: a tab indents this line"),
        ("a,b,c\n1,2,3\n", "f:1:1: has no column of times"),
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
