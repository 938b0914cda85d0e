"""Disks, volumes and what runs on every node, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording import listing, usd, with_verb
from advisor.sizing.note_codes import NoteCode


def _disks_in_one_zone(services: Sequence[tuple[str, int, int]], asked: bool) -> str:
    told = listing([f"{most} of the {replicas} of {name}" for name, replicas, most in services])
    promise = ", so surviving the loss of a zone is not promised for them" if asked else ""
    return (
        f"a disk stands in one zone and its replica is tied to it: the loss of a zone takes down up to {told}, until "
        f"the zone is back{promise}; no room is kept for them elsewhere, and copies of the data in other zones are the "
        "work of the service itself"
    )


def _fewer_disks(pool: str, count: int, other_count: int, usd_more_per_month: float, usd_less_per_month: float) -> str:
    more = "more" if usd_more_per_month >= 0 else "less"
    return (
        f"the {count:,} machines of pool {pool} were chosen with their root disks: by themselves they cost "
        f"{usd(abs(usd_more_per_month))} a month {more} than the cheapest {other_count:,}, and their disks "
        f"{usd(usd_less_per_month)} less"
    )


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    NoteCode.ON_EVERY_NODE: lambda services: (
        f"on every node: {listing([f'{name} ({replicas} replicas)' for name, replicas in services])}; room for them "
        "was kept on each node before the others were placed; control-plane machines of their own run none of them"
    ),
    NoteCode.ON_EVERY_NODE_UNCOUNTED: lambda services: (
        f"{with_verb(services, 'runs', 'run')} on every node, and the vendor alone knows how many there are: "
        "not in the bill"
    ),
    NoteCode.FEWER_DISKS: _fewer_disks,
    NoteCode.ROOT_DISKS_ENLARGED: lambda pool, machine, gib, default: (
        f"each {machine} of pool {pool} needs a root disk of {gib:,} GiB instead of {default:,}, for its system, its "
        "images and what replicas write; it is in the bill"
    ),
    NoteCode.DISK_OF_OWN_MACHINES: lambda pool, machine, gib: (
        f"each {machine} of pool {pool} needs {gib:,} GiB of disk for its system, its images and what replicas write; "
        "whether it has that much was not said"
    ),
    NoteCode.DISK_OF_TASKS: lambda services: (
        f"{with_verb(services, 'asks', 'ask')} for disk beside volumes; what the platform gives each replica, "
        "and what more costs, is not judged here"
    ),
    NoteCode.DISKS_IN_ONE_ZONE: _disks_in_one_zone,
}
"""The words of each kind of note, which take its values by name."""
