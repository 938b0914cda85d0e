"""Checks of the words that people write under `existing`, and of what they bring along."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem, did_you_mean
from advisor.knowledge.knowledge_base import Knowledge, one_spelling
from advisor.knowledge.locator import Locator
from advisor.knowledge.schema import InUse
from advisor.knowledge.terms import Packaging, Terms

_FILE = "in_use.yaml"


def check_in_use(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Every problem of in_use.yaml: unknown platforms, formats, skills and sources, and words with two meanings."""
    words = knowledge.vocabulary.get(Terms.definitions.term)
    for missing in sorted({*Packaging} - {*(words.choices if words else Packaging)}):
        path = (Terms.definitions.term, "choices")
        yield locator.problem("vocabulary.yaml", path, f"{missing} is missing, and code reads it", f"add {missing}")
    seen = {one_spelling(platform): platform for platform in knowledge.platforms}
    for word, entry in knowledge.in_use.items():
        for spelling in (word, *entry.spelled):
            first = seen.setdefault(one_spelling(spelling), word)
            if first != word or (spelling != word and one_spelling(spelling) == one_spelling(word)):
                yield locator.problem(_FILE, (word,), f"{spelling} means {first} already", "keep it in one place")
        if entry.same_as is not None and entry.same_as not in knowledge.platforms:
            remedy = did_you_mean(entry.same_as, knowledge.platforms)
            yield locator.problem(_FILE, (word, "same_as"), f"{entry.same_as} is no platform", remedy)
        if entry.source not in knowledge.sources:
            remedy = did_you_mean(entry.source, knowledge.sources)
            yield locator.problem(_FILE, (word, "source"), f"unknown source {entry.source}", remedy)
        yield from _check_end(word, entry, knowledge, locator)
        for key, term, given in (
            ("definitions", Terms.definitions.term, entry.definitions),
            ("skill", Terms.skill_needed.term, (entry.skill,)),
            ("operated_by", Terms.operated_by.term, (entry.operated_by,)),
        ):
            known = knowledge.vocabulary[term].choices if term in knowledge.vocabulary else ()
            for value in given:
                if value is not None and value not in known:
                    message = f"{value} is no word of {term}"
                    yield locator.problem(_FILE, (word, key), message, did_you_mean(value, known))


def _check_end(word: str, entry: InUse, knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Problems of the end of a component: an unknown source, or a neighbour that is neither platform nor word."""
    if entry.ended is None:
        return
    if entry.ended.source not in knowledge.sources:
        remedy = did_you_mean(entry.ended.source, knowledge.sources)
        path = (word, "ended", "source")
        yield locator.problem(_FILE, path, f"unknown source {entry.ended.source}", remedy)
    names = {*knowledge.platforms, *(each for each, other in knowledge.in_use.items() if other.same_as is None)}
    for position, name in enumerate(entry.ended.stands_in):
        if name not in names:
            place = (word, "ended", "stands_in", position)
            yield locator.problem(_FILE, place, f"{name} is no platform and no word", did_you_mean(name, names))
