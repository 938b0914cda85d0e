"""Options that several commands have."""

from __future__ import annotations

import math
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


WEIGHTS = "--weights"
Weights = dict[str, float] | list[str] | None
"""Points by criterion, or criteria in their order."""


def _weights(_: click.Context, __: click.Parameter, given: str | None) -> Weights:
    """Points by criterion, or the order of criteria; a usage error where it is neither."""
    if given is None:
        return None
    parts = [part.strip() for part in given.split(",")]
    names = [part.partition("=")[0].strip() for part in parts]
    if not all(names):
        raise click.BadParameter("a part of it is empty; write for example cost=80,effort=50, or cost,effort")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise click.BadParameter(f"{twice} is named twice; keep one of the two")
    signs = {"=" in part for part in parts}
    if len(signs) > 1:
        raise click.BadParameter("some criteria have points and some have none; give points to all, or to none")
    return names if signs == {False} else {name: _points(part) for name, part in zip(names, parts, strict=True)}


def _points(part: str) -> float:
    name, _, text = part.partition("=")
    try:
        points = float(text)
    except ValueError:
        points = math.nan
    if not math.isfinite(points):
        raise click.BadParameter(f"{text.strip() or 'nothing'} is no number; write for example {name.strip()}=80")
    return points


weights_option: Decorator = click.option(
    WEIGHTS,
    "weights",
    metavar="NAME=POINTS,...",
    callback=_weights,
    help="Your swing weights, from 0 to 100 for each criterion named, instead of the advisor's own and those of the "
    "file; the others keep theirs. Names alone, the most important first, are weighed by rank-order centroids.",
)
output_option: Decorator = click.option(
    "--output",
    "-o",
    type=NamedPath(),
    help="Write the result to this file, in one step, instead of to stdout.",
)
prices_option: Decorator = click.option(
    "--prices",
    type=NamedPath(),
    help="Lay the prices of this folder over those that come with the advisor, and over those that FILE names.",
)
knowledge_option: Decorator = click.option(
    "--knowledge",
    "folder",
    type=NamedPath(),
    help="Use the knowledge base in this folder instead of the advisor's own; if it holds an overlay.yaml, lay it over "
    "that.",
)
