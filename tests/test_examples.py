"""The examples in docstrings run, and all that `advisor` offers as its public functions has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import advisor
from advisor import packing


def _modules_with_examples() -> list[str]:
    # the page of Streamlit is no module to import without a running app
    found = [m.name for m in pkgutil.walk_packages(advisor.__path__, "advisor.") if not m.name.startswith("advisor.ui")]
    return sorted(name for name in found if name != "advisor.__main__" and _examples_of(name))


def _examples_of(name: str) -> list[doctest.DocTest]:
    module = importlib.import_module(name)
    tests = doctest.DocTestFinder(exclude_empty=True).find(module, name)
    return [test for test in tests if test.examples]


@pytest.mark.parametrize("name", _modules_with_examples())
def test_the_examples_of_a_module_give_what_they_show(name: str) -> None:
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for test in _examples_of(name):
        runner.run(test, out=told.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(told)
    assert runner.tries > 0


@pytest.mark.parametrize(
    "name", ["Item", "Machine", "Plan", "Settings", "check_plan", "pack", "proved_usd_per_hour", "share_out"]
)
def test_what_one_packs_with_has_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(getattr(packing, name)) or "")


@pytest.mark.parametrize("name", [name for name in advisor.__all__ if inspect.isfunction(getattr(advisor, name))])
def test_each_public_function_has_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(getattr(advisor, name)) or "")
