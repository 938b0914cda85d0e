"""How far the advisor agrees with published decisions, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from advisor.agreement import Comparison, Tally, Totals, add_up
from advisor.calibration import Calibration, WordTally, said, tally_by_word
from advisor.knowledge import CertaintyLimits, LeastAhead
from advisor.precedents import Collection
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph, Table
from advisor.report.formats.markdown import print_markdown
from advisor.report.formats.text import print_text
from advisor.report.json_values import plain, round_off, to_json
from advisor.report.wording import count, figure, listing, percent
from advisor.report.wording.certainty import FIRMNESS

HEADERS = ("case", "day", "first place", "right", "verdict")
COLLECTIONS = {
    Collection.AT_HAND: "known while rules and weights were set",
    Collection.MENDED: "in view while the choice was mended",
    Collection.HELD_OUT: "answered only after that work",
}
TOTAL_HEADERS = ("", "cases", "share", "low confidence at half weight")


PRINTERS = {"text": print_text, "markdown": print_markdown}
WORD_HEADERS = ("word", "cases", "first acceptable", "share", "runner-up acceptable")


def render_agreement(comparisons: Sequence[Comparison], limits: CertaintyLimits, form: str) -> str:
    """Every comparison and the totals, as `text`, `markdown` or `json`; the words by the limits."""
    if form == "json":
        return to_json(_agreement_dict(comparisons, limits))
    return PRINTERS[form](_agreement_blocks(comparisons, limits))


def render_calibration(calibration: Calibration, form: str) -> str:
    """How the words keep what they say, and what other limits would do, as `text`, `markdown` or `json`."""
    if form == "json":
        return to_json(plain(asdict(calibration)))
    return PRINTERS[form](_calibration_blocks(calibration))


def _agreement_dict(comparisons: Sequence[Comparison], limits: CertaintyLimits) -> dict[str, Any]:
    return {
        "cases": [_compared_dict(one) for one in comparisons],
        "totals": _totals_dict(add_up(comparisons)),
        "totals_by_collection": {
            collection.value: _totals_dict(add_up(its)) for collection, its in _by_collection(comparisons).items()
        },
        "words": [plain(asdict(tally)) for tally in tally_by_word(said(comparisons, limits))],
    }


def _totals_dict(totals: Totals) -> dict[str, Any]:
    return {
        "each_counts_one": _tally_dict(totals.plain),
        "low_confidence_counts_half": _tally_dict(totals.weighed),
        "with_wrong_among_the_first": totals.with_wrong,
        "facts_owed": totals.facts_owed,
        "facts_told": totals.facts_told,
    }


def _compared_dict(one: Comparison) -> dict[str, Any]:
    answer = one.precedent.answer(one.when)
    return {
        "id": one.precedent.id,
        "collection": one.precedent.collection.value,
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


def _agreement_blocks(comparisons: Sequence[Comparison], limits: CertaintyLimits) -> Iterator[Block]:
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
    for collection, its in _by_collection(comparisons).items():
        yield Heading(f"Totals: {COLLECTIONS[collection]}")
        yield _totals_table(add_up(its))
    yield Heading("What the words keep")
    yield _words_table(tally_by_word(said(comparisons, limits)))


def _calibration_blocks(calibration: Calibration) -> Iterator[Block]:
    yield Heading("What the words keep")
    yield Paragraph(f"With the limits as they are ({_limit_words(calibration.limits.clear)} for clear):")
    yield _words_table(calibration.now)
    yield Paragraph(f"With the limits of clear that these decisions would choose ({_limit_words(calibration.chosen)}):")
    yield _words_table(calibration.with_chosen)
    yield Paragraph("With the limits of clear chosen without the source of each decision:")
    yield _words_table(calibration.cross_validated)
    yield Heading("One figure alone")
    rows = (
        (cut.figure, figure(cut.at_least), _of(cut.right, cut.reached), _of(cut.right_below, cut.below))
        for cut in calibration.cuts
    )
    yield Table(("figure", "limit", "acceptable from it", "acceptable below"), tuple(rows), right=(1, 2, 3))


def _limit_words(limits: LeastAhead) -> str:
    return ", ".join(f"{name} {figure(limit)}" for name, limit in limits.model_dump().items())


def _words_table(tallies: Sequence[WordTally]) -> Table:
    rows = (
        (FIRMNESS[each.word], str(each.cases), str(each.right), percent(each.right_share), str(each.second_right))
        for each in tallies
    )
    return Table(WORD_HEADERS, tuple(rows), right=(1, 2, 3, 4))


def _by_collection(comparisons: Sequence[Comparison]) -> dict[Collection, tuple[Comparison, ...]]:
    """The comparisons of each collection, in the order of the collections."""
    parted = {each: tuple(one for one in comparisons if one.precedent.collection is each) for each in Collection}
    return {collection: its for collection, its in parted.items() if its}


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
