"""Regions that no cloud has: told with the name that is meant, before anything is sized."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.errors import Problem, did_you_mean
from advisor.prices.price_book import PriceBook
from advisor.prices.regions import CLOUDS, Region
from advisor.scenario import Scenario
from advisor.scenario.enums import Cloud


def find_unknown_region(scenario: Scenario, prices: PriceBook) -> Iterator[Problem]:
    """The region of the requirement, where the cloud it names has none of that name, or no cloud has."""
    hosting = scenario.hosting
    region = hosting.region if hosting else None
    if hosting is None or region is None or hosting.cloud is Cloud.OTHER or scenario.on_own_hardware:
        return
    named = hosting.cloud.value if hosting.cloud and hosting.cloud is not Cloud.ANY else None
    clouds = (named,) if named else CLOUDS
    known = {cloud: prices.regions_known(cloud) for cloud in CLOUDS}
    if any(region in known[cloud] for cloud in clouds):
        return
    elsewhere = next((cloud for cloud in CLOUDS if region in known[cloud]), None)
    place = ("hosting", "region")
    if elsewhere is not None:
        yield scenario.problem(
            place, f"{region} is a region of {elsewhere}, not of {named}", _remedy(region, known[named or elsewhere])
        )
        return
    regions = {name: each for cloud in clouds for name, each in known[cloud].items()}
    whose = named or "any cloud"
    yield scenario.problem(place, f"no region of {whose} is called {region}", _remedy(region, regions))


def _remedy(asked: str, regions: Mapping[str, Region]) -> str:
    """What to write instead: the regions at the place that was named, else the name that is nearest."""
    there = [name for name, each in regions.items() if asked in _words(each.place)]
    return f"did you mean {' or '.join(there)}" if there else did_you_mean(asked, regions)


def _words(place: str) -> tuple[str, ...]:
    """How somebody writes a place in a requirement file: `sao-paulo`, `sao_paulo`, `saopaulo`."""
    low = place.lower()
    return tuple(low.replace(" ", between) for between in ("-", "_", ""))
