"""What becomes of an answer with other requirements, as JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.knowledge import Knowledge
from advisor.recommend import Eliminated, Ranked
from advisor.report.json_values import plain, round_off
from advisor.report.schema.recommendation import SCHEMA_VERSION
from advisor.report.wording import because_of
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing import BillLine, Change, Infeasible, SupportPart, Topology, TopologyChange
from advisor.what_if import Compared, WhatIf


def what_if_dict(answer: WhatIf) -> dict[str, Any]:
    """All that changes as JSON values, keys in a fixed order; `was` and `becomes` are null where there is nothing.

    `ranking` has every platform that fits before or after; `platforms` those shown in detail: the winners before and
    after, or the one asked about. Without a recommendation, as for one platform, verdict, winner and ranking are null.
    """
    before, after = answer.before, answer.after
    both = before is not None and after is not None
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": answer.scenario.name,
        "knowledge": {"version": answer.knowledge.version, "hash": answer.knowledge.hash},
        "changes": [{"key": one.key, "was": plain(one.was), "becomes": plain(one.becomes)} for one in answer.answers],
        "changed": answer.changed,
        "verdict": _both(*(one.verdict.need.value if one else None for one in (before, after))) if both else None,
        "winner": _both(*(_winner(one.winner) if one else None for one in (before, after))) if both else None,
        "ranking": [_ranked(one, answer.knowledge) for one in answer.compared] if both else None,
        "platforms": [_platform(one, answer.knowledge) for one in answer.shown],
    }


def _both(was: Any, becomes: Any) -> dict[str, Any]:
    return {"was": was, "becomes": becomes}


def _winner(winner: Ranked | None) -> str | None:
    return winner.platform.id if winner else None


def _ranked(one: Compared, knowledge: Knowledge) -> dict[str, Any]:
    sides = [
        {
            "rank": entry.rank if entry else None,
            "score": round_off(entry.score.total) if entry else None,
            "usd_per_month": round_off(entry.topology.bill.base) if entry else None,
            "out_because": _reasons(side, knowledge),
        }
        for entry, side in zip(one.ranked, (one.was, one.becomes), strict=True)
    ]
    return {"platform": one.platform.id, **_both(*sides)}


def _reasons(side: Topology | Infeasible | Eliminated, knowledge: Knowledge) -> list[str]:
    """Why a platform is out; empty where it is sized."""
    if isinstance(side, Topology):
        return []
    if isinstance(side, Infeasible):
        return [refusal_words(side.refusal)]
    unmet = [f"{one.rule_id} {because_of(one, knowledge)}" for one in side.screened.unmet]
    return [*unmet, *([refusal_words(side.infeasible.refusal)] if side.infeasible else [])]


def _platform(one: Compared, knowledge: Knowledge) -> dict[str, Any]:
    change = one.change
    bills = [side.bill if isinstance(side, Topology) else None for side in (one.was, one.becomes)]
    return {
        "platform": one.platform.id,
        "out_because": _both(_reasons(one.was, knowledge), _reasons(one.becomes, knowledge)),
        "changed": one.changed,
        "cost_usd_per_month": {
            name: _both(*(round_off(getattr(bill, name)) if bill else None for bill in bills))
            for name in ("low", "base", "high")
        },
        "topology": None if change is None else _topology(change),
        "bill": None if change is None else _bill(change),
    }


def _topology(change: TopologyChange) -> dict[str, Any]:
    return {
        "control_plane": [{"what": c.what, **_both(plain(c.was), plain(c.becomes))} for c in change.control_plane],
        "agents": [
            {"pool": p.pool, "site": p.site, "zone": p.zone, "machine": p.machine, **_both(was, becomes)}
            for p, was, becomes in change.agents
        ],
        "replicas_moved_in": list(change.moved),
        "survives": [{"pool": c.what, **_both(c.was, c.becomes)} for c in change.survives],
        "support": [{"what": c.what, **_both(_part(c.was), _part(c.becomes))} for c in change.support],
        "notes": _texts(change.notes),
    }


def _bill(change: TopologyChange) -> dict[str, Any]:
    return {
        "lines": [_line(line) for line in change.lines],
        "basis": None if change.basis is None else _both(change.basis.was, change.basis.becomes),
        "left_out": _texts(change.not_in_sum),
    }


def _texts(changes: Sequence[Change[str]]) -> dict[str, list[str]]:
    gone = [change.what for change in changes if change.becomes is None]
    return {"gone": gone, "new": [change.what for change in changes if change.was is None]}


def _part(part: SupportPart | None) -> dict[str, Any] | None:
    return None if part is None else {"count": part.count, "where": part.where, "how": part.how}


def _line(change: Change[BillLine]) -> dict[str, Any]:
    sides = [
        None
        if line is None
        else {
            "what": line.what,
            "quantity": round_off(line.quantity),
            "unit": line.unit,
            "unit_price": round_off(line.unit_price_usd),
            "usd_per_month": round_off(line.usd_per_month),
        }
        for line in (change.was, change.becomes)
    ]
    return {"what": change.what, **_both(*sides)}
