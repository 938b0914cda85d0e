"""Packs items onto the cheapest mix of machines, with proof of how much cheaper it could be."""

from advisor.sizing.packing.certificate import proved_usd_per_hour
from advisor.sizing.packing.check import check_plan
from advisor.sizing.packing.landing import Landing, Layout, layout_of
from advisor.sizing.packing.losses import Loss, displaced_fit, node_losses, zone_losses
from advisor.sizing.packing.problem import Certificate, Effort, Item, Machine, Node, NoPlan, Plan
from advisor.sizing.packing.search import pack, prove_closer
from advisor.sizing.packing.upgrades import surge_landings

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
