"""Documents about several answers: platforms beside each other, two requirements, and an earlier answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.compare import AnswersCompared, PlatformsCompared
from advisor.recommend import Recommendation
from advisor.report.blocks import Block, Heading, Paragraph
from advisor.report.documents.annex import annex_parts
from advisor.report.documents.decision import about_words, answer_fields, callout_of, decision_parts
from advisor.report.documents.earlier import SinceThen, change_blocks_since
from advisor.report.documents.parts import Callout, PageBreak, Part, captioned
from advisor.report.documents.topology_picture import pictures_beside, topology_picture, winners_beside
from advisor.report.pages.compare import answers_blocks, platforms_blocks
from advisor.report.wording.rounded import money


def platform_parts(compared: PlatformsCompared) -> Iterator[Part]:
    """The decision with the pictures of all compared, then how they stand beside each other, then the annex."""
    answer = compared.recommendation
    yield from decision_parts(answer, pictures_beside(compared))
    yield PageBreak()
    yield from captioned(_from_first_section(platforms_blocks(compared)))
    ranked = {entry.platform.id: entry for entry in answer.ranking}
    entries = tuple(ranked[one.platform.id] for one in compared.platforms if one.platform.id in ranked)
    yield from annex_parts(answer, topology_picture(answer), entries if len(entries) > 1 else None)


def answers_parts(compared: AnswersCompared) -> Iterator[Part]:
    """What differs between two requirements and what that does, then the decision on the second one."""
    before, after = compared.before, compared.after
    yield Heading(f"{before.scenario.name} and {after.scenario.name}", 1)
    yield Paragraph(about_words(after))
    same = _taken(before) == _taken(after)
    head = f"Both times: {_taken(after)}" if same else f"{_taken(after)} instead of {_taken(before)}"
    yield Callout(head, (_line(before), _line(after)))
    pictures = winners_beside(before, after)
    if pictures is not None:
        yield pictures
    yield from captioned(_from_first_section(answers_blocks(compared)))
    yield PageBreak()
    picture = topology_picture(after)
    yield from decision_parts(after, picture)
    yield from annex_parts(after, picture)


def since_parts(compared: SinceThen) -> Iterator[Part]:
    """What changed since an earlier answer, then today's decision."""
    now, again = compared.now, compared.asked_then
    yield Heading(f"{now.scenario.name}: then and now", 1)
    yield Paragraph(about_words(now))
    yield callout_of(now, tuple(answer_fields(now)))
    pictures = winners_beside(*((again,) if again is not None else ()), now)
    if pictures is not None:
        yield pictures
    if again is not None:
        yield Paragraph("The first picture shows what was asked then, as it would be set up today.")
    yield from captioned(change_blocks_since(compared))
    yield PageBreak()
    picture = topology_picture(now)
    yield from decision_parts(now, picture)
    yield from annex_parts(now, picture)


def _taken(answer: Recommendation) -> str:
    return "nothing fits" if answer.winner is None else answer.winner.platform.name


def _line(answer: Recommendation) -> str:
    """What an answer takes and costs."""
    base = answer.winner.topology.bill.base if answer.winner is not None else None
    cost = f", {money(base)} a month" if base is not None else ""
    return f"{answer.scenario.name}: {_taken(answer)}{cost}."


def _from_first_section(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks from the first heading below the title on."""
    begun = False
    for block in blocks:
        begun = begun or (isinstance(block, Heading) and block.level > 1)
        if begun:
            yield block
