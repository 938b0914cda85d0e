"""The command line: reads arguments, calls the library, writes what it answers; it decides nothing itself."""

from advisor.cli import (
    batch,
    compare,
    explain,
    import_,
    init,
    knowledge,
    mcp,
    need,
    portfolio,
    precedents,
    prices,
    recommend,
    report,
    schema,
    serve,
    size,
    topology,
    validate,
    what_if,
)
from advisor.cli.runtime import advisor as main

for _command in (
    recommend.recommend,
    need.need,
    batch.batch,
    portfolio.portfolio,
    size.size,
    topology.topology,
    explain.explain,
    compare.compare,
    report.report,
    precedents.precedents,
    what_if.what_if,
    validate.validate,
    schema.schema,
    init.init,
    import_.import_,
    knowledge.knowledge,
    prices.prices,
    serve.serve,
    mcp.mcp,
):
    main.add_command(_command)

__all__ = ["main"]
