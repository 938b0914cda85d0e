"""What is found in a price list: prices and machine types that are kept, and how much is dropped and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from advisor.errors import Problem
from advisor.prices.own_prices import PriceKey, RateKey
from advisor.prices.price_tables import Problems

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)
"""What regions and machine types are called."""
NOT_REGIONS = ("shapes", "regions")
"""Names that other tables of a folder have."""
MOST_SHOWN = 40
"""Characters of a name that are shown."""


class Dropped(StrEnum):
    """Why a row of a list is not kept."""

    NO_MACHINE = "no_machine"
    """It is of something else than a machine: a disk, traffic, an address."""
    OTHER_SYSTEM = "other_system"
    """Neither plain Linux nor Windows: another system, or one with software on it."""
    OWN_LICENCE = "own_licence"
    """For those who bring a licence of their own."""
    NOT_SHARED = "not_shared"
    """On a host of one's own, or for capacity that is reserved and not used."""
    BARE_METAL = "bare_metal"
    OTHER_USE = "other_use"
    """Of tasks, and neither for their vCPU nor for their memory."""
    OTHER_PAYMENT = "other_payment"
    """A term that is paid in advance, or may be exchanged."""
    OLD_GENERATION = "old_generation"
    """A machine type of a generation that the advisor does not offer any more."""
    UNKNOWN_SIZE = "unknown_size"
    """A machine type whose size neither the list nor the advisor knows, or whose GPU has no name in the list."""
    NO_PRICE = "no_price"
    """The list has the type and no price for it there."""


@dataclass(frozen=True)
class FoundPrice:
    """A price as the list has it: of one hour, in the currency of the list."""

    key: PriceKey
    per_hour: float
    currency: str


@dataclass(frozen=True)
class FoundShape:
    """The size of a machine type as the list has it; `arch` is empty, and the memory 0, where it says nothing."""

    vcpu: float
    memory_mib: int
    arch: str
    gpus: float = 0.0


@dataclass
class Found:
    """All that was found in one list. `day` is the day of the list, empty where it has none."""

    source: str
    day: str = ""
    of_tasks: bool = False
    """Whether it prices tasks, and no machines."""
    prices: dict[PriceKey, FoundPrice] = field(default_factory=dict)
    rates: dict[RateKey, tuple[float, str]] = field(default_factory=dict)
    """Rates of tasks for an hour, with their currency."""
    shapes: dict[tuple[str, str], FoundShape] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    """Where regions lie, by cloud and name, as far as the list says so."""
    dropped: Counter[Dropped] = field(default_factory=Counter)
    problems: Problems = field(default_factory=Problems)

    def _is_named(self, file: Path, line: int, region: str, machine: str) -> bool:
        """Whether a region and a machine type have names, which become names of files and cells of tables."""
        for what, name in (("region", region), ("machine type", machine)):
            if not NAME.fullmatch(name) or name in NOT_REGIONS:
                message = f"{name[:MOST_SHOWN]!r} is no name of a {what}"
                self.problems.add(Problem(str(file), line, 0, (), message, "download the list again"))
                return False
        return True

    def keep_rate(self, file: Path, line: int, key: RateKey, per_hour: float, currency: str) -> None:
        """Keep a rate of tasks, or a mistake where it is none, or the list has another one for the same thing."""
        if not self._is_named(file, line, key.region, key.platform):
            return
        what = f"the {key.what} of {key.platform} ({key.cloud} {key.region}, {key.os}, {key.arch})"
        if not 0 < per_hour < float("inf"):
            message = f"{what} has the price {per_hour:g}"
            self.problems.add(Problem(str(file), line, min(line, 1), (), message, "download the list again"))
        elif self.rates.setdefault(key, (per_hour, currency)) != (per_hour, currency):
            message = f"{what} has two prices, {self.rates[key][0]:g} {self.rates[key][1]} and {per_hour:g} {currency}"
            self.problems.add(Problem(str(file), line, min(line, 1), (), message, "import one list of a region"))

    def keep(self, file: Path, line: int, price: FoundPrice) -> None:
        """Keep a price, or a mistake where it is none, or the list has another one for the same thing."""
        key = price.key
        if not self._is_named(file, line, key.region, key.machine_type):
            return
        what = f"{key.machine_type} ({key.cloud} {key.region}, {key.os}, {key.term})"
        if not 0 < price.per_hour < float("inf"):
            message = f"{what} has the price {price.per_hour:g}"
            self.problems.add(Problem(str(file), line, min(line, 1), (), message, "download the list again"))
            return
        before = self.prices.setdefault(key, price)
        if before.currency != price.currency:
            message = f"{what} has a price in {before.currency} and one in {price.currency}"
            self.problems.add(Problem(str(file), line, min(line, 1), (), message, "import lists of one currency"))
        elif before.per_hour != price.per_hour:
            message = f"{what} has two prices, {before.per_hour:g} and {price.per_hour:g}"
            self.problems.add(Problem(str(file), line, min(line, 1), (), message, "import one list of a region"))


def merged(found: Iterable[Found]) -> Counter[Dropped]:
    """How many rows of several lists are dropped, by reason."""
    total: Counter[Dropped] = Counter()
    for each in found:
        total.update(each.dropped)
    return total
