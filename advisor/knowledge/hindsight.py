"""Claims about the start of a platform that rest on a page printed years later."""

from __future__ import annotations

import datetime as dt

from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.platform import Platform
from advisor.knowledge.schema import SINCE_START, DatedClaim
from advisor.knowledge.terms import Terms

MOST_DAYS_LATER = 3 * 365
"""A page that is printed longer than this after the start tells of what it found, not of how it began."""


def printed_in_hindsight(claim: DatedClaim, platform: Platform, knowledge: Knowledge) -> dt.date | None:
    """The day of the page, for a claim since the start that rests on one printed more than three years after it.

    >>> from advisor import load_knowledge
    >>> known = load_knowledge()
    >>> aks = known.platforms["aks"]
    >>> told = aks.claims["portability"][0], aks.claims["windows_containers"][1]
    >>> [day and day.isoformat() for day in (printed_in_hindsight(claim, aks, known) for claim in told)]
    ['2026-05-26', None]
    """
    source = knowledge.sources.get(claim.source)
    starts = platform.lines(Terms.offered_from)
    if claim.since != SINCE_START or source is None or source.published is None or not starts:
        return None
    return source.published if (source.published - starts[0].value).days > MOST_DAYS_LATER else None
