"""Ways to describe a recommendation that go wrong; worker processes import them by name."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from advisor.recommend import Recommendation


def describe(recommendation: Recommendation) -> Mapping[str, Any]:
    """The name alone; scenarios named for a mishap have it. `once FILE` dies while the file does not exist."""
    name = recommendation.scenario.name
    if name == "deadly":
        os._exit(9)
    if name == "faulty":
        raise KeyError("a slip")
    if name == "slow":
        time.sleep(30)
    if name.startswith("once "):
        mark = Path(name.removeprefix("once "))
        if not mark.exists():
            mark.touch()
            os._exit(9)
    return {"name": name}
