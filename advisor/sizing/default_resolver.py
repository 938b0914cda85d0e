"""Answers of the scenario, or the assumptions of the knowledge base for them, which are listed."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge import Knowledge
from advisor.knowledge.schema import Assumed
from advisor.sizing.assumed_sizes import SizeCase, SizesTaken
from advisor.sizing.assumption import Assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.values import Fact, note


class DefaultResolver:
    """Takes an answer, or the knowledge base's assumption for it, and keeps a list of the latter."""

    def __init__(self, knowledge: Knowledge, sizes: SizeCase = SizeCase.BASE, growth_factor: float = 1.0) -> None:
        self._knowledge = knowledge
        self.growth_factor = growth_factor
        self.sizes = SizesTaken(knowledge, sizes)
        self.taken: dict[str, Assumption] = {}

    @property
    def assumed(self) -> Mapping[str, Assumed]:
        """All that the knowledge base has to take where an answer is missing."""
        return self._knowledge.assumed

    def amount(self, name: str) -> int:
        """A whole number that is assumed elsewhere."""
        return int(self._knowledge.assumed[name].value)

    def take(self, name: str, field: str, code: AssumptionCode) -> int | float | str | bool:
        """The value assumed under a name, which is listed for the field."""
        assumed = self._knowledge.assumed[name]
        told = note(code, value=assumed.value, about=assumed.about, because=assumed.why)
        self.taken[field] = Assumption(field, told)
        return assumed.value

    def add(self, assumption: Assumption) -> None:
        """An assumption made elsewhere, which is listed with the others."""
        self.taken[assumption.field or assumption.note.code] = assumption

    def listed(self) -> tuple[Assumption, ...]:
        """All assumptions, sorted by the field that would make each of them needless."""
        taken = [*self.taken.items(), *((each.field or "", each) for each in self.sizes.assumptions())]
        return tuple(assumption for _, assumption in sorted(taken, key=lambda one: one[0]))

    def note(self, field: str, code: AssumptionCode, **values: Fact) -> None:
        """Something that nobody said and that is planned for as if it were not there."""
        self.taken[field] = Assumption(field, note(code, **values))
