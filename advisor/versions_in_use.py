"""The versions and components that are in use: until when they are supported, what follows, and what being late costs.

Everything is judged by what was known on the day asked about: a version that was not out yet, or an end that was not
announced yet, is told as such.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from advisor.errors import suggest
from advisor.knowledge import Knowledge, NamedInUse, SupportedProduct, SupportState, SupportWindow
from advisor.knowledge.schema import EndOfLife
from advisor.knowledge.support_windows import ExtendedSupport, ShorterSupport, version_key
from advisor.values import HOURS_PER_MONTH


@dataclass(frozen=True)
class FollowingVersion:
    """A newer version that is supported on the day, and the end of its support; None where none is known.

    `ends_soon`: within the days in which a version is to be upgraded.
    """

    version: str
    ends: dt.date | None
    ends_soon: bool = False


@dataclass(frozen=True)
class VersionInUse:
    """A version that is in use, as of a day.

    `version` is the one that its makers count, `asked` the one that was written. `ends` and `extended_ends` are what
    was known on the day; `late` is the support that can be had after the end, None where there was none to be had, and
    `extended_ends_about` says that its last day is worked out. `ends_on` names the platform in use that ends its
    support before the makers do. `falls_to` is the version on which the vendor puts what has no support any more.
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
    extended_ends_about: bool = False
    ends_on: str = ""
    ends_soon: bool = False
    falls_to: str | None = None
    is_newest: bool = False
    late: ExtendedSupport | None = None
    following: tuple[FollowingVersion, ...] = ()
    steps: int = 0
    one_at_a_time: bool = False
    at_the_end: str = ""
    without_end: str = ""
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

    @property
    def go_to(self) -> str | None:
        """The nearest newer version that does not end soon as well, else the newest; None where there is none."""
        lasting = (each.version for each in self.following if not each.ends_soon)
        return next(lasting, self.following[-1].version if self.following else None)

    @property
    def is_billed_late(self) -> bool:
        """Whether each month costs more already: extended support that begins by itself, or the version fallen to."""
        begun = self.state is SupportState.EXTENDED or self.falls_to is not None
        return self.late is not None and self.late.by_default and begun


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


def versions_in_use(
    words: tuple[str, ...], knowledge: Knowledge, day: dt.date, beside: tuple[str, ...] = ()
) -> tuple[VersionInUse, ...]:
    """Every version that stands behind a known name, in the order of the requirement.

    Where nothing is known of the versions of a product, it is told only if the product runs services and goes on. A
    platform that is in use too, or one of `beside`, may end its support of a version before the makers do.
    """
    named = tuple(knowledge.read_in_use(word) for word in dict.fromkeys(words))
    platforms = tuple(dict.fromkeys((*(one.name for one in named), *beside)))
    found = (_version(one, one.version, knowledge, day, platforms) for one in named if one.version is not None)
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
    told_by_version = {one.name for one in versions_in_use(words, knowledge, day) if one.version is not None}
    told = [
        EndedComponent(name, knowledge.in_use[name].why, ended)
        for name in names
        if (ended := _end_known(name, knowledge, day)) is not None
    ]
    for name, entry in knowledge.in_use.items():
        ended = _end_known(name, knowledge, day)
        if ended is not None and ended.day <= day and name not in names:
            known = told_by_version if ended.told_by_version else ()
            beside = tuple(each for each in names if each in ended.stands_in and each not in known)
            told += [EndedComponent(name, entry.why, ended, beside)] if beside else []
    return tuple(told)


def _end_known(name: str, knowledge: Knowledge, day: dt.date) -> EndOfLife | None:
    entry = knowledge.in_use.get(name)
    ended = None if entry is None else entry.ended
    return ended if ended is not None and ended.known_from <= day else None


def _version(
    one: NamedInUse, asked: str, knowledge: Knowledge, day: dt.date, platforms: tuple[str, ...] = ()
) -> VersionInUse:
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
    soon = day + dt.timedelta(days=knowledge.criteria.staying.upgrade_within_days)
    following = tuple(_following(product, version, day, soon, platforms))
    return replace(
        _with_ends(product, version, day, soon, platforms),
        written=one.written,
        name=one.name,
        product=key,
        asked=asked,
        following=following,
        steps=_steps(product, version, following),
    )


def _with_ends(
    product: SupportedProduct, version: str, day: dt.date, soon: dt.date, platforms: tuple[str, ...]
) -> VersionInUse:
    """A version of a product with the ends of its support as they were known on a day."""
    window = product.cycles[version]
    ends, late = window.end_on(day), _late(product, version, day)
    extended_ends, about = product.extended_end_of(version) if late is not None and ends is not None else (None, False)
    shorter = _shorter_end(product, version, platforms, day)
    if shorter is not None:
        ends, late, extended_ends, about = shorter.ends, None, None, False
    state = _state(window, ends, extended_ends, day)
    falls = state is SupportState.ENDED and product.falls_to_oldest and late is not None
    return VersionInUse(
        *("", "", "", ""),
        version=version,
        state=state,
        released=window.released,
        ends=ends,
        extended_ends=extended_ends,
        extended_ends_about=about,
        ends_on="" if shorter is None else shorter.platform,
        ends_soon=state is SupportState.SUPPORTED and ends is not None and ends <= soon,
        falls_to=_oldest_in_extended(product, day) if falls else None,
        is_newest=version == product.newest_first[0],
        late=late,
        one_at_a_time=product.one_at_a_time,
        at_the_end=product.at_the_end or "",
        without_end=product.without_end or "",
        source=shorter.source if shorter is not None else window.source or product.source,
    )


def _late(product: SupportedProduct, version: str, day: dt.date) -> ExtendedSupport | None:
    """The support after the standard one, where it could be had on the day and this version has it."""
    late = product.extended
    has_it = product.extended_end_of(version)[0] is not None
    return late if late is not None and late.since <= day and has_it else None


def _shorter_end(
    product: SupportedProduct, version: str, platforms: tuple[str, ...], day: dt.date
) -> ShorterSupport | None:
    """The first end of its support on a platform, where that is before the makers end it."""
    own = product.cycles[version].end_on(day)
    found = (product.shorter_end_of(version, platform, day) for platform in platforms)
    shorter = [one for one in found if one is not None and (own is None or one.ends < own)]
    return min(shorter, key=lambda one: one.ends, default=None)


def _oldest_in_extended(product: SupportedProduct, day: dt.date) -> str | None:
    """The oldest version with any support on a day, where that is extended support."""
    for version in reversed(product.newest_first):
        window = product.cycles[version]
        extended_ends = product.extended_end_of(version)[0] if _late(product, version, day) is not None else None
        state = _state(window, window.end_on(day), extended_ends, day)
        if state in (SupportState.SUPPORTED, SupportState.EXTENDED):
            return version if state is SupportState.EXTENDED else None
    return None


def _state(window: SupportWindow, ends: dt.date | None, extended_ends: dt.date | None, day: dt.date) -> SupportState:
    if window.released > day:
        return SupportState.NOT_OUT_YET
    if ends is None:
        return SupportState.NO_END_KNOWN
    if day <= ends:
        return SupportState.SUPPORTED
    return SupportState.EXTENDED if extended_ends is not None and day <= extended_ends else SupportState.ENDED


def _following(
    product: SupportedProduct, version: str, day: dt.date, soon: dt.date, platforms: tuple[str, ...]
) -> Iterator[FollowingVersion]:
    """The newer versions that are out and in standard support on a day, the nearest first."""
    for newer in reversed(product.newest_first):
        window = product.cycles[newer]
        shorter = _shorter_end(product, newer, platforms, day)
        ends = window.end_on(day) if shorter is None else shorter.ends
        if version_key(newer) > version_key(version) and window.released <= day and (ends is None or day <= ends):
            yield FollowingVersion(newer, ends, ends is not None and ends <= soon)


def _steps(product: SupportedProduct, version: str, following: tuple[FollowingVersion, ...]) -> int:
    """How many upgrades lead to the newest version in support: one, or one for each version between."""
    if not following:
        return 0
    if not product.one_at_a_time:
        return 1
    last = version_key(following[-1].version)
    return sum(version_key(version) < version_key(each) <= last for each in product.cycles)
