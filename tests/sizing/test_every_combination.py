"""Whatever is asked of whichever platform, there is a topology that keeps its promises, or a reason in words."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from advisor.sizing import Effort, Infeasible, PoolNode, Refusal, RefusalCause
from advisor.values import facts
from tests.handmade import topology
from tests.sizing import combinations
from tests.sizing.combinations import HOSTING, OWN, SERVICES, TENANCY, ZONES, Combination, all_combinations, faults_of

SEED, EACH = 20261125, 1
"""Combinations tried for each platform here, the same in every run; `make fuzz` tries thousands of new ones."""


def sample(platform_id: str) -> list[Combination]:
    """Some combinations of a platform, other ones for each."""
    return random.Random(f"{SEED} {platform_id}").sample(all_combinations(), EACH)


@pytest.mark.slow
@pytest.mark.parametrize("platform_id", OWN.platforms)
def test_every_combination_gives_a_topology_or_a_reason(platform_id: str) -> None:
    """In little effort: how long a plan is searched for changes none of what is looked at, and `make fuzz` searches."""
    faults = {each: faults_of(each, platform_id, Effort.QUICK) for each in sample(platform_id)}
    assert {combination: found for combination, found in faults.items() if found} == {}


def test_the_sample_has_every_answer_of_every_question() -> None:
    tried = list(itertools.chain.from_iterable(sample(platform_id) for platform_id in OWN.platforms))
    for name, answers in (("hosting", HOSTING), ("tenancy", TENANCY), ("zones", ZONES), ("services", SERVICES)):
        assert {getattr(combination, name) for combination in tried} == set(answers), name
    assert len(all_combinations()) * len(OWN.platforms) > 2000


def test_broken_topologies_are_told() -> None:
    sound = topology()
    assert list(combinations._faults_of_bill(topology(base=220.0))) == [
        "the lines add up to 219.0, the bill says 220.0",
    ]
    (pool,) = sound.pools
    broken = replace(pool, nodes=(PoolNode("m.tiny", "zone-3", 0, (("web", -1),)),), gap=-0.1)
    assert len(list(combinations._faults_of_pool(broken))) == 4
    full = replace(pool, nodes=(PoolNode("m.large", "zone-1", 1, (("web", 30),)),))
    assert list(combinations._faults_of_pool(full)) == ["pool all puts more on m.large than its 29 replicas"]
    even = replace(sound.control_plane, members=4, clusters=0)
    assert len(list(combinations._faults_of_control_plane(even))) == 3
    one = Combination("aws", "not said", 1, "one").scenario()
    assert list(combinations._faults_of_placing(sound, one)) == ["0 of 2 replicas of s00 are placed"]
    values = facts(service="web", platform="None", port="80/tcp")
    silly = Infeasible("alpha", Refusal(RefusalCause.HOST_PORT_WITHOUT_HOST, values))
    told = (
        "the reason reads: web claims host port 80/tcp; None has no host to claim it on; write exposure: public or "
        "internal"
    )
    assert list(combinations._faults_of_reason(silly, one)) == [told]
    blamed = Infeasible(
        "alpha",
        Refusal(
            RefusalCause.NO_GPU_MACHINE, facts(services=("ghost",), type="", place="a", arch="b", there=()), ("ghost",)
        ),
    )
    assert list(combinations._faults_of_reason(blamed, one)) == ["blames ghost, which is no service"]
