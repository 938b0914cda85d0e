"""How big a platform is for a scenario and what it costs a month; or why it cannot hold it."""

from advisor.sizing.differing import Change, TopologyChange, differences_between
from advisor.sizing.fitting import check_fits, with_misfits
from advisor.sizing.packing import Effort
from advisor.sizing.plan import size, size_all
from advisor.sizing.reasons import give_reasons
from advisor.sizing.reference import reference_rests_on, reference_usd_per_month
from advisor.sizing.topology import (
    Assumption,
    Bill,
    BillLine,
    ControlPlane,
    Infeasible,
    MachineType,
    Pool,
    PoolNode,
    SupportPart,
    Topology,
)

__all__ = [
    "Assumption",
    "Bill",
    "BillLine",
    "Change",
    "ControlPlane",
    "Effort",
    "Infeasible",
    "MachineType",
    "Pool",
    "PoolNode",
    "SupportPart",
    "Topology",
    "TopologyChange",
    "check_fits",
    "differences_between",
    "give_reasons",
    "reference_rests_on",
    "reference_usd_per_month",
    "size",
    "size_all",
    "with_misfits",
]
