"""Files of other tools: laid open first, sizes chosen or left open, and taken over at a yes and not before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from advisor import InputError, Scenario, load_scenario
from advisor.ui.import_page.reading import (
    MOST_FILES,
    OpenedImport,
    given_files,
    given_text,
    open_given,
    without_usage,
)
from advisor.ui.import_page.tables import assumed_rows, measured_rows, note_rows, service_rows, value_rows
from advisor.ui.share_link import encode
from tests.ui.app_under_test import check_healthy, open_app, texts_of
from tests.ui.test_start_page import SHOP, asked_of, click, keyed

pytestmark = pytest.mark.usefixtures("estimates_do")

COMPOSE = """\
name: shop
services:
  web:
    image: "nginx:${TAG}"
    ports: ["80:80"]
  db:
    image: postgres:17
    volumes: [data:/var/lib/postgresql/data]
  debug:
    image: "![x](https://elsewhere.example/x.png)"
    profiles: [tools]
volumes: {data: {}}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
      - {name: api, image: shop/api, resources: {requests: {cpu: "2", memory: 4Gi}}}
"""


def opened(*files: tuple[str, str]) -> Scenario | OpenedImport:
    return open_given(given_files([(name, text.encode()) for name, text in files]))


@pytest.fixture
def review() -> AppTest:
    """The app with a Compose file laid open, in a session that had answers before."""
    app = open_app(link=encode(SHOP))
    keyed(app.text_area, "open/pasted").set_value(COMPOSE)
    return click(app, "open/read")


def test_nothing_is_replaced_before_a_yes(review: AppTest) -> None:
    texts = texts_of(review)
    assert "Nothing has been taken over yet" in texts
    assert "2 of 2 services do not say" in texts
    assert "Taking it over replaces what you have answered so far" in texts
    assert asked_of(review) == SHOP
    click(review, "import/take")
    services = load_scenario(asked_of(review)).services or ()
    assert [(service.name, service.cpu_millicores) for service in services] == [("web", None), ("db", None)]
    assert [title.value for title in review.title] == ["Scenario"]


def test_a_no_leaves_everything_as_it_was(review: AppTest) -> None:
    [no] = [button for button in review.button if button.label == "Leave everything as it was"]
    check_healthy(no.click().run())
    assert asked_of(review) == SHOP
    assert "Nothing has been taken over yet" not in texts_of(review)


def test_one_choice_gives_all_services_the_usual_size_of_their_kind(review: AppTest) -> None:
    check_healthy(keyed(review.segmented_control, "import/sizes").set_value("Usual").run())
    click(review, "import/take")
    # presets.yaml, base: static_web 100 millicores and 128 MiB, database 500 millicores and 2 GiB
    services = load_scenario(asked_of(review)).services or ()
    assert [(each.name, each.cpu_millicores, each.memory_mib) for each in services] == [
        ("web", 100, 128),
        ("db", 500, 2048),
    ]


def test_profiles_and_variables_are_asked_for(review: AppTest) -> None:
    check_healthy(keyed(review.multiselect, "import/profiles").set_value(["tools"]).run())
    check_healthy(keyed(review.text_area, "import/variables").set_value("TAG=1.29").run())
    click(review, "import/take")
    services = load_scenario(asked_of(review)).services or ()
    assert [(each.name, each.image) for each in services] == [
        ("web", "nginx:1.29"),
        ("db", "postgres:17"),
        ("debug", "![x](https://elsewhere.example/x.png)"),
    ]


def test_tables_tell_what_was_taken_assumed_missing_and_left_out_with_places() -> None:
    read = opened(("compose.yaml", COMPOSE), (".env", "TAG=1.28\n"))
    assert isinstance(read, OpenedImport)
    imported = read.imported
    [web, db] = service_rows(imported, read.scenario)
    assert (web["Service"], web["Replicas"], web["CPU"], web["From"]) == ("web", "1", "?", "compose.yaml:3")
    assert db["Keeps data"] == "yes"
    assert {"Service": "web", "What": "Image", "Value": "nginx:1.28", "Where it comes from": "compose.yaml:4"} in (
        value_rows(imported)
    )
    exposure = next(row for row in assumed_rows(imported) if row["What"] == "Ports: exposure")
    assert (exposure["Taken as"], exposure["Services"], exposure["Where"]) == ("public", "web", "compose.yaml:5")
    rows = note_rows(imported, *{note.kind for note in imported.notes})
    assert any("choose it above" in row["Why"] and row["Services"] == "debug" for row in rows)
    assert not any("--" in row["Why"] for row in rows)  # no option of the command line


def test_a_series_of_usage_beside_manifests_tells_what_the_requests_leave() -> None:
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    lines = ["pod,timestamp,cpu_cores"]
    lines += [f"api-7d9c5b8f6d-x2x4z,{(start + dt.timedelta(minutes=15 * n)).isoformat()},0.1" for n in range(400)]
    files = ("api.yaml", DEPLOYMENT.encode()), ("use.csv", "\n".join(lines).encode())
    read = open_given(given_files(files))
    assert isinstance(read, OpenedImport)
    imported = read.imported
    asked = without_usage(given_files(files)) or {}
    assert [asked["services"][0]["cpu"], imported.services[0]["cpu"]] == ["2000m", "100m"]
    assert without_usage(given_files(files[:1])) is None  # nothing was measured
    found = measured_rows(imported)
    # of 2000 millicores 100 are used, so 1900 are spare in each of 2 replicas
    assert any("2000m" in row["Finding"] and "3800m" in row["Finding"] for row in found)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((("a.yaml", "name: a\n"), ("b.yaml", "name: b\n")), "b.yaml: is a second file of no tool"),
        ((("a.yaml", DEPLOYMENT), ("c.yaml", COMPOSE)), "c.yaml: is of the format compose"),
        ((("a.yaml", "a: [1\n"),), "a.yaml:"),
        (((".env", "A=1\n"),), "holds variables only"),
        (tuple((f"{n}.yaml", "name: a\n") for n in range(MOST_FILES + 1)), "are more than"),
        ((("big.yaml", "#" * (5 * 1024**2)),), "longer than 4 MiB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(files: tuple[tuple[str, str], ...], said: str) -> None:
    with pytest.raises(InputError) as error:
        opened(*files)
    assert any(said in str(problem) for problem in error.value.problems)


def test_an_override_is_laid_over_the_other_file_whichever_came_first() -> None:
    override = "services: {web: {deploy: {replicas: 4}}}\n"
    read = opened(("compose.override.yaml", override), ("compose.yaml", COMPOSE))
    assert isinstance(read, OpenedImport)
    assert [service["replicas"] for service in read.imported.services] == [4, 1]


def test_a_requirement_is_told_from_other_files() -> None:
    found: Any = open_given(given_text("name: shop\nservices: [{name: web}]\n"))
    assert isinstance(found, Scenario)
