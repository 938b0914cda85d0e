"""A portfolio that is worked out beside the server: its files one after the other, then the plan of all.

It goes on when its visitor looks at other pages. Portfolios of all sessions take turns as one: they never keep more
than one worker busy, so that pages of others are answered meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from advisor import Problem
from advisor.portfolio import (
    ASSUMED_USD_PER_PERSON_YEAR,
    Application,
    Portfolio,
    PortfolioTerms,
    prices_of_a_person,
    told_apart,
)
from advisor.ui.portfolio_page.estimates import KeptEstimates, estimate_key
from advisor.ui.portfolio_page.uploads import RequirementFile
from advisor.ui.workers.job_queue import AnswerStage
from advisor.ui.workers.pool import AnswerSoFar, Failure, WorkerPool
from advisor.ui.workers.work import ApplicationQuestion, PlannedPortfolio, PortfolioQuestion, Refused

MOST_SECONDS = 20 * 60.0
"""How long all of a portfolio may take, waiting for others included."""
_SESSION = "portfolios"
_LOOK_SECONDS = 0.5
FAILED = {
    Failure.TIME: "takes longer than it may",
    Failure.MEMORY: "needs more memory than it may have",
    Failure.DIED: "ended the process that worked on it",
    Failure.DEFECT: "met an unexpected error; the log of the server has the details",
    Failure.NO_WORKER: "found no process to be worked out by; the log of the server has the details",
}


@dataclass(frozen=True)
class AskedTerms:
    """What a portfolio is to be planned by; without a price of a person, the most that a file says."""

    most_platforms: int = 3
    most_given_up: float = 0.15
    usd_per_person_year: float | None = None


@dataclass(frozen=True)
class RunState:
    """How far a portfolio has got."""

    files: int
    done: int = 0
    seconds: float = 0.0
    planning: bool = False
    ended: bool = False
    left_out: tuple[Problem, ...] = ()
    """What is wrong with files that are in no sum."""
    portfolio: Portfolio | None = None
    fewest: int = 0
    """Platforms that it takes at the least, where as few as asked cannot hold all."""
    failure: str = ""


class Answering(Protocol):
    """What works out the two steps."""

    def __call__(self, key: str, question: Any, seconds: float) -> AnswerSoFar:
        """How a question ended; or, after so many seconds, that it has not."""

    def forget(self, key: str) -> None:
        """Say that its answer is taken."""


@dataclass(frozen=True)
class InWorkers:
    """By the workers of the server."""

    pool: WorkerPool

    def __call__(self, key: str, question: Any, seconds: float) -> AnswerSoFar:
        """How a question ended; or, after so many seconds, that it has not."""
        long = isinstance(question, PortfolioQuestion)
        return self.pool.wait(_SESSION, key, question, seconds, AnswerStage.PLAN if long else AnswerStage.CONFIRM)

    def forget(self, key: str) -> None:
        """Make room: the pool keeps the last answers of all visitors."""
        self.pool.forget(key)


@dataclass(frozen=True)
class InThisProcess:
    """By a function, at once."""

    answer: Callable[[Any], Any]

    def __call__(self, key: str, question: Any, seconds: float) -> AnswerSoFar:
        """How a question ended."""
        return AnswerSoFar(confirmed=self.answer(question))

    def forget(self, key: str) -> None:
        """Nothing is kept."""


class PortfolioRun:
    """One portfolio, from files to the answer."""

    def __init__(
        self,
        files: tuple[RequirementFile, ...],
        terms: AskedTerms,
        answering: Answering,
        kept: KeptEstimates,
        knowledge_hash: str,
        left_out: tuple[Problem, ...] = (),
    ) -> None:
        self.files, self.terms = files, terms
        self._answering, self._kept, self._hash = answering, kept, knowledge_hash
        self._before = left_out
        self._state = RunState(len(files), left_out=left_out)
        self._begun = time.monotonic()
        self._stopped = False

    @property
    def state(self) -> RunState:
        """How far it has got by now."""
        state = self._state
        return state if state.ended else replace(state, seconds=time.monotonic() - self._begun)

    def start(self) -> None:
        """Work it out in a thread, which waits for the workers most of the time."""
        threading.Thread(target=self.work, daemon=True, name="portfolio").start()

    def stop(self) -> None:
        """Give it up."""
        self._stopped = True

    def work(self) -> None:
        """Work it out."""
        try:
            self._end(**self._plan(self._applications()))
        except _GivenUpError as error:
            self._end(failure=str(error))
        except Exception:
            self._end(failure="An unexpected error; the log of the server has the details.")
            raise

    def _end(self, **told: Any) -> None:
        self._state = replace(self._state, ended=True, planning=False, seconds=time.monotonic() - self._begun, **told)

    def _applications(self) -> tuple[Application, ...]:
        found: list[Application] = []
        problems = list(self._before)
        for number, file in enumerate(self.files, start=1):
            said = self._application(file)
            if isinstance(said, Application):
                found.append(said)
            elif said.problems:
                problems += said.problems
            else:
                problems.append(Problem(file.name, 0, 0, (), said.broke, "leave it out, or ask for less in it"))
            self._state = replace(self._state, done=number, left_out=tuple(problems))
        return told_apart(found)

    def _application(self, file: RequirementFile) -> Application | Refused:
        key = estimate_key(file, self._hash)
        known = self._kept.get(key)
        if known is not None:
            return known
        outcome = self._wait(key, ApplicationQuestion(file.name, file.content))
        if outcome.failure is not None:
            return Refused(broke=FAILED[outcome.failure])
        said: Application | Refused = outcome.confirmed
        self._kept.keep(key, said)
        return said

    def _plan(self, applications: tuple[Application, ...]) -> dict[str, Any]:
        """What is to be told of the plan."""
        if not applications:
            return {"failure": "No file can be used, so there is nothing to plan."}
        self._state = replace(self._state, planning=True)
        slim = tuple(replace(each, eliminated=()) for each in applications)  # the plan does not read that
        key = f"{self._hash} portfolio {id(self)}"
        outcome = self._wait(key, PortfolioQuestion(slim, self._terms(applications)))
        if outcome.failure is not None:
            return {"failure": f"The plan of all applications together {FAILED[outcome.failure]}."}
        said: PlannedPortfolio | Refused = outcome.confirmed
        if isinstance(said, Refused):
            return {"failure": said.broke or " ".join(map(str, said.problems))}
        if said.portfolio is None:
            return {"fewest": said.fewest}
        return {"portfolio": said.portfolio.with_applications(applications), "fewest": said.fewest}

    def _terms(self, applications: tuple[Application, ...]) -> PortfolioTerms:
        price = self.terms.usd_per_person_year
        said = (price,) if price is not None else prices_of_a_person(applications)
        return PortfolioTerms(
            self.terms.most_platforms,
            said[-1] if said else ASSUMED_USD_PER_PERSON_YEAR,
            self.terms.most_given_up,
            price_assumed=not said,
        )

    def _wait(self, key: str, question: Any) -> AnswerSoFar:
        """How a question ended. Raises _GivenUpError when it is not to be waited for any more."""
        while True:
            outcome = self._answering(key, question, _LOOK_SECONDS)
            if outcome.ended:
                self._answering.forget(key)
                return outcome
            if self._stopped:
                raise _GivenUpError("Stopped.")
            if time.monotonic() - self._begun > MOST_SECONDS:
                told = f"It took longer than the {MOST_SECONDS / 60:.0f} minutes that a portfolio may take here"
                raise _GivenUpError(f"{told}; the command line, advisor portfolio, has no such limit.")


class _GivenUpError(Exception):
    """Why a portfolio was not worked out to its end."""
