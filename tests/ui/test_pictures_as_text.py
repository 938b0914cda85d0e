"""Mermaid and DOT in a browser, by the code that Streamlit carries: both draw what we write."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from advisor.drawing import Drawing, draw
from advisor.drawing.dot import to_dot
from advisor.drawing.mermaid import to_mermaid
from advisor.drawing.text_metrics import inert
from tests.drawing.test_formats import HOSTILE, hostile
from tests.handmade import SCENARIO, topology
from tests.ui.served_app import IDLE, PATIENCE_MS, ROOT, wait_for_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
APP = """
import pathlib, streamlit as st
for path in sorted(pathlib.Path(__file__).parent.glob("*.txt")):
    (st.mermaid_chart if path.stem.startswith("mermaid") else st.graphviz_chart)(path.read_text(encoding="utf-8"))
"""
PICTURES = """() => Promise.all([...document.querySelectorAll('[data-testid=stMermaidChart] img')].map(
    async image => new DOMParser().parseFromString(await (await fetch(image.src)).text(), 'text/html').body.textContent
))"""
SVGS = "() => [...document.querySelectorAll('[data-testid=stGraphVizChart] svg')].map(svg => svg.textContent)"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the pictures of a shop and of names of any kind, in both languages."""
    folder = tmp_path_factory.mktemp("pictures")
    drawings: dict[str, Drawing] = {"1": draw(topology(), SCENARIO), "2": hostile()}
    for name, drawing in drawings.items():
        (folder / f"mermaid{name}.txt").write_text(to_mermaid(drawing), encoding="utf-8")
        (folder / f"dot{name}.txt").write_text(to_dot(drawing), encoding="utf-8")
    (folder / "show.py").write_text(APP, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(folder / "show.py"), "--server.port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for_server(server, port)
            shown = browser.new_page()
            shown.goto(f"http://127.0.0.1:{port}")
            shown.wait_for_selector(IDLE, timeout=PATIENCE_MS)
            yield shown
            shown.close()
        finally:
            server.terminate()


def test_mermaid_draws_every_name_as_it_is(page: Page) -> None:
    page.wait_for_function("document.querySelectorAll('[data-testid=stMermaidChart] img').length == 2")
    shop, names = page.evaluate(PICTURES)
    assert page.locator("[data-testid=stMermaidError]").count() == 0
    assert [words for words in ("2 web", "Public load balancer", "Control plane") if words not in shop] == []
    seen = names.replace("\u2060", "")
    assert [name for name in HOSTILE if inert(name)[:40] not in seen] == []


def test_graphviz_draws_every_name_as_it_is(page: Page) -> None:
    page.wait_for_function("document.querySelectorAll('[data-testid=stGraphVizChart] svg').length == 2")
    shop, names = (text.replace("\xa0", " ") for text in page.evaluate(SVGS))
    assert [words for words in ("2 web", "Public load balancer", "member") if words not in shop] == []
    assert [name for name in HOSTILE if inert(name)[:40] not in names] == []
