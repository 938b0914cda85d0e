"""How long each version of a product is supported, what follows, and what it costs to be late."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from advisor.errors import InvalidValueError
from advisor.knowledge.schema import Id, Words
from advisor.values import VERSION_PATTERN, Day, Frozen

WINDOWS_FILE = "support_windows.yaml"
Cycle = Annotated[str, Field(pattern=VERSION_PATTERN)]
"""A version as its makers count its support: `1.33`, `25.0`, `2019`."""


_VERSION = re.compile(
    r"[\s:@=/_(-]*v?(?P<version>[0-9]{1,6}(?:[._-][0-9]{1,6}){0,3})(?:[+._\s-]?[a-z][\w.+-]{0,40})?\)?", re.IGNORECASE
)
"""A version at the end of a word, with what stands between, and what a vendor hangs on (`-gke.1026000`, `+k3s1`).

It may stand in brackets: `EKS (1.33)`, `Elastic Beanstalk (Amazon Linux 2)`.
"""


class SupportWindow(Frozen):
    """The days of one version. Without `ends` no end of its support has been announced."""

    released: Day
    ends: Day | None = None
    """The last day of standard support."""
    extended_ends: Day | None = None
    """The last day of the support that can be had after it, for a fee or by another contract."""
    end_known_from: Day | None = None
    """The day from which the end was known; without it, since the version came out."""
    source: Id | None = None
    """Who says so, where it is not the source of the product."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends is not None and self.ends < self.released:
            message = f"support ends on {self.ends}, before it began on {self.released}"
            raise InvalidValueError(message, "correct one of the two days")
        if self.extended_ends is not None and self.ends is None:
            raise InvalidValueError("extended support ends without an end of standard support", "write ends as well")
        if self.extended_ends is not None and self.ends is not None and self.extended_ends <= self.ends:
            message = f"extended support ends on {self.extended_ends}, not after standard support on {self.ends}"
            raise InvalidValueError(message, "correct one of the two days, or leave extended_ends out")
        if self.end_known_from is not None and self.ends is None:
            raise InvalidValueError("end_known_from stands without an end", "write ends as well, or leave it out")
        return self

    def end_on(self, day: dt.date) -> dt.date | None:
        """The end of standard support as it was known on a day; None where it was not."""
        known = self.end_known_from is None or self.end_known_from <= day
        return self.ends if known else None


class ShorterSupport(Frozen):
    """A platform that ends its support of a version before the makers of the version do."""

    platform: Id
    version: Cycle
    ends: Day
    known_from: Day
    """The day from which this end was known; a later one takes its place."""
    source: Id


class ExtendedSupport(Frozen):
    """Support that can be had after the standard one: since when, and what it costs.

    It ends on the day of each version; where those are not published, `months` after the release of each version from
    `from_version` on.
    """

    since: Day
    """The day from which it can be had at all."""
    usd_per_cluster_hour: Annotated[float, Field(gt=0)] | None = None
    """What it costs on top, for each cluster; None where no price is published."""
    by_default: bool
    """Whether it begins, and is billed, without being asked for."""
    how: Words
    """How one comes to it, in half a sentence."""
    source: Id
    from_version: Cycle | None = None
    months: Annotated[int, Field(gt=0)] | None = None
    months_source: Id | None = None

    @model_validator(mode="after")
    def _counts_months(self) -> Self:
        if len({self.from_version is None, self.months is None, self.months_source is None}) > 1:
            raise InvalidValueError("from_version, months and months_source stand together", "write all three, or none")
        return self


class SupportedProduct(Frozen):
    """The versions of a product: knowledge/support_windows.yaml, by platform or word of in_use.yaml.

    A product either has `cycles` of its own, or `follows` another one, whose versions are its own.
    """

    name: Words | None = None
    """Its name, where it is no platform, or a shorter one than that of the platform."""
    why: Words | None = None
    source: Id
    endoflife: Id | None = None
    """The name of its file at endoflife.date, by which the cycles are refreshed."""
    one_at_a_time: bool = False
    """Whether an upgrade may not pass over a version."""
    at_the_end: Words | None = None
    """What happens to what still runs when all support has ended, in half a sentence."""
    without_end: Words | None = None
    """What holds of a version of which no end was known, in half a sentence."""
    falls_to_oldest: bool = False
    """Whether its vendor then puts it on the oldest version that has any support, with what that costs."""
    shorter_on: tuple[ShorterSupport, ...] = ()
    extended: ExtendedSupport | None = None
    follows: Id | None = None
    cycles: dict[Cycle, SupportWindow] = {}

    @model_validator(mode="after")
    def _has_versions(self) -> Self:
        if self.follows is not None and (self.cycles or self.endoflife):
            raise InvalidValueError("follows stands beside versions of its own", "keep one of the two")
        if self.follows is None and not self.cycles:
            raise InvalidValueError("has no versions", "write its cycles, or the product that it follows")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """Who says so, of the product and of each version."""
        late = () if self.extended is None else (self.extended.source, self.extended.months_source)
        shorter = (one.source for one in self.shorter_on)
        said = (self.source, *late, *shorter, *(window.source for window in self.cycles.values()))
        return tuple(source for source in said if source is not None)

    def extended_end_of(self, version: str) -> tuple[dt.date | None, bool]:
        """The last day of the extended support of a version, and whether it is worked out from its months."""
        window, late = self.cycles[version], self.extended
        if window.extended_ends is not None or late is None or late.months is None or late.from_version is None:
            return window.extended_ends, False
        if version_key(version) < version_key(late.from_version):
            return None, False
        return months_later(window.released, late.months), True

    def shorter_end_of(self, version: str, platform: str, day: dt.date) -> ShorterSupport | None:
        """The end of its support on a platform, as it was known on a day; None where the platform names none."""
        told = [one for one in self.shorter_on if (one.platform, one.version) == (platform, version)]
        return max((one for one in told if one.known_from <= day), key=lambda one: one.known_from, default=None)

    @property
    def newest_first(self) -> tuple[str, ...]:
        """Its versions, the newest first."""
        return tuple(sorted(self.cycles, key=version_key, reverse=True))

    def cycle_of(self, version: str, day: dt.date) -> str | None:
        """The cycle that a version belongs to on a day; None where it is not known, or names no single one.

        A patch belongs to its minor version: `1.31.4` to `1.31`. A version that names only the first part is the one
        cycle that begins with it; of several the newest, where support of all has ended.
        """
        parts = version_key(version)
        for cycle in self.newest_first:
            key = version_key(cycle)
            if parts[: len(key)] == key:
                return cycle
        begin = [cycle for cycle in self.newest_first if version_key(cycle)[: len(parts)] == parts]
        ended = all((end := self.cycles[cycle].end_on(day)) is not None and end < day for cycle in begin)
        return begin[0] if len(begin) == 1 or (begin and ended) else None


class SupportState(StrEnum):
    """Where a version stands on a day."""

    SUPPORTED = "supported"
    EXTENDED = "extended"
    """Standard support has ended, and extended support has not."""
    ENDED = "ended"
    NO_END_KNOWN = "no_end_known"
    """It is out, and no end of its support was known."""
    NOT_OUT_YET = "not_out_yet"
    UNKNOWN_VERSION = "unknown_version"
    """The product is known, this version of it is not."""
    NO_WINDOWS = "no_windows"
    """The product is known, and nothing of its versions."""


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of a month that has no such day.

    >>> months_later(dt.date(2024, 7, 31), 24), months_later(dt.date(2024, 8, 31), 6)
    (datetime.date(2026, 7, 31), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, by which versions are ordered.

    >>> version_key("1.9") < version_key("1.10")
    True
    """
    return tuple(int(part) for part in version.split("."))


def readings_with_version(word: str) -> Iterator[tuple[str, str]]:
    """Every way to read a word as a name with a version behind it, the longest name first.

    >>> list(readings_with_version("EKS 1.33"))[-1]
    ('EKS', '1.33')
    >>> ("rke2", "1.30.4") in readings_with_version("rke2:v1.30.4+rke2r1")
    True
    >>> list(readings_with_version("helm"))
    []
    """
    for place in range(len(word) - 1, 0, -1):
        before = word[place - 1]
        inside_number = before.isdigit() and word[place].isdigit()  # `al2023` is not version 023 of al2
        found = _VERSION.fullmatch(word, place) if before.isalnum() and not inside_number else None
        if found:
            yield word[:place], re.sub("[_-]", ".", found["version"])
