"""Full report, explanation, comparison: no sentence twice, each can be looked up, nothing is lost when narrow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from advisor.compare import PlatformsCompared
from advisor.explain import PlatformExplained, explained_by
from advisor.recommend import Recommendation
from advisor.report import Answer
from advisor.report.blocks import Block, Heading
from advisor.report.formats.text import print_text
from advisor.report.pages.compare import platforms_page
from advisor.report.pages.explain import explain_page
from advisor.report.pages.recommendation import recommendation_page
from advisor.report.wording.rounded import money
from advisor.sizing import Topology
from advisor.sizing.workload import resolve_workload
from tests.answers import answer_to
from tests.report.evidence import Evidences, numbers_in
from tests.report.test_one_screen import sentences, texts_of

NARROW = 60
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

    def all(self) -> Iterator[tuple[str, tuple[Block, ...], Answer]]:
        yield "report", tuple(recommendation_page(self.answer)), self.answer
        for one in self.explained:
            yield one.platform.id, tuple(explain_page(one)), one
        yield "compared", tuple(platforms_page(self.compared)), self.compared


@pytest.fixture(scope="module", params=["online-boutique", "acs-2017", "bank-on-premises"])
def pages(request: pytest.FixtureRequest) -> Pages:
    """Answers of several kinds, each with its first two, and with two that are out where there are any."""
    answer = answer_to(request.param)
    names = [entry.platform.id for entry in (*answer.ranking[:2], *answer.eliminated[:2])]
    return Pages(answer, tuple(explained_by(answer, name) for name in names))


def before_sources(blocks: Iterable[Block]) -> list[Block]:
    """What stands before the list of sources."""
    shown: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.text == SOURCES:
            break
        shown.append(block)
    return shown


def worked_out(pages: Pages) -> set[str]:
    """What a page works out of the figures: sums of parts and their differences, and what a budget leaves."""
    answer, knowledge = pages.answer, pages.answer.knowledge
    scores = [entry.score for entry in answer.ranking]
    scores += [one.score for one in pages.explained if one.score is not None]
    figures = [one.total for one in scores] + [part.weight * part.value for one in scores for part in one.parts]
    for one in scores:
        for other in (scores[0], scores[1 % len(scores)], *scores[-len(pages.explained) :]):
            figures.append(one.total - other.total)
            figures += [a.weight * (a.value - b.value) for a, b in zip(one.parts, other.parts, strict=True)]
    figures.append(sum(weight for _, weight in answer.weights))
    budget = answer.scenario.budget.usd_per_month if answer.scenario.budget else None
    bills = [one.topology.bill.base for one in pages.explained if isinstance(one.topology, Topology)]
    left = [] if budget is None else [budget - base for base in bills if base is not None]
    counts: list[float] = [len(answer.ranking), len(answer.ranking) + 1]
    counts += [each.weight for each in knowledge.criteria.criteria]
    counts += [abs(one.form.points - one.form.rival_points) for one in pages.explained if one.form is not None]
    needs = resolve_workload(answer.scenario, knowledge)
    counts += [round(100 * (1 - ceiling)) for ceiling in (needs.cpu_ceiling, needs.memory_ceiling)]
    said = {f"{abs(each):.3f}" for each in figures} | {f"{each:g}" for each in counts}
    return said.union(*(numbers_in(money(abs(each))) for each in left))


def test_no_sentence_stands_twice_on_a_page(pages: Pages) -> None:
    for name, page, _ in pages.all():
        said = Counter(sentence for text in texts_of(page) for sentence in sentences(text))
        assert [sentence for sentence, times in said.items() if times > 1] == [], name


def test_every_sentence_and_every_cell_rests_on_what_can_be_looked_up(pages: Pages) -> None:
    known = worked_out(pages)
    for name, page, shown in pages.all():
        evidences = Evidences(pages.answer, shown)
        assert [f"{name}: {each}" for each in evidences.lacking(before_sources(page), known)] == []


def test_what_a_page_cites_are_rules_and_sources_that_there_are(pages: Pages) -> None:
    rules = {rule.id for rule in pages.answer.knowledge.rules}
    for name, page, _ in pages.all():
        cited = {found for text in texts_of(page) for found in re.findall(r"\b[XWN]\d{3}\b", text)}
        assert cited <= rules, name


def test_a_narrow_page_loses_no_word_and_keeps_to_its_width(pages: Pages) -> None:
    for name, page, _ in pages.all():
        wide, narrow = print_text(page), print_text(page, NARROW)
        assert max(map(len, narrow.splitlines())) <= NARROW, name
        squeezed = "".join(narrow.split())
        lost = {word for word in set(re.findall(r"[a-z]{2,}", wide)) if word not in squeezed}
        assert not lost, name
