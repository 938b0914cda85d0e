"""The advisor's answers beside those of the panel: `python -m benchmarks.panel`. See data/panel/README.md."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from advisor import load_knowledge, load_scenario, recommend

FOLDER = Path(__file__).parent / "data" / "panel"
TOP = 3


@dataclass(frozen=True)
class PanelCase:
    """One drawn requirement with what the reviewers answered; `wrong` is what both call a plain mistake."""

    name: str
    requirement: dict[str, Any]
    first: tuple[str, ...]
    acceptable: frozenset[str]
    wrong: frozenset[str]
    need: str
    """The verdict of both; `either` where they differ."""


def cases() -> list[PanelCase]:
    """The panel, in order."""
    requirements = _read("requirements.yaml")
    return [
        PanelCase(
            name=asked["name"],
            requirement=asked,
            first=(one["first"], two["first"]),
            acceptable=frozenset(one["acceptable"]) | frozenset(two["acceptable"]),
            wrong=frozenset(one["wrong"]) & frozenset(two["wrong"]),
            need=one["need"] if one["need"] == two["need"] else "either",
        )
        for asked, one, two in zip(requirements, _read("answers-1.yaml"), _read("answers-2.yaml"), strict=True)
    ]


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return rows


def main() -> None:
    """Print each disagreement, how it was judged, and the totals. A mode of an acceptable service is acceptable."""
    knowledge = load_knowledge()
    judged = {row["name"]: row for row in _read("judged.yaml")}
    count: Counter[str] = Counter()
    for case in cases():
        answer = recommend(load_scenario(case.requirement), knowledge, how_sure=False)
        top = [entry.platform.id for entry in answer.choices[:TOP]]
        first = answer.winner
        right = first is not None and not case.acceptable.isdisjoint({first.platform.id, first.service})
        count["cases"] += 1
        count["right"] += right
        count["need right"] += case.need in ("either", answer.verdict.need.value)
        count["a wrong one among the first"] += bool(case.wrong & set(top))
        if not right:
            row = judged.get(case.name, {"judged": "not yet", "why": ""})
            count[f"judged: {row['judged']}"] += 1
            said = ", ".join(dict.fromkeys(case.first))
            print(f"{case.name}: {top[0] if top else 'none'}; panel {said}; {row['judged']}: {row['why']}")
    for what, number in count.items():
        print(f"{what}: {number} of {count['cases']}")


if __name__ == "__main__":
    main()
