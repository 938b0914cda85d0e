"""The journal of a batch: results.jsonl, with one line for each file as it finishes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from advisor.batch.files import write_failed
from advisor.errors import MachineryError

JOURNAL = "results.jsonl"
EARLIER = "results.earlier.jsonl"
"""Lines of the run before that this one did not take over."""
LOCK = ".results.lock"
DRAFTS = (".*.*.part", "full/.*.json.gz.*.part")
"""Files of the folder that a process was writing when it was killed; nothing else in it is touched."""


def line_of(told: Mapping[str, Any]) -> str:
    """One line: ASCII alone, so that no character of a file name or a text can end it or fail to be written."""
    return json.dumps(told, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Nobody else writes a journal into this folder meanwhile; made if needed. The system frees it when a process dies.

    Raises MachineryError where another batch does, or where the folder cannot be written to.
    """
    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        told = "another batch is writing there"
        raise MachineryError(f"{folder}: {told}; wait until it has ended, or name another folder") from error
    except FileExistsError as error:
        raise MachineryError(f"{folder}: cannot be written (is not a folder); free or name another place") from error
    except OSError as error:
        raise write_failed(folder, error) from error
    try:
        for draft in (found for form in DRAFTS for found in folder.glob(form)):
            draft.unlink(missing_ok=True)
        yield
    finally:
        lock.release()


def read_lines(place: Path) -> Iterator[dict[str, Any] | None]:
    """The lines of a journal; None for one that was not written to its end, or is no line of a journal.

    A journal that is not there has none. Raises MachineryError when it cannot be read.
    """
    try:
        with place.open("rb") as journal:
            for line in journal:
                yield _read(line)
    except FileNotFoundError:
        return
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise MachineryError(f"{place}: cannot be read ({reason}); move it away to start anew") from error


def _read(line: bytes) -> dict[str, Any] | None:
    if line[-1:] != b"\n":
        return None
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def open_journal(place: Path) -> FileIO:
    """The journal, at its end and unbuffered: a line that cannot be written is not tried again when it is closed.

    Raises MachineryError when it cannot be written to.
    """
    try:
        return place.open("ab", buffering=0)
    except OSError as error:
        raise write_failed(place, error) from error


def write_line(journal: FileIO, line: str, place: Path) -> None:
    """Append one line, all of it or nothing. Raises MachineryError when that cannot be done."""
    start = journal.seek(0, 2)
    rest = f"{line}\n".encode("ascii")
    try:
        while rest:
            rest = rest[journal.write(rest) :]
    except OSError as error:
        with suppress(OSError):
            journal.truncate(start)  # a full disk left half a line
        raise write_failed(place, error) from error
