"""Usage laid over the services of the same names, or as services of their own where nothing else is imported."""

from __future__ import annotations

import math
from collections.abc import Mapping

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, OriginKind, Taken, ValueOrigin, assumed
from advisor.importers.naming import requirement_name, service_name
from advisor.importers.nodes import FilePlace
from advisor.importers.sources import ImportRequest, SourceText
from advisor.importers.usage.columns import CPU, MEMORY, Metric
from advisor.importers.usage.statistics import (
    Requests,
    load_factors,
    refusal_of,
    requests_of,
    span_of,
    total_of,
)
from advisor.importers.usage.table import PodSeries, UsageTable, read_table
from advisor.values import MOST_MEBIBYTES, MOST_MILLICORES, Fact, facts, parse_mebibytes, parse_millicores

_MIB = 1024.0**2
RANGE = "size_range"
_UNITS = {CPU: "m", MEMORY: "Mi"}
Pods = Mapping[str, PodSeries]


def read_usage(request: ImportRequest) -> Draft:
    """The draft of series alone: a service for each name. Raises InputError with the place of what is no series."""
    draft = Draft(requirement_name(None))
    names: set[str] = set()
    tables = [read_table(source) for source in request.sources]
    for table in tables:
        for name in dict.fromkeys(name for name, _ in table.series):
            service = DraftService(service_name(name, table.places[name], names))
            pods = next(pods for (one, _), pods in table.series.items() if one == name)
            place = table.places[name]
            service.fields["replicas"] = assumed(len(pods), ImportCode.PODS_SEEN, place)
            draft.services.append(service)
    for table in tables:
        _lay(draft, table)
    return draft


def with_usage(draft: Draft, source: SourceText) -> Draft:
    """The draft with what was used in place of what is asked for, and notes on what the present requests waste."""
    _lay(draft, read_table(source))
    return draft


def _lay(draft: Draft, table: UsageTable) -> None:
    if table.without_zone is not None:
        draft.tell(NoteKind.ASSUMED, (), ImportCode.TIMES_WITHOUT_ZONE, table.without_zone)
    services = {service.called: service for service in draft.services}
    cores: dict[str, PodSeries] = {}
    shares: dict[str, PodSeries] = {}
    for (name, measure), pods in table.series.items():
        place = table.places[name]
        service = services.get(name) or _composed(name, services)
        if service is None:
            draft.tell(NoteKind.SKIPPED, ("usage", name), ImportCode.NO_SUCH_SERVICE, place)
            continue
        span = span_of(pods)
        refused = refusal_of(span)
        subject = ("services", service.called, measure.of)
        if refused is not None:
            days, missing = round(span.days, 1), round(span.missing * 100)
            draft.tell(NoteKind.SKIPPED, subject, refused, place, points=span.points, days=days, missing=missing)
            continue
        found = requests_of(measure.of, pods)
        if measure.of == CPU:
            asked = _present(service, CPU)  # of before it is replaced
            of_what = shares if measure.is_share and asked is None else cores
            unit = (asked or 0) / 1000 if measure.is_share and asked is not None else 1.0
            of_what |= {f"{name}/{pod}": _times(series, unit) for pod, series in pods.items()}
        _take(draft, service, measure, found, place, days=round(span.days, 1), points=span.points, pods=pods)
    added = cores or shares  # shares of what is not known cannot be added to cores
    if added and "load" not in draft.fields:
        factors = load_factors(*total_of(added))
        if factors is not None:
            origin = ValueOrigin(OriginKind.READ, FilePlace(table.source.name), ImportCode.LOAD_OF_USAGE)
            draft.fields["load"] = {"hourly": Taken(factors, origin)}


def _times(series: PodSeries, factor: float) -> PodSeries:
    return series if factor == 1 else PodSeries(series.times, [value * factor for value in series.values])


def _composed(name: str, services: Mapping[str, DraftService]) -> DraftService | None:
    """The service of a container that Compose names by project and service, such as `shop-web`."""
    found = [one for called, one in services.items() if name.endswith((f"-{called}", f"_{called}"))]
    return max(found, key=lambda one: len(one.called), default=None)


def _take(
    draft: Draft,
    service: DraftService,
    measure: Metric,
    found: Requests,
    place: FilePlace,
    *,
    days: float,
    points: int,
    pods: Pods,
) -> None:
    """Lay the requests over one service, or tell why they cannot be."""
    subject = ("services", service.called, measure.of)
    now = _present(service, measure.of)
    if measure.is_share and now is None:
        shares = {name: round(getattr(found, name) * 100, 1) for name in ("p50", "p90", "p95", "p99", "most")}
        draft.tell(NoteKind.MISSING, subject, ImportCode.SHARE_OF_UNKNOWN, place, **shares)
        return
    whole = float(now or 0) if measure.is_share else (1000.0 if measure.of == CPU else 1 / _MIB)
    low, base, high = (_amount(value * whole, measure.of) for value in (found.low, found.base, found.high))
    unit = _UNITS[measure.of]
    words: dict[str, Fact] = {
        "low": f"{low}{unit}",
        "base": f"{base}{unit}",
        "high": f"{high}{unit}",
        "days": days,
        "points": points,
    }
    replicas = service.fields.get("replicas")
    if measure.of == CPU and isinstance(replicas, Mapping) and now is not None:
        draft.tell(NoteKind.MEASURED, subject, ImportCode.SCALED_BY_REQUEST, place, **words)
        return
    code = ImportCode.CPU_OF_USAGE if measure.of == CPU else ImportCode.MEMORY_OF_USAGE
    service.fields[measure.of] = Taken(f"{base}{unit}", ValueOrigin(OriginKind.READ, place, code, facts(**words)))
    _take_range(service, measure.of, f"{low}{unit}", f"{high}{unit}", place)
    draft.tell(NoteKind.MEASURED, subject, code, place, **words)
    _lift_limit(service, measure.of, base)
    _compare(draft, service, measure, now, base, pods, whole=whole, place=place)


def _take_range(service: DraftService, field: str, low: str, high: str, place: FilePlace) -> None:
    """Say between what a size may be, beside what is said of the other one."""
    code = ImportCode.ENDS_OF_CPU if field == CPU else ImportCode.ENDS_OF_MEMORY
    origin = ValueOrigin(OriginKind.READ, place, code)
    taken = service.fields.get(RANGE, {})
    others = dict(taken) if isinstance(taken, Mapping) else {}
    ends = {"low": Taken(low, origin), "high": Taken(high, origin)}
    service.fields[RANGE] = {
        key: ends if key == field else others[key] for key in (CPU, MEMORY) if key in {field, *others}
    }


def _compare(
    draft: Draft,
    service: DraftService,
    measure: Metric,
    now: int | None,
    base: int,
    pods: Pods,
    *,
    whole: float,
    place: FilePlace,
) -> None:
    """Tell what the present request leaves or lacks in all replicas, and how many the peak needs."""
    subject, unit = ("services", service.called, measure.of), _UNITS[measure.of]
    replicas = service.fields.get("replicas")
    count = replicas.value if isinstance(replicas, Taken) and isinstance(replicas.value, int) else len(pods)
    if now is not None:
        code = ImportCode.REQUEST_BESIDE_USE if now >= base else ImportCode.REQUEST_BELOW_USE
        spare = f"{abs(now - base) * count}{unit}"
        draft.tell(NoteKind.MEASURED, subject, code, place, now=f"{now}{unit}", replicas=count, difference=spare)
    if measure.of == CPU:
        _, totals = total_of(pods)
        peak = math.ceil(float(totals.max()) * whole / base - 1e-9) if base else 0
        if peak > count:
            draft.tell(
                NoteKind.MEASURED, ("services", service.called, "replicas"), ImportCode.PEAK_OF_USAGE, place, peak=peak
            )


def _lift_limit(service: DraftService, field: str, request: int) -> None:
    """Take a limit out that lies below what is asked for now, since no container can have both."""
    limits = service.fields.get("limits")
    limit = limits.get(field) if isinstance(limits, Mapping) else None
    if not isinstance(limits, Mapping) or not isinstance(limit, Taken):
        return
    if (parse_millicores(limit.value) if field == CPU else parse_mebibytes(limit.value)) < request:
        left = {key: value for key, value in limits.items() if key != field}
        service.fields.pop("limits")
        if left:
            service.fields["limits"] = left


def _present(service: DraftService, field: str) -> int | None:
    """What the service asks for now, in millicores or MiB."""
    taken = service.fields.get(field)
    if not isinstance(taken, Taken):
        return None
    return parse_millicores(taken.value) if field == CPU else parse_mebibytes(taken.value)


def _amount(value: float, field: str) -> int:
    """Millicores or MiB, rounded up, at least 1."""
    most = MOST_MILLICORES if field == CPU else MOST_MEBIBYTES
    return max(1, min(math.ceil(round(value, 6)), most))
