"""The command line: exit codes, errors in one line each, results whole or not at all."""

from __future__ import annotations

import csv
import importlib.abc
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import advisor_command
from advisor import load_knowledge, load_scenario
from advisor.cli import main
from advisor.cli import recommend as recommending
from advisor.cli.init import STARTER
from advisor.cli.runtime import packing_progress
from advisor.cli.schema import schema_text
from advisor.packing import Phase, Progress
from tests.batch.test_many import write

ROOT = Path(__file__).resolve().parents[2]
SHOP = str(ROOT / "data" / "scenarios" / "five-service-shop.yaml")


def call(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def start(*arguments: str | Path, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "advisor", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT, **options}
    return subprocess.Popen(command, **pipes)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write(tmp_path, "tiny.yaml", "tiny")


def test_a_recommendation_goes_to_stdout_and_is_the_same_twice(tiny: Path) -> None:
    first, second = call("recommend", tiny, "--format", "json"), call("recommend", tiny, "--format", "json")
    assert first.exit_code == 0
    assert first.stderr == ""
    assert first.stdout_bytes == second.stdout_bytes
    assert json.loads(first.stdout)["ranking"]


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
    for arguments in (("validate", file), ("recommend", file), ("size", file, "--platform", "aks")):
        result = call(*arguments)
        assert result.exit_code == 3
        assert result.stderr == (
            f"{file}: looks like a Compose file, not a requirement file; "
            "describe its services in a requirement file; `advisor init` writes one to start from\n"
        )


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


def _a_file(out: Path) -> None:
    out.write_bytes(b"")


def _below_a_file(out: Path) -> None:
    out.parent.write_bytes(b"")


def _a_full_disk(out: Path) -> None:
    out.mkdir(parents=True)
    (out / "results.jsonl").symlink_to("/dev/full")


def _folders_in_the_way(name: str) -> Callable[[Path], None]:
    return lambda out: (out / name).mkdir(parents=True)


@pytest.mark.parametrize(
    ("place", "spoil"),
    [
        ("out", _a_file),
        ("file/out", _below_a_file),
        ("out", _folders_in_the_way("summary.csv")),
        ("out", _folders_in_the_way("results.jsonl")),
        ("x" * 300, lambda _: None),
        pytest.param(
            "out", _a_full_disk, marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="only on Linux")
        ),
        pytest.param(
            "shut/out",
            lambda out: out.parent.mkdir(mode=0o500),
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="nothing is shut for root"),
        ),
    ],
)
def test_an_output_folder_that_cannot_be_used_is_code_5_and_one_line(
    tmp_path: Path, place: str, spoil: Callable[[Path], None]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("nome: x\n", encoding="utf-8")
    out = tmp_path / place
    spoil(out)
    result = call("batch", bad, "--out", out, "--jobs", "1")
    assert result.exit_code == 5
    (line,) = result.stderr.splitlines()
    assert line.startswith(str(tmp_path))
    assert "cannot be written" in line


def test_an_output_beside_a_missing_file_or_with_too_long_a_name_is_no_fault_of_the_advisor(tiny: Path) -> None:
    there = tiny.with_name("there.json")
    there.write_bytes(b"")
    assert call("recommend", tiny.with_name("missing.yaml"), "--output", there).exit_code == 3
    assert call("recommend", tiny, "--output", tiny.with_name("x" * 300)).exit_code == 5
    assert call("recommend", tiny, "--output", tiny).exit_code == 2


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
    assert place.read_text(encoding="utf-8").startswith("# tiny\n")
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
    assert "are our own judgement (at most 15%)" in call("knowledge", "check").stdout


def test_a_card_tells_claims_in_sentences_and_what_is_not_claimed() -> None:
    shown = " ".join(call("knowledge", "show", "aks").stdout.split())
    assert "6% of the first 1 vCPU, 4% from there to 2 vCPU, 2% from there to 4 vCPU and 1% of the rest" in shown
    assert "plan_sizes: machines are paid for" in shown
    assert "retired_on: no end has been announced." in shown
    card = json.loads(call("knowledge", "show", "aks", "--format", "json").stdout)
    assert {"term": "retired_on", "why": "no end has been announced"} in card["not_claimed"]


def test_stale_sources_come_oldest_first_with_the_claims_that_cite_them() -> None:
    head = "seen,id,title,claims,url"
    nothing = call("knowledge", "stale")
    assert nothing.stdout == f"{head}\n"
    assert re.fullmatch(r"every source was read on \d{4}-\d\d-\d\d or later\n", nothing.stderr)
    assert call("knowledge", "stale", "--as-of", "2000-01-01").stdout == f"{head}\n"
    rows = list(csv.DictReader(call("knowledge", "stale", "--before", "2027-01-01").stdout.splitlines()))
    base = load_knowledge()
    assert len(rows) == len(base.sources)
    assert [row["seen"] for row in rows] == sorted(row["seen"] for row in rows)
    claims = sum(len(lines) for platform in base.platforms.values() for lines in platform.claims.values())
    assert sum(int(row["claims"]) for row in rows) >= claims  # a claim with a source for each of its rows cites several


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


@pytest.mark.slow
def test_a_reader_who_goes_away_is_no_fault(tiny: Path) -> None:
    process = start("recommend", tiny, "--format", "json")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told_in_one_line(tiny: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start("recommend", tiny, stdout=full)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 5
    assert told == b"stdout: cannot be written (no space left on device); free or name another place\n"
    assert call("recommend", tiny, "--output", "/dev/full").exit_code == 5


@pytest.mark.slow
def test_an_interrupted_batch_keeps_what_is_done(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(60):
        write(folder, f"{number:03}.yaml", f"shop {number}")
    process = start("batch", folder, "--out", tmp_path / "out", "--jobs", "1", start_new_session=True)
    journal = tmp_path / "out" / "results.jsonl"
    deadline = time.monotonic() + 60
    while not (journal.exists() and journal.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told == b"interrupted\n"
    rows = (tmp_path / "out" / "summary.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert 0 < len(rows) < 60
    assert len(rows) == len(journal.read_text(encoding="ascii").splitlines())


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_serve_ends_its_server_when_it_alone_is_told_to_end(number: signal.Signals, code: int) -> None:
    # The server prints its id once it can be told; it ends by itself on INT and TERM, and is killed otherwise.
    for stubborn in (False, True):
        ignore = "import signal; [signal.signal(n, signal.SIG_IGN) for n in (2, 15)]; " if stubborn else ""
        server = f"{ignore}import os, time; print(os.getpid(), flush=True); time.sleep(60)"
        parent = (
            "import os, sys; from advisor.cli.serve import run_until_told; "
            f"sys.exit(run_until_told([sys.executable, '-c', {server!r}], os.environ, patience=0.2))"
        )
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "cwd": ROOT, "text": True}
        with subprocess.Popen([sys.executable, "-c", parent], **pipes) as process:  # type: ignore[call-overload]
            child = int(process.stdout.readline())
            process.send_signal(number)
            assert process.wait(timeout=60) == code
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


class Interrupting(importlib.abc.MetaPathFinder):
    """Ctrl-C while the command line is being loaded."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "advisor.cli":
            raise KeyboardInterrupt


def test_an_interrupt_while_the_advisor_loads_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "advisor.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        advisor_command.main()
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "interrupted\n")


def close_folders(monkeypatch: pytest.MonkeyPatch, *closed: Path) -> None:
    """Let no one look into some folders; the permissions alone would not keep the superuser out."""
    scan = os.scandir

    def scandir(path: str | Path = ".") -> object:
        if Path(path) in closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)


@pytest.mark.slow
def test_a_folder_that_may_not_be_read_is_told_of(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tiny.parent / "closed"
    closed.mkdir()
    close_folders(monkeypatch, closed)
    told = f"{closed}: may not be read by you; change its permissions\n"
    validated = call("validate", tiny.parent)
    assert (validated.exit_code, validated.stdout, validated.stderr) == (3, f"{tiny}: valid\n", told)
    assert call("validate", closed).stderr == told
    out = tiny.parent / "out"
    batched = call("batch", tiny.parent, "--out", out, "--jobs", "1")
    assert batched.exit_code == 3
    assert batched.stderr.startswith(f"{closed}: ")  # a worker process can look into it, and says that it is a folder
    assert "1 ok, 1 invalid" in batched.stderr


def test_a_batch_of_nothing_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, missing, out = tmp_path / "closed", tmp_path / "missing.yaml", tmp_path / "out"
    closed.mkdir()
    close_folders(monkeypatch, closed)
    batched = call("batch", closed, missing, "--out", out)
    assert batched.exit_code == call("validate", missing).exit_code == 3
    assert batched.stderr.splitlines() == [
        f"{closed}: may not be read by you; change its permissions",
        f"{missing}: does not exist; check the name and the folder",
    ]
    assert not out.exists()


@pytest.mark.parametrize("option", ["--out", "--knowledge"])
def test_an_empty_name_is_a_mistake_of_usage(tiny: Path, option: str) -> None:
    asked = call("batch", tiny, "--out", tiny.parent / "out", option, "")
    assert asked.exit_code == 2
    assert "an empty text is no name" in asked.stderr


@pytest.mark.parametrize("part", ["", "platforms", "rules"])
def test_a_knowledge_base_that_may_not_be_read_is_named(tiny: Path, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    base = tiny.parent / "base"
    (base / part).mkdir(parents=True)
    close_folders(monkeypatch, base / part)
    asked = call("recommend", tiny, "--knowledge", base)
    assert (asked.exit_code, asked.stderr) == (4, f"{base / part}: may not be read by you; change its permissions\n")


def test_a_place_that_init_may_not_write_to_is_no_mistake_of_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    long = call("init", tmp_path / ("n" * 300))
    assert long.exit_code == 2
    assert "is too long a name for a file" in long.stderr
    monkeypatch.setattr(Path, "exists", refuse)
    place = tmp_path / "zz.yaml"
    told = f"{place}: cannot be written (permission denied); free or name another place\n"
    assert (call("init", place).exit_code, call("init", place).stderr) == (5, told)


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
