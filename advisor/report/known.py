"""What the knowledge base says about its platforms, as text, Markdown, JSON or CSV."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from advisor.candidates import claim_on
from advisor.knowledge import DatedClaim, Knowledge, Platform, TermKind
from advisor.knowledge.types import SINCE_START
from advisor.report.blocks import Block, Heading, Paragraph, Table, sources_in
from advisor.report.comparing import source_blocks
from advisor.report.contract import plain, to_json
from advisor.report.markdown import print_markdown
from advisor.report.overlaid import file_dict, told_in
from advisor.report.sized import source_of
from advisor.report.table import to_csv
from advisor.report.text import print_text
from advisor.report.wording import level_words

COLUMNS = ("id", "name", "operator", "status")


def render_platforms(knowledge: Knowledge, day: dt.date, form: str) -> str:
    """All platforms with what became of them by a day, as `text`, `markdown`, `json` or `csv`."""
    rows = [(p.id, p.name, p.operator, status_on(p, day, knowledge)) for p in knowledge.platforms.values()]
    if form == "csv":
        return to_csv(COLUMNS, rows)
    if form == "json":
        return to_json({"as_of": day.isoformat(), "platforms": [dict(zip(COLUMNS, row, strict=True)) for row in rows]})
    blocks = (Heading(f"Platforms on {day.isoformat()}", 1), Table(COLUMNS, tuple(rows)))
    return print_text(blocks) if form == "text" else print_markdown(blocks)


def status_on(platform: Platform, day: dt.date, knowledge: Knowledge) -> str:
    """Whether a platform was on offer on a day, in words."""
    offer = claim_on(platform, "on_offer", day, knowledge)
    if offer is None:
        return "on offer, since when is not known"
    closed = claim_on(platform, "open_to_new_customers", day, knowledge)
    if offer.value and closed is not None and not closed.value:
        return closed.why or "closed to new customers"
    return offer.why or ("on offer" if offer.value else "not on offer")


def render_platform(platform: Platform, knowledge: Knowledge, day: dt.date, form: str) -> str:
    """Everything claimed about one platform on a day, as `text`, `markdown` or `json`."""
    held = [claim for term in knowledge.vocabulary if (claim := platform.claim(term, day)) is not None]
    if form == "json":
        return to_json(_platform_dict(platform, held, knowledge, day))
    page = tuple(_platform_blocks(platform, held, knowledge, day))
    blocks = (*page, *source_blocks(sources_in(page), knowledge))
    return print_text(blocks) if form == "text" else print_markdown(blocks)


def _platform_dict(platform: Platform, held: list[DatedClaim], knowledge: Knowledge, day: dt.date) -> dict[str, Any]:
    return {
        "id": platform.id,
        "name": platform.name,
        "operator": platform.operator,
        "about": platform.about,
        "as_of": day.isoformat(),
        "status": status_on(platform, day, knowledge),
        "claims": [
            {
                "term": claim.term,
                "since": _since(claim),
                "value": plain(claim.value),
                "why": claim.why,
                "note": claim.note,
                "source": source_of(claim.source, knowledge),
                **file_dict(claim.overlay_file),
            }
            for claim in held
        ],
    }


def _platform_blocks(platform: Platform, held: list[DatedClaim], knowledge: Knowledge, day: dt.date) -> Iterator[Block]:
    yield Heading(f"{platform.name} ({platform.id})", 1)
    yield Paragraph(f"{platform.about} Operated by {platform.operator}.")
    yield Paragraph(f"On {day.isoformat()}: {status_on(platform, day, knowledge)}.")
    themes: dict[str, list[DatedClaim]] = {}
    for claim in held:
        themes.setdefault(knowledge.vocabulary[claim.term].theme, []).append(claim)
    for theme, claims in themes.items():
        yield Heading(theme.replace("_", " ").capitalize())
        yield Table(
            ("term", "value", "since", "why", "source"),
            tuple(
                (
                    c.term,
                    _shown(c, knowledge),
                    _since(c) or "-",
                    c.why or c.note or "-",
                    c.source + told_in(c.overlay_file),
                )
                for c in claims
            ),
            sources=tuple(claim.source for claim in claims),
        )


def _since(claim: DatedClaim) -> str | None:
    return None if claim.since == SINCE_START else claim.since.isoformat()


def _shown(claim: DatedClaim, knowledge: Knowledge) -> str:
    term = knowledge.vocabulary[claim.term]
    if term.kind is TermKind.LEVEL:
        return f"{claim.value} {level_words(claim.value)}"
    value = plain(claim.value)
    if term.kind is TermKind.TABLE:
        return json.dumps(value)
    return f"{value} {term.unit}" if term.unit != "none" else str(value)
