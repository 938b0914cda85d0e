"""Versions and components in use: until when they are supported, what follows, what being late costs, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from advisor.knowledge import Knowledge, SupportState
from advisor.report.wording import capital, count, ended, listing, usd
from advisor.standings import AdvisedVersion, VersionAdvice
from advisor.versions_in_use import EndedComponent, FollowingVersion, VersionInUse


def version_words(advised: AdvisedVersion, knowledge: Knowledge, day: dt.date) -> str:
    """What is known of a version in use, and what to do, in a few sentences."""
    one = advised.version
    if one.state is SupportState.UNKNOWN_VERSION:
        return _unknown_words(one, knowledge)
    name = product_name(one.name, knowledge)
    if one.state is SupportState.NO_WINDOWS:
        return f"{name} {one.asked}: nothing is known here of how long its versions are supported."
    said = [
        f"{name} {one.version}: {_state_words(one, knowledge, day)}",
        _late_words(one),
        _end_words(one),
        _following_words(one, day),
        _advice_words(advised, name),
    ]
    return " ".join(ended(sentence) for sentence in said if sentence)


def component_words(component: EndedComponent, knowledge: Knowledge, day: dt.date) -> str:
    """The end of a component, what it means, and what follows it."""
    end = component.ended
    verb = "ends" if end.day > day else "ended"
    told = (
        f"{end.name} {verb} on {end.day}, {_time_words(day, end.day)}. {ended(end.means)} Instead: {ended(end.instead)}"
    )
    if not component.beside:
        return told
    beside = listing([product_name(name, knowledge) for name in component.beside])
    return f"Look whether {end.name} is in use with {beside}, as it often is. {told}"


_LETTERS_OF_AN_ACRONYM = 3
"""Words so short are acronyms, such as `ecs`."""


def product_name(name: str, knowledge: Knowledge) -> str:
    """The name of a product in use: as the support windows have it, of the platform, or of the component."""
    product, word = knowledge.support_windows.get(name), knowledge.in_use.get(name)
    if product is not None and product.name is not None:
        return product.name
    if name in knowledge.platforms:
        return knowledge.platforms[name].name
    if word is not None and word.ended is not None:
        return word.ended.name
    return name.upper() if len(name) <= _LETTERS_OF_AN_ACRONYM else capital(name.replace("_", " "))


def upgrade_words(one: VersionInUse, platform: str, knowledge: Knowledge, moving: bool = False) -> str:
    """That a version is to be left while one stays with the platform of this id, by when and why; a sentence.

    Who is `moving` away from the platform is told of no newer version.
    """
    what = f"version {one.version}" if one.name == platform else f"{product_name(one.name, knowledge)} {one.version}"
    towards = f", for {_target(one)}" if one.go_to and not moving else ""
    where = f" on {product_name(one.ends_on, knowledge)}" if one.ends_on else ""
    if one.state is SupportState.SUPPORTED:
        after = ""
        if one.late is not None and one.late.by_default and one.usd_per_month is not None:
            after = f", and each month after it costs {usd(one.usd_per_month)} for each cluster"
        return f"Leave {what} by {one.ends}{towards}: its {_kind(one)}support{where} ends then{after}."
    why = f"its {_kind(one)}support{where} ended on {one.ends}"
    if one.state is SupportState.ENDED:
        last = one.extended_ends or one.ends
        which = "all its" if one.extended_ends else "its"
        why = f"{which} support{where} ended {'about' if one.extended_ends_about else 'on'} {last}"
    elif one.late is not None and not one.late.by_default:
        why += ", and only who took extended support has any"
    cost = late_cost_words(one)
    return f"Leave {what} now{towards}: {why}{f', and {cost}' if cost else ''}."


def replace_words(component: EndedComponent, day: dt.date) -> str:
    """That a component is to be replaced; a sentence."""
    end = component.ended
    return (
        f"Replace {end.name} by {end.day}, when it ends."
        if end.day > day
        else f"Replace {end.name}: it ended on {end.day}."
    )


def late_cost_words(one: VersionInUse) -> str:
    """What each month costs with this version already; empty where it costs nothing more, or nobody says."""
    if not one.is_billed_late or one.usd_per_month is None:
        return ""
    return f"every month late costs {usd(one.usd_per_month)} for each cluster"


def late_bill_words(versions: Iterable[VersionInUse], clusters: int, knowledge: Knowledge) -> list[str]:
    """What versions in use cost a month beside the bill until they are left, for so many clusters; a sentence each."""
    told = []
    for one in versions:
        if not one.is_billed_late or one.usd_per_month is None:
            continue
        name = f"{product_name(one.name, knowledge)} {one.version}"
        several = "" if clusters == 1 else f", {usd(one.usd_per_month * clusters)} for {clusters} clusters"
        until = f"until {one.extended_ends}" if one.falls_to is None else f"as {one.falls_to}, to which it falls, does"
        told.append(
            f"Not in the bill, which is for a version in standard support: {name} costs {usd(one.usd_per_month)} a "
            f"month more for each cluster{several}, {until}."
        )
    return told


def _kind(one: VersionInUse) -> str:
    """Which support: that before extended support can be had, or the only one."""
    return "" if one.late is None else "standard "


def _unknown_words(one: VersionInUse, knowledge: Knowledge) -> str:
    known = f"known are {listing(one.known)}" if one.known else "none of its versions was out by then"
    meant = f"did you mean {one.meant}; " if one.meant else ""
    name = product_name(one.name, knowledge)
    return f"{name} {one.asked}: no single version of that number is known here; {meant}{known}."


def _state_words(one: VersionInUse, knowledge: Knowledge, day: dt.date) -> str:
    match one.state:
        case SupportState.NOT_OUT_YET:
            return f"it came out on {one.released} and was not there on {day}"
        case SupportState.NO_END_KNOWN:
            return f"no end of its support was known by {day}{f', and {one.without_end}' if one.without_end else ''}"
    assert one.ends is not None  # every other state comes from it
    where = f" on {product_name(one.ends_on, knowledge)}" if one.ends_on else ""
    support = f"{_kind(one)}support{where}"
    if one.state is SupportState.SUPPORTED:
        return f"{support} ends on {one.ends}, {_time_words(day, one.ends)}"
    since = f"{support} ended on {one.ends}, {_time_words(day, one.ends)}"
    if one.extended_ends is None:
        return since
    about = "about" if one.extended_ends_about else "on"
    verb = "ends" if one.state is SupportState.EXTENDED else "ended"
    return f"{since}; extended support {verb} {about} {one.extended_ends}, {_time_words(day, one.extended_ends)}"


def _late_words(one: VersionInUse) -> str:
    """What being late costs; nothing where there is no support to be had, or none any more."""
    if one.late is None or one.state not in (SupportState.SUPPORTED, SupportState.EXTENDED):
        return ""
    how, unknown = one.late.how, "what it costs is not published in the sources read"
    price = "" if one.usd_per_month is None else f"costs {usd(one.usd_per_month)} a month more for each cluster"
    if one.state is SupportState.EXTENDED and one.late.by_default:
        return f"It is in extended support by itself, which {price} ({how})" if price else f"({how}); {unknown}"
    if one.state is SupportState.EXTENDED:
        return f"That holds only where it was taken ({how}); {f'it {price}' if price else unknown}"
    begins = "Then extended support begins by itself" if one.late.by_default else "Then extended support can be had"
    until = f" until {'about ' if one.extended_ends_about else ''}{one.extended_ends}"
    return f"{begins}{until if one.extended_ends else ''} ({how}); {f'it {price}' if price else unknown}"


def _end_words(one: VersionInUse) -> str:
    if not one.at_the_end or one.ends_on:
        return ""
    if one.state is SupportState.ENDED:
        fallen = ""
        if one.falls_to is not None:
            fallen = f"; that is {one.falls_to}, in extended support too, so that {late_cost_words(one)}"
        return capital(one.at_the_end) + fallen
    if one.state in (SupportState.SUPPORTED, SupportState.EXTENDED):
        return f"When all support has ended, {one.at_the_end}"
    return ""


def _following_words(one: VersionInUse, day: dt.date) -> str:
    if not one.following:
        if one.state in (SupportState.NOT_OUT_YET, SupportState.NO_END_KNOWN):
            return ""
        return "It is the newest one known here" if one.is_newest else "No newer one in support is known here"
    told = f"In support after it: {listing([_follower_words(each, day) for each in one.following])}"
    if one.one_at_a_time and one.steps > 1:
        return f"{told}; no version may be passed over, so that the newest is {count(one.steps, 'upgrade')} away"
    return told


def _follower_words(one: FollowingVersion, day: dt.date) -> str:
    if one.ends is None:
        return one.version
    soon = f", {_time_words(day, one.ends)}" if one.ends_soon else ""
    return f"{one.version} (until {one.ends}{soon})"


def _advice_words(advised: AdvisedVersion, name: str) -> str:
    one = advised.version
    match advised.advice:
        case VersionAdvice.STAY:
            return "Stay on it"
        case VersionAdvice.UPGRADE:
            when = "now" if one.state is not SupportState.SUPPORTED else "before that"
            return f"Upgrade {when}, to {_target(one)}" if one.go_to else "Look for a newer one"
        case VersionAdvice.LEAVE:
            return _leave_words(one, name)
        case None:
            return ""


def _target(one: VersionInUse) -> str:
    """The version to go to, or a newer one where there is one."""
    return f"{one.go_to}" if one.go_to == one.following[-1].version else f"{one.go_to} or newer"


def _leave_words(one: VersionInUse, name: str) -> str:
    """By when to leave: before support costs more, or at once where it does already or there is none."""
    match one.state:
        case SupportState.SUPPORTED:
            return f"Leave {name} by {one.ends} rather than upgrade it, before {_paid(one)}"
        case SupportState.EXTENDED:
            cost = late_cost_words(one) or "only who took extended support has any"
            about = "about " if one.extended_ends_about else ""
            return f"Leave {name} now rather than upgrade it: {cost}, and {about}{one.extended_ends} is the last day"
        case SupportState.ENDED:
            return f"Leave {name} now: it runs without support"
        case _:
            return f"Leave {name}"


def _paid(one: VersionInUse) -> str:
    """What begins when standard support ends."""
    if one.late is None:
        return "its support ends"
    if one.usd_per_month is None:
        return "support has to be bought"
    begins = "costs" if one.late.by_default else "has to be taken for"
    return f"support {begins} {usd(one.usd_per_month)} a month more for each cluster"


_MONTHS_COUNTED = 36
"""So many months and more are told in years."""


def _time_words(day: dt.date, other: dt.date) -> str:
    """How far a day lies ahead or behind: in whole years from three on, in months, or in days below one month."""
    earlier, later = min(day, other), max(day, other)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)
    length = count(months, "month") if months else count((later - earlier).days, "day")
    if months >= _MONTHS_COUNTED:
        length = count(months // 12, "year")
    if day == other:
        return "this very day"
    return f"in {length}" if other > day else f"{length} ago"
