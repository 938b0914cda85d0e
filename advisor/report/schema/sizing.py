"""One platform sized, as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import Field

from advisor.knowledge import Knowledge
from advisor.report.schema.bill import CostJson, EndOfPlanJson
from advisor.report.schema.document import SCHEMA_VERSION, KnowledgeJson, ResultDocument
from advisor.report.schema.fields import JsonModel, MaybeFigure, MaybeText, PlainValue
from advisor.report.schema.infeasibility import InfeasibleJson
from advisor.report.schema.sources import SourceJson, sources_of
from advisor.report.schema.topology import TopologyJson
from advisor.report.wording.assumptions import assumption_words, subject_words
from advisor.scenario import Scenario
from advisor.screening import day_asked
from advisor.sizing.assumption import Assumption
from advisor.sizing.topology import Infeasible, SensitivityCase, SensitivityField, Topology
from advisor.version import __version__


class AssumptionJson(JsonModel):
    """A value that was needed and not given."""

    field: MaybeText = Field(description="Key of the requirement file that would give it; null where none would.")
    subject: str = Field(description="What was assumed, in words: that key, or a name.")
    code: str = Field(description="What kind of assumption it is.")
    values: dict[str, PlainValue] = Field(description="What belongs to the code, by name.")
    value: str = Field(description="What was taken, in words.")
    why: str = Field(description="Why that.")
    effect: str = Field(description="What it moves.")

    @classmethod
    def of(cls, assumption: Assumption) -> Self:
        """An assumption."""
        words = assumption_words(assumption)
        return cls(
            field=assumption.field,
            subject=subject_words(assumption),
            code=assumption.note.code.value,
            values=dict(assumption.note.values),
            value=words.taken,
            why=words.why,
            effect=words.effect,
        )


class SensitivityJson(JsonModel):
    """The same platform sized again with one promise made stricter."""

    field: SensitivityField = Field(description="Key of the requirement file.")
    was: PlainValue = Field(description="Its value in the plan: a number, a switch, or shares of CPU and of memory.")
    becomes: PlainValue = Field(description="Its value in the stricter plan.")
    usd_per_month: MaybeFigure = Field(description="The bill then, in USD per month; null without a price or a plan.")
    more_usd_per_month: MaybeFigure = Field(description="How much more that is, in USD per month.")
    impossible: InfeasibleJson | None = Field(description="Why there is no such plan; null where there is one.")

    @classmethod
    def of(cls, case: SensitivityCase) -> Self:
        """A platform with one promise made stricter."""
        return cls(
            field=case.field,
            was=case.was,
            becomes=case.becomes,
            usd_per_month=case.usd_per_month,
            more_usd_per_month=case.more_usd_per_month,
            impossible=InfeasibleJson.of(case.impossible) if case.impossible else None,
        )


class SizingDocument(ResultDocument):
    """What `advisor size --format json` prints: one platform, sized and priced for a scenario."""

    scenario_name: str = Field(description="Name of the scenario.")
    as_of: dt.date = Field(description="Day that the answer is for.")
    platform: str = Field(description="Id of the platform.")
    infeasible: InfeasibleJson | None = Field(description="Why it cannot hold the services; null where it can.")
    cost_usd_per_month: CostJson | None = Field(
        description="Its monthly bill of today; null where it cannot hold the services."
    )
    at_end_of_plan: EndOfPlanJson | None = Field(
        description="The same at the end of the years planned for; null where nothing grows."
    )
    topology: TopologyJson | None = Field(description="Its set-up; null where it cannot hold the services.")
    sensitivity: tuple[SensitivityJson, ...] = Field(description="What stricter promises would cost.")
    assumptions: tuple[AssumptionJson, ...] = Field(description="What was taken where nothing was said.")
    sources: dict[str, SourceJson] = Field(description="Every source cited here, by id.")

    @classmethod
    def of(cls, sized: Topology | Infeasible, scenario: Scenario, knowledge: Knowledge) -> Self:
        """One platform sized, with every machine type that was considered; or why it cannot be."""
        planned = sized if isinstance(sized, Topology) else None
        cost = CostJson.of(planned.bill, knowledge) if planned else None
        topology = TopologyJson.of(planned, all_considered=True) if planned else None
        return cls(
            schema_version=SCHEMA_VERSION,
            advisor_version=__version__,
            knowledge=KnowledgeJson.of(knowledge),
            scenario_name=scenario.name,
            as_of=day_asked(scenario, knowledge),
            platform=sized.platform,
            infeasible=InfeasibleJson.of(sized.refusal) if isinstance(sized, Infeasible) else None,
            cost_usd_per_month=cost,
            at_end_of_plan=EndOfPlanJson.of(planned.end_of_plan) if planned and planned.end_of_plan else None,
            topology=topology,
            sensitivity=tuple(map(SensitivityJson.of, planned.sensitivity)) if planned else (),
            assumptions=tuple(map(AssumptionJson.of, planned.assumptions)) if planned else (),
            sources=sources_of((cost, topology), knowledge),
        )
