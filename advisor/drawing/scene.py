"""Scenes: the moments in which a topology is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from advisor.errors import InvalidValueError, did_you_mean


class SceneKind(StrEnum):
    """What happens to a topology."""

    NORMAL = "normal"
    """A typical day; what runs at the peak only is shown apart."""
    NODE_LOST = "node-lost"
    ZONE_LOST = "zone-lost"
    UPGRADE = "upgrade"
    PEAK = "peak"
    MORE_LOAD = "more-load"
    """30 % more replicas than at the peak."""


TAKES_NAME = frozenset({SceneKind.NODE_LOST, SceneKind.ZONE_LOST, SceneKind.UPGRADE})
"""The scenes in which something particular is lost or upgraded."""


@dataclass(frozen=True)
class Scene:
    """A moment, and what is lost or upgraded in it.

    `which` is the name of a machine as the picture shows it (`n3`), the name of a zone or its place from 1, or the
    service that is upgraded; empty for the one whose loss moves most, and for an upgrade of the machines.

    >>> Scene.parse("zone-lost=2")
    Scene(kind=<SceneKind.ZONE_LOST: 'zone-lost'>, which='2')
    """

    NORMAL: ClassVar[Scene]
    PEAK: ClassVar[Scene]
    MORE_LOAD: ClassVar[Scene]

    kind: SceneKind
    which: str = ""

    @classmethod
    def parse(cls, text: str) -> Scene:
        """The scene that is written as `zone-lost=2`. Raises InvalidValueError for what is none."""
        name, sign, which = text.partition("=")
        kind = {each.value: each for each in SceneKind}.get(name.strip())
        if kind is None:
            names = [each.value for each in SceneKind]
            raise InvalidValueError(f"{name.strip() or 'nothing'} is no scene", did_you_mean(name.strip(), names))
        if sign and (kind not in TAKES_NAME or not which.strip()):
            remedy = f"write {kind.value} alone" if kind not in TAKES_NAME else f"write for example {kind.value}=2"
            raise InvalidValueError(f"{text} names nothing that can be lost or upgraded", remedy)
        return cls(kind, which.strip())

    def __str__(self) -> str:
        """As it is written on the command line."""
        return f"{self.kind.value}={self.which}" if self.which else self.kind.value


Scene.NORMAL, Scene.PEAK, Scene.MORE_LOAD = map(Scene, (SceneKind.NORMAL, SceneKind.PEAK, SceneKind.MORE_LOAD))
