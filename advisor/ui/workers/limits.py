"""How much the answers of all visitors together may cost, and that of one of them."""

from __future__ import annotations

import os
from dataclasses import dataclass

from advisor.ui.workers.job_queue import AnswerStage

WORKERS_VARIABLE = "ADVISOR_WORKERS"
"""The variable of the environment that says how many workers there are; with 0 the server works by itself."""


@dataclass(frozen=True)
class WorkLimits:
    """The limits, each in one place.

    Two workers keep two processors busy; with more than one, the first of them does only what is quick, estimates and
    the reading of files, so that these never wait for the long searches. An estimate takes below a second for most
    scenarios, and some ten seconds where there are thousands of machines; a confirmed answer takes four times that.
    """

    workers: int = 2
    estimate_seconds: float = 45.0
    confirm_seconds: float = 120.0
    read_seconds: float = 20.0
    """Files of the greatest length that is taken are read in a few seconds; what takes longer is made to."""
    start_seconds: float = 120.0
    """How long a worker may take to read the knowledge base, on a machine with much else to do."""
    memory_mib: int = 1024
    """What one answer may take beyond what a worker holds before."""
    spared_seconds: float = 0.3
    """A job that nobody wants any more is ended unless it has just begun: it may be wanted again in a moment."""
    forgotten_seconds: float = 20.0
    """A job that nobody asked for in this time is given up: its visitor has left."""
    most_answers: int = 48
    """Answers kept for all visitors, one or two megabytes each."""

    def seconds_of(self, stage: AnswerStage) -> float:
        """How long a stage may take."""
        match stage:
            case AnswerStage.ESTIMATE:
                return self.estimate_seconds
            case AnswerStage.READ:
                return self.read_seconds
        return self.confirm_seconds


def usual_limits() -> WorkLimits:
    """The limits with as many workers as the environment asks for; at most one for each processor without that."""
    asked = os.environ.get(WORKERS_VARIABLE, "")
    if asked.isdecimal():
        return WorkLimits(workers=int(asked))
    return WorkLimits(workers=max(1, min(WorkLimits.workers, os.cpu_count() or 1)))
