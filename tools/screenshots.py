"""Every page of the app in three widths and both themes, in build/screenshots; a few of them go into docs."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from advisor import example_scenarios, load_scenario
from advisor.ui.navigation import PAGES
from advisor.ui.share_link import encode
from tests.browser import LAUNCH_FLAGS, ensure_browser
from tests.ui.served_app import IDLE, served_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
ALL, KEPT = ROOT / "build" / "screenshots", ROOT / "docs" / "screenshots"
EXAMPLE = "online-boutique"
WIDTHS = (1400, 768, 390)
THEMES = ("light", "dark")
IN_DOCS = frozenset({(1400, "light"), (390, "dark")})
"""The pictures that the documentation keeps; the others are to look at and are not kept."""
HEIGHT = 1000
PATIENCE_MS = 180_000


def take_screenshots(address: str) -> list[Path]:
    """The pictures of all pages, written; the browser is one that the tests use."""
    from playwright.sync_api import sync_playwright  # only here and in tests

    link = encode(load_scenario(example_scenarios()[EXAMPLE]).as_read())
    written = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_browser(), args=list(LAUNCH_FLAGS))
        for theme in THEMES:
            context = browser.new_context(
                viewport={"width": WIDTHS[0], "height": HEIGHT},
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
            )
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            for entry in PAGES:
                page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
                path = "" if entry is PAGES[0] else entry.name.replace("_", "-")
                page.goto(f"{address}/{path}?s={link}")
                _wait_until_drawn(page)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": HEIGHT})
                    page.wait_for_timeout(1_000)  # pictures and charts follow the width
                    written.append(ALL / f"{entry.name}-{width}-{theme}.png")
                    page.screenshot(path=written[-1])
                    if (width, theme) in IN_DOCS:
                        shutil.copy(written[-1], KEPT)
            context.close()
        browser.close()
    return written


def _wait_until_drawn(page: Page) -> None:
    """Return when the page and the answer beside it stand."""
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_timeout(1_000)
    page.get_by_test_id("stSidebar").get_by_text("A month", exact=True).wait_for()
    page.wait_for_function("() => !document.body.innerText.includes('being worked out')")
    page.wait_for_selector(IDLE)


def main() -> None:
    """Take the pictures and say where they are."""
    for folder in (ALL, KEPT):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as log, served_app(log, workers=False) as address:
        written = take_screenshots(address)
    size = sum(path.stat().st_size for path in KEPT.glob("*.png"))
    print(f"{len(written)} pictures in {ALL}; {size / 1e6:.1f} MB of them in {KEPT}", file=sys.stderr)


if __name__ == "__main__":
    main()
