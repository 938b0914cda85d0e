"""A batch: every file answered, and its outcome written to the journal before it is handed out."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Sequence
from pathlib import Path

from advisor.batch.file_outcome import Describe, FileOutcome
from advisor.batch.interrupts import interrupts_held
from advisor.batch.journal import JOURNAL, open_journal, write_line
from advisor.batch.worker_pool import Setup, answer_in_pool
from advisor.knowledge import load_knowledge


def run_batch(
    paths: Sequence[Path],
    folder: Path,
    describe: Describe,
    *,
    jobs: int,
    done: list[FileOutcome] | None = None,
    knowledge_folder: Path | None = None,
    prices_folder: Path | None = None,
) -> Generator[FileOutcome, None, None]:
    """Answer the files on `jobs` processes; each outcome is written to `folder`/results.jsonl, then handed out.

    What is written is added to `done` too: a listener that is interrupted finds there what the journal holds, also an
    outcome that was written and could not be handed out any more.

    A line holds {path, sha256, advisor_version, knowledge_hash, status, result, problems, error}; lines stand in the
    order in which files finish. `describe` makes the result and must be a function of a module. An earlier
    results.jsonl is replaced. Raises KnowledgeError when there is no usable knowledge base, PriceError when the
    prices are not usable, MachineryError when the folder cannot be written to or no worker can be started.
    """
    knowledge = load_knowledge(knowledge_folder, prices_folder)
    setup = Setup(knowledge.folder, knowledge.hash, describe, prices_folder)
    place = folder / JOURNAL
    with open_journal(place) as journal:
        for outcome in answer_in_pool(paths, setup, jobs):
            kept = dataclasses.replace(outcome, line="")
            with interrupts_held():
                write_line(journal, outcome.line, place)
                if done is not None:
                    done.append(kept)
            yield kept
