"""How much of what is in use carries over to a platform: definitions, packaging, knowledge, surroundings.

Ids do not count, but what is claimed: two platforms that take the same formats, are run by the same kind of people and
know the same packages are near, whoever makes them. The parts and their weights stand in the references of
criteria.yaml (`kinship_*`), with the reasoning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from advisor.knowledge import Knowledge, Operator, Packaging, Platform, SkillNeeded

OF_ONE_SERVICE = 0.75
"""How much of the surroundings stays at another mode of the same service: machines, roles and add-ons are made anew,
balancers, storage, registry, logs and the interface are the same. Half of it is common to services of one vendor."""
_NEW_TO_RUN = 0.5
"""What knowledge is worth where the team has never run the control plane: using it is half of what there is to know."""


@dataclass(frozen=True)
class Estate:
    """What a platform takes, or what something in use brings along: the two sides of a comparison.

    `definitions` is None where nobody says.
    """

    id: str
    name: str
    definitions: frozenset[str] | None
    skill: SkillNeeded | None
    operated_by: Operator | None
    vendor: str | None = None
    """Who runs it for its users; None where they do so themselves or nobody says."""
    service: str = ""
    """The platform whose service it is: itself, or the one of which it is a mode; empty where it is no platform."""

    @property
    def packaging(self) -> frozenset[str]:
        """The forms of packages among the definitions."""
        return (self.definitions or frozenset()) & frozenset(Packaging)

    @property
    def formats(self) -> frozenset[str]:
        """The formats that describe services."""
        return (self.definitions or frozenset()) - frozenset(Packaging)

    @property
    def knowledge(self) -> frozenset[str]:
        """What people know who work with it: its formats, containers, and Kubernetes beside them."""
        knows = {SkillNeeded.DOCKER} if self.skill not in (None, SkillNeeded.NONE) else set()
        if self.skill is SkillNeeded.KUBERNETES:
            knows.add(SkillNeeded.KUBERNETES)
        return self.formats | frozenset(str(skill) for skill in knows)


@dataclass(frozen=True)
class Kinship:
    """The share of what is in use that carries over, between `low` and `high` where formats are not claimed.

    `of` names what is in use that is nearest; `kept` and `lost` are its formats and packages.
    """

    of: str
    low: float
    high: float
    kept: tuple[str, ...]
    lost: tuple[str, ...]
    same: bool = False


def kinship(existing: Iterable[str], platform: Platform, knowledge: Knowledge, day: dt.date) -> Kinship | None:
    """The kinship of a platform to the nearest of what is in use; None where nothing known is in use.

    Parameters:
        existing: what is in use, by ids of platforms and words of in_use.yaml; others are passed over.
        platform: the one to judge.
        knowledge: claims, words and weights.
        day: the day asked about.

    The share is the mean of four parts, weighted by `kinship_*` of criteria.yaml over those that what is in use has:
    of its formats, the share that the platform takes unchanged; of its packages all where one form is common to both,
    since a platform takes several and a team needs one; of what both sides' people know, the share that they have in
    common (Jaccard index), half of it where the team would have to run a control plane for the first time; of the
    surroundings, all at the same platform, three quarters at another mode of it, and half at the same vendor.

    >>> import datetime as dt
    >>> from advisor.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> near = kinship(["kubernetes-self-managed"], known.platforms["eks"], known, dt.date(2026, 8, 1))
    >>> near.low, near.kept
    (0.9, ('image', 'kubernetes'))
    """
    there = estate_of(platform, day)
    found = [_compared(here, there, knowledge) for here in estates_in_use(existing, knowledge, day)]
    return max(found, key=lambda near: (near.low + near.high, near.low), default=None)


def estates_in_use(existing: Iterable[str], knowledge: Knowledge, day: dt.date) -> Iterator[Estate]:
    """What each of the known words brings along."""
    for name in knowledge.named_in_use(existing):
        word = knowledge.in_use.get(name)
        if name in knowledge.platforms:
            yield estate_of(knowledge.platforms[name], day)
        elif word is not None and not word.beside:
            skill = SkillNeeded(word.skill) if word.skill else None
            operated_by = Operator(word.operated_by) if word.operated_by else None
            yield Estate(name, name, frozenset(word.definitions), skill, operated_by)


def estate_of(platform: Platform, day: dt.date) -> Estate:
    """What a platform takes on a day."""
    terms = platform.terms(day)
    vendor = platform.operator if terms.operated_by is Operator.VENDOR else None
    words = None if terms.definitions is None else frozenset(terms.definitions)
    service = terms.mode_of or platform.id
    return Estate(platform.id, platform.name, words, terms.skill_needed, terms.operated_by, vendor, service)


def _compared(here: Estate, there: Estate, knowledge: Knowledge) -> Kinship:
    if here.id == there.id:
        return Kinship(here.name, 1.0, 1.0, tuple(sorted(here.definitions or ())), (), same=True)
    if here.definitions is None:
        return Kinship(here.name, 0.0, 1.0, (), ())
    low = _share(here, there, knowledge)
    high = low
    if there.definitions is None:
        high = _share(here, _as_near_as_can_be(here, there), knowledge)
    taken = there.definitions or frozenset()
    return Kinship(
        here.name, low, high, tuple(sorted(here.definitions & taken)), tuple(sorted(here.definitions - taken))
    )


def _as_near_as_can_be(here: Estate, there: Estate) -> Estate:
    """The platform with the formats of what is in use."""
    return replace(there, definitions=here.definitions)


def _share(here: Estate, there: Estate, knowledge: Knowledge) -> float:
    parts = {
        "definitions": _carried(here.formats, there.formats),
        "packaging": float(bool(here.packaging & there.packaging)) if here.packaging else None,
        "knowledge": _in_common(here, there),
        "surroundings": _same_surroundings(here, there),
    }
    weights = {name: knowledge.reference(f"kinship_{name}") for name, part in parts.items() if part is not None}
    return round(sum(weights[name] * (parts[name] or 0.0) for name in weights) / sum(weights.values()), 6)


def _same_surroundings(here: Estate, there: Estate) -> float:
    """The share of what stands around that stays, where it is not the same platform."""
    if here.service and here.service == there.service:
        return OF_ONE_SERVICE
    return 0.5 if here.vendor is not None and here.vendor == there.vendor else 0.0


def _carried(ours: frozenset[str], theirs: frozenset[str]) -> float | None:
    """The share of ours that is among theirs; None where there is nothing of ours."""
    return len(ours & theirs) / len(ours) if ours else None


def _in_common(here: Estate, there: Estate) -> float | None:
    """The share of all that either side's people know that both know; None where nothing is known by what is in use."""
    if not here.knowledge:
        return None
    share = len(here.knowledge & there.knowledge) / len(here.knowledge | there.knowledge)
    first_to_run = there.operated_by is Operator.CUSTOMER and here.operated_by not in (None, Operator.CUSTOMER)
    return share * (_NEW_TO_RUN if first_to_run else 1.0)
