"""The monthly bill and what stands beside the agents, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Self

from pydantic import Field

from advisor.knowledge import Knowledge, TaskPer
from advisor.prices.offer import PriceKind
from advisor.report.schema.fields import (
    SOURCE_ABOUT,
    Figure,
    JsonModel,
    MaybeFigure,
    MaybeText,
    PlainValue,
    SourceId,
)
from advisor.report.schema.infeasibility import InfeasibleJson
from advisor.report.wording import sentence
from advisor.report.wording.bill import basis_words, left_out_words, line_words, price_note_words, unpriced_words
from advisor.report.wording.end_of_plan import end_of_plan_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.people_cost import people_money_words
from advisor.report.wording.price_origin import origin_words
from advisor.report.wording.support import how_words, what_words, where_words
from advisor.report.wording.terms import terms_words
from advisor.sizing.bill_types import (
    Bill,
    BillKey,
    BillLine,
    BillPart,
    BillTerms,
    HourClass,
    HourWeighing,
    LeftOut,
    LeftOutCost,
    OtherCurrency,
    PriceNote,
    PriceOrigin,
    RangeCause,
    TermCode,
    Unit,
    Unpriced,
    UnpricedCost,
)
from advisor.sizing.operating_effort import OperatingEffort, TaskHours
from advisor.sizing.support_part import SupportKind, SupportPart
from advisor.sizing.topology import EndOfPlan


class SupportKeyJson(JsonModel):
    """Which part beside the agents it is, whatever its number."""

    kind: SupportKind = Field(description="What it is.")
    location: MaybeText = Field(description="A cloud region, or the own servers; null where that is open.")
    pool: MaybeText = Field(description="The pool on whose agents it stands; null where it stands on none.")


class SupportPartJson(JsonModel):
    """Something beside the agents."""

    key: SupportKeyJson = Field(description="Which part it is; the same in every answer about the same platform.")
    what: str = Field(description="What it is, in words.")
    count: int = Field(description="How many; 0 where it has no number of its own.")
    where: str = Field(description="Where it stands, in words.")
    how: str = Field(description="How it is done, in words.")
    source: SourceId = Field(description=SOURCE_ABOUT)

    @classmethod
    def of(cls, part: SupportPart) -> Self:
        """A part."""
        return cls(
            key=SupportKeyJson.model_validate(part.key),
            what=what_words(part),
            count=part.count,
            where=where_words(part),
            how=how_words(part),
            source=part.source,
        )


class BillKeyJson(JsonModel):
    """Which line of a bill it is, whatever its amount; what does not apply is null."""

    part: BillPart = Field(description="What the line pays for, or takes off.")
    location: MaybeText = Field(description="A cloud region, or the own servers.")
    cluster: MaybeText = Field(description="Name of the cluster, where there are several.")
    pool: MaybeText = Field(description="Name of the pool.")
    machine: MaybeText = Field(description="Machine type, or size of a task or instance.")
    role: MaybeText = Field(description="What auxiliary nodes are for, or what a discount is on.")
    tier: MaybeText = Field(description="Tier of a vendor's control plane, or how long a commitment binds.")
    service: MaybeText = Field(description="Service whose volumes they are.")
    volume: MaybeText = Field(description="Name of those volumes.")
    hours: HourClass | None = Field(description="Class of hours that it is for; null where it is for all of them.")

    @classmethod
    def of(cls, key: BillKey) -> Self:
        """A key."""
        return cls.model_validate({**asdict(key), "hours": key.hours or None})


class BillLineJson(JsonModel):
    """One line of the bill: `usd_per_month` = `quantity` x `unit_price_usd`."""

    key: BillKeyJson = Field(description="Which line it is: two bills are compared by it.")
    what: str = Field(description="What it pays for, in words.")
    count: Figure = Field(description="How many things it is for, on average: machines, clusters, vCPU, gateways.")
    hours_of_cycle: MaybeFigure = Field(description="Hours of each day or week that it is for; null: all of them.")
    cycle_hours: MaybeFigure = Field(description="Hours after which the load repeats, 24 or 168; null with the above.")
    served: int = Field(description="For how many machines they are paid, where those make the price; else 0.")
    quantity: Figure = Field(description="How much of the unit.")
    unit: Unit = Field(description="The unit.")
    unit_price_usd: MaybeFigure = Field(description="Price of one unit in USD; null where none is known.")
    usd_per_month: MaybeFigure = Field(description="USD per month; null where no price is known.")
    estimated: bool = Field(
        description="Whether nobody has seen the price there: it is worked out from others, or of another region."
    )
    own_price: bool = Field(description="Whether the reader's own folder of prices says the price.")
    source: SourceId = Field(description=SOURCE_ABOUT)
    as_of: MaybeText = Field(description="Day of the price; null for own costs.")

    @classmethod
    def of(cls, line: BillLine) -> Self:
        """A line."""
        return cls(
            key=BillKeyJson.of(line.key),
            what=line_words(line),
            count=line.count,
            hours_of_cycle=line.in_hours[0] if line.in_hours else None,
            cycle_hours=line.in_hours[1] if line.in_hours else None,
            served=line.served,
            quantity=line.quantity,
            unit=line.unit,
            unit_price_usd=line.unit_price_usd,
            usd_per_month=line.usd_per_month,
            estimated=line.price_kind is PriceKind.ESTIMATED,
            own_price=line.price_kind is PriceKind.OWN,
            source=line.source,
            as_of=line.as_of,
        )


class RangeJson(JsonModel):
    """One cause that low and high differ from base, which is the sum of base and all causes."""

    cause: RangeCause = Field(description="Which cause.")
    low: Figure = Field(description="USD per month that it makes low differ from base: 0 or less.")
    high: Figure = Field(description="USD per month that it makes high differ from base: 0 or more.")


class BasisJson(JsonModel):
    """What the three sums of a bill stand for."""

    weighing: HourWeighing = Field(description="Which hours `base` counts: all at the peak, or fewer.")
    peak_share: MaybeFigure = Field(description="Share of the hours at the peak, where both are weighed.")
    text: str = Field(description="In words.")

    @classmethod
    def of(cls, bill: Bill) -> Self:
        """What the sums of a bill stand for."""
        basis = bill.basis
        return cls(
            weighing=basis.weighing,
            peak_share=basis.peak_share,
            text=basis_words(bill),
        )


class UnpricedJson(JsonModel):
    """A cost whose price nobody publishes."""

    cost: UnpricedCost = Field(description="Which cost.")
    platform: str = Field(description="Id of the platform.")
    text: str = Field(description="In words.")

    @classmethod
    def of(cls, unpriced: Unpriced, knowledge: Knowledge) -> Self:
        """A cost without a price."""
        return cls(cost=unpriced.cost, platform=unpriced.platform, text=unpriced_words(unpriced, knowledge))


class LeftOutJson(JsonModel):
    """A cost that is left out of every sum."""

    cost: LeftOutCost = Field(description="Which cost, and why it is left out.")
    key: BillKeyJson | None = Field(description="The part of the network that it is about; null where it is none.")
    count: int = Field(description="How many there are; 0 where it has no number.")
    gib: MaybeFigure = Field(description="Storage in GiB; null where there is none or it is not known.")
    usd_per_month: MaybeFigure = Field(description="What is known of the cost, in USD per month.")
    usd_per_unit: MaybeFigure = Field(description="What is known of the price, in USD for one unit.")
    text: str = Field(description="In words.")

    @classmethod
    def of(cls, left: LeftOut) -> Self:
        """A cost that is left out."""
        return cls(
            cost=left.cost,
            key=BillKeyJson.of(left.key) if left.key else None,
            count=left.count,
            gib=left.gib,
            usd_per_month=left.usd_per_month,
            usd_per_unit=left.usd_per_unit,
            text=left_out_words(left),
        )


class PriceNoteJson(JsonModel):
    """What the prices of a vendor hold and leave out."""

    term: str = Field(description="The term of the vocabulary that holds the price.")
    text: str = Field(description="In words.")
    source: SourceId = Field(description=SOURCE_ABOUT)

    @classmethod
    def of(cls, note: PriceNote, knowledge: Knowledge) -> Self:
        """A note on a price."""
        return cls(term=note.term, text=price_note_words(note, knowledge), source=note.source)


class MachinesJson(JsonModel):
    """How many there are of a machine type, or of a size of tasks or instances."""

    machine: str = Field(description="The type or size.")
    count: int = Field(description="How many.")


class EndOfPlanJson(JsonModel):
    """The same platform at the end of the years planned for, with the replicas that there are by then."""

    years: Figure = Field(description="Years from today.")
    years_assumed: bool = Field(description="Whether nobody said how many.")
    percent_per_year: Figure = Field(description="Growth of the replicas in percent a year.")
    factor: Figure = Field(description="Replicas by then over those of today: (1 + percent / 100) ^ years.")
    replicas: int = Field(description="Replicas at the peak by then.")
    low: MaybeFigure = Field(description="USD per month at least, by then; null where it does not fit or has no price.")
    base: MaybeFigure = Field(description="USD per month as planned, by then; likewise.")
    high: MaybeFigure = Field(description="USD per month at most, by then; likewise.")
    is_lower_limit: bool = Field(description="Whether something by then has no price and is in no sum.")
    machines: tuple[MachinesJson, ...] = Field(description="On what it runs by then, most first.")
    infeasible: InfeasibleJson | None = Field(description="Why it cannot hold the services by then; null where it can.")
    text: str = Field(description="In words.")

    @classmethod
    def of(cls, end: EndOfPlan) -> Self:
        """The end of the plan."""
        bill = end.bill
        return cls(
            years=end.years,
            years_assumed=end.years_assumed,
            percent_per_year=end.percent_per_year,
            factor=end.factor,
            replicas=end.replicas,
            low=bill.low if bill else None,
            base=bill.base if bill else None,
            high=bill.high if bill else None,
            is_lower_limit=bool(bill and bill.is_lower_limit),
            machines=tuple(MachinesJson(machine=name, count=number) for name, number in end.machines),
            infeasible=InfeasibleJson.of(end.refusal) if end.refusal else None,
            text=end_of_plan_words(end),
        )


class HoursJson(JsonModel):
    """Hours of a usual week."""

    low: Figure = Field(description="At least.")
    base: Figure = Field(description="Most likely.")
    high: Figure = Field(description="At most.")


class TaskJson(JsonModel):
    """A task of operation that stays with the team."""

    id: str = Field(description="Which task it is: an id of knowledge/operating_tasks.yaml.")
    about: str = Field(description="What is to be done.")
    per: TaskPer = Field(description="What it is counted for.")
    count: int = Field(description="How many of those there are.")
    hours_per_week: HoursJson = Field(description="Hours of a usual week for all of them.")
    setup_days: Figure = Field(description="Working days before the start, once, with the learning that it takes.")
    needs_skill: bool = Field(description="Whether who lacks the skill that the platform asks for takes longer.")
    source: SourceId = Field(description="Who says how often and how long: an id under `sources`.")

    @classmethod
    def of(cls, counted: TaskHours) -> Self:
        """A task, counted."""
        task = counted.task
        return cls(
            id=counted.id,
            about=task.about,
            per=task.per,
            count=counted.count,
            hours_per_week=HoursJson.model_validate(counted.hours),
            setup_days=task.setup_days,
            needs_skill=task.needs_skill,
            source=task.source,
        )


class OperationJson(JsonModel):
    """What stays with the team: the tasks, and what they come to. Nights on call are not counted."""

    hours_per_week: HoursJson = Field(description="Hours of a usual week over all tasks, by a team that knows how.")
    setup_days: Figure = Field(description="Working days before the start, by a team that knows how.")
    clusters: int = Field(description="Clusters; where there are none, what runs counts as one.")
    machines: int = Field(description="Machines of one's own, whatever they do.")
    services: int = Field(description="Services, each once.")
    tasks: tuple[TaskJson, ...] = Field(description="The tasks, the largest first.")
    source: SourceId = Field(description="Who says that these tasks are left: an id under `sources`.")

    @classmethod
    def of(cls, effort: OperatingEffort) -> Self:
        """The effort of a platform."""
        return cls(
            hours_per_week=HoursJson.model_validate(effort.hours),
            setup_days=effort.setup_days(),
            clusters=effort.size.clusters,
            machines=effort.size.machines,
            services=effort.size.services,
            tasks=tuple(map(TaskJson.of, effort.tasks)),
            source=effort.source,
        )


class TermNoteJson(JsonModel):
    """Something to know of the terms that a bill is on."""

    code: TermCode = Field(description="What it is about.")
    values: dict[str, PlainValue] = Field(description="What it is told with, by name.")
    text: str = Field(description="In words.")


class TermsJson(JsonModel):
    """The terms that were asked for, and what they save; the lines of `terms` parts hold it line by line."""

    on_demand: Figure = Field(description="USD per month on demand at list prices.")
    spot: Figure = Field(description="USD per month that spare capacity saves.")
    commitment: Figure = Field(description="USD per month that the hours cost less that a commitment covers.")
    commitment_unused: Figure = Field(description="USD per month for what is committed to and not used.")
    discounts: Figure = Field(description="USD per month that discounts take off.")
    notes: tuple[TermNoteJson, ...] = Field(description="What has no price on these terms, and what they mean.")
    text: str = Field(description="In words.")

    @classmethod
    def of(cls, bill: Bill, terms: BillTerms) -> Self:
        """The terms of a bill."""
        return cls(
            on_demand=bill.on_demand,
            spot=-bill.base_of((BillPart.SPOT_SAVING,)),
            commitment=-bill.base_of((BillPart.COMMITMENT_SAVING,)),
            commitment_unused=bill.base_of((BillPart.COMMITMENT_UNUSED,)),
            discounts=-bill.base_of((BillPart.DISCOUNT,)),
            notes=tuple(
                TermNoteJson.model_validate({"code": n.code, "values": dict(n.values), "text": sentence(note_words(n))})
                for n in terms.notes
            ),
            text=terms_words(bill),
        )


class PeopleCostJson(JsonModel):
    """What the people cost who do the tasks that are left, beside the bill and in no sum of it."""

    usd_per_person_year: Figure = Field(description="What a person costs in a year, as given.")
    usd_per_month: HoursJson | None = Field(description="USD per month; null where nobody says which tasks are left.")
    text: str = Field(description="In words, with what is in no figure.")

    @classmethod
    def of(cls, bill: Bill) -> Self | None:
        """The people of a bill in money; None where their rate was not given."""
        rate, text = bill.usd_per_person_year, people_money_words(bill)
        if rate is None or text is None:
            return None
        money = bill.effort.usd_per_month(rate) if bill.effort else None
        return cls(usd_per_person_year=rate, usd_per_month=money and HoursJson.model_validate(money), text=text)


class CurrencyJson(JsonModel):
    """The sums in another currency, at the rate that was given."""

    code: str = Field(description="Code of the currency.")
    per_usd: Figure = Field(description="Its units for one US dollar, as given.")
    low: MaybeFigure = Field(description="`low` of the bill in it, per month.")
    base: MaybeFigure = Field(description="`base` of the bill in it, per month.")
    high: MaybeFigure = Field(description="`high` of the bill in it, per month.")

    @classmethod
    def of(cls, bill: Bill, currency: OtherCurrency) -> Self:
        """The sums of a bill."""
        low, base, high = (None if usd is None else usd * currency.per_usd for usd in (bill.low, bill.base, bill.high))
        return cls(code=currency.code, per_usd=currency.per_usd, low=low, base=base, high=high)


class OwnFolderJson(JsonModel):
    """A folder of the reader's own prices, laid over those that come with the advisor."""

    name: str = Field(description="How it is called: as the requirement names it, or the last part of its path.")
    fingerprint: str = Field(description="Fingerprint of all files that were read from it.")


class PriceOriginJson(JsonModel):
    """Of which days the prices of a bill are, and what share of the sum is estimated or the reader's own."""

    oldest: MaybeText = Field(description="Day of the oldest price; null where none has a day.")
    newest: MaybeText = Field(description="Day of the newest price; likewise.")
    machines_oldest: MaybeText = Field(description="Day of the oldest price of a machine; likewise.")
    machines_newest: MaybeText = Field(description="Day of the newest price of a machine; likewise.")
    estimated_share: Figure = Field(description="Share of the sum at estimated prices, 0 to 1.")
    own_share: Figure = Field(description="Share of the sum at the reader's own prices, 0 to 1.")
    own: OwnFolderJson | None = Field(description="The folder of the reader's own prices; null without one.")
    text: str = Field(description="In words.")

    @classmethod
    def of(cls, origin: PriceOrigin) -> Self:
        """The origin of the prices of a bill."""
        return cls(
            oldest=origin.oldest,
            newest=origin.newest,
            machines_oldest=origin.machines_oldest,
            machines_newest=origin.machines_newest,
            estimated_share=origin.estimated_share,
            own_share=origin.own_share,
            own=OwnFolderJson(name=origin.own.name, fingerprint=origin.own.fingerprint) if origin.own else None,
            text=origin_words(origin),
        )


class CostJson(JsonModel):
    """The monthly bill in USD, at 730 hours; the lines that have a price add up to `base`."""

    low: MaybeFigure = Field(description="USD per month at least: base and the low of all `ranges`.")
    base: MaybeFigure = Field(description="USD per month as planned; null where nothing has a price.")
    high: MaybeFigure = Field(description="USD per month at most: base and the high of all `ranges`.")
    is_lower_limit: bool = Field(description="Whether something that has to be paid for has no price and is in no sum.")
    basis: BasisJson = Field(description="What the three sums stand for.")
    ranges: tuple[RangeJson, ...] = Field(description="Why low and high differ from base, cause by cause.")
    lines: tuple[BillLineJson, ...] = Field(description="What `base` consists of.")
    unpriced: tuple[UnpricedJson, ...] = Field(description="Costs whose price nobody publishes; in no sum.")
    left_out: tuple[LeftOutJson, ...] = Field(description="What else is in no sum.")
    terms: TermsJson | None = Field(description="What discounts, commitment and spare capacity save; null without any.")
    currency: CurrencyJson | None = Field(description="The sums in the currency asked for; null without one.")
    budget_usd_per_month: MaybeFigure = Field(description="The budget asked for, in USD per month; null without one.")
    people: MaybeFigure = Field(description="People that it takes to run it, whose cost is in no sum; null if unknown.")
    people_cost: PeopleCostJson | None = Field(
        description="What these people cost, beside the bill; null where the cost of a person was not given."
    )
    operation: OperationJson | None = Field(description="What stays with the team; null if unknown.")
    price_notes: tuple[PriceNoteJson, ...] = Field(description="What the prices hold and leave out.")
    prices: PriceOriginJson | None = Field(description="Of which days the prices are, and whose; null without lines.")

    @classmethod
    def of(cls, bill: Bill, knowledge: Knowledge) -> Self:
        """A bill."""
        return cls(
            low=bill.low,
            base=bill.base,
            high=bill.high,
            is_lower_limit=bill.is_lower_limit,
            basis=BasisJson.of(bill),
            ranges=tuple(map(RangeJson.model_validate, bill.ranges)),
            lines=tuple(map(BillLineJson.of, bill.lines)),
            unpriced=tuple(UnpricedJson.of(cost, knowledge) for cost in bill.unpriced),
            left_out=tuple(map(LeftOutJson.of, bill.left_out)),
            terms=TermsJson.of(bill, bill.terms) if bill.terms else None,
            currency=CurrencyJson.of(bill, bill.currency) if bill.currency else None,
            budget_usd_per_month=bill.budget_usd_per_month,
            people=bill.effort.people if bill.effort else None,
            people_cost=PeopleCostJson.of(bill),
            operation=OperationJson.of(bill.effort) if bill.effort else None,
            price_notes=tuple(PriceNoteJson.of(note, knowledge) for note in bill.price_notes),
            prices=PriceOriginJson.of(bill.origin) if bill.origin else None,
        )
