"""One managed service in each cloud: where several clouds are asked for, the halves of one answer are no rivals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from advisor.forms import form_of
from advisor.knowledge import Knowledge, Level, Operator, Packaging, Platform
from advisor.prices.regions import CLOUDS
from advisor.scenario import Scenario
from advisor.scenario.enums import HostingModel
from advisor.scoring.ranking import Ranking

LARGE_CLOUDS = CLOUDS[:3]
"""Those that are meant where several clouds are asked for and none is named."""


@dataclass(frozen=True)
class Counterparts:
    """The first platform of a ranking with those that do the same in other clouds.

    `in_each_cloud` names the first one, and for each other large cloud the best that does the same there; `all` are the
    ids of all that do.
    """

    in_each_cloud: tuple[tuple[str, str], ...] = ()
    all: frozenset[str] = frozenset()


NO_COUNTERPARTS = Counterparts()
"""Where one platform is the whole answer."""


def counterparts_of(ranking: Ranking, scenario: Scenario, knowledge: Knowledge, day: dt.date) -> Counterparts:
    """What does the same as the first of a ranking in other clouds; nothing unless several clouds are asked for.

    A counterpart is run by its vendor in the same form, takes the same definitions as the first one, and runs in none
    of its clouds: two services of one cloud are rivals.
    """
    several = scenario.hosting is not None and scenario.hosting.model is HostingModel.MULTI_CLOUD
    if not several or not ranking.scores:
        return NO_COUNTERPARTS
    first, *others = (knowledge.platforms[score.platform] for score in ranking.scores)
    same = [other for other in others if _do_the_same(first, other, day)]
    if not same:
        return NO_COUNTERPARTS
    own = _clouds_of(first, day)
    clouds = (cloud for cloud in CLOUDS if cloud in LARGE_CLOUDS or cloud in own)
    best = ((cloud, next((other.id for other in same if cloud in _clouds_of(other, day)), None)) for cloud in clouds)
    named = {cloud: first.id if cloud in own else other for cloud, other in best}
    found = tuple((cloud, platform) for cloud, platform in named.items() if platform is not None)
    return Counterparts(found, frozenset(other.id for other in same))


def _do_the_same(first: Platform, other: Platform, day: dt.date) -> bool:
    one, two = first.terms(day), other.terms(day)
    formats = [set(terms.definitions or ()) - {*Packaging} for terms in (one, two)]
    return (
        all(terms.several_clouds is Level.GOOD and terms.operated_by is Operator.VENDOR for terms in (one, two))
        and form_of(one) == form_of(two)
        and not formats[0].isdisjoint(formats[1])
        and _clouds_of(first, day).isdisjoint(_clouds_of(other, day))
    )


def _clouds_of(platform: Platform, day: dt.date) -> frozenset[str]:
    """The clouds that it runs well in."""
    terms = platform.terms(day)
    return frozenset(cloud for cloud in CLOUDS if (terms.runs_on(cloud) or Level.NONE) >= Level.GOOD)
