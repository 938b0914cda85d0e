"""Control planes: what their quorum does not survive, and why a tier was taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.sizing.cluster import ControlPlane
from advisor.sizing.note_codes import NoteCode, TierCode


def machine_words(plane: ControlPlane) -> str:
    """What its members stand on: machine types, or the agents; empty where there are none."""
    return "the agents" if plane.on_agents else " and ".join(plane.machine_types)


def _no_quorum(place: str, most: int, members: int, zone: str, asked: bool) -> str:
    wanted = f"; the loss of a {place} is to be outlasted, and only the agents do" if asked else ""
    return (
        f"with two {place}s no quorum survives the loss of the {place} that holds more members ({most} of {members} in "
        f"{zone}): what runs elsewhere goes on, and nothing is scheduled or replaced until it is back; a "
        f"third {place}, if only for one member, mends that{wanted}"
    )


def lost_quorum_words(place: str, most: int, members: int) -> str:
    """What the loss of the zone or site that holds most members does, in a clause."""
    return (
        f"should the {place} with {most} of the {members} control plane members be lost, what runs elsewhere "
        "goes on, but nothing is started or replaced until it is back"
    )


def _too_few(members: int, tolerates: int, asked: int) -> str:
    lost = "one loss" if tolerates == 1 else f"{tolerates} losses"
    return f"{members} control-plane members outlast {lost}, and {asked} are asked for: the platform's " + (
        "maker advises no more members"
    )


def _beside_services(cpu_millicores: int, memory_mib: int, max_nodes: int, caution: str) -> str:
    against = f"; {caution}" if caution else ""
    return (
        f"control-plane members run on machines that also run services, and every machine keeps {cpu_millicores:,}m of "
        f"CPU and {memory_mib:,} MiB for one; above {max_nodes} machines members get machines of their own{against}"
    )


def _virtual(count: int, what: str, vcpu: float, memory_mib: int) -> str:
    each = f"{vcpu:g} vCPU and {memory_mib / 1024:g} GiB"
    if count == 1:
        return f"1 {what} is a virtual machine of {each} on one of them, beside the services"
    return f"{count} x {what}, virtual machines of {each} each, stand beside the services, at most one on a host"


def _virtual_role(role: str, count: int, vcpu: float, memory_mib: int) -> str:
    return _virtual(count, role, vcpu, memory_mib)


_TIER = {
    TierCode.CHEAPEST_PROMISING: "the cheapest with a promise",
    TierCode.WITHOUT_A_PROMISE: "the cheapest whose price is known, without a promise",
    TierCode.NONE_PROMISES: "none promises anything",
    TierCode.CHEAPEST_MEETING_TARGET: "the cheapest that promises the {target:g}% asked for",
    TierCode.NONE_MEETS_TARGET: "no tier promises the {target:g}% asked for; this one promises most",
}

Others = Sequence[tuple[str, float | None, float, str]]
"""The other tiers: name, USD an hour (None: not known), promise in percent (0: none), and what it adds."""


def _why_tier(code: TierCode) -> Callable[..., str]:
    def words(target: float | None, others: Others) -> str:
        return f"{_TIER[code].format(target=target)} ({'; '.join(_other(*other) for other in others)})"

    return words


def _other(name: str, usd_per_hour: float | None, promise: float, adds: str) -> str:
    costs = f"costs USD {usd_per_hour:g} an hour" if usd_per_hour else "costs nothing"
    if usd_per_hour is None:
        costs = "has a price that is not known here"
    if not promise:
        return f"{name} {costs} and promises nothing"
    also = f" and adds {adds}" if adds else ""
    return f"{name} {costs}{',' if also else ' and'} promises {promise:g}%{also}"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    NoteCode.ONE_MEMBER: lambda: (
        "one control-plane member: while it is down nothing is scheduled or replaced; services keep running"
    ),
    NoteCode.MEMBERS_BESIDE_SERVICES: _beside_services,
    NoteCode.MEMBERS_ARE_VIRTUAL: lambda count, vcpu, memory_mib: (
        f"the hosts stand below a hypervisor: {_virtual(count, 'control-plane member', vcpu, memory_mib)}"
    ),
    NoteCode.ROLE_IS_VIRTUAL: _virtual_role,
    NoteCode.MEMBERS_TOGETHER: lambda place: (
        f"all control-plane members stand in one {place}: they outlast machines, not the {place}"
    ),
    NoteCode.NO_QUORUM_AFTER_LOSS: _no_quorum,
    NoteCode.TOO_FEW_MEMBERS: _too_few,
    **{code: _why_tier(code) for code in TierCode},
}
