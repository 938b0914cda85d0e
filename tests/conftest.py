"""Settings and fixtures that all tests share."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.profiles import register_profiles

if TYPE_CHECKING:
    from playwright.sync_api import Browser

register_profiles()

# A shell lets what it starts in the background ignore interrupts, and the programs that tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


# For a module, not for the session: while Playwright runs, no other test of the process can start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; the tests that use it fail when there is none (`make test` installs one)."""
    from playwright.sync_api import sync_playwright  # other tests run without a browser library

    from tests.browser import LAUNCH_FLAGS, MISSING, find_browser

    path = find_browser()
    if path is None:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(LAUNCH_FLAGS))
        yield started
        started.close()
