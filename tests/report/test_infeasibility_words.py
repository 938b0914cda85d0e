"""The words for what keeps services from being placed: one sentence for every cause, made in the report alone."""

from __future__ import annotations

import inspect

import pytest

from advisor.packing import NoPlanCause
from advisor.report.wording.infeasibility import REASONS, refusal_words
from advisor.sizing import Refusal, RefusalCause
from advisor.sizing.infeasibility import MachinesToBuy
from advisor.values import facts

SHORT = facts(
    needed=(("cpu_millicores", 12000), ("memory_mib", 40960), ("pods", 50)),
    offered=(("cpu_millicores", 8000), ("memory_mib", 40960), ("pods", 30)),
    machines=5,
)


@pytest.mark.parametrize("cause", [*NoPlanCause, *RefusalCause])
def test_every_cause_has_words(cause: NoPlanCause | RefusalCause) -> None:
    assert callable(REASONS[cause])
    assert all(p.default is inspect.Parameter.empty for p in inspect.signature(REASONS[cause]).parameters.values())


def test_short_stock_is_told_with_its_pool_and_both_totals() -> None:
    told = "needs 12 vCPU, 40 GiB and 50 replicas; the 5 machines on hand offer 8 vCPU, 40 GiB and 30 replicas"
    assert refusal_words(Refusal(NoPlanCause.SHORT_STOCK, SHORT)) == f"the plan {told}"
    assert refusal_words(Refusal(NoPlanCause.SHORT_STOCK, SHORT, pool="red")) == f"pool red {told}"


def test_where_it_was_met_what_is_tied_and_what_to_buy_stand_around_the_cause() -> None:
    refusal = Refusal(
        NoPlanCause.TOO_FEW_MACHINES,
        facts(needed=2, machines=1),
        cluster="red",
        one_machine=True,
        ties=(("web", ("cache", "db")),),
        to_buy=(MachinesToBuy("large", 1), MachinesToBuy("small", 2, "north")),
    )
    assert refusal_words(refusal) == (
        "cluster red: the services cannot share one machine: the plan needs at least 2 machines; there is 1 on hand; "
        "web must stand on a machine with cache and db; 1 x large and 2 x small at north "
        "more would hold them"
    )


@pytest.mark.parametrize(
    ("lost", "zone", "together", "words"),
    [
        (0, False, False, ": they need"),
        (1, False, False, " and to survive the loss of any one of the machines: they need"),
        (2, True, False, " and to survive the loss of any 2 of the machines and of any one zone: they need"),
        (1, True, True, " and to survive the loss of any one of the machines together with any one zone: they need"),
    ],
)
def test_a_search_in_vain_is_told_with_its_promises(lost: int, zone: bool, together: bool, words: str) -> None:
    promises = facts(endless_types=0, survive_nodes=lost, survive_zone=zone, together=together, surges=False)
    told = refusal_words(Refusal(NoPlanCause.NOT_FOUND, (*SHORT, *promises)))
    assert told.startswith(f"no way was found to place all replicas zone by zone{words} 12 vCPU")


def test_the_nearest_offer_is_told_with_what_is_short() -> None:
    values = facts(
        item="model",
        needed=(("cpu_millicores", 3000), ("memory_mib", 65536)),
        nearest="large",
        offered=(("cpu_millicores", 4000), ("memory_mib", 8192)),
        short=(("memory_mib", 57344),),
        others=("index",),
    )
    assert refusal_words(Refusal(NoPlanCause.TOO_LARGE, values)) == (
        "model needs 3 vCPU and 64 GiB on one node, and no machine type has that much to use; the "
        "nearest offer, large, has 4 vCPU and 8 GiB, which is 56 GiB short; index fits none either"
    )


def test_services_that_make_no_equal_tasks_are_told_with_their_numbers_and_what_to_do() -> None:
    values = facts(services=(("cache", 2), ("web", 3)), platform="Tasks")
    assert refusal_words(Refusal(RefusalCause.NOT_ONE_TASK, values)) == (
        "affinity ties cache (2) and web (3) together, which on Tasks only containers of one task are; these replicas "
        "make no equal tasks, so write numbers that are multiples of each other, or leave the affinity out"
    )


def test_tasks_of_another_system_are_told_with_system_and_processor() -> None:
    values = facts(service="web", platform="Tasks", os="windows", arch="amd64")
    assert refusal_words(Refusal(RefusalCause.NO_SUCH_TASKS, values)) == (
        "web needs Windows on amd64, and Tasks runs no such tasks; choose a platform with such machines"
    )
