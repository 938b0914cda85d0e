"""A small overlay of a bank: it retires the winner of an example, adds a rule and moves a weight and an assumption."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from advisor.cli import main

FILES = {
    "overlay.yaml": "name: Example Bank\n",
    "sources.yaml": (
        "bank-board: {title: Decisions, publisher: Example Bank, url: 'https://example.org/b', seen: 2026-11-01}\n"
    ),
    "platforms/ecs-fargate.yaml": (
        "id: ecs-fargate\n"
        "claims:\n"
        "  retired_on:\n"
        "    start: {value: 2026-06-30, source: bank-board, note: The board has left it.}\n"
    ),
    "rules/bank.yaml": (
        "- id: N190\n"
        "  title: The board is asked first\n"
        "  why: What it has not seen is not paid for.\n"
        "  source: bank-board\n"
        "  when: demand.services > 2\n"
        "  then: {note: put the choice before the board}\n"
    ),
    "rules/bank.cases.yaml": (
        "- {rule: N190, name: three, scenario: {scale: {services: 3}}, fires: true}\n"
        "- {rule: N190, name: two, scenario: {scale: {services: 2}}, fires: false}\n"
    ),
    "criteria.yaml": "cost: {weight: 25, reason: The board has cut the budget., source: bank-board}\n",
    "assumptions.yaml": (
        "survive_nodes: {value: 2, about: machines that may be lost at a time, why: We patch two, source: bank-board}\n"
    ),
}


def write_overlay(folder: Path, changes: dict[str, str | None] | None = None) -> Path:
    """A sound overlay in a folder, with some of its files written differently, or left out."""
    for name, text in {**FILES, **(changes or {})}.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def call(*arguments: str | Path) -> Result:
    """What a command of the advisor writes."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])
