"""Which job comes next: what is quick before confirmed answers, each session in its turn, its newest page first.

Fair queueing by the session that was served longest ago, as in A. Demers, S. Keshav, S. Shenker, Analysis and
simulation of a fair queueing algorithm, SIGCOMM 1989, with whole jobs in the place of bits. No threads and no clock in
here: who calls holds a lock and says what time it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class AnswerStage(StrEnum):
    """What is worked out of an answer."""

    ESTIMATE = "estimate"
    CONFIRM = "confirm"
    WHOLE = "whole"
    """Confirmed, and with what other answers would change, for which platforms are sized anew."""
    READ = "read"
    """No answer: files of somebody, read by themselves; nothing comes before or after."""
    PLAN = "plan"
    """No answer: the platforms of many applications, chosen together; nothing comes before or after."""


ALONE = (AnswerStage.READ, AnswerStage.PLAN)
"""Stages that follow no estimate."""
QUICK = (AnswerStage.ESTIMATE, AnswerStage.READ)
"""What somebody waits for with nothing to look at meanwhile."""


@dataclass
class Job:
    """A stage of the answer to one requirement, with the sessions that wait for it."""

    key: str
    stage: AnswerStage
    sessions: set[str]
    asked: int
    """The number of the question among all that were asked; a later one has a larger number."""
    run: int
    """The number of the run of a page that asked for it; what the same run asks for comes in that order."""
    touched: float
    """When somebody last asked for it."""
    running: bool = False


@dataclass
class JobQueue:
    """All jobs, waiting and running."""

    forgotten_seconds: float
    jobs: dict[str, Job] = field(default_factory=dict)
    """By the key of the requirement: one stage after the other."""
    _asked: int = 0
    _served: int = 0
    _turns: dict[str, int] = field(default_factory=dict)
    """When each session was last served, as a count of all turns."""

    def ask(self, session: str, key: str, stage: AnswerStage, now: float, run: int = 0) -> Job:
        """The job for a key: the one that is there already, or a new one."""
        self._asked += 1
        job = self.jobs.get(key)
        if job is None:
            job = self.jobs[key] = Job(key, stage, set(), self._asked, run, now)
        job.sessions.add(session)
        job.run = max(job.run, run)
        job.touched = now
        return job

    def release(self, session: str, keep: Collection[str]) -> None:
        """Forget that a session asked for anything but these keys; jobs that nobody waits for are not started."""
        for job in list(self.jobs.values()):
            if job.key not in keep:
                job.sessions.discard(session)
                if not job.sessions and not job.running:
                    del self.jobs[job.key]

    def take(self, now: float, *, quick_only: bool = False) -> Job | None:
        """The job whose turn it is, from now on running; None where none may be started."""
        for job in list(self.jobs.values()):
            if not job.running and self.is_stale(job, now):
                del self.jobs[job.key]
        waiting = [job for job in self.jobs.values() if self._may_start(job, quick_only=quick_only)]
        if not waiting:
            return None
        job = min(
            waiting,
            key=lambda job: (job.stage not in QUICK, self._turn(job.sessions), -job.run, job.asked),
        )
        job.running = True
        self._served += 1
        self._turns.update(dict.fromkeys(job.sessions, self._served))
        return job

    def done(self, job: Job) -> None:
        """Take a job out that has ended."""
        if self.jobs.get(job.key) is job:
            del self.jobs[job.key]
        waited = {session for each in self.jobs.values() for session in each.sessions}
        self._turns = {session: turn for session, turn in self._turns.items() if session in waited | job.sessions}

    def is_stale(self, job: Job, now: float) -> bool:
        """Whether nobody waits for a job any more."""
        return not job.sessions or now - job.touched > self.forgotten_seconds

    def before(self, job: Job) -> int:
        """How many jobs wait that were asked for before."""
        return sum(1 for each in self.jobs.values() if not each.running and each.asked < job.asked)

    def _may_start(self, job: Job, *, quick_only: bool) -> bool:
        if job.running or (quick_only and job.stage not in QUICK):
            return False
        busy = {session for each in self.jobs.values() if each.running for session in each.sessions}
        return not job.sessions <= busy

    def _turn(self, sessions: Iterable[str]) -> int:
        return min((self._turns.get(session, 0) for session in sessions), default=0)
