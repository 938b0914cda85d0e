"""The advisor's answers held against published decisions: first place, verdict on the need, what was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from advisor.knowledge import Knowledge
from advisor.need import Need
from advisor.precedents import Certainty, Precedent, When
from advisor.recommend import Ranked, Recommendation, recommend
from advisor.sensitivity.certainty import Ahead

TOP = 3
"""Places of the ranking in which no wrong platform may stand."""
WEIGHT_OF_LOW_CONFIDENCE = 0.5


ToldBy = Callable[[Recommendation], Iterable[tuple[str, str]]]
"""The texts of a report that may tell a fact, each with what it is (a warning, an elimination, a caution)."""


@dataclass(frozen=True)
class ToldFact:
    """A fact that was owed, and what told it (a warning, an elimination, a caution); None when nothing did."""

    fact: str
    by: str | None


@dataclass(frozen=True)
class Comparison:
    """One answer of the advisor beside the expected one; `top` are its first places, best first.

    A label that names a service is for all its modes, unless it names the mode itself, and modes of one service take
    one place: a decision for the service was none between modes that came later, or were seen as one.
    """

    precedent: Precedent
    when: When
    as_of: dt.date
    top: tuple[str, ...]
    """Of each service the best placed platform."""
    need: Need
    told: tuple[ToldFact, ...]
    ahead: Ahead | None = None
    """How far ahead the first place is; None where nothing fits."""
    modes: Mapping[str, str] = field(default_factory=dict)
    """The modes in `top`, each with the platform of which it is one."""

    @property
    def source(self) -> str:
        """Who published the decision."""
        return self.precedent.source.publisher

    @property
    def second_right(self) -> bool:
        """Whether an acceptable platform is second."""
        return len(self.top) > 1 and self.label_for(self.top[1]) in self.precedent.answer(self.when).acceptable

    @property
    def first(self) -> str | None:
        """The platform in first place; None when none fits."""
        return self.top[0] if self.top else None

    @property
    def right(self) -> bool:
        """Whether an acceptable platform is first."""
        return self.first is not None and self.label_for(self.first) in self.precedent.answer(self.when).acceptable

    @property
    def wrong(self) -> tuple[str, ...]:
        """The platforms among the first places that must not be there."""
        wrong = self.precedent.answer(self.when).wrong
        return tuple(platform for platform in self.top if self.label_for(platform) in wrong)

    def label_for(self, platform: str) -> str:
        """The label by which a platform is judged: its own where the precedent names it, else that of its service."""
        named = platform in self.precedent.answer(self.when).judged
        return platform if named else self.modes.get(platform, platform)

    @property
    def need_right(self) -> bool:
        """Whether the verdict on the need is the expected one; where either is expected, every verdict is."""
        return self.precedent.expected.needs_orchestrator in (Need.EITHER, self.need)

    @property
    def weight(self) -> float:
        """What the comparison counts among others: half where the expected answer is itself unsure."""
        return WEIGHT_OF_LOW_CONFIDENCE if self.precedent.certainty(self.when) is Certainty.LOW else 1.0


@dataclass(frozen=True)
class Tally:
    """How many comparisons there are, and how many of them are right; weighed or not."""

    cases: float
    right: float
    need_right: float

    @property
    def right_share(self) -> float | None:
        """The share with an acceptable platform in first place; None without any comparison."""
        return self.right / self.cases if self.cases else None

    @property
    def need_share(self) -> float | None:
        """The share with the expected verdict on the need; None without any comparison."""
        return self.need_right / self.cases if self.cases else None


@dataclass(frozen=True)
class Totals:
    """Comparisons added up: each counting one, and those of low confidence counting half."""

    plain: Tally
    weighed: Tally
    with_wrong: int
    facts_owed: int
    facts_told: int


def compare_all(
    precedents: Iterable[Precedent], knowledge: Knowledge, when: When, told_by: ToldBy, *, how_sure: bool = True
) -> Iterator[Comparison]:
    """The comparisons one by one, each with a recommendation made for it: about a second a precedent."""
    for precedent in precedents:
        yield compare(precedent, recommend(precedent.asked(when), knowledge, how_sure=how_sure), when, told_by)


def compare(precedent: Precedent, recommendation: Recommendation, when: When, told_by: ToldBy) -> Comparison:
    """A recommendation for the precedent's scenario beside what was expected of it; `told_by` gives its words."""
    texts = tuple(told_by(recommendation))
    told = (
        ToldFact(owed.fact, next((by for by, text in texts if owed.told_in(text)), None))
        for owed in precedent.answer(when).must_warn
    )
    first_of_service: dict[str, Ranked] = {}
    for ranked in recommendation.choices:
        first_of_service.setdefault(ranked.service, ranked)
    top = tuple(first_of_service.values())[:TOP]
    return Comparison(
        precedent=precedent,
        when=when,
        as_of=recommendation.as_of,
        top=tuple(ranked.platform.id for ranked in top),
        need=recommendation.verdict.need,
        told=tuple(told),
        ahead=recommendation.confidence.ahead if recommendation.confidence else None,
        modes={ranked.platform.id: ranked.mode_of for ranked in top if ranked.mode_of is not None},
    )


def add_up(comparisons: Iterable[Comparison]) -> Totals:
    """The totals of comparisons."""
    every = tuple(comparisons)
    return Totals(
        plain=_tally((1.0, one) for one in every),
        weighed=_tally((one.weight, one) for one in every),
        with_wrong=sum(bool(one.wrong) for one in every),
        facts_owed=sum(len(one.told) for one in every),
        facts_told=sum(told.by is not None for one in every for told in one.told),
    )


def _tally(weighed: Iterable[tuple[float, Comparison]]) -> Tally:
    every = tuple(weighed)
    return Tally(
        cases=sum(weight for weight, _ in every),
        right=sum(weight for weight, one in every if one.right),
        need_right=sum(weight for weight, one in every if one.need_right),
    )
