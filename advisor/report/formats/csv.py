"""Rows as CSV that a spreadsheet shows as text and numbers, never runs as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from advisor.recommend import Recommendation
from advisor.report.json_values import round_off
from advisor.sizing.diff import at_end_of_plan

RANKING_COLUMNS = (
    "rank",
    "platform",
    "name",
    "score",
    "usd_per_month_low",
    "usd_per_month",
    "usd_per_month_high",
    "usd_per_month_at_end_of_plan",
    "budget",
)
_STARTS_A_FORMULA = ("=", "+", "-", "@")


def ranking_csv(recommendation: Recommendation) -> str:
    """The ranking, one row a platform, with a header row."""
    return to_csv(
        RANKING_COLUMNS,
        (
            (
                entry.rank,
                entry.platform.id,
                entry.platform.name,
                round_off(entry.score.total),
                round_off(entry.topology.bill.low),
                round_off(entry.topology.bill.base),
                round_off(entry.topology.bill.high),
                round_off(at_end_of_plan(entry.topology)),
                entry.budget_fit.value if entry.budget_fit is not None else "",
            )
            for entry in recommendation.ranking
        ),
    )


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """CSV text without control characters; a text that a spreadsheet would take for a formula gets an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return written.getvalue()


def _guarded(cell: str | float | None) -> str | float | None:
    if not isinstance(cell, str):
        return cell
    # bytes of a file name that are no text arrive as surrogates, and are written as their escapes
    shown = "".join(c if c.isprintable() or "\ud800" <= c <= "\udfff" else "\N{REPLACEMENT CHARACTER}" for c in cell)
    return f"'{shown}" if shown.startswith(_STARTS_A_FORMULA) else shown
