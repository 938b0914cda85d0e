"""Text of any kind in every place that takes it: pages show it letter by letter, and it draws and leads nowhere."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from advisor.ui.navigation import PAGES
from advisor.ui.share_link import encode
from tests.ui.app_under_test import check_healthy, live_markdown, open_app, switch, texts_of
from tests.ui.test_start_page import click, keyed

EVIL = '<img src="//example.com/a">![x](http://example.com/b)[y](//example.com) www.example.com a@example.com'
EVERYWHERE: dict[str, Any] = {
    "name": EVIL,
    "summary": EVIL,
    "existing": [EVIL],
    "hosting": {"model": "cloud", "cloud": "aws", "region": "us-east-1"},
    "services": [{"name": "web", "image": EVIL, "tenant": EVIL, "replicas": 1, "cpu": "100m", "memory": "64Mi"}],
    "tenants": [{"name": EVIL}],
}
"""A requirement that can be used."""
REFUSED: dict[str, Any] = {
    "name": "shop",
    "as_of": EVIL,
    "compliance": [EVIL],
    "must_have": [EVIL],
    "requested": EVIL,
    "autoscale": EVIL,
    "hosting": {
        "cloud": EVIL,
        "region": EVIL,
        "machines": [{"type": EVIL, "vcpu": EVIL, "memory": EVIL, "site": EVIL}],
    },
    "services": [
        {
            **dict.fromkeys(("name", "cpu", "memory", "kind", "os", "arch", "tenant", "image_size"), EVIL),
            "ports": [{"port": EVIL}],
            "volumes": [{"name": EVIL, "size": EVIL}],
            "gpu": {"count": 1, "type": EVIL},
            "affinity": [EVIL],
        }
    ],
    "tenants": [{"name": "a", "isolation": EVIL}],
    "sites": {"count": EVIL, "services": [EVIL], "machines": [{"type": EVIL, "memory": EVIL}]},
    "pricing": {"prices": EVIL, "currency": {"code": EVIL, "per_usd": 1}},
}
"""One that cannot: its mistakes quote what was written."""
COMPOSE = f"""
name: '{EVIL}'
services:
  web:
    image: '{EVIL}'
    profiles: ['{EVIL}']
    labels: {{a: '{EVIL}'}}
    volumes: ['{EVIL}:/data']
  db:
    image: 'postgres'
    hostname: '{EVIL}'
    environment: ['A=${{B:?{EVIL}}}']
"""


def test_every_page_shows_it_as_text_where_it_can_be_used() -> None:
    app = open_app(link=encode(EVERYWHERE))
    found = {page.name: live_markdown(switch(app, page.name)) for page in PAGES}
    assert found == {page.name: [] for page in PAGES}
    assert "cannot be used" not in texts_of(app)


def test_messages_quote_it_as_text_where_it_cannot() -> None:
    app = open_app("scenario", link=encode(REFUSED))
    for task in ("place", "workloads", "tenants", "budget"):
        app.session_state["scenario_open_task"] = task
        assert live_markdown(check_healthy(app.run())) == []
    assert live_markdown(switch(app, "recommendation")) == []


def test_what_is_pasted_or_imported_is_shown_as_text() -> None:
    app = open_app()
    keyed(app.text_input, "open/link").set_value(f"{EVIL} https://example.com")
    assert live_markdown(click(app, "open/open_link")) == []
    assert live_markdown(pasted(app, f"name: [{EVIL}\n")) == []
    assert live_markdown(pasted(app, COMPOSE)) == []
    app.session_state[f"{app.session_state['draft'].revision}/import/every"] = True  # the table of every value, opened
    assert live_markdown(check_healthy(app.run())) == []
    assert any("image" in str(row).lower() for table in app.table for row in table.value.to_numpy().tolist())
    app = open_app("scenario", link=encode({"name": "shop", "services": [{"name": "web"}]}))
    app.session_state["scenario_open_task"] = "workloads"
    check_healthy(app.run())
    keyed(app.text_area, "paste/services/text").set_value(f"name\t{EVIL}\tmemory\n{EVIL}\t{EVIL}\t{EVIL}\n")
    assert live_markdown(click(app, "paste/services/take")) == []


def pasted(app: AppTest, text: str) -> AppTest:
    """The app after a text was pasted on the page Start."""
    keyed(app.text_area, "open/pasted").set_value(text)
    return click(app, "open/read")
