"""The answers that a rule read, as one says them: `12 services`, `1.3 vCPU and 2.8 GiB`, `autoscale: none`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from advisor.report.wording import count, listing
from advisor.report.wording.answer_names import IN_FILE, AnswerNames
from advisor.report.wording.rounded import rounded
from advisor.values import MEBIBYTES_PER_GIBIBYTE


def _counted(one: str, many: str | None = None) -> Callable[[Any], str]:
    return lambda number: count(round(number), one, many)


_COUNTED: Mapping[str, Callable[[Any], str]] = {
    "demand.services": _counted("service"),
    "scale.services": _counted("service"),
    "demand.apps": _counted("application"),
    "scale.apps": _counted("application"),
    "demand.replicas": _counted("replica"),
    "demand.peak_replicas": lambda number: f"{count(round(number), 'replica')} at the peak",
    "demand.peak_to_floor": lambda number: f"{rounded(number):g} times as many replicas at the peak as at rest",
    "demand.cpu_millicores": lambda number: f"{rounded(number / 1000):,g} vCPU in all",
    "demand.memory_mib": lambda number: f"{rounded(number / MEBIBYTES_PER_GIBIBYTE):,g} GiB of memory",
    "demand.stateful_services": _counted("service with data", "services with data"),
    "demand.windows_services": _counted("Windows service"),
    "demand.linux_services": _counted("Linux service"),
    "demand.gpu_services": _counted("service with GPUs", "services with GPUs"),
    "demand.privileged_services": _counted("privileged service"),
    "demand.interruptible_services": _counted("service that may be interrupted", "services that may be interrupted"),
    "demand.host_services": _counted("service that needs its host", "services that need their host"),
    "demand.docker_socket_services": _counted(
        "service that needs the Docker socket", "services that need the Docker socket"
    ),
    "demand.public_ports": _counted("public port"),
    "demand.udp_ports": _counted("UDP port"),
    "demand.non_http_ports": _counted("port that does not speak HTTP", "ports that do not speak HTTP"),
    "demand.published_non_http_ports": _counted(
        "public port that does not speak HTTP", "public ports that do not speak HTTP"
    ),
    "demand.internal_non_http_ports": _counted(
        "port between services that does not speak HTTP", "ports between services that do not speak HTTP"
    ),
    "demand.host_ports": _counted("host port"),
    "availability.survive_nodes": lambda number: f"the loss of {count(round(number), 'machine') if number else 'none'}",
    "hosting.zones": _counted("zone"),
    "scale.nodes": _counted("machine"),
    "scale.sites": _counted("site"),
    "scale.clusters": _counted("cluster"),
    "team.engineers": _counted("engineer"),
    "team.teams": _counted("team"),
    "team.ops": lambda number: (
        count(round(number), "operations person", "operations people") if number else "no operations people"
    ),
}
"""What is counted, in words; every other answer stands by its name."""


def answers_in_words(read: Iterable[tuple[str, Any]], names: AnswerNames = IN_FILE) -> str:
    """The answers that were given, as one says them; empty where none was.

    >>> answers_in_words((("demand.services", 12), ("autoscale", "none"), ("scale.nodes", None)))
    '12 services and autoscale: none'
    """
    return listing([answer_in_words(field, value, names) for field, value in read if value is not None])


def answer_in_words(field: str, value: Any, names: AnswerNames = IN_FILE) -> str:
    """One answer as one says it."""
    if field in _COUNTED:
        return _COUNTED[field](value)
    return f"{names.of(field)}: {names.value(field, value)}"
