"""Two answers that pull apart, in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from advisor.tensions import CANNOT_BE, TensionCode

_WHY: Mapping[TensionCode, str] = {
    TensionCode.VENDOR_ON_PREMISES: "a vendor's service is wanted, and hardly any runs on machines of one's own",
    TensionCode.VENDOR_AND_CONTROL: "running it is to be left to a vendor, who seldom leaves the machines to be tuned",
    TensionCode.MORE_OPS_THAN_ENGINEERS: "more people run the platform than build what runs on it",
    TensionCode.MORE_TEAMS_THAN_ENGINEERS: "there are more teams than engineers",
    TensionCode.ONE_MACHINE_TO_LOSE: "there is one machine, and a lost one must not stop the service",
    TensionCode.ONE_ZONE_TO_LOSE: "there is one zone, and a lost one must not stop the service",
    TensionCode.FIXED_AND_SCALING: "nothing has to scale, and something that scales is a must",
    TensionCode.ONE_SYSTEM_AND_WINDOWS: "all runs on Linux, and Windows containers are a must",
    TensionCode.NO_STATE_AND_STATEFUL: "nothing keeps data, and places for data are a must",
    TensionCode.NO_TENANTS_AND_WALLS: "there are no tenants, and walls between tenants are a must",
    TensionCode.NO_MACHINE_LEFT: (
        "there are no more machines than may be lost, and losing them must not stop the service"
    ),
    TensionCode.ONE_MACHINE_AND_TARGET: (
        "no loss of a machine is covered, and the target leaves less than five minutes of a month, which one "
        "restart takes"
    ),
    TensionCode.ONE_SITE_TO_LOSE: (
        "all machines stand at one site, which is one zone, and a lost one must not stop the service"
    ),
    TensionCode.MORE_ZONES_THAN_MACHINES: "there are fewer machines than zones, so some zones would hold none",
    TensionCode.MORE_ZONES_THAN_SITES: (
        "each of several sites of one's own counts as one zone, and more zones than sites are counted"
    ),
    TensionCode.SMALL_SITES_AND_ZONES: "each of many small sites is one zone, and more are named",
    TensionCode.ONE_ZONE_TO_SPREAD: "there is one zone, and replicas are to be spread over several",
    TensionCode.ONE_MACHINE_TO_SPREAD: "there is one machine, and replicas are to be spread over several",
    TensionCode.AIR_GAP_AND_VENDOR: (
        "nothing may reach the internet, and a vendor is to run it, who does so from outside"
    ),
    TensionCode.AIR_GAP_AND_CLOUD: "nothing may reach the internet, and a public cloud is reached and billed over it",
    TensionCode.AIR_GAP_AND_BURST: "nothing may reach the internet, and what is too much is to go to a cloud",
    TensionCode.BURST_WITHOUT_CLOUD: (
        "what is too much is to go to a cloud, and all runs on own servers; hosting.model: hybrid has both"
    ),
    TensionCode.BURST_WITHOUT_OWN_SERVERS: (
        "what is too much is to go to a cloud, and all runs in one already; hosting.model: hybrid has both"
    ),
    TensionCode.OWN_SERVERS_AND_CLOUD: "all runs on own servers, and a cloud is named",
    TensionCode.CLOUD_AND_MACHINES: (
        "all runs in a cloud, and machines are listed, with which nothing is planned unless hosting.cloud is other"
    ),
    TensionCode.CLOUD_UNDER_US_LAW: "no provider may answer to US law, and the cloud named belongs to one that does",
    TensionCode.REGION_OUTSIDE_THE_EU: "all is to stand in the European Union, and the region named is elsewhere",
    TensionCode.SEVERAL_CLOUDS_AND_ONE: "several clouds are to be used, and one is named",
    TensionCode.PUBLIC_AND_PRIVATE: "machines are to have public addresses, and none may be reached from outside",
    TensionCode.NOBODY_TO_RUN: "nobody is there to run it, and nothing is to be left to a vendor",
    TensionCode.FIXED_AND_PEAK: "nothing has to scale, and there are more replicas at the peak than at other hours",
    TensionCode.NO_STATE_AND_VOLUME: "nothing keeps data here, and a volume keeps data",
    TensionCode.NO_GPU_AND_GPU_WORK: "there is work for GPUs, and no service listed takes one",
    TensionCode.PROTOCOL_NOT_LISTED: "a port speaks a protocol that is not among those listed",
    TensionCode.UDP_ON_NO_PORT: "UDP is spoken, and all ports listed are for other protocols",
    TensionCode.NO_TENANTS_AND_TENANTS: "there are no tenants, and tenants are to be kept apart",
    TensionCode.ONE_CLUSTER_FOR_TENANTS: "there is one cluster, and several tenants are to have one each",
}


def _words(code: TensionCode, why: str) -> Callable[..., str]:
    verb = "cannot both hold" if code in CANNOT_BE else "pull apart"

    def say(first: str, second: str, first_line: int, second_line: int) -> str:
        return f"{_at(first, first_line)} and {_at(second, second_line)} {verb}: {why}; keep the one that is meant"

    return say


def _at(field: str, line: int) -> str:
    return f"{field} (line {line})" if line else field


WORDS: Mapping[StrEnum, Callable[..., str]] = {code: _words(code, why) for code, why in _WHY.items()}
