"""Where the knowledge base, the tables and the examples lie: in a clone, or inside an installed copy."""

from __future__ import annotations

import functools
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def knowledge_folder() -> Path:
    """Where the knowledge base lies: inside an installed copy, or beside the package in a clone."""
    inside = _PACKAGE / "_knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


@functools.cache
def data_folder() -> Path:
    """Where tables and examples lie: inside an installed copy, or beside the package in a clone."""
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def example_scenarios() -> dict[str, Path]:
    """The requirement files that come with the advisor, by name, in order.

    >>> example_scenarios()["online-boutique"].name
    'online-boutique.yaml'
    """
    return {file.stem: file for file in sorted((data_folder() / "scenarios").glob("*.yaml"))}


def example_portfolio() -> tuple[Path, ...]:
    """The requirement files of the portfolio that comes with the advisor, in order.

    >>> len(example_portfolio())
    60
    """
    return tuple(sorted((data_folder() / "portfolios" / "insurer").glob("*.yaml")))
