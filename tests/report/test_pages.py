"""Full report, explanation, comparison: no sentence twice, every number from the answer, nothing lost when narrow."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from advisor import render
from advisor.compare import PlatformsCompared
from advisor.explain import PlatformExplained, explained_by
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Heading, Table
from advisor.report.formats.text import print_text
from advisor.report.pages.compare import platforms_page
from advisor.report.pages.explain import explain_page
from advisor.report.pages.recommendation import recommendation_page
from advisor.sizing import Topology
from tests.answers import answer_to
from tests.report.evidence import numbers_in, sayable
from tests.report.test_one_screen import sentences, texts_of

NARROW = 60
DECIMALS = 6
"""Digits behind the point of the most exact figure in a report."""
ROUNDED = 10**-DECIMALS
"""By how much the JSON may have rounded a price of an hour."""
SHARES_OF_NODES = "of usable"
"""How the heads of columns begin that hold what of a node is used, which the tests of sizing hold."""
SOURCES = "Sources"
"""The heading of the list with titles and days, which are no figures of the answer."""


@dataclass(frozen=True)
class Pages:
    """What can be read about one answer: the report, why platforms stand where they stand, and them side by side."""

    answer: Recommendation
    explained: tuple[PlatformExplained, ...]

    @property
    def compared(self) -> PlatformsCompared:
        return PlatformsCompared(self.answer, self.explained)

    def all(self) -> Iterator[tuple[str, tuple[Block, ...]]]:
        yield "report", tuple(recommendation_page(self.answer))
        for one in self.explained:
            yield one.platform.id, tuple(explain_page(one))
        yield "compared", tuple(platforms_page(self.compared))

    def document(self) -> list[object]:
        every = (self.answer, *self.explained, self.compared)
        return [json.loads(render(one, "json")) for one in every]


@pytest.fixture(scope="module", params=["online-boutique", "acs-2017", "bank-on-premises"])
def pages(request: pytest.FixtureRequest) -> Pages:
    """Answers of several kinds, each with its first two, and with two that are out where there are any."""
    answer = answer_to(request.param)
    names = [entry.platform.id for entry in (*answer.ranking[:2], *answer.eliminated[:2])]
    return Pages(answer, tuple(explained_by(answer, name) for name in names))


def cells_of(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of every cell of every table, but for shares of nodes."""
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for head, cell in zip(block.headers, row, strict=True):
                    if not head.startswith(SHARES_OF_NODES):
                        yield cell if isinstance(cell, str) else cell.text


def before_sources(blocks: Iterable[Block]) -> list[Block]:
    """What stands before the list of sources."""
    shown: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.text == SOURCES:
            break
        shown.append(block)
    return shown


def stated_numbers(answer: Recommendation) -> set[str]:
    """The numbers in what the knowledge base says: rules, terms, claims of the day, names; and how much it holds."""
    knowledge = answer.knowledge
    texts = [f"{rule.title} {rule.why} {rule.effect.note or ''}" for rule in knowledge.rules]
    texts += [term.about for term in knowledge.vocabulary.values()]
    texts += [each.name for each in knowledge.criteria.criteria]
    texts.append(f"{len(knowledge.platforms)} {len(knowledge.rules)}")
    for platform in knowledge.platforms.values():
        texts.append(platform.name)
        claims = (platform.claim(term, answer.as_of) for term in knowledge.vocabulary)
        texts += [f"{claim.value} {claim.why or ''}" for claim in claims if claim is not None]
    return {number for text in texts for number in numbers_in(text)}


def exact(document: object) -> set[str]:
    """The figures of a document with three and four decimals, as scores and prices of an hour are written."""
    found: set[str] = set()
    stack = [document]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, float):
            found |= {f"{abs(value):,.{digits}f}" for digits in range(1, DECIMALS + 1)}
            found.add(f"{abs(value) + ROUNDED / 2:,.{DECIMALS}f}")
            found.add(f"{100 * abs(value):.0f}")
    return found


def worked_out(pages: Pages) -> set[str]:
    """What a page works out of the figures: weight times value, distances of scores, and what a budget leaves."""
    scores = [entry.score for entry in pages.answer.ranking]
    scores += [one.score for one in pages.explained if one.score is not None]
    figures = [part.weight * part.value for score in scores for part in score.parts]
    figures += [one.total - other.total for one in scores for other in (scores[0], *scores[-len(pages.explained) :])]
    figures.append(sum(weight for _, weight in pages.answer.weights))
    budget = pages.answer.scenario.budget.usd_per_month if pages.answer.scenario.budget else None
    bills = [one.topology.bill.base for one in pages.explained if isinstance(one.topology, Topology)]
    left = [] if budget is None else [budget - base for base in bills if base is not None]
    return {f"{abs(each):.3f}" for each in figures} | {f"{abs(each):,.0f}" for each in left}


def test_no_sentence_stands_twice_on_a_page(pages: Pages) -> None:
    for name, page in pages.all():
        said = Counter(sentence for text in texts_of(page) for sentence in sentences(text))
        assert [sentence for sentence, times in said.items() if times > 1] == [], name


def test_every_number_of_a_page_stands_in_the_answer_or_in_the_knowledge_base(pages: Pages) -> None:
    document = pages.document()
    known = sayable(document) | exact(document) | stated_numbers(pages.answer) | worked_out(pages)
    for name, page in pages.all():
        shown = before_sources(page)
        for text in (*texts_of(shown), *cells_of(shown)):
            assert numbers_in(text) <= known, f"{name}: {text}"


def test_what_a_page_cites_are_rules_and_sources_that_there_are(pages: Pages) -> None:
    rules = {rule.id for rule in pages.answer.knowledge.rules}
    for name, page in pages.all():
        cited = {found for text in texts_of(page) for found in re.findall(r"\b[XWN]\d{3}\b", text)}
        assert cited <= rules, name


def test_a_narrow_page_loses_no_word_and_keeps_to_its_width(pages: Pages) -> None:
    for name, page in pages.all():
        wide, narrow = print_text(page), print_text(page, NARROW)
        assert max(map(len, narrow.splitlines())) <= NARROW, name
        squeezed = "".join(narrow.split())
        lost = {word for word in set(re.findall(r"[a-z]{2,}", wide)) if word not in squeezed}
        assert not lost, name
