"""The journal of a batch: results.jsonl, with one line for each file as it finishes."""

from __future__ import annotations

from io import FileIO
from pathlib import Path

from advisor.batch.files import write_failed
from advisor.errors import MachineryError

JOURNAL = "results.jsonl"


def open_journal(place: Path) -> FileIO:
    """The journal, empty and unbuffered: a line that cannot be written is not tried again when the file is closed.

    Raises MachineryError when it cannot be written to.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        return place.open("wb", buffering=0)
    except FileExistsError as error:
        raise MachineryError(
            f"{place.parent}: cannot be written (is not a folder); free or name another place"
        ) from error
    except OSError as error:
        raise write_failed(place, error) from error


def write_line(journal: FileIO, line: str, place: Path) -> None:
    """Append one line, all of it. Raises MachineryError when that cannot be done."""
    rest = f"{line}\n".encode("ascii")
    try:
        while rest:
            rest = rest[journal.write(rest) :]
    except OSError as error:
        raise write_failed(place, error) from error
