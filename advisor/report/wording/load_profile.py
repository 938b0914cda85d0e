"""The load over a day or week: why capacity follows it or not, and what its levels are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.sizing.note_codes import LoadCode, LoadName

_PEAK_PAID = "so the peak is paid for at all hours"
_NAMES = {LoadName.IDLE: "no load"}


def load_name(names: Sequence[LoadName]) -> str:
    """`floor and typical`, `no load`, `between`."""
    return " and ".join(_NAMES.get(name, name.value) for name in names)


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    LoadCode.FOLLOWS_LOAD: lambda: "replicas and capacity follow the load",
    LoadCode.SAME_AT_ALL_HOURS: lambda: "every service runs the same replicas at all hours",
    LoadCode.NOT_ASKED_TO_FOLLOW: lambda: f"nothing is asked to grow and shrink with the load, {_PEAK_PAID}",
    LoadCode.REPLICAS_STAY: lambda platform: f"{platform} does not change replicas by itself, {_PEAK_PAID}",
    LoadCode.MACHINES_STAY: lambda platform: f"{platform} does not change machines by itself, {_PEAK_PAID}",
    LoadCode.QUIETER_HOUR_WITHOUT_PLAN: lambda: f"the plan of a quieter hour could not be made, {_PEAK_PAID}",
}
