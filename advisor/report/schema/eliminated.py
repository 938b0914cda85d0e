"""The platforms that are out, and the requirements that they do not meet, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.knowledge import Knowledge
from advisor.recommend import Eliminated
from advisor.report.schema.fields import Figure, JsonModel, MaybeText, PlainValue, SourceId
from advisor.report.schema.infeasibility import InfeasibleJson
from advisor.report.wording import because_of
from advisor.screening import Unmet


class ReasonJson(JsonModel):
    """A requirement that a platform does not meet."""

    rule: str = Field(description="Id of the rule that asks for it.")
    because: str = Field(description="Why it counts here and why the platform does not meet it, in words.")
    unmet: str = Field(description="What is asked for: a term of the vocabulary.")
    wanted: Figure = Field(description="The least level or figure that would do.")
    has: PlainValue = Field(description="What the platform has.")
    source: SourceId = Field(description="Who says what the platform has: an id under `sources`.")
    rule_source: SourceId = Field(description="Who says why it matters: an id under `sources`.")
    values: dict[str, PlainValue] = Field(
        description="The values of the scenario that the rule read, by key; null where nothing was answered."
    )
    overlay_file: MaybeText = Field(
        description="The file of the overlay that says what it has; null where the advisor's own knowledge does."
    )
    rule_overlay_file: MaybeText = Field(
        description="The file of the overlay that holds the rule; null where the advisor's own knowledge does."
    )

    @classmethod
    def of(cls, unmet: Unmet, knowledge: Knowledge) -> Self:
        """A requirement that is not met."""
        finding, claim = unmet.requirement.finding, unmet.claim
        return cls(
            rule=finding.rule.id,
            because=because_of(unmet, knowledge),
            unmet=unmet.requirement.term,
            wanted=unmet.requirement.wanted,
            has=claim.value,
            source=claim.source,
            rule_source=finding.rule.source,
            values=dict(finding.read),
            overlay_file=claim.overlay_file,
            rule_overlay_file=finding.rule.overlay_file,
        )


class EliminatedJson(JsonModel):
    """A platform that is out, and why."""

    platform: str = Field(description="Id of the platform.")
    name: str = Field(description="Its name.")
    reasons: tuple[ReasonJson, ...] = Field(description="The requirements that it does not meet.")
    lone_blocker: str | None = Field(description="Id of the only rule in the way; null where there is none or several.")
    infeasible: InfeasibleJson | None = Field(
        description="Why it cannot hold the services; null where it can, or was not tried."
    )

    @classmethod
    def of(cls, entry: Eliminated, knowledge: Knowledge) -> Self:
        """A platform that is out."""
        return cls(
            platform=entry.platform.id,
            name=entry.platform.name,
            reasons=tuple(ReasonJson.of(unmet, knowledge) for unmet in entry.screened.unmet),
            lone_blocker=entry.screened.lone_blocker,
            infeasible=InfeasibleJson.of(entry.infeasible.refusal) if entry.infeasible else None,
        )
