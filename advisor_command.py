"""Starts the command `advisor` and imports nothing before it stands guard, so that Ctrl-C ends quietly at any moment.

It lies beside the package, since importing any module of the package first imports the whole library.
"""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line; an interrupt while it loads, or while it ends, gives one line and exit code 130."""
    try:
        from advisor.cli import main as run

        run(prog_name="advisor")
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(INTERRUPTED)
