"""What changed between two knowledge bases, one line for each statement and each scenario, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from advisor.advice_diff import Advice, Shift
from advisor.errors import Problem
from advisor.knowledge import ChangeKind, Difference, Knowledge
from advisor.report.formats.text import printable
from advisor.report.json_values import plain, to_json
from advisor.report.wording import count, listing

LONGEST = 60
"""Characters of a value shown in a line; the JSON has all of it."""


def render_differences(
    before: Knowledge, after: Knowledge, found: Sequence[Difference], shifted: Sequence[Shift], form: str
) -> str:
    """The differences as `text` or `json`."""
    if form == "json":
        return to_json(_as_dict(before, after, found, shifted))
    lines = (*(_line(difference) for difference in found), *_scenario_lines(shifted), _summary(found))
    return "".join(f"{printable(line)}\n" for line in lines)


def _as_dict(
    before: Knowledge, after: Knowledge, found: Sequence[Difference], shifted: Sequence[Shift]
) -> dict[str, Any]:
    return {
        "was": {"version": before.version, "hash": before.hash, "overlay": before.overlay},
        "becomes": {"version": after.version, "hash": after.hash, "overlay": after.overlay},
        "differences": [
            {"change": d.change.value, "what": d.what, "id": d.id, "was": plain(d.was), "becomes": plain(d.becomes)}
            for d in found
        ],
        "scenarios": [
            {
                "scenario": shift.scenario,
                "changed": shift.changed,
                "was": _advice_dict(shift.was),
                "becomes": _advice_dict(shift.becomes),
            }
            for shift in shifted
        ],
    }


def _advice_dict(advice: Advice) -> dict[str, Any]:
    return {
        "winner": advice.winner,
        "verdict": advice.verdict,
        "ranking": list(advice.ranking),
        "refused": [{"field": p.field, "message": p.message, "remedy": p.remedy} for p in advice.refused],
    }


def _line(difference: Difference) -> str:
    head = f"{difference.change.value} {difference.what} {difference.id}"
    if difference.change is ChangeKind.CHANGED:
        becomes = difference.becomes
        parts = [f"{name} {_short(was)} -> {_short(becomes[name])}" for name, was in difference.was.items()]
        return f"{head}: {'; '.join(parts)}"
    fields = difference.becomes or difference.was
    source = f" ({fields['source']})" if "source" in fields else ""
    return f"{head}: {_short(next(iter(fields.values())))}{source}"


def _short(value: Any) -> str:
    shown = plain(value)
    text = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _scenario_lines(shifted: Sequence[Shift]) -> Iterator[str]:
    for shift in shifted:
        if shift.changed:
            yield f"changed scenario {shift.scenario}: {'; '.join(_shift_parts(shift))}"
    kept = [shift.scenario for shift in shifted if not shift.changed]
    if kept:
        yield f"same winner, verdict and order: {listing(kept)}"


def _shift_parts(shift: Shift) -> Iterator[str]:
    was, becomes = shift.was, shift.becomes
    for name, old, new in (
        ("winner", was.winner, becomes.winner),
        ("verdict", was.verdict, becomes.verdict),
        ("refused", _first(was.refused), _first(becomes.refused)),
    ):
        if old != new:
            yield f"{name} {old or 'none'} -> {new or 'none'}"
    moves = [f"{platform} {old or 'out'} -> {new or 'out'}" for platform, old, new in shift.moves]
    if moves:
        yield f"ranking {', '.join(moves)}"


def _first(problems: Sequence[Problem]) -> str | None:
    """The first mistake in words; the JSON has all of them."""
    return str(problems[0]) if problems else None


def _summary(found: Sequence[Difference]) -> str:
    return f"{count(len(found), 'statement')} added, removed or changed" if found else "the same statements"
