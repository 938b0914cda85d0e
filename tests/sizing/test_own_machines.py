"""Own machines: their GPUs and their architecture, and which of them stand at which site."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.packing import Effort
from advisor.scenario import Scenario, load_scenario
from advisor.sizing import Infeasible, RefusalCause, Topology, size
from advisor.sizing.infeasibility import MachinesToBuy
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.zone_split import apportion

KNOWLEDGE = load_knowledge()
FAULTS = Path(__file__).parent / "faults"


def topology(scenario: Scenario, platform: str) -> Topology:
    sized = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    assert isinstance(sized, Topology), sized.refusal
    return sized


@pytest.mark.parametrize("platform", ["kubernetes-self-managed", "k3s", "nomad", "openshift"])
def test_gpus_of_own_machines_are_placed(platform: str) -> None:
    # 36 training and 4 notebooks take a GPU each: 40 GPUs, which are all that 10 machines of 4 have
    laboratory = load_scenario(FAULTS / "laboratory-own-gpus.yaml")
    promise = load_scenario({"name": "x", "availability": {"survive_nodes": 0}}).availability
    sized = topology(laboratory.model_copy(update={"availability": promise}), platform)
    assert sum(pool.node_count for pool in sized.pools) == 10
    for pool in sized.pools:
        for node in pool.nodes:
            held = dict(node.pods)
            assert held.get("training", 0) + held.get("notebooks", 0) == 4
    # 10 x 1,500 USD
    assert sum((pool.usd_per_hour or 0) * 730 for pool in sized.pools) == pytest.approx(15_000)


def test_work_of_other_roles_shares_the_agents_where_no_machine_is_left_and_its_maker_allows_it() -> None:
    sized = topology(load_scenario(FAULTS / "laboratory-own-gpus.yaml"), "openshift")
    assert sized.auxiliary == ()
    assert [dict(told.values)["count"] for told in sized.notes if told.code is NoteCode.ROLE_BESIDE_SERVICES] == [3]
    held = [dict(node.pods).get("(infrastructure nodes)", 0) * node.count for node in sized.pools[0].nodes]
    assert sum(held) == 3


def test_a_gpu_is_not_found_on_own_machines_without_one() -> None:
    scenario = load_scenario(
        {
            "name": "no-cards",
            "hosting": {"model": "on_prem", "machines": [{"type": "plain", "vcpu": 16, "memory": "64Gi", "count": 3}]},
            "services": [{"name": "train", "replicas": 1, "cpu": 1, "memory": "1Gi", "gpu": 1}],
        }
    )
    refused = size(scenario, KNOWLEDGE.platforms["k3s"], KNOWLEDGE)
    assert isinstance(refused, Infeasible)
    assert refused.refusal.cause is RefusalCause.NO_GPU_MACHINE


def test_services_stand_on_own_machines_of_their_architecture() -> None:
    scenario = load_scenario(
        {
            "name": "both",
            "hosting": {
                "model": "on_prem",
                "machines": [
                    {"type": "pi", "vcpu": 4, "memory": "8Gi", "count": 4, "arch": "arm64"},
                    {"type": "server", "vcpu": 16, "memory": "64Gi", "count": 6},
                ],
            },
            "availability": {"survive_nodes": 0},
            "services": [
                {"name": "sensor", "replicas": 2, "cpu": "500m", "memory": "256Mi", "arch": "arm64"},
                {"name": "web", "replicas": 2, "cpu": "500m", "memory": "256Mi"},
            ],
        }
    )
    sized = topology(scenario, "k3s")
    stands = {(name, node.machine) for pool in sized.pools for node in pool.nodes for name, _ in node.pods}
    assert {machine for name, machine in stands if name == "sensor"} == {"pi"}
    assert {machine for name, machine in stands if name == "web"} == {"server"}


def own(machines: list[dict[str, object]], services: list[dict[str, object]], **more: object) -> Scenario:
    hosting = {"model": "on_prem", "machines": machines}
    hosting |= {"zones": more.pop("zones")} if "zones" in more else {}
    return load_scenario({"name": "own", "hosting": hosting, "services": services, **more})


def taken_by_site(sized: Topology) -> Counter[tuple[str, str]]:
    """Machines by type and site: agents, members of the control plane, and machines of other roles."""
    taken: Counter[tuple[str, str]] = Counter()
    for pool in sized.pools:
        for node in pool.nodes:
            taken[(node.machine, node.zone)] += node.count
    for plane in [cluster.control_plane for cluster in sized.clusters] or [sized.control_plane]:
        for each in plane.machines:
            taken[(each.machine, each.zone)] += each.count
    for auxiliary in sized.auxiliary:
        taken[(auxiliary.machine, auxiliary.zone)] += auxiliary.count
    return taken


def test_each_of_two_sites_has_only_its_own_machines() -> None:
    sites = load_scenario(FAULTS / "two-sites-two-types.yaml")
    sized = topology(sites, "nomad")
    # either site alone holds 40 x 2 vCPU and two proxies of 0.2: at 80 % old-32c has 25.44 usable, so 12 replicas, and
    # new-64c 51.04, so 25: 40 / 12 = 3.3 and 40 / 25 = 1.6
    assert {(pool.nodes[0].machine, pool.name) for pool in sized.pools} == {("old-32c", "services")}
    agents = Counter[tuple[str, str]]()
    for node in sized.pools[0].nodes:
        agents[(node.machine, node.zone)] += node.count
    assert agents == {("old-32c", "north"): 4, ("new-64c", "south"): 2}
    # 4 x 400 + 2 x 1,000 = 3,600 USD a month
    assert (sized.pools[0].usd_per_hour or 0) * 730 == pytest.approx(3_600)
    # three members: two in the north and one in the south, on what stands there
    assert [(each.machine, each.zone, each.count) for each in sized.control_plane.machines] == [
        ("old-32c", "north", 2),
        ("new-64c", "south", 1),
    ]


@pytest.mark.parametrize("platform", ["k3s", "kubernetes-self-managed", "openshift", "docker-swarm-mode", "mke"])
def test_no_platform_takes_machines_where_none_stand(platform: str) -> None:
    sized = topology(load_scenario(FAULTS / "two-sites-two-types.yaml"), platform)
    assert set(taken_by_site(sized)) <= {("old-32c", "north"), ("new-64c", "south")}


def test_replicas_go_where_a_machine_holds_them() -> None:
    # GPUs stand in the south alone; 6 of 8 vCPU each: 4.8 usable in the north at 80 % hold no training
    machines = [
        {"type": "small", "vcpu": 8, "memory": "32Gi", "count": 3, "site": "north"},
        {"type": "cards", "vcpu": 32, "memory": "128Gi", "count": 3, "gpu": 2, "site": "south"},
    ]
    training = {"name": "training", "replicas": 4, "cpu": 6, "memory": "8Gi", "gpu": 1}
    sized = topology(own(machines, [training], availability={"survive_nodes": 0}), "nomad")
    stands = {node.zone for pool in sized.pools for node in pool.nodes if "training" in dict(node.pods)}
    assert stands == {"south"}


def test_a_small_site_takes_the_share_that_it_holds() -> None:
    # 24 x 1 vCPU; the north holds 9 x 12 = 108 and the south 12: an even split of 12 and 12 has no room for its proxy
    machines = [
        {"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 9, "site": "north"},
        {"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 1, "site": "south"},
    ]
    web = {"name": "web", "replicas": 24, "cpu": 1, "memory": "1Gi"}
    sized = topology(own(machines, [web], availability={"survive_nodes": 0}), "multi-container-vm-proxy")
    placed = Counter[str]()
    for pool in sized.pools:
        for node in pool.nodes:
            placed[node.zone] += node.count * dict(node.pods).get("web", 0)
    assert placed.total() == 24
    assert placed["south"] <= 12
    assert sized.pools[0].machines[0].stock_by_zone == (("north", 9), ("south", 1))


def test_what_is_short_is_told_site_by_site() -> None:
    # either site has to hold all of 20 x 2 vCPU: 12.7 usable of 16 hold 6, so 4 machines a site
    machines = [
        {"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 6, "site": "north"},
        {"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 2, "site": "south"},
    ]
    web = {"name": "web", "replicas": 20, "cpu": 2, "memory": "1Gi", "ports": []}
    promise = {"survive_nodes": 0, "survive_zone": True}
    scenario = own(machines, [web], availability=promise, utilisation={"cpu": 0.8})
    refused = size(scenario, KNOWLEDGE.platforms["nomad"], KNOWLEDGE)
    assert isinstance(refused, Infeasible)
    (short,) = refused.refusal.to_buy
    assert short == MachinesToBuy("rack", 2, "south")


@pytest.mark.parametrize(("zones", "planned"), [(None, 2), (1, 1), (2, 2), (3, 2)])
def test_named_sites_are_the_zones_unless_one_zone_is_asked_for(zones: int | None, planned: int) -> None:
    machines = [{"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 3, "site": site} for site in ("north", "south")]
    given_zones = {} if zones is None else {"zones": zones}
    sized = topology(own(machines, [{"name": "web", "cpu": 1, "memory": "1Gi"}], **given_zones), "nomad")
    assert len(sized.pools[0].zones) == planned
    told = {each.note.code for each in sized.assumptions}
    assert (AssumptionCode.SITES_ARE_ZONES in told) is (zones == 3)


def test_machines_of_no_site_go_where_least_stands() -> None:
    # one of the two goes to either site; a machine holds 7 of 2 vCPU, so 12 replicas and a proxy take both at each
    machines = [
        {"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 1, "site": "north"},
        {"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 1, "site": "south"},
        {"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 2},
    ]
    web = {"name": "web", "replicas": 24, "cpu": 2, "memory": "1Gi", "ports": []}
    scenario = own(machines, [web], availability={"survive_nodes": 0}, utilisation={"cpu": 1.0})
    sized = topology(scenario, "multi-container-vm-proxy")
    assert taken_by_site(sized) == {("rack", "north"): 2, ("rack", "south"): 2}
    (told,) = [each for each in sized.assumptions if each.note.code is AssumptionCode.MACHINES_OF_NO_SITE]
    assert dict(told.note.values) == {"count": 2, "sites": ("north", "south")}


def test_one_name_for_two_sizes_is_told_apart_by_the_site() -> None:
    machines = [
        {"type": "rack", "vcpu": 16, "memory": "64Gi", "count": 4, "site": "north"},
        {"type": "rack", "vcpu": 32, "memory": "64Gi", "count": 4, "site": "south"},
    ]
    sized = topology(own(machines, [{"name": "web", "replicas": 4, "cpu": 1, "memory": "1Gi"}]), "nomad")
    assert {machine for machine, _ in taken_by_site(sized)} == {"rack@north", "rack@south"}


INVENTORIES = st.lists(
    st.tuples(
        st.sampled_from(["small", "large"]),
        st.integers(1, 6),
        st.sampled_from(["north", "south", "west", None]),
    ),
    min_size=2,
    max_size=6,
)
SIZES = {"small": (8, "32Gi"), "large": (32, "64Gi")}


@given(
    INVENTORIES, st.integers(1, 30), st.booleans(), st.sampled_from(["nomad", "kubernetes-self-managed", "openshift"])
)
def test_no_plan_takes_more_of_a_type_at_a_site_than_stands_there(
    lines: list[tuple[str, int, str | None]], replicas: int, survive_zone: bool, platform: str
) -> None:
    machines = []
    stands: Counter[tuple[str, str | None]] = Counter()
    for kind, count, site in lines:
        vcpu, memory = SIZES[kind]
        where = {} if site is None else {"site": site}
        machines.append({"type": kind, "vcpu": vcpu, "memory": memory, "count": count, **where})
        stands[(kind, site)] += count
    web = {"name": "web", "replicas": replicas, "cpu": 2, "memory": "2Gi"}
    scenario = own(machines, [web], availability={"survive_nodes": 0, "survive_zone": survive_zone})
    sized = size(scenario, KNOWLEDGE.platforms[platform], KNOWLEDGE, Effort.QUICK)
    if isinstance(sized, Infeasible):
        return
    named = {site for _, site in stands if site}
    for kind in SIZES:
        taken = {site: count for (machine, site), count in taken_by_site(sized).items() if machine == kind}
        if len(named) < 2:
            assert sum(taken.values()) <= sum(count for (name, _), count in stands.items() if name == kind)
        else:
            beyond = sum(max(0, count - stands[(kind, site)]) for site, count in taken.items())
            assert beyond <= stands[(kind, None)]  # those that name no site were given one


def test_shares_add_up_by_the_largest_remainders() -> None:
    # 10 x 30/40 = 7.5 and 10 x 10/40 = 2.5: the first of equal remainders is rounded up
    assert apportion(10, [30, 10, 0]) == (8, 2, 0)
    assert apportion(7, [1, 1, 1]) == (3, 2, 2)


HOSTS = {"type": "host", "vcpu": 64, "memory": "512Gi", "usd_per_month": 1500}


def on_hosts(count: int, *, existing: tuple[str, ...] = (), **machine: object) -> Scenario:
    return load_scenario(
        {
            "name": "estate",
            "as_of": "2026-11-30",
            "hosting": {"model": "on_prem", "zones": 1, "machines": [HOSTS | {"count": count} | machine]},
            "availability": {"survive_nodes": 1},
            "existing": list(existing),
            "services": [{"name": "web", "replicas": 12, "cpu": 2, "memory": "4Gi"}],
        }
    )


@pytest.mark.parametrize("hosts", [3, 8])
@pytest.mark.parametrize(
    ("platform", "existing"),
    [("vsphere-kubernetes", ()), ("kubernetes-self-managed", ("vsphere",)), ("openshift", ("vsphere",))],
)
def test_members_share_the_hosts_of_a_hypervisor(hosts: int, platform: str, existing: tuple[str, ...]) -> None:
    # 24 vCPU and the virtual machines of members and other roles fill no host; three carry a member each, and the
    # quorum outlasts one: 3 x 1,500 USD, in an estate of three hosts as in one of eight
    sized = topology(on_hosts(hosts, existing=existing), platform)
    assert sized.auxiliary == ()
    assert sized.control_plane.machines == ()
    assert sized.control_plane.on_agents
    assert sum(pool.node_count for pool in sized.pools) == 3
    assert sum((pool.usd_per_hour or 0) * 730 for pool in sized.pools) == pytest.approx(4500)
    assert NoteCode.MEMBERS_ARE_VIRTUAL in {told.code for told in sized.notes}


def test_the_supervisor_is_told_with_its_size_and_takes_no_host() -> None:
    sized = topology(on_hosts(8), "vsphere-kubernetes")
    (told,) = (dict(told.values) for told in sized.notes if told.code is NoteCode.ROLE_IS_VIRTUAL)
    assert told == {"role": "Supervisor control plane", "count": 3, "vcpu": 4.0, "memory_mib": 16384}


def test_a_small_machine_is_a_virtual_machine_already_which_a_member_has_to_itself() -> None:
    # 4 vCPU hold less than four members of 2 vCPU: it is no host
    sized = topology(on_hosts(20, existing=("vsphere",), vcpu=4, memory="16Gi"), "kubernetes-self-managed")
    assert sum(placed.count for placed in sized.control_plane.machines) == 3


def test_without_a_hypervisor_members_have_servers_of_their_own() -> None:
    sized = topology(on_hosts(8), "kubernetes-self-managed")
    assert sum(placed.count for placed in sized.control_plane.machines) == 3
