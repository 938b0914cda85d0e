"""The page Start: the first question answered in place, examples, files, a pasted text, and links."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from advisor import example_scenarios, load_knowledge, load_scenario, needs_platform
from advisor.report.wording import VERDICTS
from advisor.ui.share_link import decode, encode
from advisor.ui.start_page.examples import example_title
from advisor.ui.start_page.openers import text_of_link
from tests.ui.app_under_test import check_healthy, link_of, open_app, texts_of

pytestmark = pytest.mark.usefixtures("estimates_do")

SHOP = {"name": "shop", "scale": {"services": 2}, "team": {"ops": 0}}


@pytest.fixture
def app() -> AppTest:
    """The app as a new visitor sees it."""
    return open_app()


def keyed(elements: Any, ending: str) -> Any:
    """The one widget whose key ends so."""
    [found] = [each for each in elements if each.key is not None and each.key.endswith(ending)]
    return found


def click(app: AppTest, ending: str) -> AppTest:
    return check_healthy(keyed(app.button, ending).click().run())


def asked_of(app: AppTest) -> dict[str, Any]:
    """The requirement that the address carries."""
    return decode(link_of(app))


def test_the_first_door_answers_at_once_and_says_where_the_verdict_turns(app: AppTest) -> None:
    click(app, "first_door/button")
    assert "Answer what you know" in texts_of(app)
    check_healthy(keyed(app.number_input, "scale.services").set_value(2).run())
    said = needs_platform(load_scenario({"name": "My scenario", "scale": {"services": 2}}))
    subheaders = [box.value.replace("\\", "") for box in app.subheader]
    assert VERDICTS[said.need] in subheaders
    assert "Where that turns" in texts_of(app)
    check_healthy(keyed(app.pills, "hosting.model").set_value("on_prem").run())
    assert asked_of(app) == {"name": "My scenario", "scale": {"services": 2}, "hosting": {"model": "on_prem"}}
    check_healthy(keyed(app.pills, "hosting.model").set_value("I don't know").run())
    assert asked_of(app) == {"name": "My scenario", "scale": {"services": 2}}
    check_healthy(keyed(app.number_input, "scale.services").set_value(-3).run())
    assert "The number of services: -3 is out of range. Write a number" in texts_of(app)


def test_every_example_has_a_card_with_its_sentence(app: AppTest) -> None:
    texts = texts_of(app)
    platforms = {platform.id: platform.name for platform in load_knowledge().platforms.values()}
    for name, path in example_scenarios().items():
        assert example_title(name, platforms) in texts
        assert (load_scenario(path).summary or "") in texts
    click(app, "example/single-vm")
    assert load_scenario(asked_of(app)).as_read() == load_scenario(example_scenarios()["single-vm"]).as_read()
    assert [title.value for title in app.title] == ["Recommendation"]


def test_a_pasted_requirement_takes_the_place_of_all_and_one_with_mistakes_of_nothing(app: AppTest) -> None:
    keyed(app.text_area, "open/pasted").set_value("name: shop\nscale: {services: 2}\nteam: {ops: 0}\n")
    click(app, "open/read")
    assert asked_of(app) == SHOP
    app = open_app(link=encode(SHOP))
    bad = "name: other\nservices:\n  - {name: web, memory: 512}\nmulti_tenency: hard\n"
    keyed(app.text_area, "open/pasted").set_value(bad)
    click(app, "open/read")
    assert asked_of(app) == SHOP
    listed = "\n".join(box.value for box in app.code)
    assert "pasted text:3:25: services.0.memory: 512 has no unit; write for example 512Mi or 2Gi" in listed
    assert "pasted text:4:1: multi_tenency: unknown field; did you mean multi_tenancy" in listed


def test_an_uploaded_requirement_is_opened(app: AppTest) -> None:
    uploader = keyed(app.file_uploader, "open/upload")
    uploader.set_value([("shop.yaml", b"name: shop\nscale: {services: 2}\nteam: {ops: 0}\n", "application/yaml")])
    check_healthy(app.run())
    assert asked_of(app) == SHOP


def test_a_link_is_opened_and_a_broken_one_changes_nothing() -> None:
    app = open_app(link=encode(SHOP))
    keyed(app.text_input, "open/link").set_value(f"https://advisor.example/report?s={encode(SHOP)[:-8]}&view=x")
    click(app, "open/open_link")
    assert "This link is damaged" in texts_of(app)
    assert asked_of(app) == SHOP
    other = {"name": "other", "team": {"ops": 3}}
    keyed(app.text_input, "open/link").set_value(f"https://advisor.example/report?s={encode(other)}")
    click(app, "open/open_link")
    assert asked_of(app) == other


def test_whatever_is_typed_as_a_link_is_a_text() -> None:
    assert text_of_link("http://[half?s=a") == "http://[half?s=a"
    assert text_of_link("https://x/?view=a") == "https://x/?view=a"
