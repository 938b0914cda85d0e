"""What sizing notices: a code for each thing, with the values that come with it; report/wording/ makes the words."""

from __future__ import annotations

from enum import StrEnum


class NoteCode(StrEnum):
    """What there is to know of a topology beside its figures; beside each, the values that come with it."""

    EVERYTHING_FITS_ONE_MACHINE = "everything_fits_one_machine"  # machine, cpu_share, memory_share
    ONE_MACHINE_LOST = "one_machine_lost"
    BURSTABLE_MACHINE = "burstable_machine"  # machine, vcpu, sustained_vcpu, share
    ONE_TYPE_TAKEN = "one_type_taken"  # pool, machine, count, usd_more_per_month, mixed_types, mixed_count
    MIXED_TYPES = "mixed_types"  # pool, machine, count, usd_more_per_month, mixed_types, mixed_count
    MACHINE_PER_REPLICA = "machine_per_replica"  # machines, cpu_share
    MACHINE_GROUP_REPLACES = "machine_group_replaces"
    HOST_PORT_PER_MACHINE = "host_port_per_machine"  # port, service, replicas, machines
    PORTS_GIVEN_BY_HAND = "ports_given_by_hand"
    PLACED_BY_HAND = "placed_by_hand"
    RESTARTED_BY_HAND = "restarted_by_hand"
    SPLIT_INTO_CLUSTERS = "split_into_clusters"  # passed: (what, amount, limit) each; of, clusters, machines
    NOT_ON_OFFER = "not_on_offer"  # day, status and its values
    ROLE_BESIDE_SERVICES = "role_beside_services"  # role, count
    ROLE_IS_VIRTUAL = "role_is_virtual"  # role, count, vcpu, memory_mib
    CONTROL_PLANE_IN_CLOUD = "control_plane_in_cloud"
    OWN_SIDE_APART = "own_side_apart"  # why: what puts the same API on own servers
    ONE_ZONE_ONLY = "one_zone_only"
    MEMORY_OVERCOMMITTED = "memory_overcommitted"  # pool, machine, zone, limits, offered, services
    CPU_OVERCOMMITTED = "cpu_overcommitted"  # pool, machine, zone, limits, offered, services
    LIMITS_NOT_KEPT = "limits_not_kept"  # services
    LIMITS_ARE_SIZES = "limits_are_sizes"  # services
    ON_EVERY_NODE = "on_every_node"  # services: (name, replicas) each
    ON_EVERY_NODE_UNCOUNTED = "on_every_node_uncounted"  # services
    ROOT_DISKS_ENLARGED = "root_disks_enlarged"  # pool, machine, gib, default
    DISK_OF_OWN_MACHINES = "disk_of_own_machines"  # pool, machine, gib
    DISK_OF_TASKS = "disk_of_tasks"  # services
    DISKS_IN_ONE_ZONE = "disks_in_one_zone"  # services: (name, replicas, most in a zone) each; asked
    BURST_TO_CLOUD = "burst_to_cloud"  # location, services: (name, replicas) each
    BEYOND_OWN_SERVERS = "beyond_own_servers"  # location, services: (name, replicas) each
    CHEAPEST_PLACEMENT = "cheapest_placement"  # placement, usd_per_month, others: (placement, usd_per_month) each
    CHOSEN_FOR_COMMITMENT = "chosen_for_commitment"  # usd_per_month, otherwise_usd_per_month
    CHEAPER_ARCHITECTURE = "cheaper_architecture"  # arch, usd_per_month, other, other_usd_per_month (None: no plan)
    NO_SPARE_MACHINE = "no_spare_machine"  # was, to_buy: (machine, count, site) each
    MACHINES_PLANNED_FULL = "machines_planned_full"  # was: (cpu, memory), to_buy
    NO_SECOND_REPLICA = "no_second_replica"  # was, to_buy
    WINDOWS_LICENCE_IN_PRICE = "windows_licence_in_price"  # usd_per_vcpu_hour, said_by, as_of
    DENSER_PODS = "denser_pods"  # setting, usd_per_month, denser_usd_per_month, machines, denser_machines
    APPS_ON_ALL_INSTANCES = "apps_on_all_instances"  # pool, instances, services: (name, replicas) each
    SYSTEM_POOL = "system_pool"  # count, vcpu, memory_mib; shared: whether services stand on it
    ONE_MEMBER = "one_member"
    MEMBERS_BESIDE_SERVICES = "members_beside_services"  # cpu_millicores, memory_mib, max_nodes, caution
    MEMBERS_ARE_VIRTUAL = "members_are_virtual"  # count, vcpu, memory_mib
    MEMBERS_TOGETHER = "members_together"  # place: zone or site
    NO_QUORUM_AFTER_LOSS = "no_quorum_after_loss"  # place, most, members, zone, asked
    LARGER_SIZES_DO_NOT_FIT = "larger_sizes_do_not_fit"  # services
    TOO_FEW_MEMBERS = "too_few_members"  # members, tolerates, asked
    BILLED_BY_REQUESTS = "billed_by_requests"  # services, mode, usd_per_month, and of the others: (mode, usd_per_month)
    BILLED_BY_TIME = "billed_by_time"  # the same
    KEPT_READY = "kept_ready"  # services, usd_per_month
    ONE_TASK = "one_task"  # services: (name, containers) each
    KEPT_APART_UNSEEN = "kept_apart_unseen"  # services, platform
    FEWER_DISKS = "fewer_disks"  # pool, count, other_count, usd_more_per_month, usd_less_per_month
    CLOUDS_COMPARED = "clouds_compared"  # cloud, usd_per_month, others: (cloud, usd_per_month) each
    ZONES_BY_HAND = "zones_by_hand"  # services, platform, why


FACTS_OF_THE_PLAN = frozenset(
    {
        NoteCode.EVERYTHING_FITS_ONE_MACHINE,
        NoteCode.BURSTABLE_MACHINE,
        NoteCode.ONE_TYPE_TAKEN,
        NoteCode.MIXED_TYPES,
        NoteCode.MACHINE_PER_REPLICA,
        NoteCode.CLOUDS_COMPARED,
        NoteCode.FEWER_DISKS,
        NoteCode.SPLIT_INTO_CLUSTERS,
        NoteCode.ROLE_BESIDE_SERVICES,
        NoteCode.ON_EVERY_NODE,
        NoteCode.ROOT_DISKS_ENLARGED,
        NoteCode.DISK_OF_OWN_MACHINES,
        NoteCode.DISK_OF_TASKS,
        NoteCode.BURST_TO_CLOUD,
        NoteCode.BEYOND_OWN_SERVERS,
        NoteCode.CHEAPEST_PLACEMENT,
        NoteCode.CHEAPER_ARCHITECTURE,
        NoteCode.CHOSEN_FOR_COMMITMENT,
        NoteCode.WINDOWS_LICENCE_IN_PRICE,
        NoteCode.DENSER_PODS,
        NoteCode.APPS_ON_ALL_INSTANCES,
        NoteCode.SYSTEM_POOL,
        NoteCode.MEMBERS_BESIDE_SERVICES,
        NoteCode.BILLED_BY_REQUESTS,
        NoteCode.BILLED_BY_TIME,
        NoteCode.KEPT_READY,
        NoteCode.ONE_TASK,
    }
)
"""Notes that tell how the plan is made and billed; the others tell of a risk or a choice that is open."""


class TierCode(StrEnum):
    """Why a vendor's tier was taken; each with target and others: (name, usd_per_hour, sla_percent, adds) each."""

    CHEAPEST_PROMISING = "cheapest_promising"
    WITHOUT_A_PROMISE = "without_a_promise"
    NONE_PROMISES = "none_promises"
    CHEAPEST_MEETING_TARGET = "cheapest_meeting_target"
    NONE_MEETS_TARGET = "none_meets_target"


class LoadCode(StrEnum):
    """Whether capacity follows the load, or why not, and what idle replicas pay."""

    FOLLOWS_LOAD = "follows_load"
    SAME_AT_ALL_HOURS = "same_at_all_hours"
    NOT_ASKED_TO_FOLLOW = "not_asked_to_follow"
    REPLICAS_STAY = "replicas_stay"  # platform
    MACHINES_STAY = "machines_stay"  # platform
    QUIETER_HOUR_WITHOUT_PLAN = "quieter_hour_without_plan"


class HybridPlacement(StrEnum):
    """Where the services stand that may run on own servers or in a cloud."""

    OWN_SERVERS = "own_servers"
    CLOUD = "cloud"
    BURST = "burst"
    FILLED = "filled"
    BOTH = "both"


class LoadName(StrEnum):
    """The loads of a day or week that have a name."""

    IDLE = "idle"
    FLOOR = "floor"
    TYPICAL = "typical"
    PEAK = "peak"
    BETWEEN = "between"


class AssumptionCode(StrEnum):
    """What was taken where nothing was said, with the values that come with it.

    Where the knowledge base says what to take, they are `value`, and its own words as `about` and `because`.
    """

    ZONES = "assumed_zones"
    SURVIVE_NODES = "assumed_survive_nodes"
    UTILISATION = "assumed_utilisation"
    PEAK_HOURS = "assumed_peak_hours"
    SERVICE_COUNT = "assumed_service_count"
    SIZES = "assumed_sizes"  # about, because, services, millicores and mebibytes: (low, base, high) or None each
    REPLICAS = "assumed_replicas"
    ONE_REPLICA = "assumed_one_replica"
    NO_SPARE = "assumed_no_spare"  # was
    PLANNED_FULL = "assumed_planned_full"
    NO_SECOND_REPLICA = "assumed_no_second_replica"
    AVERAGE_CPU = "assumed_average_cpu"
    KEPT_IMAGE_VERSIONS = "assumed_kept_image_versions"
    IMAGE_STAGES = "assumed_image_stages"
    CLOUD = "assumed_cloud"  # and others
    CLOUD_THAT_COSTS_LEAST = "assumed_cloud_that_costs_least"  # value, others
    CLOUD_WITH_GPUS = "assumed_cloud_with_gpus"  # value, usd_per_hour, others: (cloud, usd_per_hour or None) each
    SITES_ARE_ZONES = "assumed_sites_are_zones"  # asked, sites
    SITES_TOGETHER = "assumed_sites_together"  # sites, most
    MACHINES_OF_NO_SITE = "assumed_machines_of_no_site"  # count, sites
    EQUAL_SITES = "assumed_equal_sites"  # count, services: (name, replicas in each) each
    NO_SPARE_IN_SITES = "assumed_no_spare_in_sites"  # sites
    REFERENCE_EDGE_MACHINE = "assumed_reference_edge_machine"  # vcpu, memory_mib, usd_per_month, arch, because
    REFERENCE_GPU_SERVER = "assumed_reference_gpu_server"  # gpus
    REFERENCE_SERVER = "assumed_reference_server"  # vcpu, memory_mib, because
    RENTED_MACHINE = "assumed_rented_machine"  # vcpu, memory_mib, because
    ZONES_BEYOND_A_REGION = "assumed_zones_beyond_a_region"  # asked, there, value, about, because
    LOCATIONS_AS_ZONES = "assumed_locations_as_zones"  # locations, value, about, because
    SHARED_CPU = "assumed_shared_cpu"  # machines
    SCARCE_MACHINES = "assumed_scarce_machines"  # machines
    EXCHANGE_RATE = "assumed_exchange_rate"  # currency, usd, as_of
    OWN_EXCHANGE_RATE = "assumed_exchange_rate_of_own_prices"  # currency, usd, as_of
    SERVICES_OF_SCALE = "assumed_services_of_scale"  # count, most_names
    SHARING_TENANTS = "assumed_sharing_tenants"
    PEAK_AS_TYPICAL = "assumed_peak_as_typical"
    MINIMUM_AS_TYPICAL = "assumed_minimum_as_typical"
    NO_PORTS = "assumed_no_ports"
    PERHAPS_PUBLIC = "assumed_perhaps_public"
    NO_GPUS = "assumed_no_gpus"
    ROOT_DISK = "assumed_root_disk"  # value, because
    SIZES_IN_RANGE = "assumed_sizes_in_range"  # services
    LIMITS_ASKED_FOR = "assumed_limits_asked_for"  # services
    ONE_GPU = "assumed_one_gpu"
    GPUS_OF_ANY_TYPE = "assumed_gpus_of_any_type"  # services
    LINUX = "assumed_linux"
    MAX_SURGE = "assumed_max_surge"  # value
    MAX_UNAVAILABLE = "assumed_max_unavailable"  # value
    OWN_SERVERS = "assumed_own_servers"
    RUN_IN_CLOUD = "assumed_run_in_cloud"
    REGION_WITHOUT_PRICES = "assumed_region_without_prices"  # cloud, region, low and high: factors of the prices taken
    REGION = "assumed_region"  # cloud, region, asked, held
    LATER_PRICES = "assumed_later_prices"  # of_day, day
    PRICES_ELSEWHERE = "assumed_prices_elsewhere"  # platform, region, asked
    BALANCER_PRICE_ELSEWHERE = "assumed_balancer_price_elsewhere"  # cloud, region, asked
    PLAN_YEARS = "assumed_plan_years"  # and percent_per_year, factor, others: (years, factor) each
    SUBNETS = "assumed_subnets"
    ACCOUNT_CREDIT_USED = "assumed_account_credit_used"  # usd_per_month
    REQUEST_RATE = "assumed_request_rate"  # and low, high
    REQUEST_RATE_SCALED = "assumed_request_rate_scaled"  # and low, high
    REQUEST_MILLISECONDS = "assumed_request_milliseconds"  # and low, high
    BUSY_HOURS = "assumed_busy_hours"  # and low, high
