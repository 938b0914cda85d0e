"""The command line: reads arguments, calls the library, writes what it answers; it decides nothing itself."""

from advisor.cli.batch import batch
from advisor.cli.knowledge import knowledge
from advisor.cli.recommend import recommend, size
from advisor.cli.runtime import advisor
from advisor.cli.scenario import init, schema, validate
from advisor.cli.serve import serve
from advisor.cli.what_if import what_if

for _command in (recommend, batch, size, what_if, validate, schema, init, knowledge, serve):
    advisor.add_command(_command)

main = advisor

__all__ = ["main"]
