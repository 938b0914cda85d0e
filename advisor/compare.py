"""A few platforms side by side for one requirement, and the answers to two requirements beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.errors import KeyPath, ScenarioError
from advisor.explain import PlatformExplained, explained_by
from advisor.knowledge import Knowledge, Platform, load_knowledge
from advisor.need import Need
from advisor.quick_answer import QuickFirst, quick_first
from advisor.recommend import Recommendation, recommend
from advisor.scenario import Scenario, load_scenario
from advisor.scoring import Score
from advisor.what_if import Answered, WhatIf, beside

FEWEST, MOST = 2, 6
"""Platforms that can be compared: more do not fit beside each other on a page."""
MOST_SEPARATE = 10
"""Differing parts of two requirements that are tried one by one."""
LEFT_ALONE = ("name", "summary")
"""Keys that say nothing about what is asked."""
NAMED = ("services", "tenants")
"""Lists whose entries have names."""
TOGETHER = (*NAMED, "priorities", "load")
"""Sections whose entries are given otherwise together."""


@dataclass(frozen=True)
class Lead:
    """A criterion by which two platforms differ; `ahead` is what one gains over the other, below 0 what it lacks."""

    criterion: str
    ahead: float


@dataclass(frozen=True)
class PlatformsCompared:
    """A few platforms side by side, in the order asked for, with the answer that they come from."""

    recommendation: Recommendation
    platforms: tuple[PlatformExplained, ...]

    @property
    def best(self) -> PlatformExplained | None:
        """The best placed of them; None where all are out."""
        placed = [one for one in self.platforms if one.standing.ranked is not None]
        return min(placed, key=lambda one: one.standing.ranked.rank if one.standing.ranked else 0, default=None)

    def leads(self, over: PlatformExplained) -> tuple[Lead, ...]:
        """What the best placed gains over another by each criterion, the largest difference first."""
        best = self.best
        if best is None or best.score is None or over.score is None:
            return ()
        return leads_of(best.score, over.score)


def leads_of(one: Score, other: Score) -> tuple[Lead, ...]:
    """What one platform gains over another by each criterion, the largest difference first."""
    theirs = {part.criterion: part for part in other.parts}
    leads = [Lead(part.criterion, part.weight * (part.value - theirs[part.criterion].value)) for part in one.parts]
    return tuple(sorted(leads, key=lambda lead: (-abs(lead.ahead), lead.criterion)))


def compare_platforms(
    scenario: Scenario, platforms: Sequence[Platform], knowledge: Knowledge | None = None
) -> PlatformsCompared:
    """A few platforms side by side in the answer to a scenario.

    Parameters:
        scenario: what is asked.
        platforms: two to six of them, each once; those that are out are shown with their reasons.
        knowledge: what to answer by; the knowledge base that comes with the advisor without it.

    Raises ValueError for fewer, more, or one twice; ScenarioError and SolverError as recommend does.

    >>> from advisor import example_scenarios, load_knowledge, load_scenario
    >>> knowledge = load_knowledge()
    >>> club = load_scenario(example_scenarios()["single-vm"])
    >>> pair = [knowledge.platforms[name] for name in ("nomad", "docker-compose-single-vm")]
    >>> compare_platforms(club, pair, knowledge).best.platform.id
    'docker-compose-single-vm'
    """
    ids = tuple(platform.id for platform in platforms)
    if not FEWEST <= len(ids) <= MOST or len(set(ids)) < len(ids):
        raise ValueError(f"{len(ids)} platforms are given; compare {FEWEST} to {MOST}, each once")
    answer = recommend(scenario, knowledge or load_knowledge(), search_too=ids, resize=True)
    return PlatformsCompared(answer, tuple(explained_by(answer, name) for name in ids))


@dataclass(frozen=True)
class Alone:
    """A part in which two requirements differ, and what it does to the first one alone, by quick estimates.

    `need` and `first` are the verdict and the platform in first place when only this part is as in the second
    requirement; `without_need` and `without_first` when everything else is. `refused` where that makes no requirement.
    """

    part: str
    need: Need | None
    first: str | None
    without_need: Need | None
    without_first: str | None
    refused: bool = False


@dataclass(frozen=True)
class AnswersCompared:
    """Two requirements, how they differ, what differs in their answers, and which differences do it.

    `parts` is empty where they differ in one part or none, or in too many to be tried one by one.
    """

    what_if: WhatIf
    quick: tuple[QuickFirst, QuickFirst]
    parts: tuple[Alone, ...]
    part_count: int
    """Parts in which they differ, tried or not."""

    @property
    def before(self) -> Recommendation:
        """The answer to the first requirement."""
        assert self.what_if.before is not None
        return self.what_if.before

    @property
    def after(self) -> Recommendation:
        """The answer to the second requirement."""
        assert self.what_if.after is not None
        return self.what_if.after

    @property
    def enough_alone(self) -> tuple[Alone, ...]:
        """The parts each of which alone brings the first place of the second requirement."""
        was, becomes = (one.first for one in self.quick)
        return tuple(part for part in self.parts if was != becomes and part.first == becomes and not part.refused)

    @property
    def needed(self) -> tuple[Alone, ...]:
        """The parts without each of which the first place of the second requirement is not there."""
        was, becomes = (one.first for one in self.quick)
        return tuple(part for part in self.parts if becomes not in (was, part.without_first) and not part.refused)


def differing_answers(was: Scenario, becomes: Scenario) -> tuple[Answered, ...]:
    """Every answer in which two requirements differ; services and tenants by their names.

    >>> from advisor import load_scenario
    >>> one, other = (load_scenario({"name": "shop", "team": {"ops": ops}}) for ops in (1, 2))
    >>> [(each.key, each.was, each.becomes) for each in differing_answers(one, other)]
    [('team.ops', 1, 2)]
    """
    found = _differences(was.as_read(), becomes.as_read())
    return tuple(Answered(_dotted(path), before, after) for path, before, after in found)


def compare_answers(first: Scenario, second: Scenario, knowledge: Knowledge | None = None) -> AnswersCompared:
    """What differs between the answers to two requirements, and why.

    Parameters:
        first: a requirement.
        second: another one.
        knowledge: what to answer by; the knowledge base that comes with the advisor without it.

    Raises ScenarioError and SolverError as recommend does.

    >>> from advisor import load_scenario
    >>> asked = {"name": "shop", "hosting": {"model": "cloud", "cloud": "aws"}}
    >>> few, many = (load_scenario({**asked, "scale": {"services": services}}) for services in (3, 5))
    >>> [one.key for one in compare_answers(few, many).what_if.answers]
    ['scale.services']
    """
    knowledge = knowledge or load_knowledge()
    differences = tuple(_differences(first.as_read(), second.as_read()))
    answers = tuple(Answered(_dotted(path), was, becomes) for path, was, becomes in differences)
    parts = _parts([path for path, _, _ in differences])
    quick = quick_first(first, knowledge), quick_first(second, knowledge)
    tried = _alone(first, second, parts, knowledge) if 1 < len(parts) <= MOST_SEPARATE else ()
    return AnswersCompared(beside(answers, first, second, knowledge), quick, tuple(tried), len(parts))


def _differences(was: Any, becomes: Any, before: KeyPath = ()) -> Iterator[tuple[KeyPath, Any, Any]]:
    """The path of every different answer, services and tenants by their names; one on one side only is named whole."""
    was, becomes = _by_name(was), _by_name(becomes)
    sides = [side for side in (was, becomes) if isinstance(side, dict)]
    one_of_list = len(before) > 1 and before[0] in NAMED
    if sides and not (one_of_list and len(sides) == 1):
        for key in dict.fromkeys(key for side in sides for key in side):
            if before or key not in LEFT_ALONE:
                lower = [side.get(key) if isinstance(side, dict) else None for side in (was, becomes)]
                yield from _differences(lower[0], lower[1], (*before, key))
    elif was != becomes:
        yield before, was, becomes


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))


def _by_name(value: Any) -> Any:
    """A list of named entries as a mapping from the name of each; any other value as it is."""
    if isinstance(value, list) and value and all(isinstance(entry, dict) and "name" in entry for entry in value):
        return {entry["name"]: {key: each for key, each in entry.items() if key != "name"} for entry in value}
    return value


def _parts(paths: Sequence[KeyPath]) -> tuple[KeyPath, ...]:
    """What is given otherwise together: single answers, or whole sections where those would be too many."""
    parts = tuple(dict.fromkeys(map(_part, paths)))
    return parts if len(parts) <= MOST_SEPARATE else tuple(dict.fromkeys(path[:1] for path in paths))


def _part(path: KeyPath) -> KeyPath:
    """What is given otherwise together: a whole list of services, else the single answer."""
    return path[:1] if path[0] in TOGETHER else path[:2]


def _alone(first: Scenario, second: Scenario, parts: Iterable[KeyPath], knowledge: Knowledge) -> Iterator[Alone]:
    for part in parts:
        try:
            one = quick_first(_with(first, second, part), knowledge)
            other = quick_first(_with(second, first, part), knowledge)
        except ScenarioError:  # two answers that cannot stand without each other
            yield Alone(_dotted(part), None, None, None, None, refused=True)
            continue
        yield Alone(_dotted(part), one.verdict.need, one.first, other.verdict.need, other.first)


def _with(one: Scenario, other: Scenario, part: KeyPath) -> Scenario:
    """One requirement with a part of the other in its place. Raises ScenarioError where that makes none."""
    answers, theirs = one.as_read(), other.as_read()
    *way, last = map(str, part)
    here, there = answers, theirs
    for key in way:
        here = here.setdefault(key, {})
        there = there.get(key, {})
    if last in there:
        here[last] = there[last]
    else:
        here.pop(last, None)
    return load_scenario(answers)
