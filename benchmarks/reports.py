"""Writes every example's answer in every form of a document, and tells how long that takes after the recommendation.

`python -m benchmarks.reports [part of a name]`; recommending takes a minute or two, and is not measured. Times are of
the processor, the best of some runs, as a busy machine makes none of them faster.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator

from advisor import example_scenarios, load_knowledge, load_scenario, recommend
from advisor.errors import MachineryError
from advisor.recommend import Recommendation
from advisor.report.documents import DOCUMENT_FORMS, render_document

RUNS = 3
GOAL_SECONDS = 1.0


def answers(wanted: str) -> Iterator[tuple[str, Recommendation]]:
    """The answer to each example scenario."""
    knowledge = load_knowledge()
    for name, path in example_scenarios().items():
        if wanted in name:
            yield name, recommend(load_scenario(path), knowledge)


def measured(answer: Recommendation, form: str) -> tuple[float, float, int]:
    """Processor seconds of the first run, those of the best one, and the bytes of the document."""
    seconds, size = [], 0
    for _ in range(RUNS):
        started = time.process_time()
        size = len(render_document(answer, form).content)
        seconds.append(time.process_time() - started)
    return seconds[0], min(seconds), size


def main(wanted: str) -> int:
    """Writes them all; 1 where a document takes longer than a second."""
    told: dict[str, list[tuple[float, float, int, str]]] = {}
    forms = list(DOCUMENT_FORMS)
    for name, answer in answers(wanted):
        for form in tuple(forms):
            try:
                told.setdefault(form, []).append((*measured(answer, form), name))
            except MachineryError as error:
                del told[form]
                forms.remove(form)
                print(f"{form}: {error}")
    print("form    median    worst  first run  largest")
    for form, rows in told.items():
        first, best = max(rows), max(rows, key=lambda row: row[1])
        median = statistics.median(row[1] for row in rows)
        largest = max(row[2] for row in rows) / 1000
        print(f"{form:5} {median:6.2f} s {best[1]:6.2f} s {first[0]:8.2f} s {largest:5.0f} kB  ({best[3]})")
    timed = [(form, name, seconds) for form, rows in told.items() for _, seconds, _, name in rows]
    slow = [f"{form} of {name}: {seconds:.2f} s" for form, name, seconds in timed if seconds > GOAL_SECONDS]
    print("\n".join(slow) or f"all below {GOAL_SECONDS:g} s")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
