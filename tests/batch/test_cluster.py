"""Batches on a Dask cluster: the lines of a local batch, whatever happens to workers and scheduler."""

from __future__ import annotations

import gc
import gzip
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from advisor import load_knowledge
from advisor.batch import (
    JOURNAL,
    ClusterEvent,
    DaskCluster,
    FileOutcome,
    Method,
    Patience,
    TakenOver,
    cluster_fit,
    run_batch,
)
from advisor.batch.cluster import MISSING, ClusterEngine
from advisor.batch.cluster_fit import Fit
from advisor.batch.cluster_session import Dispatch
from advisor.batch.file_outcome import answer_file
from advisor.batch.journal import EARLIER
from advisor.batch.worker_pool import Setup
from advisor.errors import MachineryError
from advisor.version import __version__
from tests.batch import misbehaving
from tests.batch.test_many import TINY, write
from tests.cli.calls import call

QUICK = Method(misbehaving.describe, quick=True)
SHORT = Patience(connect=30, come_back=60, workers=120)
NOBODY = "tcp://127.0.0.1:9"
"""An address at which nothing listens."""

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The scheduler of two workers in processes of their own. At the first death it gives a chunk up."""
    import dask
    from distributed import LocalCluster
    from distributed.utils import get_mp_context

    settings = {
        "distributed.scheduler.allowed-failures": 0,
        "distributed.worker.multiprocessing-method": "forkserver",  # dead workers are replaced without new imports
    }
    with dask.config.set(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        get_mp_context().set_forkserver_preload(["distributed", "tests.batch.warm"])
        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as started:
            yield started.scheduler_address
        del started
        gc.collect()  # Dask leaves sockets of dead workers to be closed when they are collected


def run(paths: list[Path], out: Path, cluster: DaskCluster, method: Method = QUICK) -> list[FileOutcome]:
    return sorted(run_batch(paths, out, method, jobs=1, cluster=cluster), key=lambda outcome: outcome.path)


def lines(out: Path) -> list[str]:
    """The lines of the journal, in order."""
    return sorted((out / JOURNAL).read_text(encoding="ascii").splitlines())


@pytest.mark.slow
def test_the_lines_are_those_of_a_local_batch(address: str, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "discounts.csv").write_text("provider,region,family,share\naws,*,*,20%\n", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("name: x\nservices: [{name: a, memory: 512}]\n", encoding="utf-8")
    (tmp_path / "long.yaml").write_bytes(b"#" * 300_000)
    for name, folder in (("priced", "ours"), ("misled", "../ours"), ("unpriced", "theirs")):
        text = TINY.format(name=name) + f"pricing: {{prices: {folder}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    paths = [write(tmp_path, "fine.yaml", "fine"), write(tmp_path, "faulty.yaml", "faulty"), tmp_path / "no.yaml"]
    paths += sorted(tmp_path.glob("[blmpu]*.yaml"))
    here, out = tmp_path / "here", tmp_path / "out"
    method = Method(misbehaving.describe, quick=True, describe_in_full=misbehaving.describe, full_folder=here)
    expected = [answer_file(path, load_knowledge(), method).line for path in paths]
    run(paths, out, DaskCluster(address, SHORT), replace(method, full_folder=out))
    assert lines(out) == sorted(expected)
    (full,) = [file for file in (out / "full").iterdir() if file.name.startswith("priced")]
    assert json.loads(gzip.decompress(full.read_bytes())) == {"name": "priced"}


@pytest.mark.slow
def test_a_dead_worker_costs_exactly_the_file_that_kills_it(address: str, tmp_path: Path) -> None:
    names = {"a.yaml": "fine", "b.yaml": f"once {tmp_path / 'mark'}", "c.yaml": "deadly", "d.yaml": "fine too"}
    paths = [write(tmp_path, file, name) for file, name in names.items()]
    outcomes = run(paths, tmp_path / "out", DaskCluster(address, SHORT))
    assert [outcome.status.value for outcome in outcomes] == ["ok", "ok", "failed", "ok"]
    assert "the worker process died on this file" in str(outcomes[2].error)
    assert [json.loads(line)["path"] for line in lines(tmp_path / "out")] == sorted(map(str, paths))


@pytest.mark.slow
def test_a_scheduler_that_is_lost_costs_nothing(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clients: list[Any] = []
    reached = ClusterEngine._reached

    def noted(engine: ClusterEngine, seconds: float) -> Any:
        clients.append(reached(engine, seconds))
        return clients[-1]

    monkeypatch.setattr(ClusterEngine, "_reached", noted)
    paths = [write(tmp_path, f"{number}.yaml", f"fine {number}") for number in range(4)]
    told: list[ClusterEvent] = []
    cluster = DaskCluster(address, SHORT, told.append)
    done: list[FileOutcome] = []
    for outcome in run_batch(paths, tmp_path / "out", QUICK, jobs=1, cluster=cluster):
        if not done:
            clients[0].loop.add_callback(clients[0].scheduler_comm.comm.abort)
        done.append(outcome)
    assert told == [ClusterEvent.LOST, ClusterEvent.BACK]
    assert [json.loads(line)["path"] for line in lines(tmp_path / "out")] == sorted(map(str, paths))
    taken: list[TakenOver] = []  # what a cluster answered is taken over on this machine
    assert list(run_batch(paths, tmp_path / "out", QUICK, jobs=1, resume=True, on_start=taken.append)) == []
    assert len(taken[0].outcomes) == len(paths)


def test_a_cluster_that_is_not_there_is_one_line_and_leaves_the_journal(tmp_path: Path) -> None:
    path, out = write(tmp_path, "a.yaml", "a"), tmp_path / "out"
    out.mkdir()
    (out / JOURNAL).write_text("{}\n", encoding="ascii")
    with pytest.raises(MachineryError, match=f"^{NOBODY}: no Dask scheduler answers there; check the address"):
        run([path], out, DaskCluster(NOBODY, Patience(connect=0.2)))
    assert not (out / EARLIER).exists()
    for address in ("nonsense://x", "tls://127.0.0.1:9"):
        told = call("batch", path, "--out", out, "--cluster", address)
        assert (told.exit_code, told.stderr.count("\n")) == (5, 1), told.stderr
        assert told.stderr.startswith(f"{address}: cannot be used as the address of a Dask scheduler")
    told = call("batch", path, "--out", out, "--cluster", NOBODY, "--jobs", "2")
    assert told.exit_code == 2 and "give one of them" in told.stderr


def test_without_dask_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MachineryError) as told:
        run([write(tmp_path, "a.yaml", "a")], tmp_path / "out", DaskCluster(NOBODY))
    assert str(told.value) == MISSING


HERE = {"python": "3.11.9.final.0", "distributed": "2026.8.0", "numpy": "2.3", "highspy": "1.14", "pulp": "3.3"}


def fit_of(worker: dict[str, str | None], version: str | None) -> Fit:
    """How a worker that runs this is looked at; what is not given is the same everywhere."""
    told = {"client": {"packages": HERE}, "workers": {"tcp://w:1": {"packages": {**HERE, **worker}}}}
    client: Any = SimpleNamespace(get_versions=lambda packages: told, run=lambda *_, **__: {"tcp://w:1": version})
    return Fit(client, "tcp://s:1")


@pytest.mark.parametrize(
    ("worker", "version", "told"),
    [
        ({"distributed": "2025.1.0"}, __version__, "worker tcp://w:1 has distributed 2025.1.0, and this side has 2026"),
        ({"python": "3.12.1.final.0"}, __version__, "worker tcp://w:1 has Python 3.12, and this side has 3.11"),
        ({"numpy": "2.2"}, __version__, "worker tcp://w:1 has numpy 2.2"),
        ({}, "0.0.1", f"worker tcp://w:1 has advisor 0.0.1, and this side has {__version__}"),
        ({"pulp": None}, None, "worker tcp://w:1 has no package container-platform-advisor"),
    ],
)
def test_workers_that_cannot_give_the_same_answers_are_refused(
    worker: dict[str, str | None], version: str | None, told: str
) -> None:
    with pytest.raises(MachineryError, match=f"^tcp://s:1: {told}.*; install the same on every machine"):
        fit_of(worker, version).refuse_other_versions(["tcp://w:1"])


def test_what_fits_is_not_refused_and_who_was_not_asked_about_is_passed_over() -> None:
    fit_of({"python": "3.11.2.final.0"}, __version__).refuse_other_versions(["tcp://w:1"])
    assert fit_of({"distributed": "1"}, __version__).refuse_other_versions([]) is None


def test_a_scheduler_of_another_release_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def packages_at(address: str, seconds: float) -> dict[str, str]:
        return {"python": HERE["python"], "distributed": "2025.1.0"}

    monkeypatch.setattr(cluster_fit, "_packages_at", packages_at)
    monkeypatch.setattr("distributed.versions.get_versions", lambda: {"packages": HERE})
    with pytest.raises(MachineryError, match="the scheduler has distributed 2025"):
        cluster_fit.refuse_other_scheduler("tcp://s:1", 1)


def test_a_worker_with_other_tables_or_another_base_is_refused() -> None:
    knowledge = load_knowledge()
    parcels = Dispatch(Setup(knowledge.folder, knowledge.hash, QUICK), knowledge).parcels
    for kept, told in ((("x", "y"), "other price tables"), (ValueError("no"), "cannot read the knowledge base")):
        client: Any = SimpleNamespace(run=lambda *_, kept=kept, **__: {"w": kept, "gone": OSError()})
        with pytest.raises(MachineryError, match=told):
            Fit(client, "s").send(parcels, ["w", "gone"])
