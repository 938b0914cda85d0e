"""Words for bills and for what stands beside the agents: every code has some, and numbers stand where they belong."""

from __future__ import annotations

import pytest

from advisor.prices.offer import PriceKind
from advisor.report.wording.bill import (
    basis_words,
    left_out_words,
    line_words,
    price_note_words,
    sum_words,
    unpriced_words,
    without_price_words,
)
from advisor.report.wording.support import how_words, pods_words, what_words, where_words
from advisor.sizing.bill_types import (
    Bill,
    BillBasis,
    BillKey,
    BillLine,
    BillPart,
    HourWeighing,
    LeftOut,
    LeftOutCost,
    PriceNote,
    Range,
    RangeCause,
    StoredImages,
    Unit,
    Unpriced,
    UnpricedCost,
)
from advisor.sizing.support_part import RegistryKeeper, SupportKey, SupportKind, SupportPart
from tests.handmade import KNOWLEDGE

AWS = "aws us-east-1"


def a_line(part: BillPart, unit: Unit = Unit.HOUR, **more: object) -> BillLine:
    line = BillLine(BillKey(part, AWS, "blue", "web", "m5.large", "etcd", "Standard"), 730, unit, 0.1, 73, "prices", "")
    return BillLine(**{**vars(line), **more})


@pytest.mark.parametrize("part", BillPart)
def test_every_part_of_a_bill_has_words(part: BillPart) -> None:
    words = line_words(a_line(part))
    assert len(words) > 10 and "None" not in words


@pytest.mark.parametrize("cost", LeftOutCost)
def test_every_cost_that_is_left_out_has_words(cost: LeftOutCost) -> None:
    left = LeftOut(cost, BillKey(BillPart.NAT_GATEWAY, AWS), 2, gib=1.5, usd_per_month=65.7, usd_per_unit=0.045)
    words = left_out_words(left)
    assert len(words) > 10 and "None" not in words


@pytest.mark.parametrize("cost", UnpricedCost)
def test_every_cost_without_a_price_has_words(cost: UnpricedCost) -> None:
    assert len(unpriced_words(Unpriced(cost, "alpha"), KNOWLEDGE)) > 10


@pytest.mark.parametrize("kind", SupportKind)
def test_everything_beside_the_agents_has_words(kind: SupportKind) -> None:
    part = SupportPart(SupportKey(kind, AWS, "web"), 2, "guide", level=2, why="by an add-on")
    assert what_words(part) and where_words(part) and how_words(part)


def test_a_large_number_is_told_with_its_thousands() -> None:
    assert line_words(a_line(BillPart.NODES, count=1200)) == "web: 1,200 x m5.large (aws us-east-1)"
    assert line_words(a_line(BillPart.NODES, count=3.6)) == "web: on average 3.6 x m5.large (aws us-east-1)"
    vcpus = a_line(BillPart.AGENT_FEE, key=BillKey(BillPart.AGENT_FEE), count=2.5)
    assert line_words(vcpus) == "fee for 2.5 vCPU of the agents"
    kept = a_line(BillPart.AGENT_FEE, count=1200, price_kind=PriceKind.ESTIMATED)
    assert line_words(kept) == (
        "fee for keeping web: 1,200 x m5.large (aws us-east-1), estimated by the fees seen for other types"
    )
    free = a_line(BillPart.FREE_VCPU, Unit.VCPU_SECOND, count=180_000)
    assert line_words(free) == "free of charge each month: 180,000 vCPU-seconds (Standard)"


def test_stored_images_are_told_with_versions_stages_and_what_is_included() -> None:
    images = StoredImages(gib=14.6, versions=5, stages=2)
    storage = a_line(BillPart.REGISTRY_STORAGE, Unit.GIB_MONTH, images=images, included_gib=10.0)
    assert line_words(storage) == "image registry: 5 versions of each image, 2 stages, beyond the 10 GiB included"
    key = SupportKey(SupportKind.REGISTRY, AWS)
    part = SupportPart(key, 2, "guide", kept_by=RegistryKeeper.TEAM, images=images)
    assert where_words(part) == ("one's own, on shared storage, 14.6 GiB for 5 versions of each image, 2 stages")


def test_what_the_platform_adds_to_a_machine_has_names() -> None:
    assert pods_words((("(control plane)", 1), ("(proxy)", 1), ("web", 3))) == (
        "1 control-plane member, 1 added proxy, 3 web"
    )
    assert pods_words(()) == ""


def test_a_gateway_tells_who_needs_it_and_how_many_there_are() -> None:
    key = SupportKey(SupportKind.NAT_GATEWAY, AWS)
    assert how_words(SupportPart(key, 3, "guide", zones=3, optional=True)) == (
        "way out of the private subnets, if the agents stand in such; "
        "one in each zone, so that no zone hangs on another"
    )
    assert how_words(SupportPart(key, 1, "guide", zones=3, per_machine=True, for_tasks=True)) == (
        "way out of the private subnets, where the replicas stand; paid for each machine that uses it"
    )


@pytest.mark.parametrize("cause", RangeCause)
def test_every_cause_of_a_range_has_words(cause: RangeCause) -> None:
    bill = Bill(900, 1000, 1200, BillBasis(HourWeighing.PEAK), (), (Range(cause, -100, 200),))
    words = basis_words(bill)
    assert "USD 100 less" in words and "USD 200 more" in words


@pytest.mark.parametrize(
    ("basis", "ranges", "words"),
    [
        (BillBasis(HourWeighing.PEAK), (), "base: all hours at the planned peak"),
        (
            BillBasis(HourWeighing.PEAK_AND_TYPICAL, peak_share=0.125),
            (Range(RangeCause.HOURS, -5267.6, 36877), Range(RangeCause.PRIVATE_SUBNETS, 0, 109.5)),
            "base: 12.5% of the hours at the peak, the others as on a typical day; "
            "low: a typical day at all hours (USD 5,270 less); "
            "high: the peak at all hours (USD 36,900 more) and private subnets with NAT gateways (USD 110 more)",
        ),
    ],
)
def test_what_the_sums_stand_for(basis: BillBasis, ranges: tuple[Range, ...], words: str) -> None:
    assert basis_words(Bill(1, 1, 1, basis, (), ranges)) == words


def test_what_has_no_price_is_named_beside_a_lower_limit() -> None:
    without_price = a_line(BillPart.NODES, unit_price_usd=None, usd_per_month=None)
    unpriced = (Unpriced(UnpricedCost.SUBSCRIPTION, "alpha"),)
    bill = Bill(73, 73, 73, BillBasis(HourWeighing.PEAK), (a_line(BillPart.NODES), without_price), unpriced=unpriced)
    assert sum_words(bill, bill.base) == "at least USD 73"
    nodes, subscription = without_price_words(bill, KNOWLEDGE)
    assert nodes == "web: 1 x m5.large (aws us-east-1)"
    assert subscription.endswith("price on request only")
    assert not Bill(73, 73, 73, BillBasis(HourWeighing.PEAK), (a_line(BillPart.NODES),)).is_lower_limit


def test_a_note_on_a_price_begins_with_what_the_price_is_for() -> None:
    name, term = next(iter(KNOWLEDGE.vocabulary.items()))
    words = price_note_words(PriceNote(name, "holds no tax", "prices"), KNOWLEDGE)
    assert words == f"{term.about}: holds no tax"
