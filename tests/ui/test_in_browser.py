"""The app in a browser: it loads by itself, asks, answers, fits a phone, and speaks to no other host."""

from __future__ import annotations

import os
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
from advisor.ui.workers.limits import WORKERS_VARIABLE

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
    environment = {name: value for name, value in os.environ.items() if name != WORKERS_VARIABLE}  # as visitors have it
    with log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment) as server:
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
    expect(opened.get_by_role("heading", name="Container platform advisor")).to_be_visible(timeout=PATIENCE_MS)
    wait_until_idle(opened)
    yield opened
    context.close()


def wait_until_idle(page: Page) -> None:
    """Return when the page has been drawn."""
    page.wait_for_timeout(200)  # a click reaches the server a moment later
    page.wait_for_selector(IDLE)


def test_an_answer_changes_the_card_and_a_reload_keeps_it(page: Page, foreign_requests: list[str]) -> None:
    page.get_by_role("link", name="Scenario").first.click()
    page.get_by_role("spinbutton", name="How many services").fill("4")
    page.keyboard.press("Enter")
    winner = recommend(load_scenario({"name": "My scenario", "scale": {"services": 4}})).winner
    assert winner is not None
    card = page.get_by_test_id("stSidebar")
    expect(card.get_by_text(winner.platform.name, exact=True)).to_be_visible()
    expect(card.get_by_text("How sure")).to_be_visible()  # confirmed, by a worker
    page.get_by_role("link", name="Report").first.click()
    expect(page.get_by_role("heading", name="Report", level=1)).to_be_visible()
    assert "?s=" in page.url
    page.reload()
    expect(card.get_by_text(winner.platform.name, exact=True)).to_be_visible()
    assert page.locator(ERRORS).count() == 0
    assert foreign_requests == []
