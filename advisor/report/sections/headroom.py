"""The room that a plan keeps, by what it is for: losses, upgrades, restarts and bursts, more replicas, growth."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.report.blocks import Table
from advisor.report.sections.cost_drivers import more_sentences, unplanned_words
from advisor.report.wording import capital, count, figure, listing, percent
from advisor.report.wording.end_of_plan import end_of_plan_words
from advisor.sizing.pool import Pool, PoolKind, Upgrading
from advisor.sizing.topology import EndOfPlan
from advisor.sizing.workload import Workload

TINY = 5e-5
"""USD per hour that are shown as nothing."""


def headroom_table(pool: Pool, needs: Workload, end: EndOfPlan | None = None) -> Table:
    """A row for each reason to keep room: what is kept for it in this pool, or that nothing is.

    Parameters:
        pool: the machines, instances or tasks of one site.
        needs: the workload as it was planned.
        end: what it comes to at the end of the years planned for; None where nothing grows.
    """
    rows = [*_losses(pool), *_upgrades(pool), ("Restarts and bursts", capital(unplanned_words(needs)))]
    if pool.utilisation is not None:
        promised = pool.survives_nodes > 0 or (pool.survives_zone and pool.kind is PoolKind.MACHINES)
        rows.append(("More replicas", " ".join(map(capital, more_sentences(pool.utilisation, promised)))))
    grown = "No growth was said, so none is planned for." if end is None else _growth(end)
    rows.append(("Growth", grown))
    return Table(("room for", "what is kept"), tuple(rows))


def _losses(pool: Pool) -> Iterator[tuple[str, str]]:
    if pool.kind is PoolKind.TASKS:
        again = (
            "The vendor starts another in its place; no room is kept." if pool.replaced else "A person starts another."
        )
        yield "Loss of an instance", again
        return
    spares = sum(node.count for node in pool.nodes if node.spare)
    spare = f" {capital(count(spares, 'machine'))} {'stands' if spares == 1 else 'stand'} by, empty." if spares else ""
    if pool.survives_nodes:
        lost = "Any one may be lost" if pool.survives_nodes == 1 else f"Any {pool.survives_nodes} may be lost at a time"
        zone = ", also while a zone is lost" if pool.survives_together else ""
        yield "Loss of a machine", f"{lost}{zone}: every replica finds room on the others.{spare}"
    else:
        yield "Loss of a machine", "No room is kept: what ran on a lost machine waits until there is another."
    yield "Loss of a zone", _zone_words(pool)


def _zone_words(pool: Pool) -> str:
    if not pool.survives_zone:
        return "All stands in one zone." if len(pool.zones) < 2 else "No room is kept in the other zones."
    words = "Any one may be lost: every replica finds room in the others"
    if pool.bound_to_zone:
        words += f", but those of {listing(pool.bound_to_zone)}, whose disks stand in the lost zone"
    use = pool.utilisation
    if use is None or (use.cpu_with_kept, use.memory_with_kept) == (use.cpu, use.memory):
        return f"{words}."
    cpu, memory = percent(use.cpu_with_kept - use.cpu), percent(use.memory_with_kept - use.memory)
    return f"{words}. That keeps {cpu} of all usable CPU and {memory} of the memory free."


def _upgrades(pool: Pool) -> Iterator[tuple[str, str]]:
    upgrade = pool.upgrade
    if upgrade is None:
        if pool.kind is PoolKind.MACHINES:
            yield "Upgrades", "Nothing was asked for; what is free for a loss serves an upgrade as well."
        return
    yield "Upgrade of a service", _surge_words(upgrade)
    if upgrade.drained_nodes:
        drained = "One is" if upgrade.drained_nodes == 1 else f"{upgrade.drained_nodes} at a time are"
        yield "Upgrade of machines", f"{drained} drained into the room that is kept for a loss."
    elif upgrade.added_nodes:
        yield "Upgrade of machines", f"Up to {upgrade.added_nodes} are added first, for as long as it takes."


def _surge_words(upgrade: Upgrading) -> str:
    most = max((surge for _, surge in upgrade.surge), default=0)
    if not most:
        return "Replicas are replaced one for one, so no room is kept for more of them."
    words = f"Up to {count(most, 'replica')} more of any one service find room beside all that runs."
    cost = upgrade.surge_usd_per_hour
    if cost is None:
        return words
    paid = f"USD {figure(round(cost, 4))} an hour" if cost > TINY else "nothing: it is there anyway"
    return f"{words} That costs {paid}."


def _growth(end: EndOfPlan) -> str:
    return f"None is kept today. {end_of_plan_words(end)}"
