"""One requirement file -> what became of it; nothing that a file holds stops the others."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from advisor.batch.full_answer import FullAnswer, pack_full
from advisor.batch.journal import line_of
from advisor.errors import MachineryError, PriceError, Problem, ScenarioError
from advisor.knowledge import Knowledge
from advisor.reading import source_name
from advisor.recommend import Recommendation, recommend
from advisor.scenario import Scenario, load_scenario, parse_scenario
from advisor.sizing import Effort, with_fit_problems
from advisor.sizing.bill_types import Bill
from advisor.version import __version__

Describe = Callable[[Recommendation], Mapping[str, Any]]
SUMMARY = (
    "verdict",
    "winner",
    "runner_up",
    "score",
    "margin",
    "close_call",
    "usd_per_month",
    "usd_less_by_terms",
    "prices_of",
    "estimated_share",
    "own_price_share",
    "warnings",
)
"""What an outcome tells of an answer."""


@dataclass(frozen=True)
class Method:
    """How files are answered, and what is written down of an answer.

    Both functions must be of a module, so that worker processes can import them.
    """

    describe: Describe | None = None
    """Makes what the line about a file holds; no line without it."""
    quick: bool = False
    """Whether quick estimates do, with no word on how sure the answer is."""
    describe_in_full: Describe | None = None
    """Makes what is kept of each answer in a file of its own; no such files without it."""
    full_folder: Path | None = None
    """Where those files lie; without it they are not written, but handed out with the outcomes."""


class Status(StrEnum):
    """What became of a file."""

    OK = "ok"
    NO_FIT = "no_fit"
    INVALID = "invalid"
    FAILED = "failed"


@dataclass(frozen=True)
class FileOutcome:
    """The answer to one file in short; `line` is the JSON line about it.

    Of the winner's bill: what the terms of payment take off it where any were asked for, the newest day of its prices,
    and the shares of it, 0 to 1, that are estimated or at one's own prices.

    A file that is invalid has `problems`; where anything else went wrong, `fault` says what.
    """

    path: str
    status: Status
    sha256: str | None = None
    verdict: str | None = None
    winner: str | None = None
    runner_up: str | None = None
    score: float | None = None
    margin: float | None = None
    close_call: bool | None = None
    usd_per_month: float | None = None
    usd_less_by_terms: float | None = None
    prices_of: str | None = None
    estimated_share: float | None = None
    own_price_share: float | None = None
    warnings: int = 0
    problems: tuple[Problem, ...] = ()
    fault: str | None = None
    line: str = ""
    full: FullAnswer | None = field(default=None, repr=False)
    """The whole answer where it is still to be written."""

    @property
    def error(self) -> str | None:
        """What went wrong, in one line; None where there is an answer."""
        told = [str(problem) for problem in self.problems] or [self.fault or ""]
        return " ".join(" | ".join(told).split()) or None


def answer_file(path: Path, knowledge: Knowledge, method: Method) -> FileOutcome:
    """The outcome of one file; its `line` holds what the method makes of the answer."""
    return _answer(path, digest_of(path), None, knowledge, method, knowledge.hash)


def answer_text(path: Path, content: bytes, knowledge: Knowledge, method: Method, knowledge_hash: str) -> FileOutcome:
    """The outcome of a file that was read elsewhere: what answer_file makes of a file at `path` with this content.

    Parameters:
        path: the name of the file in what is told.
        content: what it holds, at most one byte more than may be read.
        knowledge: what to answer by, with the prices that the file names laid over it already.
        method: as in answer_file.
        knowledge_hash: the fingerprint without those prices, which a line about a file without an answer tells.
    """
    return _answer(path, hashlib.sha256(content).hexdigest(), content, knowledge, method, knowledge_hash)


def _answer(
    path: Path, digest: str | None, content: bytes | None, knowledge: Knowledge, method: Method, knowledge_hash: str
) -> FileOutcome:
    try:
        scenario = read_scenario(path, knowledge, content)
        effort = Effort.QUICK if method.quick else Effort.DEFAULT
        recommendation = recommend(scenario, knowledge, effort=effort, how_sure=not method.quick)
        return _answered(path, digest, recommendation, method)
    except (ScenarioError, PriceError) as error:
        return failed_outcome(path, Status.INVALID, digest, error.problems, knowledge_hash, quick=method.quick)
    except MachineryError as error:
        return failed_outcome(path, Status.FAILED, digest, str(error), knowledge_hash, quick=method.quick)
    except Exception as error:  # the other files of a batch must not suffer from a fault of the advisor
        text = f"a fault of the advisor: {type(error).__name__}: {error}"
        return failed_outcome(path, Status.FAILED, digest, text, knowledge_hash, quick=method.quick)


def read_scenario(path: Path, knowledge: Knowledge, content: bytes | None = None) -> Scenario:
    """The scenario of a file, or of what was read from it before.

    Raises ScenarioError with all that is wrong with it, also by this knowledge base.
    """
    try:
        return load_scenario(path) if content is None else parse_scenario(content, source_name(path))
    except ScenarioError as error:
        raise with_fit_problems(error, knowledge) from error


def failed_outcome(
    path: Path,
    status: Status,
    digest: str | None,
    error: tuple[Problem, ...] | str,
    knowledge_hash: str,
    *,
    quick: bool = False,
) -> FileOutcome:
    """The outcome of a file that has no answer, its problems in the line about it."""
    problems, fault = ((), error) if isinstance(error, str) else (error, None)
    outcome = FileOutcome(str(path), status, digest, problems=problems, fault=fault)
    return replace(outcome, line=_line(outcome, knowledge_hash, quick=quick))


def _told(problem: Problem) -> dict[str, str | int]:
    return {
        "source": problem.source,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def _answered(path: Path, digest: str | None, recommendation: Recommendation, method: Method) -> FileOutcome:
    winner, second, confidence = recommendation.winner, recommendation.runner_up, recommendation.confidence
    outcome = FileOutcome(
        path=str(path),
        status=Status.OK if winner else Status.NO_FIT,
        sha256=digest,
        verdict=recommendation.verdict.need.value,
        winner=winner.platform.id if winner else None,
        runner_up=second.platform.id if second else None,
        score=round(winner.score.total, 6) if winner else None,
        margin=None if confidence is None or confidence.margin is None else round(confidence.margin, 6),
        close_call=None if method.quick else confidence is not None and confidence.close_call,
        **(_of_bill(winner.topology.bill) if winner else {}),
        warnings=len(recommendation.particular_warnings),
    )
    if method.describe is None:
        return outcome
    full = None
    if method.describe_in_full is not None:
        full = pack_full(path, digest, method.describe_in_full(recommendation))
        if method.full_folder is not None:
            full.write(method.full_folder)
    answer, name = method.describe(recommendation), full.name if full else None
    line = _line(outcome, recommendation.knowledge.hash, quick=method.quick, answer=answer, full=name)
    return replace(outcome, line=line, full=None if method.full_folder is not None else full)


def _of_bill(bill: Bill) -> dict[str, Any]:
    """What an outcome tells of a bill."""
    less = None if bill.terms is None or bill.base is None else bill.on_demand - bill.base
    origin = bill.origin
    return {
        "usd_per_month": _cents(bill.base),
        "usd_less_by_terms": _cents(less),
        "prices_of": origin.newest or None if origin else None,
        "estimated_share": round(origin.estimated_share, 4) if origin else None,
        "own_price_share": round(origin.own_share, 4) if origin else None,
    }


def _cents(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 2)


def _line(
    outcome: FileOutcome,
    knowledge_hash: str,
    *,
    quick: bool,
    answer: Mapping[str, Any] | None = None,
    full: str | None = None,
) -> str:
    """The line of results.jsonl (BatchLine of the JSON contract)."""
    told = {
        "path": outcome.path,
        "sha256": outcome.sha256,
        "advisor_version": __version__,
        "knowledge_hash": knowledge_hash,
        "quick": quick,
        "status": outcome.status.value,
        "summary": {name: getattr(outcome, name) for name in SUMMARY},
        "answer": answer,
        "full": full,
        "problems": [_told(problem) for problem in outcome.problems],
        "error": outcome.fault,
    }
    return line_of(told)


def digest_of(path: Path) -> str | None:
    """SHA-256 of a plain file; None for what is not one, or cannot be read, of which reading will tell."""
    if not os.path.isfile(path):
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
