"""What the packer is asked, in one value: shared by the tests that draw problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.packing import Item, Machine, NoPlan, Plan, pack


@dataclass(frozen=True)
class Question:
    """Everything that pack is asked, to be asked again with something changed."""

    items: Sequence[Item]
    machines: Sequence[Machine]
    zones: int
    lost: int
    zone: bool
    together: bool = False
    """Whether nodes are lost while a zone is; it counts only where both may be lost."""

    def ask(self) -> Plan | NoPlan:
        """The packer's answer."""
        return pack(
            self.items,
            self.machines,
            zones=self.zones,
            survive_nodes=self.lost,
            survive_zone=self.zone,
            survive_together=self.together,
        )
