"""Everything the advisor raises.

    AdvisorError
    ├── InputError            problems in what somebody wrote; every one is listed
    │   ├── ScenarioError     a requirement file, a form, or a platform id asked for
    │   ├── KnowledgeError    the knowledge base
    │   ├── PriceError        a folder of one's own prices, or a price list to be imported
    │   └── TemplateError     the look of a firm for its documents
    └── MachineryError        something the advisor relies on broke: disk, worker
        └── SolverError       the optimizer ended without an answer

"No platform fits" is none of these: it is a result.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

KeyPath = tuple[str | int, ...]
"""The path to a value: the keys and list positions (from 0) that lead to it, such as `("services", 0, "memory")`."""

MOST_WORDS_SHOWN = 12


class InvalidValueError(ValueError):
    """A value that cannot be used: what is wrong with it, and what to write instead.

    >>> str(InvalidValueError("512 has no unit", "write for example 512Mi"))
    '512 has no unit; write for example 512Mi'
    """

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message, remedy)

    def __str__(self) -> str:
        """`what is wrong; what to write instead`."""
        return f"{self.message}; {self.remedy}"


@dataclass(frozen=True)
class Setting:
    """One answer that mends a mistake: the value at a path is to be this one.

    None stands for leaving it out, and `...` for a value that only who writes it knows.
    """

    path: KeyPath
    value: Any = None


@dataclass(frozen=True)
class Problem:
    """One mistake: where it stands, what is wrong, and what to write instead.

    `line` and `column` count from 1; 0 means that the place is not known (a form, a missing file). `path` leads to the
    value; it is empty where the whole file is meant. Problems are in order by place, then by field.

    For those who do not write a file, the same as facts where answers contradict each other: `against` are the paths of
    answers that exclude each other, and each of `ways` is a way out, with all that it takes.

    >>> print(Problem("shop.yaml", 9, 13, ("services", 0, "memory"), "512 has no unit", "write for example 512Mi"))
    shop.yaml:9:13: services.0.memory: 512 has no unit; write for example 512Mi
    """

    source: str
    line: int
    column: int
    path: KeyPath
    message: str
    remedy: str
    against: tuple[KeyPath, ...] = ()
    ways: tuple[tuple[Setting, ...], ...] = ()

    @property
    def field(self) -> str:
        """The path with dots between its parts."""
        return ".".join(str(part) for part in self.path)

    def __lt__(self, other: Problem) -> bool:
        """Whether it stands before another one."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[str, int, int, str, str, str]:
        return self.source, self.line, self.column, self.field, self.message, self.remedy

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
    more of them. `foreign` is the format of a file that is meant for another tool.
    """

    usable: Any = None
    foreign: StrEnum | None = None


class KnowledgeError(InputError):
    """A knowledge base that cannot be used."""


class PriceError(InputError):
    """Prices of one's own, or a price list, that cannot be used."""


class TemplateError(InputError):
    """A firm's template for documents that cannot be used."""


class MachineryError(AdvisorError):
    """Something the advisor relies on broke; this is never an answer about platforms."""


class SolverError(MachineryError):
    """The optimizer ended without an answer."""


@dataclass(frozen=True)
class Suggestion:
    """What may be meant by a word that is not known: the nearest of the known ones (None: none is near), and all."""

    nearest: str | None
    known: tuple[str, ...]


def suggest(word: str, known: Iterable[str]) -> Suggestion:
    """The known word that is nearest to a word, beside all known ones in their order.

    >>> suggest("akz", ["aks", "eks"]).nearest
    'aks'
    """
    words = tuple(dict.fromkeys(known))
    near = difflib.get_close_matches(word, sorted(words), n=1, cutoff=0.6)
    return Suggestion(near[0] if near else None, words)


def did_you_mean(word: str, known: Iterable[str], *, list_all: bool = False) -> str:
    """What to write instead of a word that is not known: the nearest known word, else the words there are.

    `list_all` adds the other words where one is near.

    >>> did_you_mean("akz", ["eks", "aks"])
    'did you mean aks'
    >>> did_you_mean("x", ["eks", "aks"])
    'use one of aks, eks'
    """
    suggestion = suggest(word, known)
    if suggestion.nearest is not None:
        return f"did you mean {suggestion.nearest}" + (f" ({', '.join(suggestion.known)})" if list_all else "")
    shown = ", ".join(sorted(suggestion.known)[:MOST_WORDS_SHOWN])
    return f"use one of {shown}" + (", ..." if len(suggestion.known) > MOST_WORDS_SHOWN else "")
