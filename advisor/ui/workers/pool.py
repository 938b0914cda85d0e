"""Questions in, answers out: worker processes that all sessions share, and what they have said."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from advisor.errors import MachineryError
from advisor.ui.workers.crew import Crew, Worker
from advisor.ui.workers.job_queue import ALONE, AnswerStage, Job, JobQueue
from advisor.ui.workers.limits import WorkLimits

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 0.05
"""How often it is looked whether a running job is still wanted."""


class Failure(StrEnum):
    """Why a stage has no result."""

    TIME = "time"
    MEMORY = "memory"
    DIED = "died"
    DEFECT = "defect"
    NO_WORKER = "no_worker"


@dataclass(frozen=True)
class AnswerSoFar:
    """What is known of a question: the results of its stages, or why it ended without; and what goes on meanwhile."""

    estimate: Any = None
    confirmed: Any = None
    failure: Failure | None = None
    working: AnswerStage | None = None
    """The stage that is being worked on, or waits for its turn."""
    before: int = 0
    """How many wait in front of it."""

    @property
    def stage_shown(self) -> tuple[bool, bool]:
        """What there is to show of it: an estimate, and an end."""
        return self.estimate is not None, self.ended

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.confirmed is not None or self.failure is not None


@dataclass
class _Known:
    """What is kept of a question."""

    question: Any
    last: AnswerStage
    outcome: AnswerSoFar = AnswerSoFar()


class WorkerPool:
    """Worker processes, a queue with a fair share for each session, and the results that all share.

    Parameters:
        work: `module:class` of what the workers do.
        limits: how much all of it may cost.
        make_receiver: makes, for a new worker, what turns the question and what the worker sent into a result.
        is_final: whether a result leaves nothing to be worked out any more.
    """

    def __init__(
        self,
        work: str,
        limits: WorkLimits,
        make_receiver: Callable[[], Callable[[Any, Any], Any]],
        is_final: Callable[[Any], bool] = lambda result: False,
    ) -> None:
        self._limits, self._make_receiver, self._is_final = limits, make_receiver, is_final
        self._queue = JobQueue(limits.forgotten_seconds)
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._change = threading.Condition()
        self._closed = False
        self._crew = Crew(work, limits)
        self._seats = [
            threading.Thread(target=self._sit, args=(number,), daemon=True, name=f"seat {number}")
            for number in range(limits.workers)
        ]
        for seat in self._seats:
            seat.start()

    def ask(
        self, session: str, key: str, question: Any, last: AnswerStage = AnswerStage.CONFIRM, run: int = 0
    ) -> AnswerSoFar:
        """What is known of a question by now; what is missing is worked out from now on.

        Parameters:
            session: who asks.
            key: equal keys are one question, whoever asks.
            question: what the workers get. It has to be asked again and again until it has ended.
            last: the stage that follows the estimate; READ and PLAN follow nothing.
            run: the run of a page that asks; newer ones of a session come first.
        """
        with self._change:
            known = self._known.setdefault(key, _Known(question, last))
            self._known.move_to_end(key)
            self._drop_oldest()
            if known.outcome.ended:
                return known.outcome
            begun = known.last in ALONE or known.outcome.estimate is not None
            stage = known.last if begun else AnswerStage.ESTIMATE
            job = self._queue.ask(session, key, stage, time.monotonic(), run)
            self._change.notify_all()
            outcome, before = known.outcome, 0 if job.running else self._queue.before(job)
            return AnswerSoFar(outcome.estimate, working=job.stage, before=before)

    def known(self, key: str) -> AnswerSoFar | None:
        """How a question ended; None where nobody asked it, or it is under way."""
        with self._change:
            known = self._known.get(key)
            return known.outcome if known is not None and known.outcome.ended else None

    def release(self, session: str, keep: Collection[str]) -> None:
        """Say that a session wants these answers alone from now on; what nobody wants any more is ended."""
        with self._change:
            self._queue.release(session, keep)
            self._change.notify_all()

    def forget(self, key: str) -> None:
        """Forget how a question ended, so that it is worked out anew when it is asked again."""
        with self._change:
            self._known.pop(key, None)

    def wait(
        self, session: str, key: str, question: Any, seconds: float, last: AnswerStage = AnswerStage.CONFIRM
    ) -> AnswerSoFar:
        """What is known of a question when it has ended, or after some seconds."""
        end = time.monotonic() + seconds
        while True:
            outcome = self.ask(session, key, question, last)
            if outcome.ended or time.monotonic() > end:
                return outcome
            with self._change:
                self._change.wait(_LOOK_SECONDS)

    def close(self) -> None:
        """End all workers."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        self._crew.close()
        for seat in self._seats:
            seat.join(timeout=5)

    def _drop_oldest(self) -> None:
        busy = {job.key for job in self._queue.jobs.values()}
        for key in list(self._known)[: max(0, len(self._known) - self._limits.most_answers)]:
            if key not in busy:
                del self._known[key]

    def _sit(self, number: int) -> None:
        """Work off jobs with one worker, and with another one when that has ended."""
        quick_only = number == 0 and self._limits.workers > 1
        worker: Worker | None = None
        receive = self._make_receiver()
        while True:
            with self._change:
                job = self._next(quick_only=quick_only)
            if job is None:
                break
            if worker is not None and worker.is_gone():
                worker.kill()
                worker = None
            if worker is None:
                worker, receive = self._hire(), self._make_receiver()
            if not self._run(job, worker, receive):
                worker = None
        if worker is not None:
            worker.kill()

    def _next(self, *, quick_only: bool) -> Job | None:
        while not self._closed:
            job = self._queue.take(time.monotonic(), quick_only=quick_only)
            if job is not None:
                return job
            self._change.wait()
        return None

    def _hire(self) -> Worker | None:
        try:
            return self._crew.hire()
        except (MachineryError, OSError) as error:
            _LOG.error("no worker: %s", error)
            return None

    def _run(self, job: Job, worker: Worker | None, receive: Callable[[Any, Any], Any]) -> bool:
        """Have a job done and keep what came of it; whether the worker lives on."""
        result: Any = None
        failure: Failure | None = Failure.NO_WORKER
        with self._change:
            known = self._known.get(job.key)
        lives, stale = False, known is None
        if worker is not None and known is not None:
            try:
                worker.connection.send((job.stage, known.question))
                kind, said, lives = self._listen(job, worker)
                stale = kind == "stale"
                failure = None if kind in ("said", "stale") else Failure(kind)
                result = receive(known.question, said) if kind == "said" else None
            except (EOFError, OSError):
                failure = Failure.DIED
            except Exception:  # a defect while the answer was unpacked: the seat must outlive it
                _LOG.exception("an answer cannot be unpacked")
                failure, lives = Failure.DEFECT, False
        if worker is not None and not lives:
            worker.kill()
        if failure is not None:
            _LOG.warning("an answer has failed", extra={"fields": {"stage": job.stage, "failure": failure}})
        with self._change:
            self._queue.done(job)
            if not stale:
                self._keep(job, result, failure)
            self._change.notify_all()
        return lives

    def _listen(self, job: Job, worker: Worker) -> tuple[str, Any, bool]:
        """What a worker says to a job, or why it was ended; and whether it lives on."""
        begun = time.monotonic()
        most = self._limits.seconds_of(job.stage)
        while not worker.connection.poll(_LOOK_SECONDS):
            now = time.monotonic()
            with self._change:
                stale = self._closed or self._queue.is_stale(job, now)
            if stale and (self._closed or now - begun > self._limits.spared_seconds):
                return "stale", None, False
            if now - begun > most:
                return Failure.TIME, None, False
        kind, said = worker.connection.recv()
        if kind == Failure.DEFECT:
            _LOG.error("a worker failed: %s", said, extra={"fields": {"stage": job.stage}})
        return kind, said, kind != Failure.MEMORY

    def _keep(self, job: Job, result: Any, failure: Failure | None) -> None:
        """Write down how a stage ended, and go on with the next one where somebody waits for it."""
        known = self._known.get(job.key)
        if known is None:
            return
        estimate = known.outcome.estimate
        if failure is not None:
            known.outcome = AnswerSoFar(estimate, failure=failure)
        elif job.stage is not AnswerStage.ESTIMATE or self._is_final(result):
            known.outcome = AnswerSoFar(confirmed=result)
        else:
            known.outcome = AnswerSoFar(result)
            for session in sorted(job.sessions):
                self._queue.ask(session, job.key, known.last, job.touched, job.run)


def end_quietly(pool: WorkerPool) -> None:
    """End the workers of a pool when the server ends."""
    with contextlib.suppress(Exception):
        pool.close()
