"""Whether the machines of a cluster can answer as this one does: the same versions, knowledge and tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from advisor.batch.cluster_worker import keep
from advisor.batch.parcels import KnowledgeParcel, PriceParcel, tables_fingerprint
from advisor.errors import MachineryError
from advisor.version import __version__

if TYPE_CHECKING:
    from distributed import Client

FIGURES_REST_ON = ("numpy", "highspy", "pulp")
"""Packages whose release can change a figure."""


class Fit:
    """Says whether the machines at `address` fit, and sends parcels to those that do."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address

    def refuse_other_versions(self, workers: Collection[str]) -> None:
        """Look at the scheduler and these workers before anything is sent to them.

        Raises MachineryError for what does not fit, in one line.
        """
        told: Mapping[str, Any] = self._client.get_versions(packages=list(FIGURES_REST_ON))
        here = told["client"]["packages"]
        self._compare("the scheduler", here, told["scheduler"]["packages"], ())
        there = {worker: versions["packages"] for worker, versions in told["workers"].items() if worker in workers}
        for worker, packages in there.items():
            self._compare(f"worker {worker}", here, packages, ())
        for worker, version in self._versions_of(list(there)).items():
            self._refuse_version(worker, version)
        for worker, packages in there.items():
            self._compare(f"worker {worker}", here, packages, FIGURES_REST_ON)

    def send(self, parcels: Sequence[KnowledgeParcel | PriceParcel], workers: Sequence[str]) -> None:
        """Have these workers keep parcels. Raises MachineryError where something else comes of the last one there."""
        kept = self._client.run(keep, parcels, workers=list(workers), on_error="return")
        for worker, told in kept.items():
            if isinstance(told, OSError):
                continue  # it has gone meanwhile
            if isinstance(told, BaseException):
                raise self._unfit(f"worker {worker}", f"cannot read the knowledge base ({type(told).__name__}: {told})")
            fingerprint, tables = told
            if tables != tables_fingerprint():
                raise self._unfit(f"worker {worker}", "has other price tables than this side")
            if fingerprint != parcels[-1].hash:
                raise self._unfit(f"worker {worker}", "has another knowledge base below the overlay than this side")

    def _compare(
        self, who: str, here: Mapping[str, str | None], there: Mapping[str, str | None], packages: Sequence[str]
    ) -> None:
        """Raises MachineryError where releases differ: of Python and Dask without `packages`, else of these."""
        for package in packages or ("python", "distributed"):
            pair = here.get(package), there.get(package)
            ours, theirs = map(_minor, pair) if package == "python" else pair
            if ours != theirs:
                name = "Python" if package == "python" else package
                runs = f"has {name} {theirs}" if theirs else f"has no {name}"
                raise self._unfit(who, f"{runs}, and this side has {ours or 'none'}")

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
            raise self._unfit(f"worker {worker}", "has no package container-platform-advisor")
        if version != __version__:
            raise self._unfit(f"worker {worker}", f"has advisor {version}, and this side has {__version__}")

    def _unfit(self, who: str, what: str) -> MachineryError:
        remedy = "install the same on every machine, see docs/cluster.md"
        return MachineryError(f"{self._address}: {who} {what}; {remedy}")


def _minor(version: str | None) -> str | None:
    """The first two numbers of a version."""
    return None if version is None else ".".join(version.split(".")[:2])
