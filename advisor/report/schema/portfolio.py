"""The platforms that a firm should standardise on, in the JSON contract."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from advisor.knowledge import Knowledge
from advisor.portfolio import Application, Portfolio
from advisor.portfolio.plan import AtPrice, CurvePoint, PlacedApplication, SharedCluster
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.fields import Figure, JsonModel, MaybeFigure
from advisor.report.schema.short_answer import ShortEliminatedJson
from advisor.version import __version__


class PlacedJson(JsonModel):
    """An application on the platform chosen for it."""

    application: str = Field(description="Its name.")
    path: str = Field(description="Its requirement file.")
    platform: str = Field(description="Id of the platform chosen.")
    best: str = Field(description="Id of the platform that is best for it alone.")
    given_up: Figure = Field(
        description="How far it is behind its own best by all criteria but bill, people and form, 0 to 1."
    )
    usd_per_month_alone: Figure = Field(description="USD a month in a cluster of its own on the platform chosen.")
    usd_per_month_best: Figure = Field(description="USD a month in a cluster of its own on its own best.")
    priced: bool = Field(description="Whether all of it has a price; else the sum is a lower limit.")
    eliminated: tuple[ShortEliminatedJson, ...] = Field(description="The platforms that are out for it.")

    @classmethod
    def of(cls, placed: PlacedApplication) -> Self:
        """A placed application."""
        application, option = placed.application, placed.option
        best = application.best or option
        return cls(
            application=application.name,
            path=application.path,
            platform=option.platform,
            best=best.platform,
            given_up=option.given_up,
            usd_per_month_alone=option.usd_per_month,
            usd_per_month_best=best.usd_per_month,
            priced=option.priced,
            eliminated=tuple(map(ShortEliminatedJson.model_validate, application.eliminated)),
        )


class SharedClusterJson(JsonModel):
    """A cluster, or what an application has alone."""

    platform: str = Field(description="Id of the platform.")
    applications: tuple[str, ...] = Field(description="Names of the applications on it.")
    apart_usd_per_month: Figure = Field(description="USD a month with a cluster for each of them.")
    together_usd_per_month: Figure = Field(description="USD a month of the one that they share.")
    refused: bool = Field(description="Whether they could not be sized together, and have clusters of their own.")

    @classmethod
    def of(cls, cluster: SharedCluster) -> Self:
        """A cluster."""
        return cls.model_validate(cluster)


class CurvePointJson(JsonModel):
    """What it costs with at most so many platforms."""

    most: int = Field(description="Platforms at the most.")
    platforms: tuple[str, ...] = Field(description="Ids of those chosen; empty where so few cannot hold all.")
    usd_per_month: MaybeFigure = Field(description="USD a month; null where so few cannot hold all.")

    @classmethod
    def of(cls, point: CurvePoint) -> Self:
        """A point."""
        return cls.model_validate(point)


class AtPriceJson(JsonModel):
    """What is chosen at another price of a person."""

    usd_per_person_year: Figure = Field(description="What a person costs in a year.")
    platforms: tuple[str, ...] = Field(description="Ids of the platforms chosen.")
    usd_per_month: Figure = Field(description="USD a month; clusters that were not sized together are estimated.")

    @classmethod
    def of(cls, at: AtPrice) -> Self:
        """One price."""
        return cls.model_validate(at)


class NowhereJson(JsonModel):
    """An application that no platform fits."""

    application: str = Field(description="Its name.")
    path: str = Field(description="Its requirement file.")
    eliminated: tuple[ShortEliminatedJson, ...] = Field(description="Why each platform is out.")

    @classmethod
    def of(cls, application: Application) -> Self:
        """An application."""
        eliminated = tuple(map(ShortEliminatedJson.model_validate, application.eliminated))
        return cls(application=application.name, path=application.path, eliminated=eliminated)


class PortfolioDocument(ResultDocument):
    """What `advisor portfolio --format json` prints."""

    most_platforms: int = Field(description="Platforms at the most.")
    most_given_up: Figure = Field(description="How far an application may be behind its own best.")
    usd_per_person_year: Figure = Field(description="What a person costs in a year.")
    person_assumed: bool = Field(description="Whether that was assumed, as nobody said it.")
    platforms: tuple[str, ...] = Field(description="Ids of the platforms chosen, those with most applications first.")
    usd_per_month: Figure = Field(description="USD a month with clusters sized together, people included.")
    alone_usd_per_month: Figure = Field(description="USD a month with each application on its own best platform.")
    saved_usd_per_month: Figure = Field(description="The difference; below 0 where it costs more.")
    people: dict[str, Figure] = Field(description="By platform chosen: people who run it.")
    alone_people: Figure = Field(description="People with each application on its own best platform.")
    alone_platforms: tuple[str, ...] = Field(description="Ids of the platforms that those are.")
    gap: Figure = Field(description="How far the sum can be above that of the best choice, as a share of it.")
    fewest: int = Field(description="Platforms that it takes at the least.")
    placed: tuple[PlacedJson, ...] = Field(description="Every application that fits somewhere.")
    nowhere: tuple[NowhereJson, ...] = Field(description="Applications that no platform fits; they are in no sum.")
    clusters: tuple[SharedClusterJson, ...] = Field(description="The clusters of the choice.")
    curve: tuple[CurvePointJson, ...] = Field(description="The same with fewer platforms and with more.")
    at_other_prices: tuple[AtPriceJson, ...] = Field(description="The same with other prices of a person.")

    @classmethod
    def of(cls, portfolio: Portfolio, knowledge: Knowledge) -> Self:
        """The document of a portfolio."""
        terms = portfolio.terms
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(knowledge),
            most_platforms=terms.most_platforms,
            most_given_up=terms.most_given_up,
            usd_per_person_year=terms.usd_per_person_year,
            person_assumed=terms.price_assumed,
            platforms=portfolio.platforms,
            usd_per_month=portfolio.usd_per_month,
            alone_usd_per_month=portfolio.alone_usd_per_month,
            saved_usd_per_month=portfolio.saved_usd_per_month,
            people=dict(portfolio.people),
            alone_people=portfolio.alone_people,
            alone_platforms=portfolio.alone_platforms,
            gap=portfolio.gap,
            fewest=portfolio.fewest,
            placed=tuple(map(PlacedJson.of, portfolio.placed)),
            nowhere=tuple(map(NowhereJson.of, portfolio.nowhere)),
            clusters=tuple(map(SharedClusterJson.of, portfolio.clusters)),
            curve=tuple(map(CurvePointJson.of, portfolio.curve)),
            at_other_prices=tuple(map(AtPriceJson.of, portfolio.at_other_prices)),
        )
