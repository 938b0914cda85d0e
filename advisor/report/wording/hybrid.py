"""Own servers and a cloud: what stands where, and what is short at a site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording.rounded import money
from advisor.sizing.note_codes import HybridPlacement, NoteCode
from advisor.values import mid_sentence

_PLACEMENTS = {
    HybridPlacement.OWN_SERVERS: "on own servers",
    HybridPlacement.CLOUD: "in the cloud",
    HybridPlacement.BURST: "on own servers for a typical day and in the cloud beyond",
    HybridPlacement.FILLED: "on own servers as far as these hold them and in the cloud beyond",
    HybridPlacement.BOTH: "on both sides",
}


def _cheapest(placement: HybridPlacement, usd_per_month: float, others: Sequence[tuple[HybridPlacement, float]]) -> str:
    rest = " and ".join(f"{money(usd)} {_PLACEMENTS[where]}" for where, usd in others)
    here = f"{_PLACEMENTS[placement]}, for {money(usd_per_month)} a month in all"
    return f"services that may run anywhere stand {here}; it would be {rest}"


def _burst(location: str, services: Sequence[tuple[str, int]]) -> str:
    replicas = sum(count for _, count in services)
    names = ", ".join(f"{count} of {name}" for name, count in services)
    return f"own servers carry a typical day; at the peak {replicas} more replicas run in {location}: {names}"


def _beyond(location: str, services: Sequence[tuple[str, int]]) -> str:
    replicas = sum(count for _, count in services)
    names = ", ".join(f"{count} of {name}" for name, count in services)
    return f"own servers are filled first; {replicas} more replicas run in {location}: {names}"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    NoteCode.CHEAPEST_PLACEMENT: _cheapest,
    NoteCode.BURST_TO_CLOUD: _burst,
    NoteCode.BEYOND_OWN_SERVERS: _beyond,
    NoteCode.ROLE_BESIDE_SERVICES: lambda role, count: (
        f"no machine is left for {count} {role}: their work runs on the agents, among the services"
    ),
    NoteCode.OWN_SIDE_APART: lambda why: (
        f"the plan is the side in the cloud alone, with every service in it; own servers take a product of their own, "
        f"which is neither sized nor in the bill: {mid_sentence(why)}"
    ),
    NoteCode.CONTROL_PLANE_IN_CLOUD: lambda: (
        "the own servers have no room for the control plane, so it stands in the cloud: while the line is down, "
        "replicas on own servers run on and nothing is replaced there"
    ),
}
