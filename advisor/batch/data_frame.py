"""Many files -> one table, in this process."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.batch.file_outcome import SUMMARY, Method, answer_file
from advisor.batch.files import find_files
from advisor.knowledge import Knowledge, load_knowledge

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = ("path", "status", *SUMMARY, "error")


def recommend_many(paths: Iterable[str | Path] | str | Path, knowledge: Knowledge | None = None) -> DataFrame:
    """One row for each requirement file, sorted by path, with the columns of `COLUMNS`.

    Parameters:
        paths: files, and folders that are searched for .yaml, .yml and .json.
        knowledge: what to answer by; the knowledge base that comes with the advisor without it.

    `status` is ok, no_fit, invalid or failed; `error` says why there is no answer. `score` and `margin` are between 0
    and 1. Of the winner's bill there are its base, what terms of payment take off it, the newest day of its prices, and
    the shares of it, 0 to 1, that are estimated or at one's own prices. Files are answered one after the other in this
    process; `advisor batch` uses all processors. Raises KnowledgeError when there is no usable knowledge base.

    >>> from advisor import example_scenarios
    >>> recommend_many(example_scenarios()["single-vm"])[["status", "verdict", "winner"]].values.tolist()
    [['ok', 'no', 'docker-compose-single-vm']]
    """
    from pandas import DataFrame

    named = (paths,) if isinstance(paths, str | Path) else paths
    base = knowledge or load_knowledge()
    outcomes = [answer_file(path, base, Method()) for path in find_files(named)]
    rows = [[getattr(outcome, column) for column in COLUMNS] for outcome in outcomes]
    table = DataFrame(rows, columns=list(COLUMNS))
    table["status"] = [outcome.status.value for outcome in outcomes]
    return table
