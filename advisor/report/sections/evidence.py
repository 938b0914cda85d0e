"""What a line can rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from advisor.report.blocks import Block, Bullet, Bullets, Evidence, EvidenceKind, Paragraph, Table
from advisor.rules import Finding


def rule(name: str) -> Evidence:
    """A rule that fired."""
    return Evidence(EvidenceKind.RULE, name)


def answer(field: str) -> Evidence:
    """An answer of the requirement, or one that is open."""
    return Evidence(EvidenceKind.ANSWER, field)


def figure(place: str) -> Evidence:
    """A value of the JSON of the same answer."""
    return Evidence(EvidenceKind.FIGURE, place)


def claim(platform: str, term: str) -> Evidence:
    """What is claimed of a platform."""
    return Evidence(EvidenceKind.CLAIM, f"{platform}.{term}")


def threshold(field: str) -> Evidence:
    """An answer by which the first question turns."""
    return Evidence(EvidenceKind.THRESHOLD, field)


def precedent(name: str) -> Evidence:
    """A published decision."""
    return Evidence(EvidenceKind.PRECEDENT, name)


def finding_rests(finding: Finding) -> tuple[Evidence, ...]:
    """The rule and the answers that it read."""
    return rule(finding.rule.id), *(answer(field) for field, value in finding.read if value is not None)


def resting(blocks: Iterable[Block], *rests_on: Evidence) -> Iterator[Block]:
    """The blocks of a section; what does not say what it rests on rests on this."""
    for block in blocks:
        if isinstance(block, Bullets):
            yield Bullets(tuple(_item_resting(item, rests_on) for item in block.items))
        elif isinstance(block, Paragraph | Table) and not block.rests_on:
            yield replace(block, rests_on=rests_on)
        else:
            yield block


def _item_resting(item: Bullet, rests_on: tuple[Evidence, ...]) -> Bullet:
    """An entry with those below it, which rest on the same where they do not say it."""
    own = item.rests_on or rests_on
    return replace(item, rests_on=own, below=tuple(_item_resting(each, own) for each in item.below))
