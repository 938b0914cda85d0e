"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., None]], Callable[..., None]]
CONDITIONS = ("close-call", "no-fit", "warning")
"""What `--fail-on` may name."""


class NamedPath(click.Path):
    """The path of a file or a folder; whoever opens it says whether that can be done."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; nothing at all would mean the working folder, which nobody meant."""
        if value == "":
            self.fail("an empty text is no name; name a file or a folder", param, ctx)
        return super().convert(value, param, ctx)


def form_option(*forms: str) -> Decorator:
    """`--format`, the first form being the default."""
    text = "How the answer is written."
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=text)


def fail_on_option(conditions: Sequence[str]) -> Decorator:
    """`--fail-on CONDITION`, to be given as often as needed."""
    text = "End with exit code 1 in this case; can be given more than once."
    return click.option("--fail-on", "fail_on", type=click.Choice(conditions), multiple=True, help=text)


output_option: Decorator = click.option(
    "--output",
    "-o",
    type=NamedPath(),
    help="Write the result to this file, in one step, instead of to stdout.",
)
knowledge_option: Decorator = click.option(
    "--knowledge",
    "folder",
    type=NamedPath(),
    help="Use the knowledge base in this folder instead of the advisor's own; if it holds an overlay.yaml, lay it over "
    "that.",
)
