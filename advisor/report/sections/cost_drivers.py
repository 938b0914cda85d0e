"""How full each pool is, why it is made of these machines, and what stricter promises would cost; in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.wording import count, ended, figure, listing, percent, usd
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.cost_shares import AlternativeType, CostShare, MarginalCosts, Purpose, ReplicaCost, Size, TypeChoice
from advisor.sizing.explain.marginal_costs import BY_REPLICA
from advisor.sizing.pool import Pool, PoolKind, PoolUtilisation
from advisor.sizing.topology import SensitivityCase, SensitivityField, Topology
from advisor.sizing.workload import Workload
from advisor.values import HOURS_PER_MONTH

MATTERS = 0.002
"""Shares of a price below this are told as none."""
CENT = 0.005
"""Differences in USD below this would be printed as 0.00."""
DECIDES = 2 / 3
"""The share of a cost that has to be one thing's before it is said to decide it."""
NAMES = {
    Purpose.CPU: "CPU",
    Purpose.MEMORY: "memory",
    Purpose.IO: "disk bandwidth",
    Purpose.PODS: "places for replicas",
    Purpose.GPUS: "GPUs",
    Purpose.DISK: "disk of the machine",
    Purpose.PLACEMENT_RULES: "rules on how many replicas of a service share a machine",
    Purpose.DEMAND_LIMIT: "services with so few replicas that one machine takes them all",
    Purpose.SPARES: "spare machines",
}
SIZES = {Size.SMALLER: "Next smaller", Size.SAME: "Of the same size", Size.LARGER: "Next larger"}


def utilisation_words(utilisation: PoolUtilisation) -> str:
    """Replicas on machines, and how much of the machines they ask for."""
    working = utilisation.machines - utilisation.spares
    added = f" and {utilisation.added_replicas} that the platform adds" if utilisation.added_replicas else ""
    on = f"{count(utilisation.replicas - utilisation.added_replicas, 'replica')}{added} on {count(working, 'machine')}"
    if working > 1:
        on += f", {utilisation.mean_replicas:.1f} a machine on average and {utilisation.most_replicas} at most"
    asked = f"{percent(utilisation.cpu)} of the usable CPU and {percent(utilisation.memory)} of the usable memory"
    if utilisation.spares:
        asked += f", {count(utilisation.spares, 'spare machine')} included"
    if (utilisation.cpu_with_kept, utilisation.memory_with_kept) != (utilisation.cpu, utilisation.memory):
        shares = f"{percent(utilisation.cpu_with_kept)} and {percent(utilisation.memory_with_kept)}"
        asked += f", or {shares} with the room kept for a lost zone"
    return f"Utilisation: {on}. {'It asks' if utilisation.replicas == 1 else 'They ask'} for {asked}."


def utilisation_blocks(pool: Pool, needs: Workload, of: str) -> Iterator[Block]:
    """How full a pool is, and the room there is for more, for upgrades and restarts; `of` names it among others."""
    utilisation = pool.utilisation
    if utilisation is None:
        return
    yield Paragraph(utilisation_words(utilisation))
    promised = pool.survives_nodes > 0 or (pool.survives_zone and pool.kind is PoolKind.MACHINES)
    upgrades = () if pool.upgrade else (Bullet(f"Room for upgrades{of}: {_upgrade(utilisation, promised)}"),)
    yield Bullets(
        (
            Bullet(f"Room for more{of}: {' '.join(more_sentences(utilisation, promised, of))}"),
            *upgrades,  # where something was asked of them, the pool has told it already
            Bullet(f"Room for restarts and bursts{of}: {unplanned_words(needs)}"),
        )
    )


def unplanned_words(needs: Workload) -> str:
    """The share of each machine that no replica asks for, by the ceilings."""
    free = [
        f"{percent(1 - ceiling)} of each machine's {what}"
        for what, ceiling in (("CPU", needs.cpu_ceiling), ("memory", needs.memory_ceiling))
        if ceiling < 1
    ]
    if not free:
        return "none is kept, since machines may be planned full."
    return f"{listing(free)} {'is' if len(free) == 1 else 'are'} left unplanned, above the ceiling."


def more_sentences(utilisation: PoolUtilisation, promised: bool, of: str = "") -> Iterator[str]:
    """How many more replicas fit now, and what is free on one machine; `promised` where a loss is survived."""
    if utilisation.more_of_common:
        further = count(utilisation.more_of_common, "further replica")
        yield f"{further} of {utilisation.common} would fit beside the others."
    else:
        yield f"no further replica of {utilisation.common} fits beside the others."
    if utilisation.largest is None:
        yield f"No machine{of} in use has CPU, memory and a place left."
    else:
        amounts = f"{utilisation.largest.cpu_millicores:,}m and {utilisation.largest.memory_mib:,} MiB"
        yield f"The most that is free on one machine{of} is {amounts}, on one {utilisation.largest.machine}."
    if promised and utilisation.more_of_common:
        yield f"Before you use the room{of}, size the platform again: a loss has to be survived with them, too."
    if utilisation.common_on_empty:
        yield f"Each {utilisation.main_type} added takes {utilisation.common_on_empty} of {utilisation.common}."


def _upgrade(utilisation: PoolUtilisation, promised: bool) -> str:
    if promised:
        return "any one machine can be emptied, as its replicas find places on the others."
    if utilisation.machines == 1:
        return "none is kept; to empty the machine, add another first."
    return "none is kept; to empty a machine, add one first."


def marginal_cost_blocks(pool: Pool) -> Iterator[Block]:
    """What pays for what, why these machine types, what the dearest replicas cost; nothing without a certificate."""
    marginal_costs = pool.marginal_costs
    if marginal_costs is None or pool.usd_per_hour is None:
        return
    yield Paragraph(_parts(marginal_costs.parts, pool.usd_per_hour))
    limit = _rounded(pool.certified_usd_per_hour or 0.0, math.floor)
    kept = ", counting the room kept for a lost zone" if pool.survives_zone else ""
    yield Paragraph(
        f"Why these machines: a price for each replica stands behind the lower bound of USD {limit} an hour in "
        f"the plan's certificate. "
        f"At these prices{kept}:"
    )
    told: set[str] = set()
    items = []
    for choice in marginal_costs.choices:
        rivals = [rival for rival in choice.alternatives if rival.machine not in told]
        told.update(rival.machine for rival in rivals)
        items.append(Bullet(_choice(choice), below=tuple(Bullet(_rival(rival, pool)) for rival in rivals)))
    yield Bullets(tuple(items))
    if marginal_costs.replicas:
        yield Paragraph(_replicas(marginal_costs))


def _parts(parts: tuple[CostShare, ...], cost: float) -> str:
    earned = [part for part in parts if part.purpose is not Purpose.REDUCED_COST]
    value = sum(part.usd_per_hour for part in earned)
    scarce = value > cost * (1 + MATTERS)
    amounts = [part.usd_per_hour for part in earned] + ([] if scarce else [max(0.0, cost - value)])
    named = list(zip(_percentages(amounts), [NAMES[part.purpose] for part in earned] + [""], strict=False))
    causes = [(share, name) for share, name in named if share and name]
    first = "for" if scarce else "pays for"
    shown = [f"{share}% {'for' if position else first} {name}" for position, (share, name) in enumerate(causes)]
    shown += [
        f"{share}% is paid above the value of what the machines can hold" for share, name in named if share and not name
    ]
    if not scarce and [share for share, _ in causes] == [100]:
        return f"What decides the cost: {causes[0][1]}, for which all of the USD {_rounded(cost, round)} an hour pays."
    head = f"What decides the cost: {_decides(earned)}."
    if scarce:
        return (
            f"{head} Machines are short, so what these can hold is worth more than they cost, USD "
            f"{_rounded(value, math.floor)} an hour: {listing(shown)}."
        )
    return f"{head} Of the USD {_rounded(cost, round)} an hour, {listing(shown)}."


def _percentages(amounts: list[float]) -> list[int]:
    """Whole percentages that add up to 100, by largest remainder."""
    exact = [100 * amount / sum(amounts) for amount in amounts]
    whole = [math.floor(share) for share in exact]
    for index in sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])[: 100 - sum(whole)]:
        whole[index] += 1
    return whole


def _decides(parts: list[CostShare]) -> str:
    used = {part.purpose: part.usd_per_hour for part in parts if part.purpose is not Purpose.SPARES}
    whole = sum(used.values())
    by_share = sorted(used, key=lambda purpose: (-used[purpose], purpose))
    if not by_share:
        return "the machines that may be lost"
    if used[by_share[0]] >= DECIDES * whole:
        return NAMES[by_share[0]]
    if sum(usd for purpose, usd in used.items() if purpose in BY_REPLICA) >= DECIDES * whole:
        return "how many replicas of each service a machine takes, more than any resource"
    return f"{NAMES[by_share[0]]} together with {NAMES[by_share[1]]}"


def _choice(choice: TypeChoice) -> str:
    known, price = choice.content_value_usd_per_hour, choice.usd_per_hour
    head = f"{choice.machine} ({choice.count} in use) costs USD {_rounded(price, round)} an hour"
    if known is None:
        return f"{head}; the prices say nothing of it, as it is among the dearest, which may be lost."
    held = f"{head} and {_held(known, price)}"
    if known > price * (1 + MATTERS):
        return f"{held}: a bargain, of which there are only so many."
    if known >= price * (1 - MATTERS):
        return f"{held}: it earns its price."
    return f"{held}: {_lost(known, price)} of its price buys nothing, yet no cheaper plan in whole machines was found."


def _rival(rival: AlternativeType, pool: Pool) -> str:
    known, price = rival.content_value_usd_per_hour, rival.usd_per_hour
    size = f" ({figure(rival.vcpu)} vCPU)" if rival.size is not Size.SAME else ""
    head = f"{SIZES[rival.size]}: {rival.machine}{size} costs USD {_rounded(price, round)} an hour"
    if known is None:
        return f"{head}. {_barred(rival, pool)}"
    held = f"{head} and {_held(known, price)}"
    if known < price * (1 - MATTERS):
        return f"{held}: {_lost(known, price)} of its price would buy nothing."
    good = "a better buy" if known > price * (1 + MATTERS) else "as good a buy"
    return f"{held}: {good}, yet no cheaper plan with it was found."


def _barred(rival: AlternativeType, pool: Pool) -> str:
    least, cost = rival.plan_usd_per_hour or 0.0, pool.usd_per_hour or 0.0
    dear = "a machine so dear" if pool.survives_nodes == 1 else f"{pool.survives_nodes} machines so dear"
    said = f"A plan with {dear} costs at least USD {_rounded(least, math.floor)} an hour"
    return f"{said}, more than this one." if least > cost else f"{said}; none cheaper than this one was found."


def _held(known: float, price: float) -> str:
    """The value is the highest there can be, so it is rounded up; but not above the price where it is not above it."""
    shown = (
        _rounded(price, round)
        if known <= price and known * 1e4 > round(price * 1e4) - 1
        else _rounded(known, math.ceil)
    )
    return f"can hold replicas worth USD {shown} at most"


def _lost(known: float, price: float) -> str:
    share = 1 - known / price
    return percent(share, 1 if share < 0.1 else 0)


def _rounded(amount: float, turn: Callable[[float], int]) -> str:
    """Four decimals: a least is turned down, a most up, a price to the nearest."""
    return figure(turn(round(amount * 1e4, 4)) / 1e4)


def _replicas(marginal_costs: MarginalCosts) -> str:
    told = listing([f"{_monthly(one)} for {one.service}" for one in marginal_costs.replicas])
    return (
        f"What one more replica costs a month at these prices, kept at all hours: about {told}. In whole machines it "
        "costs nothing while it fits beside the others, and a machine when it does not."
    )


def _monthly(one: ReplicaCost) -> str:
    least, most = (usd(hourly * HOURS_PER_MONTH) for hourly in (one.least_usd_per_hour, one.most_usd_per_hour))
    return most if least == most else f"{least} to {most} (by zone)"


def sensitivity_blocks(topology: Topology) -> Iterator[Block]:
    """What one more promise costs, as the difference of two plans."""
    if not topology.sensitivity:
        return
    yield Heading("What stricter promises cost")
    yield Paragraph(
        "The platform was sized again for each of these with ordinary effort, all else as above. A figure is the "
        "difference of two monthly bills, and each plan is only as near its least cost as its gap says."
    )
    yield Bullets(tuple(Bullet(f"{_promise(one)}: {_difference(one)}") for one in topology.sensitivity))


def _promise(one: SensitivityCase) -> str:
    if one.field is SensitivityField.SURVIVE_ZONE:
        return "Surviving the loss of any one zone"
    if one.field is SensitivityField.SURVIVE_TOGETHER:
        return "Surviving both losses at the same time"
    if isinstance(one.was, tuple) or isinstance(one.becomes, tuple):
        return f"Planning machines up to {_ceilings(one.becomes)} instead of {_ceilings(one.was)}"
    was = {0: "none", 1: "any one"}.get(one.was, f"any {one.was}")
    becomes = "any one machine" if one.becomes == 1 else f"any {one.becomes} machines"
    return f"Surviving the loss of {becomes} instead of {was}"


def _ceilings(shares: int | tuple[float, float]) -> str:
    if not isinstance(shares, tuple):
        return str(shares)
    cpu, memory = shares
    return f"{cpu * 100:g}% of CPU and {memory * 100:g}% of memory"


def _difference(one: SensitivityCase) -> str:
    if one.impossible:
        return f"no plan; {ended(refusal_words(one.impossible))}"
    if one.usd_per_month is None or one.more_usd_per_month is None:
        return "possible; part of it has no price."
    if abs(one.more_usd_per_month) < CENT:
        return f"{usd(one.usd_per_month)} a month, as now."
    if one.more_usd_per_month < 0:
        less = usd(-one.more_usd_per_month)
        kept = "It keeps today's promise too, so the plan above is not the cheapest."
        return f"{usd(one.usd_per_month)} a month, {less} less. {kept}"
    return f"{usd(one.usd_per_month)} a month, {usd(one.more_usd_per_month)} more."
