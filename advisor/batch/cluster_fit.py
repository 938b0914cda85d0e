"""Whether the machines of a cluster can answer as this one does: the same versions, knowledge and tables."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from advisor.batch.cluster_worker import keep
from advisor.batch.parcels import KnowledgeParcel, PriceParcel, tables_fingerprint
from advisor.errors import MachineryError
from advisor.version import __version__

if TYPE_CHECKING:
    from distributed import Client

PYTHON = "python"
EVERYWHERE = PYTHON, "distributed"
"""What functions and messages between machines rest on."""
FIGURES_REST_ON = ("numpy", "highspy", "pulp")
"""Packages whose release can change a figure."""


def refuse_other_scheduler(address: str, seconds: float) -> None:
    """Ask the scheduler at an address for its versions, which one of any release tells.

    Raises MachineryError for another release, and whatever Dask raises when nobody answers within `seconds`.
    """
    from distributed.versions import get_versions

    with ThreadPoolExecutor(1) as thread:  # where this one has an event loop at work already
        there = thread.submit(asyncio.run, _packages_at(address, seconds)).result()
    _compare(address, "the scheduler", get_versions()["packages"], there, EVERYWHERE)


async def _packages_at(address: str, seconds: float) -> Mapping[str, str | None]:
    from distributed import Security, rpc

    asked = Security().get_connection_args("client")
    async with rpc(address, timeout=seconds, connection_args=asked) as scheduler:
        told: Mapping[str, Any] = await asyncio.wait_for(scheduler.versions(packages=[]), seconds)
    packages: Mapping[str, str | None] = told["packages"]
    return packages


class Fit:
    """Says whether the workers of the scheduler at `address` fit, and sends parcels to those that do."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address

    def refuse_other_versions(self, workers: Collection[str]) -> None:
        """Look at these workers before anything is sent to them. Raises MachineryError for one that does not fit."""
        told: Mapping[str, Any] = self._client.get_versions(packages=list(FIGURES_REST_ON))
        here = told["client"]["packages"]
        there = {worker: versions["packages"] for worker, versions in told["workers"].items() if worker in workers}
        for worker, packages in there.items():
            _compare(self._address, f"worker {worker}", here, packages, EVERYWHERE)
        for worker, version in self._versions_of(list(there)).items():
            self._refuse_version(worker, version)
        for worker, packages in there.items():
            _compare(self._address, f"worker {worker}", here, packages, FIGURES_REST_ON)

    def send(self, parcels: Sequence[KnowledgeParcel | PriceParcel], workers: Sequence[str]) -> None:
        """Have these workers keep parcels. Raises MachineryError where something else comes of the last one there."""
        kept = self._client.run(keep, parcels, workers=list(workers), on_error="return")
        for worker, told in kept.items():
            what = None if isinstance(told, OSError) else _not_kept(told, parcels[-1].hash)  # OSError: it has gone
            if what is not None:
                raise _unfit(self._address, f"worker {worker}", what)

    def _versions_of(self, workers: Sequence[str]) -> Mapping[str, Any]:
        """The version of the advisor on each worker; None where it is not installed."""

        # Inside of a method, so that it is sent whole: a worker may have no advisor to look it up in.
        def version_there() -> str | None:
            try:
                from advisor.version import __version__ as version
            except ImportError:
                return None
            return version

        asked: Mapping[str, Any] = self._client.run(version_there, workers=list(workers), on_error="return")
        return {worker: version for worker, version in asked.items() if not isinstance(version, OSError)}

    def _refuse_version(self, worker: str, version: object) -> None:
        if version is None:
            raise _unfit(self._address, f"worker {worker}", "has no package container-platform-advisor")
        if version != __version__:
            raise _unfit(self._address, f"worker {worker}", f"has advisor {version}, and this side has {__version__}")


def _not_kept(told: BaseException | tuple[str, str], fingerprint: str) -> str | None:
    """What is wrong with what a worker tells of the parcels that it was sent; None where nothing is."""
    if isinstance(told, BaseException):
        return f"cannot read the knowledge base ({type(told).__name__}: {told})"
    came_out, tables = told
    if tables != tables_fingerprint():
        return "has other price tables than this side"
    return None if came_out == fingerprint else "has another knowledge base below the overlay than this side"


def _compare(
    address: str,
    who: str,
    here: Mapping[str, str | None],
    there: Mapping[str, str | None],
    packages: Sequence[str],
) -> None:
    """Raises MachineryError where a machine has another release of one of these packages than this one."""
    for package in packages:
        pair = here.get(package), there.get(package)
        ours, theirs = map(_minor, pair) if package == PYTHON else pair
        if ours != theirs:
            name = "Python" if package == PYTHON else package
            runs = f"has {name} {theirs}" if theirs else f"has no {name}"
            raise _unfit(address, who, f"{runs}, and this side has {ours or 'none'}")


def _minor(version: str | None) -> str | None:
    """The first two numbers of a version."""
    return None if version is None else ".".join(version.split(".")[:2])


def _unfit(address: str, who: str, what: str) -> MachineryError:
    return MachineryError(f"{address}: {who} {what}; install the same on every machine, see docs/cluster.md")
