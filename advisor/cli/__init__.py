"""The command line: reads arguments, calls the library, writes what it answers; it decides nothing itself."""

from advisor.cli.batching import batch
from advisor.cli.knowing import knowledge
from advisor.cli.recommending import recommend, size
from advisor.cli.requirements import init, schema, validate
from advisor.cli.running import advisor
from advisor.cli.serving import serve
from advisor.cli.supposing import what_if

for _command in (recommend, batch, size, what_if, validate, schema, init, knowledge, serve):
    advisor.add_command(_command)

main = advisor

__all__ = ["main"]
