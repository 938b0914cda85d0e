"""What is asked of services: requests as the file gives them, else an assumed range, and hours with any load at all."""

from __future__ import annotations

from advisor.knowledge import Knowledge
from advisor.scenario import Scenario, Service
from advisor.scenario.enums import Autoscale, Exposure, Protocol, WorkloadKind
from advisor.sizing.assumption import Assumption
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.request_load import Estimate, RequestLoad, exactly
from advisor.values import note

ANSWERS_REQUESTS = (WorkloadKind.WEB, WorkloadKind.API, WorkloadKind.REALTIME)
"""Kinds of services that take requests, where their ports were not listed."""

_BY_REQUEST = (None, Protocol.HTTP, Protocol.GRPC)
"""Protocols whose requests end soon; a connection that stays open keeps its replica busy for as long as it lasts."""
_MILLI = 1000


class TrafficResolver:
    """Takes the traffic of services from the scenario, or assumes a range, and keeps a list of what was assumed."""

    def __init__(self, scenario: Scenario, knowledge: Knowledge) -> None:
        self._scenario, self._knowledge = scenario, knowledge
        self._taken: dict[AssumptionCode, Assumption] = {}

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """What was assumed so far, in the order of the codes."""
        return tuple(self._taken[code] for code in sorted(self._taken))

    @property
    def sleeps(self) -> bool:
        """Whether services run only while something is asked of them."""
        return self._scenario.autoscale is Autoscale.SCALE_TO_ZERO

    def busy_hours(self) -> Estimate | None:
        """Hours of a day with any load, assumed where services sleep without and nothing tells when.

        There are no fewer of them than the hours at the peak that were asked for.
        """
        load = self._scenario.load
        if not self.sleeps or (load is not None and load.hourly is not None):
            return None
        names = ("busy_hours_per_day_low", "busy_hours_per_day", "busy_hours_per_day_high")
        at_peak = (load.peak_hours_per_day if load else None) or 0.0
        return self._take(names, "load", AssumptionCode.BUSY_HOURS, at_least=at_peak)

    def floor_of(self, service: Service, floor: int) -> int:
        """The least replicas: none where services sleep and no least number was asked for."""
        replicas = service.replicas
        open_ended = replicas is None or replicas.min is None or replicas.min == replicas.typical == replicas.peak
        return 0 if self.sleeps and open_ended and not service.stateful else floor

    def requests_of(self, service: Service, typical: int, peak: int, growth: float) -> RequestLoad | None:
        """Requests to all replicas of a service; None where it takes none."""
        if not self._takes_requests(service):
            return None
        traffic = service.traffic
        rate, length = (traffic.requests_per_second, traffic.milliseconds) if traffic else (None, None)
        if rate is None:
            each = self._rate_of_replicas(service, typical, peak)
            at_typical, at_peak = each.scaled(typical), each.scaled(peak)
        else:
            most = rate.typical if rate.peak is None else rate.peak
            at_typical, at_peak = exactly(rate.typical * growth), exactly(most * growth)
        if length is None:
            names = ("request_milliseconds_low", "request_milliseconds", "request_milliseconds_high")
            field, code = "services.traffic.milliseconds", AssumptionCode.REQUEST_MILLISECONDS
            seconds = self._take(names, field, code).scaled(1 / _MILLI)
        else:
            seconds = exactly(length / _MILLI)
        return RequestLoad(at_typical, at_peak, seconds, traffic.concurrency if traffic else None)

    def _rate_of_replicas(self, service: Service, typical: int, peak: int) -> Estimate:
        """Requests a second to each replica; more of them where replicas are added because those there are busy."""
        least = service.replicas.floor if service.replicas else typical
        if peak > typical or 0 < least < typical:
            scaled = (
                "requests_per_second_scaled_low",
                "requests_per_second_scaled",
                "requests_per_second_scaled_high",
            )
            return self._take(scaled, "services.traffic", AssumptionCode.REQUEST_RATE_SCALED)
        names = ("requests_per_second_low", "requests_per_second", "requests_per_second_high")
        return self._take(names, "services.traffic", AssumptionCode.REQUEST_RATE)

    def _takes_requests(self, service: Service) -> bool:
        if service.traffic is not None and service.traffic.requests_per_second is not None:
            return True
        if service.ports is None:
            unlisted = self._scenario.services is None and self._mix_takes_requests
            return unlisted or self.sleeps or service.kind in ANSWERS_REQUESTS
        return any(port.exposure is not Exposure.HOST and port.protocol in _BY_REQUEST for port in service.ports)

    @property
    def _mix_takes_requests(self) -> bool:
        """Whether services that nobody listed may take requests: not where all that is named are jobs or streams."""
        kinds, protocols = self._scenario.workloads, self._scenario.protocols
        by_kind = not kinds or any(kind in ANSWERS_REQUESTS for kind in kinds)
        return by_kind and (not protocols or any(protocol in _BY_REQUEST for protocol in protocols))

    def _take(
        self, names: tuple[str, str, str], field: str, code: AssumptionCode, *, at_least: float = 0.0
    ) -> Estimate:
        """What is assumed at the least, most likely and at the most, which is listed for the field."""
        low, likely, high = (self._knowledge.assumed[name] for name in names)
        values = Estimate(*(max(at_least, float(assumed.value)) for assumed in (low, likely, high)))
        told = note(code, value=values.base, low=values.low, high=values.high, about=likely.about, because=likely.why)
        self._taken[code] = Assumption(field, told)
        return values
