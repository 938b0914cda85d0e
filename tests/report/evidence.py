"""Looks up what the sentences of an answer rest on, and the numbers and names that stand there."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from advisor import render
from advisor.expressions import Truth
from advisor.precedent_search import nearest_precedents
from advisor.recommend import Recommendation
from advisor.report import Answer
from advisor.report.blocks import Block, Bullet, Bullets, Evidence, EvidenceKind, LabelledList, Line, Paragraph, Table
from advisor.report.json_values import plain
from advisor.report.pages.one_screen import one_screen_page
from advisor.report.schema.precedents import NearPrecedentJson
from advisor.report.sections.answer_field import AnswerField
from advisor.report.sections.set_up_lines import MOST_TYPES
from advisor.report.wording.operation import people_words
from advisor.report.wording.rounded import hours, money, rounded, share
from advisor.rules import scenario_values
from advisor.values import MEBIBYTES_PER_GIBIBYTE
from tests.answers import KNOWLEDGE

NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w/-])")
"""A number that is no part of a name such as EC2 or m5a.large."""


def lines_of(answer: Recommendation) -> list[tuple[str, Line]]:
    """Every line of the one screen that says something of the answer, with its label."""
    lists = (block for block in one_screen_page(answer) if isinstance(block, LabelledList))
    entries = (entry for block in lists for entry in block.entries if entry.label != AnswerField.THE_REST)
    return [(entry.label, line) for entry in entries for line in entry.lines]


DECIMALS = 6
"""Digits behind the point of the most exact figure in a report."""
ROUNDED = 10**-DECIMALS
"""By how much the JSON may have rounded a price of an hour."""
Said = tuple[str, tuple[Evidence, ...]]
"""A text with what it rests on."""
SHARES_OF_NODES = "of usable"
"""How the heads of columns begin that hold what of a node is used, which the tests of sizing hold."""


def said_in(blocks: Iterable[Block]) -> Iterator[Said]:
    """Every text of a page but headings and heads of tables: paragraphs, entries of lists, cells."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text, block.rests_on
        elif isinstance(block, Bullets):
            yield from _said_below(block.items)
        elif isinstance(block, Table):
            for row in block.rows:
                for head, cell in zip(block.headers, row, strict=True):
                    if not head.startswith(SHARES_OF_NODES):
                        yield cell if isinstance(cell, str) else cell.text, block.rests_on


def _said_below(items: Iterable[Bullet]) -> Iterator[Said]:
    for item in items:
        yield item.text, item.rests_on
        yield from _said_below(item.below)


class Evidences:
    """What the lines of one answer can rest on."""

    def __init__(self, answer: Recommendation, shown: Answer | None = None) -> None:
        """`shown` is what the lines are about, where it is not the answer itself."""
        self._answer = answer
        self._document = json.loads(render(shown or answer, "json"))
        self._texts: dict[Evidence, str] = {}
        self._numbers: dict[Evidence, set[str]] = {}
        self._answers = scenario_values(answer.scenario, answer.knowledge)
        self._fields = {question.field for question in KNOWLEDGE.questions} | self._answers.keys()

    def value(self, evidence: Evidence) -> Any:
        """What stands there. Raises AssertionError where there is nothing of that kind."""
        look_up = {
            EvidenceKind.RULE: self._rule,
            EvidenceKind.CLAIM: self._claim,
            EvidenceKind.ANSWER: self._given,
            EvidenceKind.FIGURE: self._figure,
            EvidenceKind.THRESHOLD: self._threshold,
            EvidenceKind.PRECEDENT: self._precedent,
        }
        return look_up[evidence.kind](evidence.key)

    def _rule(self, name: str) -> Any:
        found = [each for each in self._answer.findings if each.rule.id == name]
        assert found and found[0].truth is not Truth.FAILS, f"rule {name} did not fire"
        return [found[0].rule.title, found[0].rule.why, [plain(value) for _, value in found[0].read]]

    def _claim(self, key: str) -> Any:
        platform, term = key.split(".")
        claim = self._answer.knowledge.platforms[platform].claim(term, self._answer.as_of)
        known = claim is not None or term in self._answer.knowledge.vocabulary
        assert known, f"nothing is claimed of {key}"
        return [] if claim is None else [plain(claim.value), claim.why or ""]

    def _given(self, field: str) -> Any:
        assert field in self._fields or field in type(self._answer.scenario).model_fields, f"{field} is no answer"
        return plain(self._answers.get(field))

    def _figure(self, place: str) -> Any:
        value = self._document
        for step in place.split("/"):
            if value is None:
                return None
            assert not isinstance(value, dict) or step in value, f"no {step} in {place}"
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def _threshold(self, field: str) -> Any:
        found = [each for each in self._answer.thresholds or () if each.field == field]
        assert found, f"{field} turns nothing"
        return [plain(found[0].was), plain(found[0].becomes)]

    def lacking(self, blocks: Iterable[Block], worked_out: set[str]) -> Iterator[str]:
        """What is wrong with the texts of a page: nothing to rest on, a number or a platform that stands nowhere there.

        `worked_out` are numbers that a page works out of those that it rests on.
        """
        names = {name: platform.name for name, platform in self._answer.knowledge.platforms.items()}
        for text, rests_on in said_in(blocks):
            if not rests_on:
                yield f"nothing to rest on: {text}"
                continue
            without = text
            for platform, name in sorted(names.items(), key=lambda each: -len(each[1])):
                if name in without:
                    without = without.replace(name, "")
                    if not any(name in self.text(each) or f'"{platform}"' in self.text(each) for each in rests_on):
                        yield f"{name} stands nowhere: {text}"
            unknown = numbers_in(without) - worked_out
            for evidence in rests_on:
                unknown = unknown - self.numbers(evidence) if unknown else unknown
            if unknown:
                yield f"{sorted(unknown)} stand nowhere: {text}"

    def text(self, evidence: Evidence) -> str:
        """What stands there, as text."""
        if evidence not in self._texts:
            self._texts[evidence] = json.dumps(self.value(evidence), ensure_ascii=False)
        return self._texts[evidence]

    def numbers(self, evidence: Evidence) -> set[str]:
        """Every way in which the figures that stand there may be said."""
        if evidence not in self._numbers:
            value = self.value(evidence)
            self._numbers[evidence] = sayable(value) | exact(value)
        return self._numbers[evidence]

    def _precedent(self, name: str) -> Any:
        found = [each for each in nearest_precedents(self._answer) if each.precedent.id == name]
        assert found, f"{name} is not near"
        return {**NearPrecedentJson.of(found[0]).model_dump(mode="json"), "alike_by": 1 - found[0].distance}


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


def numbers_in(text: str) -> set[str]:
    """The numbers of a text as they are written."""
    return {found.rstrip(",") for found in NUMBER.findall(text)}


def sayable(value: Any) -> set[str]:
    """Every way in which the figures of a value may be said: whole, rounded, as money, percent, hours or people."""
    said: set[str] = set()
    for figure in set(_figures(value)):
        if isinstance(figure, str):
            said |= numbers_in(figure) | set(re.findall(r"\d+", figure))
        else:
            said |= _ways_to_say(figure)
    return said


@cache
def _ways_to_say(figure: float) -> frozenset[str]:
    """The same for one number; thousands of them come again in every answer."""
    size = abs(figure)
    said: set[str] = set()
    for way in (figure, size, rounded(size), size * 100, size / 1000, size / MEBIBYTES_PER_GIBIBYTE):
        for number in (way, rounded(way)):
            said |= {f"{number:,.0f}", f"{number:g}", f"{number:,g}", f"{number:,.1f}", f"{number:,.2f}"}
    for words in (money(size), hours(size), people_words(size), share(min(size, 1.0))):
        said |= numbers_in(words)
    return frozenset(said)


def _figures(value: Any) -> Iterator[float | str]:
    """The numbers and texts in a value, how many each list has or has left, and sums of what equal things count."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield str(name)
            yield from _figures(entry)
    elif isinstance(value, list):
        yield from map(float, range(len(value) + 1))
        yield from _sums(value)
        for entry in value:
            yield from _figures(entry)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float) and math.isfinite(value):
        yield float(value)
    else:
        yield str(value)


def _sums(entries: list[Any]) -> Iterator[float]:
    """What the nodes of all pools of a site count, in all, by type and by zone; and what stands beside them, by kind.

    Types beyond the first few are counted together.
    """
    tables = [entry for entry in entries if isinstance(entry, dict)]
    pools = [table for table in tables if "site" in table and isinstance(table.get("nodes"), list)]
    nodes = [(pool["site"], pool["kind"], node) for pool in pools for node in pool["nodes"]]
    for place in {(site, kind) for site, kind, _ in nodes}:
        there = [node for site, kind, node in nodes if (site, kind) == place]
        yield float(sum(node["count"] for node in there))
        for key in ("type", "zone"):
            counts = Counter(dict.fromkeys((node[key] for node in there), 0))
            for node in there:
                counts[node[key]] += node["count"]
            yield float(len([number for number in counts.values() if number]))
            yield from map(float, counts.values())
            largest = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
            yield float(sum(number for _, number in largest[MOST_TYPES:]))
    parts: Counter[str] = Counter()
    for entry in tables:
        if isinstance(entry.get("key"), dict) and "kind" in entry["key"] and "count" in entry:
            parts[entry["key"]["kind"]] += entry["count"]
    yield from map(float, parts.values())
