"""The command line: reads arguments, calls the library, writes what it answers; it decides nothing itself."""

from advisor.cli.commands import CommandsOnDemand
from advisor.cli.runtime import advisor as main

main.commands = CommandsOnDemand()

__all__ = ["main"]
