"""A requirement with so many times its load: replicas, and the requests that reach them."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

COUNTS = ("min", "typical", "peak")


def scale_load(answers: Mapping[str, Any], factor: float) -> dict[str, Any]:
    """The same requirement with so many times its load.

    Parameters:
        answers: plain values with the keys of a requirement file.
        factor: load after over load before, above 0.

    Replicas of each service are multiplied as growth multiplies them, by rounding up, and so are the requests a second
    that it takes; where no service is listed, the containers counted. What has no number stays without one.

    >>> scale_load({"services": [{"name": "web", "replicas": {"typical": 2, "peak": 5}}, {"name": "db"}]}, 1.3)
    {'services': [{'name': 'web', 'replicas': {'typical': 3, 'peak': 7}}, {'name': 'db'}]}
    """
    scaled = copy.deepcopy(dict(answers))
    for service in scaled.get("services") or ():
        if not isinstance(service, dict):
            continue
        if "replicas" in service:
            service["replicas"] = _times(service["replicas"], factor)
        traffic = service.get("traffic")
        if isinstance(traffic, dict) and "requests_per_second" in traffic:
            traffic["requests_per_second"] = _more_requests(traffic["requests_per_second"], factor)
    scale = scaled.get("scale")
    if isinstance(scale, dict) and _is_number(scale.get("containers")):
        scale["containers"] = _rounded_up(scale["containers"], factor)
    return scaled


def counted_load(answers: Mapping[str, Any]) -> bool:
    """Whether anything is there that more load would make more of."""
    listed = [service for service in answers.get("services") or () if isinstance(service, dict)]
    scale = answers.get("scale")
    return any(service.get("replicas") or service.get("traffic") for service in listed) or bool(
        isinstance(scale, dict) and scale.get("containers")
    )


def _times(replicas: Any, factor: float) -> Any:
    """Replicas in either form; what is no number stays, for the check of the requirement to refuse."""
    if isinstance(replicas, dict):
        return {
            key: _rounded_up(value, factor) if key in COUNTS and _is_number(value) else value
            for key, value in replicas.items()
        }
    return _rounded_up(replicas, factor) if _is_number(replicas) else replicas


def _more_requests(rate: Any, factor: float) -> Any:
    if isinstance(rate, dict):
        return {key: round(value * factor, 6) if _is_number(value) else value for key, value in rate.items()}
    return round(rate * factor, 6) if _is_number(rate) else rate


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _rounded_up(number: float, factor: float) -> int:
    return math.ceil(round(number * factor, 6))
