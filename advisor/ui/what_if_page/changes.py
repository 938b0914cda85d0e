"""Answers that are changed for a trial, as plain values; the requirement itself stays as it is."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.scenario import scale_load
from advisor.ui.nested_values import put


@dataclass(frozen=True)
class Trial:
    """One thing that is tried: what people call it, the answers that it sets (None: unknown), and the load.

    `load` is how many times the load of today it is.
    """

    name: str
    was: str
    becomes: str
    answers: tuple[tuple[str, Any], ...] = ()
    load: float = 1.0


def tried(requirement: Mapping[str, Any], trials: tuple[Trial, ...]) -> dict[str, Any]:
    """The requirement with all of the trials; sections are made where they are missing.

    >>> tried({"name": "shop", "team": {"ops": 2}}, (Trial("Zones", "1", "3", (("hosting.zones", 3),)),))
    {'name': 'shop', 'team': {'ops': 2}, 'hosting': {'zones': 3}}
    """
    changed = copy.deepcopy(dict(requirement))
    for trial in trials:
        for field, value in trial.answers:
            put(changed, field.split("."), value)
        if trial.load != 1:
            changed = scale_load(changed, trial.load)
    return changed
