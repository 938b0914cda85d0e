"""Files answered on a cluster for as long as its scheduler can be reached."""

from __future__ import annotations

import time
from asyncio import CancelledError as AsyncCancelledError
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from uuid import uuid4

from advisor.batch.cluster_fit import Fit
from advisor.batch.cluster_worker import ChunkQuestion, answer_chunk
from advisor.batch.file_outcome import FileOutcome, Status, answer_file, digest_of, failed_outcome
from advisor.batch.parcels import KnowledgeParcel, PriceParcel
from advisor.batch.worker_pool import LARGEST_CHUNK, Setup
from advisor.errors import AdvisorError, ScenarioError
from advisor.knowledge import Knowledge, priced_for
from advisor.reading import MOST_BYTES, file_content, source_name
from advisor.scenario import load_scenario
from advisor.version import __version__

if TYPE_CHECKING:
    from distributed import Client, Future

CHUNKS_FOR_A_THREAD = 2
"""One that is answered, and one that waits beside it, so that no worker waits for the network."""
LOOK_EVERY = 1.0
"""Seconds between two looks at which workers there are."""
DEATHS_TO_BLAME = 2
NAMES_PRICES = b"prices", b"\\"
"""What stands in a file that names prices of its own: the word, or an escape in its place."""


class LostError(Exception):
    """The scheduler cannot be reached any more."""


@dataclass(frozen=True)
class Chunk:
    """Files that are sent together, and whether nothing else is under way beside them."""

    paths: tuple[Path, ...]
    alone: bool = False


class ClusterWork:
    """What is left to do, which outlives a scheduler that goes away."""

    def __init__(self, paths: Sequence[Path], setup: Setup) -> None:
        self._setup = setup
        self.waiting = deque(paths)
        self.suspects: deque[Path] = deque()
        self.ready: deque[FileOutcome] = deque()
        """Outcomes that are still to be handed out."""
        self.told = 0
        """How many have been."""
        self._deaths: Counter[Path] = Counter()

    @property
    def left(self) -> bool:
        """Whether there is something left to do or to hand out."""
        return bool(self.waiting or self.suspects or self.ready)

    def next_chunk(self, threads: int) -> Chunk:
        """Files from the front of those that wait: fewer towards the end, so that all workers end together."""
        size = max(1, min(LARGEST_CHUNK, len(self.waiting) // (4 * max(1, threads))))
        return Chunk(tuple(self.waiting.popleft() for _ in range(min(size, len(self.waiting)))))

    def put_back(self, chunk: Chunk) -> None:
        """Have files done again."""
        (self.suspects if chunk.alone else self.waiting).extendleft(reversed(chunk.paths))

    def blame(self, chunk: Chunk, fault: BaseException, deaths: int) -> None:
        """Note that a chunk has no answers because `deaths` workers died at it, or because of another fault."""
        if not chunk.alone:
            self.suspects.extend(chunk.paths)
            return
        (path,) = chunk.paths
        self._deaths[path] += deaths
        if deaths and self._deaths[path] < DEATHS_TO_BLAME:
            self.suspects.append(path)
            return
        text = f"a fault of the cluster: {type(fault).__name__}: {fault}"
        if deaths:
            text = f"the worker process died on this file, {self._deaths[path]} times; look for a lack of memory"
        told, quick = self._setup.knowledge_hash, self._setup.method.quick
        self.ready.append(failed_outcome(path, Status.FAILED, digest_of(path), text, told, quick=quick))


class Dispatch:
    """Makes what is sent to workers of files, and looks at those here that no worker could do more with."""

    def __init__(self, setup: Setup, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._method = replace(setup.method, full_folder=None)  # whole answers are handed out: no disk is shared
        self._told_hash = setup.knowledge_hash
        below = KnowledgeParcel.of(knowledge.folder)
        prices = PriceParcel.of(knowledge, below.key)
        self.parcels: tuple[KnowledgeParcel | PriceParcel, ...] = (below, prices) if prices else (below,)
        """What every worker keeps."""
        self._named: dict[tuple[Path, str | None], PriceParcel | None] = {}

    def questions(
        self, paths: Sequence[Path], ready: deque[FileOutcome]
    ) -> list[tuple[tuple[Path, ...], ChunkQuestion]]:
        """The questions about files, one for each folder of prices that they name; outcomes of others are `ready`.

        Those are what cannot be read, what is too long, and what names prices that are not usable.
        """
        by_prices: dict[PriceParcel | None, dict[Path, bytes]] = {}
        for path in paths:
            try:
                content = file_content(path, source_name(path), MOST_BYTES)
                if len(content) <= MOST_BYTES:
                    by_prices.setdefault(self._prices_of(path, content), {})[path] = content
                    continue
            except AdvisorError:
                pass  # what is wrong with it is told as in any batch
            ready.append(answer_file(path, self._knowledge, self._method))
        return [(tuple(files), self._question(prices, files)) for prices, files in by_prices.items()]

    def _question(self, prices: PriceParcel | None, files: Mapping[Path, bytes]) -> ChunkQuestion:
        sent = tuple((str(path), content) for path, content in files.items())
        return ChunkQuestion(__version__, self.parcels[-1].key, self._told_hash, self._method, sent, prices)

    def _prices_of(self, path: Path, content: bytes) -> PriceParcel | None:
        """The prices that a file names beside itself. Raises AdvisorError where they are not usable."""
        if not any(word in content for word in NAMES_PRICES):
            return None
        try:
            scenario = load_scenario(path)
        except ScenarioError:
            return None  # a worker tells all that is wrong with it
        priced = priced_for(scenario, self._knowledge)
        if priced is self._knowledge or priced.prices.own is None:
            return None
        named = priced.prices.own.folder.resolve(), priced.prices.own.asked
        if named not in self._named:
            self._named[named] = PriceParcel.of(priced, self.parcels[-1].key)
        return self._named[named]


class Session:
    """Has files answered on the workers of a scheduler, until all are or it cannot be reached any more."""

    def __init__(
        self, client: Client, fit: Fit, work: ClusterWork, dispatch: Dispatch, waited: Callable[[float], None]
    ):
        """`waited` is told for how many seconds there has been no worker; it may raise an error."""
        self._client, self._fit, self._work, self._dispatch, self._waited = client, fit, work, dispatch, waited
        self._running: dict[Future[list[FileOutcome] | None], Chunk] = {}
        self._finished: SimpleQueue[Future[list[FileOutcome] | None]] = SimpleQueue()
        self._threads: Mapping[str, int] = {}
        self._met: set[str] = set()
        """Workers that fit and keep what they were sent."""
        self._looked = self._last_seen = time.monotonic()

    def run(self) -> Iterator[FileOutcome]:
        """Outcomes as they come. Raises LostError when the scheduler has gone, MachineryError for what does not fit."""
        work = self._work
        try:
            self._look()
            while work.left or self._running:
                self._fill()
                while work.ready:
                    work.told += 1
                    yield work.ready.popleft()
                if self._running:
                    self._take_next()
        finally:
            for chunk in self._running.values():
                work.put_back(chunk)

    def _fill(self) -> None:
        """Send as many chunks as keep all workers busy; what is suspect when all else is done, and one by one."""
        work, threads = self._work, sum(self._threads.values())
        most = max(1, CHUNKS_FOR_A_THREAD * threads)  # where there is no worker, one chunk calls for some
        while work.waiting and not work.ready and len(self._running) < most:
            self._send(work.next_chunk(threads))
        if work.suspects and not (work.waiting or work.ready or self._running):
            self._send(Chunk((work.suspects.popleft(),), alone=True))

    def _send(self, chunk: Chunk) -> None:
        to_send = deque(self._dispatch.questions(chunk.paths, self._work.ready))
        try:
            while to_send:
                paths, question = to_send[0]
                with _losses_told():
                    future = self._client.submit(answer_chunk, question, key=f"advisor-batch-{uuid4().hex}", pure=False)
                    future.add_done_callback(self._finished.put)
                to_send.popleft()
                self._running[future] = Chunk(paths, chunk.alone)
        finally:
            for paths, _ in to_send:
                self._work.put_back(Chunk(paths, chunk.alone))

    def _take_next(self) -> None:
        """Take what has finished, if anything does soon."""
        if time.monotonic() > self._looked + LOOK_EVERY:
            self._look()
        try:
            future = self._finished.get(timeout=LOOK_EVERY)
        except Empty:
            return
        if future.cancelled():
            raise LostError
        with _losses_told():
            fault = future.exception()
            outcomes = None if fault else future.result()
        chunk = self._running.pop(future)
        if outcomes is not None:
            self._work.ready.extend(outcomes)
        elif fault is None:
            self._work.put_back(chunk)
            self._met.clear()  # some worker is new at an old address: look at all of them again
            self._look()
        else:
            self._work.blame(chunk, fault, getattr(fault, "allowed_failures", -1) + 1)
            self._look()  # is it that a worker does not fit?

    def _look(self) -> None:
        """See which workers there are; those that are new are looked at closely, and sent what they need."""
        with _losses_told():
            self._threads = self._client.nthreads()
            self._met.intersection_update(self._threads)
            new = sorted(set(self._threads) - self._met)
            if new:
                self._fit.refuse_other_versions(new)
                self._fit.send(self._dispatch.parcels, new)
                self._met.update(new)
        self._looked = time.monotonic()
        if self._threads:
            self._last_seen = self._looked
        else:
            self._waited(self._looked - self._last_seen)


@contextmanager
def _losses_told() -> Iterator[None]:
    """Raises LostError for whatever Dask raises when its scheduler does not answer any more."""
    try:
        yield
    except (OSError, CancelledError, AsyncCancelledError, RuntimeError) as error:  # RuntimeError: the client has closed
        raise LostError from error
