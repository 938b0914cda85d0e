"""What the knowledge base says about its platforms, as text, Markdown, JSON or CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from advisor.knowledge import DatedClaim, Knowledge, Platform, TermKind
from advisor.knowledge.hindsight import printed_in_hindsight
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph, Table, sources_in
from advisor.report.formats.csv import to_csv
from advisor.report.formats.markdown import print_markdown
from advisor.report.formats.text import print_text
from advisor.report.json_values import to_json
from advisor.report.schema.platform import PlatformDocument
from advisor.report.sections.claim_values import since_of, value_in_words
from advisor.report.sections.overlay import told_in
from advisor.report.sections.ranking import source_blocks
from advisor.report.wording import LEVELS, ended
from advisor.report.wording.lifecycle import claim_words
from advisor.screening import claim_on
from advisor.versions_in_use import versions_out

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
        return claim_words(closed)
    return claim_words(offer)


def render_platform(platform: Platform, knowledge: Knowledge, day: dt.date, form: str) -> str:
    """Everything claimed about one platform on a day, as `text`, `markdown` or `json`."""
    held = [claim for term in knowledge.vocabulary if (claim := platform.claim(term, day)) is not None]
    if form == "json":
        return PlatformDocument.of(platform, held, knowledge, day, status_on(platform, day, knowledge)).to_json()
    page = tuple(_platform_blocks(platform, held, knowledge, day))
    blocks = (*page, *source_blocks(sources_in(page), knowledge))
    return print_text(blocks) if form == "text" else print_markdown(blocks)


def _platform_blocks(platform: Platform, held: list[DatedClaim], knowledge: Knowledge, day: dt.date) -> Iterator[Block]:
    yield Heading(f"{platform.name} ({platform.id})", 1)
    yield Paragraph(f"{ended(platform.about)} Operated by {platform.operator}.")
    yield Paragraph(f"On {day.isoformat()}: {ended(status_on(platform, day, knowledge))}")
    yield Paragraph(
        "Levels of capabilities: " + "; ".join(f"{level} {words}" for level, words in enumerate(LEVELS)) + "."
    )
    yield from _version_blocks(platform, knowledge, day)
    themes: dict[str, list[DatedClaim]] = {}
    for claim in held:
        themes.setdefault(knowledge.vocabulary[claim.term].theme, []).append(claim)
    for theme, claims in themes.items():
        yield Heading(theme.replace("_", " ").capitalize())
        yield Bullets(tuple(_claim_bullet(claim, platform, knowledge) for claim in claims))
    for title, where, there in (
        ("On own servers", "Where it runs on own servers alone", platform.only_on_own_hardware(day)),
        (
            "On plain machines",
            "In clouds that rent out machines and little else, of which nothing is claimed by name",
            platform.only_on_plain_machines(day),
        ),
    ):
        if there:
            yield Heading(title)
            yield Paragraph(f"{where}, these hold instead of what stands above.")
            yield Bullets(tuple(_claim_bullet(claim, platform, knowledge) for claim in there))
    yield from _not_claimed_blocks(platform, held, knowledge)


def _version_blocks(platform: Platform, knowledge: Knowledge, day: dt.date) -> Iterator[Block]:
    """The versions that were out, with what was known of their support; nothing where no versions are known."""
    versions = versions_out(platform.id, knowledge, day)
    if not versions:
        return
    yield Heading("Versions")
    days = [(one.released, one.ends, one.extended_ends) for one in versions]
    told = [tuple("-" if each is None else each.isoformat() for each in row) for row in days]
    rows = tuple(
        (one.version or "", *row, one.state.replace("_", " ")) for one, row in zip(versions, told, strict=True)
    )
    yield Table(("version", "came out", "standard support until", "extended support until", "state"), rows)
    sources = tuple(dict.fromkeys(one.source for one in versions))
    yield Bullets(
        (Bullet(f"The versions that were out, with the days that were known on {day.isoformat()}.", sources),)
    )


def _claim_bullet(claim: DatedClaim, platform: Platform, knowledge: Knowledge) -> Bullet:
    printed = printed_in_hindsight(claim, platform, knowledge)
    later = f" (By a page of {printed.isoformat()}; of the start none was read.)" if printed else ""
    return Bullet(_told(claim, knowledge) + later + told_in(claim.overlay_file), (claim.source,))


def _told(claim: DatedClaim, knowledge: Knowledge) -> str:
    """One claim as a sentence with its reason; figures begin with what they mean."""
    term = knowledge.vocabulary[claim.term]
    since = since_of(claim)
    value = value_in_words(claim, knowledge)
    named = [claim.term] if term.kind is TermKind.LEVEL else [term.about, claim.term]
    named += [f"since {since}"] if since and since != value else []
    name = f"{named[0]} ({', '.join(named[1:])})" if named[1:] else named[0]
    reasons = " ".join(ended(text) for text in (claim.why, claim.note) if text)
    return f"{name}: {ended(value)} {reasons}".rstrip()


def _not_claimed_blocks(platform: Platform, held: list[DatedClaim], knowledge: Knowledge) -> Iterator[Block]:
    now = {claim.term for claim in held}
    later = {term: "claimed of a later day only" for term in platform.claims if term not in now}
    for title, reasons in (
        ("Not known", {**platform.not_claimed, **later}),
        ("Does not apply", platform.does_not_apply),
    ):
        terms: dict[str, list[str]] = {}
        for term in knowledge.vocabulary:
            if term in reasons:
                terms.setdefault(reasons[term], []).append(term)
        if terms:
            yield Heading(title)
            yield Bullets(tuple(Bullet(f"{', '.join(named)}: {ended(why)}") for why, named in terms.items()))
