"""Versions and components that are in use, in the JSON contract."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import Field

from advisor.knowledge import Knowledge, SupportState
from advisor.report.schema.fields import SOURCE_ABOUT, JsonModel, MaybeFigure, MaybeText, SourceId
from advisor.report.wording.versions import product_name
from advisor.standings import AdvisedVersion, VersionAdvice
from advisor.versions_in_use import EndedComponent


class FollowingVersionJson(JsonModel):
    """A newer version in standard support."""

    version: str = Field(description="The version.")
    ends: dt.date | None = Field(description="The last day of its standard support; null where none is known.")
    ends_soon: bool = Field(description="Whether it is to be upgraded before long as well.")


class VersionInUseJson(JsonModel):
    """A version that is in use, by what was known on the day that the answer is for."""

    written: str = Field(description="As it stands under existing.")
    name: str = Field(description="Id of the platform, or the word, that it is a version of.")
    product: str = Field(description="Name of the product.")
    version: str | None = Field(description="The version as its makers count it; null where it is not known.")
    state: SupportState = Field(description="Where it stands on the day.")
    released: dt.date | None = Field(description="The day on which it came out.")
    ends: dt.date | None = Field(description="The last day of standard support; null where none was known.")
    extended_ends: dt.date | None = Field(description="The last day of extended support; null where there is none.")
    extended_ends_about: bool = Field(description="Whether that day is worked out from the months that it lasts.")
    ends_on: MaybeText = Field(
        description="Id of the platform that ends its support on that day, before the makers do; null where they do."
    )
    ends_soon: bool = Field(description="Whether standard support ends within the days in which one upgrades.")
    falls_to: MaybeText = Field(
        description="The version, in extended support, on which the vendor puts it once all its support has ended."
    )
    billed_late: bool = Field(description="Whether each month costs more already, without being asked for.")
    extended_usd_per_month: MaybeFigure = Field(
        description="What extended support costs more a month for each cluster; null without it, or without a price."
    )
    extended_by_default: bool | None = Field(
        description="Whether extended support begins, and is billed, without being asked for; null without it."
    )
    extended_source: SourceId | None = Field(description="Who says what extended support costs; null without it.")
    following: tuple[FollowingVersionJson, ...] = Field(description="Newer versions in support, the nearest first.")
    go_to: MaybeText = Field(description="The nearest newer version that does not end soon as well; null without one.")
    upgrades_to_newest: int = Field(description="How many upgrades lead to the newest of them.")
    advice: VersionAdvice | None = Field(description="What to do; null where the version is not known well enough.")
    did_you_mean: MaybeText = Field(description="The nearest known version where this one is not known; else null.")
    known: tuple[str, ...] = Field(description="Versions that are known, the newest first, where this one is not.")
    source: SourceId | None = Field(description="Who says so; null where nothing is known of its versions.")

    @classmethod
    def of(cls, advised: AdvisedVersion, knowledge: Knowledge) -> Self:
        """A version in use."""
        one, late = advised.version, advised.version.late
        return cls(
            written=one.written,
            name=one.name,
            product=product_name(one.name, knowledge),
            version=one.version,
            state=one.state,
            released=one.released,
            ends=one.ends,
            extended_ends=one.extended_ends,
            extended_ends_about=one.extended_ends_about,
            ends_on=one.ends_on or None,
            ends_soon=one.ends_soon,
            falls_to=one.falls_to,
            billed_late=one.is_billed_late,
            extended_usd_per_month=one.usd_per_month,
            extended_by_default=None if late is None else late.by_default,
            extended_source=None if late is None else late.source,
            following=tuple(map(FollowingVersionJson.model_validate, one.following)),
            go_to=one.go_to,
            upgrades_to_newest=one.steps,
            advice=advised.advice,
            did_you_mean=one.meant,
            known=one.known,
            source=one.source or None,
        )


class EndedComponentJson(JsonModel):
    """A component that has ended, or whose end was known on the day."""

    name: str = Field(description="The word of it.")
    ends: dt.date = Field(description="The day of its end.")
    means: str = Field(description="What that means for whoever runs it.")
    instead: str = Field(description="What follows it.")
    beside: tuple[str, ...] = Field(
        description="What is in use beside which it often stands, where it is not named itself; else empty."
    )
    source: SourceId = Field(description=SOURCE_ABOUT)

    @classmethod
    def of(cls, component: EndedComponent) -> Self:
        """A component."""
        end = component.ended
        return cls(
            name=component.name,
            ends=end.day,
            means=end.means,
            instead=end.instead,
            beside=component.beside,
            source=end.source,
        )
