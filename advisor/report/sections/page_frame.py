"""What the page of every answer begins and ends with: its name, day and knowledge, and the sources that it cites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from advisor.knowledge import Knowledge
from advisor.report.blocks import Block, Heading, Paragraph, sources_in
from advisor.report.sections.evidence import figure
from advisor.report.sections.overlay import name_of
from advisor.report.sections.ranking import source_blocks
from advisor.report.wording import sentence
from advisor.scenario import Scenario


def answer_head(scenario: Scenario, as_of: dt.date, knowledge: Knowledge) -> Iterator[Block]:
    """Name and summary of a scenario, the day that it is answered for, and the overlay that the answer rests on."""
    yield Heading(scenario.name, 1)
    if scenario.summary:
        yield Paragraph(sentence(scenario.summary), rests_on=(figure("scenario/summary"),))
    overlay = f" with {name_of(knowledge)}" if knowledge.overlay else ""
    yield Paragraph(f"Answered for {as_of.isoformat()}{overlay}.", rests_on=(figure("as_of"), figure("knowledge")))


def with_sources(blocks: Iterable[Block], knowledge: Knowledge) -> tuple[Block, ...]:
    """The blocks, and after them every source that they cite."""
    page = tuple(blocks)
    return (*page, *source_blocks(sources_in(page), knowledge))
