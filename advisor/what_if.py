"""What becomes of an answer when some of the requirement is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.errors import ScenarioError
from advisor.knowledge import Knowledge, Platform, load_knowledge
from advisor.recommend import Eliminated, Ranked, Recommendation, recommend
from advisor.scenario import Scenario, answer_at, change_answers, point_at_changes
from advisor.sizing import Effort, Infeasible, Topology, TopologyChange, check_fits, differences_between, size


@dataclass(frozen=True)
class Answered:
    """One changed answer: its key, and its plain values before and after (None: not answered)."""

    key: str
    was: Any
    becomes: Any


@dataclass(frozen=True)
class PlatformChange:
    """One platform before and after: sized, or why it is not; its place in the ranking where there is one."""

    platform: Platform
    was: Topology | Infeasible | Eliminated
    becomes: Topology | Infeasible | Eliminated
    ranked: tuple[Ranked | None, Ranked | None] = (None, None)

    @property
    def change(self) -> TopologyChange | None:
        """What differs; None where the platform is not sized on both sides."""
        if isinstance(self.was, Topology) and isinstance(self.becomes, Topology):
            return differences_between(self.was, self.becomes)
        return None

    @property
    def changed(self) -> bool:
        """Whether anything differs: whether it is eligible, the topology, the bill, rank or score."""
        change = self.change
        if change is None:
            return self.was != self.becomes
        places = [None if entry is None else (entry.rank, entry.score.total) for entry in self.ranked]
        return not change.nothing or places[0] != places[1]


@dataclass(frozen=True)
class WhatIf:
    """The same question before and after changes; without recommendations where one platform was asked about.

    `compared` are all platforms that fit before or after, best before first, or the one asked about.
    """

    answers: tuple[Answered, ...]
    scenario: Scenario
    changed_scenario: Scenario
    knowledge: Knowledge
    before: Recommendation | None
    after: Recommendation | None
    compared: tuple[PlatformChange, ...]

    @property
    def changed(self) -> bool:
        """Whether verdict, ranking, or the topology or bill of a compared platform differs."""
        verdicts = [None if answer is None else answer.verdict.need for answer in (self.before, self.after)]
        return verdicts[0] is not verdicts[1] or any(one.changed for one in self.compared)

    @property
    def shown(self) -> tuple[PlatformChange, ...]:
        """The platforms to be shown in detail: the winners before and after, or the one asked about."""
        if self.before is None or self.after is None:
            return self.compared
        winners = [answer.winner.platform.id for answer in (self.before, self.after) if answer.winner]
        return tuple(one for one in self.compared if one.platform.id in winners)

    @property
    def fits(self) -> bool:
        """Whether a platform fits after the change, or the one asked about does."""
        if self.after is not None:
            return self.after.winner is not None
        return all(isinstance(one.becomes, Topology) for one in self.compared)


def what_if(
    scenario: Scenario,
    changes: Mapping[str, Any],
    knowledge: Knowledge | None = None,
    platform: Platform | None = None,
) -> WhatIf:
    """The answer to a scenario beside the answer after changes.

    Parameters:
        scenario: the requirement before the changes.
        changes: values as a requirement file would hold them, by dotted key, with services and tenants by name and
            other list entries by position; None for what is to be unknown or taken out of a list.
        knowledge: what to answer by; the knowledge base that comes with the advisor without it.
        platform: size only this one, before and after.

    Raises ScenarioError for changes that make no valid scenario, each problem naming its key in place of a file, and
    SolverError when the optimizer breaks.

    >>> from advisor import example_scenarios, load_knowledge, load_scenario
    >>> club = load_scenario(example_scenarios()["single-vm"])
    >>> one_box = load_knowledge().platforms["docker-compose-single-vm"]
    >>> answer = what_if(club, {"services.portal.memory": "16Gi"}, platform=one_box)
    >>> answer.fits, answer.compared[0].changed
    (True, True)
    """
    knowledge = knowledge or load_knowledge()
    changed = change_answers(scenario, changes)
    try:
        check_fits(changed.scenario, knowledge)
    except ScenarioError as error:
        raise point_at_changes(error, changed.paths) from error
    after = changed.scenario
    answers = tuple(Answered(key, answer_at(scenario, key), value) for key, value in changes.items())
    if platform is not None:
        one = PlatformChange(platform, size(scenario, platform, knowledge), size(after, platform, knowledge))
        return WhatIf(answers, scenario, after, knowledge, None, None, (one,))
    return beside(answers, scenario, after, knowledge)


def beside(answers: tuple[Answered, ...], before: Scenario, after: Scenario, knowledge: Knowledge) -> WhatIf:
    """The answers to two scenarios beside each other, for the differences between them."""
    both = _recommend_both(before, after, knowledge)
    return WhatIf(answers, before, after, knowledge, *both, compared=_compare(*both))


def between(answers: tuple[Answered, ...], before: Recommendation, after: Recommendation) -> WhatIf:
    """What differs between two answers that were worked out before; `answers` are the differences that were asked.

    The scenarios are those of the recommendations. Each answer has searched as long as it did, so that a platform
    may be an estimate in one of them.
    """
    compared = _compare(before, after)
    return WhatIf(answers, before.scenario, after.scenario, before.knowledge, before, after, compared=compared)


def _recommend_both(before: Scenario, after: Scenario, knowledge: Knowledge) -> tuple[Recommendation, Recommendation]:
    """Both answers. What is searched for one is searched for the other too, so that like is compared with like."""
    both = recommend(before, knowledge), recommend(after, knowledge)
    searched = [
        {entry.platform.id for entry in answer.ranking if entry.topology.effort is not Effort.QUICK} for answer in both
    ]
    if searched[0] == searched[1]:
        return both
    every = searched[0] | searched[1]
    return recommend(before, knowledge, search_too=every), recommend(after, knowledge, search_too=every)


def _compare(before: Recommendation, after: Recommendation) -> tuple[PlatformChange, ...]:
    """Every platform that fits on one side or the other."""
    places = [{entry.platform.id: entry for entry in answer.ranking} for answer in (before, after)]
    out = [{entry.platform.id: entry for entry in answer.eliminated} for answer in (before, after)]
    compared = []
    for platform in dict.fromkeys((*places[0], *places[1])):
        ranked = places[0].get(platform), places[1].get(platform)
        sides = [one.topology if one else other[platform] for one, other in zip(ranked, out, strict=True)]
        compared.append(PlatformChange(before.knowledge.platforms[platform], sides[0], sides[1], ranked))
    return tuple(compared)
