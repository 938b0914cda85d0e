"""Machines on which nothing schedules: how replicas share them, and what a loss means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording import listing, usd
from advisor.report.wording.lifecycle import lifecycle_words
from advisor.sizing.note_codes import NoteCode

MOST_CENTS = 0.005
"""USD a month below which two bills are the same."""


def _machines(count: int) -> str:
    return "a machine" if count == 1 else f"{count} machines"


def _more(to_buy: Sequence[tuple[str, int, str]]) -> str:
    more = listing([f"{count} x {machine}{f' at {site}' if site else ''}" for machine, count, site in to_buy])
    return f"; {more} more would change that" if more else ""


def _one_type_taken(
    pool: str, machine: str, count: int, usd_more_per_month: float, mixed_types: int, mixed_count: int
) -> str:
    dearer = f"costs {usd(usd_more_per_month)} a month more" if usd_more_per_month > MOST_CENTS else "costs no more"
    return (
        f"pool {pool} is {count} x {machine}, one type, which {dearer} than the cheapest mix found ({mixed_count} "
        f"machines of {mixed_types} types) and is less to buy, patch and replace"
    )


def _mixed_types(
    pool: str, machine: str, count: int, usd_more_per_month: float, mixed_types: int, mixed_count: int
) -> str:
    return (
        f"pool {pool} mixes {mixed_types} machine types; {count} x {machine}, one type, would cost "
        f"{usd(usd_more_per_month)} a month more"
    )


def _clouds_compared(cloud: str, usd_per_month: float, others: Sequence[tuple[str, float]]) -> str:
    rest = ", ".join(f"{other} {usd(dollars)}" for other, dollars in others)
    return (
        f"priced at {cloud}, where machines for this cost about {usd(usd_per_month)} a month by a quick estimate; "
        f"elsewhere about: {rest}"
    )


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    NoteCode.MACHINE_PER_REPLICA: lambda machines, cpu_share: (
        f"each replica takes a machine of its own: {machines} machines, of whose usable CPU {cpu_share:.0%} is asked "
        "for; the rest is bought and not used"
    ),
    NoteCode.ONE_TYPE_TAKEN: _one_type_taken,
    NoteCode.MIXED_TYPES: _mixed_types,
    NoteCode.NO_SPARE_MACHINE: lambda was, to_buy: (
        f"it fits without the spare machine that we would plan by default: the loss of {_machines(was)} is not "
        f"survived, which nobody asked for{_more(to_buy)}"
    ),
    NoteCode.MACHINES_PLANNED_FULL: lambda was, to_buy: (
        f"it fits with machines planned full, where {1 - was[0]:.0%} of CPU and {1 - was[1]:.0%} of memory would be "
        f"left free by default: restarts and bursts above the requests find no room{_more(to_buy)}"
    ),
    NoteCode.NO_SECOND_REPLICA: lambda was, to_buy: (
        f"it fits with one replica of each service instead of the {was} that we would plan by default: a restart is an "
        f"outage{_more(to_buy)}"
    ),
    NoteCode.MACHINE_GROUP_REPLACES: lambda: (
        "a group of machines behind the balancer replaces one that fails its health check; until the new one has "
        "booted and pulled its image, the others carry its load"
    ),
    NoteCode.HOST_PORT_PER_MACHINE: lambda port, service, replicas, machines: (
        f"host port {port} is there once on each machine, so at most one replica of {service} runs on one: "
        f"its {replicas} replicas need {replicas} of the {machines} machines"
    ),
    NoteCode.PORTS_GIVEN_BY_HAND: lambda: (
        "behind the proxy each replica listens on a host port that is given out by hand, so ports do not limit how "
        "many share a machine; CPU and memory do"
    ),
    NoteCode.PLACED_BY_HAND: lambda: (
        "which replica runs on which machine is decided once, by this plan; after a loss a person moves them"
    ),
    NoteCode.RESTARTED_BY_HAND: lambda: "room is kept for lost machines, yet a person has to start the replicas there",
    NoteCode.LARGER_SIZES_DO_NOT_FIT: lambda services: (
        f"should the assumed sizes turn out at their high end, it cannot hold {listing(services) or 'the services'}, "
        "which the high figure of the bill leaves out"
    ),
    NoteCode.CLOUDS_COMPARED: _clouds_compared,
    NoteCode.ONE_ZONE_ONLY: lambda: "the loss of a zone is to be outlasted, yet there is one zone only",
    NoteCode.NOT_ON_OFFER: lambda day, status, **values: f"not on offer on {day}: {lifecycle_words(status, **values)}",
}
