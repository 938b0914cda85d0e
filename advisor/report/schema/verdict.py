"""Whether an orchestrator is needed, and the rules that say so, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.knowledge import Form
from advisor.need import Need, Verdict
from advisor.report.schema.fields import (
    OVERLAY_FILE_ABOUT,
    SOURCE_ABOUT,
    Figure,
    JsonModel,
    MaybeText,
    PlainValue,
    SourceId,
)
from advisor.report.wording.verdict import threshold_words
from advisor.rules import Finding


class FindingJson(JsonModel):
    """A rule that fired, and because of what."""

    rule: str = Field(description="Id of the rule.")
    title: str = Field(description="What the rule says.")
    why: str = Field(description="Why that is so.")
    because: str = Field(description="The answers that made it fire, in words; empty for a rule that always holds.")
    source: SourceId = Field(description=SOURCE_ABOUT)
    values: dict[str, PlainValue] = Field(
        description="The values of the scenario that the rule read, by key; null where nothing was answered."
    )
    overlay_file: MaybeText = Field(description=OVERLAY_FILE_ABOUT)

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """A finding."""
        rule = finding.rule
        return cls(
            rule=rule.id,
            title=rule.title,
            why=rule.why,
            because=finding.because,
            source=rule.source,
            values=dict(finding.read),
            overlay_file=rule.overlay_file,
        )


class NeedLimitsJson(JsonModel):
    """Points at which the verdict is decided."""

    no_up_to: Figure = Field(description="Points for an orchestrator up to which none is needed.")
    either_within: Figure = Field(
        description="Points between an orchestrator and the best form without one, below which either will do."
    )


class FormJson(JsonModel):
    """One form of running containers."""

    form: Form = Field(description="The form.")
    points: Figure = Field(description="How strong it is, by the rules that fired and by what is in use.")
    in_use: bool = Field(description="Whether a platform of this form is in use and on offer.")
    open: bool = Field(description="Whether some platform of this form meets everything; true of all where none does.")


class VerdictJson(JsonModel):
    """Whether an orchestrator is needed."""

    verdict: Need = Field(description="The answer.")
    points: Figure = Field(description="Points for an orchestrator less those against it.")
    forms: tuple[FormJson, ...] = Field(description="The forms, strongest first.")
    margin: Figure = Field(description="Points by which the strongest form that is open leads the next one.")
    for_it: tuple[FindingJson, ...] = Field(alias="for", description="What speaks for an orchestrator.")
    against: tuple[FindingJson, ...] = Field(description="What speaks against one.")
    for_managed: tuple[FindingJson, ...] = Field(description="What speaks for leaving it to a vendor.")
    for_machines: tuple[FindingJson, ...] = Field(description="What speaks for plain machines rather than a service.")
    for_own: tuple[FindingJson, ...] = Field(description="What speaks for an orchestrator that the team runs.")
    undecided: tuple[FindingJson, ...] = Field(description="Rules that wait for an answer.")
    tipping: tuple[str, ...] = Field(description="Ids of those of them that would change the verdict alone.")
    limits: NeedLimitsJson = Field(description="From how many points on the verdict is what.")
    threshold: str = Field(description="The same in words.")

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        """A verdict."""
        return cls(
            verdict=verdict.need,
            points=verdict.points,
            forms=tuple(
                FormJson(form=form, points=points, in_use=form in verdict.forms.in_use, open=form in verdict.open_forms)
                for form, points in verdict.forms.strengths
            ),
            margin=verdict.margin,
            for_it=tuple(map(FindingJson.of, verdict.for_it)),
            against=tuple(map(FindingJson.of, verdict.against_it)),
            for_managed=tuple(map(FindingJson.of, verdict.for_managed)),
            for_machines=tuple(map(FindingJson.of, verdict.for_machines)),
            for_own=tuple(map(FindingJson.of, verdict.for_own)),
            undecided=tuple(map(FindingJson.of, verdict.undecided)),
            tipping=tuple(finding.rule.id for finding in verdict.tipping),
            limits=NeedLimitsJson.model_validate(verdict.limits),
            threshold=threshold_words(verdict),
        )
