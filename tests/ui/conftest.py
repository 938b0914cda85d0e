"""Settings that all tests of the app share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from advisor import Knowledge, Recommendation
from advisor.ui import answers
from advisor.ui.workers import work
from advisor.ui.workers.job_queue import AnswerStage
from advisor.ui.workers.limits import WORKERS_VARIABLE


@pytest.fixture(autouse=True)
def main_module_stays() -> Iterator[None]:
    """A page that is run in a test takes the place of the main module, which worker processes would then run again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session", autouse=True)
def answered_in_this_process() -> Iterator[None]:
    """The app answers at once and by itself, without worker processes; tests of those set the variable anew."""
    before = os.environ.get(WORKERS_VARIABLE)
    os.environ[WORKERS_VARIABLE] = "0"
    yield
    if before is None:
        del os.environ[WORKERS_VARIABLE]
    else:
        os.environ[WORKERS_VARIABLE] = before


@pytest.fixture(scope="module")
def estimates_do() -> Iterator[None]:
    """First estimates, a tenth of the work, count as whole answers: for modules that look at other things than those.

    What was answered so is forgotten afterwards.
    """
    whole = work.answer

    def estimated(requirement: str, _: AnswerStage, knowledge: Knowledge) -> Recommendation:
        return whole(requirement, AnswerStage.ESTIMATE, knowledge)

    answers._answer_here.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "answer", estimated)
        yield
    answers._answer_here.clear()
