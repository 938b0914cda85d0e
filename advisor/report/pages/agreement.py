"""How far the advisor agrees with published decisions, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.agreement import Comparison, Tally, Totals, add_up
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph, Table
from advisor.report.formats.text import print_text
from advisor.report.json_values import round_off, to_json
from advisor.report.wording import count, figure, listing, percent

HEADERS = ("case", "day", "first place", "right", "verdict")
TOTAL_HEADERS = ("", "cases", "share", "low confidence at half weight")


def render_agreement(comparisons: Sequence[Comparison], form: str) -> str:
    """Every comparison and the totals, as `text` or `json`."""
    if form == "json":
        return to_json(_agreement_dict(comparisons))
    return print_text(_agreement_blocks(comparisons))


def _agreement_dict(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    totals = add_up(comparisons)
    return {
        "cases": [_compared_dict(one) for one in comparisons],
        "totals": {
            "each_counts_one": _tally_dict(totals.plain),
            "low_confidence_counts_half": _tally_dict(totals.weighed),
            "with_wrong_among_the_first": totals.with_wrong,
            "facts_owed": totals.facts_owed,
            "facts_told": totals.facts_told,
        },
    }


def _compared_dict(one: Comparison) -> dict[str, Any]:
    answer = one.precedent.answer(one.when)
    return {
        "id": one.precedent.id,
        "as_of": one.as_of.isoformat(),
        "first": one.first,
        "top": list(one.top),
        "acceptable": list(answer.acceptable),
        "right": one.right,
        "wrong": list(one.wrong),
        "need": one.need.value,
        "need_expected": one.precedent.expected.needs_orchestrator.value,
        "need_right": one.need_right,
        "confidence": one.precedent.certainty(one.when).value,
        "facts": [{"fact": told.fact, "told_by": told.by} for told in one.told],
    }


def _tally_dict(tally: Tally) -> dict[str, float | None]:
    return {
        "cases": round_off(tally.cases),
        "right": round_off(tally.right),
        "right_share": round_off(tally.right_share),
        "need_right": round_off(tally.need_right),
        "need_share": round_off(tally.need_share),
    }


def _agreement_blocks(comparisons: Sequence[Comparison]) -> Iterator[Block]:
    yield Heading("Agreement with published decisions", 1)
    rows = (
        (
            one.precedent.id,
            one.as_of.isoformat(),
            one.first or "none fits",
            "yes" if one.right else "no",
            one.need.value,
        )
        for one in comparisons
    )
    yield Table(HEADERS, tuple(rows))
    apart = tuple(
        Bullet(one.precedent.id, below=tuple(map(Bullet, reasons))) for one in comparisons if (reasons := _apart(one))
    )
    yield Heading("Where they differ")
    yield Bullets(apart) if apart else Paragraph("Nowhere.")
    owed = tuple(
        Bullet(f"{one.precedent.id}: {told.fact}: {f'told by {told.by}' if told.by else 'not told'}.")
        for one in comparisons
        for told in one.told
    )
    if owed:
        yield Heading("What had to be told")
        yield Bullets(owed)
    yield Heading("Totals")
    yield _totals_table(add_up(comparisons))


def _apart(one: Comparison) -> list[str]:
    """How an answer differs from the expected one, in sentences."""
    reasons = []
    if not one.right:
        acceptable = listing(one.precedent.answer(one.when).acceptable, "or")
        reasons.append(f"First is {one.first or 'none'}; expected {acceptable}.")
    if one.wrong:
        reasons.append(f"Wrong, and among the first {len(one.top)}: {listing(one.wrong)}.")
    if not one.need_right:
        reasons.append(f"The verdict is {one.need}; expected {one.precedent.expected.needs_orchestrator}.")
    return reasons


def _totals_table(totals: Totals) -> Table:
    plain, weighed = totals.plain, totals.weighed
    rows = (
        (
            "acceptable in first place",
            _of(plain.right, plain.cases),
            percent(plain.right_share, 1),
            f"{_of(weighed.right, weighed.cases)}, {percent(weighed.right_share, 1)}",
        ),
        (
            "expected verdict on the need",
            _of(plain.need_right, plain.cases),
            percent(plain.need_share, 1),
            f"{_of(weighed.need_right, weighed.cases)}, {percent(weighed.need_share, 1)}",
        ),
        ("a wrong one among the first", count(totals.with_wrong, "case"), "-", "-"),
        ("facts told that had to be", _of(totals.facts_told, totals.facts_owed), "-", "-"),
    )
    return Table(TOTAL_HEADERS, rows, right=(1, 2, 3))


def _of(part: float, whole: float) -> str:
    return f"{figure(part)} of {figure(whole)}"
