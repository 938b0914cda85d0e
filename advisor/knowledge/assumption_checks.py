"""Checks of assumptions: each within what a requirement file could say in its place.

The assumptions themselves are in knowledge/assumptions.yaml. DefaultResolver in sizing/default_resolver.py takes them
where an answer is missing, and report/wording/assumptions.py says so in words.
"""

from __future__ import annotations

from advisor.knowledge.folders import data_folder
from advisor.prices.regions import CLOUDS, regions_of
from advisor.values import MOST_MEBIBYTES, MOST_MILLICORES

_COUNT, _CPU, _MEMORY = (1, 1000), (1, MOST_MILLICORES), (1, MOST_MEBIBYTES)
RANGES = {
    "zones_cloud": (1, 6),
    "zones_on_premises": (1, 6),
    "zones_digitalocean": (1, 6),
    "zones_hetzner": (1, 6),
    "zones_ovhcloud": (1, 6),
    "zones_other": (1, 6),
    "rented_vcpu": (1, 1024),
    "rented_memory_mib": _MEMORY,
    "survive_nodes": (0, 3),
    "services": _COUNT,
    "replicas": _COUNT,
    "peak_hours_per_day": (0, 24),
    "edge_vcpu": (1, 64),
    "edge_memory_mib": (512, 262_144),
    "edge_usd_per_month": (0, 10_000),
    "plan_years": (1, 10),
    "server_vcpu": (1, 1024),
    "server_memory_mib": _MEMORY,
    "proxy_cpu_millicores": _CPU,
    "proxy_memory_mib": _MEMORY,
    "proxy_requests_per_second": (1, 1_000_000),
    "kept_versions": _COUNT,
    "promotion_stages": _COUNT,
    "root_disk_gib": _COUNT,
    "system_disk_gib": _COUNT,
}
CHOICES = {"subnets": ("public", "private")}
SHARES = frozenset({"utilisation_cpu", "utilisation_memory", "utilisation_disk", "average_cpu_share"})
ENDS = ("_low", "", "_high")
AMOUNTS = {
    **{f"requests_per_second{end}": 1_000_000 for end in ENDS},
    **{f"requests_per_second_scaled{end}": 1_000_000 for end in ENDS},
    **{f"request_milliseconds{end}": 3_600_000 for end in ENDS},
    **{f"busy_hours_per_day{end}": 24 for end in ENDS},
}
"""The most that may be assumed of amounts that need not be whole, and are above 0."""


def check_assumption(name: str, value: int | float | str | bool) -> tuple[str, str] | None:
    """What is wrong with the value of an assumption and what to write instead; None when it fits."""
    words = words_with_prices(name)
    if words:
        return None if value in words else (f"{value} is not in the price tables", f"write one of {', '.join(words)}")
    if name in CHOICES:
        choices = CHOICES[name]
        return None if value in choices else (f"{value} cannot be planned with", f"write one of {', '.join(choices)}")
    if name in SHARES:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1
        return None if fits else (f"{value} is not a share", "write a number above 0 and up to 1")
    if name in AMOUNTS:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= AMOUNTS[name]
        return None if fits else (f"{value} cannot be planned with", f"write a number above 0, up to {AMOUNTS[name]}")
    if name in RANGES:
        least, most = RANGES[name]
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return None if fits else (f"{value} cannot be planned with", f"write a whole number from {least} to {most}")
    return None


def words_with_prices(name: str) -> tuple[str, ...]:
    """The clouds, or the regions of one, that have prices; none where the assumption is a number."""
    return CLOUDS if name in ("cloud", "cloud_eu") else regions_of(data_folder(), name.removeprefix("region_"))
