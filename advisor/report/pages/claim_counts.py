"""How much of what is claimed of each platform is judged, old or unknown, and which unknown terms matter most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from advisor.knowledge import FIELDS, ClaimCounts, Knowledge, counts_on, total_of
from advisor.report.blocks import Bullet, Bullets, Heading, Paragraph, Table
from advisor.report.formats.text import print_text
from advisor.report.wording import percent

COLUMNS = ("platform", "claims", "our judgement", "share", "page undated", "over a year", "unknown", "asked about")


def render_claim_counts(knowledge: Knowledge, day: dt.date, demand: Mapping[str, int]) -> str:
    """A table of all platforms, those with the largest share of judgement first, as text.

    `demand` says in how many examples each term is asked about; the last column counts the unknown terms with any.
    """
    counts = {name: counts_on(platform, knowledge, day) for name, platform in knowledge.platforms.items()}
    total = total_of(counts.values())
    order = sorted(counts, key=lambda name: (-counts[name].judged_share, name))
    share = percent(total.judged_share)
    said = Paragraph(
        f"Of {total.claims:,} claims in force on {day.isoformat()}, {total.judged:,} ({share}) are our own judgement, "
        f"{total.undated:,} cite a page without a day, and {total.old:,} one that was printed over a year before."
    )
    return print_text(
        (
            said,
            Table(
                COLUMNS, tuple(_row(name, counts[name], demand) for name in order), right=tuple(range(1, len(COLUMNS)))
            ),
        )
    )


def _row(name: str, counts: ClaimCounts, demand: Mapping[str, int]) -> tuple[str, ...]:
    asked = sum(bool(demand.get(term)) for term in counts.unknown)
    figures = (counts.undated, counts.old, len(counts.unknown), asked)
    return name, str(counts.claims), str(counts.judged), percent(counts.judged_share), *map(str, figures)


def render_unknown_terms(
    platform_id: str, knowledge: Knowledge, day: dt.date, demand: Mapping[str, int], examples: int
) -> str:
    """What is unknown of one platform on a day, as text: what is asked about most first, then what sizing reads."""
    platform = knowledge.platforms[platform_id]
    counts = counts_on(platform, knowledge, day)
    order = sorted(counts.unknown, key=lambda term: (-demand.get(term, 0), term not in FIELDS))
    bullets = tuple(
        Bullet(f"{term}: {knowledge.vocabulary[term].about}{_matters(term, demand, examples)}") for term in order
    )
    title = Heading(f"Unknown of {platform.name}", 2)
    return print_text((title, Bullets(bullets) if bullets else Paragraph("Everything is claimed.")))


def _matters(term: str, demand: Mapping[str, int], examples: int) -> str:
    asked = demand.get(term, 0)
    said = [f"asked about in {asked} of {examples} examples"] if asked else []
    said += ["sizing reads it"] if term in FIELDS else []
    return f" ({', '.join(said)})" if said else ""
