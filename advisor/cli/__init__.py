"""The command line: reads arguments, calls the library, writes what it answers; it decides nothing itself."""

from advisor.cli import batch, knowledge, recommend, scenario, serve, what_if
from advisor.cli.runtime import advisor as main

for _command in (
    recommend.recommend,
    batch.batch,
    recommend.size,
    what_if.what_if,
    scenario.validate,
    scenario.schema,
    scenario.init,
    knowledge.knowledge,
    serve.serve,
):
    main.add_command(_command)

__all__ = ["main"]
