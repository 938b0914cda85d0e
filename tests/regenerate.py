"""Writes the golden reports again: `python -m tests.regenerate`, or `make golden`."""

from __future__ import annotations

from pathlib import Path

from advisor import load_scenario, recommend, render

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "data" / "scenarios"
GOLDEN = Path(__file__).resolve().parent / "golden"
FORMS = {"text": ".txt", "json": ".json"}


def list_scenarios() -> list[Path]:
    """The example scenarios, sorted."""
    return sorted(SCENARIOS.glob("*.yaml"))


def golden_reports(scenario: Path) -> dict[str, str]:
    """Name of the golden file -> what it has to hold, for one scenario."""
    recommendation = recommend(load_scenario(scenario))
    return {scenario.stem + ending: render(recommendation, form) for form, ending in FORMS.items()}


def main() -> None:
    """Write every golden report, remove those without a scenario, and say which ones changed."""
    GOLDEN.mkdir(exist_ok=True)
    wanted = {name: text for scenario in list_scenarios() for name, text in golden_reports(scenario).items()}
    for old in sorted(GOLDEN.iterdir()):
        if old.name not in wanted:
            old.unlink()
            print(f"removed  {old.name}")
    for name, text in wanted.items():
        place = GOLDEN / name
        data = text.encode("utf-8")
        if not place.exists() or place.read_bytes() != data:
            place.write_bytes(data)
            print(f"changed  {name}")
    print("A changed report is changed advice: say in CHANGELOG.md, under Advice changed, which rule or claim did it.")


if __name__ == "__main__":
    main()
