"""The page docs/platforms.md: every platform on one day, and all of them side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from advisor.knowledge import OUR_JUDGEMENT, DatedClaim, Knowledge, Platform
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Link, Paragraph, Table
from advisor.report.formats.markdown import print_markdown
from advisor.report.pages.platform import status_on
from advisor.report.sections.claim_values import since_of, value_in_words
from advisor.report.wording import LEVELS, ended

LIFECYCLE = ("offered_from", "closed_to_new_from", "support_ends", "retired_on", "successor", "support_months")
FORM = ("orchestration", "operated_by", "agents", "reschedules", "skill_needed", "licence")


def platforms_page(knowledge: Knowledge) -> str:
    """The page of all platforms on the newest day of the knowledge base."""
    day = knowledge.newest_source_day
    blocks = [*_opening(day), *_matrix(knowledge, day)]
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
