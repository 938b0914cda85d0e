"""Writes the golden reports again: `python -m tests.regenerate`, or `make golden`."""

from __future__ import annotations

from pathlib import Path

from advisor import load_knowledge, load_scenario, recommend, render, size
from advisor.report import render_sizing

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "data" / "scenarios"
GOLDEN = Path(__file__).resolve().parent / "golden"
FORMS = {"text": ".txt", "json": ".json"}
SIZED_FOLDER = "sized"
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


def list_scenarios() -> list[Path]:
    """The example scenarios, sorted."""
    return sorted(SCENARIOS.glob("*.yaml"))


def golden_reports(scenario: Path) -> dict[str, str]:
    """Name of the golden file -> what it has to hold, for one scenario."""
    recommendation = recommend(load_scenario(scenario))
    return {scenario.stem + ending: render(recommendation, form) for form, ending in FORMS.items()}


def sized_reports(scenario: str) -> dict[str, str]:
    """Path below golden/ -> what it has to hold: one platform each, sized for a scenario."""
    asked, knowledge = load_scenario(SCENARIOS / f"{scenario}.yaml"), load_knowledge()
    return {
        f"{SIZED_FOLDER}/{scenario}.{platform}.txt": render_sizing(
            size(asked, knowledge.platforms[platform], knowledge), asked, knowledge, "text"
        )
        for platform in SIZED.get(scenario, ())
    }


def main() -> None:
    """Write every golden report, remove those without a scenario, and say which ones changed."""
    (GOLDEN / SIZED_FOLDER).mkdir(parents=True, exist_ok=True)
    wanted = {name: text for scenario in list_scenarios() for name, text in golden_reports(scenario).items()}
    wanted |= {name: text for scenario in SIZED for name, text in sized_reports(scenario).items()}
    for old in sorted(path for path in GOLDEN.rglob("*") if path.is_file()):
        name = old.relative_to(GOLDEN).as_posix()
        if name not in wanted:
            old.unlink()
            print(f"removed  {name}")
    for name, text in wanted.items():
        place = GOLDEN / name
        data = text.encode("utf-8")
        if not place.exists() or place.read_bytes() != data:
            place.write_bytes(data)
            print(f"changed  {name}")
    print("A changed report is changed advice: say in CHANGELOG.md, under Advice changed, which rule or claim did it.")


if __name__ == "__main__":
    main()
