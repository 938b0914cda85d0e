"""What becomes of the answer with other requirements, in a sentence or two; and why a platform is out then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.knowledge import Knowledge
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.report.wording import because_of, ended, percent, usd, with_verb
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.topology import Infeasible, Topology
from advisor.what_if import PlatformChange, WhatIf

LEAST_SHARE = 0.005
"""A difference of the bill below it is told as none."""


def outcome_words(answer: WhatIf) -> str:
    """Whether the verdict and the first place stay, and what the bill of the first place becomes."""
    if answer.before is None or answer.after is None:
        return ""
    return " ".join(_outcome(answer.before, answer.after))


def _outcome(before: Recommendation, after: Recommendation) -> Iterator[str]:
    if before.verdict.need is not after.verdict.need:
        yield "The verdict changes."
    was, becomes = before.winner, after.winner
    if becomes is None:
        yield "No platform fits any more." if was else "No platform fits, before and after."
    elif was is None:
        yield f"Now a platform fits: {becomes.platform.name}, for {_bill(becomes)}."
    elif was.platform.id == becomes.platform.id:
        yield f"The first place stays with {was.platform.name}; {_bill_change(was, becomes)}."
    else:
        yield f"The first place goes from {was.platform.name} to {becomes.platform.name}; {_bill_change(was, becomes)}."


def _bill(entry: Ranked) -> str:
    return usd(entry.topology.bill.base) + (" a month" if entry.topology.bill.base is not None else "")


def _bill_change(was: Ranked, becomes: Ranked) -> str:
    """`the bill goes from USD 244 to USD 574 a month, 135% more`."""
    before, after = was.topology.bill.base, becomes.topology.bill.base
    if before is None or after is None:
        return f"the bill goes from {usd(before)} to {usd(after)}"
    share = after / before - 1 if before else 0.0
    if round(before, 2) == round(after, 2):
        return f"the bill stays at {usd(before)} a month"
    if abs(share) < LEAST_SHARE or usd(before) == usd(after):
        return f"the bill stays about the same, at {usd(after)} a month"
    more = "more" if share > 0 else "less"
    return f"the bill goes from {usd(before)} to {usd(after)} a month, {percent(abs(share))} {more}"


def out_lines(changes: Iterable[PlatformChange], knowledge: Knowledge) -> Iterator[str]:
    """Why platforms that fit on one side only do not fit on the other; platforms with the same reason together."""
    names: dict[tuple[str, str], list[str]] = {}
    for one in changes:
        for when, side in (("before", one.was), ("with the change", one.becomes)):
            if not isinstance(side, Topology):
                for reason in _reasons(side, knowledge):
                    names.setdefault((when, reason), []).append(one.platform.name)
    for (when, reason), out in names.items():
        yield f"{with_verb(out, 'does', 'do')} not fit {when}: {ended(reason)}"


def _reasons(side: Infeasible | Eliminated, knowledge: Knowledge) -> Iterator[str]:
    if isinstance(side, Eliminated):
        for unmet in side.screened.unmet:
            yield because_of(unmet, knowledge).rstrip(".")
    refused = side if isinstance(side, Infeasible) else side.infeasible
    if refused is not None:
        yield f"it cannot hold the services: {refusal_words(refused.refusal)}".rstrip(".")
