"""Two answers that pull apart, in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from advisor.tensions import TensionCode

_WHY: Mapping[TensionCode, str] = {
    TensionCode.VENDOR_ON_PREMISES: "a vendor's service is wanted, and hardly any runs on machines of one's own",
    TensionCode.VENDOR_AND_CONTROL: "running it is to be left to a vendor, who seldom leaves the machines to be tuned",
    TensionCode.MORE_OPS_THAN_ENGINEERS: "more people run the platform than build what runs on it",
    TensionCode.MORE_TEAMS_THAN_ENGINEERS: "there are more teams than engineers",
    TensionCode.ONE_MACHINE_TO_LOSE: "there is one machine, and a lost one must not stop the service",
    TensionCode.ONE_ZONE_TO_LOSE: "there is one zone, and a lost one must not stop the service",
    TensionCode.FIXED_AND_SCALING: "nothing has to scale, and something that scales is a must",
    TensionCode.ONE_SYSTEM_AND_WINDOWS: "all runs on Linux, and Windows containers are a must",
    TensionCode.NO_STATE_AND_STATEFUL: "nothing keeps data, and places for data are a must",
    TensionCode.NO_TENANTS_AND_WALLS: "there are no tenants, and walls between tenants are a must",
}


def _words(why: str) -> Callable[..., str]:
    def say(first: str, second: str, first_line: int, second_line: int) -> str:
        return f"{_at(first, first_line)} and {_at(second, second_line)} pull apart: {why}; keep the one that is meant"

    return say


def _at(field: str, line: int) -> str:
    return f"{field} (line {line})" if line else field


WORDS: Mapping[StrEnum, Callable[..., str]] = {code: _words(why) for code, why in _WHY.items()}
