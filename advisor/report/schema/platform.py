"""All that is claimed about one platform on a day, as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Self

from pydantic import Field

from advisor.knowledge import DatedClaim, Knowledge, Platform, SupportState
from advisor.knowledge.hindsight import printed_in_hindsight
from advisor.knowledge.schema import SINCE_START
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.fields import OVERLAY_FILE_ABOUT, SOURCE_ABOUT, JsonModel, MaybeText, PlainValue, SourceId
from advisor.report.schema.sources import SourceJson, sources_of
from advisor.version import __version__
from advisor.versions_in_use import versions_out


class ClaimJson(JsonModel):
    """A statement about the platform."""

    term: str = Field(description="What it speaks of: a term of the vocabulary.")
    since: dt.date | None = Field(
        description="Day from which it holds; null where it has held for as long as the platform was on offer."
    )
    began_after: dt.date | None = Field(
        description="Last day on which what was before held, where `since` is the day on which it was first seen."
    )
    value: PlainValue = Field(description="What is claimed: a level, a figure, a text or a table.")
    why: MaybeText = Field(description="Why that.")
    note: MaybeText = Field(description="What else is to be known.")
    source: SourceId = Field(description=SOURCE_ABOUT)
    printed_later: dt.date | None = Field(
        description="Day of its page, where it tells of the start and was printed more than three years after it."
    )
    overlay_file: MaybeText = Field(description=OVERLAY_FILE_ABOUT)

    @classmethod
    def of(cls, claim: DatedClaim, platform: Platform, knowledge: Knowledge) -> Self:
        """A claim about a platform."""
        return cls(
            term=claim.term,
            since=None if claim.since == SINCE_START else claim.since,
            began_after=claim.began_after,
            value=claim.value,
            why=claim.why,
            note=claim.note,
            source=claim.source,
            printed_later=printed_in_hindsight(claim, platform, knowledge),
            overlay_file=claim.overlay_file,
        )


class PlatformVersionJson(JsonModel):
    """A version of the platform that was out on the day, by what was known then."""

    version: str = Field(description="The version.")
    released: dt.date = Field(description="The day on which it came out.")
    ends: dt.date | None = Field(description="The last day of standard support; null where none was known.")
    extended_ends: dt.date | None = Field(description="The last day of extended support; null where there is none.")
    state: SupportState = Field(description="Where it stands on the day.")
    source: SourceId = Field(description=SOURCE_ABOUT)


class NotClaimedJson(JsonModel):
    """A term of which nothing is claimed."""

    term: str = Field(description="A term of the vocabulary.")
    why: str = Field(description="Why nothing is claimed.")


class PlatformDocument(ResultDocument):
    """What `advisor knowledge show PLATFORM --format json` prints: all that is claimed about one platform."""

    id: str = Field(description="Id of the platform.")
    name: str = Field(description="Its name.")
    operator: str = Field(description="Who operates it.")
    about: str = Field(description="What it is.")
    as_of: dt.date = Field(description="Day that the claims are of.")
    status: str = Field(description="Whether it was on offer on that day, in words.")
    versions: tuple[PlatformVersionJson, ...] = Field(
        description="Its versions that were out on that day, the newest first; empty where none are known."
    )
    claims: tuple[ClaimJson, ...] = Field(description="Every claim that held on that day.")
    on_own_hardware: tuple[ClaimJson, ...] = Field(
        description="Claims that held on that day instead of those of `claims` where it runs on own servers alone."
    )
    on_plain_machines: tuple[ClaimJson, ...] = Field(
        description="Claims that held on that day instead of those of `claims` in clouds that rent out machines and "
        "little else."
    )
    not_claimed: tuple[NotClaimedJson, ...] = Field(description="Terms of which nothing is known.")
    does_not_apply: tuple[NotClaimedJson, ...] = Field(description="Terms that have no meaning for it.")
    sources: dict[str, SourceJson] = Field(description="Every source cited here, by id.")

    @classmethod
    def of(
        cls, platform: Platform, held: Sequence[DatedClaim], knowledge: Knowledge, day: dt.date, status: str
    ) -> Self:
        """A platform with the claims that held on a day."""
        claims = tuple(ClaimJson.of(claim, platform, knowledge) for claim in held)
        out = versions_out(platform.id, knowledge, day)
        versions = tuple(map(PlatformVersionJson.model_validate, out))
        own, plain = (
            tuple(ClaimJson.of(claim, platform, knowledge) for claim in there)
            for there in (platform.only_on_own_hardware(day), platform.only_on_plain_machines(day))
        )
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(knowledge),
            id=platform.id,
            name=platform.name,
            operator=platform.operator,
            about=platform.about,
            as_of=day,
            status=status,
            versions=versions,
            claims=claims,
            on_own_hardware=own,
            on_plain_machines=plain,
            not_claimed=_reasons(platform.not_claimed),
            does_not_apply=_reasons(platform.does_not_apply),
            sources=sources_of((*versions, *claims, *own, *plain), knowledge),
        )


def _reasons(silent: Mapping[str, str]) -> tuple[NotClaimedJson, ...]:
    return tuple(NotClaimedJson(term=term, why=why) for term, why in silent.items())
