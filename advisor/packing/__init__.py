"""Packs items onto the cheapest mix of machines, with proof of how much cheaper it could be."""

from advisor.packing.bounds.certificate import proved_usd_per_hour
from advisor.packing.failures import (
    Landing,
    Layout,
    Loss,
    displaced_fit,
    layout_of,
    node_losses,
    surge_landings,
    zone_losses,
)
from advisor.packing.model.problem import Certificate, Effort, Item, Machine, Node, NoPlan, Plan
from advisor.packing.search import pack, prove_closer
from advisor.packing.verify import check_plan

__all__ = [
    "Certificate",
    "Effort",
    "Item",
    "Landing",
    "Layout",
    "Loss",
    "Machine",
    "NoPlan",
    "Node",
    "Plan",
    "check_plan",
    "displaced_fit",
    "layout_of",
    "node_losses",
    "pack",
    "prove_closer",
    "proved_usd_per_hour",
    "surge_landings",
    "zone_losses",
]
