"""Hosted platforms: what they cost by their published plans, where they may stand, and where they win and lose."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

from advisor import Recommendation, Topology, load_knowledge, load_scenario, recommend, size
from advisor.knowledge import counts_on
from advisor.sizing import Infeasible, RefusalCause
from advisor.sizing.bill_types import BillPart
from advisor.sizing.note_codes import NoteCode
from advisor.values import HOURS_PER_MONTH

KNOWLEDGE = load_knowledge()
TODAY = dt.date(2026, 11, 30)
HOSTED = ("heroku", "render", "railway", "fly-io", "digitalocean-app-platform")
PUBLIC = [{"port": 8080, "protocol": "http", "exposure": "public"}]


def service(name: str, **given: Any) -> dict[str, Any]:
    """A service with one replica of a quarter of a vCPU and 512 MiB, unless said otherwise."""
    public = {"ports": PUBLIC} if name in ("web", "api") else {}
    return {"name": name, "replicas": 1, "cpu": "250m", "memory": "512Mi", **public, **given}


def asked(*services: dict[str, Any], engineers: int = 4, **given: Any) -> dict[str, Any]:
    """A requirement without a named cloud, of a team without operations people."""
    team = {"engineers": engineers, "ops": 0, "k8s_skill": "none"}
    described = {"name": "hosted", "as_of": TODAY.isoformat(), "hosting": {"model": "cloud"}, "team": team}
    return {**described, "services": list(services), **given}


def sized(platform: str, *services: dict[str, Any], **given: Any) -> Topology:
    """The topology on a platform, which is no refusal."""
    topology = size(load_scenario(asked(*services, **given)), KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(topology, Topology), topology
    return topology


def bill_parts(topology: Topology, part: BillPart) -> float:
    """What the lines of one part come to."""
    return sum(line.usd_per_month or 0.0 for line in topology.bill.lines if line.key.part is part)


def base_of(topology: Topology) -> float:
    """The sum of the bill."""
    assert topology.bill.base is not None
    return topology.bill.base


@pytest.mark.parametrize(
    ("platform", "cpu", "memory", "size_name", "usd"),
    [
        # the list of the vendor, USD a month, one dyno each
        ("heroku", "150m", "512Mi", "Basic", 7),
        ("heroku", "300m", "1Gi", "Standard-2X", 50),
        ("heroku", "2", "2Gi", "Performance-M", 250),
        ("heroku", "8", "14Gi", "Performance-L", 500),
        ("heroku", "4", "30Gi", "Performance-L-RAM", 500),
        ("heroku", "8", "60Gi", "Performance-XL", 750),
        ("heroku", "16", "120Gi", "Performance-2XL", 1500),
        # with one engineer the workspace costs nothing beside
        ("render", "500m", "512Mi", "Starter", 7),
        ("render", "1", "2Gi", "Standard", 25),
        ("render", "2", "4Gi", "Pro", 85),
        ("render", "4", "8Gi", "Pro Plus", 175),
        ("render", "4", "16Gi", "Pro Max", 225),
        ("render", "8", "32Gi", "Pro Ultra", 450),
        ("digitalocean-app-platform", "1", "512Mi", "apps-s-1vcpu-0.5gb", 5),
        ("digitalocean-app-platform", "1", "1Gi", "apps-s-1vcpu-1gb-fixed", 10),
        ("digitalocean-app-platform", "1", "2Gi", "apps-s-1vcpu-2gb", 25),
        ("digitalocean-app-platform", "2", "4Gi", "apps-s-2vcpu-4gb", 50),
        ("digitalocean-app-platform", "1", "4Gi", "apps-d-1vcpu-4gb", 49),
        ("digitalocean-app-platform", "2", "8Gi", "apps-d-2vcpu-8gb", 98),
        ("digitalocean-app-platform", "4", "8Gi", "apps-d-4vcpu-8gb", 156),
        ("digitalocean-app-platform", "4", "16Gi", "apps-d-4vcpu-16gb", 196),
        ("digitalocean-app-platform", "8", "32Gi", "apps-d-8vcpu-32gb", 392),
    ],
)
def test_a_size_costs_what_its_vendor_lists_for_a_month(
    platform: str, cpu: str, memory: str, size_name: str, usd: float
) -> None:
    topology = sized(platform, service("worker", cpu=cpu, memory=memory), engineers=1)
    (node,) = (node for pool in topology.pools for node in pool.nodes)
    assert node.machine.startswith(f"{size_name}: ")
    tasks = bill_parts(topology, BillPart.NODES)
    assert tasks == pytest.approx(usd)


@pytest.mark.parametrize(
    ("cpu", "memory", "preset", "usd_in_30_days"),
    [
        # the examples of the vendor's page, for 30 days of 24 hours in Ashburn
        ("60m", "256Mi", "shared-cpu-1x", 2.19),
        ("60m", "512Mi", "shared-cpu-1x", 3.69),
        ("60m", "1Gi", "shared-cpu-1x", 6.70),
        ("400m", "2Gi", "shared-cpu-2x", 13.39),  # on average 120m, of which one share of 62m does not give enough
    ],
)
def test_a_machine_costs_its_preset_and_the_memory_above_it(
    cpu: str, memory: str, preset: str, usd_in_30_days: float
) -> None:
    taken, usd = usd_in_30_days_of(service("worker", cpu=cpu, memory=memory))
    assert taken == preset and usd == pytest.approx(usd_in_30_days, abs=0.02)


@pytest.mark.parametrize(
    ("cpu", "memory", "preset", "usd_in_30_days"),
    [
        ("1", "2Gi", "performance-1x", 33.00),
        ("2", "4Gi", "performance-2x", 66.00),
        ("1", "4Gi", "performance-1x", 33.00 + 2 * 6.00),  # two GB above those included
    ],
)
def test_what_computes_for_hours_takes_whole_cores(cpu: str, memory: str, preset: str, usd_in_30_days: float) -> None:
    taken, usd = usd_in_30_days_of(service("worker", cpu=cpu, memory=memory, kind="batch"))
    assert taken == preset and usd == pytest.approx(usd_in_30_days, abs=0.02)


def usd_in_30_days_of(asked_for: dict[str, Any]) -> tuple[str, float]:
    """The preset of Fly.io that a service is planned on, and what it costs in 30 days; the bill is for 730 hours."""
    topology = sized("fly-io", asked_for)
    (machine,) = (pool.machines[0] for pool in topology.pools)
    assert machine.usd_per_hour is not None
    assert base_of(topology) == pytest.approx(machine.usd_per_hour * HOURS_PER_MONTH)
    return machine.name.split(":")[0], machine.usd_per_hour * 720


def test_in_august_2026_a_machine_cost_what_the_older_list_says() -> None:
    topology = sized("fly-io", service("worker", cpu="60m", memory="512Mi"), as_of="2026-08-10")
    # 0.00000075 + 0.25 x 0.00000193 USD a second, 3,600 seconds, 730 hours
    assert base_of(topology) == pytest.approx((0.00000075 + 0.25 * 0.00000193) * 3600 * 730, rel=1e-3)


def test_what_is_used_counts_towards_the_least_charge_of_an_account() -> None:
    little = sized("railway", service("worker"))
    # 0.25 x 0.02778 + 0.5 x 0.01386 = 0.013875 USD an hour, 10.13 a month: filled up to the 20 of the plan Pro
    assert bill_parts(little, BillPart.NODES) == pytest.approx(0.013875 * 730)
    assert bill_parts(little, BillPart.ACCOUNT_PLAN) == pytest.approx(20 - 0.013875 * 730)
    assert base_of(little) == pytest.approx(20)
    alone = sized("railway", service("worker"), engineers=1)  # the plan for one person is 5, which use exceeds
    assert base_of(alone) == pytest.approx(0.013875 * 730)
    much = sized("railway", service("worker", replicas=4))
    assert base_of(much) == pytest.approx(4 * 0.013875 * 730)


def test_a_workspace_of_a_team_costs_its_plan_beside_the_instances() -> None:
    team = sized("render", service("web", replicas=2))
    assert bill_parts(team, BillPart.ACCOUNT_PLAN) == 25
    assert base_of(team) == pytest.approx(25 + 2 * 7)
    assert base_of(sized("render", service("web", replicas=2), engineers=1)) == pytest.approx(2 * 7)


def test_sizes_for_one_instance_alone_are_not_sold_for_two() -> None:
    (one,) = (pool.machines[0].name for pool in sized("heroku", service("web", cpu="150m")).pools)
    (two,) = (pool.machines[0].name for pool in sized("heroku", service("web", cpu="150m", replicas=2)).pools)
    assert (one.split(":")[0], two.split(":")[0]) == ("Basic", "Standard-1X")


@pytest.mark.parametrize(("platform", "usd"), [("render", 0.25), ("railway", 0.15), ("fly-io", 0.15)])
def test_a_volume_costs_what_the_vendor_asks_for_a_gigabyte(platform: str, usd: float) -> None:
    volume = {"name": "data", "size": "10Gi", "access": "one", "keeps": "data"}
    topology = sized(platform, service("worker", volumes=[volume]))
    assert bill_parts(topology, BillPart.VOLUMES) == pytest.approx(10 * usd)


@cache
def answered(key: str) -> Recommendation:
    """The recommendation for one of the requirements below."""
    return recommend(load_scenario(ASKED[key]), KNOWLEDGE, how_sure=False)


def places(key: str) -> list[str]:
    """The ids of the platforms in their order."""
    return [entry.platform.id for entry in answered(key).ranking]


SMALL = (service("web", cpu="150m", memory="400Mi"), service("worker", cpu="150m", memory="400Mi"))
THREE = (service("web"), service("api"), service("worker"))
ASKED: dict[str, dict[str, Any]] = {
    "four services, no cloud named": asked(*THREE, service("cron"), hosting={"model": "cloud", "cloud": "any"}),
    "on DigitalOcean": asked(*THREE, hosting={"model": "cloud", "cloud": "digitalocean"}),
    "on AWS": asked(*THREE, hosting={"model": "cloud", "cloud": "aws"}),
    "Render in use": asked(*THREE, existing=["render"]),
    "volumes and workers": asked(
        *SMALL, must_have=["background_workers", "block_volumes", "service_discovery"], engineers=1
    ),
    "asleep when nobody calls, with a volume": asked(
        *SMALL, must_have=["scale_to_zero", "block_volumes"], engineers=1, cost="low"
    ),
    "Heroku in use in 2023": asked(
        *SMALL, as_of="2023-06-30", existing=["heroku"], must_have=["preview_environments", "rollback"]
    ),
    "Heroku in use today": asked(*SMALL, existing=["heroku"]),
    "a private network": asked(*THREE, must_have=["private_networking"]),
    "the Kubernetes API": asked(*THREE, must_have=["kubernetes_api"]),
    "own data centre": asked(*THREE, hosting={"model": "on_prem"}),
}


def test_for_a_small_team_without_a_cloud_hosted_platforms_are_among_the_first() -> None:
    first = places("four services, no cloud named")
    assert first[0] == "digitalocean-app-platform"
    assert {"render", "railway"} <= set(first[:7])  # behind the large clouds' own: one young vendor each
    assert places("on DigitalOcean")[0] == "digitalocean-app-platform"
    assert not {"render", "railway", "fly-io", "heroku"} & set(places("on DigitalOcean"))


def test_a_named_cloud_an_own_data_centre_and_the_kubernetes_api_leave_none_of_them() -> None:
    for key in ("on AWS", "own data centre", "the Kubernetes API"):
        assert not set(HOSTED) & set(places(key)), key
    unmet = {entry.platform.id: entry for entry in answered("on AWS").eliminated}
    assert all("X704" in {reason.rule_id for reason in unmet[each].screened.unmet} for each in HOSTED)


def test_private_networks_leave_the_services_of_the_large_clouds_in_front() -> None:
    first = places("a private network")
    assert not {"heroku", "render", "railway", "digitalocean-app-platform"} & set(first)
    assert first.index("fly-io") > first.index(
        "cloud-run"
    )  # joined by WireGuard, beside a network of the customer's own


def test_render_is_kept_where_it_is_in_use_and_second_with_volumes_and_workers() -> None:
    assert places("Render in use")[0] == "render"
    assert places("volumes and workers")[:2] == ["docker-compose-single-vm", "render"]


def test_railway_and_fly_put_to_sleep_what_has_a_volume() -> None:
    assert places("asleep when nobody calls, with a volume")[:2] == ["railway", "fly-io"]


def test_heroku_was_kept_until_its_vendor_stopped_developing_it() -> None:
    assert places("Heroku in use in 2023")[0] == "heroku"
    today = places("Heroku in use today")
    # the service that takes a Procfile as well, and is still developed
    assert today[:2] == ["digitalocean-app-platform", "heroku"]


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("heroku", "heroku"),
        ("Render", "render"),
        ("railway", "railway"),
        ("fly_io", "fly-io"),
        ("fly.io", "fly-io"),
        ("fly", "fly-io"),
        ("digitalocean app platform", "digitalocean-app-platform"),
    ],
)
def test_words_for_what_is_in_use_are_the_platforms(word: str, platform: str) -> None:
    assert list(KNOWLEDGE.named_in_use([word])) == [platform]


def test_a_share_of_a_core_does_for_what_bursts() -> None:
    """Two web processes and a worker, 500m and 1 GiB each: three Standard-2X at 50 USD, not three Performance-M at 250.

    500m is within the 0.64 of a core to which the small dynos burst, and 30 % of it, 150m, within the 0.32 that a
    Standard-2X gives all the time.
    """
    rails = service("web", cpu="500m", memory="1Gi", replicas=2), service("sidekiq", cpu="500m", memory="1Gi")
    topology = sized("heroku", *rails)
    assert {machine.name.split(":")[0] for pool in topology.pools for machine in pool.machines} == {"Standard-2X"}
    assert bill_parts(topology, BillPart.NODES) == pytest.approx(150)
    told = [note for note in topology.notes if note.code == NoteCode.BURSTABLE_MACHINE]
    assert [dict(note.values)["sustained_vcpu"] for note in told] == [0.32]
    # 700m is more than the small ones burst to, and so is a batch of 500m on average
    for dear in (service("web", cpu="700m", memory="1Gi"), service("web", cpu="500m", memory="1Gi", kind="batch")):
        assert bill_parts(sized("heroku", dear), BillPart.NODES) == pytest.approx(250)


def test_what_scales_by_itself_is_sized_by_sizes_that_do() -> None:
    web = {"min": 1, "typical": 2, "peak": 4}
    scaled = sized("digitalocean-app-platform", service("web", replicas=web), autoscale="replicas")
    # 512 MiB: apps-d-1vcpu-0.5gb at 29 USD, 2 of them in 16 hours of the day and 4 in 8
    assert bill_parts(scaled, BillPart.NODES) == pytest.approx(29 * (2 * 16 + 4 * 8) / 24)
    still = sized("digitalocean-app-platform", service("web", replicas=web), autoscale="none")
    assert bill_parts(still, BillPart.NODES) == pytest.approx(4 * 12)  # apps-s-1vcpu-1gb, which takes several
    one = sized("digitalocean-app-platform", service("web"), autoscale="replicas")
    assert bill_parts(one, BillPart.NODES) == pytest.approx(5)  # nothing to scale


@pytest.mark.parametrize("platform", ["fly-io", "render", "railway"])
def test_of_a_hosted_platform_pages_say_most(platform: str) -> None:
    assert counts_on(KNOWLEDGE.platforms[platform], KNOWLEDGE, TODAY).judged_share < 0.2


def test_a_helper_stands_in_the_machine_of_its_app_at_fly_since_it_takes_several_containers() -> None:
    beside = service("web"), service("log-shipper", cpu="50m", memory="128Mi", affinity=["web"])
    topology = sized("fly-io", *beside)
    assert [len(pool.machines) for pool in topology.pools] == [1]
    earlier = load_scenario(asked(*beside, as_of="2025-01-31"))
    refused = size(earlier, KNOWLEDGE.platforms["fly-io"], KNOWLEDGE)
    assert isinstance(refused, Infeasible) and refused.refusal.cause is RefusalCause.TOO_MANY_IN_ONE_TASK
