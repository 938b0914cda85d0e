"""How far the search for a plan has come, in one line."""

from __future__ import annotations

from advisor.packing import Phase, Progress

_PHASES = {
    Phase.BOUND: "looking for a lower bound",
    Phase.PLACEMENTS: "placing",
    Phase.REPAIRS: "repairing",
    Phase.PURCHASES: "exchanging nodes",
    Phase.COLUMNS: "combining whole nodes",
    Phase.ENUMERATION: "trying every purchase",
    Phase.SURGES: "making room for upgrades",
    Phase.ZONE_AND_NODES: "adding spare nodes",
    Phase.PROOF: "proving",
}


def progress_line(progress: Progress) -> str:
    """The phase, the cost of the best plan, its lower bound and the gap between them, and the steps so far."""
    words = [_PHASES[progress.phase]]
    if progress.usd_per_hour is not None:
        words.append(f"{progress.usd_per_hour:,.3f} USD an hour")
    words.append(f"at least {progress.bound_usd_per_hour:,.3f}")
    if progress.gap is not None and progress.bound_usd_per_hour > 0:
        words.append(f"gap {100 * progress.gap:.2f} %")
    words.append(f"{progress.work:,} steps")
    return " · ".join(words)
