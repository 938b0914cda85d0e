"""The zones of a region to plan with, by their names."""

from __future__ import annotations

from advisor.knowledge import Knowledge
from advisor.scenario.hosting import Hosting
from advisor.sizing.assumption import Assumption
from advisor.sizing.location import zone_names
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.workload import Workload
from advisor.values import note


def zones_of(
    cloud: str,
    region: str,
    hosting: Hosting | None,
    workload: Workload,
    knowledge: Knowledge,
    assumptions: list[Assumption],
) -> tuple[str, ...]:
    """The zones to plan with, by their names: those that were asked for, as far as the region has them.

    Where a region is one zone, near locations of the same cloud serve as zones, if more than one is asked for or has to
    be lost. Where there are none either, it is one.
    """
    known = knowledge.assumed.get(f"zones_{cloud}")
    asked = hosting.zones if hosting else None
    there = _zones_at(cloud, region, knowledge)
    if known is None:
        return there[: workload.zones_cloud] if there else zone_names(workload.zones_cloud, f"{region}-zone")
    wanted = asked or (len(there) if workload.survive_zone else int(known.value))
    zones = there[:wanted]
    told = {"value": known.value, "about": known.about, "because": known.why}
    if asked is not None and asked > len(there):
        code = note(AssumptionCode.ZONES_BEYOND_A_REGION, asked=asked, there=len(there), **told)
    elif len(zones) > int(known.value):
        code = note(AssumptionCode.LOCATIONS_AS_ZONES, locations=zones, **told)
    elif asked is None and workload.zones_cloud != len(zones):
        code = note(AssumptionCode.ZONES, **told)
    else:
        return zones
    assumptions.append(Assumption("hosting.zones", code))
    return zones


def has_zones(cloud: str, knowledge: Knowledge) -> bool:
    """Whether the usual region of a cloud has zones, or locations beside it that serve as such."""
    region = str(knowledge.assumed[f"region_{cloud}"].value)
    return knowledge.assumed.get(f"zones_{cloud}") is None or len(_zones_at(cloud, region, knowledge)) > 1


def _zones_at(cloud: str, region: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The zones of a region by name, or the locations that serve as such; empty where they are not listed."""
    provider = knowledge.provider_of(cloud)
    named = provider.zones.get(region, ()) if provider else ()
    if named or knowledge.assumed.get(f"zones_{cloud}") is None:
        return named
    return provider.locations_beside(region) if provider else (region,)
