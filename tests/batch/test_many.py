"""Batches: every file gets its row, whatever is in it and whatever happens to the process that reads it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

import pytest

from advisor import recommend_many
from advisor.batch import JOURNAL, FileOutcome, Method, Status, find_files, run_batch, write_whole
from advisor.batch import run as batch_run
from advisor.batch.data_frame import COLUMNS
from advisor.batch.interrupts import interrupts_held
from advisor.cli.batch import worst_code, write_summary
from advisor.errors import MachineryError
from tests.batch import misbehaving

TINY = """
name: {name}
as_of: 2026-11-24
hosting: {{model: cloud, cloud: aws, region: us-east-1, zones: 1}}
services: [{{name: web, replicas: 1, cpu: 250m, memory: 512Mi}}]
"""


def write(folder: Path, file: str, name: str) -> Path:
    path = folder / file
    path.write_text(TINY.format(name=json.dumps(name)), encoding="utf-8")
    return path


def run(paths: list[Path], out: Path, jobs: int = 2) -> tuple[dict[str, FileOutcome], list[Any]]:
    """The outcomes by file name, and the lines of the journal."""
    outcomes = {Path(o.path).name: o for o in run_batch(paths, out, Method(misbehaving.describe), jobs=jobs)}
    lines = [json.loads(line) for line in (out / JOURNAL).read_text(encoding="ascii").splitlines()]
    return outcomes, lines


def test_folders_are_searched_and_a_file_is_taken_once(tmp_path: Path) -> None:
    inner = tmp_path / "b" / "deep"
    inner.mkdir(parents=True)
    for name in ("z.yaml", "a.yml", "m.JSON", "notes.txt", ".hidden.yaml"):
        (inner / name).touch()
    os.symlink(inner / "z.yaml", tmp_path / "link.yaml")
    found = find_files([tmp_path, inner / "z.yaml", inner / "notes.txt", tmp_path / "missing.yaml"])
    assert [path.name for path in found] == ["a.yml", "m.JSON", "notes.txt", "z.yaml", "missing.yaml"]


@pytest.mark.slow
def test_a_dead_worker_costs_exactly_the_file_that_killed_it(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{number}.yaml", f"fine {number}") for number in range(6)]
    paths.insert(3, write(tmp_path, "deadly.yaml", "deadly"))
    outcomes, lines = run(paths, tmp_path / "out")
    assert {name for name, o in outcomes.items() if o.status is Status.FAILED} == {"deadly.yaml"}
    assert "died" in str(outcomes["deadly.yaml"].error)
    assert sorted(line["path"] for line in lines) == sorted(map(str, paths))


@pytest.mark.slow
def test_a_worker_that_dies_of_bad_luck_costs_nothing(tmp_path: Path) -> None:
    paths = [write(tmp_path, "unlucky.yaml", f"once {tmp_path / 'mark'}"), write(tmp_path, "b.yaml", "fine")]
    outcomes, lines = run(paths, tmp_path / "out")
    assert {o.status for o in outcomes.values()} == {Status.OK}
    assert len(lines) == 2


def test_a_process_that_starts_no_worker_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submit, told = ProcessPoolExecutor.submit, []

    def refuse(pool: ProcessPoolExecutor, *given: Any) -> Any:
        told.append(given)
        if len(told) == 1:
            raise EOFError("unexpected EOF")  # as when the server of forks is killed while it makes a worker
        return submit(pool, *given)

    def always_refuse(*_: Any) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refuse)
    outcomes, lines = run([write(tmp_path, "a.yaml", "fine")], tmp_path / "out", jobs=1)
    assert [o.status for o in outcomes.values()] == [Status.OK] and len(lines) == 1
    monkeypatch.setattr(ProcessPoolExecutor, "submit", always_refuse)
    with pytest.raises(MachineryError, match="end before they begin"):
        run([tmp_path / "a.yaml"], tmp_path / "out", jobs=1)


def test_a_bad_file_and_a_fault_do_not_stop_the_others(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: x\nservices: [{name: a, memory: 512}]\n", encoding="utf-8")
    paths = [bad, write(tmp_path, "faulty.yaml", "faulty"), write(tmp_path, "fine.yaml", "fine"), tmp_path / "no.yaml"]
    outcomes, lines = run(paths, tmp_path / "out", jobs=1)
    assert {name: o.status.value for name, o in outcomes.items()} == {
        "bad.yaml": "invalid",
        "faulty.yaml": "failed",
        "fine.yaml": "ok",
        "no.yaml": "invalid",
    }
    by_name = {Path(line["path"]).name: line for line in lines}
    assert by_name["fine.yaml"]["answer"] == {"name": "fine"}
    assert by_name["fine.yaml"]["sha256"] == hashlib.sha256(paths[2].read_bytes()).hexdigest()
    assert by_name["no.yaml"]["sha256"] is None
    (problem,) = by_name["bad.yaml"]["problems"]
    assert (problem["line"], problem["field"]) == (2, "services.0.memory")
    assert "KeyError" in by_name["faulty.yaml"]["error"]


@pytest.mark.slow
def test_stopping_early_ends_the_workers_and_keeps_what_was_written(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.yaml", "fine"), write(tmp_path, "slow.yaml", "slow"), write(tmp_path, "z.yaml", "slow")]
    running = run_batch(paths, tmp_path / "out", Method(misbehaving.describe), jobs=2)
    first = next(running)
    running.close()
    assert Path(first.path).name == "a.yaml"
    assert (tmp_path / "out" / JOURNAL).read_text(encoding="ascii").count("\n") == 1


@pytest.mark.slow
def test_an_interrupt_between_writing_and_telling_loses_no_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_line = batch_run.write_line

    def interrupted(file: TextIO, line: str, place: Path) -> None:
        write_line(file, line, place)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(batch_run, "write_line", interrupted)
    done: list[FileOutcome] = []
    paths = [write(tmp_path, "a.yaml", "fine"), write(tmp_path, "b.yaml", "fine")]
    with pytest.raises(KeyboardInterrupt):
        list(run_batch(paths, tmp_path / "out", Method(misbehaving.describe), jobs=1, done=done))
    assert [Path(outcome.path).name for outcome in done] == ["a.yaml"]
    assert (tmp_path / "out" / JOURNAL).read_text(encoding="ascii").count("\n") == 1


def test_an_interrupt_is_held_until_the_block_has_ended() -> None:
    usual = signal.getsignal(signal.SIGINT)
    steps = []
    with pytest.raises(KeyboardInterrupt), interrupts_held():
        signal.raise_signal(signal.SIGINT)
        steps.append("after the interrupt")
    assert steps == ["after the interrupt"]
    assert signal.getsignal(signal.SIGINT) is usual


def test_threads_that_no_interrupt_reaches_hold_none() -> None:
    def usual() -> object:
        with interrupts_held():
            return signal.getsignal(signal.SIGINT)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(usual).result() is signal.getsignal(signal.SIGINT)


def test_the_worst_file_decides_the_exit_code() -> None:
    def code(*statuses: Status, fail_on: set[str] | None = None, warnings: int = 0) -> int:
        return worst_code((FileOutcome("x", status, warnings=warnings) for status in statuses), fail_on or set())

    assert code(Status.OK, Status.OK) == 0
    assert code(Status.OK, Status.NO_FIT) == 1
    assert code(Status.OK, fail_on={"warning"}, warnings=1) == 1
    assert code(Status.NO_FIT, Status.INVALID, Status.OK) == 3
    assert code(Status.INVALID, Status.FAILED, Status.NO_FIT) == 5


def test_the_summary_is_sorted_and_holds_no_formula(tmp_path: Path) -> None:
    outcomes = [FileOutcome("b.yaml", Status.OK, close_call=True), FileOutcome("=a.yaml", Status.FAILED, fault="-x")]
    write_summary(outcomes, tmp_path)
    rows = list(csv.DictReader((tmp_path / "summary.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["path"], row["status"], row["error"]) for row in rows] == [
        ("'=a.yaml", "failed", "'-x"),
        ("b.yaml", "ok", ""),
    ]
    assert rows[1]["close_call"] == "true"


def test_a_whole_write_follows_links_and_leaves_no_draft(tmp_path: Path) -> None:
    target = tmp_path / "target.txt"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link = tmp_path / "link.txt"
    os.symlink(target, link)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.txt", "target.txt"]
    write_whole(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("place", ["file/summary.csv", "file"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MachineryError, match="cannot be written"):
        if place == "file":
            list(run_batch([], tmp_path / "file", Method(misbehaving.describe), jobs=1))
        else:
            write_whole(tmp_path / place, b"x")


@pytest.mark.slow
def test_recommend_many_has_one_row_a_file(tmp_path: Path) -> None:
    write(tmp_path, "b.yaml", "fine")
    (tmp_path / "a.yaml").write_text("nome: x\n", encoding="utf-8")
    terms = "pricing: {discounts: {all: 20}}\n"
    (tmp_path / "c.yaml").write_text(TINY.format(name="c") + terms, encoding="utf-8")
    table = recommend_many([tmp_path])
    assert list(table.columns) == list(COLUMNS)
    assert list(table["status"]) == ["invalid", "ok", "ok"]
    listed, less = table.loc[2, "usd_per_month"] + table.loc[2, "usd_less_by_terms"], table.loc[2, "usd_less_by_terms"]
    assert less == pytest.approx(0.2 * listed, abs=0.01)  # a fifth off all of it
    assert table["usd_less_by_terms"].isna().tolist() == [True, True, False]
    assert table.loc[1, "prices_of"] > "2026" and 0 <= table.loc[1, "estimated_share"] <= 1
    assert table.loc[1, "own_price_share"] == 0
    assert 0 < table.loc[1, "score"] <= 1
    assert "did you mean name" in table.loc[0, "error"]
    assert recommend_many(tmp_path / "b.yaml").equals(recommend_many([str(tmp_path / "b.yaml")]))
