"""The app in a browser, as newcomers use it: it answers what the library answers, and speaks to no other host."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from advisor import Recommendation, load_scenario, recommend
from advisor.questionnaire import to_yaml
from advisor.ui.navigation import PAGES
from advisor.ui.share_link import decode, encode
from tests.ui.accessibility import grave_violations
from tests.ui.served_app import IDLE, PATIENCE_MS, served_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
sync_api = pytest.importorskip("playwright.sync_api", reason="`make test` installs the browser library")
expect = sync_api.expect
expect.set_options(timeout=PATIENCE_MS)
ERRORS = '[data-testid="stException"], [data-testid="stAlertContentError"]'
WIDE, *NARROWER = (1400, 768, 390)
"""Widths of a screen, a tablet and a telephone, in pixels."""
SHOP = {
    "name": "three-zone-shop",
    "hosting": {"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 3},
    "team": {"engineers": 4, "ops": 2, "k8s_skill": "none", "docker_skill": "strong"},
    "autoscale": "none",
    "state": "external",
    "managed_preference": "none",
    "cost": "low",
    "portability": "high",
    "availability": {"survive_nodes": 1, "survive_zone": True, "target": 99.9},
    "services": [
        {"name": "shop", "replicas": 3, "cpu": "250m", "memory": "512Mi"},
        {"name": "orders", "replicas": 3, "cpu": "250m", "memory": "512Mi"},
    ],
}
HOSTILE = """<img src=//evil.example/a onerror=hurt=1><script>hurt=2</script>![x](http://evil.example/b) '{{1}}$`"""
LIVE = """() => [...document.querySelectorAll('[src*="evil.example"], [href^="javascript"], [onerror]')]
    .map(each => each.outerHTML.slice(0, 300))"""
STICKS_OUT = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(each => {
    const box = each.getBoundingClientRect();
    if (!box.width || !box.height || box.right <= innerWidth + 1) return false;
    for (let around = each.parentElement; around; around = around.parentElement)
        if (['auto', 'scroll'].includes(getComputedStyle(around).overflowX) && around.clientWidth < around.scrollWidth)
            return around.getBoundingClientRect().right > innerWidth + 1;  // reached by scrolling it
    return true;
}).slice(0, 5).map(each => each.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app listens."""
    with (tmp_path_factory.mktemp("server") / "log.txt").open("w+b") as log, served_app(log, workers=False) as where:
        yield where


@pytest.fixture(scope="module")
def shop() -> Recommendation:
    """What the library answers to the example that most journeys share."""
    return recommend(load_scenario(SHOP), how_sure=False)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody who was never here; afterwards it has asked no other host for anything."""
    opened = browser.new_context(viewport={"width": WIDE, "height": 1000}, reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE_MS)
    foreign: list[str] = []

    def note(url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname != "127.0.0.1":
            foreign.append(url)

    opened.on("request", lambda request: note(request.url))
    yield opened
    opened.close()
    assert foreign == []


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """The page Start as a newcomer sees it."""
    return visit(context, address)


@pytest.fixture
def shop_page(context: BrowserContext, address: str) -> Page:
    """The page Recommendation of the shared example."""
    return visit(context, f"{address}/recommendation?s={encode(SHOP)}")


def visit(context: BrowserContext, url: str) -> Page:
    """An address, opened in a new page and drawn."""
    opened = context.new_page()
    opened.goto(url)
    expect(opened.get_by_role("heading", level=1)).to_be_visible()
    wait_until_idle(opened)
    return opened


def wait_until_idle(page: Page) -> None:
    """Return when the page has been drawn."""
    page.wait_for_timeout(200)  # a click reaches the server a moment later
    page.wait_for_selector(IDLE)


def turn_to(page: Page, title: str) -> None:
    """Open another page by the menu."""
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("heading", level=1, name=title if title != "Start" else "Container")).to_be_visible()
    wait_until_idle(page)


def typed(page: Page) -> dict[str, object]:
    """What the address of the page carries."""
    return decode(parse_qs(urlsplit(page.url).query)["s"][0])


def expect_leader(page: Page, answer: Recommendation) -> None:
    """The card beside the page names the first place of the library."""
    assert answer.winner is not None
    expect(page.get_by_test_id("stSidebar").get_by_text(answer.winner.platform.name, exact=True)).to_be_visible()
    assert page.locator(ERRORS).count() == 0


def press_to(page: Page, name: str, key: str = "Tab", most: int = 40) -> None:
    """Go on by the keyboard until what has the focus bears a name."""
    for _ in range(most):
        page.keyboard.press(key)
        named = page.evaluate("() => document.activeElement.ariaLabel || document.activeElement.innerText || ''")
        if named.strip().startswith(name):
            return
    pytest.fail(f"the keyboard does not reach {name!r}")


def test_the_first_door_by_keyboard_alone(page: Page) -> None:
    press_to(page, "Answer six questions")
    page.keyboard.press("Enter")
    expect(page.get_by_role("spinbutton", name="How many services")).to_be_visible()
    press_to(page, "How many services")
    page.keyboard.type("40")
    press_to(page, "How many machines")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Where that turns")).to_be_visible()
    press_to(page, "See which platform fits so far", most=60)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Recommendation")).to_be_visible()
    requirement = {"name": "My scenario", "scale": {"services": 40, "nodes": 12}}
    expect_leader(page, recommend(load_scenario(requirement), how_sure=False))
    assert typed(page) == requirement


def test_the_second_door_with_workers_and_a_reload_keeps_all(context: BrowserContext, tmp_path: Path) -> None:
    answer = recommend(load_scenario({"name": "My scenario", "scale": {"services": 4}}), how_sure=False)
    with (tmp_path / "log.txt").open("w+b") as log, served_app(log, workers=True) as address:
        page = visit(context, address)
        page.get_by_role("button", name="Describe what you run").click()
        page.get_by_role("spinbutton", name="How many services").fill("4")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("stSidebar").get_by_text("How sure")).to_be_visible()  # confirmed, by a worker
        expect_leader(page, answer)
        turn_to(page, "Report")
        assert typed(page) == {"name": "My scenario", "scale": {"services": 4}}
        page.reload()
        expect_leader(page, answer)


def test_an_upload_is_compared_weighed_and_shared(page: Page, context: BrowserContext, shop: Recommendation) -> None:
    file: FilePayload = {
        "name": "shop.yaml",
        "mimeType": "application/yaml",
        "buffer": to_yaml(load_scenario(SHOP)).encode(),
    }
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_role("heading", level=1, name="Recommendation")).to_be_visible()
    expect_leader(page, shop)
    turn_to(page, "Compare")
    assert shop.winner is not None
    first, second = (entry.platform.name for entry in shop.ranking[:2])
    for name in (first, second):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text("These are the weights of your answer.")).to_be_visible()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("Home")
    expect(page.get_by_text(re.compile("stays first|would be first")).first).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile("[▲▼]")).first).to_be_visible()
    shared = context.new_page()
    shared.goto(page.url)
    expect_leader(shared, shop)
    assert typed(shared) == typed(page)


def test_a_broken_link_is_a_notice_and_the_page_works(context: BrowserContext, address: str) -> None:
    page = visit(context, f"{address}/?s={encode(SHOP)[:-9]}")
    expect(page.get_by_text("This link is damaged")).to_be_visible()
    expect(page.get_by_role("button", name="Answer six questions")).to_be_visible()
    assert page.locator(ERRORS).count() == 0


def test_a_zone_is_lost_in_the_picture(shop_page: Page) -> None:
    turn_to(shop_page, "Topology")
    picture = shop_page.get_by_test_id("stImage").locator("img")
    before = picture.get_attribute("src")
    shop_page.get_by_text("A zone lost", exact=True).click()
    expect(picture).not_to_have_attribute("src", before or "")
    expect(picture).to_have_attribute("alt", re.compile("lost", re.IGNORECASE))
    assert shop_page.locator(ERRORS).count() == 0


def test_every_form_of_the_report_arrives_and_opens(shop_page: Page, shop: Recommendation) -> None:
    turn_to(shop_page, "Report")
    buttons = shop_page.get_by_test_id("stMain").get_by_test_id("stDownloadButton").locator("button:enabled").all()
    taken: dict[str, bytes] = {}
    for button in buttons:
        with shop_page.expect_download() as download:
            button.click()
        taken[Path(download.value.suggested_filename).suffix] = Path(download.value.path()).read_bytes()
    assert set(taken) >= {".docx", ".html", ".zip", ".xlsx", ".md", ".txt", ".json", ".csv", ".yaml"}
    assert shop.winner is not None
    winner = shop.winner.platform
    for ending in (".docx", ".xlsx", ".zip"):
        assert zipfile.ZipFile(io.BytesIO(taken[ending])).testzip() is None
    for ending in (".html", ".md", ".txt", ".csv"):
        assert winner.name in taken[ending].decode()
    assert json.loads(taken[".json"])["recommendation"] == winner.id
    assert load_scenario(yaml.safe_load(taken[".yaml"])).as_read() == load_scenario(SHOP).as_read()


def test_hostile_text_stays_text(context: BrowserContext, address: str) -> None:
    page = visit(context, f"{address}/scenario")
    page.get_by_role("textbox", name="What is the scenario called?").fill(HOSTILE)
    page.keyboard.press("Enter")
    page.get_by_role("spinbutton", name="How many services").fill("4")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 7 answered")).to_be_visible()
    assert typed(page)["name"] == HOSTILE
    for title in ("Start", "Recommendation", "Topology", "Report"):
        turn_to(page, title)
        assert page.evaluate("() => window.hurt") is None
        assert page.evaluate(LIVE) == []
    assert page.get_by_test_id("stException").count() == 0


def test_every_page_fits_three_widths_and_is_accessible_in_both_themes(shop_page: Page) -> None:
    found: list[str] = []
    for each in PAGES:
        shop_page.set_viewport_size({"width": WIDE, "height": 1000})
        shop_page.emulate_media(color_scheme="light")
        turn_to(shop_page, each.title)
        found += [f"{each.name}: {what}" for what in grave_violations(shop_page)]
        found += [f"{each.name} at {WIDE}: {what}" for what in what_is_too_wide(shop_page)]
        shop_page.emulate_media(color_scheme="dark")
        shop_page.wait_for_timeout(300)
        found += [f"{each.name}, dark: {what}" for what in grave_violations(shop_page, "color-contrast")]
        for width in NARROWER:
            shop_page.set_viewport_size({"width": width, "height": 1000})
            shop_page.wait_for_timeout(300)  # pictures and tables follow the width
            found += [f"{each.name} at {width}: {what}" for what in what_is_too_wide(shop_page)]
    assert found == []


def what_is_too_wide(page: Page) -> list[str]:
    """What the width of the window does not hold."""
    sideways = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    return ["scrolls sideways"] * sideways + [f"sticks out: {what}" for what in page.evaluate(STICKS_OUT)]
