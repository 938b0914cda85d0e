"""The commands by name; each is imported when it is called, as most of the library is needed by few of them."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

MODULES = {
    "recommend": "recommend",
    "need": "need",
    "batch": "batch",
    "portfolio": "portfolio",
    "size": "size",
    "topology": "topology",
    "explain": "explain",
    "compare": "compare",
    "report": "report",
    "precedents": "precedents",
    "what-if": "what_if",
    "validate": "validate",
    "schema": "schema",
    "init": "init",
    "import": "import_",
    "knowledge": "knowledge",
    "prices": "prices",
    "serve": "serve",
    "mcp": "mcp",
}
"""The module of each command, which has the command under its own name."""


class CommandsOnDemand(MutableMapping[str, click.Command]):
    """All commands, as a group of click holds them."""

    def __init__(self) -> None:
        self._commands: dict[str, click.Command | None] = dict.fromkeys(MODULES)

    def __getitem__(self, name: str) -> click.Command:
        """The command, imported now where it was not before. Raises KeyError for an unknown name."""
        command = self._commands[name]
        if command is None:
            module = MODULES[name]
            command = self._commands[name] = getattr(import_module(f"advisor.cli.{module}"), module)
            assert command is not None
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        del self._commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)
