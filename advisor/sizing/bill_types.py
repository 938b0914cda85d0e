"""The monthly bill as facts: lines with keys, how the hours were weighed, and what is in no sum.

The report makes words of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from advisor.prices.offer import PriceKind
from advisor.sizing.operating_effort import OperatingEffort
from advisor.values import HOURS_PER_MONTH, Note


class BillPart(StrEnum):
    """What a line of a bill pays for, or takes off."""

    NODES = "nodes"
    """Machines, instances or tasks of one type in one pool, at all hours or in a class of them."""
    CONTROL_PLANE_MEMBERS = "control_plane_members"
    CONTROL_PLANE_FEE = "control_plane_fee"
    AUXILIARY_NODES = "auxiliary_nodes"
    SUBSCRIPTION = "subscription"
    AGENT_FEE = "agent_fee"
    """A platform's fee for its agents: for each vCPU of theirs, or for those of one machine type."""
    ACCOUNT_PLAN = "account_plan"
    """The plan of the account with a vendor, or what of its least charge is left above what is used."""
    LOAD_BALANCER = "load_balancer"
    INTERNAL_LOAD_BALANCER = "internal_load_balancer"
    LOAD_BALANCER_ADDRESS = "load_balancer_address"
    PUBLIC_ADDRESS = "public_address"
    NODE_ADDRESS = "node_address"
    """A public address of each machine or task, by which it reaches the internet."""
    NAT_GATEWAY = "nat_gateway"
    NAT_ADDRESS = "nat_address"
    DNS_ZONE = "dns_zone"
    REGISTRY_TIER = "registry_tier"
    """The fixed part of an image registry."""
    REGISTRY_STORAGE = "registry_storage"
    ROOT_DISKS = "root_disks"
    VOLUMES = "volumes"
    """Disks that replicas keep data on."""
    SHARED_FILES = "shared_files"
    """File systems that many replicas use."""
    TASKS_BUSY = "tasks_busy"
    """Tasks for the time in which they handle requests."""
    TASKS_IDLE = "tasks_idle"
    """Tasks for the time in which they are kept ready and have nothing to do."""
    REQUESTS = "requests"
    """A fee for each request."""
    FREE_REQUESTS = "free_requests"
    """Requests that a serverless platform gives away each month."""
    FREE_VCPU = "free_vcpu"
    """vCPU-seconds that a serverless platform gives away each month."""
    FREE_MEMORY = "free_memory"
    """GiB-seconds that a serverless platform gives away each month."""
    SPOT_SAVING = "spot_saving"
    """What machines or tasks cost less that run on spare capacity."""
    COMMITMENT_SAVING = "commitment_saving"
    """What the hours cost less that a commitment covers."""
    COMMITMENT_UNUSED = "commitment_unused"
    """What is committed to and not used, which is paid all the same."""
    DISCOUNT = "discount"
    """What the vendor takes off the list price of a group of lines, which is the `role`."""


TERMS = (BillPart.SPOT_SAVING, BillPart.COMMITMENT_SAVING, BillPart.COMMITMENT_UNUSED, BillPart.DISCOUNT)
"""The parts that turn a bill on demand into one on the terms that were asked for."""


class HourClass(StrEnum):
    """Hours of the load that are billed together, where capacity follows it (billing/hour_classes.py)."""

    ALL = ""
    """All hours alike."""
    IDLE = "idle"
    FLOOR = "floor"
    TYPICAL = "typical"
    PEAK = "peak"


class Unit(StrEnum):
    """What a line counts its quantity in."""

    HOUR = "h"
    DAY = "day"
    MONTH = "month"
    GIB_MONTH = "GiB-month"
    VCPU_SECOND = "vCPU-second"
    GIB_SECOND = "GiB-second"
    MILLION_REQUESTS = "million requests"
    USD = "USD"


@dataclass(frozen=True)
class BillKey:
    """Which line of a bill it is, whatever its amount: lines of two bills with the same key are the same line.

    What does not apply is empty. `location` is a cloud region or the own servers, `role` what auxiliary nodes are for
    or what a discount is on, `tier` the tier of a vendor's control plane, the plan of an account, the way in which
    tasks are billed, or how long a commitment binds, `service` and `volume` whose storage it is.
    """

    part: BillPart
    location: str = ""
    cluster: str = ""
    pool: str = ""
    machine: str = ""
    role: str = ""
    tier: str = ""
    service: str = ""
    volume: str = ""
    hours: HourClass = HourClass.ALL


@dataclass(frozen=True)
class StoredImages:
    """What an image registry holds: so many versions of each image in each of the stages; `gib` None: not known."""

    gib: float | None
    versions: int
    stages: int


@dataclass(frozen=True)
class BillLine:
    """One line of a monthly bill: `usd_per_month` = `quantity` (of `unit`) x `unit_price_usd`.

    `usd_per_month` is None when no price is known; it is then left out of every sum, which is a lower limit for it.
    `as_of` is the ISO day of the price, or empty for own costs. `count` says how many things (machines, clusters, vCPU,
    gateways) it is for, on average over its hours; `served` for how many machines they are paid, where those make the
    price. `in_hours` are the hours of the load's cycle that it is for, and those of the whole cycle (3 of 24); None:
    all of them.
    """

    key: BillKey
    quantity: float
    unit: Unit
    unit_price_usd: float | None
    usd_per_month: float | None
    source: str
    as_of: str
    count: float = 1
    served: int = 0
    images: StoredImages | None = None
    included_gib: float = 0.0
    """Storage that the tier of a registry includes, which this line does not pay for."""
    in_hours: tuple[float, float] | None = None
    price_kind: PriceKind = PriceKind.LISTED


def hourly_line(
    key: BillKey,
    count: float,
    usd_per_hour: float | None,
    source: str,
    as_of: str,
    price_kind: PriceKind = PriceKind.LISTED,
) -> BillLine:
    """A line for so many things priced by the hour, over a month of 730 hours; an unknown price stays unknown.

    >>> hourly_line(BillKey(BillPart.NODES, machine="m5.large"), 2, 0.1, "aws-price-list", "2026-09-01").usd_per_month
    146.0
    """
    hours = count * HOURS_PER_MONTH
    usd_per_month = None if usd_per_hour is None else hours * usd_per_hour
    return BillLine(
        key, hours, Unit.HOUR, usd_per_hour, usd_per_month, source, as_of, count=count, price_kind=price_kind
    )


class HourWeighing(StrEnum):
    """Which hours `base` counts, and with what capacity."""

    PEAK = "peak"
    """All hours with the capacity of the planned peak."""
    PROFILE = "profile"
    """Each hour of the load profile with the capacity that it needs."""
    PEAK_AND_TYPICAL = "peak_and_typical"
    """A share of the hours at the peak, the others as on a typical day."""
    USE = "use"
    """What is used in a month: replicas for the time in which they run or handle requests, and the requests."""


@dataclass(frozen=True)
class BillBasis:
    """What `base` stands for; `peak_share` is the share of hours at the peak where peak and typical day are weighed."""

    weighing: HourWeighing
    peak_share: float | None = None


class RangeCause(StrEnum):
    """Why a bill has a low and a high figure beside its base."""

    HOURS = "hours"
    """Low has a typical day at all hours, high the peak at all hours."""
    ACCOUNT_CREDIT = "account_credit"
    """What a vendor takes off its fees once for an account, which another cluster may have used up."""
    PRIVATE_SUBNETS = "private_subnets"
    """What runs may stand in private subnets and go out through gateways; base has public addresses."""
    PUBLIC_SUBNETS = "public_subnets"
    """What runs may have public addresses; base has private subnets with gateways."""
    ASSUMED_REQUESTS = "assumed_requests"
    """Low has fewer and shorter requests than were assumed, high has more and longer ones."""
    BUSY_HOURS = "busy_hours"
    """Low has fewer busy hours than were assumed, high has more; so it is with the requests where they are billed."""
    REQUEST_SPREAD = "request_spread"
    """Low has each replica filled with as many requests as it takes, high no two requests in one at a time."""
    REGION_WITHOUT_PRICES = "region_without_prices"
    """No prices of the region are held: low has those of the cheapest region of the cloud, high of the dearest one."""
    COMMITMENT_AT_AVERAGE = "commitment_at_average"
    """Low has somebody's average saving of a commitment, where no price under it is known; base is on demand."""
    ASSUMED_SIZES = "assumed_sizes"
    """Sizes that were assumed, or given with a range, may be smaller or larger: all is planned anew with those."""


@dataclass(frozen=True)
class Range:
    """One cause of a range, and by how many USD a month low is below base (0 or less) and high above it (0 or more).

    Low = base + the `low` of all causes, high = base + the `high` of all; a new cause is one more of these.
    """

    cause: RangeCause
    low: float
    high: float


class UnpricedCost(StrEnum):
    """What has to be paid for and whose price nobody publishes."""

    SUBSCRIPTION = "subscription"
    WINDOWS_LICENCES = "windows_licences"
    FEE_ON_OWN_SERVERS = "fee_on_own_servers"


@dataclass(frozen=True)
class Unpriced:
    """A cost without a published price, and the id of the platform whose it is."""

    cost: UnpricedCost
    platform: str


class TermCode(StrEnum):
    """What there is to know of the terms of a bill; beside each, the values that come with it."""

    NO_COMMITMENT_PRICE = "no_commitment_price"  # machines, location, years, average, source
    NO_SPOT_PRICE = "no_spot_price"  # machines, location
    SPOT_NOT_USED = "spot_not_used"  # platform: it takes no spare capacity by itself
    SPOT_TIED = "spot_tied"  # services, to: those beside which they stand, and which may not be interrupted
    NOTHING_INTERRUPTIBLE = "nothing_interruptible"
    SPOT_TAKEN_BACK = "spot_taken_back"  # services
    SPOT_ALONE = "spot_alone"
    NOTHING_COMMITTED = "nothing_committed"  # years: what runs is own or cheaper otherwise, or the share is too small
    NOTHING_DISCOUNTED = "nothing_discounted"  # group
    PAID_IN_ADVANCE = "paid_in_advance"  # years, usd: all of it, if it is so paid


@dataclass(frozen=True)
class BillTerms:
    """What is to be known of the terms that a bill is on; its lines hold what they save."""

    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class OtherCurrency:
    """A currency that sums are shown in beside US dollars, and how many of its units are one dollar."""

    code: str
    per_usd: float


class LeftOutCost(StrEnum):
    """What is in no line of a bill, and why."""

    DISKS = "disks"
    TRAFFIC = "traffic"
    LOGS_AND_BACKUPS = "logs_and_backups"
    TAXES_AND_DISCOUNTS = "taxes_and_discounts"
    TAXES = "taxes"
    MACHINES_WHILE_UPGRADING = "machines_while_upgrading"
    REPLICAS_WHILE_UPGRADING = "replicas_while_upgrading"
    DISCOVERY_MEMBERS = "discovery_members"
    OWN_REGISTRY = "own_registry"
    VOLUMES_ON_OWN_DISKS = "volumes_on_own_disks"
    SHARED_FILES_OF_OWN = "shared_files_of_own"
    DISKS_OVER_ZONES = "disks_over_zones"
    """Disks that a platform copies over zones, at a price above that of the bill."""
    REGISTRY_WITHOUT_PRICE = "registry_without_price"
    REGISTRY_OF_UNKNOWN_SIZE = "registry_of_unknown_size"
    NETWORK_WITHOUT_PRICE = "network_without_price"
    NETWORK_COUNTED_BY_VENDOR = "network_counted_by_vendor"
    """Paid for each machine, and only the vendor knows how many there are."""


@dataclass(frozen=True)
class LeftOut:
    """A cost that no sum contains; `key` names the part of the network that it is about.

    `count` and `gib` say how many there are and how much they hold; `usd_per_month` and `usd_per_unit` what is known of
    the price. `served` is as in a line of the bill.
    """

    cost: LeftOutCost
    key: BillKey | None = None
    count: int = 0
    served: int = 0
    gib: float | None = None
    usd_per_month: float | None = None
    usd_per_unit: float | None = None


@dataclass(frozen=True)
class PriceNote:
    """What a vendor's price holds and leaves out, as the knowledge base has it beside the claim of a term."""

    term: str
    note: str
    source: str


@dataclass(frozen=True)
class OwnFolder:
    """A folder of one's own prices: how it is called, and a fingerprint of what was read from it."""

    name: str
    fingerprint: str


@dataclass(frozen=True)
class PriceOrigin:
    """Of which days the prices of a bill are, and what share of the sum is estimated, or at prices of one's own.

    Days are ISO days of all lines, and of machines alone; empty where no price has one. `own` is the folder of one's
    own prices that lies over the others, also where no line has a price of it.
    """

    oldest: str
    newest: str
    machines_oldest: str
    machines_newest: str
    estimated_share: float
    own_share: float
    own: OwnFolder | None = None


@dataclass(frozen=True)
class Bill:
    """The monthly bill in USD at 730 hours: `low` and `high` enclose `base`; None when nothing in it has a price.

    The lines that have a price add up to `base`, and the `ranges` say why low and high differ from it. Where something
    has no price, all three are lower limits.
    """

    low: float | None
    base: float | None
    high: float | None
    basis: BillBasis
    lines: tuple[BillLine, ...]
    ranges: tuple[Range, ...] = ()
    unpriced: tuple[Unpriced, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    effort: OperatingEffort | None = None
    """What stays with the team, whose cost is in no sum; None where nobody says."""
    price_notes: tuple[PriceNote, ...] = ()
    origin: PriceOrigin | None = None
    """Of which days its prices are, and whose; None where it has no lines."""
    budget_usd_per_month: float | None = None
    terms: BillTerms | None = None
    """On what terms it is, where any were asked for; else every price is that of the list, on demand."""
    usd_per_person_year: float | None = None
    """What a person costs in a year, where that was said: the effort is then shown in money beside the bill."""
    currency: OtherCurrency | None = None
    """What sums are shown in beside US dollars."""
    subscription_unknown: bool = False
    """Software has to be subscribed to at a price that is told on request only; it is among the unpriced."""

    @property
    def on_demand(self) -> float:
        """What it would cost on demand at list prices, as far as that is known."""
        return self.base_of(part for part in BillPart if part not in TERMS)

    def base_of(self, parts: Iterable[BillPart]) -> float:
        """The sum of the lines of these parts."""
        wanted = set(parts)
        return sum(line.usd_per_month or 0.0 for line in self.lines if line.key.part in wanted)

    @property
    def lines_without_price(self) -> tuple[BillLine, ...]:
        """The lines that no sum contains, as no price is known."""
        return tuple(line for line in self.lines if line.usd_per_month is None)

    @property
    def is_lower_limit(self) -> bool:
        """Whether something that has to be paid for is in no sum, so that every sum is the least that it can be."""
        return bool(self.unpriced or self.lines_without_price)
