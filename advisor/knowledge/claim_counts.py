"""How much of what is claimed is our own judgement, how much rests on old pages, and what is not claimed at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.knowledge.knowledge_base import OUR_JUDGEMENT, Knowledge
from advisor.knowledge.platform import Platform
from advisor.knowledge.schema import Source

OLD_AFTER = dt.timedelta(days=365)
"""How long after it was printed a page counts as old."""


@dataclass(frozen=True)
class ClaimCounts:
    """The claims in force on a day: all, those of our own judgement, and those of sources without a day or old.

    `unknown` are the terms of which nothing is claimed, in the order of the vocabulary; those that do not apply are not
    among them.
    """

    claims: int
    judged: int
    undated: int
    old: int
    unknown: tuple[str, ...] = ()

    @property
    def judged_share(self) -> float:
        """The share of our own judgement, 0 to 1; 0 where nothing is claimed."""
        return self.judged / self.claims if self.claims else 0.0


def counts_on(platform: Platform, knowledge: Knowledge, day: dt.date) -> ClaimCounts:
    """The counts of one platform.

    Parameters:
        platform: whose claims.
        knowledge: its vocabulary and sources.
        day: the day on which they are in force, and from which a page is old or not.

    >>> from advisor.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> counts = counts_on(known.platforms["nomad"], known, known.newest_source_day)
    >>> 0 <= counts.judged <= counts.claims
    True
    """
    terms = [term for term, its in knowledge.vocabulary.items() if not its.derived]
    held = {term: platform.claim(term, day) for term in terms}
    cited = [claim.source for claim in held.values() if claim is not None]
    sources = [knowledge.sources[name] for name in cited if name != OUR_JUDGEMENT]
    return ClaimCounts(
        claims=len(cited),
        judged=cited.count(OUR_JUDGEMENT),
        undated=sum(source.published is None for source in sources),
        old=sum(is_old(source, day) for source in sources),
        unknown=tuple(term for term, claim in held.items() if claim is None and term not in platform.does_not_apply),
    )


def total_of(counts: Iterable[ClaimCounts]) -> ClaimCounts:
    """The sums of some counts, without the terms that are unknown."""
    every = tuple(counts)
    return ClaimCounts(
        claims=sum(each.claims for each in every),
        judged=sum(each.judged for each in every),
        undated=sum(each.undated for each in every),
        old=sum(each.old for each in every),
    )


def is_old(source: Source, day: dt.date) -> bool:
    """Whether a page was printed more than a year before a day; one without a day is not known to be."""
    return source.published is not None and day - source.published > OLD_AFTER
