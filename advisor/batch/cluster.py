"""Files -> outcomes on the workers of a Dask cluster, whatever happens to workers and scheduler meanwhile.

Nothing is kept on the cluster but the chunks that are under way, so what it loses is sent again. A chunk whose worker
dies as often as the scheduler allows is suspect: its files are tried at the end, one by one and with nothing beside
them, and the one that kills its worker then is to blame.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.batch.cluster_fit import Fit, refuse_other_scheduler
from advisor.batch.cluster_session import ClusterWork, Dispatch, LostError, Session
from advisor.batch.file_outcome import FileOutcome
from advisor.batch.worker_pool import Setup
from advisor.errors import MachineryError
from advisor.knowledge import Knowledge

if TYPE_CHECKING:
    from distributed import Client

MISSING = "this needs the package distributed; install it with `pip install 'container-platform-advisor[cluster]'`"
LOGS = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")
"""Loggers that have a level of their own."""
CLIENT = "container-platform-advisor"
TRY_EVERY = 1.0
"""Seconds between two tries to reach a scheduler that went away."""
MOST_FRUITLESS = 3
"""Times that the scheduler may go away without an outcome between them."""


@dataclass(frozen=True)
class Patience:
    """How long a cluster is waited for, in seconds."""

    connect: float = 10
    """For a scheduler to answer at first."""
    come_back: float = 120
    """For a scheduler that went away to answer again."""
    workers: float = 600
    """For a first worker: a queue or an autoscaler takes minutes to bring one."""


class ClusterEvent(StrEnum):
    """What happens to a cluster that somebody who waits wants to know."""

    NO_WORKER = "no_worker"
    LOST = "lost"
    BACK = "back"


@dataclass(frozen=True)
class DaskCluster:
    """A Dask cluster by the address of its scheduler, such as tcp://10.0.0.5:8786."""

    address: str
    patience: Patience = Patience()
    on_event: Callable[[ClusterEvent], None] = lambda _: None


class NobodyThereError(MachineryError):
    """No scheduler answers at an address; one may be on its way."""


class ClusterEngine:
    """Answers files on a cluster."""

    def __init__(self, cluster: DaskCluster, setup: Setup, knowledge: Knowledge) -> None:
        self._cluster, self._setup, self._knowledge = cluster, setup, knowledge
        self._open = ExitStack()
        self._client: Client | None = None
        self._missed = False

    def connect(self) -> None:
        """Reach the scheduler. Raises MachineryError where that cannot be done, or where Dask is not installed."""
        if self._client is None:
            self._client = self._reached(self._cluster.patience.connect)

    def close(self) -> None:
        """Leave the cluster; what was under way there is given up."""
        self._client = None
        self._open.close()

    def answer(self, paths: Sequence[Path]) -> Iterator[FileOutcome]:
        """The outcome of every file, in the order in which they finish.

        Raises MachineryError when the cluster cannot be reached, has no workers, or has such as do not fit.
        """
        work, dispatch = ClusterWork(paths, self._setup), Dispatch(self._setup, self._knowledge)
        fruitless = 0
        while work.left:
            self.connect()
            assert self._client is not None
            told_before = work.told
            fit = Fit(self._client, self._cluster.address)
            try:
                yield from Session(self._client, fit, work, dispatch, self._waited).run()
            except LostError:
                fruitless = 0 if work.told > told_before else fruitless + 1
                self._come_back(fruitless)

    def _waited(self, seconds: float) -> None:
        """Tell that there is no worker, and give up after a while."""
        most = self._cluster.patience.workers
        if seconds > most:
            told = f"{self._cluster.address}: the cluster has had no worker for {most:.0f} s"
            raise MachineryError(f"{told}; start some with `dask worker`, and go on with --resume")
        if not self._missed:
            self._cluster.on_event(ClusterEvent.NO_WORKER)
        self._missed = True

    def _come_back(self, fruitless: int) -> None:
        """Reach the scheduler again after it has gone away."""
        self.close()
        self._cluster.on_event(ClusterEvent.LOST)
        gone = f"{self._cluster.address}: the scheduler went away"
        kept = "what is answered is kept: start it again, and go on with --resume"
        if fruitless >= MOST_FRUITLESS:
            raise MachineryError(f"{gone} {fruitless} times without an answer between; {kept}")
        until = time.monotonic() + self._cluster.patience.come_back
        while self._client is None:
            with suppress(NobodyThereError):
                self._client = self._reached(self._cluster.patience.connect)
            if self._client is None and time.monotonic() > until:
                raise MachineryError(f"{gone} and does not come back; {kept}")
            if self._client is None:
                time.sleep(TRY_EVERY)
        self._cluster.on_event(ClusterEvent.BACK)

    def _reached(self, seconds: float) -> Client:
        try:
            from distributed import Client
        except ImportError as error:
            raise MachineryError(MISSING) from error
        address = self._cluster.address
        with ExitStack() as stack:
            stack.enter_context(_quiet())
            try:
                refuse_other_scheduler(address, seconds)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # other versions are refused in words of our own
                    client = Client(address, timeout=seconds, set_as_default=False, name=CLIENT)
            except MachineryError:
                raise
            except Exception as error:  # what answers there may be anything
                raise _refusal(address, error) from error
            stack.callback(_leave, client)
            self._open = stack.pop_all()
        return client


def _leave(client: Client) -> None:
    with suppress(Exception):  # it may be gone
        client.close(timeout=5)


def _refusal(address: str, error: Exception) -> MachineryError:
    if isinstance(error, OSError):  # a time-out too
        told = "no Dask scheduler answers there"
        remedy = "check the address (tls:// where it uses TLS), and start one with `dask scheduler`"
        return NobodyThereError(f"{address}: {told}; {remedy}")
    reason = (str(error).splitlines() or [""])[0] or type(error).__name__
    told = f"cannot be used as the address of a Dask scheduler ({reason})"
    remedy = "write one such as tcp://10.0.0.5:8786, and for tls:// name certificates (docs/cluster.md)"
    return MachineryError(f"{address}: {told}; {remedy}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing of what Dask writes to its logs meanwhile: what matters is told by what is raised."""
    loggers = [logging.getLogger(name) for name in LOGS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
