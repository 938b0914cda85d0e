"""A batch: every file answered, and its outcome written to the journal before it is handed out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from advisor.batch.cluster import ClusterEngine, DaskCluster
from advisor.batch.file_outcome import FileOutcome, Method
from advisor.batch.interrupts import interrupts_held
from advisor.batch.journal import JOURNAL, only_writer, open_journal, write_line
from advisor.batch.resume import TakenOver, set_aside, take_over
from advisor.batch.worker_pool import Setup, answer_in_pool
from advisor.knowledge import load_knowledge


def run_batch(
    paths: Sequence[Path],
    folder: Path,
    method: Method,
    *,
    jobs: int,
    cluster: DaskCluster | None = None,
    resume: bool = False,
    on_start: Callable[[TakenOver], None] | None = None,
    done: list[FileOutcome] | None = None,
    knowledge_folder: Path | None = None,
    prices_folder: Path | None = None,
) -> Generator[FileOutcome, None, None]:
    """Answer the files; each outcome is written to `folder`/results.jsonl, then handed out.

    Parameters:
        paths: the files.
        folder: where the journal lies; made if needed.
        method: how files are answered, and what is written down; its functions must be of a module.
        jobs: worker processes on this machine.
        cluster: where to answer instead. The journal and the whole answers are written by this process all the same.
        resume: take over what the journal of an earlier run holds (`TakenOver`); those outcomes are in `done` and not
            handed out. Without it the journal begins anew, and the earlier one is set aside.
        on_start: is told what was taken over, before the first file is answered.
        done: all outcomes are added to it. A listener that is interrupted finds there what the journal holds, also an
            outcome that was written and could not be handed out any more.

    A line is a `BatchLine` of the JSON contract; lines stand in the order in which files finish. The journal is whole
    at any moment but for its last line, which may be half written where the process is killed.

    Raises KnowledgeError when there is no usable knowledge base, PriceError when the prices are not usable,
    MachineryError when the folder cannot be written to, another batch writes there, no worker can be started, or the
    cluster cannot be used.
    """
    knowledge = load_knowledge(knowledge_folder, prices_folder)
    setup = Setup(knowledge.folder, knowledge.hash, method, prices_folder)
    place = folder / JOURNAL
    engine = LocalEngine(setup, jobs) if cluster is None else ClusterEngine(cluster, setup, knowledge)
    with only_writer(folder), closing(engine):
        taken = TakenOver({})
        if resume:
            taken = take_over(paths, folder, knowledge, method)
        else:
            engine.connect()  # before an earlier journal is set aside
            set_aside(folder)
        if done is not None:
            done.extend(taken.outcomes.values())
        if on_start is not None:
            on_start(taken)
        waiting = [path for path in paths if path not in taken.outcomes]
        with open_journal(place) as journal:
            for outcome in engine.answer(waiting):
                kept = dataclasses.replace(outcome, line="", full=None)
                if outcome.full is not None:
                    outcome.full.write(folder)
                with interrupts_held():
                    write_line(journal, outcome.line, place)
                    if done is not None:
                        done.append(kept)
                yield kept


class LocalEngine:
    """Answers files on processes of this machine."""

    def __init__(self, setup: Setup, jobs: int) -> None:
        self._setup, self._jobs = setup, jobs

    def connect(self) -> None:
        """Nothing: processes are started when there is a file."""

    def close(self) -> None:
        """Nothing: processes end with the last file."""

    def answer(self, paths: Sequence[Path]) -> Iterator[FileOutcome]:
        """The outcome of every file, as it finishes."""
        return answer_in_pool(paths, self._setup, self._jobs)
