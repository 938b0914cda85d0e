"""Series of usage -> requests, load and what the present requests waste."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.importers import ImportCode, Imported, NoteKind, import_requirement, text_source
from advisor.importers.usage.statistics import load_factors, requests_of, total_of
from advisor.importers.usage.table import PodSeries, read_table
from tests.cli.calls import call

SHOP = """\
name: shop
services:
  web:
    image: shop/web
    deploy: {replicas: 4, resources: {reservations: {cpus: "2", memory: 4G}}}
"""
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)  # a Monday


def series(
    value: Callable[[int], str], count: int = 400, header: str = "pod,timestamp,cpu_cores", step: int = 15
) -> str:
    times = [START + dt.timedelta(minutes=step * index) for index in range(count)]
    rows = [f"web-7d9c5b8f6d-x2x4z,{time.isoformat()},{value(index)}" for index, time in enumerate(times)]
    return "\n".join([header, *rows]) + "\n"


LONG = series(lambda _: "0.1", 1000).splitlines()
GAPS = "\n".join([*LONG[:121], *LONG[-9:]])
"""120 samples of an hour and a day, and 9 more nine days later."""


def laid(text: str, compose: str = SHOP) -> Imported:
    return import_requirement(
        text_source(compose.encode(), "compose.yaml"), usage=text_source(text.encode(), "use.csv")
    )


def codes(imported: Imported, kind: NoteKind) -> dict[str, dict[str, object]]:
    return {note.code: dict(note.values) for note in imported.notes_of(kind)}


def test_requests_are_percentiles_of_the_highest_pod_with_a_range() -> None:
    quiet = PodSeries(list(range(101)), [index / 100 for index in range(101)])  # p50 0.50, p95 0.95, p99 0.99
    loud = PodSeries(list(range(101)), [2 * index / 100 for index in range(101)])
    cpu = requests_of("cpu", {"a": quiet, "b": loud})
    assert (cpu.low, cpu.base, cpu.high) == pytest.approx((1.15, 1.9, 1.98))  # 1.00 + 15 %, p95 and p99 of the second
    memory = requests_of("memory", {"a": quiet})
    assert (memory.low, memory.base, memory.high) == pytest.approx((0.95, 1.15, 1.30))


def test_present_requests_are_replaced_and_their_waste_is_told() -> None:
    # Of 400 samples 40 are 0.5 cores and the others 0.1: p50 is 0.1, p95 and p99 are 0.5.
    imported = laid(series(lambda index: "500m" if index % 10 == 0 else "100m", header="NAME,timestamp,CPU(cores)"))
    (web,) = imported.services
    assert (web["cpu"], web["memory"]) == ("500m", "4096Mi")
    assert web["size_range"] == {"cpu": {"low": "115m", "high": "500m"}}
    measured = codes(imported, NoteKind.MEASURED)
    assert measured[ImportCode.CPU_OF_USAGE] == {
        **{"low": "115m", "base": "500m", "high": "500m", "days": 4.2, "points": 400}
    }
    assert measured[ImportCode.REQUEST_BESIDE_USE] == {"now": "2000m", "replicas": 4, "difference": "6000m"}  # 1500 x 4
    assert imported.scenario().services is not None


def test_a_share_of_the_request_becomes_cores_with_it() -> None:
    percent = series(lambda _: "25", header="name,timestamp,CPUUtilization")
    assert laid(percent).services[0]["cpu"] == "500m"  # a quarter of 2 cores


def test_shares_of_different_requests_are_added_as_cores() -> None:
    # web: half of 2 cores all day; tiny: all of 0.1 at nine, else a tenth of it. At nine 1.1 cores, else 1.01 of them.
    compose = (
        SHOP + '  tiny:\n    image: shop/tiny\n    deploy: {resources: {reservations: {cpus: "0.1", memory: 1G}}}\n'
    )
    header = "name,timestamp,CPUUtilization"
    web = series(lambda _: "50", 200, header, 60)
    tiny = series(lambda index: "100" if index % 24 == 9 else "10", 200, header, 60).replace(
        "web-7d9c5b8f6d-x2x4z", "tiny"
    )
    load = laid(web + tiny.partition("\n")[2], compose).scenario().load
    assert load is not None and load.hourly is not None
    assert load.hourly[9] == 1
    assert load.hourly[0] == pytest.approx(1.01 / 1.1, abs=0.01)


def test_memory_of_docker_stats_and_of_kubectl_top() -> None:
    docker = series(lambda _: "512MiB / 2GiB", header="NAME,time,MEM USAGE / LIMIT")
    docker = docker.replace("web-7d9c5b8f6d-x2x4z", "shop-web-1")
    assert laid(docker).services[0]["memory"] == "589Mi"  # 512 + 15 % = 588.8
    top = series(lambda _: "100Mi", header="NAME,time,MEMORY(bytes)")
    assert laid(top).services[0]["memory"] == "115Mi"


def test_an_autoscaled_service_keeps_its_request() -> None:
    hpa = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template: {spec: {containers: [{name: web, image: web, resources: {requests: {cpu: 300m}}}]}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {minReplicas: 2, maxReplicas: 8, scaleTargetRef: {kind: Deployment, name: web}}
"""
    imported = laid(series(lambda _: "0.1"), hpa)
    assert imported.services[0]["cpu"] == "300m"
    assert ImportCode.SCALED_BY_REQUEST in codes(imported, NoteKind.MEASURED)


def test_the_load_is_of_the_sum_over_pods_and_the_hours_of_a_week() -> None:
    hours = [START.timestamp() + 3600 * index for index in range(24 * 14)]
    busy = [1.0 if index % 24 == 9 else 0.25 for index in range(24 * 14)]
    factors = load_factors(*total_of({"a": PodSeries(hours, busy), "b": PodSeries(hours, busy)}))
    assert factors is not None
    assert len(factors) == 168
    assert (factors[9], factors[33], factors[0]) == (1.0, 1.0, 0.25)  # Monday and Tuesday at nine, Monday at midnight


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (series(lambda _: "0.1", 1), ImportCode.SINGLE_SAMPLE),
        (series(lambda _: "0.1", 99, step=60), ImportCode.SERIES_TOO_SHORT),
        (series(lambda _: "0.1", 200), ImportCode.SERIES_TOO_SHORT),  # 2.1 days
        (GAPS, ImportCode.SERIES_TOO_SPARSE),
    ],
)
def test_what_is_no_series_is_refused_with_the_reason(text: str, code: ImportCode) -> None:
    imported = laid(text)
    assert code in codes(imported, NoteKind.SKIPPED)
    assert imported.services[0]["cpu"] == "2000m"


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("pod;timestamp;cpu_cores\nweb;2026-03-02T00:00:00Z;0,5\n", "0,5 has a decimal comma", 2),
        ("pod,timestamp,cpu_cores\nweb,2026-03-02T00:00:00Z,0,5\n", "has 4 values, and the header 3 names", 2),
        ("pod,timestamp,cpu_cores\nweb,yesterday,0.5\n", "'yesterday' is no time", 2),
        ("pod,timestamp,cpu_cores\nweb,2026-03-02T00:00:00Z,lots\n", "'lots' is no amount of cpu", 2),
        ("a,timestamp,cpu\nx,2026-03-02T00:00:00,1\nx,2026-03-02T01:00:00Z,1\n", "some times have a zone", 3),
        ("customer,timestamp,invoice\nx,2026-03-02,1\n", "has no column of CPU or memory that is known", 1),
        ("NAME,CPU(cores),MEMORY(bytes)\nweb,5m,20Mi\n", "has no column of times", 1),
        ('pod,timestamp,cpu_cores\n"web,2026-03-02T00:00:00Z,0.5\n', "is no row of a CSV", 2),
        ("pod,timestamp,container_cpu_usage_seconds_total\nweb,2026-03-02T00:00:00Z,9000\n", "counts up", 1),
        ("pod,timestamp,cpu_cores\n", "holds no samples of CPU or memory", 1),
    ],
)
def test_a_csv_of_another_form_is_told_in_one_line(text: str, said: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        read_table(text_source(text.encode(), "use.csv"))
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.line == line


def test_a_cell_that_is_wrong_is_told_with_its_column() -> None:
    with pytest.raises(InputError) as caught:
        read_table(text_source(b'pod,timestamp,cpu\n"a,b",2026-03-02T00:00:00Z,lots\n', "use.csv"))
    assert str(caught.value).startswith("use.csv:2:28: 'lots' is no amount of cpu")  # 5 + 1 + 20 + 1 before it


def test_series_alone_make_services_and_a_share_of_nothing_is_shown_as_a_range() -> None:
    alone = import_requirement(text_source(series(lambda _: "0.2").encode(), "use.csv"))
    (web,) = alone.services
    assert (web["name"], web["cpu"], web["replicas"]) == ("web", "200m", 1)
    percent = series(lambda _: "40", header="pod,timestamp,cpu_percent")
    share = import_requirement(text_source(percent.encode(), "use.csv"))
    assert codes(share, NoteKind.MISSING)[ImportCode.SHARE_OF_UNKNOWN]["p95"] == 40.0
    assert "cpu" not in share.services[0]


def test_the_command_lays_a_file_over_and_lifts_a_limit_below_what_was_used(tmp_path: Path) -> None:
    compose, usage = tmp_path / "compose.yaml", tmp_path / "use.csv"
    compose.write_text(SHOP.replace("reservations", "limits"), encoding="utf-8")
    usage.write_text(series(lambda index: "3.5" if index % 10 == 0 else "1"), encoding="utf-8")
    done = call("import", compose, "--usage", usage)
    assert done.exit_code == 0
    assert "cpu: 3500m" in done.stdout
    assert "# use.csv:2 p95 of 400 samples" in done.stdout
    assert "limits: {memory: 4096Mi}" in done.stdout
    assert "asks for 2000m now; 6000m are lacking in 4 replicas" in done.stderr  # (3500 - 2000) x 4
    assert "the highest sum over all pods" not in done.stderr


def test_a_size_that_is_answered_has_no_range_of_the_series() -> None:
    text = series(
        lambda index: f"{0.1 + index % 7 / 10},{400 + index % 7}", header="pod,timestamp,cpu_cores,memory_mib"
    )
    compose, usage = text_source(SHOP.encode(), "compose.yaml"), text_source(text.encode(), "use.csv")
    answered = import_requirement(compose, usage=usage, answers={"services": {"web": {"cpu": "1"}}}).services[0]
    assert (answered["cpu"], list(answered["size_range"])) == ("1", ["memory"])
