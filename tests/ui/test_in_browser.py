"""The app in a browser: it loads by itself, asks, answers, fits a phone, and speaks to no other host."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from advisor import load_scenario, recommend

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="`make test` installs the browser library")
expect = sync_api.expect
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
ERRORS = '[data-testid="stException"], [data-testid="stAlertContentError"]'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app listens; a server of its own, ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("server") / "log.txt").open("w+b")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT) as server:
        try:
            wait_for_server(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for_server(server: subprocess.Popen[bytes], port: int) -> None:
    """Return when somebody listens on the port; fails when the server ends first."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server ended before it listened")


@pytest.fixture
def foreign_requests() -> list[str]:
    """Addresses beyond the app's own that the page asked for."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, foreign_requests: list[str]) -> Iterator[Page]:
    """The app, loaded, in a window of 1400 by 1000."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()

    def note(url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != urlsplit(address).netloc:
            foreign_requests.append(url)

    opened.on("request", lambda request: note(request.url))
    opened.goto(address)
    expect(opened.get_by_label("Name of the scenario")).to_be_visible(timeout=PATIENCE_MS)
    wait_until_idle(opened)
    yield opened
    context.close()


def wait_until_idle(page: Page) -> None:
    """Return when the page has been drawn."""
    page.wait_for_timeout(200)  # a click reaches the server a moment later
    page.wait_for_selector(IDLE)


def take_picture(page: Page, path: Path) -> None:
    """Save what the window shows, and make sure that it is a picture."""
    page.screenshot(path=path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_an_answer_changes_the_page(page: Page, foreign_requests: list[str], tmp_path: Path) -> None:
    expect(page.get_by_text("Nothing is answered yet")).to_be_visible()
    page.get_by_text("Operations: 0 of").click()
    page.get_by_role("spinbutton", name="How many people can run the platform?").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Best fit")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("Operations: 1 of")).to_be_visible()
    wait_until_idle(page)
    winner = recommend(load_scenario({"name": "My scenario", "team": {"ops": 2}})).winner
    assert winner is not None
    expect(page.get_by_role("heading", name=winner.platform.name)).to_be_visible()
    assert page.locator(ERRORS).count() == 0
    take_picture(page, tmp_path / "answered.png")
    assert foreign_requests == []


def test_an_example_shows_every_tab_and_is_saved_whole(page: Page, foreign_requests: list[str], tmp_path: Path) -> None:
    page.get_by_role("button", name="Open").first.click()
    page.get_by_role("button", name="Online boutique").click()
    expect(page.get_by_text("Best fit")).to_be_visible(timeout=PATIENCE_MS)
    wait_until_idle(page)
    page.keyboard.press("Escape")
    for tab in ("Topology", "Bill", "Ruled out", "Assumptions", "Report", "Why"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel").filter(visible=True)).not_to_be_empty()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    saved = load_scenario(download.value.path())
    assert saved.as_read() == load_scenario(ROOT / "data/scenarios/online-boutique.yaml").as_read()
    assert page.locator(ERRORS).count() == 0
    take_picture(page, tmp_path / "example.png")
    assert foreign_requests == []


def test_a_cell_that_cannot_be_used_is_named_and_the_last_result_stays(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 1400, "height": 2000})
    wait_until_idle(page)
    table = page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
    assert table is not None
    for _ in range(2):  # the first click, below the last line, makes a new service; the second one chooses its name
        page.mouse.click(table["x"] + 100, table["y"] + 52)
        wait_until_idle(page)
    for cell in ("web", "", "1", "2", "4", "", "100m", "512"):  # nothing is said of copies, nor of one on every node
        page.keyboard.type(cell, delay=20)
        page.keyboard.press("Tab")
        wait_until_idle(page)
    problem = "answers, service web: services.0.memory: 512 has no unit; write for example 512Mi or 2Gi"
    expect(page.get_by_test_id("stCode").first).to_have_text(problem)
    expect(page.get_by_text("This is the result of your last valid answers.")).to_be_visible()
    expect(page.get_by_text("Best fit")).to_be_visible()
    take_picture(page, tmp_path / "mistake.png")


def test_a_phone_needs_no_sideways_scrolling(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 420, "height": 900})
    wait_until_idle(page)
    main = '[data-testid="stMain"]'
    width, room = page.eval_on_selector(main, "box => [box.scrollWidth, box.clientWidth]")
    assert width <= room
    page.get_by_role("link", name="Go to the result").click()
    expect(page.get_by_text("Nothing is answered yet")).to_be_in_viewport()
    take_picture(page, tmp_path / "phone.png")
