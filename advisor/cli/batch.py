"""`advisor batch`: many requirement files, one summary."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import click

from advisor.batch import COLUMNS, JOURNAL, FileOutcome, Status, find_files, remove, run_batch, write_whole
from advisor.cli.inputs import no_files, refuse_unless_any_is_there
from advisor.cli.options import CONDITIONS, NamedPath, fail_on_option, knowledge_option, prices_option
from advisor.cli.runtime import Code, with_progress, write_error_line
from advisor.report import to_csv, to_dict
from advisor.report.wording import count

SUMMARY = "summary.csv"
SUMMARY_COLUMNS = (*COLUMNS, "sha256")
MOST_ERRORS_SHOWN = 20


def _processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--out", required=True, type=NamedPath(), help="The folder for the results; made if needed.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes; without it, one for each processor.")
@prices_option
@knowledge_option
@fail_on_option(CONDITIONS)
def batch(
    paths: tuple[str, ...],
    out: Path,
    jobs: int | None,
    folder: Path | None,
    prices: Path | None,
    fail_on: tuple[str, ...],
) -> None:
    """Answer many requirement files; PATH is a file, or a folder that is searched for .yaml, .yml and .json.

    OUT/results.jsonl gets a line for each file as it finishes, OUT/summary.csv a row for each, sorted by path. A file
    that is wrong, and one that kills its worker process, is noted there, and the others go on. The exit code is that
    of the worst file: 5 (failed) before 3 (invalid) before 1 (no platform fits, or --fail-on).
    """
    files = find_files(paths)
    if not files:
        raise no_files(paths)
    refuse_unless_any_is_there(files)
    workers = min(jobs or _processors(), len(files))
    outcomes: list[FileOutcome] = []
    remove(out / SUMMARY)  # one of an earlier run would not belong to the new journal
    try:
        running = run_batch(
            files, out, to_dict, jobs=workers, done=outcomes, knowledge_folder=folder, prices_folder=prices
        )
        with closing(running):
            deque(with_progress(running, len(files)), maxlen=0)
    finally:
        if outcomes:
            write_summary(outcomes, out)
    _tell(outcomes, out)
    code = worst_code(outcomes, set(fail_on))
    if code:
        raise click.exceptions.Exit(code)


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
