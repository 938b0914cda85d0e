"""Files are read by a worker: one that takes long, or much memory, keeps nobody else waiting.

Where the server has no workers it reads them itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from advisor import InputError, Problem, Scenario
from advisor.ui.answers import shared_pool
from advisor.ui.import_page.reading import Given, OpenedImport, ReadingTask, Wanted, do_reading
from advisor.ui.workers.job_queue import AnswerStage
from advisor.ui.workers.limits import usual_limits
from advisor.ui.workers.pool import Failure
from advisor.ui.workers.work import Refused

WAITS_SECONDS = 90.0
"""As long as somebody waits for a worker that has other files to read before."""
_FAILED: Mapping[Failure | None, str] = {
    None: "waits for others that are read before",
    Failure.TIME: f"takes longer to read than the {usual_limits().read_seconds:.0f} seconds that it may",
    Failure.MEMORY: "takes more memory to read than it may",
}


def read_given(given: Given, answers: Mapping[str, Any] | None = None) -> Scenario | OpenedImport:
    """What the files say, with `answers` laid over it. Raises InputError like open_given."""
    found: Scenario | OpenedImport = _read(ReadingTask(Wanted.OPENED, given, answers))
    return found


def read_present_requests(given: Given) -> dict[str, Any] | None:
    """The requirement without the series of usage; None where there is nothing beside it."""
    found: dict[str, Any] | None = _read(ReadingTask(Wanted.PRESENT_REQUESTS, given))
    return found


def read_as_file(given: Given, answers: Mapping[str, Any]) -> bytes:
    """The requirement file; sizes that cannot be used are left out of it."""
    found: bytes = _read(ReadingTask(Wanted.FILE, given, answers))
    return found


def _read(task: ReadingTask) -> Any:
    """What a worker read; nothing of it is kept, since files are long and nobody else asks for them."""
    pool = shared_pool()
    if pool is None:
        return do_reading(task)
    key = secrets.token_hex(16)  # of a session of its own, so that the answer of its visitor does not hold it up
    outcome = pool.wait(f"read {key}", key, task, WAITS_SECONDS, AnswerStage.READ)
    pool.release(f"read {key}", ())
    pool.forget(key)
    if isinstance(outcome.confirmed, Refused):
        raise InputError(outcome.confirmed.problems)
    if outcome.confirmed is None:
        message = _FAILED.get(outcome.failure, "could not be read: the process that read it has ended")
        remedy = "give fewer files at a time, or read them with `advisor import` on a machine of your own"
        raise InputError([Problem("what you gave", 0, 0, (), message, remedy)])
    return outcome.confirmed.value
