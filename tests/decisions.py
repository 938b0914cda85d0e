"""What the advice decides, and where two such sets of decisions differ: verdict, ranks, bills, reasons by their rules.

Words are left out, and so is where replicas stand: an independent checker judges that, not a frozen file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from advisor import Recommendation, Topology
from advisor.recommend import Eliminated, Ranked
from advisor.report.wording.assumptions import subject_words
from advisor.sizing import Infeasible

MOST_OFF = 0.01
"""Share of a figure that is no decision: bills may move by as much."""
LEAST_TOLD = 0.005
"""Figures of this size and below are equal: half of the last decimal that a score is quoted with."""
WIDTH = 120

Decisions = dict[str, Any]


def decisions_of(answer: Recommendation) -> Decisions:
    """The decisions of a recommendation, without words, in the order in which a reader asks."""
    first = answer.winner.platform.id if answer.winner else None
    return {
        "as_of": answer.as_of.isoformat(),
        "needs_orchestrator": _verdict(answer),
        "recommendation": first,
        "close_call": bool(answer.confidence.close_call),
        "what_would_change_it": [[c.field, c.becomes, c.winner] for c in answer.changes],
        "unknowns_that_matter": [unknown.field for unknown in answer.unknowns if unknown.matters],
        "unknowns_that_could_change_winner": [u.field for u in answer.unknowns if u.could_change_winner],
        "assumptions": sorted({subject_words(assumption) for assumption in answer.assumptions}),
        "warnings": [warning.id for warning in answer.warnings],
        "ranking": {entry.platform.id: _ranked(entry) for entry in answer.ranking},
        "set_up": _set_up(answer.winner.topology) if answer.winner else None,
        "eliminated": {entry.platform.id: _eliminated(entry) for entry in answer.eliminated},
    }


def sizing_decisions(sized: Topology | Infeasible) -> Decisions:
    """The decisions of the sizing of one platform: its bill and what there is to set up, or whom to blame."""
    if isinstance(sized, Infeasible):
        return {"cannot_hold": list(sized.services)}
    return {"cost": _cost(sized), **_set_up(sized)}


def _verdict(answer: Recommendation) -> Decisions:
    verdict = answer.verdict
    parts = {
        "for": verdict.for_it,
        "against": verdict.against_it,
        "for_managed": verdict.for_managed,
        "for_machines": verdict.for_machines,
        "for_own": verdict.for_own,
        "undecided": verdict.undecided,
        "tipping": verdict.tipping,
    }
    return {
        "verdict": verdict.need.value,
        "forms": {form.value: points for form, points in verdict.forms.strengths},
        "points": float(verdict.points),
        **{name: [finding.rule.id for finding in findings] for name, findings in parts.items()},
    }


def _ranked(entry: Ranked) -> Decisions:
    return {
        "rank": entry.rank,
        "score": round(entry.score.total, 3),
        "cost": _cost(entry.topology),
        "control_plane": _control_plane(entry.topology),
        "cautions": [caution.rule or caution.note.code.value for caution in entry.cautions],
        "strengths": [trait.term for trait in entry.strengths],
        "weaknesses": [trait.term for trait in entry.weaknesses],
    }


def _cost(topology: Topology) -> dict[str, float | None]:
    """The monthly bill in USD."""
    bill = topology.bill
    figures = {"low": bill.low, "base": bill.base, "high": bill.high}
    return {name: None if figure is None else round(float(figure), 2) for name, figure in figures.items()}


def _control_plane(topology: Topology) -> Decisions:
    plane = topology.control_plane
    said = {
        "members": plane.members,
        "machine": " and ".join(plane.machine_types),
        "tier": plane.tier,
        "clusters": plane.clusters,
    }
    return {name: value for name, value in said.items() if value}


def _set_up(topology: Topology) -> Decisions:
    """Everything that has to be made, in counts."""
    return {
        "control_plane": _control_plane(topology),
        "members_by_zone": dict(topology.control_plane.members_by_zone),
        "agents": {f"{pool.cluster} {pool.name}".strip(): pool.node_count for pool in topology.pools},
        "auxiliary": {pool.role: pool.count for pool in topology.auxiliary},
        "support": [part.key.kind.value for part in topology.support],
        "bill": _bill_by_part(topology),
    }


def _bill_by_part(topology: Topology) -> dict[str, float | None]:
    """What each part of the bill costs a month in USD, all its lines together; None where a line has no price."""
    parts: dict[str, float | None] = {}
    for line in topology.bill.lines:
        before, more = parts.get(line.key.part.value, 0.0), line.usd_per_month
        parts[line.key.part.value] = None if before is None or more is None else round(before + more, 2)
    return parts


def _eliminated(entry: Eliminated) -> Decisions:
    return {
        "rules": [unmet.requirement.finding.rule.id for unmet in entry.screened.unmet],
        "lone_blocker": entry.screened.lone_blocker,
        "cannot_hold": list(entry.infeasible.services) if entry.infeasible else None,
    }


def write(decisions: Decisions) -> str:
    """The decisions as YAML: one line for each list and each small table."""
    return yaml.safe_dump(decisions, sort_keys=False, allow_unicode=True, default_flow_style=None, width=WIDTH)


def read(text: str) -> Decisions:
    """The decisions that YAML holds; nothing for an empty file."""
    return yaml.safe_load(text) or {}


def differences(was: Any, now: Any, path: str = "") -> Iterator[str]:
    """One line for each decision that changed, with its path; figures within `MOST_OFF` of each other are the same."""
    if isinstance(was, dict) and isinstance(now, dict):
        yield from _differing_tables(was, now, path)
    elif isinstance(was, list) and isinstance(now, list):
        yield from _differing_lists(was, now, path)
    elif not _same(was, now):
        yield f"{path}: {was} -> {now}{_percent(was, now)}"


def _differing_tables(was: Decisions, now: Decisions, path: str) -> Iterator[str]:
    for name in [*was, *(name for name in now if name not in was)]:
        below = f"{path}.{name}" if path else str(name)
        if name not in now:
            yield f"{below}: is gone; it was {was[name]}"
        elif name not in was:
            yield f"{below}: is new: {now[name]}"
        else:
            yield from differences(was[name], now[name], below)
    if list(was) != list(now) and was.keys() == now.keys():
        yield f"{path}: the order was {', '.join(was)} and is {', '.join(now)}"


def _differing_lists(was: list[Any], now: list[Any], path: str) -> Iterator[str]:
    if was == now:
        return
    gone, new = _without(was, now), _without(now, was)
    told = [*(f"without {entry}" for entry in gone), *(f"with {entry}" for entry in new)]
    yield f"{path}: now {', '.join(told)}" if told else f"{path}: in another order: {was} -> {now}"


def _without(some: list[Any], others: list[Any]) -> list[Any]:
    """What is left of some entries when each of the others takes away one that is equal."""
    left = list(some)
    for entry in others:
        if entry in left:
            left.remove(entry)
    return left


def _same(was: Any, now: Any) -> bool:
    if isinstance(was, float) and isinstance(now, float):
        return abs(was - now) <= max(LEAST_TOLD, MOST_OFF * abs(was))
    return bool(was == now and type(was) is type(now))


def _percent(was: Any, now: Any) -> str:
    return f" ({now / was - 1:+.1%})" if isinstance(was, float) and isinstance(now, float) and was else ""
