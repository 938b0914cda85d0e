"""Notes and their words: every code has one sentence, which the report alone makes."""

from __future__ import annotations

import pytest

from advisor.explanations import CautionCode, WarningCode
from advisor.report.wording.assumptions import WORDS as ASSUMPTIONS
from advisor.report.wording.assumptions import assumption_words, subject_words
from advisor.report.wording.notes import WORDS, note_words
from advisor.scoring.measures import MeasureCode
from advisor.screening import DerivedCode
from advisor.sizing import Assumption
from advisor.sizing.bill_types import TermCode
from advisor.sizing.note_codes import AssumptionCode, HybridPlacement, LoadCode, NoteCode, TierCode
from advisor.tensions import TensionCode
from advisor.values import note

CODES = [
    *NoteCode,
    *TierCode,
    *LoadCode,
    *CautionCode,
    *WarningCode,
    *MeasureCode,
    *DerivedCode,
    *TensionCode,
    *TermCode,
]


def test_every_code_has_words_and_no_two_codes_are_spelled_alike() -> None:
    assert set(WORDS) == set(CODES)
    assert len({code.value for code in CODES}) == len(CODES)


def test_a_value_that_a_sentence_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        note_words(note(NoteCode.ONE_MEMBER, place="zone"))


def test_notes_pair_by_code_and_values() -> None:
    one = note(NoteCode.MACHINE_PER_REPLICA, machines=3, cpu_share=0.5)
    assert one == note(NoteCode.MACHINE_PER_REPLICA, machines=3, cpu_share=0.5)
    assert one != note(NoteCode.MACHINE_PER_REPLICA, machines=4, cpu_share=0.5)
    assert len({one, one}) == 1


def test_passed_limits_are_listed_with_what_the_split_means() -> None:
    passed = (("machines", 3100, 1300.0), ("replicas", 200000, 150000.0))
    assert note_words(note(NoteCode.SPLIT_INTO_CLUSTERS, passed=passed, of="red", clusters=3, machines=3100)) == (
        "3,100 machines pass the 1,300 and 200,000 replicas pass the 150,000 published or tested for one cluster: "
        "split of red into 3 clusters, each with its own control plane; a service finds only its neighbours of the "
        "same cluster by name"
    )


def test_a_tier_is_told_with_the_target_and_the_other_tiers() -> None:
    others = (("Free", 0.0, 0.0, ""), ("Premium", 0.6, 99.95, "two years of support"))
    assert note_words(note(TierCode.CHEAPEST_MEETING_TARGET, target=99.9, others=others)) == (
        "the cheapest that promises the 99.9% asked for (Free costs nothing and promises nothing; Premium costs USD "
        "0.6 an hour, promises 99.95% and adds two years of support)"
    )


def test_where_services_stand_is_told_with_both_bills() -> None:
    told = note(
        NoteCode.CHEAPEST_PLACEMENT,
        placement=HybridPlacement.CLOUD,
        usd_per_month=1000.0,
        others=((HybridPlacement.BURST, 1200.0),),
    )
    assert note_words(told) == (
        "services that may run anywhere stand in the cloud, for USD 1,000 a month in all; it would be USD 1,200 on own "
        "servers for a typical day and in the cloud beyond"
    )


def test_every_kind_of_assumption_has_words() -> None:
    assert set(ASSUMPTIONS) == set(AssumptionCode)


def test_an_assumption_of_the_knowledge_base_quotes_it() -> None:
    told = note(AssumptionCode.SERVICE_COUNT, value=5, about="services", because="a handful is common")
    words = assumption_words(Assumption("services", told))
    assert (words.taken, words.why) == ("5", "services: a handful is common")


def test_assumed_sizes_name_who_got_them_and_from_what_to_what() -> None:
    names = tuple(f"db-{number}" for number in range(1, 9))
    told = note(
        AssumptionCode.SIZES,
        about="a database",
        because="it grows",
        services=names,
        millicores=(100, 500, 4000),
        mebibytes=None,
    )
    assumption = Assumption("services.cpu", told)
    words = assumption_words(assumption)
    assert words.taken == "500m (100 to 4,000) for each of db-1, db-2, db-3, db-4, db-5, db-6 and 2 more"
    assert subject_words(assumption) == "CPU and memory of a database"


def test_a_region_without_prices_is_told_with_the_spread_between_regions() -> None:
    told = note(AssumptionCode.REGION_WITHOUT_PRICES, cloud="aws", region="ca-west-1", low=0.9, high=1.63)
    words = assumption_words(Assumption("hosting.region", told))
    assert words.why == "no prices of ca-west-1 are held"
    assert words.effect == "other regions cost 0.90 to 1.63 times as much, which is the range of the bill"


def test_a_platform_that_was_asked_for_is_out_in_the_words_of_its_lifecycle_and_of_its_claims() -> None:
    day = ("platform", "Old Swarm"), ("since", "2021-02-01")
    ended = (DerivedCode.ENDED.value, (*day, ("successor", "new"), ("successor_name", "New Swarm")))
    told = note(WarningCode.REQUESTED_OUT, platform="Old Swarm", because=(ended, "It has no quotas"))
    assert note_words(told) == (
        "Old Swarm was asked for and cannot be recommended: Old Swarm ended on 2021-02-01; "
        "its successor is New Swarm (new); It has no quotas"
    )
    closed = note(WarningCode.IN_USE_AND_ENDED, status=DerivedCode.CLOSED_TO_NEW.value, **dict(day), more="Move on")
    assert note_words(closed) == "in use today: Old Swarm has taken no new customers since 2021-02-01. Move on"


def test_how_tasks_are_billed_is_told_with_what_the_other_way_would_cost() -> None:
    told = note(
        NoteCode.BILLED_BY_REQUESTS,
        services=("shop", "basket"),
        mode="Request-based",
        usd_per_month=18.3,
        others=(("Instance-based", 250.0),),
    )
    assert note_words(told) == (
        "shop and basket: billed while requests are handled (Request-based), about USD 18 a month before what is "
        "free, against USD 250 with Instance-based"
    )


def test_containers_of_one_task_are_told_with_their_numbers() -> None:
    assert note_words(note(NoteCode.ONE_TASK, services=(("cache", 1), ("web", 3)))) == (
        "cache and 3 x web form one task: its containers stand on one machine, and start and end together"
    )


def test_many_services_are_named_in_part_and_counted() -> None:
    told = note(
        NoteCode.KEPT_READY, services=tuple(f"site-{number:02}" for number in range(1, 26)), usd_per_month=35.15
    )
    assert note_words(told).startswith(
        "site-01, site-02, site-03, site-04, site-05, site-06 and 19 more: replicas that are kept ready"
    )


@pytest.mark.parametrize(("services", "who"), [(("db",), "db asks"), (("db", "web"), "db and web ask")])
def test_one_service_asks_and_several_ask(services: tuple[str, ...], who: str) -> None:
    assert note_words(note(NoteCode.DISK_OF_TASKS, services=services)).startswith(f"{who} for disk beside volumes")


def test_a_system_pool_without_services_says_why() -> None:
    told = note(NoteCode.SYSTEM_POOL, count=1, vcpu=1, memory_mib=2048, shared=False)
    assert note_words(told) == (
        "the system pool has 1 Linux machine with 1 vCPU and 2 GiB at least, as the pods of the platform need; no "
        "service stands there, since none runs on Linux without a GPU"
    )


def test_zones_that_the_team_has_to_see_to_are_told_with_the_reason() -> None:
    told = note(NoteCode.ZONES_BY_HAND, services=("db",), platform="Groups", why="A group can be pinned to a zone.")
    assert note_words(told) == (
        "db: Groups does not spread replicas over zones by itself (a group can be pinned to a zone)"
    )
