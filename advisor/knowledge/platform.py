"""A platform or approach with everything that is claimed about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from advisor.knowledge.schema import DatedClaim, in_force
from advisor.knowledge.terms import TermField, Terms, lines_of


@dataclass(frozen=True)
class Platform:
    """A platform or approach with everything claimed about it, by term and then by day.

    What is claimed of a term in `own_hardware` holds instead of `claims` where it runs on own servers alone, and what
    is in `plain_machines` in clouds of which it claims nothing by name. Of the other terms `not_claimed` says why
    nobody knows, and `does_not_apply` why there is nothing to know.
    """

    id: str
    name: str
    operator: str
    about: str
    claims: Mapping[str, tuple[DatedClaim, ...]]
    not_claimed: Mapping[str, str] = field(default_factory=dict)
    does_not_apply: Mapping[str, str] = field(default_factory=dict)
    own_hardware: Mapping[str, tuple[DatedClaim, ...]] = field(default_factory=dict)
    plain_machines: Mapping[str, tuple[DatedClaim, ...]] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """The term whose claims hold where none is made of another, by that other: `Term.otherwise` of the vocabulary."""
    _terms: dict[dt.date, Terms] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def sections(self) -> tuple[tuple[str, Mapping[str, tuple[DatedClaim, ...]]], ...]:
        """All claims, by the key of the file under which they stand."""
        return (
            ("claims", self.claims),
            ("on_own_hardware", self.own_hardware),
            ("on_plain_machines", self.plain_machines),
        )

    def placed(self, *, on_own_hardware: bool, clouds: tuple[str, ...] = ()) -> Platform:
        """The platform as it is on own servers alone, or in one of these clouds; without any, in any cloud."""
        if on_own_hardware:
            return self.on_own_hardware()
        return self.on_plain_machines() if clouds and not self.named_among(clouds) else self

    def named_among(self, clouds: Iterable[str]) -> tuple[str, ...]:
        """Those of some clouds of which it claims something by name; in the others it has plain machines."""
        return tuple(cloud for cloud in clouds if f"runs_on_{cloud}" in self.claims)

    def on_own_hardware(self) -> Platform:
        """The platform as it is on own servers: what is claimed of these takes the place of what holds elsewhere."""
        return self._with(self.own_hardware)

    def on_plain_machines(self) -> Platform:
        """The platform as it is in clouds that rent out machines and little else."""
        return self._with(self.plain_machines)

    def _with(self, section: Mapping[str, tuple[DatedClaim, ...]]) -> Platform:
        if not section:
            return self
        unknown, needless = (
            {term: why for term, why in reasons.items() if term not in section}
            for reasons in (self.not_claimed, self.does_not_apply)
        )
        placed = replace(self, claims={**self.claims, **section}, own_hardware={}, plain_machines={})
        return replace(placed, not_claimed=unknown, does_not_apply=needless)

    def only_on_own_hardware(self, on: dt.date) -> tuple[DatedClaim, ...]:
        """What held on a day on own servers alone; nothing where the same holds everywhere."""
        return _held(self.own_hardware, on)

    def only_on_plain_machines(self, on: dt.date) -> tuple[DatedClaim, ...]:
        """What held on a day in clouds that rent out machines and little else; nothing where the same holds there."""
        return _held(self.plain_machines, on)

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


def _held(section: Mapping[str, tuple[DatedClaim, ...]], on: dt.date) -> tuple[DatedClaim, ...]:
    return tuple(claim for lines in section.values() if (claim := in_force(lines, on)) is not None)
