"""What was assumed: what was taken, why, and what it moves, in words for each kind of assumption."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from advisor.report.wording import first_of, listing
from advisor.report.wording.answer_names import IN_FILE, AnswerNames
from advisor.report.wording.rounded import money
from advisor.sizing.assumption import Assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.values import MEBIBYTES_PER_GIBIBYTE

_ELSEWHERE = "regions of a cloud differ by up to a third; the bill moves with it"
_REGISTRY_STORAGE = "the storage of the image registry in proportion"
_IN_PROPORTION = "moves the machines in proportion"
_NO_SERVICES = "no services are listed, so every size is an order of magnitude: see low and high of each bill"


@dataclass(frozen=True)
class AssumptionWords:
    """One assumption in words."""

    taken: str
    why: str
    effect: str


Words = Callable[..., AssumptionWords]


def assumption_words(assumption: Assumption) -> AssumptionWords:
    """What was taken, why, and what it moves."""
    return WORDS[assumption.note.code](**dict(assumption.note.values))


def subject_words(assumption: Assumption, names: AnswerNames = IN_FILE) -> str:
    """What was assumed: what the answer is called that would give it, or a name where none would.

    A region is taken for each cloud, so its key alone would not tell which.
    """
    subject = SUBJECTS.get(assumption.note.code)
    if subject is not None:
        return subject.format(**{**dict(assumption.note.values), "where": names.of("hosting.region")})
    return names.of(assumption.field or assumption.note.code.value)


def _known(effect: str, unit: str = "", *, figure: str = "") -> Words:
    """What the knowledge base says to take, with its own words."""

    def words(value: int | float | str | bool, about: str, because: str) -> AssumptionWords:
        return AssumptionWords(f"{value:{figure}}{unit}", f"{about}: {because}", effect)

    return words


def _sizes(
    about: str,
    because: str,
    services: Sequence[str],
    millicores: Sequence[int] | None,
    mebibytes: Sequence[int] | None,
) -> AssumptionWords:
    """The sizes of a preset: who got them, from what to what."""
    sizes = [
        f"{base:,}{unit} ({low:,} to {high:,})"
        for unit, ends in (("m", millicores), ("Mi", mebibytes))
        if ends
        for low, base, high in (ends,)
    ]
    effect = "everything is planned again with all low and with all high sizes: see low and high of each bill"
    return AssumptionWords(f"{listing(sizes)} for each of {first_of(services)}", f"{about}: {because}", effect)


def _range(unit: str, effect: str) -> Words:
    """What the knowledge base says to take, with a low and a high end."""

    def words(value: float, low: float, high: float, about: str, because: str) -> AssumptionWords:
        return AssumptionWords(f"{value:g} {unit} ({low:g} to {high:g})", f"{about}: {because}", effect)

    return words


def _fixed(taken: str, why: str, effect: str) -> Words:
    return lambda: AssumptionWords(taken, why, effect)


def _cloud(value: str, about: str, because: str, others: Sequence[str]) -> AssumptionWords:
    effect = f"prices of {', '.join(others)} differ; name a cloud to see them"
    return AssumptionWords(value, f"{about}: {because}", effect)


def _cloud_that_costs_least(value: str, others: Sequence[str]) -> AssumptionWords:
    return AssumptionWords(
        value,
        "any cloud will do, and machines for these services cost least there, by a quick estimate for each platform",
        f"prices of {', '.join(others)} differ; name a cloud to see them" if others else "name a cloud to hold it",
    )


def _cloud_with_gpus(value: str, usd_per_hour: float, others: Sequence[tuple[str, float | None]]) -> AssumptionWords:
    rest = ", ".join(f"{cloud}: {'none' if usd is None else f'USD {usd:,.2f}'}" for cloud, usd in others)
    why = f"no cloud was named: its machines with the GPUs asked for cost least, about USD {usd_per_hour:,.2f} an hour"
    return AssumptionWords(
        value, f"{why} ({rest})", "machines with GPUs differ most between clouds; name one to hold it"
    )


def _reference_server(vcpu: int, memory_mib: int, because: str) -> AssumptionWords:
    return AssumptionWords(
        f"servers of {vcpu} vCPU and {memory_mib // MEBIBYTES_PER_GIBIBYTE} GiB, as many as it takes",
        f"own servers were not listed; {because}",
        "decides how many servers are counted; their price stays unknown",
    )


def _rented_machine(vcpu: float, memory_mib: int, because: str) -> AssumptionWords:
    return AssumptionWords(
        f"machines of {vcpu:g} vCPU and {memory_mib // MEBIBYTES_PER_GIBIBYTE} GiB, as many as it takes",
        f"what this cloud rents out was not listed; {because}",
        "decides how many machines are counted; their price stays unknown until hosting.machines lists them with "
        "usd_per_month",
    )


def _zones_beyond_a_region(asked: int, there: int, value: int, about: str, because: str) -> AssumptionWords:
    return AssumptionWords(
        f"{there} of the {asked} that were asked for",
        f"{about}: {value}, as {because}",
        "no more are to be had there; a cloud whose regions have zones would hold them",
    )


def _locations_as_zones(locations: Sequence[str], value: int, about: str, because: str) -> AssumptionWords:
    return AssumptionWords(
        f"{listing(locations)}, each of them a location of its own",
        f"{about}: {value}, as {because}",
        "the way between locations is longer, some products stay in one of them, and prices are those of one region",
    )


def _shared_cpu(machines: Sequence[str]) -> AssumptionWords:
    return AssumptionWords(
        "all of their vCPU, as the vendor counts them",
        f"{listing(machines)} share their processors with other customers, and no share is published",
        "steady computing may get less; types with vCPU of their own cost more",
    )


def _scarce_machines(machines: Sequence[str]) -> AssumptionWords:
    return AssumptionWords(
        f"there is enough of {listing(machines)}",
        "at the end of September 2026 the vendor's page marked them as not available for a time",
        "where they cannot be ordered the next dearer types take their place; see whether they are there",
    )


def _exchange_rate(currency: str, usd: float, as_of: str) -> AssumptionWords:
    return AssumptionWords(
        f"1 {currency} at USD {usd:g}",
        f"this cloud publishes its prices in {currency}; they are counted at the reference rate of the European "
        f"Central Bank of {as_of}",
        "sums in USD move with the rate, those in the currency of the price list do not",
    )


def _own_exchange_rate(currency: str, usd: float, as_of: str) -> AssumptionWords:
    return AssumptionWords(
        f"1 {currency} at USD {usd:g}",
        f"your own prices are in {currency}, and no rate stands beside them; they are counted at the reference rate of "
        f"the European Central Bank of {as_of}",
        "a rate of yours goes into currencies.csv of your folder",
    )


def _reference_gpu_server(gpus: int) -> AssumptionWords:
    return AssumptionWords(
        f"{gpus} {'GPU' if gpus == 1 else 'GPUs'} in each of the servers for the services that ask for GPUs",
        "own servers were not listed, and one replica asks for no more than that",
        "servers with more GPUs would be fewer; their price stays unknown",
    )


def _sites_are_zones(asked: int, sites: Sequence[str]) -> AssumptionWords:
    return AssumptionWords(
        f"{len(sites)}: {', '.join(sites)}",
        f"machines stand at {len(sites)} sites and {asked} zones are given; which of them would be one nobody says, so "
        "each site is a zone",
        "machines are taken where they stand; with zones: 1 all sites count together",
    )


def _sites_together(sites: int, most: int) -> AssumptionWords:
    return AssumptionWords(
        f"all {sites} sites together",
        f"more than {most} sites that differ are named",
        "machines are not counted site by site; write sites: for many that are equal",
    )


def _machines_of_no_site(count: int, sites: Sequence[str]) -> AssumptionWords:
    return AssumptionWords(
        f"{count} go to the sites with the least vCPU",
        f"they name no site, and others stand in {' and '.join(sites)}",
        "a site that they do not go to may be short",
    )


def _equal_sites(count: int, services: Sequence[tuple[str, int]]) -> AssumptionWords:
    each = ", ".join(f"{replicas} x {name}" for name, replicas in services)
    return AssumptionWords(
        f"{count} equal sites with {each} in each",
        "scale.sites divides the replicas of every service, and nothing says that they stand together",
        "write sites: {count, machines, services} to say what one site holds",
    )


def _reference_edge_machine(
    vcpu: int, memory_mib: int, usd_per_month: float, arch: Sequence[str], because: str
) -> AssumptionWords:
    return AssumptionWords(
        f"{' or '.join(arch)} machines of {vcpu} vCPU and {memory_mib // MEBIBYTES_PER_GIBIBYTE} GiB at USD "
        f"{usd_per_month:g} a month each",
        f"the machines of a site were not listed; {because}",
        "decides how many machines a site has, and the bill in proportion",
    )


def _no_spare_in_sites(sites: int) -> AssumptionWords:
    return AssumptionWords(
        "0",
        f"nobody asked for a spare machine in each of {sites} sites",
        "a site is down while its only machine is; what a spare in each would cost stands beside the plan",
    )


def _services_of_scale(count: int, most_names: int) -> AssumptionWords:
    together = f", taken together under {most_names} names" if count > most_names else ""
    why = f"counted in scale; each of the assumed size{together}"
    return AssumptionWords(f"{count} services", why, _NO_SERVICES)


def _max_surge(value: int) -> AssumptionWords:
    why = "nothing may be missing, so one must be added" if value else "what may be missing is enough to go on"
    return AssumptionWords(str(value), why, "a larger surge needs more room and is faster")


def _max_unavailable(value: int) -> AssumptionWords:
    why = "nothing is added, so one must be missing" if value else "what is added is enough to go on"
    return AssumptionWords(str(value), why, "machines that may be drained at a time need room elsewhere")


def _region(cloud: str, region: str, held: int) -> AssumptionWords:
    return AssumptionWords(region, "no region was named", f"prices differ by region; those of {held} are held")


def _region_without_prices(cloud: str, region: str, low: float, high: float) -> AssumptionWords:
    return AssumptionWords(
        f"{region}, at prices of the usual region",
        f"no prices of {region} are held",
        f"other regions cost {low:.2f} to {high:.2f} times as much, which is the range of the bill",
    )


def _later_prices(of_day: str, day: str) -> AssumptionWords:
    return AssumptionWords(
        f"those of {of_day}",
        f"no price list of {day} is held, and types of that day may no longer be on the list",
        "types of that day were other ones of about these sizes; the bill shows what they would cost later",
    )


def _plan_years(
    value: float,
    about: str,
    because: str,
    percent_per_year: float,
    factor: float,
    others: Sequence[tuple[float, float]],
) -> AssumptionWords:
    rest = listing([f"{times:.2f} after {years:g} year{'' if years == 1 else 's'}" for years, times in others])
    effect = (
        f"{percent_per_year:g}% a year makes {factor:.2f} times today's replicas by then ({rest}); each bill "
        "has that of the end of the plan beside today's"
    )
    return AssumptionWords(f"{value:g} years", f"{about}: {because}", effect)


def _account_credit(usd_per_month: float) -> AssumptionWords:
    return AssumptionWords(
        "another cluster has used up what is free",
        f"the vendor takes up to {money(usd_per_month)} a month off the fees of an account, once",
        "for the first such cluster in the account the bill is less by that, as low has it",
    )


WORDS: Mapping[str, Words] = {
    AssumptionCode.ZONES: _known("each zone needs machines of its own; fewer zones cost less and survive less"),
    AssumptionCode.SURVIVE_NODES: _known("0 would save the spare machines"),
    AssumptionCode.UTILISATION: _known("a lower ceiling needs more machines in proportion"),
    AssumptionCode.PEAK_HOURS: _known(
        "moves the bill between its low and its high end where capacity follows the load",
        " hours of each day at the peak",
    ),
    AssumptionCode.SERVICE_COUNT: _known(_NO_SERVICES),
    AssumptionCode.SIZES: _sizes,
    AssumptionCode.REPLICAS: _known(_IN_PROPORTION, " each"),
    AssumptionCode.ONE_REPLICA: _fixed(
        "1 each where one machine holds them all",
        "a second replica on the same machine survives nothing",
        "two would need more of the machine, and let one be replaced while the other answers",
    ),
    AssumptionCode.NO_SPARE: lambda was: AssumptionWords(
        "0, without the spare that is planned by default",
        f"nobody asked for more, and with the loss of {was} to be survived the services do not fit here",
        f"survive_nodes: {was} rules the platform out, or takes more machines",
    ),
    AssumptionCode.PLANNED_FULL: _fixed(
        "1, without the share that is left free by default",
        "nobody asked for it, and with it the services do not fit here",
        "nothing is left for restarts and bursts above the requests",
    ),
    AssumptionCode.NO_SECOND_REPLICA: _fixed(
        "1 each, without the second that is planned by default",
        "nobody asked for it, and with it the services do not fit here",
        "a restart of a replica is an outage of its service",
    ),
    AssumptionCode.AVERAGE_CPU: _known("services that use more need a machine whose CPU is all its own"),
    AssumptionCode.KEPT_IMAGE_VERSIONS: _known(_REGISTRY_STORAGE, figure="g"),
    AssumptionCode.IMAGE_STAGES: _known(_REGISTRY_STORAGE, figure="g"),
    AssumptionCode.CLOUD: _cloud,
    AssumptionCode.CLOUD_THAT_COSTS_LEAST: _cloud_that_costs_least,
    AssumptionCode.CLOUD_WITH_GPUS: _cloud_with_gpus,
    AssumptionCode.REFERENCE_SERVER: _reference_server,
    AssumptionCode.RENTED_MACHINE: _rented_machine,
    AssumptionCode.ZONES_BEYOND_A_REGION: _zones_beyond_a_region,
    AssumptionCode.LOCATIONS_AS_ZONES: _locations_as_zones,
    AssumptionCode.EXCHANGE_RATE: _exchange_rate,
    AssumptionCode.OWN_EXCHANGE_RATE: _own_exchange_rate,
    AssumptionCode.SHARED_CPU: _shared_cpu,
    AssumptionCode.SCARCE_MACHINES: _scarce_machines,
    AssumptionCode.REFERENCE_GPU_SERVER: _reference_gpu_server,
    AssumptionCode.SITES_ARE_ZONES: _sites_are_zones,
    AssumptionCode.SITES_TOGETHER: _sites_together,
    AssumptionCode.MACHINES_OF_NO_SITE: _machines_of_no_site,
    AssumptionCode.EQUAL_SITES: _equal_sites,
    AssumptionCode.NO_SPARE_IN_SITES: _no_spare_in_sites,
    AssumptionCode.REFERENCE_EDGE_MACHINE: _reference_edge_machine,
    AssumptionCode.SERVICES_OF_SCALE: _services_of_scale,
    AssumptionCode.SHARING_TENANTS: _fixed(
        "soft: namespaces with quotas on shared machines",
        "tenants are named and nothing says what keeps them apart",
        "node gives each machines of its own, cluster a control plane too; both cost more",
    ),
    AssumptionCode.PEAK_AS_TYPICAL: _fixed(
        "as on a typical day",
        "some services have a typical count and no peak",
        "a peak above it takes more machines",
    ),
    AssumptionCode.MINIMUM_AS_TYPICAL: _fixed(
        "as on a typical day",
        "some services have a typical count and no minimum",
        "a quieter hour would cost less",
    ),
    AssumptionCode.NO_PORTS: _fixed(
        "none for those",
        "some services say nothing of ports; write ports: [] for those that have none",
        "public ports need proxies, host ports machines apart",
    ),
    AssumptionCode.PERHAPS_PUBLIC: _fixed(
        "some perhaps public",
        "no port is said to be public, and some services do not say who reaches them; ports: [] says that nobody does",
        "proxies are planned where nothing else routes; without public ports they go, with some a load balancer comes",
    ),
    AssumptionCode.NO_GPUS: _fixed(
        "0 for those",
        "some services say nothing of GPUs; write gpu: 0 for those that need none",
        "GPUs take machines of their own, which few have",
    ),
    AssumptionCode.ROOT_DISK: lambda value, because: AssumptionWords(
        f"{value:g} GiB for each machine",
        f"for platforms that name no size: {because}",
        "a larger one costs in proportion",
    ),
    AssumptionCode.SIZES_IN_RANGE: lambda services: AssumptionWords(
        f"cpu and memory as given, for {first_of(services)}",
        "the requirement says from what to what they may be",
        "everything is planned again with all low and with all high sizes: see low and high of each bill",
    ),
    AssumptionCode.LIMITS_ASKED_FOR: lambda services: AssumptionWords(
        f"the limit is what {listing(services)} {'asks' if len(services) == 1 else 'ask'} for",
        "a limit was given without a request, and Kubernetes then takes it for both",
        "a request below the limit would need less",
    ),
    AssumptionCode.ONE_GPU: _fixed(
        "one replica of one service with one GPU of NVIDIA, the cheapest that holds it",
        "workloads names gpu, and no service is listed with the GPUs that it needs",
        "the machines with GPUs in the plan and their lines in the bill rest on it; list services with gpu: N",
    ),
    AssumptionCode.GPUS_OF_ANY_TYPE: lambda services: AssumptionWords(
        "any of NVIDIA, the cheapest that is on offer",
        f"{listing(services)} {'names' if len(services) == 1 else 'name'} no GPU type; most software is made for these",
        "a type such as l4, a100 or h100 costs up to many times as much",
    ),
    AssumptionCode.LINUX: _fixed(
        "linux for those",
        "some services do not name their operating system",
        "Windows takes machines of its own, and a licence",
    ),
    AssumptionCode.MAX_SURGE: _max_surge,
    AssumptionCode.MAX_UNAVAILABLE: _max_unavailable,
    AssumptionCode.OWN_SERVERS: _fixed(
        "own servers, since machines are listed",
        "where it is to run was not said",
        "decides prices and who is excluded",
    ),
    AssumptionCode.RUN_IN_CLOUD: _fixed(
        "a cloud", "where it is to run was not said", "decides prices and who is excluded"
    ),
    AssumptionCode.REGION: _region,
    AssumptionCode.REGION_WITHOUT_PRICES: _region_without_prices,
    AssumptionCode.LATER_PRICES: _later_prices,
    AssumptionCode.PRICES_ELSEWHERE: lambda platform, region, asked: AssumptionWords(
        f"those of {region}", f"none of {asked} is held", _ELSEWHERE
    ),
    AssumptionCode.BALANCER_PRICE_ELSEWHERE: lambda cloud, region, asked: AssumptionWords(
        f"price of {region}", f"none of {asked} is held", _ELSEWHERE
    ),
    AssumptionCode.PLAN_YEARS: _plan_years,
    AssumptionCode.SUBNETS: _known(
        "private subnets take NAT gateways instead of an address for each machine or task; the difference is in the "
        "low or high figure of each bill"
    ),
    AssumptionCode.ACCOUNT_CREDIT_USED: _account_credit,
    AssumptionCode.REQUEST_RATE: _range(
        "a second to each replica", "busy time and fees for requests move with it, between low and high of the bill"
    ),
    AssumptionCode.REQUEST_RATE_SCALED: _range(
        "a second to each replica of services that are scaled", "as that of other services, and more of it"
    ),
    AssumptionCode.REQUEST_MILLISECONDS: _range("ms each", "busy time moves with it, between low and high of the bill"),
    AssumptionCode.BUSY_HOURS: _range(
        "busy hours a day",
        "hours without load cost nothing where replicas go down to none; the bill moves with the others",
    ),
}
"""The words of each kind of assumption, which take the values of its note by name."""

SUBJECTS: Mapping[str, str] = {
    AssumptionCode.SIZES: "CPU and memory of {about}",
    AssumptionCode.REGION: "{where} ({cloud})",
    AssumptionCode.REGION_WITHOUT_PRICES: "{where} ({cloud})",
    AssumptionCode.LATER_PRICES: "machine types and prices",
    AssumptionCode.PRICES_ELSEWHERE: "prices of {platform}",
    AssumptionCode.BALANCER_PRICE_ELSEWHERE: "load balancer ({cloud})",
    AssumptionCode.ACCOUNT_CREDIT_USED: "control plane fee",
    AssumptionCode.AVERAGE_CPU: "average use of CPU",
    AssumptionCode.KEPT_IMAGE_VERSIONS: "image versions kept",
    AssumptionCode.ROOT_DISK: "root disks",
    AssumptionCode.IMAGE_STAGES: "image stages",
}
"""What each assumption is of that no single answer would give, with values of its note; `where` names the region."""
