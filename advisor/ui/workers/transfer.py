"""A recommendation from a worker to the server, without a copy of the knowledge base.

Both sides have read the same knowledge. What is a part of it goes as the name of the part, and machines, of which one
answer names thousands, go once: later answers of the same worker name them by number.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from advisor import Knowledge, Recommendation, Scenario
from advisor.knowledge import priced_for
from advisor.packing import Machine
from advisor.sizing.pool import MachineType

_SENT_ONCE = (MachineType, Machine)
MOST_SENT_ONCE = 200_000
"""Machines remembered on both sides; some hundred bytes each. With more, both begin anew."""
PartName = tuple[Hashable, ...]


@dataclass(frozen=True)
class PackedAnswer:
    """A recommendation under way: the machines that are new to the receiver, and the rest."""

    anew: bool
    machines: bytes
    answer: bytes


def knowledge_for(scenario: Scenario, knowledge: Knowledge) -> Knowledge:
    """The knowledge by which a scenario is answered, as its recommendation holds it."""
    return priced_for(scenario, knowledge).placed_for(scenario)


def _parts(knowledge: Knowledge) -> Iterator[tuple[PartName, object]]:
    """Every part of the knowledge that an answer may name, with the name of the part."""
    yield ("knowledge",), knowledge
    yield ("criteria",), knowledge.criteria
    yield ("prices",), knowledge.prices
    for section in ("rules", "questions"):
        for place, entry in enumerate(getattr(knowledge, section)):
            yield (section, place), entry
    for section in ("platforms", "sources", "vocabulary", "presets", "assumed", "operating_tasks", "providers"):
        for name, entry in getattr(knowledge, section).items():
            yield (section, name), entry
    for section in ("frameworks", "support_windows", "in_use"):
        for name, entry in getattr(knowledge, section).items():
            yield (section, name), entry
    for platform in knowledge.platforms.values():
        for heading, claims in platform.sections:
            for term, lines in claims.items():
                for place, line in enumerate(lines):
                    yield ("claim", platform.id, heading, term, place), line


@dataclass
class _Named:
    """The parts of a knowledge base, and of what it is for one scenario, by name."""

    base: Knowledge
    placed: dict[int, tuple[Knowledge, dict[PartName, object]]] = field(default_factory=dict)

    def parts(self, derived: Knowledge) -> dict[PartName, object]:
        """All parts of both; kept, since few different ones are ever met."""
        found = self.placed.get(id(derived))
        if found is None:
            parts = {("all", *name): part for name, part in _parts(self.base)}
            if derived is not self.base:
                parts.update(_parts(derived))
            found = self.placed[id(derived)] = derived, parts  # with the knowledge itself, so that its id stays taken
        return found[1]


class Sender:
    """The side of the worker."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._named = _Named(knowledge)
        self._names: dict[int, dict[int, PartName]] = {}
        self._sent: dict[object, int] = {}

    def pack(self, recommendation: Recommendation) -> PackedAnswer:
        """A recommendation for the receiver at the other end, which gets all that is packed, in this order."""
        anew = len(self._sent) > MOST_SENT_ONCE
        if anew:
            self._sent.clear()
        known = len(self._sent)
        text = io.BytesIO()
        pickler = _Pickler(text, pickle.HIGHEST_PROTOCOL)
        pickler.names, pickler.sent = self._names_in(recommendation.knowledge), self._sent
        pickler.dump(recommendation)
        machines = [machine for machine, number in self._sent.items() if number >= known]
        return PackedAnswer(anew, pickle.dumps(machines, pickle.HIGHEST_PROTOCOL), text.getvalue())

    def _names_in(self, derived: Knowledge) -> dict[int, PartName]:
        if id(derived) not in self._names:
            self._names[id(derived)] = {id(part): name for name, part in self._named.parts(derived).items()}
        return self._names[id(derived)]


class _Pickler(pickle.Pickler):
    names: dict[int, PartName]
    sent: dict[object, int]

    def persistent_id(self, thing: Any) -> Any:
        """The name of a part of the knowledge, the number of a machine; None for all that goes as it is."""
        if isinstance(thing, _SENT_ONCE):
            return self.sent.setdefault(thing, len(self.sent))
        return self.names.get(id(thing))


class Receiver:
    """The side of the server; one for each worker."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._named = _Named(knowledge)
        self._machines: list[object] = []

    def unpack(self, packed: PackedAnswer, scenario: Scenario) -> Recommendation:
        """The recommendation, which holds the knowledge and the machines of this process."""
        if packed.anew:
            self._machines.clear()
        self._machines.extend(pickle.loads(packed.machines))
        unpickler = _Unpickler(io.BytesIO(packed.answer))
        unpickler.parts = self._named.parts(knowledge_for(scenario, self._named.base))
        unpickler.machines = self._machines
        found: Recommendation = unpickler.load()
        return found


class _Unpickler(pickle.Unpickler):
    parts: dict[PartName, object]
    machines: list[object]

    def persistent_load(self, name: Any) -> Any:
        """The part of the knowledge, or the machine, that has a name."""
        return self.machines[name] if isinstance(name, int) else self.parts[name]
