"""Many equal sites in words: what stands in one, what all cost, a spare in each, and a line that is down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.report.wording import count, ended, listing, usd
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.sites_plan import CentralControl, SiteControl, SitesPlan, SpareInSites
from advisor.sizing.topology import Topology
from advisor.values import MEBIBYTES_PER_GIBIBYTE

_LINE_DOWN = {
    SiteControl.IN_SITE: (
        "what runs in a site runs on, and its own control plane goes on to restart and to move it; new versions, "
        "images that are not there yet and what is reported to the centre wait for the line"
    ),
    SiteControl.VENDOR: (
        "what runs in a site runs on, but its control plane is out of reach in the vendor's region: nothing there is "
        "moved, replaced or changed until the line is back, and a machine that restarts may not get its services again"
    ),
    SiteControl.NONE: (
        "what runs in a site runs on, and the container engine of each machine goes on to restart it; new versions "
        "wait for the line"
    ),
}


@dataclass(frozen=True)
class Said:
    """A sentence, and the source of what it says; empty where it tells the plan."""

    words: str
    source: str = ""


def site_words(topology: Topology) -> Iterator[Said]:
    """Sentences on many equal sites; none where there are no such sites."""
    plan = topology.sites
    if plan is None:
        return
    yield from map(Said, _of_the_plan(plan, topology))
    if plan.central_control is not None:
        yield Said(_central(plan.central_control), plan.central_control.source)


def _central(control: CentralControl) -> str:
    """The choice of one control plane for all, or what a vendor's means."""
    if not control.members:
        return ended(control.why)
    size = f"{control.vcpu:g} vCPU and {control.memory_mib / MEBIBYTES_PER_GIBIBYTE:g} GiB"
    members = f"{count(control.members, 'member')} of {size}"
    choice = f"One control plane in the centre instead: {members} for {count(control.agents, 'agent')}."
    return f"{choice} {ended(control.why)}"


def _of_the_plan(plan: SitesPlan, topology: Topology) -> Iterator[str]:
    total = plan.machine_count * plan.count
    centre = " with what runs in the centre" if plan.services_in_centre else ""
    yield (
        f"One site of {plan.count:,} equal ones: {_machines(plan.machines)} for {count(plan.replicas, 'replica')}, "
        f"{usd(plan.usd_per_month)} a month. All {plan.count:,}: {count(total, 'machine')}, "
        f"{usd(topology.bill.base)} a month{centre}. Below stands what one site holds."
    )
    yield _lost_machine(plan)
    if plan.doubled:
        yield _doubled(plan)
    yield _other_choice(plan, plan.other)
    yield f"While the line to a site is down, {_LINE_DOWN[plan.control]}."
    if plan.control is SiteControl.IN_SITE:
        yield (
            f"Each site is a cluster of its own, so there are {plan.count:,}: roll new versions out from the centre by "
            "a tool that all sites ask for their state, a few sites first."
        )
    if plan.services_in_centre:
        yield f"In the centre, and in no site: {listing(plan.services_in_centre)}."


def _machines(machines: Sequence[tuple[str, int]]) -> str:
    return listing([f"{number} x {machine}" for machine, number in machines]) or "no machine"


def _doubled(plan: SitesPlan) -> str:
    """That replicas on one machine are no spare for each other."""
    services = listing([f"{number} x {name}" for name, number in plan.doubled])
    return (
        f"The only machine of a site carries {services}: they outlast no loss of it, only the restart of one of them. "
        "Where load does not ask for more, one of each does in a site with one machine; a spare takes a second machine."
    )


def _lost_machine(plan: SitesPlan) -> str:
    if plan.survives_nodes:
        lost = count(plan.survives_nodes, "machine")
        return f"After the loss of any {lost} of a site everything there finds room on the others."
    return "When a machine of a site is lost, what ran on it is down until it is replaced; the other sites go on."


def _other_choice(plan: SitesPlan, other: SpareInSites) -> str:
    if other.survives_nodes:
        what = f"With room for {count(other.survives_nodes, 'lost machine')} in each site"
    else:
        what = "Without a spare in each site"
    if other.impossible is not None:
        return f"{what} there is no plan: {refusal_words(other.impossible)}."
    more = other.more_usd_per_month
    if more is None:
        changes = ""
    else:
        direction = "more" if more >= 0 else "less"
        changes = f", {usd(abs(more))} a month {direction} for all {plan.count:,}"
    return f"{what}: {_machines(other.machines)}, {usd(other.usd_per_month)} a month{changes}."
