"""Batches whose processes are killed again and again: nothing is lost, nothing is told twice.

    python -m tests.batch.fuzz_kills [KILLS] [FILES] [SEED]

A batch of small files is answered once undisturbed, which also tells how long it takes. Then the same batch is begun
again and again, and at random moments SIGKILL ends its parent, one of its workers, or the process that starts them.
After each death of a parent the journal and the summary are looked at; then `--resume` goes on. When a batch has come
to its end, its journal has a whole line for every file, once, with the winner of the undisturbed run; the summary has
the same rows. Needs /proc.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from advisor.batch import JOURNAL

ROOT = Path(__file__).resolve().parents[2]
SHARE_MET = 0.6
"""How far a batch gets at the most before the next kill, as a share of what one took that came to its end."""
LONGER = 1.2
"""By how much more that is where a batch was killed before its first line, as on a machine that has become busy."""
PARENT_SHARE = 0.5
PATIENCE = 3600.0
CLOUDS = (("aws", "us-east-1"), ("azure", "westeurope"), ("gcp", "europe-west1"))
SUMMARY = "summary.csv"


def write_files(folder: Path, number: int) -> None:
    """Requirement files of one service, no two alike."""
    folder.mkdir()
    for place in range(number):
        cloud, region = CLOUDS[place % len(CLOUDS)]
        asked = {
            "name": f"app {place}",
            "as_of": "2026-11-24",
            "hosting": {"model": "cloud", "cloud": cloud, "region": region, "zones": 1},
            "services": [
                {"name": "web", "replicas": 1 + place % 7, "cpu": f"{100 + place}m", "memory": f"{256 + place}Mi"}
            ],
        }
        (folder / f"{place:04}.json").write_text(json.dumps(asked), encoding="ascii")


def begin(files: Path, out: Path) -> subprocess.Popen[bytes]:
    """A batch over the files that goes on with what is in `out`."""
    command = [sys.executable, "-m", "advisor", "batch", str(files), "--out", str(out)]
    return subprocess.Popen([*command, "--quick", "--resume", "--jobs", "2"], cwd=ROOT, stderr=subprocess.PIPE)


def children(pid: int) -> Iterator[int]:
    """The processes that one has started."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(fields[1]) == pid:
                yield int(entry.name)


def victims(parent: int) -> list[int]:
    """The workers of a batch, and the process that starts them."""
    return [each for child in children(parent) for each in (child, *children(child)) if "fork" in _command(child)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def journal_of(out: Path) -> list[dict[str, Any]]:
    """The lines of a journal; all but the last one, which a kill may have torn, have to be whole."""
    if not (out / JOURNAL).is_file():
        return []
    *lines, _ = (out / JOURNAL).read_bytes().split(b"\n")
    return [json.loads(line) for line in lines]


def check_killed(out: Path) -> None:
    """Whatever happened to a batch: whole lines, no file twice, and a summary that can be read to its end."""
    told = Counter(line["path"] for line in journal_of(out))
    assert not told or max(told.values()) == 1, f"told twice: {told.most_common(1)}"
    if (out / SUMMARY).is_file():
        rows = rows_of(out)
        assert all(None not in row and None not in row.values() for row in rows), "a torn summary"


def rows_of(out: Path) -> list[dict[str, str]]:
    """The rows of the summary."""
    return list(csv.DictReader((out / SUMMARY).read_text(encoding="utf-8").splitlines()))


def check_whole(out: Path, number: int, undisturbed: list[dict[str, str]]) -> None:
    """A batch that has come to its end says of every file what an undisturbed one says, once."""
    lines = journal_of(out)
    assert len(lines) == len({line["path"] for line in lines}) == number
    winners = {row["path"]: row["winner"] for row in undisturbed}
    assert {line["path"]: line["summary"]["winner"] for line in lines} == winners
    assert rows_of(out) == undisturbed
    assert not list(out.glob("**/.*.part"))


def disturb(files: Path, out: Path, kills: int, longest: float, chance: random.Random, done: Counter[str]) -> bool:
    """Run a batch, and kill its workers until it ends or is killed itself; whether it came to its end."""
    process = begin(files, out)
    while sum(done.values()) < kills:
        try:
            process.wait(chance.uniform(0.0, longest))
            break
        except subprocess.TimeoutExpired:
            pass
        found = victims(process.pid)
        pid = process.pid if chance.random() < PARENT_SHARE or not found else chance.choice(found)
        with suppress(ProcessLookupError):  # it has ended just now
            os.kill(pid, signal.SIGKILL)
            done["the parent" if pid == process.pid else "a worker"] += 1
        if pid == process.pid:
            break
    _, told = process.communicate(timeout=PATIENCE)
    check_killed(out)
    assert process.returncode in (0, 5, -signal.SIGKILL), told.decode()  # 5: a worker was killed at one file twice
    return process.returncode == 0


def main() -> None:
    """Kill, look, go on."""
    kills, number, seed = (int(each) for each in (*sys.argv[1:], *("100", "200", "1")[len(sys.argv) - 1 :]))
    chance, done, batches, runs = random.Random(seed), Counter[str](), 0, 0
    with tempfile.TemporaryDirectory() as name:
        files, out = Path(name, "in"), Path(name, "out")
        write_files(files, number)
        begun = time.monotonic()
        assert disturb(files, out, 0, 0.0, chance, done)
        longest = SHARE_MET * (time.monotonic() - begun)
        undisturbed = rows_of(out)
        check_whole(out, number, undisturbed)
        shutil.rmtree(out)
        while sum(done.values()) < kills or out.exists() or not batches:
            runs, before, begun = runs + 1, sum(done.values()), time.monotonic()
            if disturb(files, out, kills, longest, chance, done):
                if sum(done.values()) == before:
                    longest = SHARE_MET * (time.monotonic() - begun)
                check_whole(out, number, undisturbed)
                shutil.rmtree(out)
                batches += 1
            elif not journal_of(out):
                longest *= LONGER
            print(f"{sum(done.values())} kills, {batches} batches ended", flush=True)
    told = " and ".join(f"{whom} {times} times" for whom, times in sorted(done.items()))
    print(f"{sum(done.values())} kills: {told}, in {runs} runs of {batches} batches of {number} files (seed {seed})")
    print("every file answered once, every line whole, every row that of the undisturbed run")


if __name__ == "__main__":
    main()
