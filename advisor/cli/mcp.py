"""`advisor mcp`: the advisor as tools for assistants."""

from __future__ import annotations

import click

from advisor.assistant.server import make_server
from advisor.assistant.toolbox import Toolbox
from advisor.errors import MachineryError

MISSING = "this needs the package mcp; install it with `pip install 'container-platform-advisor[mcp]'`"


@click.command()
def mcp() -> None:
    """Serve the advisor to an assistant over the Model Context Protocol, on standard input and output.

    The assistant can validate and import requirements, ask for a recommendation, a size, a comparison, a what-if and
    the next question. All of it only reads. It ends when its input does.
    """
    try:
        server = make_server(Toolbox.with_own_knowledge())
    except ImportError as error:
        raise MachineryError(MISSING) from error
    server.run()
