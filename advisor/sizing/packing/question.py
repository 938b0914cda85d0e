"""What the packer was asked, in arrays and in the words it came in, and how drafts become a plan that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from advisor.sizing.packing.assemble import assemble, nodes_of, spare_nodes
from advisor.sizing.packing.groups import Draft
from advisor.sizing.packing.landing import Landing
from advisor.sizing.packing.losses import Loss
from advisor.sizing.packing.problem import Item, Machine, Node, Plan
from advisor.sizing.packing.promises import Proof
from advisor.sizing.packing.table import Table, Whole


@dataclass(frozen=True, eq=False)
class Question:
    """One packing problem; `live` are the replicas of each zone, `surge` those beyond, while one item is upgraded."""

    table: Table
    items: tuple[Item, ...]
    machines: tuple[Machine, ...]
    live: tuple[Whole, ...]
    surge: Whole
    survive_nodes: int
    survive_zone: bool
    landed: dict[tuple[Node, ...], dict[Loss, tuple[Landing, ...]]] = field(default_factory=dict)
    """Where displaced replicas go, for the nodes of plans that were seen to survive losses."""

    @property
    def calm(self) -> Question:
        """The same question without any surge."""
        return replace(self, surge=np.zeros_like(self.surge))

    @property
    def surges(self) -> tuple[tuple[str, int], ...]:
        """The surge of each item that has one."""
        names = [item.name for item in self.table.items]
        return tuple((name, count) for name, count in zip(names, self.surge.tolist(), strict=True) if count)

    def plan(self, drafts: Sequence[Draft], spares: Sequence[int], proof: Proof) -> Plan:
        """The plan of these drafts and of a spare of each of these types."""
        return self.with_more(nodes_of(self.table, drafts, self.live), spares, proof)

    def with_more(self, nodes: Sequence[Node], spares: Sequence[int], proof: Proof) -> Plan:
        """The plan of these nodes and of a spare of each of these types."""
        empty = spare_nodes([self.table.machines[spare] for spare in spares], len(self.live))
        plan = assemble([*nodes, *empty], self.machines, proof, self.survive_nodes, self.survive_zone)
        return replace(plan, surges=self.surges)
