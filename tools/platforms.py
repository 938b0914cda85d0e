"""The page docs/platforms.md: every platform on one day, and all of them side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from advisor.knowledge import OUR_JUDGEMENT, Agents, DatedClaim, Knowledge, Platform
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Link, Paragraph, Table
from advisor.report.formats.markdown import print_markdown
from advisor.report.pages.platform import status_on
from advisor.report.sections.claim_values import since_of, value_in_words
from advisor.report.wording import LEVELS, ended, figure
from advisor.screening import claim_on
from advisor.sizing.operating_effort import OperatedSize, operating_effort

LIFECYCLE = ("offered_from", "closed_to_new_from", "support_ends", "retired_on", "successor", "support_months")
FORM = ("orchestration", "operated_by", "agents", "reschedules", "skill_needed", "licence")


def platforms_page(knowledge: Knowledge) -> str:
    """The page of all platforms on the newest day of the knowledge base."""
    day = knowledge.newest_source_day
    blocks = [*_opening(day), *_matrix(knowledge, day), *_work(knowledge, day), *_tasks(knowledge)]
    for platform in knowledge.platforms.values():
        blocks += _platform(platform, knowledge, day)
    return print_markdown(blocks)


def _opening(day: dt.date) -> Iterator[Block]:
    yield Heading("Platforms", 1)
    yield Paragraph("Generated from knowledge/platforms/ by make docs; change the claims, not this page.")
    yield Paragraph(
        f"All levels and figures are those of {day.isoformat()}. The command advisor knowledge show PLATFORM --as-of "
        "DATE prints those of any other day, with notes and with what is not claimed and why."
    )
    yield Paragraph("Levels: " + "; ".join(f"{level} {words}" for level, words in enumerate(LEVELS)) + ".")


def _capabilities(knowledge: Knowledge) -> dict[str, list[str]]:
    """The claimed capabilities by theme, in the order of the vocabulary."""
    themes: dict[str, list[str]] = {}
    for term_id, term in knowledge.vocabulary.items():
        if knowledge.is_capability(term_id) and not term.derived:
            themes.setdefault(term.theme, []).append(term_id)
    return themes


def _matrix(knowledge: Knowledge, day: dt.date) -> Iterator[Block]:
    yield Heading("Side by side")
    for theme, terms in _capabilities(knowledge).items():
        yield Heading(theme.capitalize(), 3)
        yield Table(
            ("platform", *terms),
            tuple(
                (platform.id, *(_level(platform.claim(term, day)) for term in terms))
                for platform in knowledge.platforms.values()
            ),
            right=tuple(range(1, len(terms) + 1)),
        )


SIZES = (OperatedSize(clusters=1, machines=3, services=3), OperatedSize(clusters=1, machines=15, services=40))
"""What the hours of all platforms are shown for."""


def _work(knowledge: Knowledge, day: dt.date) -> Iterator[Block]:
    """Hours, people and days of every platform at two sizes."""
    person = knowledge.reference("operating_hours_per_week")
    yield Heading("Work left to the team", 3)
    yield Paragraph(
        "Hours of a usual week for the tasks that a platform leaves to the team, for "
        + " and for ".join(f"{size.services} services on {size.machines} machines" for size in SIZES)
        + f" in one cluster (one machine where there is only one). People are hours over {person:g}; nights on call "
        "are not counted. Days are for setting up and learning, and simplicity is their level. Least work first."
    )
    rows = []
    for platform in knowledge.platforms.values():
        terms, simplicity = platform.terms(day), claim_on(platform, "simplicity", day, knowledge)
        alone = terms.agents is Agents.ONE_MACHINE
        sizes = [replace(size, machines=1) if alone else size for size in SIZES]
        small, large = (operating_effort(terms, knowledge, size) for size in sizes)
        if small is not None and large is not None and simplicity is not None:
            figures = (small.hours.base, small.people, large.hours.base, large.people)
            told = (f"{figures[0]:.1f}", f"{figures[1]:.2f}", f"{figures[2]:.1f}", f"{figures[3]:.2f}")
            rows.append((figures[0], (platform.id, *told, figure(small.setup_days()), str(simplicity.value))))
    heads = [head for size in SIZES for head in (f"hours, {size.services} services", "people")]
    table = tuple(row for _, row in sorted(rows))
    yield Table(("platform", *heads, "days", "simplicity"), table, right=tuple(range(1, 7)))


def _tasks(knowledge: Knowledge) -> Iterator[Block]:
    """Every task with its hours and why it takes them."""
    yield Heading("Tasks of operation", 3)
    yield Table(
        ("task", "what is to be done", "hours a week", "per", "days once", "why", "source"),
        tuple(
            (
                name,
                task.about,
                "{1} ({0} to {2})".format(*map(figure, dict(task.hours_per_week).values())),
                task.per.value,
                figure(task.setup_days),
                task.why,
                task.source,
            )
            for name, task in knowledge.operating_tasks.items()
        ),
        right=(4,),
    )


def _level(claim: DatedClaim | None) -> str:
    return "?" if claim is None else str(claim.value)


def _platform(platform: Platform, knowledge: Knowledge, day: dt.date) -> Iterator[Block]:
    yield Heading(f"{platform.name} ({platform.id})")
    yield Paragraph(f"{ended(platform.about)} Operated by {platform.operator}.")
    yield Paragraph(f"On {day.isoformat()}: {ended(status_on(platform, day, knowledge))}")
    for title, terms in (("Lifecycle", LIFECYCLE), ("Form", FORM)):
        claims = [claim for term in terms if (claim := platform.claim(term, day)) is not None]
        yield Heading(title, 3)
        yield Bullets(tuple(Bullet(f"{claim.term}: {value_in_words(claim, knowledge)}") for claim in claims))
    yield Heading("Capabilities", 3)
    yield Table(
        ("theme", "capability", "level", "since", "why", "source"),
        tuple(
            (theme, term, str(claim.value), since_of(claim) or "-", claim.why or "-", claim.source)
            for theme, terms in _capabilities(knowledge).items()
            for term in terms
            if (claim := platform.claim(term, day)) is not None
        ),
        right=(2,),
    )
    yield Heading("Key figures", 3)
    yield Table(("figure", "value", "since", "source", "its day"), tuple(_figures(platform, knowledge, day)))


def _figures(platform: Platform, knowledge: Knowledge, day: dt.date) -> Iterator[tuple[str | Link, ...]]:
    for term_id in knowledge.vocabulary:
        claim = platform.claim(term_id, day)
        if claim is None or knowledge.is_capability(term_id) or term_id in (*LIFECYCLE, *FORM):
            continue
        source = knowledge.sources[claim.source]
        cited = source.title if claim.source == OUR_JUDGEMENT else Link(source.title, source.url)
        yield term_id, value_in_words(claim, knowledge), since_of(claim) or "-", cited, source.day.isoformat()
