"""The page of a bill on other terms than on demand."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

TIMEOUT = 120


def page() -> None:
    """The bill of three machines under a commitment, with the people and another currency."""
    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.bill import show_bill

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


def test_the_page_tells_what_the_terms_save_and_what_people_cost() -> None:
    app = AppTest.from_function(page, default_timeout=TIMEOUT).run()
    assert not app.exception
    told = " ".join(markdown.value for markdown in app.markdown).replace("\\", "")  # what is escaped for Markdown
    # 3 x t3a.medium at 0.0376 for 730 hours, 82.344; half of it; with an address and a disk each, 3 x 6.05 = 18.15
    assert "On demand USD 100; the terms save USD 41.17: commitment USD 41.17." in told
    assert "at USD 120,000 for a person a year" in told
    base = next(metric.value for metric in app.metric if metric.label == "Base, a month")
    assert base.replace("\\", "") == "USD 59.32 (EUR 29.66 at 0.5)"


def page_at_own_prices() -> None:
    """The bill of three machines of which one's own folder has the price."""
    import os

    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.bill import show_bill

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
    app = AppTest.from_function(page_at_own_prices, default_timeout=TIMEOUT).run()
    assert not app.exception
    told = " ".join(str(box.value) for box in [*app.markdown, *app.caption, *app.info]).replace("\\", "")
    assert f"is at your own prices (folder {tmp_path.name}" in told
