"""What knowledge/criteria.yaml says: what platforms are scored by, how strong a form is, and how sure is what."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from advisor.knowledge.schema import Id, Words
from advisor.values import Frozen


class Anchor(Frozen):
    """One point of a value function: the utility of a raw figure (0 worst plausible, 1 best plausible)."""

    raw: float
    utility: Annotated[float, Field(ge=0, le=1)]


class ScaleKind(StrEnum):
    """How a raw figure becomes a value between 0 and 1."""

    LINEAR = "linear"
    LOGARITHMIC = "logarithmic"
    TABLE = "table"


class Criterion(Frozen):
    """One thing that platforms are scored by, with its global scale and default weight.

    `measure` names the function of scoring.py that yields the raw figure. `utility` serves TABLE scales, whose raw
    figure is a word.
    """

    id: Id
    name: Words
    about: Words
    measure: Id
    unit: str
    weight: Annotated[float, Field(ge=0, le=100)]
    reason: Words
    source: Id
    scale: ScaleKind
    anchors: tuple[Anchor, ...] = ()
    utility: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    capabilities: tuple[Id, ...] = ()
    """Capabilities, and themes of them, that this criterion judges alone; what no criterion names is judged as fit."""


class Weight(Frozen):
    """The weight that an overlay gives a criterion, with its reason and who says so."""

    weight: Annotated[float, Field(ge=0, le=100)]
    reason: Words
    source: Id


class Thresholds(Frozen):
    """Points at which question 1 is answered."""

    no_up_to: float
    """Points for an orchestrator up to which none is needed, whatever the strongest form."""
    either_within: Annotated[float, Field(ge=0)]
    """Points between an orchestrator and the strongest form without, below which either will do."""
    about: Words
    source: Id


class Axis(StrEnum):
    """The borders between the forms, on which rules give points for one side (or, below 0, against it)."""

    ORCHESTRATOR = "need_orchestrator"
    MANAGED = "need_managed"
    MACHINES = "need_machines"
    SEVERAL = "need_several"
    OWN = "need_own"


class Form(StrEnum):
    """The forms in which containers are run, by who schedules them and on what."""

    ONE_BOX = "one_box"
    SEVERAL_BOXES = "several_boxes"
    HIDDEN = "hidden_scheduling"
    MANAGED = "managed_orchestrator"
    OWN = "own_orchestrator"


class FormStrength(Frozen):
    """How the points of the rules on each border add up to the strength of one form."""

    about: Words
    start: float = 0.0
    """Points before any rule has fired."""
    points: dict[Axis, float] = {}
    """Axis of the rules -> factor of its points, which count whether they are above or below 0."""
    loses: dict[Axis, float] = {}
    """Axis -> factor of its points, which count only where they speak against the form."""


class Forms(Frozen):
    """The forms, and what being in use is worth to one of them."""

    strengths: dict[Form, FormStrength]
    in_use: Annotated[float, Field(ge=0)]
    """Points for a form that is in use, by a platform that is still on offer."""
    parted_from: Annotated[float, Field(gt=0)]
    """Points behind the form of the winner from which a platform is told apart as not for this."""
    parted_by_score: Annotated[float, Field(gt=0, le=1)]
    """Score behind that of the winner from which it is, too."""
    about: Words
    source: Id


class LeastAhead(Frozen):
    """How far ahead the first place has to be, by each of five."""

    margin: Annotated[float, Field(ge=0, le=1)]
    """Score less the runner-up's."""
    form_margin: Annotated[float, Field(ge=0)]
    """Points by which the strongest form leads the next one."""
    share_of_weights: Annotated[float, Field(ge=0, le=1)]
    """Share of the drawn weightings under which it is first."""
    share_of_answers: Annotated[float, Field(ge=0, le=1)]
    """Share of the drawn ways to answer the open questions under which it is first."""
    withstands: Annotated[int, Field(ge=0, le=2)]
    """Of judgements moved by a step: 0 none, 1 each alone, 2 all of one platform together too."""


class LeastClose(Frozen):
    """How far ahead the first place has to be, by each of two, not to be close."""

    margin: Annotated[float, Field(ge=0, le=1)]
    """Score less the runner-up's."""
    share_of_weights: Annotated[float, Field(ge=0, le=1)]
    """Share of the drawn weightings under which it is first."""


class CertaintyLimits(Frozen):
    """From where on the first place is called what."""

    clear: LeastAhead
    """What a clear first place reaches by all five."""
    close: LeastClose
    """What a first place misses, by either, to be close."""
    open_below: Annotated[float, Field(ge=0, le=1)]
    """Share of the drawn ways to answer the open questions below which the first place is open."""
    about: Words
    source: Id


class Staying(Frozen):
    """How near to the first place a platform that is in use has to be, to be kept."""

    form_within: Annotated[float, Field(ge=0)]
    """Points by which its form may be behind that of the first."""
    score_within: Annotated[float, Field(ge=0, le=1)]
    """By how much less its score has to be behind."""
    upgrade_within_days: Annotated[int, Field(ge=0)]
    """Days before the end of its support from which a version is to be upgraded."""
    about: Words
    source: Id


class Reference(Frozen):
    """A figure of the scoring scales that is not about any platform."""

    value: float
    unit: str
    about: Words
    source: Id


class Criteria(Frozen):
    """knowledge/criteria.yaml."""

    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    need: Thresholds
    forms: Forms
    certainty: CertaintyLimits
    staying: Staying
    references: dict[Id, Reference] = {}
