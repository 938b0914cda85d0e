"""The command line as a process: readers that go away, full disks, interrupts."""

from __future__ import annotations

import importlib.abc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import advisor_command
from tests.batch.test_many import write
from tests.cli.calls import ROOT, call, start


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
            "import os, sys; from advisor.cli.server_watch import run_until_told; "
            f"sys.exit(run_until_told([sys.executable, '-c', {server!r}], os.environ, patience=0.2))"
        )
        command = [sys.executable, "-c", parent]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, text=True
        ) as process:
            assert process.stdout is not None
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
