"""A platform or approach with everything that is claimed about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.knowledge.schema import DatedClaim
from advisor.knowledge.terms import TermField, Terms


@dataclass(frozen=True)
class Platform:
    """A platform or approach with everything claimed about it, by term and then by day.

    Of the other terms `not_claimed` says why nobody knows, and `does_not_apply` why there is nothing to know.
    """

    id: str
    name: str
    operator: str
    about: str
    claims: Mapping[str, tuple[DatedClaim, ...]]
    not_claimed: Mapping[str, str] = field(default_factory=dict)
    does_not_apply: Mapping[str, str] = field(default_factory=dict)
    _terms: dict[dt.date, Terms] = field(default_factory=dict, init=False, repr=False, compare=False)

    def claim(self, term: str, on: dt.date) -> DatedClaim | None:
        """What is claimed of a term on a day: the newest line of that day or before; None is unknown."""
        for claim in reversed(self.claims.get(term, ())):
            if claim.since <= on:
                return claim
        return None

    def value(self, term: str, on: dt.date) -> Any:
        """The value of `claim`, None where nothing is claimed."""
        claim = self.claim(term, on)
        return None if claim is None else claim.value

    def terms(self, on: dt.date) -> Terms:
        """What is claimed on a day, term by term, in the types of the terms."""
        if on not in self._terms:
            self._terms[on] = Terms(self.claims, on)
        return self._terms[on]

    def lines(self, field: TermField[Any]) -> tuple[DatedClaim, ...]:
        """All that is claimed of a term, from the oldest line to the newest, whatever the day."""
        return self.claims.get(field.term, ())
