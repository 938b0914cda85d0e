"""What a bill would be with smaller and with larger services, where their sizes are not sure."""

from __future__ import annotations

from dataclasses import replace

from advisor.sizing.bill_types import Range, RangeCause
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.topology import Infeasible, Topology
from advisor.values import note


def with_assumed_sizes(base: Topology, smaller: Topology | Infeasible, larger: Topology | Infeasible) -> Topology:
    """The topology with low and high of its bill as they are when all sizes that are not sure are small, or large.

    Low is then the low of the bill with small sizes, and high the high of the one with large ones. Where large ones do
    not fit, a note says so, as no sum can.
    """
    bill = base.bill
    if bill.base is None or bill.low is None or bill.high is None:
        return base
    low, high = bill.low, bill.high
    least = smaller.bill.low if isinstance(smaller, Topology) else None
    most = larger.bill.high if isinstance(larger, Topology) else None
    sizes = Range(
        RangeCause.ASSUMED_SIZES,
        min(0.0, (low if least is None else least) - low),
        max(0.0, (high if most is None else most) - high),
    )
    ranged = replace(bill, low=low + sizes.low, high=high + sizes.high, ranges=(*bill.ranges, sizes))
    notes = base.notes
    if isinstance(larger, Infeasible):
        notes = (*notes, note(NoteCode.LARGER_SIZES_DO_NOT_FIT, services=larger.services))
    return replace(base, bill=ranged, notes=notes)
