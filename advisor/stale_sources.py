"""Which sources are old, and how many of the answers to the example scenarios cite them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from advisor.knowledge import OUR_JUDGEMENT, Knowledge, Source, example_scenarios
from advisor.recommend import Recommendation, recommend
from advisor.scenario import load_scenario
from advisor.sizing import Effort

DAYS_IN_YEAR = 365.25


@dataclass(frozen=True)
class StaleSource:
    """A source with its age in years, the claims that rest on it, and the share of the answers that cite it, 0 to 1."""

    id: str
    source: Source
    years: float
    claims: int
    share_of_answers: float


def stale_sources(
    knowledge: Knowledge, day: dt.date, before: dt.date, cited_by: Callable[[Recommendation], Collection[str]]
) -> tuple[StaleSource, ...]:
    """The sources printed before a day, or read before it where none is printed; the worst first.

    The worst is the one of which the years times the share of answers are most. The example scenarios are answered by
    quick estimates.

    Parameters:
        knowledge: the base.
        day: the day from which years are counted.
        before: sources of this day or later are left out.
        cited_by: the ids of the sources that an answer cites.
    """
    old = {name: source for name, source in knowledge.sources.items() if source.day < before and name != OUR_JUDGEMENT}
    scenarios = [load_scenario(file) for file in example_scenarios().values()] if old else []
    answers = [cited_by(recommend(scenario, knowledge, effort=Effort.QUICK)) for scenario in scenarios]
    found = [
        StaleSource(
            name,
            source,
            (day - source.day).days / DAYS_IN_YEAR,
            knowledge.claims_by_source[name],
            sum(name in cited for cited in answers) / len(answers),
        )
        for name, source in old.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.years * each.share_of_answers, -each.years, each.id)))
