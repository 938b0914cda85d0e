"""What was asked for by name, and what is in use: where it stands, why, and whether to stay, to upgrade or to leave.

Everything is read from the answer; nothing is judged anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from advisor.forms import behind_best
from advisor.knowledge import Knowledge, Platform, SupportState
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.scoring import Part
from advisor.scoring.value_functions import figure_for
from advisor.versions_in_use import EndedComponent, VersionInUse, ended_components, versions_in_use

LEAST_GAP = 0.001
"""A lead in the score that is less is none."""


@dataclass(frozen=True)
class Gap:
    """A criterion by which a platform is behind the winner: `behind` is weight x (the winner's value less its own).

    `enough` is the figure with which it would be level with the winner, all else being equal; None where no figure is.
    """

    its: Part
    winners: Part
    behind: float
    enough: float | None

    @property
    def criterion(self) -> str:
        """The id of the criterion."""
        return self.its.criterion


@dataclass(frozen=True)
class Flip:
    """An answer that, given otherwise, would put the platform first."""

    field: str
    was: str | None
    becomes: str


@dataclass(frozen=True)
class PlatformStanding:
    """Where one platform stands. `ranked` or `out` is there, the other None.

    `behind` is the winner's score less its own, None where it is the winner or out; it may be below 0 where it is
    `set_back`: behind every choice within the budget, whatever its score. `gaps` are the largest first.
    """

    platform: Platform
    ranked: Ranked | None
    out: Eliminated | None
    behind: float | None
    gaps: tuple[Gap, ...]
    flips: tuple[Flip, ...]
    set_back: bool = False

    @property
    def is_first(self) -> bool:
        """Whether it is the winner."""
        return self.ranked is not None and self.ranked.rank == 1


class StayOrLeave(StrEnum):
    """What to do with a platform that is in use."""

    STAY = "stay"
    SWITCH_MODE = "switch_mode"
    """Stay with the service, in another mode of it that is first and well ahead."""
    LEAVE = "leave"
    NOTHING_FITS = "nothing_fits"
    """It does not meet everything, and nothing else does."""


@dataclass(frozen=True)
class PlatformInUse:
    """A platform that is in use, with the advice to stay or to leave and the points by which its form is behind."""

    standing: PlatformStanding
    advice: StayOrLeave
    form_behind: float | None
    """Points behind the form of the winner, 0 where it is as strong or stronger; None where it is out."""
    to_upgrade: tuple[VersionInUse, ...] = ()
    """Versions of it, or of what runs on it, that are to be left where one stays."""
    to_replace: tuple[EndedComponent, ...] = ()
    """Components that are named beside it and have ended, or will."""

    @property
    def has_news(self) -> bool:
        """Whether something of it is to be changed, wherever it stands."""
        return bool(self.to_upgrade or self.to_replace)


class VersionAdvice(StrEnum):
    """What to do with a version that is in use."""

    STAY = "stay"
    UPGRADE = "upgrade"
    LEAVE = "leave"


@dataclass(frozen=True)
class AdvisedVersion:
    """A version that is in use, with the advice; None where it is not known well enough."""

    version: VersionInUse
    advice: VersionAdvice | None


def advised_versions(recommendation: Recommendation) -> tuple[AdvisedVersion, ...]:
    """Every version that is in use with the advice to stay, to upgrade or to leave, in the order of the requirement.

    One leaves what is to be left as a platform. One upgrades what has left standard support, or will within the days
    that the knowledge base names.
    """
    left = {one.standing.platform.id for one in _platforms_in_use(recommendation) if one.advice is StayOrLeave.LEAVE}
    return tuple(AdvisedVersion(one, _advice(one, one.name in left)) for one in _versions(recommendation))


def _versions(recommendation: Recommendation) -> tuple[VersionInUse, ...]:
    """Every version in use, on the platforms in use and on the winner."""
    words, winner = recommendation.scenario.existing or (), recommendation.winner
    beside = () if winner is None else (winner.platform.id,)
    return versions_in_use(words, recommendation.knowledge, recommendation.as_of, beside)


def _advice(one: VersionInUse, to_be_left: bool) -> VersionAdvice | None:
    match one.state:
        case SupportState.UNKNOWN_VERSION | SupportState.NO_WINDOWS | SupportState.NOT_OUT_YET:
            return None
        case _ if to_be_left:
            return VersionAdvice.LEAVE
        case SupportState.ENDED | SupportState.EXTENDED:  # that nothing newer is known here does not end a product
            return VersionAdvice.UPGRADE
        case _:
            return VersionAdvice.UPGRADE if one.ends_soon and one.following else VersionAdvice.STAY


def components_ended(recommendation: Recommendation) -> tuple[EndedComponent, ...]:
    """What is in use and has ended, or will; then what often stands beside what is in use and has ended."""
    words = recommendation.scenario.existing or ()
    return ended_components(words, recommendation.knowledge, recommendation.as_of)


def standing_of_requested(recommendation: Recommendation) -> PlatformStanding | None:
    """Where the platform stands that was asked for by name; None where none was."""
    platform = recommendation.knowledge.platforms.get(recommendation.scenario.requested or "")
    return standing_of(platform, recommendation) if platform is not None else None


def what_is_in_use(recommendation: Recommendation) -> tuple[PlatformInUse, ...]:
    """Every platform that is in use with the advice to stay or to leave, in the order of the requirement.

    One stays where it is first; or where its form is that of the winner or nearly as strong, and its score too, by the
    limits of the knowledge base. Words that are no platform are left out.
    """
    return tuple(_with_news(one, recommendation) for one in _platforms_in_use(recommendation))


def _with_news(one: PlatformInUse, recommendation: Recommendation) -> PlatformInUse:
    """The platform with the versions and components that are to be left where one stays with it."""
    if one.advice not in (StayOrLeave.STAY, StayOrLeave.SWITCH_MODE):
        return one
    name = one.standing.platform.id
    late = tuple(
        version
        for version in _versions(recommendation)
        if name in (version.name, version.ends_on) and _advice(version, to_be_left=False) is VersionAdvice.UPGRADE
    )
    ended = (each for each in components_ended(recommendation) if not each.beside and name in each.ended.stands_in)
    return replace(one, to_upgrade=late, to_replace=tuple(ended))


def _platforms_in_use(recommendation: Recommendation) -> tuple[PlatformInUse, ...]:
    knowledge = recommendation.knowledge
    names = knowledge.named_in_use(recommendation.scenario.existing or ())
    platforms = (knowledge.platforms[name] for name in names if name in knowledge.platforms)
    return tuple(_in_use(standing_of(platform, recommendation), recommendation) for platform in platforms)


def standing_of(platform: Platform, recommendation: Recommendation) -> PlatformStanding:
    """Where a platform stands."""
    ranked = next((entry for entry in recommendation.ranking if entry.platform.id == platform.id), None)
    out = next((entry for entry in recommendation.eliminated if entry.platform.id == platform.id), None)
    winner = recommendation.winner
    behind, gaps, set_back = None, tuple[Gap, ...](), False
    if ranked is not None and winner is not None and ranked.rank > 1:
        behind = winner.score.total - ranked.score.total
        set_back = ranked.score.set_back and not winner.score.set_back
        gaps = _gaps(ranked, winner, recommendation.knowledge)
    if set_back:  # no figure makes up for the budget
        gaps = tuple(replace(gap, enough=None) for gap in gaps)
    return PlatformStanding(platform, ranked, out, behind, gaps, tuple(_flips(platform, recommendation)), set_back)


def _gaps(entry: Ranked, winner: Ranked, knowledge: Knowledge) -> tuple[Gap, ...]:
    behind = winner.score.total - entry.score.total
    theirs = {part.criterion: part for part in winner.score.parts}
    found = []
    for part in entry.score.parts:
        gap = part.weight * (theirs[part.criterion].value - part.value)
        if gap >= LEAST_GAP:
            found.append(Gap(part, theirs[part.criterion], gap, _enough(part, behind, knowledge)))
    return tuple(sorted(found, key=lambda gap: (-gap.behind, gap.criterion)))


def _enough(part: Part, behind: float, knowledge: Knowledge) -> float | None:
    """The figure with which the part alone makes up for the score that is missing."""
    criterion = next(each for each in knowledge.criteria.criteria if each.id == part.criterion)
    if not isinstance(part.raw, int | float):
        return None
    return figure_for(criterion, part.value + behind / part.weight)


def _flips(platform: Platform, recommendation: Recommendation) -> Iterator[Flip]:
    for change in recommendation.changes:
        if change.winner == platform.id:
            yield Flip(change.field, change.was, change.becomes)
    for unknown in recommendation.unknowns:
        yield from (Flip(unknown.field, None, answer) for answer, first in unknown.leads_to if first == platform.id)


def _in_use(standing: PlatformStanding, recommendation: Recommendation) -> PlatformInUse:
    entry, winner = standing.ranked, recommendation.winner
    if winner is None:
        return PlatformInUse(standing, StayOrLeave.NOTHING_FITS, None)
    if entry is None:
        return PlatformInUse(standing, StayOrLeave.LEAVE, None)
    form_behind = 0.0
    if entry.form is not None and winner.form is not None:
        strengths = recommendation.verdict.forms.strengths
        form_behind = max(0.0, behind_best(strengths, entry.form) - behind_best(strengths, winner.form))
    limits = recommendation.knowledge.criteria.staying
    near = form_behind <= limits.form_within and (standing.behind or 0.0) < limits.score_within
    if standing.is_first or (near and not standing.set_back):
        return PlatformInUse(standing, StayOrLeave.STAY, form_behind)
    advice = StayOrLeave.SWITCH_MODE if entry.service == winner.service else StayOrLeave.LEAVE
    return PlatformInUse(standing, advice, form_behind)
