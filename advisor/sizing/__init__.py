"""How big a platform is for a scenario and what it costs a month; or why it cannot hold it."""

from advisor.packing import Effort
from advisor.sizing.assumption import Assumption
from advisor.sizing.bill_types import Bill, BillKey, BillLine, BillPart
from advisor.sizing.billing.reference import reference_rests_on, reference_usd_per_month
from advisor.sizing.cluster import ControlPlane
from advisor.sizing.diff import Change, Promise, TopologyChange, differences_between
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.pipeline import size, size_all
from advisor.sizing.pool import MachineType, Pool, PoolNode
from advisor.sizing.rests_on import sizing_rests_on
from advisor.sizing.sensitivity import give_reasons
from advisor.sizing.support_part import SupportPart
from advisor.sizing.table_checks import check_fits, with_fit_problems
from advisor.sizing.topology import Infeasible, Topology

__all__ = [
    "Assumption",
    "Bill",
    "BillKey",
    "BillLine",
    "BillPart",
    "Change",
    "ControlPlane",
    "Effort",
    "Infeasible",
    "MachineType",
    "Pool",
    "PoolNode",
    "Promise",
    "Refusal",
    "RefusalCause",
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
    "sizing_rests_on",
    "with_fit_problems",
]
