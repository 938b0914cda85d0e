"""One requirement file -> what became of it; nothing that a file holds stops the others."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from advisor.errors import MachineryError, PriceError, Problem, ScenarioError
from advisor.knowledge import Knowledge
from advisor.recommend import Recommendation, recommend
from advisor.scenario import Scenario, load_scenario
from advisor.sizing import with_fit_problems
from advisor.sizing.bill_types import Bill
from advisor.version import __version__

Describe = Callable[[Recommendation], Mapping[str, Any]]


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

    @property
    def error(self) -> str | None:
        """What went wrong, in one line; None where there is an answer."""
        told = [str(problem) for problem in self.problems] or [self.fault or ""]
        return " ".join(" | ".join(told).split()) or None


def answer_file(path: Path, knowledge: Knowledge, describe: Describe | None = None) -> FileOutcome:
    """The outcome of one file; with `describe`, its `line` holds the whole result that `describe` makes of it."""
    digest = None
    try:
        digest = _digest(path)
        recommendation = recommend(_load(path, knowledge), knowledge)
        result = describe(recommendation) if describe else None
    except (ScenarioError, PriceError) as error:
        return failed_outcome(path, Status.INVALID, digest, error.problems, knowledge.hash)
    except MachineryError as error:
        return failed_outcome(path, Status.FAILED, digest, str(error), knowledge.hash)
    except Exception as error:  # the other files of a batch must not suffer from a fault of the advisor
        text = f"a fault of the advisor: {type(error).__name__}: {error}"
        return failed_outcome(path, Status.FAILED, digest, text, knowledge.hash)
    return _answered(path, digest, recommendation, result)


def _load(path: Path, knowledge: Knowledge) -> Scenario:
    try:
        return load_scenario(path)
    except ScenarioError as error:
        raise with_fit_problems(error, knowledge) from error


def failed_outcome(
    path: Path, status: Status, digest: str | None, error: tuple[Problem, ...] | str, knowledge_hash: str
) -> FileOutcome:
    """The outcome of a file that has no answer, its problems in the line about it."""
    problems, fault = ((), error) if isinstance(error, str) else (error, None)
    details = {"result": None, "problems": [_told(problem) for problem in problems], "error": fault}
    line = _line(path, digest, knowledge_hash, status, details)
    return FileOutcome(str(path), status, digest, problems=problems, fault=fault, line=line)


def _told(problem: Problem) -> dict[str, str | int]:
    return {
        "source": problem.source,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def _answered(
    path: Path, digest: str | None, recommendation: Recommendation, result: Mapping[str, Any] | None
) -> FileOutcome:
    winner, second, confidence = recommendation.winner, recommendation.runner_up, recommendation.confidence
    status = Status.OK if winner else Status.NO_FIT
    details: dict[str, Any] = {"result": result, "problems": [], "error": None}
    line = _line(path, digest, recommendation.knowledge.hash, status, details) if result is not None else ""
    return FileOutcome(
        path=str(path),
        status=status,
        sha256=digest,
        verdict=recommendation.verdict.need.value,
        winner=winner.platform.id if winner else None,
        runner_up=second.platform.id if second else None,
        score=round(winner.score.total, 6) if winner else None,
        margin=None if confidence is None or confidence.margin is None else round(confidence.margin, 6),
        close_call=confidence is not None and confidence.close_call,
        **(_of_bill(winner.topology.bill) if winner else {}),
        warnings=len(recommendation.particular_warnings),
        line=line,
    )


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


def _line(path: Path, digest: str | None, knowledge_hash: str, status: Status, details: Mapping[str, Any]) -> str:
    head = {
        "path": str(path),
        "sha256": digest,
        "advisor_version": __version__,
        "knowledge_hash": knowledge_hash,
        "status": status.value,
    }
    # ASCII alone, so that no character of a file name or a text can end the line or fail to be written
    return json.dumps({**head, **details}, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _digest(path: Path) -> str | None:
    """SHA-256 of a plain file; None for what is not one, or cannot be read, of which reading will tell."""
    if not os.path.isfile(path):
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
