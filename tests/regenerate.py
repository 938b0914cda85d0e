"""Writes what tests/golden/ freezes again: `python -m tests.regenerate`, or `make golden`.

For each example scenario a YAML file of the decisions; and two reports in full, for reading and for the README.
"""

from __future__ import annotations

from pathlib import Path

from advisor import load_scenario, render, size
from advisor.report import render_sizing
from tests.answers import KNOWLEDGE, SCENARIOS, answer_to, list_scenarios
from tests.decisions import Decisions, decisions_of, differences, read, sizing_decisions, write

GOLDEN = Path(__file__).resolve().parent / "golden"
REPORT = "online-boutique"
"""The scenario whose whole report is frozen as text."""
SIZING_REPORT = ("single-vm", "docker-compose-single-vm")
"""The scenario and the platform whose whole sizing is frozen as text."""
NO_FINGERPRINT = "0" * len(KNOWLEDGE.hash)
"""Stands for the fingerprint of the knowledge base, which every edited comment of it changes."""
SIZED = {
    "single-vm": ("docker-compose-single-vm",),
    "load-balanced-vms": ("load-balanced-vms",),
    "proxy-vms": ("multi-container-vm-proxy",),
    "serverless-day-profile": (
        *("aci", "app-runner", "app-service", "azure-container-apps"),
        *("cloud-run", "ecs-fargate", "gke-autopilot"),
    ),
    "serverless-jobs-scale-to-zero": ("azure-container-apps", "cloud-run", "ecs-fargate"),
    "managed-kubernetes": ("aks", "eks", "gke-standard"),
}
"""Scenario -> platforms whose sizing is frozen as well, whether they win or not."""


def frozen_place(scenario: Path) -> Path:
    """The file that holds the frozen decisions of a scenario."""
    return GOLDEN / f"{scenario.stem}.yaml"


def decide(scenario: Path) -> Decisions:
    """All decisions of today for a scenario."""
    asked = load_scenario(scenario)
    sized = {
        platform: sizing_decisions(size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE))
        for platform in SIZED.get(scenario.stem, ())
    }
    return decisions_of(answer_to(scenario.stem)) | ({"sized": sized} if sized else {})


def reports() -> dict[str, str]:
    """Name of a file in tests/golden/ -> the report that it holds in full, all but the fingerprint."""
    scenario, platform = SIZING_REPORT
    asked = load_scenario(SCENARIOS / f"{scenario}.yaml")
    sized = size(asked, KNOWLEDGE.platforms[platform], KNOWLEDGE)
    texts = {
        f"{REPORT}.txt": render(answer_to(REPORT), "text"),
        f"{scenario}.{platform}.txt": render_sizing(sized, asked, KNOWLEDGE, "text"),
    }
    return {name: text.replace(KNOWLEDGE.hash, NO_FINGERPRINT) for name, text in texts.items()}


def frozen_names() -> set[str]:
    """The names of all files that have to be in tests/golden/."""
    return {*(frozen_place(scenario).name for scenario in list_scenarios()), *reports()}


def main() -> None:
    """Write what changed, remove what has no scenario, and say which decisions changed.

    A figure that moved within the tolerance keeps its frozen value, so that many small moves cannot pass unseen.
    """
    changed = False
    for scenario in list_scenarios():
        place, now = frozen_place(scenario), decide(scenario)
        found = list(differences(read(place.read_text("utf-8")) if place.exists() else {}, now))
        if found:
            changed = True
            place.write_text(write(now), "utf-8")
            print("\n  ".join([f"changed  {place.name}", *found]))
    for name, text in reports().items():
        if not (GOLDEN / name).exists() or (GOLDEN / name).read_text("utf-8") != text:
            (GOLDEN / name).write_text(text, "utf-8")
            print(f"changed  {name}")
    for old in sorted(path for path in GOLDEN.iterdir() if path.name not in frozen_names()):
        old.unlink()
        print(f"removed  {old.name}")
    if changed:
        print("Advice has changed: say in CHANGELOG.md, under Advice changed, which rule or claim did it.")


if __name__ == "__main__":
    main()
