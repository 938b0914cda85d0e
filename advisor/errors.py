"""Everything the advisor raises.

    AdvisorError
    ├── InputError            problems in what somebody wrote; every one is listed
    │   ├── ScenarioError     a requirement file, a form, or a platform id asked for
    │   └── KnowledgeError    the knowledge base
    └── MachineryError        something the advisor relies on broke: disk, worker
        └── SolverError       the optimizer ended without an answer

"No platform fits" is none of these: it is a result.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it stands, what is wrong, and what to write instead.

    `line` and `column` count from 1; 0 means that the place is not known (a form, a missing file).
    """

    source: str
    line: int
    column: int
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        """`file:line:column: field: what is wrong; what to write instead`."""
        place = f"{self.source}:{self.line}:{self.column}" if self.line else self.source
        field = f" {self.field}:" if self.field else ""
        return f"{place}:{field} {self.message}; {self.remedy}"


class AdvisorError(Exception):
    """The root of all errors that the advisor raises on purpose."""


class InputError(AdvisorError):
    """One or more mistakes in what somebody wrote; `problems` lists all of them in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip between worker processes, which rebuild an exception from its arguments."""
        return type(self), (self.problems,)


class ScenarioError(InputError):
    """A requirement file or an answer that cannot be used.

    `usable` is what is left of it without the mistakes, if anything is: not to be answered, only to be looked at for
    more of them.
    """

    usable: Any = None


class KnowledgeError(InputError):
    """A knowledge base that cannot be used."""


class MachineryError(AdvisorError):
    """Something the advisor relies on broke; this is never an answer about platforms."""


class SolverError(MachineryError):
    """The optimizer ended without an answer."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean x` for the nearest known word, else the words there are."""
    candidates = sorted(set(known))
    near = difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}"
    shown = ", ".join(candidates[:12]) + (", ..." if len(candidates) > 12 else "")
    return f"use one of {shown}"
