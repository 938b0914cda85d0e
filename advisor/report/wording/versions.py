"""Versions and components in use: until when they are supported, what follows, what being late costs, in words."""

from __future__ import annotations

import datetime as dt

from advisor.knowledge import Knowledge, SupportState
from advisor.recommend import Recommendation
from advisor.report.wording import capital, count, ended, listing, usd
from advisor.standings import AdvisedVersion, VersionAdvice, advised_versions, components_ended
from advisor.versions_in_use import EndedComponent, VersionInUse


def version_words(advised: AdvisedVersion, knowledge: Knowledge, day: dt.date) -> str:
    """What is known of a version in use, and what to do, in a few sentences."""
    one = advised.version
    if one.state is SupportState.UNKNOWN_VERSION:
        return _unknown_words(one, knowledge)
    name = product_name(one.name, knowledge)
    if one.state is SupportState.NO_WINDOWS:
        return f"{name} {one.asked}: nothing is known here of how long its versions are supported."
    said = [f"{name} {one.version}: {_state_words(one, day)}", _late_words(one), _end_words(one), _following_words(one)]
    said.append(_advice_words(advised, name))
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


def in_use_lines(recommendation: Recommendation) -> list[str]:
    """A line for each version and each component in use."""
    knowledge, day = recommendation.knowledge, recommendation.as_of
    lines = [f"In use: {version_words(each, knowledge, day)}" for each in advised_versions(recommendation)]
    return lines + [component_words(each, knowledge, day) for each in components_ended(recommendation)]


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


def _unknown_words(one: VersionInUse, knowledge: Knowledge) -> str:
    known = f"known are {listing(one.known)}" if one.known else "none of its versions was out by then"
    meant = f"did you mean {one.meant}; " if one.meant else ""
    name = product_name(one.name, knowledge)
    return f"{name} {one.asked}: no single version of that number is known here; {meant}{known}."


def _state_words(one: VersionInUse, day: dt.date) -> str:
    match one.state:
        case SupportState.NOT_OUT_YET:
            return f"it came out on {one.released} and was not there on {day}"
        case SupportState.NO_END_KNOWN:
            return f"no end of its support was known by {day}"
    assert one.ends is not None  # every other state comes from it
    if one.state is SupportState.SUPPORTED:
        then = f", extended support on {one.extended_ends}" if one.extended_ends else ""
        return f"standard support ends on {one.ends}, {_time_words(day, one.ends)}{then}"
    since = f"standard support ended on {one.ends}, {_time_words(day, one.ends)}"
    if one.extended_ends is None:
        return since
    verb = "ends" if one.state is SupportState.EXTENDED else "ended"
    return f"{since}; extended support {verb} on {one.extended_ends}, {_time_words(day, one.extended_ends)}"


def _late_words(one: VersionInUse) -> str:
    """What being late costs; nothing where there is no support to be had, or none any more."""
    if one.late is None or (one.state is SupportState.ENDED and one.extended_ends is not None):
        return ""
    begins = "begins by itself" if one.late.by_default else "has to be asked for"
    if one.usd_per_month is None:
        return f"Extended support {begins} ({one.late.how}); what it costs is not published in the sources read"
    return (
        f"Extended support {begins} and costs {usd(one.usd_per_month)} a month more for each cluster ({one.late.how})"
    )


def _end_words(one: VersionInUse) -> str:
    if not one.at_the_end or one.state not in (SupportState.SUPPORTED, SupportState.EXTENDED, SupportState.ENDED):
        return ""
    over = one.state is SupportState.ENDED and (one.late is None or one.extended_ends is not None)
    return capital(one.at_the_end) if over else f"When all support has ended, {one.at_the_end}"


def _following_words(one: VersionInUse) -> str:
    if not one.following:
        return "" if one.state in (SupportState.NOT_OUT_YET, SupportState.NO_END_KNOWN) else "No newer version is known"
    versions = [f"{each.version} (until {each.ends})" if each.ends else each.version for each in one.following]
    told = f"In support after it: {listing(versions)}"
    if one.one_at_a_time and one.steps > 1:
        return f"{told}; no version may be passed over, so that the newest is {count(one.steps, 'upgrade')} away"
    return told


def _advice_words(advised: AdvisedVersion, name: str) -> str:
    one = advised.version
    match advised.advice:
        case VersionAdvice.STAY:
            return "Stay on it"
        case VersionAdvice.UPGRADE:
            return "Upgrade now" if one.state is not SupportState.SUPPORTED else "Upgrade before that"
        case VersionAdvice.LEAVE:
            last = one.extended_ends or one.ends
            open_yet = last is not None and one.state in (SupportState.SUPPORTED, SupportState.EXTENDED)
            by = f" by {last} rather than upgrade it" if open_yet else "; until then it runs without support"
            return f"Leave {name}{by if one.state is not SupportState.NO_END_KNOWN else ''}"
        case None:
            return ""


def _time_words(day: dt.date, other: dt.date) -> str:
    """How far a day lies ahead or behind: in whole months, or in days where it is less than one."""
    earlier, later = min(day, other), max(day, other)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)
    length = count(months, "month") if months else count((later - earlier).days, "day")
    if day == other:
        return "this very day"
    return f"in {length}" if other > day else f"{length} ago"
