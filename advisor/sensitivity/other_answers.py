"""Who comes first in a requirement that differs in one answer: the same platform as if that one had been asked.

No platform is left out: those that come back in with the other answer take part, and where it moves sizes, all are
sized anew. To be quick, a platform is sized only where it might be the first (branch and bound): while it is not, its
score is taken at the most that any size could give it, then at its estimate and proved bound, then at its plan as
`recommend` would search for it. What is left behind at its most cannot come first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.errors import ScenarioError
from advisor.forms import judge_forms
from advisor.knowledge import Knowledge
from advisor.refinement import at_bound
from advisor.rules import IncrementalRules
from advisor.scenario import Scenario, contradicts_itself, with_answer
from advisor.scoring import Judged, Scorer
from advisor.screening import CandidateFilter
from advisor.sizing import Effort, Infeasible, Pool, Topology, check_fits, size, sizing_rests_on
from advisor.tensions import denied_by


class SpentError(Exception):
    """No more sizes are allowed for."""


@dataclass
class Allowance:
    """How many estimates may still be made, and how many searches for a cheaper plan."""

    estimates: int
    searches: int

    def take_estimate(self) -> None:
        """Raises SpentError where none is left."""
        if not self.estimates:
            raise SpentError
        self.estimates -= 1

    def take_search(self) -> None:
        """Raises SpentError where none is left."""
        if not self.searches:
            raise SpentError
        self.searches -= 1


@dataclass(frozen=True)
class Asked:
    """A requirement that was answered: what every platform came to, estimated and as it stands in the ranking."""

    scenario: Scenario
    knowledge: Knowledge
    effort: Effort
    estimates: tuple[Topology | Infeasible, ...]
    topologies: Mapping[str, Topology]


@dataclass(frozen=True)
class Outcome:
    """Who comes first with another answer, if any does.

    `regret` is the score of the first less that of the platform that was first before, by estimates; that counts as 0
    where it is out; None where nobody asked. `moves` tells whether any score, or who takes part, differs from before.
    """

    winner: str | None
    regret: float | None
    moves: bool


class _Sizes:
    """What platforms come to where sizing reads the same answers: each is estimated, and searched for, once."""

    def __init__(self, scenario: Scenario, knowledge: Knowledge, effort: Effort) -> None:
        self._scenario, self._knowledge, self._effort = scenario, knowledge, effort
        self.rests_on = sizing_rests_on(scenario, knowledge)
        self.estimates: dict[str, Topology | None] = {}
        self._closer: dict[str, Topology | None] = {}
        self.searched: dict[str, Topology] = {}
        self._bounds: dict[str, tuple[Topology, Topology]] = {}

    def know(self, sized: Iterable[Topology | Infeasible], searched: Iterable[Topology]) -> None:
        """Takes over what was sized already."""
        self.estimates.update({s.platform: s if isinstance(s, Topology) else None for s in sized})
        self.searched.update({t.platform: t for t in searched if t.effort is not Effort.QUICK})

    def estimate(self, platform: str, allowance: Allowance) -> Topology | None:
        """The estimate of a platform, the closest that is known; None where it cannot hold the services."""
        if platform not in self.estimates:
            allowance.take_estimate()
            sized = self._size(platform, Effort.QUICK)
            self.estimates[platform] = sized if isinstance(sized, Topology) else None
        return self._closer.get(platform, self.estimates[platform])

    def look_closer(self, platform: str) -> None:
        """Estimates a platform that was only sketched, which is not counted: it was sized before."""
        sized = self._size(platform, Effort.QUICK)
        self._closer[platform] = sized if isinstance(sized, Topology) else None

    def search(self, platform: str, estimate: Topology, allowance: Allowance) -> Topology:
        """Its topology as searched for; the estimate where the search finds none."""
        if platform not in self.searched:
            allowance.take_search()
            sized = self._size(platform, self._effort)
            self.searched[platform] = sized if isinstance(sized, Topology) else estimate
        return self.searched[platform]

    def bound(self, platform: str, estimate: Topology) -> Topology:
        """The estimate at the cost that is proved to be the least."""
        known, at_best = self._bounds.get(platform, (None, estimate))
        if known is not estimate:
            at_best = at_bound(estimate)
            self._bounds[platform] = estimate, at_best
        return at_best

    def final(self, platform: str, estimate: Topology) -> Topology | None:
        """What would stand in the ranking if the platform came first; None while that is not known."""
        quick = None if estimate.sketched else estimate
        return quick if self._effort is Effort.QUICK else self.searched.get(platform)

    def _size(self, platform: str, effort: Effort) -> Topology | Infeasible:
        return size(self._scenario, self._knowledge.platforms[platform], self._knowledge, effort)


@dataclass(frozen=True)
class OtherRequirement:
    """The requirement with another answer, which platforms take part, and what is made of them."""

    scenario: Scenario
    eligible: tuple[str, ...]
    judged: Judged

    def promise(self, winner: str | None) -> float:
        """How far another platform than the winner may come out before it, whatever sizes are."""
        most = {platform: self.judged.most(platform) for platform in self.eligible}
        others = max((score for platform, score in most.items() if platform != winner), default=0.0)
        return others - most.get(winner or "", 0.0)


class OtherAnswers:
    """What other answers to a requirement lead to; what does not depend on them is kept.

    `values` are the answers that were given, `questions` all that there are.
    """

    def __init__(self, asked: Asked, winner: str | None) -> None:
        self.scenario, self.winner, self._effort = asked.scenario, winner, asked.effort
        self._knowledge = knowledge = asked.knowledge
        self._rules = IncrementalRules(self.scenario, knowledge)
        self._filter = CandidateFilter(knowledge.platforms, knowledge)
        self._scorer = Scorer(knowledge)
        self.values, self.questions, self.rules = self._rules.values, knowledge.questions, knowledge.rules
        self._here = _Sizes(self.scenario, knowledge, self._search_effort)
        self._here.know(asked.estimates, asked.topologies.values())
        self._sizes = [self._here]
        self._before = self._totals(self.judge(self.scenario), self._here)

    @property
    def _search_effort(self) -> Effort:
        return Effort.QUICK if self._effort is Effort.QUICK else Effort.DEFAULT

    def values_with(self, field: str, answer: Any) -> dict[str, Any]:
        """Every value that rules read, with another answer."""
        return self._rules.values_of(with_answer(self.scenario, field, answer))

    def scenario_with(self, field: str, answer: Any) -> Scenario | None:
        """The requirement with another answer; None where another one denies it, or no requirement could have it."""
        scenario = with_answer(self.scenario, field, answer)
        impossible = contradicts_itself(scenario) or denied_by(self.scenario, scenario, self._knowledge)
        return None if impossible else scenario

    def judge(self, scenario: Scenario) -> OtherRequirement:
        """A requirement that differs in a few answers, judged but for sizes."""
        values = self._rules.values_of(scenario)
        findings = self._rules.apply(scenario, values)
        eligible = self._filter.eligible_ids(scenario, values, findings)
        strengths = judge_forms(scenario, findings, self._knowledge).strengths
        return OtherRequirement(scenario, tuple(eligible), self._scorer.judge(scenario, findings, strengths))

    def moves_sizes(self, scenario: Scenario) -> bool:
        """Whether sizing reads what differs, so that every platform has to be sized anew."""
        return sizing_rests_on(scenario, self._knowledge) != self._here.rests_on

    def outcome(self, changed: OtherRequirement, allowance: Allowance, *, regret_too: bool = False) -> Outcome | None:
        """Who comes first in the changed requirement; None where it cannot be answered: a service fits no machine.

        Raises SpentError where the allowance does not suffice to tell.
        """
        sizes = self._sizes_for(changed)
        if sizes is None:
            return None
        winner = _first(changed, sizes, allowance)
        regret = self._regret(changed, sizes, allowance) if regret_too else None
        return Outcome(winner, regret, self._differ(changed, sizes))

    def _regret(self, changed: OtherRequirement, sizes: _Sizes, allowance: Allowance) -> float:
        best = _first(changed, sizes, allowance, estimates_only=True)
        if best is None or best == self.winner:
            return 0.0
        kept = sizes.estimate(self.winner, allowance) if self.winner in changed.eligible else None
        of_best = sizes.estimate(best, allowance)
        before = changed.judged.total(self.winner, kept) if self.winner and kept else 0.0
        return changed.judged.total(best, of_best) - before if of_best else 0.0

    def _sizes_for(self, changed: OtherRequirement) -> _Sizes | None:
        rests_on = sizing_rests_on(changed.scenario, self._knowledge)
        found = next((sizes for sizes in self._sizes if sizes.rests_on == rests_on), None)
        if found is None:
            try:
                check_fits(changed.scenario, self._knowledge)
            except ScenarioError:
                return None
            found = _Sizes(changed.scenario, self._knowledge, self._search_effort)
            self._sizes.append(found)
        return found

    def _totals(self, changed: OtherRequirement, sizes: _Sizes) -> dict[str, float]:
        """The scores of all that are sized, by their estimates."""
        return dict(_totals_in_turn(changed, sizes))

    def _differ(self, changed: OtherRequirement, sizes: _Sizes) -> bool:
        """Whether any score, or who takes part, is not as it was, as far as platforms were sized."""
        out = any(platform not in changed.eligible for platform in self._before)
        unfit = any(sizes.estimates.get(platform, self) is None for platform in self._before)
        after = _totals_in_turn(changed, sizes)  # the first that differs tells
        return out or unfit or any(self._before.get(platform) != total for platform, total in after)


def _totals_in_turn(changed: OtherRequirement, sizes: _Sizes) -> Iterator[tuple[str, float]]:
    """The score of each platform that is sized, by its estimate."""
    for platform in changed.eligible:
        estimate = sizes.estimates.get(platform)
        if estimate is not None:
            yield platform, round(changed.judged.total(platform, estimate), 9)


def _first(
    changed: OtherRequirement, sizes: _Sizes, allowance: Allowance, *, estimates_only: bool = False
) -> str | None:
    """The platform that comes first; None where none fits. Ties go by id, as in a ranking."""
    return _Race(changed, sizes, allowance, estimates_only).first()


class _Race:
    """Who comes first, where what platforms come to is worked out only as closely as the question asks for.

    Each starts at the most that any size could give it. One that was sized is then judged by its bound, one that was
    sketched is estimated, one that was not sized is; last of all a cheaper plan is searched for.
    """

    def __init__(self, changed: OtherRequirement, sizes: _Sizes, allowance: Allowance, estimates_only: bool) -> None:
        self._changed, self._sizes, self._allowance = changed, sizes, allowance
        self._estimates_only = estimates_only
        held = [each for each in changed.eligible if sizes.estimates.get(each, sizes) is not None]
        self._most = {platform: changed.judged.most(platform) for platform in held}
        """The most that each that is left may come to."""
        self._least: dict[str, float] = {}
        """What each that was judged by its estimate comes to at least; -inf where a search may find a dearer plan."""
        self._final: set[str] = set()
        self._rough = {platform for platform in held if platform in sizes.estimates}
        """Those of which more is known, or soon is, than `_most` says, and which no allowance is needed for."""

    def first(self) -> str | None:
        """The platform that comes first; None where none fits. Raises SpentError as OtherAnswers.outcome does."""
        while self._most:
            first = min(self._most, key=self._place)
            least = self._least.get(first, -math.inf)
            if first in self._final or _is_ahead(least, (most for each, most in self._most.items() if each != first)):
                return first
            beside = [each for each in self._rough if not _is_ahead(least, (self._most[each],))]
            known = first not in self._rough and least > -math.inf
            self._look_closer(min(beside, key=self._place) if known and beside else first)
        return None

    def _place(self, platform: str) -> tuple[float, str]:
        return -round(self._most[platform], 12), platform

    def _look_closer(self, platform: str) -> None:
        """Takes the next closer figure of a platform."""
        if platform in self._rough and platform in self._least:
            self._sizes.look_closer(platform)
        elif platform in self._least:
            self._sizes.search(platform, self._estimate(platform), self._allowance)
        estimate = self._sizes.estimate(platform, self._allowance)
        if estimate is None:
            del self._most[platform]
            self._rough.discard(platform)
        else:
            self._settle(platform, estimate)

    def _estimate(self, platform: str) -> Topology:
        estimate = self._sizes.estimate(platform, self._allowance)
        assert estimate is not None
        return estimate

    def _settle(self, platform: str, estimate: Topology) -> None:
        """Takes the closest figure that is known for a sized platform."""
        judged = self._changed.judged
        quick = None if estimate.sketched else estimate
        done = quick if self._estimates_only else self._sizes.final(platform, estimate)
        self._least[platform] = judged.total(platform, done or estimate)
        self._most[platform] = judged.total(platform, done or self._sizes.bound(platform, estimate))
        self._rough.discard(platform)
        if done is not None:
            self._final.add(platform)
        elif estimate.sketched:
            self._rough.add(platform)
        elif any(_has_several_types(pool) for pool in estimate.pools):
            self._least[platform] = -math.inf  # the search may take machines of one type, at a dearer bill


def _has_several_types(pool: Pool) -> bool:
    return len({node.machine for node in pool.nodes}) > 1


def _is_ahead(score: float, others: Iterable[float]) -> bool:
    return score > max(others, default=-1.0) + 1e-9
