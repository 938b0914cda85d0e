"""Answers that pull apart: each is possible, and both together are seldom meant. One line for each pair, no error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisor.errors import KeyPath
from advisor.knowledge import Knowledge
from advisor.knowledge.assumption_checks import words_with_prices
from advisor.knowledge.schema import Law
from advisor.scenario import Scenario
from advisor.scenario.enums import (
    Autoscale,
    Cloud,
    HostingModel,
    Isolation,
    Jurisdiction,
    Leaning,
    MultiTenancy,
    OperatingSystem,
    Protocol,
    Spread,
    State,
    Subnets,
    VolumeContent,
    WorkloadKind,
)

_CLOUDS = frozenset({HostingModel.CLOUD, HostingModel.MULTI_CLOUD})
_LEAST_LOSS = 99.99
"""Percent of the time: 0.01 % of a month of 730 hours are 4.4 minutes, less than a machine takes to start again."""
_SCALING = frozenset({"replica_autoscale", "node_autoscale", "scale_to_zero", "burst_to_cloud"})


class TensionCode(StrEnum):
    """Why two answers pull apart; each with `first`, `second` and the lines they stand on, 0 where none is known."""

    VENDOR_ON_PREMISES = "vendor_on_premises"
    VENDOR_AND_CONTROL = "vendor_and_control"
    MORE_OPS_THAN_ENGINEERS = "more_ops_than_engineers"
    MORE_TEAMS_THAN_ENGINEERS = "more_teams_than_engineers"
    ONE_MACHINE_TO_LOSE = "one_machine_to_lose"
    ONE_ZONE_TO_LOSE = "one_zone_to_lose"
    FIXED_AND_SCALING = "fixed_and_scaling"
    ONE_SYSTEM_AND_WINDOWS = "one_system_and_windows"
    NO_STATE_AND_STATEFUL = "no_state_and_stateful"
    NO_TENANTS_AND_WALLS = "no_tenants_and_walls"
    NO_MACHINE_LEFT = "no_machine_left"
    ONE_MACHINE_AND_TARGET = "one_machine_and_target"
    ONE_SITE_TO_LOSE = "one_site_to_lose"
    MORE_ZONES_THAN_MACHINES = "more_zones_than_machines"
    MORE_ZONES_THAN_SITES = "more_zones_than_sites"
    SMALL_SITES_AND_ZONES = "small_sites_and_zones"
    ONE_ZONE_TO_SPREAD = "one_zone_to_spread"
    ONE_MACHINE_TO_SPREAD = "one_machine_to_spread"
    AIR_GAP_AND_VENDOR = "air_gap_and_vendor"
    AIR_GAP_AND_CLOUD = "air_gap_and_cloud"
    AIR_GAP_AND_BURST = "air_gap_and_burst"
    BURST_WITHOUT_CLOUD = "burst_without_cloud"
    BURST_WITHOUT_OWN_SERVERS = "burst_without_own_servers"
    OWN_SERVERS_AND_CLOUD = "own_servers_and_cloud"
    SEVERAL_CLOUDS_AND_ONE = "several_clouds_and_one"
    CLOUD_AND_MACHINES = "cloud_and_machines"
    CLOUD_UNDER_US_LAW = "cloud_under_us_law"
    REGION_OUTSIDE_THE_EU = "region_outside_the_eu"
    PUBLIC_AND_PRIVATE = "public_and_private"
    NOBODY_TO_RUN = "nobody_to_run"
    FIXED_AND_PEAK = "fixed_and_peak"
    NO_STATE_AND_VOLUME = "no_state_and_volume"
    NO_GPU_AND_GPU_WORK = "no_gpu_and_gpu_work"
    PROTOCOL_NOT_LISTED = "protocol_not_listed"
    UDP_ON_NO_PORT = "udp_on_no_port"
    NO_TENANTS_AND_TENANTS = "no_tenants_and_tenants"
    ONE_CLUSTER_FOR_TENANTS = "one_cluster_for_tenants"


CANNOT_BE = frozenset(
    {
        TensionCode.ONE_MACHINE_TO_LOSE,
        TensionCode.NO_MACHINE_LEFT,
        TensionCode.ONE_ZONE_TO_LOSE,
        TensionCode.ONE_SITE_TO_LOSE,
        TensionCode.MORE_ZONES_THAN_MACHINES,
        TensionCode.ONE_ZONE_TO_SPREAD,
        TensionCode.ONE_MACHINE_TO_SPREAD,
        TensionCode.FIXED_AND_SCALING,
        TensionCode.ONE_SYSTEM_AND_WINDOWS,
        TensionCode.NO_STATE_AND_STATEFUL,
        TensionCode.NO_STATE_AND_VOLUME,
        TensionCode.AIR_GAP_AND_BURST,
        TensionCode.BURST_WITHOUT_CLOUD,
        TensionCode.BURST_WITHOUT_OWN_SERVERS,
        TensionCode.PUBLIC_AND_PRIVATE,
        TensionCode.CLOUD_UNDER_US_LAW,
        TensionCode.REGION_OUTSIDE_THE_EU,
        TensionCode.NO_GPU_AND_GPU_WORK,
        TensionCode.PROTOCOL_NOT_LISTED,
        TensionCode.UDP_ON_NO_PORT,
        TensionCode.ONE_CLUSTER_FOR_TENANTS,
    }
)
"""The pairs that cannot both hold; the others are seldom meant together."""


@dataclass(frozen=True)
class Tension:
    """Two answers that pull apart, by the keys of both."""

    code: TensionCode
    first: KeyPath
    second: KeyPath

    @property
    def impossible(self) -> bool:
        """Whether both cannot hold, rather than are seldom meant together."""
        return self.code in CANNOT_BE


def denied_by(scenario: Scenario, changed: Scenario, knowledge: Knowledge) -> bool:
    """Whether the changed scenario has answers that cannot both hold, which those of the scenario could."""
    return not _impossible(changed, knowledge) <= _impossible(scenario, knowledge)


def _impossible(scenario: Scenario, knowledge: Knowledge) -> frozenset[Tension]:
    return frozenset(tension for tension in tensions_of(scenario, knowledge) if tension.impossible)


def tensions_of(scenario: Scenario, knowledge: Knowledge) -> Iterator[Tension]:
    """The pairs of answers that pull apart.

    >>> from advisor import load_knowledge, load_scenario
    >>> asked = load_scenario({"name": "shop", "team": {"engineers": 2, "ops": 5}})
    >>> [tension.code.value for tension in tensions_of(asked, load_knowledge())]
    ['more_ops_than_engineers']
    """
    yield from _of_the_team(scenario)
    yield from _of_losses(scenario)
    yield from _of_sites(scenario)
    yield from _of_musts(scenario, knowledge)
    yield from _of_air_gaps(scenario, knowledge)
    yield from _of_hosting(scenario)
    yield from law_tensions(scenario, knowledge)
    yield from _of_services(scenario, knowledge)
    yield from _of_tenants(scenario)


def _model(scenario: Scenario) -> HostingModel | None:
    return scenario.hosting.model if scenario.hosting else None


def _wants_a_vendor(scenario: Scenario) -> bool:
    return scenario.managed_preference in (Leaning.HIGH, Leaning.STRONG)


def _of_the_team(scenario: Scenario) -> Iterator[Tension]:
    team = scenario.team
    if team is not None and team.ops == 0 and scenario.managed_preference is Leaning.NONE:
        yield Tension(TensionCode.NOBODY_TO_RUN, ("team", "ops"), ("managed_preference",))
    if team is None or team.engineers is None:
        return
    if team.ops is not None and team.ops > team.engineers:
        yield Tension(TensionCode.MORE_OPS_THAN_ENGINEERS, ("team", "ops"), ("team", "engineers"))
    if team.teams is not None and team.teams > team.engineers:
        yield Tension(TensionCode.MORE_TEAMS_THAN_ENGINEERS, ("team", "teams"), ("team", "engineers"))


def _of_losses(scenario: Scenario) -> Iterator[Tension]:
    asked = scenario.availability
    if asked is None:
        return
    survive, (machines, counted_by) = ("availability", "survive_nodes"), _machines(scenario)
    if asked.survive_nodes and machines is not None and machines <= asked.survive_nodes:
        code = TensionCode.ONE_MACHINE_TO_LOSE if machines == 1 else TensionCode.NO_MACHINE_LEFT
        yield Tension(code, counted_by, survive)
    if asked.target is not None and asked.target >= _LEAST_LOSS:
        if asked.survive_nodes == 0:
            yield Tension(TensionCode.ONE_MACHINE_AND_TARGET, survive, ("availability", "target"))
        elif machines == 1:
            yield Tension(TensionCode.ONE_MACHINE_AND_TARGET, counted_by, ("availability", "target"))
    if asked.survive_zone and scenario.hosting is not None and scenario.hosting.zones == 1:
        yield Tension(TensionCode.ONE_ZONE_TO_LOSE, ("hosting", "zones"), ("availability", "survive_zone"))


def _machines(scenario: Scenario) -> tuple[int | None, KeyPath]:
    """How many machines there are, as far as somebody counted them, and where that stands."""
    nodes = scenario.scale.nodes if scenario.scale else None
    own = scenario.hosting.machines if scenario.hosting else None
    if nodes is None and own and scenario.on_own_hardware:
        return sum(machine.count for machine in own), ("hosting", "machines")
    return nodes, ("scale", "nodes")


def _of_sites(scenario: Scenario) -> Iterator[Tension]:
    """What is asked of zones, against the places that there are."""
    hosting, asked = scenario.hosting, scenario.availability
    if hosting is None:
        return
    zones, sites = hosting.zones, {machine.site for machine in hosting.machines or ()}
    named = len(sites) if sites and None not in sites and scenario.on_own_hardware else None
    machines, counted_by = _machines(scenario)
    if machines is not None and zones is not None and machines < zones:
        yield Tension(TensionCode.MORE_ZONES_THAN_MACHINES, counted_by, ("hosting", "zones"))
    # one site may hold several zones, such as fire compartments; which of several sites would be two, nobody says
    if named is not None and zones is not None and zones > named > 1:
        yield Tension(TensionCode.MORE_ZONES_THAN_SITES, ("hosting", "machines"), ("hosting", "zones"))
    if named == 1 and zones is None and asked is not None and asked.survive_zone:
        yield Tension(TensionCode.ONE_SITE_TO_LOSE, ("hosting", "machines"), ("availability", "survive_zone"))
    if scenario.sites is not None and hosting.model is HostingModel.EDGE and (zones or 1) > 1:
        yield Tension(TensionCode.SMALL_SITES_AND_ZONES, ("sites", "count"), ("hosting", "zones"))


def _of_air_gaps(scenario: Scenario, knowledge: Knowledge) -> Iterator[Tension]:
    """What needs a way to the internet, where there may be none."""
    for field in ("must_have", "compliance"):
        for position, tag in enumerate(getattr(scenario, field) or ()):
            if knowledge.term_for_tag(tag) != "air_gap":
                continue
            gap = (field, position)
            if _wants_a_vendor(scenario):
                yield Tension(TensionCode.AIR_GAP_AND_VENDOR, ("managed_preference",), gap)
            if _model(scenario) in _CLOUDS:
                yield Tension(TensionCode.AIR_GAP_AND_CLOUD, ("hosting", "model"), gap)
            if scenario.autoscale is Autoscale.BURST_TO_CLOUD:
                yield Tension(TensionCode.AIR_GAP_AND_BURST, ("autoscale",), gap)


def _of_hosting(scenario: Scenario) -> Iterator[Tension]:
    """What is said of clouds and own servers."""
    model, hosting = _model(scenario), scenario.hosting
    place = ("hosting", "model")
    if _wants_a_vendor(scenario) and scenario.on_own_hardware:
        yield Tension(TensionCode.VENDOR_ON_PREMISES, ("managed_preference",), place)
    if scenario.autoscale is Autoscale.BURST_TO_CLOUD and scenario.on_own_hardware:
        yield Tension(TensionCode.BURST_WITHOUT_CLOUD, place, ("autoscale",))
    if scenario.autoscale is Autoscale.BURST_TO_CLOUD and model in _CLOUDS:
        yield Tension(TensionCode.BURST_WITHOUT_OWN_SERVERS, place, ("autoscale",))
    if hosting is not None and hosting.machines and model in _CLOUDS and not hosting.rents_listed_machines:
        yield Tension(TensionCode.CLOUD_AND_MACHINES, place, ("hosting", "machines"))
    if hosting is None or hosting.cloud in (None, Cloud.ANY):
        return
    if scenario.on_own_hardware:
        yield Tension(TensionCode.OWN_SERVERS_AND_CLOUD, place, ("hosting", "cloud"))
    if model is HostingModel.MULTI_CLOUD:
        yield Tension(TensionCode.SEVERAL_CLOUDS_AND_ONE, place, ("hosting", "cloud"))


def law_tensions(scenario: Scenario, knowledge: Knowledge) -> Iterator[Tension]:
    """Whose law may reach it, against the cloud and the region that are named."""
    hosting = scenario.hosting
    if hosting is None or hosting.cloud is None or scenario.on_own_hardware or not hosting.in_the_eu:
        return
    provider, asked = knowledge.provider_of(hosting.cloud), ("hosting", "jurisdiction")
    if provider is None:
        return
    if hosting.jurisdiction is Jurisdiction.EU_LAW and provider.law is Law.US:
        yield Tension(TensionCode.CLOUD_UNDER_US_LAW, ("hosting", "cloud"), asked)
    elsewhere = set(words_with_prices(f"region_{hosting.cloud.value}")) - set(provider.eu_regions)
    if hosting.region in elsewhere:
        yield Tension(TensionCode.REGION_OUTSIDE_THE_EU, ("hosting", "region"), asked)


def _of_services(scenario: Scenario, knowledge: Knowledge) -> Iterator[Tension]:
    """What is listed of services against what is said of all; of each kind the first is told."""
    services = scenario.services or ()
    for code, said, found in (
        (TensionCode.FIXED_AND_PEAK, ("autoscale",), _scaling_services(scenario)),
        (TensionCode.NO_STATE_AND_VOLUME, ("state",), _kept_volumes(scenario)),
        (TensionCode.PROTOCOL_NOT_LISTED, ("protocols",), _unlisted_ports(scenario)),
        *_of_spread(scenario),
    ):
        first = next(found, None)
        if first is not None:
            yield Tension(code, said, first)
    if services and all(service.gpu is not None and not service.gpu.count for service in services):
        for work in _named(scenario, "workloads", WorkloadKind.GPU, "gpu", knowledge):
            yield Tension(TensionCode.NO_GPU_AND_GPU_WORK, work, ("services", 0, "gpu"))
    ports = [port for service in services for port in service.ports or ()]
    listed = services and all(service.ports is not None for service in services)
    if listed and all(port.protocol not in (None, Protocol.UDP) for port in ports):
        for spoken in _named(scenario, "protocols", Protocol.UDP, "udp_ports", knowledge):
            yield Tension(TensionCode.UDP_ON_NO_PORT, spoken, ("services", 0, "ports"))


def _named(scenario: Scenario, field: str, word: str, term: str, knowledge: Knowledge) -> Iterator[KeyPath]:
    """Where a word stands in a list, and where a must asks for the capability that belongs to it."""
    yield from ((field, position) for position, each in enumerate(getattr(scenario, field) or ()) if each == word)
    musts = enumerate(scenario.must_have or ())
    yield from (("must_have", position) for position, tag in musts if knowledge.term_for_tag(tag) == term)


def _scaling_services(scenario: Scenario) -> Iterator[KeyPath]:
    for index, service in enumerate(scenario.services or ()):
        replicas = service.replicas
        if scenario.autoscale is Autoscale.NONE and replicas is not None and replicas.floor < replicas.most:
            yield "services", index, "replicas"


def _kept_volumes(scenario: Scenario) -> Iterator[KeyPath]:
    for index, service in enumerate(scenario.services or ()):
        for position, volume in enumerate(service.volumes or ()):
            if scenario.state is State.NONE and volume.keeps is VolumeContent.DATA:
                yield "services", index, "volumes", position


def _unlisted_ports(scenario: Scenario) -> Iterator[KeyPath]:
    """Ports for UDP, where protocols are listed without it; the others may be listed by what they rest on."""
    for index, service in enumerate(scenario.services or ()):
        for position, port in enumerate(service.ports or ()):
            if port.protocol is Protocol.UDP and scenario.protocols and Protocol.UDP not in scenario.protocols:
                yield "services", index, "ports", position


def _of_spread(scenario: Scenario) -> Iterator[tuple[TensionCode, KeyPath, Iterator[KeyPath]]]:
    """Services to be spread over zones or machines, where there is one."""
    zones = scenario.hosting.zones if scenario.hosting else None
    machines, counted_by = _machines(scenario)
    for code, said, number, spread in (
        (TensionCode.ONE_ZONE_TO_SPREAD, ("hosting", "zones"), zones, Spread.ZONE),
        (TensionCode.ONE_MACHINE_TO_SPREAD, counted_by, machines, Spread.NODE),
    ):
        places = [("services", i, "spread") for i, each in enumerate(scenario.services or ()) if each.spread is spread]
        if number == 1:
            yield code, said, iter(places)


def _of_tenants(scenario: Scenario) -> Iterator[Tension]:
    """Tenants that are listed, against what is said of tenants and clusters."""
    tenants = scenario.tenants or ()
    softly = [i for i, tenant in enumerate(tenants) if tenant.isolation is Isolation.SOFT]
    if scenario.multi_tenancy is MultiTenancy.NONE and softly:
        place = ("tenants", softly[0], "isolation")
        yield Tension(TensionCode.NO_TENANTS_AND_TENANTS, ("multi_tenancy",), place)
    own_clusters = [i for i, tenant in enumerate(tenants) if tenant.isolation is Isolation.CLUSTER]
    if scenario.scale is not None and scenario.scale.clusters == 1 and len(own_clusters) > 1:
        place = ("tenants", own_clusters[1], "isolation")
        yield Tension(TensionCode.ONE_CLUSTER_FOR_TENANTS, ("scale", "clusters"), place)


def _of_musts(scenario: Scenario, knowledge: Knowledge) -> Iterator[Tension]:
    """What is named a must against another answer."""
    hosting = scenario.hosting
    for position, tag in enumerate(scenario.must_have or ()):
        must, term = ("must_have", position), knowledge.term_for_tag(tag)
        if term == "node_access" and _wants_a_vendor(scenario):
            yield Tension(TensionCode.VENDOR_AND_CONTROL, ("managed_preference",), must)
        if term in _SCALING and scenario.autoscale is Autoscale.NONE:
            yield Tension(TensionCode.FIXED_AND_SCALING, ("autoscale",), must)
        if term == "windows_containers" and scenario.os is OperatingSystem.LINUX:
            yield Tension(TensionCode.ONE_SYSTEM_AND_WINDOWS, ("os",), must)
        if term == "stateful_sets" and scenario.state is State.NONE:
            yield Tension(TensionCode.NO_STATE_AND_STATEFUL, ("state",), must)
        if term == "burst_to_cloud" and scenario.on_own_hardware:
            yield Tension(TensionCode.BURST_WITHOUT_CLOUD, ("hosting", "model"), must)
        if term == "zone_spread" and hosting is not None and hosting.zones == 1:
            yield Tension(TensionCode.ONE_ZONE_TO_SPREAD, ("hosting", "zones"), must)
        if term == "private_networking" and hosting is not None and hosting.subnets is Subnets.PUBLIC:
            yield Tension(TensionCode.PUBLIC_AND_PRIVATE, ("hosting", "subnets"), must)
        if term == "vm_isolation" and scenario.multi_tenancy is MultiTenancy.NONE:
            yield Tension(TensionCode.NO_TENANTS_AND_WALLS, ("multi_tenancy",), must)
