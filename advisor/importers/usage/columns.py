"""Which column of a CSV says what, by its name, and in which unit.

Known are the names of Prometheus, CloudWatch, Azure Monitor, and of `kubectl top` and `docker stats` with times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

CPU, MEMORY = "cpu", "memory"
PERCENT = "percent"
"""A share of what the service asks for, so that it needs its request to become cores."""
_TIMES = frozenset({"timestamp", "time", "date", "datetime", "timegenerated", "timestamputc", "timeutc"})
_SERVICES = frozenset({"service", "servicename", "app", "workload", "deployment", "containerappname"})
_PODS = frozenset(
    {"pod", "podname", "name", "container", "containername", "containerid", "task", "taskid", "instance", "replica"}
)
_METRICS = frozenset({"metric", "metricname"})
_VALUES = frozenset({"value", "average", "avg", "mean", "maximum"})
_NOT_WORKING_SET = ("rss", "cache", "limit", "request", "reserved", "swap")
_CORES = (
    (re.compile("nano"), 1e-9),
    (re.compile(r"milli|mcores"), 1e-3),
    (re.compile("utilized$"), 1 / 1024),  # Container Insights of CloudWatch counts 1024 units a core
    (re.compile(r"cores|usage|cpu$"), 1.0),
)
_BYTES = (
    (re.compile(r"gib|gigabytes?|gb"), 1024.0**3),
    (re.compile(r"mib|megabytes?|mb|utilized$"), 1024.0**2),
    (re.compile(r"kib|kb"), 1024.0),
    (re.compile(""), 1.0),
)


@dataclass(frozen=True)
class Metric:
    """What a column or a metric measures: CPU in cores or percent, or memory in bytes; `factor` leads there."""

    of: str
    factor: float
    is_share: bool = False


@dataclass(frozen=True)
class Columns:
    """The positions of the columns that are read."""

    time: int | None
    service: int | None
    pod: int | None
    metric: int | None
    value: int | None
    measures: tuple[tuple[int, Metric], ...]


def columns_of(header: Sequence[str]) -> Columns:
    """The columns that a header names.

    >>> columns_of(["timestamp", "pod", "cpu_millicores"]).measures[0][1].factor
    0.001
    """
    names = [_plain(name) for name in header]
    measures: list[tuple[int, Metric]] = []
    for index, raw in enumerate(header):
        found = measure_of(raw)
        if found is not None and all(one.of != found.of or one.is_share for _, one in measures):
            measures = [(place, one) for place, one in measures if one.of != found.of]
            measures.append((index, found))
    taken = {index for index, _ in measures}

    def first(words: frozenset[str]) -> int | None:
        return next((index for index, name in enumerate(names) if name in words and index not in taken), None)

    return Columns(first(_TIMES), first(_SERVICES), first(_PODS), first(_METRICS), first(_VALUES), tuple(measures))


def measure_of(name: str) -> Metric | None:
    """What a name of a column or a metric stands for; None for something else.

    >>> measure_of("CPU %"), measure_of("WorkingSetBytes").of, measure_of("network_in")
    (Metric(of='cpu', factor=0.01, is_share=False), 'memory', None)
    """
    plain = _plain(name)
    is_percent = "%" in name or any(word in plain for word in ("percent", "utilization", "utilisation"))
    if "cpu" in plain or "nanocores" in plain or "millicores" in plain:
        if any(word in plain for word in ("limit", "request", "reserved", "throttl")):
            return None
        if is_percent:
            is_docker = name.strip().lower() in ("cpu %", "cpu%", "cpuperc")  # of one core
            return Metric(CPU, 0.01, is_share=not is_docker)
        return next((Metric(CPU, factor) for word, factor in _CORES if word.search(plain)), Metric(CPU, 1.0))
    if ("mem" in plain or "workingset" in plain) and not any(word in plain for word in _NOT_WORKING_SET):
        return _memory(plain, is_percent=is_percent)
    if plain.startswith("memusage"):  # `docker stats`: MEM USAGE / LIMIT
        return Metric(MEMORY, 1.0)
    return None


def counts_up(name: str) -> bool:
    """Whether a metric is a counter of CPU seconds since a container began, whose rate alone says how much is used.

    >>> counts_up("container_cpu_usage_seconds_total"), counts_up("rate(container_cpu_usage_seconds_total[5m])")
    (True, False)
    """
    plain = _plain(name)
    return "cpu" in plain and "secondstotal" in plain and "rate" not in plain


def _memory(plain: str, *, is_percent: bool) -> Metric | None:
    if is_percent:
        return Metric(MEMORY, 0.01, is_share=True)
    return next(Metric(MEMORY, factor) for word, factor in _BYTES if word.search(plain))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9%]", "", name.lower())
