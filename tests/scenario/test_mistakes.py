"""Mistakes drawn at random, several at once, anywhere in a file: each file is read or refused, and nothing crashes."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from advisor import ScenarioError, example_scenarios, load_knowledge, load_scenario, parse_scenario
from advisor.reading import KeyPath
from advisor.sizing import with_fit_problems

MISTAKES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 10**14, "", "x", "512", "web", "2017-13", "100%"),
    *([], {}, [1], ["web"], [None], [{}], [[]], {"a": 1}, {"name": None}, {"min": 3, "typical": 1}),
)
EXAMPLES = ("five-service-shop", "hybrid-overflow", "tenant-clusters", "single-vm")
FILES_DRAWN = 60


def _paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(inner, (*path, key))


def _spoil(answers: dict[str, Any], draw: random.Random) -> None:
    """One more mistake: a value that is wrong, a key that is missing, or one that is unknown."""
    *way, last = draw.choice(list(_paths(answers)) or [("name",)])
    here: Any = answers
    for part in way:
        here = here[part]
    kind = draw.choice(("wrong", "wrong", "missing", "unknown"))
    if isinstance(here, list) or kind == "wrong":
        here[last] = copy.deepcopy(draw.choice(MISTAKES))
    elif kind == "missing":
        here.pop(last, None)
    else:
        here[f"{last}s"] = copy.deepcopy(draw.choice(MISTAKES))


@pytest.mark.parametrize("example", EXAMPLES)
def test_any_mistakes_together_are_refused_with_places(example: str) -> None:
    draw, knowledge = random.Random(example), load_knowledge()
    right = load_scenario(example_scenarios()[example]).as_read()
    refused = 0
    for _ in range(FILES_DRAWN):
        answers = copy.deepcopy(right)
        for _ in range(draw.randint(1, 5)):
            _spoil(answers, draw)
        try:
            parse_scenario(json.dumps(answers), "drawn.json")
        except ScenarioError as error:
            refused += 1
            problems = with_fit_problems(error, knowledge).problems
            assert problems
            assert all(problem.line == 1 and problem.remedy for problem in problems)
    assert refused > FILES_DRAWN / 2
