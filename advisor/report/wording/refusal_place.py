"""Where a requirement file asks for what a platform cannot hold: `file:line:column` of the values to blame."""

from __future__ import annotations

from advisor.errors import KeyPath
from advisor.packing import NoPlanCause
from advisor.reading.document import NOWHERE
from advisor.report.wording import listing
from advisor.scenario import Scenario, kinds_by_name
from advisor.sizing.infeasibility import Refusal, RefusalCause

MOST_NAMED = 3
_FIELDS: dict[NoPlanCause | RefusalCause, str] = {
    RefusalCause.GPU_NOT_GIVEN: "gpu",
    RefusalCause.NO_GPU_SIZE: "gpu",
    RefusalCause.NO_GPU_MACHINE: "gpu",
    RefusalCause.GPUS_NOT_DIVIDED: "gpu",
    RefusalCause.ONE_MACHINE_GPU_KINDS: "gpu",
    RefusalCause.TIED_TO_TWO_GPU_KINDS: "affinity",
    RefusalCause.TIED_APART: "affinity",
    RefusalCause.NOT_ONE_TASK: "affinity",
    RefusalCause.TOO_MANY_IN_ONE_TASK: "affinity",
    RefusalCause.SPREAD_BEYOND_HOSTS: "spread",
    RefusalCause.NO_NODES_TO_SEE: "per_node",
    RefusalCause.HOST_NOT_GIVEN: "needs_host",
    RefusalCause.HOST_PORT_NOT_GIVEN: "ports",
    RefusalCause.HOST_PORT_WITHOUT_HOST: "ports",
    RefusalCause.VOLUMES_NOT_KEPT: "volumes",
    RefusalCause.DISK_BEYOND_TASK: "disk",
    RefusalCause.BEYOND_BURST_SHARE: "cpu",
    RefusalCause.SITE_NOT_SERVED: "site",
    RefusalCause.NO_WINDOWS: "os",
    RefusalCause.NO_MACHINE_OF_KIND: "arch",
    RefusalCause.TOO_MANY_INSTANCES: "replicas",
}
"""The field of a service that asks for what there is not; where none is named, the whole service is meant."""
_PROMISES: dict[NoPlanCause | RefusalCause, tuple[KeyPath, ...]] = {
    RefusalCause.ONE_MACHINE_SURVIVES_NO_LOSS: (("availability", "survive_nodes"), ("availability", "survive_zone")),
    RefusalCause.ONE_MACHINE_UPGRADE: (("availability", "upgrade"),),
    RefusalCause.ONE_MACHINE_TENANTS: (("tenants",), ("multi_tenancy",)),
}
"""Promises for all services that one machine does not keep."""


def refusal_place(scenario: Scenario, refusal: Refusal) -> str:
    """Where the file asks for what is refused, such as `shop.yaml:4:37`; empty where it was read from no file."""
    origin = scenario.origin
    if origin is None:
        return ""
    field = _FIELDS.get(refusal.cause)
    index = kinds_by_name(scenario.services or ())
    paths: list[KeyPath] = [("services", index[name]) for name in refusal.services if name in index]
    fields: list[KeyPath] = [(*path, field) for path in paths if field and origin.existing((*path, field))[2:]]
    promises = [path for path in _PROMISES.get(refusal.cause, ()) if origin.existing(path) == path]
    marks = [origin.place(path) for path in (fields or paths or promises)]
    places = dict.fromkeys(f"{origin.source}:{mark.line}:{mark.column}" for mark in marks if mark != NOWHERE)
    return listing(list(places)[:MOST_NAMED])
