"""What a worker does: the stages of an answer, the reading of files, and the two steps of a portfolio."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from advisor import (
    AdvisorError,
    Effort,
    InputError,
    Knowledge,
    Problem,
    Recommendation,
    Scenario,
    ScenarioError,
    example_scenarios,
    load_knowledge,
    load_scenario,
    parse_scenario,
    recommend,
)
from advisor.knowledge import PRICES_VARIABLE
from advisor.portfolio import (
    Application,
    Portfolio,
    PortfolioTerms,
    application_of,
    fewest_that_hold,
    plan_portfolio,
)
from advisor.sizing import with_fit_problems
from advisor.ui.import_page.reading import ReadingTask, do_reading
from advisor.ui.workers.job_queue import AnswerStage
from advisor.ui.workers.transfer import PackedAnswer, Receiver, Sender

WARMED_BY = ("online-boutique", "serverless-day-profile", "single-vm", "windows-and-linux")
"""Examples whose answers read most of the tables that other answers need."""


@dataclass(frozen=True)
class Refused:
    """Why there is no answer: mistakes in what was asked, or, without any, something that broke."""

    problems: tuple[Problem, ...] = ()
    broke: str = ""


@dataclass(frozen=True)
class WasRead:
    """What was made of files."""

    value: Any


@dataclass(frozen=True)
class ApplicationQuestion:
    """A requirement file of a portfolio: what does each platform cost for it?"""

    name: str
    """The file, as its mistakes name it."""
    content: bytes


@dataclass(frozen=True)
class PortfolioQuestion:
    """Which platforms should these applications run on?"""

    applications: tuple[Application, ...]
    terms: PortfolioTerms


@dataclass(frozen=True)
class PlannedPortfolio:
    """The answer to that; without one, how many platforms it takes at the least."""

    portfolio: Portfolio | None
    fewest: int


class Work(Protocol):
    """What a worker process can do; made once, and then copied to each worker."""

    def warm(self) -> Iterator[None]:
        """Do once what takes long the first time, a step at a time."""

    def begin(self) -> None:
        """Start as a worker of one's own."""

    def do(self, stage: AnswerStage, question: Any) -> Any:
        """The result of a stage, ready to be sent."""


def answer(requirement: str, stage: AnswerStage, knowledge: Knowledge) -> Recommendation:
    """A stage of the answer to a requirement given as JSON. Raises like recommend."""
    scenario = load_scenario(json.loads(requirement))
    if stage is AnswerStage.ESTIMATE:
        return recommend(scenario, knowledge, effort=Effort.QUICK, how_sure=False)
    return recommend(scenario, knowledge, resize=stage is AnswerStage.WHOLE)


def application(question: ApplicationQuestion, knowledge: Knowledge) -> Application:
    """An application with its options, by the name that it gives itself. Raises like recommend."""
    try:
        scenario = parse_scenario(question.content, question.name)
    except ScenarioError as error:
        raise with_fit_problems(error, knowledge) from error
    return application_of(scenario.name, question.name, scenario, knowledge)


def portfolio(question: PortfolioQuestion, knowledge: Knowledge) -> PlannedPortfolio:
    """The plan of a portfolio, without the topologies of its clusters. Raises SolverError."""
    planned = plan_portfolio(question.applications, question.terms, knowledge)
    if planned is None:
        return PlannedPortfolio(None, fewest_that_hold(question.applications, question.terms))
    clusters = tuple(replace(each, topology=None, scenario=None) for each in planned.clusters)
    return PlannedPortfolio(replace(planned, clusters=clusters), planned.fewest)


def portfolio_step(
    question: ApplicationQuestion | PortfolioQuestion, knowledge: Knowledge
) -> Application | PlannedPortfolio | Refused:
    """A step of a portfolio, or why there is none."""
    try:
        if isinstance(question, PortfolioQuestion):
            return portfolio(question, knowledge)
        return application(question, knowledge)
    except InputError as error:
        return Refused(tuple(error.problems))
    except AdvisorError as error:
        return Refused(broke=str(error))


class Recommending:
    """Recommendations, packed for the server."""

    def __init__(self) -> None:
        self._knowledge = load_knowledge(prices=os.environ.get(PRICES_VARIABLE))
        self._sender = Sender(self._knowledge)

    def warm(self) -> Iterator[None]:
        """Read the tables that most answers need, and compile what they run: an example in each step."""
        examples = example_scenarios()
        for name in WARMED_BY:
            with contextlib.suppress(AdvisorError):  # whoever asks for the like is told
                recommend(load_scenario(examples[name]), self._knowledge, effort=Effort.QUICK, how_sure=False)
            yield

    def begin(self) -> None:
        """Begin to send to a receiver that has got nothing yet."""
        self._sender = Sender(self._knowledge)

    def do(self, stage: AnswerStage, question: str | ReadingTask | ApplicationQuestion | PortfolioQuestion) -> Any:
        """A stage of an answer, what files say, or a step of a portfolio; or why there is none."""
        if isinstance(question, ApplicationQuestion | PortfolioQuestion):
            return portfolio_step(question, self._knowledge)
        try:
            if isinstance(question, ReadingTask):
                return WasRead(do_reading(question))
            return self._sender.pack(answer(question, stage, self._knowledge))
        except InputError as error:
            return Refused(tuple(error.problems))
        except AdvisorError as error:
            return Refused(broke=str(error))


class Receiving:
    """The other side of Recommending, in the server: one for each worker."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._receiver = Receiver(knowledge)

    def __call__(self, question: Any, said: Any) -> Any:
        """What a worker said, as the pages use it: a recommendation out of its parts, all else as it comes."""
        if not isinstance(said, PackedAnswer):
            return said
        scenario: Scenario = load_scenario(json.loads(question))
        return self._receiver.unpack(said, scenario)
