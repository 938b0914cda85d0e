"""Thousands of broken and odd files of every format that is imported: `make fuzz`, or for one format

    python -m tests.importers.fuzz_imports COUNT [KIND] [FOLDER]

The files are made of those in `seeds/`, and of those in FOLDER. Each is imported, made a scenario, and written. What
fails is written beside, to become a test: a crash, more than 2 seconds of CPU, more than 300 MB in the end, a refusal
of several lines or without the line that it is about. Exit code 1 where anything failed.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from advisor.errors import AdvisorError, InputError
from advisor.importers import ImportKind, SourceText, import_requirement, text_source
from advisor.report import import_lines, render_import
from tests.importers.mutations import mutated_documents, mutated_table, mutated_text

SEEDS = Path(__file__).parent / "seeds"
MOST_SECONDS = 2.0
MOST_MEGABYTES = 300
LONGEST_SEED = 16_000
ENDINGS = {
    ImportKind.COMPOSE: (".compose.yaml", "compose.yaml", "compose.yml"),
    ImportKind.KUBERNETES: (".k8s.yaml", ".k8s.json"),
    ImportKind.ECS: (".ecs.json",),
    ImportKind.NOMAD: (".nomad", ".nomad.json", ".hcl"),
    ImportKind.USAGE: (".csv",),
}
OF_THE_WHOLE_FILE = ("is none of the files that are imported", "is longer than", "is of the format")
"""Refusals that no single line is to blame for."""


@dataclass
class Outcome:
    """What came of the files of one format: how many were read and refused, why, and what failed."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    """What failed, and the text."""
    slowest: float = 0.0


@cache
def seeds(kind: ImportKind, folder: Path | None = None) -> tuple[str, ...]:
    """Texts of a format to make others of; of a folder those in folders that are called after it."""
    found = [path for path in sorted(SEEDS.iterdir()) if path.name.endswith(ENDINGS[kind])]
    if folder is not None:
        found += [
            path for path in sorted(folder.glob(f"{kind}*/*")) if path.is_file() and not path.name.startswith(".")
        ]
    texts = [path.read_text(encoding="utf-8") for path in found]
    return tuple(text for text in texts if len(text) <= LONGEST_SEED) or (usage_seed(),)


def usage_seed() -> str:
    """Five days of two pods, a sample each half hour."""
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    rows = ["service,pod,timestamp,cpu_cores,memory_mib"]
    for index in range(240):
        time_of = (start + dt.timedelta(minutes=30 * index)).isoformat()
        rows += [
            f"web,web-{pod},{time_of},{0.1 + 0.05 * math.sin(index / 7):.3f},{400 + index % 9}Mi" for pod in (0, 1)
        ]
    return "\n".join(rows) + "\n"


@cache
def documents(text: str) -> list[Any]:
    """The values of a text of YAML or JSON; none of another text."""
    try:
        return [one for one in yaml.safe_load_all(text.replace("!override", "").replace("!reset", "")) if one]
    except yaml.YAMLError:
        return []


def drawn_text(kind: ImportKind, draw: random.Random, folder: Path | None = None) -> str:
    """A text that a seed of the format was made into."""
    seed = draw.choice(seeds(kind, folder))
    if kind is ImportKind.USAGE:
        return mutated_table(seed, draw) if draw.random() < 0.8 else mutated_text(seed, draw)
    found = documents(seed)
    if found and isinstance(found[0], dict) and draw.random() < 0.75:
        return mutated_documents(found, draw)
    return mutated_text(seed, draw)


def try_texts(kind: ImportKind, count: int, start: int = 0, folder: Path | None = None) -> Outcome:
    """What comes of so many texts of a format, each drawn by a number of its own from `start` on."""
    outcome = Outcome()
    for number in range(start, start + count):
        draw = random.Random(f"{kind} {number}")
        texts = [drawn_text(kind, draw, folder)]
        if draw.random() < 0.1:
            texts.append(drawn_text(kind, draw, folder))
        _try(kind, texts, outcome, is_named=draw.random() < 0.7)
    return outcome


def _try(kind: ImportKind, texts: Sequence[str], outcome: Outcome, *, is_named: bool) -> None:
    began = time.process_time()
    try:
        sources = [_source(text, f"f{index}") for index, text in enumerate(texts)]
        imported = import_requirement(sources, kind=kind if is_named else None)
        import_lines(imported)
        imported.scenario()
        render_import(imported)
        render_import(imported, "json")
        outcome.counts["read"] += 1
    except AdvisorError as error:
        outcome.counts["refused"] += 1
        outcome.failures += [(fault, "\n".join(texts)) for fault in _faults_of(error, outcome.reasons)]
    except Exception:
        outcome.failures.append((traceback.format_exc(limit=-5), "\n".join(texts)))
    seconds = time.process_time() - began
    outcome.slowest = max(outcome.slowest, seconds)
    if seconds > MOST_SECONDS:
        outcome.failures.append((f"takes {seconds:.1f} s", "\n".join(texts)))


def _source(text: str, name: str) -> SourceText:
    return text_source(text.encode("utf-8", "replace"), name)


def _faults_of(error: AdvisorError, reasons: Counter[str]) -> Iterator[str]:
    """What is wrong with a refusal: it is no problem with a place, or takes more than a line."""
    problems = error.problems if isinstance(error, InputError) else []
    if not problems:
        yield f"no place: {error!r}"
    for problem in problems:
        reasons[problem.message[:50]] += 1
        if not problem.line and not any(words in problem.message for words in OF_THE_WHOLE_FILE):
            yield f"no line: {problem.message}"
        if "\n" in str(problem) or not problem.remedy:
            yield f"several lines, or no remedy: {problem}"


def main(count: int, kinds: Sequence[ImportKind], folder: Path | None = None, start: int | None = None) -> int:
    """Print what came of so many files of each format; returns 1 where anything failed."""
    failed = False
    start = random.randrange(10**9) if start is None else start
    for kind in kinds:
        outcome = try_texts(kind, count, start, folder)
        counts = (
            f"{outcome.counts['read']:,} read, {outcome.counts['refused']:,} refused for {len(outcome.reasons)} reasons"
        )
        print(f"{kind}: {count:,} files from number {start}: {counts}, {len(outcome.failures)} failures; ", end="")
        print(f"slowest {outcome.slowest:.2f} s; {_megabytes()} MB at most", flush=True)
        for fault, times in Counter(fault for fault, _ in outcome.failures).most_common(20):
            text = next(text for one, text in outcome.failures if one == fault)
            with tempfile.NamedTemporaryFile("w", prefix=f"{kind}-", delete=False, encoding="utf-8") as file:
                file.write(text)
            print(f"    {times} times, such as {file.name}: {fault}", flush=True)
        failed = failed or bool(outcome.failures) or _megabytes() > MOST_MEGABYTES
    return int(failed)


def _megabytes() -> int:
    """The most memory that this process has taken; ru_maxrss counts KiB on Linux, bytes on macOS."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform != "darwin" else most // 1024**2


if __name__ == "__main__":
    chosen = [ImportKind(word) for word in sys.argv[2:3]] or list(ImportKind)
    sys.exit(main(int(sys.argv[1]), chosen, Path(sys.argv[3]) if len(sys.argv) > 3 else None))
