"""Drawn requirements -> the advisor's answers to them, which the pictures are distilled from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from advisor.knowledge import Form, Knowledge, load_knowledge
from advisor.quick_answer import quick_first, quick_verdict
from advisor.scenario import Scenario, load_scenario
from tools.flowchart.law import Answers, drawn

AT_ONCE = 25
"""Requirements that a process answers before it hands them back."""


@dataclass(frozen=True)
class Answered:
    """A drawn requirement with the verdict on it, the form that answers best, and what is not ruled out."""

    answers: Answers
    need: str
    form: str
    open_forms: tuple[str, ...]
    eligible: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """A drawn requirement with the platform that is first within the best form; None where none holds it."""

    answers: Answers
    form: str
    platform: str | None


def scenario_of(answers: Answers) -> Scenario:
    """The requirement that answers by dotted key make."""
    nested: dict[str, Any] = {"name": "drawn"}
    for key, value in answers.items():
        *way, last = key.split(".")
        here = nested
        for part in way:
            here = here.setdefault(part, {})
        here[last] = value
    return load_scenario(nested)


@cache
def _knowledge() -> Knowledge:
    """The knowledge base, read once in each process."""
    return load_knowledge()


def _judge(answers: Answers) -> Answered:
    verdict, eligible = quick_verdict(scenario_of(answers), _knowledge())
    open_forms = tuple(sorted(form.value for form in verdict.open_forms))
    return Answered(answers, verdict.need.value, verdict.best.value, open_forms, tuple(sorted(eligible)))


def _choose(answered: Answered) -> Chosen:
    found = quick_first(scenario_of(answered.answers), _knowledge(), Form(answered.form))
    return Chosen(answered.answers, answered.form, found.first)


def judged(count: int, jobs: int) -> list[Answered]:
    """So many drawn requirements with verdict and form."""
    return list(_spread(_judge, list(drawn(count)), jobs))


def chosen(every: Iterable[Answered], of_each_form: int, jobs: int) -> list[Chosen]:
    """The platforms for the first so many requirements of each form."""
    by_form: dict[str, list[Answered]] = {form.value: [] for form in Form}
    for one in every:
        by_form[one.form].append(one)
    taken = [one for ones in by_form.values() for one in ones[:of_each_form]]
    return list(_spread(_choose, taken, jobs))


def _spread(work: Any, items: list[Any], jobs: int) -> Iterator[Any]:
    """What the work makes of each item, in order; told on stderr from time to time."""
    with ProcessPoolExecutor(jobs) as pool:
        for done, result in enumerate(pool.map(work, items, chunksize=AT_ONCE), start=1):
            if not done % 500:
                print(f"{done} of {len(items)}", file=sys.stderr, flush=True)
            yield result


def keep(file: Path, every: Iterable[Answered | Chosen]) -> None:
    """Write them to a file, so that the pictures can be drawn again without asking again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in every), encoding="utf-8")


def kept(file: Path, kind: type[Any]) -> list[Any] | None:
    """Those of a file; None where there is none."""
    if not file.is_file():
        return None
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return [kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}) for row in rows]
