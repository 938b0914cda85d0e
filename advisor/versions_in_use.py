"""The versions and components that are in use: until when they are supported, what follows, and what being late costs.

Everything is judged by what was known on the day asked about: a version that was not out yet, or an end that was not
announced yet, is told as such.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.errors import suggest
from advisor.knowledge import Knowledge, NamedInUse, SupportedProduct, SupportState, SupportWindow
from advisor.knowledge.schema import EndOfLife
from advisor.knowledge.support_windows import ExtendedSupport, version_key
from advisor.values import HOURS_PER_MONTH


@dataclass(frozen=True)
class FollowingVersion:
    """A newer version that is supported on the day, and the end of its support; None where none is known."""

    version: str
    ends: dt.date | None


@dataclass(frozen=True)
class VersionInUse:
    """A version that is in use, as of a day.

    `version` is the one that its makers count, `asked` the one that was written. `ends` and `extended_ends` are what
    was known on the day; `late` is the support that can be had after the end, None where there was none to be had.
    `following` are the newer versions in support, the nearest first; `steps` counts the upgrades to the newest of them.
    `meant` and `known` say which versions there are where this one is unknown.
    """

    written: str
    name: str
    product: str
    asked: str
    version: str | None
    state: SupportState
    released: dt.date | None = None
    ends: dt.date | None = None
    extended_ends: dt.date | None = None
    late: ExtendedSupport | None = None
    following: tuple[FollowingVersion, ...] = ()
    steps: int = 0
    one_at_a_time: bool = False
    at_the_end: str = ""
    meant: str | None = None
    known: tuple[str, ...] = ()
    source: str = ""

    @property
    def usd_per_month(self) -> float | None:
        """What a cluster costs more a month in extended support; None where there is none, or no price of it.

        EKS: 0.50 an hour more x 730 hours = 365 USD a month.
        """
        per_hour = None if self.late is None else self.late.usd_per_cluster_hour
        return None if per_hour is None else per_hour * HOURS_PER_MONTH


@dataclass(frozen=True)
class EndedComponent:
    """A component that has ended or whose end is known; `beside` is empty where it is named itself.

    Otherwise it names what is in use beside which it often stands, so that one should look for it.
    """

    name: str
    about: str
    ended: EndOfLife
    beside: tuple[str, ...] = ()


MOST_KNOWN = 8
"""Known versions that are named where one is unknown, the newest first."""


def versions_in_use(words: tuple[str, ...], knowledge: Knowledge, day: dt.date) -> tuple[VersionInUse, ...]:
    """Every version that stands behind a known name, in the order of the requirement.

    Where nothing is known of the versions of a product, it is told only if the product runs services and goes on.
    """
    named = (knowledge.read_in_use(word) for word in dict.fromkeys(words))
    found = (_version(one, one.version, knowledge, day) for one in named if one.version is not None)
    return tuple(one for one in found if one.state is not SupportState.NO_WINDOWS or _tells(one.name, knowledge))


def versions_out(name: str, knowledge: Knowledge, day: dt.date) -> tuple[VersionInUse, ...]:
    """Every version of a platform or a word that was out on a day, the newest first; none where none are known."""
    found = knowledge.versions_of(name)
    if found is None:
        return ()
    product = found[1]
    out = (version for version in product.newest_first if product.cycles[version].released <= day)
    return tuple(_version(NamedInUse(version, name, version), version, knowledge, day) for version in out)


def _tells(name: str, knowledge: Knowledge) -> bool:
    """Whether it matters that nothing is known of the versions of a product."""
    word = knowledge.in_use.get(name)
    return word is None or not (word.beside or word.ended)


def ended_components(words: tuple[str, ...], knowledge: Knowledge, day: dt.date) -> tuple[EndedComponent, ...]:
    """What is named and has ended by a day, or will as was known then; then what often stands beside what is named.

    Of the latter only what has ended already.
    """
    names = knowledge.named_in_use(words)
    told = [
        EndedComponent(name, knowledge.in_use[name].why, ended)
        for name in names
        if (ended := _end_known(name, knowledge, day)) is not None
    ]
    for name, entry in knowledge.in_use.items():
        ended = _end_known(name, knowledge, day)
        if ended is not None and ended.day <= day and name not in names:
            beside = tuple(each for each in names if each in ended.stands_in)
            told += [EndedComponent(name, entry.why, ended, beside)] if beside else []
    return tuple(told)


def _end_known(name: str, knowledge: Knowledge, day: dt.date) -> EndOfLife | None:
    entry = knowledge.in_use.get(name)
    ended = None if entry is None else entry.ended
    return ended if ended is not None and ended.known_from <= day else None


def _version(one: NamedInUse, asked: str, knowledge: Knowledge, day: dt.date) -> VersionInUse:
    found = knowledge.versions_of(one.name)
    if found is None:
        return VersionInUse(one.written, one.name, "", asked, None, SupportState.NO_WINDOWS)
    key, product = found
    version = product.cycle_of(asked, day)
    if version is None:
        out = tuple(v for v in product.newest_first if product.cycles[v].released <= day)
        meant = suggest(asked, out).nearest
        return VersionInUse(
            *(one.written, one.name, key, asked, None, SupportState.UNKNOWN_VERSION),
            meant=meant,
            known=out[:MOST_KNOWN],
            source=product.source,
        )
    window = product.cycles[version]
    ends, late = window.end_on(day), _late(product, window, day)
    extended_ends = window.extended_ends if late is not None and ends is not None else None
    following = tuple(_following(product, version, day))
    return VersionInUse(
        written=one.written,
        name=one.name,
        product=key,
        asked=asked,
        version=version,
        state=_state(window, ends, extended_ends, day),
        released=window.released,
        ends=ends,
        extended_ends=extended_ends,
        late=late,
        following=following,
        steps=_steps(product, version, following),
        one_at_a_time=product.one_at_a_time,
        at_the_end=product.at_the_end or "",
        source=window.source or product.source,
    )


def _late(product: SupportedProduct, window: SupportWindow, day: dt.date) -> ExtendedSupport | None:
    """The support after the standard one, where it could be had on the day and this version has it.

    Where no version has a day for its end, every one that comes may have it.
    """
    late = product.extended
    dated = any(other.extended_ends is not None for other in product.cycles.values())
    has_it = window.extended_ends is not None or (not dated and late is not None and window.released >= late.since)
    return late if late is not None and late.since <= day and has_it else None


def _state(window: SupportWindow, ends: dt.date | None, extended_ends: dt.date | None, day: dt.date) -> SupportState:
    if window.released > day:
        return SupportState.NOT_OUT_YET
    if ends is None:
        return SupportState.NO_END_KNOWN
    if day <= ends:
        return SupportState.SUPPORTED
    return SupportState.EXTENDED if extended_ends is not None and day <= extended_ends else SupportState.ENDED


def _following(product: SupportedProduct, version: str, day: dt.date) -> Iterator[FollowingVersion]:
    """The newer versions that are out and in standard support on a day, the nearest first."""
    for newer in reversed(product.newest_first):
        window = product.cycles[newer]
        ends = window.end_on(day)
        if version_key(newer) > version_key(version) and window.released <= day and (ends is None or day <= ends):
            yield FollowingVersion(newer, ends)


def _steps(product: SupportedProduct, version: str, following: tuple[FollowingVersion, ...]) -> int:
    """How many upgrades lead to the newest version in support: one, or one for each version between."""
    if not following:
        return 0
    if not product.one_at_a_time:
        return 1
    last = version_key(following[-1].version)
    return sum(version_key(version) < version_key(each) <= last for each in product.cycles)
