"""Batches that go on: what was answered is not answered again, whatever happened to the run before."""

from __future__ import annotations

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.batch import JOURNAL, FileOutcome, Method, Status, TakenOver, find_files, run_batch
from advisor.batch import run as batch_run
from advisor.batch.journal import EARLIER, line_of, only_writer, open_journal, write_line
from advisor.cli.batch import write_summary
from advisor.errors import MachineryError
from advisor.report import to_dict, to_short_answer
from tests.batch import misbehaving
from tests.batch.test_many import write

ROOT = Path(__file__).resolve().parents[2]
QUICK = Method(misbehaving.describe, quick=True)


def run(paths: list[Path], out: Path, method: Method = QUICK) -> tuple[list[str], TakenOver, list[FileOutcome]]:
    """The names of the files answered now, sorted, what was taken over, and all outcomes."""
    told: list[TakenOver] = []
    done: list[FileOutcome] = []
    running = run_batch(paths, out, method, jobs=1, resume=True, on_start=told.append, done=done)
    return sorted(Path(outcome.path).name for outcome in running), told[0], done


def journal(out: Path) -> list[dict[str, Any]]:
    """The lines of the journal, all of them whole."""
    text = (out / JOURNAL).read_text(encoding="ascii")
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def change(out: Path, **told: Any) -> None:
    """Make the lines of the journal say something else."""
    lines = [line_of({**line, **told}) + "\n" for line in journal(out)]
    (out / JOURNAL).write_text("".join(lines), encoding="ascii")


def test_what_is_unchanged_is_not_answered_again(tmp_path: Path) -> None:
    kept, changed = write(tmp_path, "a.yaml", "a"), write(tmp_path, "b.yaml", "b")
    bad = tmp_path / "bad.yaml"
    bad.write_text("nome: x\n", encoding="utf-8")
    out = tmp_path / "out"
    assert run([kept, changed, bad], out)[0] == ["a.yaml", "b.yaml", "bad.yaml"]
    write(tmp_path, "b.yaml", "another")
    moved = tmp_path / "moved.yaml"
    kept.rename(moved)
    answered, taken, done = run([moved, changed, bad], out)
    assert answered == ["b.yaml", "bad.yaml"]  # what had no answer is tried again
    assert taken.other_version == taken.half_written == 0
    assert sorted(line["path"] for line in journal(out)) == sorted(map(str, (moved, changed, bad)))
    assert sorted((Path(o.path).name, o.status) for o in done) == [
        ("b.yaml", Status.OK),
        ("bad.yaml", Status.INVALID),
        ("moved.yaml", Status.OK),
    ]
    write_summary(done, out)  # an outcome taken over has its whole row
    rows = list(csv.DictReader((out / "summary.csv").read_text(encoding="utf-8").splitlines()))
    (alike, _, other) = sorted(rows, key=lambda row: (row["status"], row["path"]))[::-1]
    assert {**alike, "path": "", "sha256": ""} == {**rows[0], "path": "", "sha256": ""} and other["status"] == "invalid"


@pytest.mark.parametrize(
    "told",
    [{"advisor_version": "0.0.1"}, {"knowledge_hash": "0123456789abcdef"}, {"quick": False}, {"summary": None}],
)
def test_a_journal_of_another_version_is_told_and_kept_aside(tmp_path: Path, told: dict[str, Any]) -> None:
    path, out = write(tmp_path, "a.yaml", "a"), tmp_path / "out"
    run([path], out)
    change(out, **told)
    before = (out / JOURNAL).read_bytes()
    answered, taken, _ = run([path], out)
    assert (answered, taken.other_version) == (["a.yaml"], 1)
    assert (out / EARLIER).read_bytes() == before
    assert len(journal(out)) == 1


def test_a_half_written_line_costs_its_file_alone(tmp_path: Path) -> None:
    paths, out = [write(tmp_path, "a.yaml", "a"), write(tmp_path, "b.yaml", "b")], tmp_path / "out"
    run(paths, out)
    data = (out / JOURNAL).read_bytes()
    (out / JOURNAL).write_bytes(data[:-20])
    answered, taken, _ = run(paths, out)
    assert (answered, taken.half_written) == (["b.yaml"], 1)
    assert {line["path"] for line in journal(out)} == set(map(str, paths))


def test_a_run_that_does_not_go_on_keeps_the_journal_before_it(tmp_path: Path) -> None:
    path, out = write(tmp_path, "a.yaml", "a"), tmp_path / "out"
    run([path], out)
    before = (out / JOURNAL).read_bytes()
    list(run_batch([], out, QUICK, jobs=1))
    assert (out / EARLIER).read_bytes() == before
    assert journal(out) == []
    run([path], out)
    again = (out / JOURNAL).read_bytes()
    list(run_batch([], out, QUICK, jobs=1))
    assert (out / EARLIER).read_bytes() == before + again  # nor are the lines of the run before lost


def test_two_batches_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with only_writer(tmp_path), pytest.raises(MachineryError, match="another batch is writing there"):
        list(run_batch([], tmp_path, QUICK, jobs=1))
    list(run_batch([], tmp_path, QUICK, jobs=1))  # it is free again


def test_drafts_of_a_killed_process_go_and_no_file_of_anybody_else(tmp_path: Path) -> None:
    drafts = [tmp_path / ".results.jsonl.7.part", tmp_path / "full" / ".shop-12ab.json.gz.7.part"]
    others = [tmp_path / "music" / ".song.7.part", tmp_path / "film.part"]
    for place in (*drafts, *others):
        place.parent.mkdir(exist_ok=True)
        place.touch()
    with only_writer(tmp_path):
        assert [place.exists() for place in (*drafts, *others)] == [False, False, True, True]


def test_the_line_is_slim_and_the_whole_answer_lies_beside_it(tmp_path: Path) -> None:
    example, out = ROOT / "data" / "scenarios" / "managed-kubernetes.yaml", tmp_path / "out"
    method = Method(to_short_answer, quick=True, describe_in_full=to_dict, full_folder=out)
    run([example], out, method)
    (line,) = journal(out)
    assert len((out / JOURNAL).read_bytes()) < 20_000
    with gzip.open(out / line["full"]) as file:
        whole = json.load(file)
    assert whole["recommendation"] == line["summary"]["winner"] == line["answer"]["ranking"][0]["platform"]
    assert line["answer"]["ranking"][0]["usd_per_month"] == whole["ranking"][0]["cost_usd_per_month"]["base"]
    assert run([example], out, method)[0] == []
    (out / line["full"]).unlink()
    assert run([example], out, method)[0] == ["managed-kubernetes.yaml"]


def test_a_folder_that_leads_back_to_itself_is_searched_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", "a")
    os.symlink(tmp_path, tmp_path / "loop")
    assert find_files([tmp_path, tmp_path / "loop"]) in ((path,), (tmp_path / "loop" / "a.yaml",))


def test_a_full_disk_leaves_whole_lines_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource", reason="limits on the length of files are not known to this system")
    paths, out = [write(tmp_path, f"{name}.yaml", name) for name in "abc"], tmp_path / "out"
    lines = [line_of({"path": str(path), "text": "x" * 100}) for path in paths]

    def answered(*_: object) -> Iterator[FileOutcome]:
        yield from (FileOutcome(str(path), Status.OK, line=line) for path, line in zip(paths, lines, strict=True))

    monkeypatch.setattr(batch_run, "answer_in_pool", answered)
    done: list[FileOutcome] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # room for two lines and half of the third: the system takes that half, and refuses the rest as a full disk does
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * len(lines[0]) + 60, hard))
    try:
        with pytest.raises(MachineryError, match=r"results\.jsonl: cannot be written \(file too large\)"):
            list(run_batch(paths, out, QUICK, jobs=1, done=done))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert journal(out) == [json.loads(line) for line in lines[:2]]
    assert [outcome.path for outcome in done] == list(map(str, paths[:2]))


def test_a_device_without_room_is_told_in_one_line(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    place = tmp_path / JOURNAL
    os.symlink("/dev/full", place)
    with open_journal(place) as file, pytest.raises(MachineryError, match=r"cannot be written \(no space left"):
        write_line(file, "{}", place)


def test_ten_thousand_files_are_listed_without_being_read(tmp_path: Path) -> None:
    deep = tmp_path / "deep"
    deep.mkdir()
    first = deep / "0.yaml"
    os.mkfifo(first)  # whoever opened it would wait for ever
    for number in range(1, 10_000):
        os.link(first, deep / f"{number}.yaml")
    assert len(find_files([tmp_path, deep])) == 10_000


@pytest.mark.slow
def test_a_killed_batch_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    paths = [write(folder, f"{number}.yaml", f"fine {number}") for number in range(12)]
    command = [sys.executable, "-m", "advisor", "batch", str(folder), "--out", str(out), "--quick", "--jobs", "1"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        while not (out / JOURNAL).is_file() or not (out / JOURNAL).stat().st_size:
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    done = subprocess.run([*command, "--resume"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"of {len(paths)} answered before" in done.stderr
    assert sorted(line["path"] for line in journal(out)) == sorted(map(str, paths))
    rows = list(csv.DictReader((out / "summary.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["winner"] for row in rows} == {journal(out)[0]["summary"]["winner"]}
    assert not list(out.glob(".*.part"))
