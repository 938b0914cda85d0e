"""The command line: exit codes, errors in one line each, results whole or not at all."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from pathlib import Path

import click
import pytest

from advisor import load_scenario
from advisor.cli import main
from advisor.cli import recommend as recommending
from advisor.cli.init import STARTER
from advisor.cli.runtime import packing_progress, terminal_remarks
from advisor.cli.schema import schema_text
from advisor.packing import Phase, Progress
from tests.batch.test_many import write
from tests.cli.calls import ROOT, call


def test_a_recommendation_goes_to_stdout_and_is_the_same_twice(tiny: Path) -> None:
    first, second = call("recommend", tiny, "--format", "json"), call("recommend", tiny, "--format", "json")
    assert first.exit_code == 0
    assert first.stderr == ""
    assert first.stdout_bytes == second.stdout_bytes
    assert json.loads(first.stdout)["ranking"]


def test_other_answers_that_move_sizes_are_tried_where_that_is_asked_for(tiny: Path) -> None:
    quick, whole = (
        json.loads(call("recommend", tiny, "--format", "json", *more).stdout) for more in ((), ("--resize",))
    )
    untried = [{u["field"] for u in told["unknowns"] if u["could_change_winner"] is None} for told in (quick, whole)]
    assert untried[1] < untried[0]
    assert [entry["platform"] for entry in whole["ranking"]] == [entry["platform"] for entry in quick["ranking"]]


def test_stdin_is_a_file_called_dash(tiny: Path) -> None:
    assert call("recommend", "-", "--format", "json", stdin=tiny.read_bytes()).stdout == (
        call("recommend", tiny, "--format", "json").stdout
    )
    bad = call("recommend", "-", stdin="name: x\nteem: {}\n")
    assert bad.exit_code == 3
    assert bad.stderr == "<stdin>:2:1: teem: unknown field; did you mean team\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("nome: x", "did you mean name"),
        ("name: x\nname: y", "written twice"),
        ("name: x\nscale: {services: many}", "scale.services"),
        ("name: x\nservices: [{name: a, memory: 512}]", "512 has no unit; write for example 512Mi or 2Gi"),
        ("name: x\nservices: [{name: a, replicas: 0}]", "services.0.replicas"),
        ("name: x\nservices: [{name: a, replicas: -1}]", "services.0.replicas"),
        ("name: x\nas_of: 2026-02-30", "as_of"),
        ("name: x\nrequested: akz", "did you mean aks"),
        ("name: x\nservices: [{name: giant, cpu: 999, memory: 900Ti}]", "giant"),
        ("a: &a [x]\nname: *a", "2:7"),
        ("[" * 100_000, "1:"),
        ("", "holds nothing"),
        ("name: \udcff", "UTF-8"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
@pytest.mark.parametrize("command", ["recommend", "validate"])
def test_bad_input_is_told_in_single_lines_with_code_3(tmp_path: Path, command: str, content: str, told: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    result = call(command, path)
    assert result.exit_code == 3
    assert told in result.stderr
    assert all(line.startswith(str(path)) and "; " in line for line in result.stderr.splitlines())
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["missing.yaml", ".", os.devnull, "pipe"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = call("recommend", tmp_path / name)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1


def test_all_faults_of_all_files_are_listed(tmp_path: Path, tiny: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: x\nteem: {}\nscale: {nodes: -1}\n", encoding="utf-8")
    result = call("validate", bad, tiny)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 2
    assert result.stdout == f"{tiny}: valid\n"


def test_a_folder_is_validated_file_by_file_as_a_batch_takes_them(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    for name in ("b.yaml", "a.json", "below/c.YML"):
        write(folder, name, "shop") if name != "a.json" else (folder / name).write_text('{"nome": 1}', encoding="utf-8")
    for ignored in (".hidden.yaml", "notes.txt"):
        (folder / ignored).write_text("nonsense", encoding="utf-8")
    result = call("validate", folder, folder / "b.yaml")
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"{folder}/b.yaml: valid",
        f"{folder}/below/c.YML: valid",
    ]
    assert len(result.stderr.splitlines()) == 2
    (tmp_path / "empty").mkdir()
    nothing = call("validate", tmp_path / "empty")
    assert nothing.exit_code == 3
    assert nothing.stderr.startswith(f"{tmp_path}/empty: no .yaml, .yml or .json file in it; ")


def test_the_file_of_another_tool_is_named_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text("services:\n  web: {image: nginx, ports: ['80:80']}\n", encoding="utf-8")
    result = call("validate", file)
    assert result.exit_code == 3
    assert result.stderr == (
        f"{file}: looks like a Compose file, not a requirement file; make one of it: advisor import {file}\n"
    )
    for arguments, stdin in ((("need", file), None), (("need", "-"), file.read_text(encoding="utf-8"))):
        answered = call(*arguments, stdin=stdin)
        assert answered.exit_code == 0
        assert ": 1 service imported, " in answered.stderr
    chart = tmp_path / "values.yaml"
    chart.write_text("image: {repository: nginx}\n", encoding="utf-8")
    assert "describe its services in a requirement file" in call("need", chart).stderr


@pytest.mark.slow
@pytest.mark.parametrize("escape", ["\x1b[31m", "\x9b31m", "\u202e"])
def test_no_control_character_of_a_name_reaches_a_terminal_or_the_summary(tmp_path: Path, escape: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    file = folder / f"e{escape}vil.yaml"
    file.write_text("nome: x\n", encoding="utf-8")
    out = tmp_path / "out"
    for arguments in (
        *(("validate", folder), ("recommend", file), ("batch", folder, "--out", out, "--jobs", "1")),
        *(("recommend", folder / f"{escape}.yaml"), (f"unknown{escape}",), (f"--unknown{escape}",)),
        *(("validate", "--knowledge", f"k{escape}", file), ("what-if", file, "--set", escape), ("init", file)),
    ):
        result = call(*arguments)
        assert result.exit_code in (2, 3, 4)
        assert escape not in result.output
        assert "\N{REPLACEMENT CHARACTER}" in result.output or repr(escape)[1:-1] in result.output
    summary = (out / "summary.csv").read_text(encoding="utf-8")
    assert escape not in summary
    assert summary.count("e\N{REPLACEMENT CHARACTER}") == 3  # the path, and the path before each of two mistakes


def test_a_platform_that_does_not_exist_is_bad_input(tiny: Path) -> None:
    for arguments in (("size", tiny, "--platform", "akz"), ("knowledge", "show", "akz")):
        result = call(*arguments)
        assert result.exit_code == 3
        assert "no platform has the id akz; did you mean aks" in result.stderr


UNFIT = """name: unfit
hosting: {model: cloud}
services:
  - {name: web, replicas: 2, cpu: 1, memory: 2Gi}
  - {name: odd, cpu: 1, memory: 2Gi, %s}
"""


@pytest.mark.parametrize(
    ("platform", "wish", "column", "remedy"),
    [
        ("ecs-fargate", "gpu: 1", 43, "choose a platform that does, or write gpu: 0"),
        ("azure-container-apps", "gpu: 1", 43, "choose a platform that has, or write gpu: 0"),
        ("cloud-run", "per_node: true", 48, "run it as a second container in each replica"),
        ("cloud-run", "ports: [{port: 9, exposure: host}]", 45, "write exposure: public or internal"),
        ("app-runner", "volumes: [{name: files, size: 9Gi, access: many}]", 47, "keep it in a database or a store"),
        ("app-runner", "needs_host: [privileged]", 50, "choose a platform whose machines are yours"),
    ],
)
def test_what_a_platform_cannot_hold_is_told_in_one_line_with_its_place(
    tmp_path: Path, platform: str, wish: str, column: int, remedy: str
) -> None:
    file = tmp_path / "unfit.yaml"
    file.write_text(UNFIT % wish, encoding="utf-8")
    done = call("size", file, "--platform", platform, "--format", "markdown")
    assert done.exit_code == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("It cannot hold the services: ")]
    assert "odd" in line
    assert remedy in line
    assert line.endswith(f"See {file}:5:{column}.")


def test_size_lists_machines_that_recommend_does_not(tiny: Path) -> None:
    sized = json.loads(call("size", tiny, "--platform", "eks", "--format", "json").stdout)
    pool = sized["topology"]["pools"][0]
    assert len(pool["machines"]) > len({node["type"] for node in pool["nodes"]})


def test_a_wrong_command_line_is_code_2() -> None:
    for arguments in ((), ("recommend",), ("recommend", "x", "--format", "pdf"), ("knowledge", "list", "--as-of", "x")):
        assert call(*arguments).exit_code == 2


def test_a_knowledge_base_that_is_not_there_is_code_4(tmp_path: Path, tiny: Path) -> None:
    for arguments in (("recommend", tiny), ("knowledge", "check"), ("knowledge", "list")):
        result = call(*arguments, "--knowledge", tmp_path / "none")
        assert result.exit_code == 4
        assert result.stderr


def test_fail_on_turns_a_finding_into_code_1(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recommending, "conditions_of", lambda _: {"warning"})
    assert call("recommend", tiny, "--format", "csv").exit_code == 0
    assert call("recommend", tiny, "--format", "csv", "--fail-on", "close-call").exit_code == 0
    result = call("recommend", tiny, "--format", "csv", "--fail-on", "close-call", "--fail-on", "warning")
    assert result.exit_code == 1
    assert result.stdout.startswith("rank,")


def test_a_fault_of_the_advisor_is_one_line_and_a_trace_only_when_asked(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr("advisor.recommend", fail)
    quiet, loud = call("recommend", tiny), call("--debug", "recommend", tiny)
    assert (quiet.exit_code, loud.exit_code) == (70, 70)
    assert len(quiet.stderr.splitlines()) == 1
    assert "ZeroDivisionError: a slip" in quiet.stderr
    assert "Traceback" in loud.stderr


def test_output_is_written_whole_or_the_reason_is_told(tmp_path: Path, tiny: Path) -> None:
    place = tmp_path / "answer.md"
    assert call("recommend", tiny, "--format", "markdown", "--output", place).stdout == ""
    assert place.read_text(encoding="utf-8").startswith("# tiny, as of ")
    result = call("recommend", tiny, "--output", tmp_path / "no" / "answer.md")
    assert result.exit_code == 5
    assert "cannot be written" in result.stderr


def test_the_schema_in_the_repository_is_the_one_that_is_printed() -> None:
    frozen = (ROOT / "data" / "requirement.schema.json").read_text(encoding="utf-8")
    assert call("schema").stdout == frozen == schema_text()
    assert json.loads(frozen)["required"] == ["name"]


def test_the_starter_file_is_valid_and_is_never_written_over(tmp_path: Path) -> None:
    place = tmp_path / "requirement.yaml"
    assert call("init", place).exit_code == 0
    assert load_scenario(place).name == "my-shop"
    assert call("validate", place).exit_code == 0
    place.write_text("mine", encoding="utf-8")
    assert call("init", place).exit_code == 2
    assert place.read_text(encoding="utf-8") == "mine"
    assert call("init", place, "--force").exit_code == 0
    assert call("init", "-").stdout == STARTER.read_text(encoding="utf-8") == place.read_text(encoding="utf-8")


def test_the_knowledge_base_can_be_looked_into() -> None:
    assert "no problems" in call("knowledge", "check").stdout
    listed = call("knowledge", "list", "--as-of", "2017-10", "--format", "json")
    statuses = {p["id"]: p["status"] for p in json.loads(listed.stdout)["platforms"]}
    assert "on offer since" in statuses["acs"]
    assert "came later" in statuses["eks"]
    shown = call("knowledge", "show", "acs").stdout
    assert "ended on 2020-01-31" in shown
    checked = call("knowledge", "check").stdout
    assert "are our own judgement (at most 15%)" in checked
    counted = re.search(r"Of ([\d,]+) claims in force on [\d-]+, ([\d,]+) \((\d+)%\) are our own", checked)
    assert counted is not None
    every, judged, share = (int(each.replace(",", "")) for each in counted.groups())
    assert share == round(100 * judged / every)
    unknown = call("knowledge", "check", "--unknown", "nomad").stdout
    assert "Unknown of HashiCorp Nomad" in unknown


def test_a_new_platform_is_written_to_be_filled_in_and_never_over_another(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    written = call("knowledge", "new", "my-paas", "--name", "My PaaS", "--into", folder)
    assert (folder / "platforms" / "my-paas.yaml").is_file()
    assert written.stderr.startswith(f"{folder}/platforms/my-paas.yaml written.")
    told = call("knowledge", "check", "--knowledge", folder)
    assert told.exit_code == 4
    assert "my-paas.yaml:8:11: operator: is not filled in; write it for the readers of an answer" in told.stderr
    assert "claims.orchestration.start: TODO is not a choice; write one of none, managed, orchestrator" in told.stderr
    assert "is there already" in call("knowledge", "new", "nomad", "--into", folder).stderr
    assert "exists; edit it" in call("knowledge", "new", "my-paas", "--into", folder).stderr
    assert "is no id" in call("knowledge", "new", "My PaaS", "--into", folder).stderr


def test_a_card_tells_claims_in_sentences_and_what_is_not_claimed() -> None:
    shown = " ".join(call("knowledge", "show", "aks").stdout.split())
    assert "6% of the first 1 vCPU, 4% from there to 2 vCPU, 2% from there to 4 vCPU and 1% of the rest" in shown
    assert "plan_sizes: machines are paid for" in shown
    assert "retired_on: no end has been announced." in shown
    card = json.loads(call("knowledge", "show", "aks", "--format", "json").stdout)
    assert {"term": "retired_on", "why": "no end has been announced"} in card["not_claimed"]


def test_sources_before_the_first_of_all_are_none() -> None:
    nothing = call("knowledge", "stale", "--as-of", "2000-01-01")
    assert nothing.stdout == "id,printed,seen,years,claims,share_of_answers,title,url\n"
    assert re.fullmatch(r"every source was printed, or read, on \d{4}-\d\d-\d\d or later\n", nothing.stderr)


@pytest.mark.slow
def test_a_batch_writes_its_summary_and_ends_with_the_worst_code(tmp_path: Path, tiny: Path) -> None:
    (tmp_path / "bad.yaml").write_text("nome: x\n", encoding="utf-8")
    done = call("batch", tmp_path, "--out", tmp_path / "out", "--jobs", "2")
    assert done.exit_code == 3
    assert done.stdout == ""
    assert "did you mean name" in done.stderr
    summary = (tmp_path / "out" / "summary.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[1] for line in summary] == ["status", "invalid", "ok"]
    assert call("batch", tmp_path / "out", "--out", tmp_path / "out2").exit_code == 3


def test_every_command_says_what_it_does() -> None:
    assert isinstance(main, click.Group)
    for name, command in main.commands.items():
        assert command.help, name
        assert name in call("--help").stdout


def test_only_a_terminal_sees_how_far_packing_has_come(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("size", tiny, "--platform", "eks", "--thorough").stderr == ""
    monkeypatch.setenv("NO_COLOR", "1")
    out, err = io.StringIO(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with packing_progress("eks") as on_progress:
        assert on_progress is not None
        on_progress(Progress(Phase.REPAIRS, 1.5, 1.2, 400))
    assert "eks: repairing · 1.500 USD an hour · at least 1.200 · gap 25.00 % · 400 steps" in err.getvalue()
    assert "\x1b[3" not in err.getvalue()  # no colour
    assert out.getvalue() == ""


def test_progress_keeps_to_one_line_of_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    err = Terminal()
    for name, value in (("COLUMNS", "40"), ("NO_COLOR", "1"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", err)
    with packing_progress("azure-red-hat-openshift") as on_progress:
        assert on_progress is not None
        on_progress(Progress(Phase.COLUMNS, 1234.5, 1200.1, 400_000))
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", err.getvalue()).replace("\r", "\n").splitlines()
    assert any("azure-red-hat-openshift: combinin" in line and "…" in line for line in lines)
    assert max(map(len, lines)) <= 40
    assert "1,234" not in err.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_narrow_terminal_and_one_without_utf8_are_told_in_a_line_each() -> None:
    text = "Caf\u00e9\n" + "x" * 100 + "\n"
    assert terminal_remarks(text, 120, "utf-8") == []
    narrow, plain = terminal_remarks(text, 80, "latin-1")
    assert "80 columns" in narrow and "--output" in narrow
    assert "latin-1" in plain and "UTF-8" in plain
    assert terminal_remarks("only ascii", 80, "ascii") == []
