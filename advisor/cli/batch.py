"""`advisor batch`: many requirement files, one summary."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import click

from advisor.batch import (
    COLUMNS,
    JOURNAL,
    ClusterEvent,
    DaskCluster,
    FileOutcome,
    Method,
    Status,
    TakenOver,
    find_files,
    run_batch,
    write_whole,
)
from advisor.cli.inputs import no_files, refuse_unless_any_is_there
from advisor.cli.options import CONDITIONS, NamedPath, fail_on_option, knowledge_option, prices_option
from advisor.cli.runtime import Code, with_progress, write_error_line
from advisor.report import to_csv, to_dict, to_short_answer
from advisor.report.wording import count

SUMMARY = "summary.csv"
SUMMARY_EVERY = 2.0
"""Seconds between two writings of the summary, at the least."""
SUMMARY_SHARE = 20
"""How often the time that writing takes has to pass before it is written again."""
SUMMARY_COLUMNS = (*COLUMNS, "sha256")
MOST_ERRORS_SHOWN = 20
EVENTS = {
    ClusterEvent.NO_WORKER: "the cluster has no worker; waiting for one",
    ClusterEvent.LOST: "the scheduler of the cluster went away; waiting for it",
    ClusterEvent.BACK: "the scheduler is back; going on",
}


def _processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--out", required=True, type=NamedPath(), help="The folder for the results; made if needed.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes; without it, one for each processor.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Answer on the Dask cluster whose scheduler is there, such as tcp://10.0.0.5:8786 (docs/cluster.md).",
)
@click.option("--resume", is_flag=True, help="Go on with what an earlier run wrote into OUT: answer what is new.")
@click.option("--full", is_flag=True, help="Keep the whole answer to each file too, compressed, in OUT/full.")
@click.option("--quick", is_flag=True, help="Quick estimates, without a word on how sure they are.")
@prices_option
@knowledge_option
@fail_on_option(CONDITIONS)
def batch(
    paths: tuple[str, ...],
    out: Path,
    jobs: int | None,
    cluster: str | None,
    resume: bool,
    full: bool,
    quick: bool,
    folder: Path | None,
    prices: Path | None,
    fail_on: tuple[str, ...],
) -> None:
    """Answer many requirement files; PATH is a file, or a folder that is searched for .yaml, .yml and .json.

    OUT/results.jsonl gets a line for each file as it finishes, with the answer in short, and OUT/summary.csv has a row
    for each, sorted by path; it is whole at any moment. A file that is wrong, and one that kills its worker process, is
    noted there, and the others go on. After an interrupt or a crash, --resume goes on: files whose content was answered
    by this version, with the same knowledge and prices, are not answered again. Without it a new run begins; the lines
    of the earlier one are kept in OUT/results.earlier.jsonl. The exit code is that of the worst file: 5 (failed) before
    3 (invalid) before 1 (no platform fits, or --fail-on).
    """
    if cluster is not None and jobs is not None:
        raise click.UsageError("--jobs is about this machine and --cluster about others; give one of them")
    files = find_files(paths)
    if not files:
        raise no_files(paths)
    refuse_unless_any_is_there(files)
    method = Method(to_short_answer, quick, to_dict if full else None, out if full else None)
    engine = None if cluster is None else DaskCluster(cluster, on_event=lambda event: write_error_line(EVENTS[event]))
    outcomes = _run(
        files, out, method, jobs=jobs, cluster=engine, resume=resume, knowledge_folder=folder, prices_folder=prices
    )
    _tell(outcomes, out)
    code = worst_code(outcomes, set(fail_on))
    if code:
        raise click.exceptions.Exit(code)


def _run(
    files: Sequence[Path],
    out: Path,
    method: Method,
    *,
    jobs: int | None,
    cluster: DaskCluster | None,
    resume: bool,
    knowledge_folder: Path | None,
    prices_folder: Path | None,
) -> list[FileOutcome]:
    """All outcomes; the summary grows with them, and is up to date also when this is interrupted."""
    outcomes: list[FileOutcome] = []
    summary = _Summary(out, outcomes)

    def begin(taken: TakenOver) -> None:
        _tell_taken(taken, len(files))
        summary.write()

    running = run_batch(
        files,
        out,
        method,
        jobs=min(jobs or _processors(), len(files)),
        cluster=cluster,
        resume=resume,
        on_start=begin,
        done=outcomes,
        knowledge_folder=knowledge_folder,
        prices_folder=prices_folder,
    )
    try:
        with closing(running):
            for _ in with_progress(running, lambda: len(files) - summary.at_start, unit="files"):
                summary.write_now_and_then()
    finally:
        summary.write_what_is_new()
    return outcomes


class _Summary:
    """Keeps summary.csv near what the journal holds, without taking much of the time of a batch."""

    def __init__(self, out: Path, outcomes: list[FileOutcome]) -> None:
        self._out, self._outcomes = out, outcomes
        self._written: int | None = None
        self._next_at = 0.0
        self.at_start = 0

    def write(self) -> None:
        """Write it. Raises MachineryError when that cannot be done."""
        if self._written is None:
            self.at_start = len(self._outcomes)
        started = time.monotonic()
        write_summary(self._outcomes, self._out)
        self._written = len(self._outcomes)
        took = time.monotonic() - started
        self._next_at = time.monotonic() + max(SUMMARY_EVERY, took * SUMMARY_SHARE)

    def write_now_and_then(self) -> None:
        """Write it where that has not been done for a while."""
        if time.monotonic() >= self._next_at:
            self.write()

    def write_what_is_new(self) -> None:
        """Write it unless it is up to date, or nothing was ever begun."""
        if self._written is not None and self._written != len(self._outcomes):
            self.write()


def _tell_taken(taken: TakenOver, files: int) -> None:
    """Say what an earlier run spares, and what of it is of no use."""
    if taken.outcomes:
        left = files - len(taken.outcomes)
        write_error_line(f"{count(len(taken.outcomes), 'file')} of {files} answered before; {left} to go")
    if taken.other_version:
        told = "answered by another version, other knowledge or prices, or another --quick or --full"
        write_error_line(f"{count(taken.other_version, 'file')} {told}: answered again")
    if taken.half_written:
        write_error_line(f"{count(taken.half_written, 'line')} of the journal not whole: answered again")


def write_summary(outcomes: Iterable[FileOutcome], out: Path) -> None:
    """One CSV row for each file, sorted by path. Raises MachineryError when it cannot be written."""
    rows = (
        [_cell(getattr(outcome, column)) for column in SUMMARY_COLUMNS] for outcome in sorted(outcomes, key=_by_path)
    )
    write_whole(out / SUMMARY, to_csv(SUMMARY_COLUMNS, rows).encode("utf-8", "backslashreplace"))


def _by_path(outcome: FileOutcome) -> str:
    return outcome.path


def _cell(value: str | float | bool | None) -> str | float | None:
    return str(value).lower() if isinstance(value, bool) else value


def _tell(outcomes: list[FileOutcome], out: Path) -> None:
    wrong = sorted((outcome for outcome in outcomes if outcome.error), key=_by_path)
    for outcome in wrong[:MOST_ERRORS_SHOWN]:
        start = "" if outcome.problems else f"{outcome.path}: "  # a problem names its file
        write_error_line(f"{start}{outcome.error}")
    if len(wrong) > MOST_ERRORS_SHOWN:
        write_error_line(f"and {len(wrong) - MOST_ERRORS_SHOWN} more; all are in {out / SUMMARY}")
    counts = {status: sum(1 for o in outcomes if o.status is status) for status in Status}
    told = ", ".join(f"{number} {status.value.replace('_', ' ')}" for status, number in counts.items() if number)
    write_error_line(f"{count(len(outcomes), 'file')}: {told}; see {out / SUMMARY} and {out / JOURNAL}")


def worst_code(outcomes: Iterable[FileOutcome], fail_on: set[str]) -> Code:
    """The exit code of the worst outcome."""
    code = Code.OK
    for outcome in outcomes:
        if outcome.status is Status.FAILED:
            return Code.MACHINERY
        if outcome.status is Status.INVALID:
            code = Code.INPUT
        elif code is Code.OK and (outcome.status is Status.NO_FIT or _conditions_of(outcome) & fail_on):
            code = Code.NO
    return code


def _conditions_of(outcome: FileOutcome) -> set[str]:
    holding = {"close-call": outcome.close_call, "warning": outcome.warnings}
    return {condition for condition, holds in holding.items() if holds}
