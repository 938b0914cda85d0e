"""Packs items onto the cheapest mix of machines, with proof of how much cheaper it could be."""

from advisor.packing.bounds.certificate import proved_usd_per_hour
from advisor.packing.commitment import (
    Hourly,
    cheapest_counts,
    cheapest_spend,
    counts_of_share,
    covered_by_counts,
    covered_by_spend,
    spend_of_share,
)
from advisor.packing.failures import Loss, node_losses, zone_losses
from advisor.packing.model.problem import (
    Argument,
    BoundMethod,
    BoundSource,
    Certificate,
    Item,
    Machine,
    Node,
    NoPlan,
    NoPlanCause,
    Plan,
    SearchEnd,
    gap_of,
    surges_of,
)
from advisor.packing.model.resources import RESOURCES, Resource
from advisor.packing.plan_state import PlanState, Relocation, plan_state_of
from advisor.packing.progress import OnProgress, Phase, Progress
from advisor.packing.relocation import relocate, surge_relocations
from advisor.packing.search import pack
from advisor.packing.settings import Effort, Settings
from advisor.packing.sketch import sketch
from advisor.packing.verify import check_plan
from advisor.packing.zone_bound import BoundProblem, plan_by_model, with_spares_at_home, without_idle_nodes
from advisor.packing.zone_choice import share_out
from advisor.packing.zone_reserve import provisioned_by_zone, reserve

__all__ = [
    "RESOURCES",
    "Argument",
    "BoundMethod",
    "BoundProblem",
    "BoundSource",
    "Certificate",
    "Effort",
    "Hourly",
    "Item",
    "Loss",
    "Machine",
    "NoPlan",
    "NoPlanCause",
    "Node",
    "OnProgress",
    "Phase",
    "Plan",
    "PlanState",
    "Progress",
    "Relocation",
    "Resource",
    "SearchEnd",
    "Settings",
    "cheapest_counts",
    "cheapest_spend",
    "check_plan",
    "counts_of_share",
    "covered_by_counts",
    "covered_by_spend",
    "gap_of",
    "node_losses",
    "pack",
    "plan_by_model",
    "plan_state_of",
    "proved_usd_per_hour",
    "provisioned_by_zone",
    "relocate",
    "reserve",
    "share_out",
    "sketch",
    "spend_of_share",
    "surge_relocations",
    "surges_of",
    "with_spares_at_home",
    "without_idle_nodes",
    "zone_losses",
]
