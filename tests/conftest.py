"""Settings and fixtures that all tests share."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from advisor import example_scenarios
from tests.profiles import register_profiles

if TYPE_CHECKING:
    from playwright.sync_api import Browser

register_profiles()

# A shell lets what it starts in the background ignore interrupts, and the programs that tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


EXAMPLES = frozenset(example_scenarios())


def group_of(nodeid: str) -> str:
    """What a test shares its costly work with: the tests of the same example, else those of the same file."""
    file, _, test = nodeid.partition("::")
    example = test.partition("[")[2].removesuffix("]")
    return example if example in EXAMPLES else file


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist ships no types
    """Gives whole groups to the processes of `--dist loadscope`, so that one of them alone answers each example."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling | None:
    """The scheduling of groups, where tests are to be shared out by scope."""
    return GroupScheduling(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put groups with slow tests first where several processes share the tests, so that none works long at the end."""
    if hasattr(config, "workerinput"):
        slow = {group_of(item.nodeid) for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: group_of(item.nodeid) not in slow)


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
