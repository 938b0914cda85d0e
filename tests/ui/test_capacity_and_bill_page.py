"""The page of capacity and bill: machines and the room they keep, the bill on its terms, and the load over the day."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from advisor.report.charts import vega_lite
from advisor.report.charts.chart import Chart, ChartKind, NumberForm, Series
from advisor.ui.capacity_page.terms import TERMS, on_terms
from tests.ui.app_under_test import check_healthy, texts_of

TIMEOUT = 120


def bill_page() -> None:
    """The bill of three machines under a commitment, with the people and another currency."""
    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.capacity_page.bill import show_bill
    from advisor.ui.capacity_page.pools import show_pools

    knowledge = load_knowledge()
    shop = load_scenario(
        {
            "name": "shop",
            "hosting": {"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 1, "subnets": "public"},
            "availability": {"survive_nodes": 0},
            "team": {"usd_per_person_year": 120_000},
            "pricing": {"commitment": {"term": "1y", "saves": 50}, "currency": {"code": "EUR", "per_usd": 0.5}},
            "services": [{"name": "web", "replicas": 3, "cpu": 1, "memory": "2Gi", "gpu": 0, "ports": []}],
        }
    )
    sized = size(shop, knowledge.platforms["load-balanced-vms"], knowledge)
    assert isinstance(sized, Topology)
    show_bill(sized, knowledge)
    show_pools(sized, shop, knowledge)


def test_the_page_tells_the_bill_on_its_terms_and_the_room_that_is_kept() -> None:
    app = check_healthy(AppTest.from_function(bill_page, default_timeout=TIMEOUT).run())
    told = texts_of(app)
    # 3 x t3a.medium at 0.0376 for 730 hours, 82.344; half of it; with an address and a disk each, 3 x 6.05 = 18.15
    assert "On demand USD 100; the terms save USD 41: commitment USD 41." in told
    assert "at USD 120,000 for a person a year" in told
    base = next(metric.value for metric in app.metric if metric.label == "Base, a month")
    assert base.replace("\\", "") == "USD 59 (EUR 30 at 0.5)"
    room = next(table.value for table in app.table if "Room for" in table.value)
    kept = dict(zip(room["Room for"], room["What is kept"], strict=True))
    assert kept["Loss of a machine"].startswith("No room is kept")
    assert kept["Growth"].startswith("No growth was said")
    assert any("machine types looked at" in str(box.label) for box in app.expander)


def own_prices_page() -> None:
    """The bill of three machines of which one's own folder has the price."""
    import os

    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.capacity_page.bill import show_bill

    knowledge = load_knowledge(prices=os.environ["OWN_FOLDER"])
    machines = {"name": "web", "replicas": 3, "cpu": 1, "memory": "2Gi", "gpu": 0, "ports": []}
    hosting = {"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 1, "subnets": "public"}
    shop = load_scenario({"name": "shop", "hosting": hosting, "services": [machines]})
    sized = size(shop, knowledge.platforms["load-balanced-vms"], knowledge)
    assert isinstance(sized, Topology)
    show_bill(sized, knowledge)


def test_the_page_says_that_prices_are_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "provider,region,machine_type,per_hour,currency\naws,us-east-1,t3a.medium,0.03,USD\n"
    (tmp_path / "prices.csv").write_text(table, encoding="utf-8")
    monkeypatch.setenv("OWN_FOLDER", str(tmp_path))
    app = check_healthy(AppTest.from_function(own_prices_page, default_timeout=TIMEOUT).run())
    assert f"is at your own prices (folder {tmp_path.name}" in texts_of(app)


def tasks_page() -> None:
    """A service that sleeps where nobody sees a machine."""
    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.capacity_page.over_time import show_over_time
    from advisor.ui.capacity_page.pools import show_pools

    knowledge = load_knowledge()
    replicas = {"min": 0, "typical": 1, "peak": 4}
    asked = {
        "name": "sleeper",
        "hosting": {"model": "cloud", "cloud": "gcp", "region": "us-east1"},
        "autoscale": "scale_to_zero",
        "services": [{"name": "api", "replicas": replicas, "cpu": "500m", "memory": "512Mi", "ports": []}],
    }
    sleeper = load_scenario(asked)
    sized = size(sleeper, knowledge.platforms["cloud-run"], knowledge)
    assert isinstance(sized, Topology)
    show_pools(sized, sleeper, knowledge)
    show_over_time(sized, knowledge)


def test_instances_of_a_vendor_have_neither_machines_nor_zones() -> None:
    app = check_healthy(AppTest.from_function(tasks_page, default_timeout=TIMEOUT).run())
    assert any("Instances, Google Cloud us-east1" in str(box.value).replace("\\", "") for box in app.subheader)
    room = next(table.value for table in app.table if "Room for" in table.value)
    assert "Loss of a zone" not in list(room["Room for"])
    # no hours were given: all that are busy are counted at the peak
    assert "How many hours stand at typical was not said, so none is counted" in texts_of(app)


def test_other_terms_keep_discounts_and_own_prices() -> None:
    asked = {"name": "shop", "pricing": {"commitment": {"term": "3y"}, "spot": True, "prices": "mine"}}
    assert on_terms(asked, TERMS["On demand"]) == {"name": "shop", "pricing": {"prices": "mine"}}
    assert on_terms({"name": "shop", "pricing": {"spot": True}}, {}) == {"name": "shop"}


def test_bars_of_the_same_name_stand_beside_each_other() -> None:
    series = (Series("CPU", (0.5, 0.25)),)
    chart = Chart("fill", ChartKind.GROUPED, "", "", "", "", ("1 x m", "1 x m"), series, NumberForm.SHARE, most=1.0)
    spec = vega_lite(chart)
    assert len({row["category"] for row in spec["data"]["values"]}) == 2
    assert spec["encoding"]["x"]["stack"] is None
