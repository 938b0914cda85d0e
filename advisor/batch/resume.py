"""What an earlier run has answered already, by its journal: a file of the same content is not answered again.

A line counts where the content of the file (SHA-256), the version of the advisor, the knowledge base with its prices,
and the way of answering are the same. What had no answer (a mistake in the file, a worker that died) is tried again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from advisor.batch.file_outcome import SUMMARY, FileOutcome, Method, Status, digest_of, read_scenario
from advisor.batch.files import write_failed, write_lines_whole
from advisor.batch.full_answer import full_name
from advisor.batch.journal import EARLIER, JOURNAL, line_of, read_lines
from advisor.errors import AdvisorError
from advisor.knowledge import Knowledge, priced_for
from advisor.version import __version__

WITH_ANSWER = (Status.OK.value, Status.NO_FIT.value)


@dataclass(frozen=True)
class TakenOver:
    """What a journal spares a run: outcomes by path, and why other lines of it are of no use."""

    outcomes: Mapping[Path, FileOutcome]
    other_version: int = 0
    """Files whose line is by another version of the advisor, by other knowledge, or of another way of answering."""
    half_written: int = 0
    """Lines that are not whole."""


def set_aside(folder: Path) -> None:
    """Make room for a journal that begins anew; what an earlier run wrote is kept beside it under another name.

    Raises MachineryError when that cannot be done.
    """
    place = folder / JOURNAL
    try:
        if not place.is_file() or not place.stat().st_size:
            return
        if (folder / EARLIER).exists():
            _add_to_earlier(folder, (line_of(line) for line in read_lines(place) if line is not None))
            place.unlink()
        else:
            os.replace(place, folder / EARLIER)
    except OSError as error:
        raise write_failed(place, error) from error


def take_over(paths: Sequence[Path], folder: Path, knowledge: Knowledge, method: Method) -> TakenOver:
    """What the journal in `folder` holds of these files; the journal then holds that alone.

    Lines about other files, and those that are of no use, are kept in results.earlier.jsonl.
    """
    digests = {path: digest_of(path) for path in paths}
    search = _Search(digests, {}, knowledge, method, folder)
    earlier, half_written = [], 0
    for line in read_lines(folder / JOURNAL):
        if line is None:
            half_written += 1
        elif line.get("status") in WITH_ANSWER and not search.take(line):
            earlier.append(line_of(line))
    if earlier:
        _add_to_earlier(folder, earlier)
    outcomes = {path: _outcome_of(line) for path, line in search.found.items()}
    write_lines_whole(folder / JOURNAL, (line_of(line) for line in search.found.values()))
    return TakenOver(outcomes, search.other_version, half_written)


def _add_to_earlier(folder: Path, lines: Iterable[str]) -> None:
    """Keep lines behind those that were kept before."""
    kept = [line_of(line) for line in read_lines(folder / EARLIER) if line is not None]
    write_lines_whole(folder / EARLIER, chain(kept, lines))


class _Search:
    """The search for lines about the files that are asked for, and what it has found so far."""

    def __init__(
        self,
        digests: Mapping[Path, str | None],
        found: dict[Path, dict[str, Any]],
        knowledge: Knowledge,
        method: Method,
        folder: Path,
    ) -> None:
        self.found = found
        self.other_version = 0
        self._knowledge, self._method, self._folder = knowledge, method, folder
        self._by_digest: dict[str, list[Path]] = {}
        for path, digest in digests.items():
            if digest is not None:
                self._by_digest.setdefault(digest, []).append(path)

    def take(self, line: dict[str, Any]) -> bool:
        """Whether the line answers some of the files; it is then noted for them, with their paths."""
        matching = [path for path in self._by_digest.get(str(line.get("sha256")), ()) if path not in self.found]
        usable = [path for path in matching if self._is_of(line, path)]
        for path in usable:
            self.found[path] = {**line, "path": str(path)}
        self.other_version += len(matching) - len(usable)
        return bool(usable)

    def _is_of(self, line: Mapping[str, Any], path: Path) -> bool:
        """Whether a line about equal content says what would be said of this file now."""
        if line.get("advisor_version") != __version__ or line.get("quick") is not self._method.quick:
            return False
        summary = line.get("summary")
        if not isinstance(summary, Mapping) or not set(SUMMARY) <= set(summary):
            return False
        return self._kept_in_full(line, path) and self._rests_on_the_same(line, path)

    def _kept_in_full(self, line: Mapping[str, Any], path: Path) -> bool:
        if self._method.describe_in_full is None:
            return True
        wanted = full_name(path, str(line.get("sha256")))
        return line.get("full") == wanted and (self._folder / wanted).is_file()

    def _rests_on_the_same(self, line: Mapping[str, Any], path: Path) -> bool:
        told = line.get("knowledge_hash")
        if told == self._knowledge.hash:
            return True
        with suppress(AdvisorError):  # it names prices of its own; where these are wrong now, answering says so
            return bool(told == priced_for(read_scenario(path, self._knowledge), self._knowledge).hash)
        return False


def _outcome_of(line: Mapping[str, Any]) -> FileOutcome:
    """The outcome that a line tells of."""
    summary = line["summary"]
    return FileOutcome(
        path=line["path"],
        status=Status(line["status"]),
        sha256=line["sha256"],
        **{name: summary[name] for name in SUMMARY},
    )
