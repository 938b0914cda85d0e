"""Words for the facts of a bill: its lines, what its figures stand for, and what is in no sum."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge import Knowledge
from advisor.prices.offer import PriceKind
from advisor.report.wording import count, listing, usd
from advisor.report.wording.terms import in_currency
from advisor.sizing.bill_types import (
    TERMS,
    Bill,
    BillKey,
    BillLine,
    BillPart,
    HourClass,
    HourWeighing,
    LeftOut,
    LeftOutCost,
    PriceNote,
    RangeCause,
    Unpriced,
    UnpricedCost,
)
from advisor.sizing.control_plane import CONTROL_PLANE
from advisor.values import HOURS_PER_DAY, MILLION

NETWORK_PARTS: Mapping[BillPart, str] = {
    BillPart.LOAD_BALANCER: "load balancer",
    BillPart.INTERNAL_LOAD_BALANCER: "internal load balancer",
    BillPart.LOAD_BALANCER_ADDRESS: "public address of a load balancer",
    BillPart.PUBLIC_ADDRESS: "public address",
    BillPart.NODE_ADDRESS: "public address of a node or task",
    BillPart.NAT_GATEWAY: "NAT gateway",
    BillPart.NAT_ADDRESS: "public address of a NAT gateway",
    BillPart.DNS_ZONE: "DNS zone",
}

WITH_TRAFFIC = (BillPart.LOAD_BALANCER, BillPart.INTERNAL_LOAD_BALANCER, BillPart.NAT_GATEWAY)
"""What is also paid for by the traffic that passes."""

HOUR_CLASSES: Mapping[HourClass, str] = {
    HourClass.IDLE: "without load",
    HourClass.FLOOR: "floor",
    HourClass.TYPICAL: "typical",
    HourClass.PEAK: "peak",
}

RANGES: Mapping[RangeCause, tuple[str, str]] = {
    RangeCause.HOURS: ("a typical day at all hours", "the peak at all hours"),
    RangeCause.ASSUMED_REQUESTS: ("fewer requests than were assumed", "more requests than were assumed"),
    RangeCause.BUSY_HOURS: (
        "fewer busy hours, and requests in them, than were assumed",
        "more busy hours, and requests in them, than were assumed",
    ),
    RangeCause.REQUEST_SPREAD: (
        "each replica filled with as many requests as it takes",
        "no two requests in one replica at a time",
    ),
    RangeCause.ACCOUNT_CREDIT: ("the vendor's credit for one cluster of an account, if it is still free", ""),
    RangeCause.PRIVATE_SUBNETS: ("private subnets with NAT gateways", "private subnets with NAT gateways"),
    RangeCause.PUBLIC_SUBNETS: ("public subnets with addresses", "public subnets with addresses"),
    RangeCause.REGION_WITHOUT_PRICES: ("prices of the cheapest region", "prices of the dearest region"),
    RangeCause.COMMITMENT_AT_AVERAGE: ("the commitment at an average saving, where no price is known", ""),
    RangeCause.ASSUMED_SIZES: ("smaller services than planned", "larger services than planned"),
}
"""What makes low less than base, and high more."""

YEARS: Mapping[str, str] = {"1y": "one year", "3y": "three years"}

DISCOUNTED: Mapping[str, str] = {
    "fees": "the vendor's fees",
    "network": "network parts",
    "registry": "the image registry",
}
"""What a discount is on, where its name needs another word."""

ROLES: Mapping[str, str] = {CONTROL_PLANE: "the control plane"}
"""Machines that stand in no pool, where what they are for has a name of its own."""


def line_words(line: BillLine, before: BillLine | None = None) -> str:
    """What a line of a bill is for, with how many; with `before`, the same line of another bill, with both numbers.

    `services: 3 x m5.large (aws us-east-1)`, `services: 3 -> 5 x m5.large (aws us-east-1)`.
    """
    number = _both(line.count, before.count if before else None)
    machines = f"{_on_average(line.count)}{number}"
    if line.key.part in TERMS:
        return _term_words(line, number, machines)
    return _on_demand_words(line, number, machines, before)


def _on_demand_words(line: BillLine, number: str, machines: str, before: BillLine | None) -> str:
    key = line.key
    match key.part:
        case BillPart.NODES:
            return f"{key.pool}{hours_words(line)}: {machines} x {key.machine} ({key.location})"
        case BillPart.CONTROL_PLANE_MEMBERS:
            return f"control plane: {number} x {key.machine} ({key.location})"
        case BillPart.CONTROL_PLANE_FEE:
            clusters = "cluster" if line.count == 1 else "clusters"
            return f"control plane: fee of {number} {clusters}{f', {key.tier}' if key.tier else ''}"
        case BillPart.AUXILIARY_NODES:
            return f"{key.role}: {number} x {key.machine} ({key.location})"
        case BillPart.SUBSCRIPTION:
            return f"subscription of {number} {'machine' if line.count == 1 else 'machines'}"
        case BillPart.AGENT_FEE:
            return _agent_fee_words(line, number, machines)
        case BillPart.ACCOUNT_PLAN:
            return f"account: plan {key.tier}"
        case BillPart.TASKS_BUSY:
            return f"{key.pool}: {number} x {key.machine} while they handle requests ({key.location})"
        case BillPart.TASKS_IDLE:
            return f"{key.pool}: {key.machine} while idle, kept ready ({key.location})"
        case BillPart.REQUESTS:
            return f"{key.pool}: requests ({key.location})"
        case BillPart.FREE_REQUESTS:
            return f"free of charge each month: {line.count * MILLION:,.0f} requests{_of_mode(key)}"
        case BillPart.FREE_VCPU | BillPart.FREE_MEMORY:
            return f"free of charge each month: {line.count:,.0f} {line.unit}s{_of_mode(key)}"
        case BillPart.REGISTRY_TIER:
            return "image registry: smallest tier"
        case BillPart.REGISTRY_STORAGE:
            return _storage_words(line)
        case BillPart.ROOT_DISKS:
            each = f"{line.quantity / line.count:,.4g} GiB"
            owner = key.pool or ROLES.get(key.role, key.role)
            return f"root disks of {owner}: {machines} x {each}, {key.machine} ({key.location})"
        case BillPart.VOLUMES | BillPart.SHARED_FILES:
            return _volume_words(line, number)
    return _network_words(key, line.count, line.served, before)


def _term_words(line: BillLine, number: str, machines: str) -> str:
    """What a term takes off, or what is committed to and not used."""
    key = line.key
    guess = ", estimated" if line.price_kind is PriceKind.ESTIMATED else ""
    match key.part:
        case BillPart.SPOT_SAVING:
            return f"{key.pool}: {machines} x {key.machine} on spare capacity{guess} ({key.location})"
        case BillPart.COMMITMENT_SAVING:
            return f"committed for {YEARS.get(key.tier, key.tier)}: {number} x {key.machine}{guess} ({key.location})"
        case BillPart.COMMITMENT_UNUSED:
            what = f"{machines} x {key.machine} ({key.location})" if key.machine else "what is left of the plan"
            return f"committed for {YEARS.get(key.tier, key.tier)} and not used: {what}"
    return f"discount of {-100 * (line.unit_price_usd or 0.0):.3g}% on {DISCOUNTED.get(key.role, key.role)}"


def _agent_fee_words(line: BillLine, number: str, machines: str) -> str:
    """What the vendor takes for keeping agents: for each vCPU of theirs, or for those of one type."""
    key = line.key
    if not key.machine:
        return f"fee for {number} vCPU of the agents"
    owner = key.pool or ROLES.get(key.role, key.role)
    estimated = ", estimated by the fees seen for other types" if line.price_kind is PriceKind.ESTIMATED else ""
    return f"fee for keeping {owner}: {machines} x {key.machine} ({key.location}){estimated}"


def _of_mode(key: BillKey) -> str:
    return f" ({key.tier})" if key.tier else ""


def _both(number: float, before: float | None) -> str:
    """The number; where it was another one, both."""
    words = f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"
    return words if before is None or before == number else f"{_both(before, None)} -> {words}"


def _on_average(number: float) -> str:
    """What stands before a number of machines that follows the load, and so is no whole one."""
    return "" if number == int(number) else "on average "


def hours_words(line: BillLine) -> str:
    """`, peak, 3 h a day`: the hours that a line is for; nothing where it is for all."""
    if line.in_hours is None:
        return ""
    hours, cycle = line.in_hours
    return f", {HOUR_CLASSES[line.key.hours]}, {hours:g} h a {'day' if cycle == HOURS_PER_DAY else 'week'}"


def _network_words(key: BillKey, count: float, served: int, before: BillLine | None) -> str:
    """`3 x NAT gateway (aws us-east-1), without traffic`; the number stands where it is not 1."""
    was = before.count if before else None
    number = f"{_on_average(count)}{_both(count, was)} x " if (count, was or count) != (1, 1) else ""
    if key.part is BillPart.NAT_GATEWAY and served:
        machines = _both(served, before.served if before else None)
        paid_for = f" for {machines} {'machine' if served == 1 else 'machines'}"
    else:
        paid_for = ""
    traffic = ", without traffic" if key.part in WITH_TRAFFIC else ""
    return f"{number}{NETWORK_PARTS[key.part]}{paid_for} ({key.location}){traffic}"


def _storage_words(line: BillLine) -> str:
    images = line.images
    holds = f": {images.versions} versions of each image, {images.stages} stages" if images else ""
    beyond = f", beyond the {line.included_gib:g} GiB included" if line.included_gib else ""
    return f"image registry{holds}{beyond}"


def _volume_words(line: BillLine, number: str) -> str:
    """`volume "data" of pg: 3 x 500 GiB (aws us-east-1)`; a shared file system says that it is one."""
    key, each = line.key, line.quantity / line.count
    kind = "shared file system" if key.part is BillPart.SHARED_FILES else "volume"
    return f'{kind} "{key.volume}" of {key.service}: {number} x {each:,.4g} GiB ({key.location})'


def basis_words(bill: Bill) -> str:
    """What base stands for, and by how much low is less and high is more, each with its cause."""
    less = [f"{RANGES[each.cause][0]} ({usd(-each.low)} less)" for each in bill.ranges if round(each.low)]
    more = [f"{RANGES[each.cause][1]} ({usd(each.high)} more)" for each in bill.ranges if round(each.high)]
    ends = (f"{end}: {listing(causes)}" for end, causes in (("low", less), ("high", more)) if causes)
    return "; ".join((f"base: {weighing_words(bill)}", *ends))


def weighing_words(bill: Bill) -> str:
    """Which hours base counts, and with what capacity."""
    match bill.basis.weighing:
        case HourWeighing.PEAK:
            return "all hours at the planned peak"
        case HourWeighing.PROFILE:
            return (
                "each hour of the load profile with the capacity that it needs (floor: hours up to a third of the way "
                "from the fewest replicas to the most; peak: above two thirds; typical: between)"
            )
        case HourWeighing.USE:
            return "what is used in a month: replicas while they run or handle requests, and the requests"
        case HourWeighing.PEAK_AND_TYPICAL:
            return (
                f"{100 * (bill.basis.peak_share or 0.0):.3g}% of the hours at the peak, the others as on a typical day"
            )


def without_price_words(bill: Bill, knowledge: Knowledge) -> list[str]:
    """What has to be paid for and is in no sum: lines without a price, and costs whose price nobody publishes."""
    return [line_words(line) for line in bill.lines_without_price] + [
        unpriced_words(cost, knowledge) for cost in bill.unpriced
    ]


def sum_words(bill: Bill, amount: float | None) -> str:
    """`USD 120`, or `at least USD 120` where something has no price; with another currency where that was asked."""
    if amount is None:
        return "not priced"
    beside = f" ({in_currency(amount, bill.currency)})" if bill.currency else ""
    return f"{'at least ' if bill.is_lower_limit else ''}{usd(amount)}{beside}"


def unpriced_words(unpriced: Unpriced, knowledge: Knowledge) -> str:
    """What has to be paid for and whose price nobody publishes."""
    platform = knowledge.platforms[unpriced.platform].name
    match unpriced.cost:
        case UnpricedCost.SUBSCRIPTION:
            return f"subscription of {platform}: price on request only"
        case UnpricedCost.WINDOWS_LICENCES:
            return "Windows Server licences: the machine prices are for Linux"
        case UnpricedCost.FEE_ON_OWN_SERVERS:
            return f"fee of {platform} for own servers, where it charges one"


LEFT_OUT: Mapping[LeftOutCost, str] = {
    LeftOutCost.DISKS: "disks of own machines, of tasks and of instances",
    LeftOutCost.TRAFFIC: "traffic out of the cloud and between zones",
    LeftOutCost.LOGS_AND_BACKUPS: "logs, metrics and backups",
    LeftOutCost.TAXES_AND_DISCOUNTS: "taxes, discounts for commitment and spare (spot) capacity",
    LeftOutCost.TAXES: "taxes of any kind",
    LeftOutCost.MACHINES_WHILE_UPGRADING: "machines added for as long as machines are upgraded",
    LeftOutCost.REPLICAS_WHILE_UPGRADING: "replicas added for as long as a service is upgraded",
    LeftOutCost.REGISTRY_WITHOUT_PRICE: "image registry: no price is held",
}


def left_out_words(left: LeftOut) -> str:
    """A cost that no sum contains."""
    match left.cost:
        case LeftOutCost.DISCOVERY_MEMBERS:
            return f"{left.count} members of an added discovery service"
        case LeftOutCost.OWN_REGISTRY:
            disk = "disk" if left.gib is None else f"{left.gib:,.1f} GiB of disk"
            replicas = f"{count(left.count, 'replica')} and " if left.count else ""
            return f"{replicas}{disk} of the image registry"
        case LeftOutCost.VOLUMES_ON_OWN_DISKS:
            return f"{left.gib or 0:,.0f} GiB of volumes on disks of your own"
        case LeftOutCost.SHARED_FILES_OF_OWN:
            return (
                f"a shared file system of your own (NFS, Ceph or the like) for {left.gib or 0:,.0f} GiB of many writers"
            )
        case LeftOutCost.DISKS_OVER_ZONES:
            return f"what disks of {left.gib or 0:,.0f} GiB cost more that are copied over zones, as the platform does"
        case LeftOutCost.REGISTRY_OF_UNKNOWN_SIZE:
            fixed = f"{usd(left.usd_per_month)} a month and " if left.usd_per_month is not None else ""
            each = f"USD {left.usd_per_unit or 0.0:g} for each GiB and month"
            return f"image registry, as image sizes were not given ({fixed}{each})"
        case LeftOutCost.NETWORK_WITHOUT_PRICE:
            return f"{_network_name(left)}: no price is held"
        case LeftOutCost.NETWORK_COUNTED_BY_VENDOR:
            each = f"USD {left.usd_per_unit or 0.0:g} for each machine and hour"
            return f"{_network_name(left)}: {each}, and the vendor counts them"
    return LEFT_OUT[left.cost]


def _network_name(left: LeftOut) -> str:
    return f"{NETWORK_PARTS[left.key.part]} ({left.key.location})" if left.key else ""


def not_in_sum_words(cost: Unpriced | LeftOut, knowledge: Knowledge) -> str:
    """A cost that no sum contains, whether nobody publishes its price or it was left out."""
    return unpriced_words(cost, knowledge) if isinstance(cost, Unpriced) else left_out_words(cost)


def price_note_words(note: PriceNote, knowledge: Knowledge) -> str:
    """What a vendor's price holds and leaves out."""
    return f"{knowledge.vocabulary[note.term].about}: {note.note}"
