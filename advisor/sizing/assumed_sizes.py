"""Sizes of services where they are not sure: the ends of a given range, or the preset of their kind of software.

Each is taken at its low, base or high figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.knowledge import GENERAL, Knowledge, SizeRange
from advisor.scenario import Service
from advisor.sizing.assumption import Assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.values import note

STATEFUL = "database"
"""The preset of what keeps data and is nothing known: a database is what that most often is."""
_WORD = re.compile(r"[a-z0-9]+")


class SizeCase(StrEnum):
    """Which figures of a preset are taken where a size is not given."""

    LOW = "low"
    BASE = "base"
    HIGH = "high"


def preset_of(service: Service, knowledge: Knowledge) -> str:
    """The name of the preset for a service: by its image, its name, its kind, and whether it keeps data.

    >>> from advisor import load_knowledge
    >>> knowledge = load_knowledge()
    >>> named = {"shop-db": None, "web": "docker.io/library/nginx:1.27", "redis-worker": None, "billing": None}
    >>> [preset_of(Service(name=name, image=image), knowledge) for name, image in named.items()]
    ['database', 'static_web', 'worker', 'general']
    """
    by_word = {word: name for name, preset in knowledge.presets.items() for word in preset.names}
    image = (service.image or "").rpartition("/")[2].partition("@")[0].partition(":")[0]
    for words in (image, service.name):
        known = [by_word[word] for word in _WORD.findall(words.lower()) if word in by_word]
        if known and (known[-1] != GENERAL or words == service.name):
            name = known[-1]  # the last word says what it is: a redis-exporter is an exporter
            return STATEFUL if name == GENERAL and service.stateful else name
    by_kind = {kind: name for name, preset in knowledge.presets.items() for kind in preset.kinds}
    if service.kind is not None and by_kind.get(service.kind, GENERAL) != GENERAL:
        return by_kind[service.kind]
    return STATEFUL if service.stateful else GENERAL


@dataclass
class SizesTaken:
    """Takes sizes for services that give none, and keeps a list of who got which."""

    knowledge: Knowledge
    case: SizeCase
    cpu: dict[str, list[str]] = field(default_factory=dict)
    """Names of services by preset; those without a CPU size."""
    by_limits: list[str] = field(default_factory=list)
    """Services of which a limit stands for what they ask for."""
    memory: dict[str, list[str]] = field(default_factory=dict)
    ranged: list[str] = field(default_factory=list)
    """Services whose size is given with a range."""

    @property
    def any_unsure(self) -> bool:
        """Whether the size of any service may be smaller or larger than planned."""
        return bool(self.cpu or self.memory or self.ranged)

    def size_of(self, service: Service) -> tuple[int, int]:
        """CPU in millicores and memory in MiB of one replica."""
        cpu, memory = self._in_range(service, *self._asked(service))
        if cpu is not None and memory is not None:
            return cpu, memory
        name = preset_of(service, self.knowledge)
        preset = self.knowledge.presets[name]
        if cpu is None:
            self.cpu.setdefault(name, []).append(service.name)
            cpu = int(getattr(preset.cpu_millicores, self.case))
        if memory is None:
            self.memory.setdefault(name, []).append(service.name)
            memory = int(getattr(preset.memory_mib, self.case))
        return cpu, memory

    def _in_range(self, service: Service, cpu: int | None, memory: int | None) -> tuple[int | None, int | None]:
        """The sizes asked for, or in place of each the end of its range; a range that a size lies outside of has it."""
        given = service.size_range
        if given is None:
            return cpu, memory
        if given.cpu is not None and cpu is not None:
            cpu = self._end(given.cpu.low_millicores, cpu, given.cpu.high_millicores, service.name)
        if given.memory is not None and memory is not None:
            memory = self._end(given.memory.low_mib, memory, given.memory.high_mib, service.name)
        return cpu, memory

    def _end(self, low: int, asked: int, high: int, name: str) -> int:
        self.ranged.append(name)
        return {SizeCase.LOW: min(low, asked), SizeCase.BASE: asked, SizeCase.HIGH: max(asked, high)}[self.case]

    def _asked(self, service: Service) -> tuple[int | None, int | None]:
        """What a service asks for; where it gives a limit alone, that much, as Kubernetes takes it."""
        cpu, memory, limits = service.cpu_millicores, service.memory_mib, service.limits
        from_limits = limits is not None and (
            (cpu is None and limits.cpu_millicores is not None) or (memory is None and limits.memory_mib is not None)
        )
        if limits is None or not from_limits:
            return cpu, memory
        self.by_limits.append(service.name)
        return (
            limits.cpu_millicores if cpu is None else cpu,
            limits.memory_mib if memory is None else memory,
        )

    def assumptions(self) -> Iterator[Assumption]:
        """What was taken, one for each preset: for which services, and from what to what."""
        if self.by_limits:
            told = note(AssumptionCode.LIMITS_ASKED_FOR, services=tuple(dict.fromkeys(self.by_limits)))
            yield Assumption("services.limits", told)
        if self.ranged:
            told = note(AssumptionCode.SIZES_IN_RANGE, services=tuple(dict.fromkeys(self.ranged)))
            yield Assumption("services.size_range", told)
        for name in dict.fromkeys((*self.cpu, *self.memory)):
            preset = self.knowledge.presets[name]
            told = note(
                AssumptionCode.SIZES,
                about=preset.about,
                because=preset.why,
                services=tuple(dict.fromkeys((*self.cpu.get(name, ()), *self.memory.get(name, ())))),
                millicores=_ends(preset.cpu_millicores) if name in self.cpu else None,
                mebibytes=_ends(preset.memory_mib) if name in self.memory else None,
            )
            yield Assumption("services.cpu" if name in self.cpu else "services.memory", told)


def _ends(sizes: SizeRange) -> tuple[int, int, int]:
    return sizes.low, sizes.base, sizes.high
