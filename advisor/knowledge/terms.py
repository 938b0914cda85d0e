"""The vocabulary terms that code reads: one typed attribute for each, instead of a name in quotes.

Rules and scores look terms up by the name that a YAML file gives (`Platform.value`). All other code reads them here.
A test compares this list with knowledge/vocabulary.yaml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Generic, Self, TypeVar, overload

from advisor.knowledge.claim_tables import SHAPES, TasksLeft
from advisor.knowledge.control_plane_tables import (
    ControlPlaneSizes,
    ControlPlaneTiers,
    MemberCounts,
    SharedControlPlane,
)
from advisor.knowledge.fee_tables import AccountPlans, AgentFees
from advisor.knowledge.machine_tables import (
    Daemons,
    ExtraMachines,
    MachineRules,
    PodLimits,
    Reservation,
    RootDisks,
    SystemPool,
)
from advisor.knowledge.schema import DatedClaim, TermKind, in_force
from advisor.knowledge.size_tables import BillingModes, PlanSizes, TaskSizes
from advisor.values import Frozen

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
M = TypeVar("M", bound=Frozen)


class Level(IntEnum):
    """How well a platform has a capability."""

    NONE = 0
    LIMITED = 1
    GOOD = 2
    NATIVE = 3


class Agents(StrEnum):
    """What carries the replicas and is paid for."""

    MACHINES = "machines"
    ONE_MACHINE = "one_machine"
    MACHINE_PER_REPLICA = "machine_per_replica"
    TASKS = "tasks"
    PLAN_INSTANCES = "plan_instances"


class Orchestration(StrEnum):
    """Whether a platform schedules for the team to see, hides it in a service, or does not schedule at all."""

    NONE = "none"
    MANAGED = "managed"
    ORCHESTRATOR = "orchestrator"


class Operator(StrEnum):
    """Who runs the control plane."""

    VENDOR = "vendor"
    CUSTOMER = "customer"
    NOBODY = "nobody"


class SkillNeeded(StrEnum):
    """What the team has to know; OWN is what only the users of the platform know."""

    NONE = "none"
    DOCKER = "docker"
    KUBERNETES = "kubernetes"
    OWN = "own"


class Subscription(StrEnum):
    """Whether software has to be paid for."""

    FREE = "free"
    LISTED = "listed"
    QUOTE_ONLY = "quote_only"


class Packaging(StrEnum):
    """The words of the term `definitions` that say in what form a program is handed over; the others are formats."""

    IMAGE = "image"
    """A container image."""
    SOURCE = "source"
    """Source code, which the platform builds."""
    MACHINE_IMAGE = "machine_image"
    """The image of a virtual machine, or the disk of a server."""


class WayOut(StrEnum):
    """How what runs in public subnets reaches the internet."""

    OWN_ADDRESS = "own_address"
    """Each machine or task has a public address."""
    BALANCER = "balancer"
    """Machines have no address: through the balancer of the cluster, or gateways where balancers lead nobody out."""
    GATEWAY = "gateway"
    """Machines have no address: through one gateway that the platform makes for all zones."""
    VENDOR = "vendor"
    """By the vendor's own network, with nothing to pay beside."""


@dataclass(frozen=True)
class TypedClaim(Generic[T]):
    """A claim with its value in the type of its term, and who says so."""

    value: T
    source: str
    why: str | None
    note: str | None


class TermField(Generic[T]):
    """Reads one term of `Terms`; the attribute has the name of the term.

    Read from a class it is the field itself, by which `Terms.claim` finds the whole claim.
    """

    term: str

    def __init__(
        self, kind: TermKind, read: Callable[[Any], T], choices: tuple[str, ...] = (), shape: str | None = None
    ) -> None:
        self.kind, self.read, self.choices, self.shape = kind, read, choices, shape

    def __set_name__(self, owner: type[Terms], name: str) -> None:
        self.term = name

    @overload
    def __get__(self, terms: None, owner: type[Terms]) -> Self: ...

    @overload
    def __get__(self, terms: Terms, owner: type[Terms]) -> T | None: ...

    def __get__(self, terms: Terms | None, owner: type[Terms]) -> Self | T | None:
        if terms is None:
            return self
        claim = terms.claim(self)
        # from now on the value is an ordinary attribute of that object, so each is looked up once
        value = terms.__dict__[self.term] = None if claim is None else claim.value
        return value


def _level() -> TermField[Level]:
    return TermField(TermKind.LEVEL, Level)


def _figure() -> TermField[float]:
    return TermField(TermKind.NUMBER, _as_it_is)


def _whole() -> TermField[int]:
    return TermField(TermKind.NUMBER, int)


def _text() -> TermField[str]:
    return TermField(TermKind.TEXT, str)


def _day() -> TermField[dt.date]:
    return TermField(TermKind.DATE, _as_it_is)


def _choice(words: type[E]) -> TermField[E]:
    return TermField(TermKind.CHOICE, words, tuple(words))


def _words() -> TermField[tuple[str, ...]]:
    """Words of a list that the vocabulary keeps; code need not know them all."""
    return TermField(TermKind.WORDS, tuple)


def _yes_no() -> TermField[bool]:
    return TermField(TermKind.CHOICE, {"yes": True, "no": False}.__getitem__, ("yes", "no"))


def _table(model: type[M]) -> TermField[M]:
    shape = next(name for name, known in SHAPES.items() if known is model)
    return TermField(TermKind.TABLE, _as_it_is, shape=shape)


def _as_it_is(value: Any) -> Any:
    return value


def lines_of(
    term: str, claims: Mapping[str, tuple[DatedClaim, ...]], otherwise: Mapping[str, str]
) -> tuple[DatedClaim, ...]:
    """What is claimed of a term, or else of the one that holds where nothing is claimed of it."""
    return claims.get(term) or claims.get(otherwise.get(term, ""), ())


class Terms:
    """What is claimed of one platform on one day; None where nobody says.

    >>> from advisor.knowledge import load_knowledge
    >>> nomad = load_knowledge().platforms["nomad"].terms(on=dt.date(2026, 8, 1))
    >>> nomad.agents, nomad.operated_by
    (<Agents.MACHINES: 'machines'>, <Operator.CUSTOMER: 'customer'>)
    >>> nomad.task_sizes is None
    True
    """

    # form and size
    orchestration = _choice(Orchestration)
    mode_of = _text()
    operated_by = _choice(Operator)
    agents = _choice(Agents)
    entry_included = _yes_no()
    balancer_routes = _yes_no()
    way_out = _choice(WayOut)
    reschedules = _yes_no()
    max_nodes = _figure()
    max_pods = _figure()
    max_services = _figure()
    max_pods_per_node = _whole()
    pods_by_interface = _yes_no()
    pod_limits = _table(PodLimits)
    denser_pods = _table(PodLimits)
    windows_pod_limits = _table(PodLimits)
    reservation = _table(Reservation)
    volumes_span_zones = _yes_no()
    root_disks = _table(RootDisks)
    daemons = _table(Daemons)
    machine_rules = _table(MachineRules)
    system_pool = _table(SystemPool)
    control_plane_members = _table(MemberCounts)
    control_plane_sizes = _table(ControlPlaneSizes)
    control_plane_runs_services = _yes_no()
    shared_control_plane = _table(SharedControlPlane)
    remote_agents = _yes_no()
    extra_machines = _table(ExtraMachines)
    task_sizes = _table(TaskSizes)
    task_overhead_mib = _whole()
    containers_per_task = _whole()
    plan_sizes = _table(PlanSizes)
    capacity_minutes = _figure()
    tasks_left = _table(TasksLeft)
    skill_needed = _choice(SkillNeeded)

    # prices
    control_plane_usd_per_hour = _figure()
    control_plane_tiers = _table(ControlPlaneTiers)
    control_plane_sla_percent = _figure()
    agent_fee_usd_per_vcpu_hour = _figure()
    account_plans = _table(AccountPlans)
    agent_fee_by_machine = _table(AgentFees)
    billing_modes = _table(BillingModes)
    priced_region = _text()
    subscription_basis = _choice(Subscription)
    subscription_usd_per_machine_year = _figure()

    # capabilities
    windows_containers = _level()
    kubernetes_api = _level()
    host_access = _level()
    docker_socket = _level()
    gpu = _level()
    gpu_sharing = _level()
    affinity = _level()
    vm_isolation = _level()
    zone_spread = _level()
    self_healing = _level()
    replica_autoscale = _level()
    node_autoscale = _level()
    scale_to_zero = _level()
    burst_to_cloud = _level()
    spot_capacity = _level()
    rolling_upgrade = _level()
    rollback = _level()
    service_discovery = _level()
    load_balancing = _level()
    private_networking = _level()
    secrets = _level()
    persistent_storage = _level()
    cpu_memory_limits = _level()
    registry = _level()
    portability = _level()
    several_clouds = _level()
    definitions = _words()
    backing = _level()
    adoption = _level()
    talent = _level()

    # where it runs
    runs_on_plain_machines = _level()
    runs_on_aws = _level()
    runs_on_azure = _level()
    runs_on_gcp = _level()
    runs_on_digitalocean = _level()
    runs_on_hetzner = _level()
    runs_on_ovhcloud = _level()
    runs_on_scaleway = _level()
    runs_on_premises = _level()
    hybrid_reach = _level()

    # lifecycle
    offered_from = _day()
    closed_to_new_from = _day()
    retired_on = _day()
    support_ends = _day()
    successor = _text()

    def __init__(
        self, claims: Mapping[str, tuple[DatedClaim, ...]], on: dt.date, otherwise: Mapping[str, str] | None = None
    ) -> None:
        self._claims, self._on, self._otherwise = claims, on, otherwise or {}
        self._read: dict[str, TypedClaim[Any] | None] = {}

    def runs_on(self, cloud: str) -> Level | None:
        """How well it runs on a cloud, by the word that a requirement file has for it (`aws`, `hetzner`, `other`)."""
        field = RUNS_ON[cloud]
        claim = self.claim(field)
        return None if claim is None else claim.value

    def claim(self, field: TermField[T]) -> TypedClaim[T] | None:
        """The claim that holds for a term, such as `Terms.tasks_left`: its value with who says so."""
        if field.term not in self._read:
            self._read[field.term] = self._newest(field)
        return self._read[field.term]

    def _newest(self, field: TermField[T]) -> TypedClaim[T] | None:
        line = in_force(lines_of(field.term, self._claims, self._otherwise), self._on)
        return None if line is None else TypedClaim(field.read(line.value), line.source, line.why, line.note)


RUNS_ON: dict[str, TermField[Level]] = {
    "aws": Terms.runs_on_aws,
    "azure": Terms.runs_on_azure,
    "gcp": Terms.runs_on_gcp,
    "digitalocean": Terms.runs_on_digitalocean,
    "hetzner": Terms.runs_on_hetzner,
    "ovhcloud": Terms.runs_on_ovhcloud,
    "scaleway": Terms.runs_on_scaleway,
    "other": Terms.runs_on_plain_machines,
}
"""What says whether a platform runs on a cloud."""

FIELDS: dict[str, TermField[Any]] = {name: field for name, field in vars(Terms).items() if isinstance(field, TermField)}
"""Every term that code reads, by name."""
