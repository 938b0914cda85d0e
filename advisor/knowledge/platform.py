"""A platform or approach with everything that is claimed about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from advisor.knowledge.schema import DatedClaim, in_force
from advisor.knowledge.terms import TermField, Terms, lines_of


@dataclass(frozen=True)
class Platform:
    """A platform or approach with everything claimed about it, by term and then by day.

    What is claimed of a term in `own_hardware` holds instead of `claims` where it runs on own servers alone. Of the
    other terms `not_claimed` says why nobody knows, and `does_not_apply` why there is nothing to know.
    """

    id: str
    name: str
    operator: str
    about: str
    claims: Mapping[str, tuple[DatedClaim, ...]]
    not_claimed: Mapping[str, str] = field(default_factory=dict)
    does_not_apply: Mapping[str, str] = field(default_factory=dict)
    own_hardware: Mapping[str, tuple[DatedClaim, ...]] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """The term whose claims hold where none is made of another, by that other: `Term.otherwise` of the vocabulary."""
    _terms: dict[dt.date, Terms] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def sections(self) -> tuple[tuple[str, Mapping[str, tuple[DatedClaim, ...]]], ...]:
        """All claims, by the key of the file under which they stand."""
        return ("claims", self.claims), ("on_own_hardware", self.own_hardware)

    def on_own_hardware(self) -> Platform:
        """The platform as it is on own servers: what is claimed of these takes the place of what holds elsewhere."""
        if not self.own_hardware:
            return self
        unknown, needless = (
            {term: why for term, why in reasons.items() if term not in self.own_hardware}
            for reasons in (self.not_claimed, self.does_not_apply)
        )
        claims = {**self.claims, **self.own_hardware}
        return replace(self, claims=claims, not_claimed=unknown, does_not_apply=needless, own_hardware={})

    def only_on_own_hardware(self, on: dt.date) -> tuple[DatedClaim, ...]:
        """What held on a day on own servers alone; nothing where the same holds everywhere."""
        own = self.on_own_hardware()
        return tuple(claim for term in self.own_hardware if (claim := own.claim(term, on)) is not None)

    def claim(self, term: str, on: dt.date) -> DatedClaim | None:
        """What is claimed of a term on a day; None is unknown.

        Where nothing is claimed of a special term, that is the claim of the general one.
        """
        return in_force(lines_of(term, self.claims, self.otherwise), on)

    def value(self, term: str, on: dt.date) -> Any:
        """The value of `claim`, None where nothing is claimed."""
        claim = self.claim(term, on)
        return None if claim is None else claim.value

    def terms(self, on: dt.date) -> Terms:
        """What is claimed on a day, term by term, in the types of the terms."""
        if on not in self._terms:
            self._terms[on] = Terms(self.claims, on, self.otherwise)
        return self._terms[on]

    def lines(self, field: TermField[Any]) -> tuple[DatedClaim, ...]:
        """All that is claimed of a term, from the oldest line to the newest, whatever the day."""
        return lines_of(field.term, self.claims, self.otherwise)
