"""The closed lists of words that a requirement file may use."""

from __future__ import annotations

from enum import StrEnum


class HostingModel(StrEnum):
    """Where the containers are to run."""

    CLOUD = "cloud"
    ON_PREM = "on_prem"
    HYBRID = "hybrid"
    EDGE = "edge"
    MULTI_CLOUD = "multi_cloud"


OWN_SITES = (HostingModel.ON_PREM, HostingModel.EDGE)
"""Where nothing runs in a cloud."""


class Cloud(StrEnum):
    """Whose cloud; `any` says that the architect has no preference, which is an answer.

    `other` rents out plain machines, which `hosting.machines` lists with what they cost.
    """

    AWS = "aws"
    AZURE = "azure"
    GCP = "gcp"
    DIGITALOCEAN = "digitalocean"
    HETZNER = "hetzner"
    OVHCLOUD = "ovhcloud"
    SCALEWAY = "scaleway"
    OTHER = "other"
    ANY = "any"


class Jurisdiction(StrEnum):
    """Which law may reach what runs: any; data kept in the European Union; no provider that answers to US law."""

    ANY = "any"
    EU_DATA = "eu_data"
    EU_LAW = "eu_law"


class MultiTenancy(StrEnum):
    """How far tenants trust each other: one tenant, teams of one firm, strangers."""

    NONE = "none"
    SOFT = "soft"
    HARD = "hard"


class Isolation(StrEnum):
    """What separates one tenant from the others."""

    NONE = "none"
    SOFT = "soft"
    NODE = "node"
    CLUSTER = "cluster"


class Autoscale(StrEnum):
    """What has to grow and shrink with the load."""

    NONE = "none"
    REPLICAS = "replicas"
    NODES = "nodes"
    SCALE_TO_ZERO = "scale_to_zero"
    BURST_TO_CLOUD = "burst_to_cloud"


class State(StrEnum):
    """Where data lives: nowhere, in services outside the platform, or in containers on it."""

    NONE = "none"
    EXTERNAL = "external"
    IN_CLUSTER = "in_cluster"


class OperatingSystem(StrEnum):
    """The operating system of the containers."""

    LINUX = "linux"
    WINDOWS = "windows"
    MIXED = "mixed"


class ServiceSystem(StrEnum):
    """The operating system of one service."""

    LINUX = "linux"
    WINDOWS = "windows"


class Arch(StrEnum):
    """The processor architecture of one service's image."""

    AMD64 = "amd64"
    ARM64 = "arm64"
    ANY = "any"


class Protocol(StrEnum):
    """What a service speaks on a port."""

    HTTP = "http"
    GRPC = "grpc"
    WEBSOCKET = "websocket"
    TCP = "tcp"
    UDP = "udp"


class Exposure(StrEnum):
    """Who reaches a port: the internet, other services, or whoever reaches the node's own address."""

    PUBLIC = "public"
    INTERNAL = "internal"
    HOST = "host"


class WorkloadKind(StrEnum):
    """What kind of work a service does."""

    WEB = "web"
    API = "api"
    WORKER = "worker"
    BATCH = "batch"
    STREAMING = "streaming"
    REALTIME = "realtime"
    TASK = "task"
    IOT = "iot"
    ML = "ml"
    GPU = "gpu"
    LEGACY = "legacy"
    NON_CONTAINER = "non_container"


class Skill(StrEnum):
    """How well the team knows a technology."""

    NONE = "none"
    SOME = "some"
    STRONG = "strong"


class CostPosture(StrEnum):
    """How much the monthly bill decides."""

    LOW = "low"
    BALANCED = "balanced"
    PREMIUM_OK = "premium_ok"


class Leaning(StrEnum):
    """How strongly something is wanted."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    STRONG = "strong"


class Spread(StrEnum):
    """Over what the replicas of a service are spread."""

    ZONE = "zone"
    NODE = "node"
    NONE = "none"


class Site(StrEnum):
    """Where a service may run when there is a data centre and a cloud."""

    CLOUD = "cloud"
    ON_PREM = "on_prem"
    ANY = "any"


class MachineArch(StrEnum):
    """The processor architecture of an own machine."""

    AMD64 = "amd64"
    ARM64 = "arm64"


class Subnets(StrEnum):
    """Whether machines and tasks have public addresses, or reach the internet through a gateway."""

    PUBLIC = "public"
    PRIVATE = "private"


class VolumeAccess(StrEnum):
    """How many replicas use one volume at a time."""

    ONE = "one"
    MANY = "many"


class VolumeContent(StrEnum):
    """What a volume holds: data that must not be lost, or a cache that can be filled again."""

    DATA = "data"
    CACHE = "cache"


class HostNeed(StrEnum):
    """What a container takes of its node beyond CPU, memory and disk."""

    DOCKER_SOCKET = "docker_socket"
    PRIVILEGED = "privileged"
    HOST_PATH = "host_path"
    HOST_NETWORK = "host_network"
    DEVICES = "devices"
