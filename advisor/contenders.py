"""Which platforms may be chosen, and so are estimated closely; for the others a sketch of a plan is enough.

A platform that stands far behind the winner, by its form or by its score, is no choice (`not_for_this`). For most of
those that is known before they are sized: no bill could lift them. Of the rest it is known from what their sketch
proves to be their least bill. What could still be a choice, the runner-up or the simplest way is estimated closely, so
these are the same as if all were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from advisor.forms import Strengths, form_of, simplicity
from advisor.knowledge import Form, Knowledge, Platform
from advisor.scenario import Scenario
from advisor.scoring import Judged, Ranking, Score, counterparts_of
from advisor.sizing import Effort, Infeasible, Topology, size_all


@dataclass(frozen=True)
class Contenders:
    """The platforms of one scenario, and what is known of them before any is sized."""

    scenario: Scenario
    knowledge: Knowledge
    strengths: Strengths
    day: dt.date

    def form(self, platform: str) -> Form | None:
        """The form of a platform; None where nobody says."""
        return form_of(self.knowledge.platforms[platform].terms(self.day))

    def not_for_this(self, ranking: Ranking) -> frozenset[str]:
        """Those whose form, or whose score, stands too far behind that of the winner."""
        first, others = next(iter(ranking.scores), None), ranking.scores[1:]
        return frozenset(s.platform for s in others if first is not None and self._far(s.platform, s.total, first))

    def estimate(self, platforms: Collection[Platform], judged: Judged) -> tuple[Topology | Infeasible, ...]:
        """What every platform comes to, in their order: those that may be a choice closely, the others by a sketch.

        They are sized in the order of the most that they can reach, so that the best one is soon known.
        """
        most = {platform.id: judged.most(platform.id) for platform in platforms}
        first: Score | None = None
        sized: dict[str, Topology | Infeasible] = {}
        far = []
        for platform in sorted(platforms, key=lambda each: (-most[each.id], each.id)):
            reach = most[platform.id]
            if first is not None and reach < first.standing and self._far(platform.id, reach, first):
                far.append(platform)
                continue
            (found,) = size_all(self.scenario, [platform], self.knowledge, Effort.QUICK)
            sized[platform.id] = found
            if isinstance(found, Topology):
                (score,) = judged.rank({platform.id: found}).scores
                first = score if first is None or score.standing > first.standing else first
        sketches = size_all(self.scenario, far, self.knowledge, Effort.QUICK, sketched=True)
        sized.update(zip((platform.id for platform in far), sketches, strict=True))
        return tuple(sized[platform.id] for platform in platforms)

    def too_rough(
        self, ranking: Ranking, topologies: Mapping[str, Topology], at_best: Callable[[Mapping[str, Topology]], Ranking]
    ) -> list[str]:
        """The sketched platforms that are to be estimated closely: what could be a choice, and who is compared with.

        Parameters:
            ranking: how they stand.
            topologies: what they come to.
            at_best: the ranking of some of them, each at the least bill that is proved.
        """
        sketched = {name: each for name, each in topologies.items() if each.sketched}
        if not sketched or not ranking.scores:
            return []
        first, best = ranking.scores[0], {score.platform: score for score in at_best(sketched).scores}
        near = [name for name, s in best.items() if s.standing >= first.standing or not self._far(name, s.total, first)]
        if near:
            return near
        standing = {s.platform: best.get(s.platform, s).standing for s in ranking.scores}
        groups = (
            sorted(group, key=lambda name: (-round(standing[name], 12), name)) for group in self._compared(ranking)
        )
        return [group[0] for group in groups if group and group[0] in sketched]

    def _compared(self, ranking: Ranking) -> Iterator[list[str]]:
        """Those of which the best is the runner-up, and those of which the best is the simplest."""
        first, *others = (score.platform for score in ranking.scores)
        beside = counterparts_of(ranking, self.scenario, self.knowledge, self.day).all
        parted = self.not_for_this(ranking)
        rivals = [name for name in others if name not in beside and self._service(name) != self._service(first)]
        chosen = [name for name in rivals if name not in parted]
        yield chosen or rivals
        ways = {score.platform: self._simplicity(score.platform) for score in ranking.scores}
        simplest = [name for name, way in ways.items() if way == min(ways.values())]
        yield [name for name in simplest if name not in parted] or simplest

    def _service(self, platform: str) -> str:
        return self.knowledge.platforms[platform].terms(self.day).mode_of or platform

    def _simplicity(self, platform: str) -> tuple[bool, int]:
        return simplicity(self.form(platform), self.strengths, self.knowledge)

    def _far(self, platform: str, total: float, first: Score) -> bool:
        """Whether a platform with such a score at most is no choice beside this first one."""
        limits, points = self.knowledge.criteria.forms, dict(self.strengths)
        form, firsts = self.form(platform), self.form(first.platform)
        if firsts is None or platform == first.platform:
            return False
        if total <= first.total - limits.parted_by_score:
            return True
        return form is not None and points[form] <= points[firsts] - limits.parted_from
