"""Settings that all tests of the app share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from advisor.ui.workers.limits import WORKERS_VARIABLE


@pytest.fixture(scope="session", autouse=True)
def answered_in_this_process() -> Iterator[None]:
    """The app answers at once and by itself, without worker processes; tests of those set the variable anew."""
    before = os.environ.get(WORKERS_VARIABLE)
    os.environ[WORKERS_VARIABLE] = "0"
    yield
    if before is None:
        del os.environ[WORKERS_VARIABLE]
    else:
        os.environ[WORKERS_VARIABLE] = before
