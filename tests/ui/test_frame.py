"""The frame of the app: every page opens, the answer stands beside it, and nothing that was typed is lost."""

from __future__ import annotations

import tomllib

import pytest
from streamlit.testing.v1 import AppTest

from advisor import example_scenarios, load_scenario
from advisor.ui.navigation import PAGES, page_file
from advisor.ui.share_link import decode, encode
from tests.ui.app_under_test import APP, card_of, link_of, live_markdown, open_app, switch, texts_of

pytestmark = pytest.mark.usefixtures("estimates_do")

VM = load_scenario(example_scenarios()["single-vm"]).as_read()


@pytest.fixture(scope="module")
def opened() -> AppTest:
    """The app with the example of a single VM, opened by a link."""
    return open_app(link=encode(VM))


def test_every_page_opens_with_the_answer_beside_it(opened: AppTest) -> None:
    for page in PAGES:
        app = switch(opened, page.name)
        assert len(app.title) == 1
        assert "**Docker Compose on a single VM**" in card_of(app), page.name
        assert load_scenario(decode(link_of(app))).as_read() == VM, page.name


def test_a_page_is_known_by_its_name() -> None:
    assert page_file("compare").name == "compare.py"
    with pytest.raises(KeyError):
        page_file("nowhere")


def test_nothing_answered_makes_up_no_winner() -> None:
    app = open_app("recommendation")
    assert "Nothing is answered yet" in texts_of(app)
    assert link_of(app) == ""


def test_a_broken_link_is_a_friendly_notice() -> None:
    app = open_app(link="a" + encode(VM)[1:40])
    assert "This link is damaged" in texts_of(app)
    assert "Nothing is answered yet" in texts_of(app)


def test_what_was_typed_outlives_a_reload_mistakes_included_and_is_named_inertly() -> None:
    evil = "![x](http://example.com/x.png) www.example.com"
    typed = {
        "name": "shop",
        "autoscale": evil,
        "team": {"ops": "many", "engineers": 4},
        "services": [{"name": evil, "cpu": evil, "memory": "much"}, {"replicas": {"typical": 3}}],
        "hosting": {"region": evil, "machines": [{"type": "Two Words", "vcpu": 4}]},
    }
    app = open_app("scenario", link=encode({**typed, "os": [evil], "load": {"hourly": evil}}))
    assert decode(link_of(app)) == typed  # nobody typed a list of systems, nor hours as words
    assert "6 answers cannot be used as written" in card_of(app)
    assert "Some of this link was left out" in texts_of(app)
    assert live_markdown(app) == []


def test_the_server_shows_no_trace_and_reports_to_nobody() -> None:
    settings = tomllib.loads((APP.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["browser"]["gatherUsageStats"] is False
