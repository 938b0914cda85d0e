"""How sure the first place is, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.report.schema.fields import Figure, JsonModel, MaybeFigure, MaybeText
from advisor.report.wording.certainty import LAW_OF_ANSWERS, law_words
from advisor.sensitivity.certainty import Confidence, Firmness, OtherWeights
from advisor.sensitivity.judged_claims import Judgement
from advisor.sensitivity.open_answers import OpenAnswers
from advisor.sensitivity.weights import LeastChange


class ShareJson(JsonModel):
    """In which share of what was drawn a platform is first."""

    platform: str = Field(description="Id of the platform.")
    share: Figure = Field(description="The share, from 0 to 1.")


class StabilityIntervalJson(JsonModel):
    """From where to where one weight may move, the others in proportion, with the same platform first."""

    criterion: str = Field(description="Id of the criterion.")
    weight: Figure = Field(description="Its weight.")
    low: Figure = Field(description="The least weight.")
    high: Figure = Field(description="The largest weight.")
    below: MaybeText = Field(description="Id of the platform that is first below; null where `low` is 0.")
    above: MaybeText = Field(description="Id of the platform that is first above; null where `high` is 1.")


class LeastChangeJson(JsonModel):
    """The least change of weights that puts a rival first."""

    platform: str = Field(description="Id of the rival.")
    distance: MaybeFigure = Field(
        description="Sum of the absolute changes of the weights, at most 2; null where no weights put it first."
    )
    weights: dict[str, Figure] = Field(description="The weights that change, with what they become.")

    @classmethod
    def of(cls, change: LeastChange) -> Self:
        """The least change for one rival."""
        return cls(platform=change.platform, distance=change.distance, weights=dict(change.weights))


class DominatedJson(JsonModel):
    """A platform that no weights put first, as another one is at least as good by every criterion."""

    platform: str = Field(description="Id of the platform.")
    by: str = Field(description="Id of the best ranked platform that is.")


class OtherWeightsJson(JsonModel):
    """What other weights would do."""

    drawn: int = Field(description="Weightings drawn.")
    law: str = Field(description="How they are drawn, in words.")
    shares: tuple[ShareJson, ...] = Field(
        description="Share of the weightings drawn under which each platform is first, by rank."
    )
    intervals: tuple[StabilityIntervalJson, ...] = Field(
        description="How far each weight may move with the same platform first, from the heaviest to the lightest."
    )
    least_changes: tuple[LeastChangeJson, ...] = Field(
        description="The least change of weights that puts each rival first, by rank."
    )
    dominated: tuple[DominatedJson, ...] = Field(description="Platforms that another one dominates, by rank.")

    @classmethod
    def of(cls, weights: OtherWeights) -> Self:
        """What other weights would do."""
        return cls(
            drawn=weights.drawn,
            law=law_words(weights),
            shares=tuple(ShareJson(platform=platform, share=share) for platform, share in weights.shares),
            intervals=tuple(map(StabilityIntervalJson.model_validate, weights.intervals)),
            least_changes=tuple(map(LeastChangeJson.of, weights.least_changes)),
            dominated=tuple(map(DominatedJson.model_validate, weights.dominated)),
        )


class CrossChecksJson(JsonModel):
    """What two other methods would choose by the same values and weights."""

    topsis: str = Field(description="Id of the platform that TOPSIS puts first.")
    promethee: str = Field(description="Id of the platform that PROMETHEE II puts first.")


class OpenAnswersJson(JsonModel):
    """What the open questions would do, answered together."""

    drawn: int = Field(description="Ways to answer them that were drawn, or all where these are fewer than 200.")
    law: str = Field(description="How they are drawn, in words.")
    shares: tuple[ShareJson, ...] = Field(
        description="Share of the ways to answer under which each platform is first, by rank."
    )
    none: Figure = Field(description="Share of them under which no platform fits.")
    questions: tuple[str, ...] = Field(description="Keys of the requirement file that were drawn.")
    left_open: tuple[str, ...] = Field(
        description="Open keys that were not, as their answers decide which machines there are."
    )

    @classmethod
    def of(cls, answers: OpenAnswers) -> Self:
        """What open answers would do."""
        return cls(
            drawn=answers.drawn,
            law=LAW_OF_ANSWERS,
            shares=tuple(ShareJson(platform=platform, share=share) for platform, share in answers.shares),
            none=answers.none,
            questions=answers.questions,
            left_open=answers.left_open,
        )


class JudgedClaimJson(JsonModel):
    """A judgement that, moved by a step, puts another platform first."""

    platform: str = Field(description="Id of the platform that it is about.")
    term: str = Field(description="The term of the vocabulary.")
    value: Figure = Field(description="The level; for `tasks_left` 1, as a factor of the hours judged.")
    becomes: Figure = Field(description="The level or the factor after the step.")
    first: MaybeText = Field(description="Id of the platform that is first then; null where none is left.")
    ruled_out: bool = Field(description="Whether the first place then lacks what is asked for.")


class JudgedTogetherJson(JsonModel):
    """A platform all of whose judgements, moved at once, put another platform first."""

    platform: str = Field(description="Id of the platform.")
    first: str = Field(description="Id of the platform that is first then.")


class JudgementJson(JsonModel):
    """How far the first place rests on our own judgement."""

    share_of_score: Figure = Field(description="Share of the score of the first that comes from judged claims.")
    tried: int = Field(description="Judgements that were moved by a step: a level, or a third of the hours of tasks.")
    withstands: int = Field(
        description="0: a single one changes the first place, 1: none alone does, 2: nor do all of one platform."
    )
    alone: tuple[JudgedClaimJson, ...] = Field(description="Those that do.")
    together: tuple[JudgedTogetherJson, ...] = Field(
        description="Platforms all of whose judgements, moved at once, change the first place."
    )

    @classmethod
    def of(cls, judgement: Judgement) -> Self:
        """How far the first place rests on judgement."""
        return cls(
            share_of_score=judgement.share_of_score,
            tried=judgement.tried,
            withstands=judgement.withstands,
            alone=tuple(map(JudgedClaimJson.model_validate, judgement.alone)),
            together=tuple(JudgedTogetherJson(platform=one, first=first) for one, first in judgement.together),
        )


class ModeJson(JsonModel):
    """Another mode of the service in first place."""

    platform: str = Field(description="Id of the platform.")
    behind: Figure = Field(description="By how much its score is behind.")


class ConfidenceJson(JsonModel):
    """How sure the first place is: the word, and what it comes from."""

    word: Firmness = Field(description="How sure it is.")
    margin: MaybeFigure = Field(
        description="Score of the first less that of the best of another service; null without one."
    )
    form_margin: Figure = Field(description="Points by which the strongest form leads the next one.")
    close_call: bool = Field(description="Whether the word is `close` or `open`.")
    share_of_weights: Figure = Field(
        description="Share of the weightings drawn under which it, or another mode of it, is first, as under `weights`."
    )
    share_of_answers: Figure = Field(
        description="The same over the ways to answer the open questions, as under `open_answers`."
    )
    modes: tuple[ModeJson, ...] = Field(
        description="Other modes of the first's service, which are counted with it and are no rivals."
    )
    weights: OtherWeightsJson = Field(description="What other weights would do, for the values as they are.")
    cross_checks: CrossChecksJson | None = Field(
        description="What TOPSIS and PROMETHEE II would choose; null where one platform fits alone."
    )
    open_answers: OpenAnswersJson = Field(description="What the open questions would do.")
    judgement: JudgementJson = Field(description="What moving our own judgement would do.")

    @classmethod
    def of(cls, confidence: Confidence) -> Self:
        """How sure the first place is."""
        checks = confidence.cross_checks
        return cls(
            word=confidence.word,
            margin=confidence.margin,
            form_margin=confidence.form_margin,
            close_call=confidence.close_call,
            share_of_weights=confidence.share_of_weights,
            share_of_answers=confidence.share_of_answers,
            modes=tuple(ModeJson(platform=mode, behind=behind) for mode, behind in confidence.modes),
            weights=OtherWeightsJson.of(confidence.weights),
            cross_checks=None if checks is None else CrossChecksJson.model_validate(checks),
            open_answers=OpenAnswersJson.of(confidence.open_answers),
            judgement=JudgementJson.of(confidence.judgement),
        )
