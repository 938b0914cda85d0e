"""Settings and fixtures that all tests share."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import LAUNCH_FLAGS, MISSING, find_browser

# "house" tries the same examples in every run, so that a red test is red for everybody. "search" looks for new ones:
# pytest --hypothesis-profile search
settings.register_profile(
    "house",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],  # a loaded machine makes slow examples; that is no fault
)
settings.register_profile("search", settings.get_profile("house"), derandomize=False, max_examples=1000)
settings.load_profile("house")

# A shell lets what it starts in the background ignore interrupts, and the programs that tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


# For a module, not for the session: while Playwright runs, no other test of the process can start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; the tests that use it fail when there is none (`make test` installs one)."""
    path = find_browser()
    if path is None:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(LAUNCH_FLAGS))
        yield started
        started.close()
