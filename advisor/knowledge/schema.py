"""What the files of the knowledge base say: terms, sources, dated claims, rules with cases, questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from advisor.errors import InvalidValueError
from advisor.values import MOST_MEBIBYTES, RULE_ID_PATTERN, TAG_PATTERN, Day, Frozen

Id = Annotated[str, Field(pattern=TAG_PATTERN, max_length=80)]


RuleId = Annotated[str, Field(pattern=RULE_ID_PATTERN)]


Words = Annotated[str, Field(min_length=1, max_length=1000)]


SINCE_START = dt.date.min
"""The day of a claim that has held for as long as the platform was on offer (`start` in YAML)."""


class TermKind(StrEnum):
    """What the value of a claim on this term is."""

    LEVEL = "level"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    WORDS = "words"
    DATE = "date"
    TABLE = "table"


class Term(Frozen):
    """A capability (a level from 0 none to 3 native and complete) or a figure that platforms have."""

    about: Words
    kind: TermKind
    unit: str = "none"
    theme: str = "other"
    choices: tuple[str, ...] = ()
    shape: str | None = None
    asked_as: tuple[str, ...] = ()
    """Tags of `must_have` and `compliance` that ask for this capability, besides its own id."""
    derived: bool = False
    """Computed from other claims on the day asked for; never claimed."""
    otherwise: str | None = None
    """The term whose claims hold for a platform that claims nothing of this one: the special case and the general."""
    optional: bool = False
    """Whether a platform that says nothing of it has nothing of the kind, so that nothing is unknown."""

    @property
    def needs_no_claim(self) -> bool:
        """Whether a platform that says nothing of it leaves nothing unsaid."""
        return self.derived or self.optional or self.otherwise is not None


class Source(Frozen):
    """Who says so. `published` is the day printed on it, `seen` the day it was read."""

    title: Words
    publisher: Words
    url: Words
    seen: Day
    published: Day | None = None
    licence: str | None = None

    @property
    def day(self) -> dt.date:
        """The day to judge its age by: when it was published, else when it was read."""
        return self.published or self.seen


class Claim(Frozen):
    """One statement about one platform: its value, who says so, and why it has that level."""

    value: Any
    source: Id
    why: Words | None = None
    note: Words | None = None
    began_after: Day | None = None
    """Known since the day of the line, and begun some time after this day; in between nobody knows what held."""


Lines = Annotated[dict[str, Claim], Field(min_length=1)]


class PlatformText(Frozen):
    """A platform file as written: claims by term, then by the day from which they hold (or `start`).

    The lines of a term under `on_own_hardware` hold instead of those of `claims` where it runs on own servers alone,
    and those under `on_plain_machines` in clouds of which it claims no `runs_on_CLOUD`: these rent out machines and
    little else.
    Every other term stands with the reason under `not_claimed`, where nobody says, or `does_not_apply`, where it has no
    meaning for the platform.
    """

    id: Id
    name: Words
    operator: Words
    about: Words
    claims: dict[Id, Lines]
    on_own_hardware: dict[Id, Lines] = {}
    on_plain_machines: dict[Id, Lines] = {}
    not_claimed: dict[Id, Words] = {}
    does_not_apply: dict[Id, Words] = {}


class PlatformChanges(Frozen):
    """What an overlay says of a platform that is there: the terms named get these lines instead of those they had."""

    id: Id
    name: Words | None = None
    operator: Words | None = None
    about: Words | None = None
    claims: dict[Id, Lines] = {}
    on_own_hardware: dict[Id, Lines] = {}
    on_plain_machines: dict[Id, Lines] = {}
    not_claimed: dict[Id, Words] = {}
    does_not_apply: dict[Id, Words] = {}


class Assumed(Frozen):
    """A value taken where the scenario does not say: knowledge/assumptions.yaml."""

    value: int | float | str | bool
    about: Words
    why: Words
    source: Id


class TaskPer(StrEnum):
    """What a task of operation is counted for."""

    ONCE = "once"
    CLUSTER = "cluster"
    MACHINE = "machine"
    SERVICE = "service"


class _LowBaseHigh(Frozen):
    """Three figures, the smallest first."""

    low: float
    base: float
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.base <= self.high:
            raise ValueError("low, base and high are not in this order; write the smallest first")
        return self


class Hours(_LowBaseHigh):
    """Hours of a usual week: the least, the most likely, and the most that is plausible."""

    low: float = Field(ge=0, le=168)
    base: float = Field(ge=0, le=168)
    high: float = Field(ge=0, le=168)

    @model_validator(mode="before")
    @classmethod
    def _one_figure(cls, written: Any) -> Any:
        """One figure stands for all three."""
        is_number = isinstance(written, int | float) and not isinstance(written, bool)
        return {"low": written, "base": written, "high": written} if is_number else written


class OperatingTask(Frozen):
    """A task of running containers in production: knowledge/operating_tasks.yaml.

    `hours_per_week` are for each of what it is counted `per`; `setup_days` are spent once before the start.
    `needs_skill`: who lacks the skill that a platform asks for takes longer.
    """

    about: Words
    hours_per_week: Hours
    per: TaskPer
    setup_days: Annotated[float, Field(ge=0, le=250)]
    needs_skill: bool
    why: Words
    source: Id


class SizeRange(_LowBaseHigh):
    """What a small, a usual and a large one asks for."""

    low: int = Field(gt=0, le=MOST_MEBIBYTES)
    base: int = Field(gt=0, le=MOST_MEBIBYTES)
    high: int = Field(gt=0, le=MOST_MEBIBYTES)


class Preset(Frozen):
    """The size of one replica of a kind of software where none is given: knowledge/presets.yaml."""

    about: Words
    cpu_millicores: SizeRange
    memory_mib: SizeRange
    why: Words
    source: Id
    kinds: tuple[str, ...] = ()
    """Kinds of work (`services.kind`) that it is for."""
    names: tuple[str, ...] = ()
    """Names of software that it is for, as they stand in the names of images and services."""


class EndOfLife(Frozen):
    """The end of a component: from which day nobody mends it, since when that was known, and what follows it."""

    name: Words
    day: Day
    known_from: Day
    means: Words
    """What it means for whoever runs it, as a sentence."""
    instead: Words
    """What follows it, as a sentence."""
    source: Id
    stands_in: tuple[Id, ...] = ()
    """Platforms and words beside which it often stands, so that whoever has them should look for it."""
    told_by_version: bool = False
    """Whether the version of such a neighbour says whether it stands there, so that nobody has to look."""

    @model_validator(mode="after")
    def _known_before(self) -> Self:
        if self.known_from > self.day:
            message = f"was known from {self.known_from}, after the end on {self.day}"
            raise InvalidValueError(message, "correct one of the two days")
        return self


class InUse(Frozen):
    """What a word that people write under `existing` brings along: knowledge/in_use.yaml."""

    why: Words
    source: Id
    same_as: Id | None = None
    """The platform that it is another name of; all else is then claimed of the platform."""
    definitions: tuple[Id, ...] = ()
    """Formats in which the services stand, and in which they are packed: words of the term `definitions`."""
    skill: Id | None = None
    """What the team knows by it: a choice of the term `skill_needed`."""
    operated_by: Id | None = None
    """Who runs it: a choice of the term `operated_by`; absent where the word does not tell."""
    hypervisor: bool = False
    """Own servers below it are hosts, on which several virtual machines stand."""
    beside: bool = False
    """It is a product that stands beside whatever runs the services, and runs none; `why` says what it is."""
    ended: EndOfLife | None = None
    """Its end, where it is a component that nobody mends any more."""
    spelled: tuple[str, ...] = ()
    """Other words for the same; case, blanks, `-` and `_` make no difference."""

    @model_validator(mode="after")
    def _says_it_once(self) -> Self:
        if self.beside and (self.same_as is not None or self.definitions or self.skill or self.operated_by):
            raise ValueError("beside stands beside what only a platform brings along; keep one of the two")
        if self.beside:
            return self
        if self.same_as is not None and (self.definitions or self.skill or self.operated_by):
            raise ValueError("same_as stands beside what its platform claims; keep one of the two")
        if self.same_as is None and not self.definitions:
            raise ValueError("brings nothing along; write its definitions, same_as with a platform, or beside: true")
        return self


class Law(StrEnum):
    """Whose law can make a provider hand over what it keeps."""

    US = "us"
    EU = "eu"


class Provider(Frozen):
    """Who runs clouds or services for others, and whose law can reach it: knowledge/operators.yaml.

    `called` are the names that platform files have for it as their operator; `clouds` are those of `hosting.cloud` that
    are its own, and `eu_regions` the regions of their price tables in the European Union. `zones` are the zones of a
    region by their own names. `near_locations` are groups of its locations without zones that share one private
    network, so that they may serve as zones of each other. `sells_no` is what large clouds sell and it does not.
    """

    name: Words
    called: tuple[Words, ...]
    clouds: tuple[Id, ...] = ()
    law: Law
    eu_regions: tuple[str, ...] = ()
    zones: dict[str, tuple[str, ...]] = {}
    sells_no: tuple[Literal["registry", "nat_gateway"], ...] = ()
    near_locations: tuple[tuple[str, ...], ...] = ()
    source: Id
    why: Words

    def locations_beside(self, region: str) -> tuple[str, ...]:
        """A location, and those after it that share its private network; itself alone where there are none."""
        near = next((group for group in self.near_locations if region in group), ())
        return (region, *(each for each in near if each != region))


class Framework(Frozen):
    """A word of `compliance` that asks for no capability by itself: knowledge/frameworks.yaml."""

    about: Words
    spelled: tuple[str, ...] = ()
    """Other words for the same; case, blanks, `-` and `_` make no difference."""


@dataclass(frozen=True)
class DatedClaim:
    """A claim with the term it speaks of and the day from which it holds."""

    term: str
    since: dt.date
    value: Any
    source: str
    why: str | None
    note: str | None
    overlay_file: str = ""
    """The file of the overlay that claims it; empty for the knowledge base itself."""
    began_after: dt.date | None = None
    """The last day on which what was before is known to have held, where `since` is the day of first sight."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Who says so: the source of the claim, and those that rows of a table name for themselves."""
        rows = getattr(self.value, "rows", ())
        return (self.source, *(own for row in rows if (own := getattr(row, "source", ""))))


def in_force(lines: Sequence[DatedClaim], on: dt.date) -> DatedClaim | None:
    """The line that holds on a day, of lines in the order of their days; None where nobody knows.

    That is the newest of that day or before, unless what follows it had begun by then, perhaps.

    >>> day = dt.date
    >>> lines = (DatedClaim("gpu", SINCE_START, 2, "a", "so", None),
    ...          DatedClaim("gpu", day(2024, 6, 1), 3, "b", "so", None, began_after=day(2023, 1, 1)))
    >>> found = [in_force(lines, day(year, 1, 1)) for year in (2023, 2024, 2025)]
    >>> [line and line.value for line in found]
    [2, None, 3]
    """
    later: DatedClaim | None = None
    for line in reversed(lines):
        if line.since <= on:
            unsure = later is not None and later.began_after is not None and later.began_after < on
            return None if unsure else line
        later = line
    return None


class Effect(Frozen):
    """What a rule does; exactly one of the three."""

    require: dict[Id, int | float | str] | None = None
    """Level (0-3) of a capability, or the least value of a figure: a number, or an expression over the scenario."""
    require_each: str | None = None
    """A list field whose tags name capabilities; each is required at level 2."""
    weigh: dict[Id, float] | None = None
    """Weight added to a capability or to an answer of the need verdict, or the factor on a criterion's weight."""
    note: Words | None = None
    """A caution or a hint, in words."""


class RuleText(Frozen):
    """A rule as written in YAML."""

    id: RuleId
    title: Words
    why: Words
    source: Id
    when: Annotated[str, Field(min_length=1, max_length=2000)] | bool
    then: Effect
    since: Day | None = None
    """The day from which the rule holds, where it rests on something that happened; before it, it is passed over."""
    until: Day | None = None
    """The last day on which it holds, where something that happened has ended it."""

    @model_validator(mode="after")
    def _holds_some_day(self) -> Self:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise InvalidValueError(f"holds until {self.until}, before {self.since}", "correct one of the two days")
        return self


class CaseText(Frozen):
    """A scenario in which a rule must fire, or must not."""

    rule: RuleId
    name: Words
    scenario: dict[str, Any]
    fires: bool


class Overlay(Frozen):
    """overlay.yaml: whose folder this is. The file makes a folder an overlay."""

    name: Words
    about: Words | None = None


class Choice(Frozen):
    """One answer that a question offers."""

    value: str | int | bool
    label: Words


class QuestionKind(StrEnum):
    """How a question is asked."""

    ONE = "one"
    MANY = "many"
    NUMBER = "number"
    TEXT = "text"


class Question(Frozen):
    """One question of the questionnaire; `field` is the dotted scenario field it fills, `name` what it is about."""

    field: str
    theme: str
    kind: QuestionKind
    name: Words
    text: Words
    help: Words
    choices: tuple[Choice, ...] = ()
    lowest: float | None = None
    highest: float | None = None
