"""Checks of what is claimed of a platform: every term accounted for, lines in order, reasons and sources there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import pairwise

from advisor.errors import Problem, did_you_mean
from advisor.knowledge.knowledge_base import MOST_JUDGEMENT, OUR_JUDGEMENT, Knowledge, OverrideKind
from advisor.knowledge.locator import Locator
from advisor.knowledge.platform import Platform
from advisor.knowledge.schema import SINCE_START, DatedClaim, TermKind
from advisor.knowledge.terms import Terms
from advisor.values import parse_day

NEVER_MISSING = ("offered_from", "orchestration", "agents", "operated_by")


def check_claims(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Every problem of the claims of all platforms, one by one and taken together."""
    added = {override.id for override in knowledge.overrides if override.what is OverrideKind.PLATFORM_ADDED}
    for platform in knowledge.platforms.values():
        name = f"platforms/{platform.id}.yaml"
        for key, claims in platform.sections:
            for term_id, lines in claims.items():
                yield from _check_term((key, term_id), lines, name, knowledge, locator)
        yield from _check_mode(platform, name, knowledge, locator)
        if platform.id not in added:  # an organisation says of its own platforms as much as it likes
            yield from _check_coverage(platform, name, knowledge, locator)
    if knowledge.judgement_share > MOST_JUDGEMENT:
        yield locator.problem(
            "sources.yaml",
            (OUR_JUDGEMENT,),
            f"is cited by {knowledge.judgement_share:.1%} of the claims that are no levels, more than "
            f"{MOST_JUDGEMENT:.0%}",
            "find who publishes such a figure and cite them",
        )


def _check_term(
    place: tuple[str, str], lines: tuple[DatedClaim, ...], name: str, knowledge: Knowledge, locator: Locator
) -> Iterator[Problem]:
    key, term_id = place
    term = knowledge.vocabulary.get(term_id)
    if term is None or term.derived:
        remedy = did_you_mean(term_id, knowledge.vocabulary) if term is None else "claim what it is derived from"
        yield locator.problem(name, place, "is not a term that is claimed", remedy)
        return
    days = [line.since for line in lines]
    if len(set(days)) < len(days):
        yield locator.problem(name, place, "has two lines for one day", "keep one")
    for before_it, following in pairwise(locator.keys(name, place)):
        if (_day(following) or SINCE_START) < (_day(before_it) or SINCE_START):
            path = (*place, following)
            yield locator.problem(name, path, f"stands below {before_it}", "write the lines in the order of their days")
    if lines and lines[0].began_after:
        path = (*place, _day_key(lines[0]))
        yield locator.problem(name, path, "began after a day before which nothing stands", "leave began_after out")
    for before, after in pairwise(lines):
        path = (*place, _day_key(after))
        if before.value == after.value and before.source == after.source:
            yield locator.problem(name, path, "says the same as the line before", "leave it out")
        elif before.value == after.value and (before.why, before.note) == (after.why, after.note):
            yield locator.problem(name, path, "repeats the line before for another source", "keep the better source")
        if after.began_after and not before.since <= after.began_after < after.since:
            remedy = "write the last day on which the line before is known to have held"
            yield locator.problem(name, (*path, "began_after"), "lies outside the time of the line before", remedy)
    for line in lines:
        yield from _check_claim(line, key, name, knowledge, locator)


def _check_claim(line: DatedClaim, key: str, name: str, knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    path = (key, line.term, _day_key(line))
    for source in line.sources:
        if source not in knowledge.sources:
            yield locator.problem(name, path, f"unknown source {source}", did_you_mean(source, knowledge.sources))
    if line.since > knowledge.newest_source_day:
        message = f"lies in the future: no source was read after {knowledge.newest_source_day}"
        remedy = "claim it once it holds; a day that is announced is the value of a claim, such as retired_on"
        yield locator.problem(name, path, message, remedy)
    is_level = knowledge.vocabulary[line.term].kind is TermKind.LEVEL
    if is_level and not line.why:
        yield locator.problem(name, path, "is a level without a reason", "write why it has that level")
    if not is_level and line.source == OUR_JUDGEMENT and not (line.note or line.why):
        yield locator.problem(name, path, "is our judgement without reasoning", "write the reasoning as its note")


def _check_mode(platform: Platform, name: str, knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """A mode is one of a platform that is none itself, of the same operator, with the same agents and definitions."""
    for line in platform.lines(Terms.mode_of):
        path = ("claims", Terms.mode_of.term, _day_key(line))
        plain = knowledge.platforms.get(line.value)
        if plain is None:
            remedy = did_you_mean(line.value, knowledge.platforms)
            yield locator.problem(name, path, f"unknown platform {line.value}", remedy)
            continue
        if plain is platform or plain.lines(Terms.mode_of):
            remedy = "name the plain platform, which is a mode of nothing"
            yield locator.problem(name, path, f"{line.value} is no plain platform", remedy)
        elif differing := [what for what, ours, theirs in _told_alike(platform, plain) if ours != theirs]:
            message = f"differs from {plain.id} by its {', '.join(differing)}, so it is no mode of it"
            yield locator.problem(name, path, message, "claim the same, or that it is a platform of its own")


def _told_alike(platform: Platform, plain: Platform) -> Iterator[tuple[str, object, object]]:
    """What a mode has in common with the plain platform: what it is, of the one and of the other."""
    yield "operator", platform.operator, plain.operator
    ours, theirs = platform.terms(dt.date.max), plain.terms(dt.date.max)
    yield Terms.orchestration.term, ours.orchestration, theirs.orchestration
    yield Terms.agents.term, ours.agents, theirs.agents
    yield Terms.definitions.term, frozenset(ours.definitions or ()), frozenset(theirs.definitions or ())


def _check_coverage(platform: Platform, name: str, knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    yield from _check_reasons("not_claimed", platform, name, knowledge, locator)
    yield from _check_reasons("does_not_apply", platform, name, knowledge, locator)
    for term_id in platform.not_claimed:
        if term_id in platform.does_not_apply:
            path = ("does_not_apply", term_id)
            yield locator.problem(name, path, "is also under not_claimed", "keep one of the two reasons")
    silent = {*platform.not_claimed, *platform.does_not_apply}
    for term_id, term in knowledge.vocabulary.items():
        if term_id in NEVER_MISSING and term_id not in platform.claims:
            yield locator.problem(name, ("claims",), f"says nothing of {term_id}", "claim it with a source")
        elif not (term.needs_no_claim or term_id in platform.claims or term_id in silent):
            remedy = "claim it with a source, or say why not under not_claimed or does_not_apply"
            yield locator.problem(name, ("claims",), f"says nothing of {term_id}", remedy)


def _check_reasons(
    key: str, platform: Platform, name: str, knowledge: Knowledge, locator: Locator
) -> Iterator[Problem]:
    """Problems of the terms under `not_claimed` or `does_not_apply`."""
    terms: Mapping[str, str] = getattr(platform, key)
    for term_id in terms:
        term = knowledge.vocabulary.get(term_id)
        if term is None or term.derived:
            remedy = did_you_mean(term_id, knowledge.vocabulary) if term is None else "leave it out; it is derived"
            yield locator.problem(name, (key, term_id), "is not a term that is claimed", remedy)
        elif term_id in platform.claims:
            yield locator.problem(
                name, (key, term_id), "is claimed above", "keep the claim or the reason for having none"
            )


def _day(key: str) -> dt.date | None:
    """The day of a line by its key; None where it is none, which reading reports."""
    try:
        return SINCE_START if key == "start" else parse_day(key)
    except ValueError:
        return None


def _day_key(line: DatedClaim) -> str:
    return "start" if line.since == SINCE_START else line.since.isoformat()
