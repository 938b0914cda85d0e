"""What becomes of an answer with other requirements: the page of `advisor what-if`."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from advisor.knowledge import Knowledge
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph, Table
from advisor.report.json_values import plain, round_off
from advisor.report.wording import because_of, count, ended, listing, usd
from advisor.report.wording.bill import line_words, not_in_sum_words, weighing_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.rounded import money_in_line, value_in_line
from advisor.report.wording.support import how_words, what_words, where_words
from advisor.sizing.bill_types import BillKey, BillLine, LeftOut, Unpriced
from advisor.sizing.diff import (
    BillTotal,
    Change,
    ControlPlaneFact,
    ControlPlaneKey,
    PlaneValue,
    PoolKey,
    Promise,
    TopologyChange,
)
from advisor.sizing.pool import PoolKind
from advisor.sizing.support_part import SupportKey, SupportPart
from advisor.sizing.topology import Infeasible, Topology
from advisor.values import Note
from advisor.what_if import Answered, PlatformChange, WhatIf

_LONGEST = 60


def what_if_page(answer: WhatIf) -> tuple[Block, ...]:
    """What was changed, and all that changes with it; or plainly that nothing does."""
    return tuple(_page(answer))


def _page(answer: WhatIf) -> Iterator[Block]:
    yield Heading(f"{answer.scenario.name}: what if", 1)
    yield Bullets(tuple(Bullet(answered_words(one)) for one in answer.answers))
    if not answer.changed:
        yield Paragraph(_nothing(answer))
        return
    if answer.before is not None and answer.after is not None:
        yield from answer_blocks(answer.before, answer.after)
        yield from ranking_change_blocks(answer)
    for one in answer.shown:
        yield from platform_blocks(one, answer)


def answered_words(one: Answered) -> str:
    """A key with its values before and after."""
    becomes = "left out" if one.becomes is None else _short(one.becomes)
    return f"{one.key}: {_short(one.was)} -> {becomes}"


def _short(value: Any) -> str:
    """A plain value on one line, as YAML would have it; `not answered` for None."""
    if value is None:
        return "not answered"
    text = _flow(plain(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _flow(value: Any) -> str:
    """A JSON value in YAML's flow style, texts without quotes."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(entry)}' for key, entry in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return value if isinstance(value, str) else json.dumps(value)


def _nothing(answer: WhatIf) -> str:
    if answer.scenario == answer.changed_scenario:
        return "Nothing changes: the requirement says so already."
    if answer.before is not None and not answer.compared:
        return "Nothing changes: no platform fits, before and after."
    if answer.before is not None:
        return "Nothing changes: set-up and bill, the verdict and the ranking stay as they are."
    one = answer.compared[0]
    if isinstance(one.becomes, Infeasible):
        reason = ended(refusal_words(one.becomes.refusal))
        return f"Nothing changes: {one.platform.name} cannot hold the services. {reason}"
    return f"Nothing changes: set-up and bill of {one.platform.name} stay as they are."


def answer_blocks(before: Recommendation, after: Recommendation) -> Iterator[Block]:
    """Verdict and first place before and after."""
    yield Heading("The answer")
    verdicts = [answer.verdict.need.value for answer in (before, after)]
    winners = [answer.winner.platform.name if answer.winner else "no platform fits" for answer in (before, after)]
    yield Bullets(
        tuple(
            Bullet(f"{what}: {was}, as before." if was == becomes else f"{what}: {was} -> {becomes}.")
            for what, was, becomes in (
                ("Need of an orchestrator", *verdicts),
                ("First place", *winners),
            )
        )
    )


def ranking_change_blocks(answer: WhatIf) -> Iterator[Block]:
    """The platforms that change rank, score or bill, in the order of the ranking afterwards."""
    changed = sorted((one for one in answer.compared if _cells(one)[0] != _cells(one)[1]), key=_new_rank)
    if changed:
        yield Heading("The ranking")
        rows = []
        for one in changed:
            was, becomes = _cells(one)
            rows.append((one.platform.id, *(cell for pair in zip(was, becomes, strict=True) for cell in pair)))
        headers = ("platform", "rank", "then", "score", "then", "USD a month", "then")
        yield Table(headers, tuple(rows), right=(1, 2, 3, 4, 5, 6))
    kept = [one.platform.id for one in answer.compared if one not in changed]
    if kept:
        yield Paragraph(f"As before: {listing(kept)}.")
    items = [item for one in changed for item in _out_items(one, answer)]
    if items:
        yield Bullets(tuple(items))


def _new_rank(one: PlatformChange) -> float:
    return one.ranked[1].rank if one.ranked[1] else math.inf


def _cells(one: PlatformChange) -> tuple[tuple[str, str, str], ...]:
    return tuple(_place(entry) for entry in one.ranked)


def _place(entry: Ranked | None) -> tuple[str, str, str]:
    if entry is None:
        return ("out", "-", "-")
    base = entry.topology.bill.base
    return (str(entry.rank), f"{entry.score.total:.3f}", "-" if base is None else f"{base:,.0f}")


def _out_items(one: PlatformChange, answer: WhatIf) -> Iterator[Bullet]:
    for when, side in (("before", one.was), ("after", one.becomes)):
        if not isinstance(side, Topology):
            yield Bullet(f"{one.platform.name} does not fit {when}: {ended(reason_of(side, answer))}")


def reason_of(side: Infeasible | Eliminated, answer: WhatIf) -> str:
    """Why a platform is not sized, or ruled out, in words."""
    if isinstance(side, Infeasible):
        return f"it cannot hold the services: {refusal_words(side.refusal)}"
    reasons = [f"{unmet.rule_id} {because_of(unmet, answer.knowledge)}" for unmet in side.screened.unmet]
    if side.infeasible is not None:
        reasons.append(f"it cannot hold the services: {refusal_words(side.infeasible.refusal)}")
    return "; ".join(reason.rstrip(".") for reason in reasons)


def platform_blocks(one: PlatformChange, answer: WhatIf) -> Iterator[Block]:
    """What changes in set-up and bill of one platform."""
    yield Heading(f"{one.platform.name} ({one.platform.id})")
    change = one.change
    if change is None:
        yield Bullets((_side("Before", one.was, answer), _side("After", one.becomes, answer)))
        return
    if change.nothing:
        yield Paragraph("Nothing changes in its set-up and bill.")
        return
    if not change.set_up:
        yield Paragraph("Nothing changes in its set-up.")
    yield from _control_plane_blocks(change.control_plane)
    if change.agents or change.moved or change.survives:
        yield Heading("Agents", 3)
    if change.agents:
        headers = ("pool", "where", "zone", "machine", "before", "after", "more")
        rows = ((p.pool, p.site, p.zone, p.machine, str(w), str(b), f"{b - w:+d}") for p, w, b in change.agents)
        yield Table(headers, tuple(rows), right=(4, 5, 6))
    if change.moved:
        pools = listing([key.pool for key in change.moved])
        yield Paragraph(f"The same machines with the replicas placed otherwise: pool {pools}.")
    if change.survives:
        yield Bullets(tuple(Bullet(_promise_change(c)) for c in change.survives))
    yield from _support_blocks(change)
    yield from _bill_blocks(one, change, answer.knowledge)


def _promise_change(change: Change[PoolKey, Promise]) -> str:
    was, becomes = (_promise(promise) for promise in (change.was, change.becomes))
    return f"Pool {change.key.pool} outlasts the loss of {was} -> {becomes}."


def _promise(promise: Promise | None) -> str:
    if promise is None:
        return "nothing"
    losses = [f"{promise.nodes} of its machines"] if promise.nodes else []
    losses += ["a zone"] if promise.zone else []
    return (" together with " if promise.together else " or ").join(losses) or "nothing"


def _side(when: str, side: Topology | Infeasible | Eliminated, answer: WhatIf) -> Bullet:
    if isinstance(side, Topology):
        unit = "agent" if any(pool.kind is PoolKind.MACHINES for pool in side.pools) else "instance"
        return Bullet(f"{when}: {count(sum(pool.node_count for pool in side.pools), unit)}, {_month(side)}.")
    return Bullet(f"{when}: {ended(reason_of(side, answer))}")


def _month(side: Topology) -> str:
    return usd(side.bill.base) + (" a month" if side.bill.base is not None else "")


CONTROL_PLANE_FACTS: Mapping[ControlPlaneFact, str] = {
    ControlPlaneFact.OPERATED_BY: "operated by",
    ControlPlaneFact.MEMBERS: "members",
    ControlPlaneFact.MACHINE_TYPES: "machine",
    ControlPlaneFact.ON_AGENTS: "on the agents",
    ControlPlaneFact.TOLERATES: "members that may be lost",
    ControlPlaneFact.CLUSTERS: "clusters",
    ControlPlaneFact.USD_PER_HOUR: "USD an hour",
    ControlPlaneFact.SLA_PERCENT: "promised availability in percent",
    ControlPlaneFact.MEMBERS_IN_ZONE: "members in",
}


def _control_plane_blocks(changes: Sequence[Change[ControlPlaneKey, PlaneValue]]) -> Iterator[Block]:
    if changes:
        yield Heading("Control plane", 3)
        yield Bullets(tuple(Bullet(f"{_fact_name(c.key)}: {_figure(c.was)} -> {_figure(c.becomes)}") for c in changes))


def _fact_name(key: ControlPlaneKey) -> str:
    name = CONTROL_PLANE_FACTS[key.fact]
    return f"{name} {key.zone}" if key.zone else name


def _figure(value: PlaneValue | None) -> str:
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, tuple):
        return " and ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(round_off(value)) if isinstance(value, float) else str(value)


def _support_blocks(change: TopologyChange) -> Iterator[Block]:
    if change.support:
        yield Heading("Beside the agents", 3)
        yield Bullets(tuple(Bullet(_support_change(c)) for c in change.support))
    if change.notes:
        yield Heading("Noticed while sizing", 3)
        yield Bullets(tuple(map(_note_item, change.notes)))


def _note_item(change: Change[Note, Note]) -> Bullet:
    return Bullet(f"{'New' if change.was is None else 'No longer'}: {ended(note_words(change.key))}")


def _support_change(change: Change[SupportKey, SupportPart]) -> str:
    part = change.becomes or change.was
    named = ", ".join(words for words in (what_words(part), where_words(part)) if words) if part else ""
    return f"{named}: {_part(change.was, change.becomes)} -> {_part(change.becomes, change.was)}"


def _part(part: SupportPart | None, other: SupportPart | None) -> str:
    """How many there are; where the number is the same, where it is or how it is had."""
    if part is None:
        return "none"
    if other is None or other.count != part.count:
        return str(part.count or how_words(part))
    return where_words(part) if where_words(part) != where_words(other) else how_words(part)


TOTALS: Mapping[BillTotal, str] = {
    BillTotal.LOW: "low",
    BillTotal.BASE: "base",
    BillTotal.HIGH: "high",
    BillTotal.AT_END_OF_PLAN: "at the end of the plan",
}


def _bill_blocks(one: PlatformChange, change: TopologyChange, knowledge: Knowledge) -> Iterator[Block]:
    if not change.bill:
        return
    yield Heading("What it costs a month", 3)
    rows = [(_line_name(c), *_amounts(_paid(c.was), _paid(c.becomes))) for c in change.lines]
    today = [c for c in change.totals if c.key is not BillTotal.AT_END_OF_PLAN]
    steady = len({(c.was, c.becomes) for c in today}) == 1
    for c in change.totals:
        later = c.key is BillTotal.AT_END_OF_PLAN
        if c.key is BillTotal.BASE or (later and c.was != c.becomes) or (not later and not steady):
            name = "all together" if steady and not later else f"all together, {TOTALS[c.key]}"
            none = "nothing grows" if later else "no total"
            rows.append((name, *_amounts(*(none if usd is None else usd for usd in (c.was, c.becomes)))))
    if rows:
        yield Table(("USD", "before", "after", "difference"), tuple(rows), right=(1, 2, 3))
    else:
        yield Paragraph("No line of the bill changes.")
    if change.basis:
        sides = [weighing_words(side.bill) for side in (one.was, one.becomes) if isinstance(side, Topology)]
        yield Paragraph(f"The base stands for: {' -> '.join(sides)}.")
    for left in change.not_in_sum:
        yield Paragraph(_left_out_change(left, knowledge))


def _left_out_change(change: Change[Hashable, Unpriced | LeftOut], knowledge: Knowledge) -> str:
    was, becomes = (cost and not_in_sum_words(cost, knowledge) for cost in (change.was, change.becomes))
    if was and becomes:
        return f"Left out of the sum: {was} -> {ended(becomes)}"
    return f"Left out of the sum: {ended(becomes)}" if becomes else f"No longer left out of the sum: {ended(was or '')}"


def _line_name(change: Change[BillKey, BillLine]) -> str:
    """The line, with both numbers where it stands on both sides."""
    line = change.becomes or change.was
    return line_words(line, change.was) if line else ""


def _paid(line: BillLine | None) -> float | str:
    """What a line costs, 0 where it is not there, or words."""
    if line is None:
        return 0.0
    return "not priced" if line.usd_per_month is None else line.usd_per_month


def _amounts(was: float | str, becomes: float | str) -> tuple[str, str, str]:
    shown = [amount if isinstance(amount, str) else money_in_line(amount) for amount in (was, becomes)]
    if isinstance(was, str) or isinstance(becomes, str):
        return (shown[0], shown[1], "-")
    return (shown[0], shown[1], _difference(value_in_line(becomes) - value_in_line(was)))


def _difference(dollars: float) -> str:
    """With its sign; none where nothing differs."""
    return f"{'-' if dollars < 0 else '+'}{money_in_line(abs(dollars))}" if dollars else "0"
