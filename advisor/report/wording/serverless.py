"""Tasks without agents: how they are billed, which services share one, and what is not kept apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording import first_of, inner, listing, usd
from advisor.sizing.note_codes import NoteCode
from advisor.values import mid_sentence


def _billed(how: str) -> Callable[..., str]:
    def words(services: Sequence[str], mode: str, usd_per_month: float, others: Sequence[tuple[str, float]]) -> str:
        against = listing([f"{usd(other_usd)} with {other}" for other, other_usd in others])
        return (
            f"{first_of(services)}: billed {how} ({mode}), about {usd(usd_per_month)} a month before what is free, "
            f"against {against}"
        )

    return words


def _one_task(services: Sequence[tuple[str, int]]) -> str:
    containers = listing([name if number == 1 else f"{number} x {name}" for name, number in services])
    return f"{containers} form one task: its containers stand on one machine, and start and end together"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    NoteCode.BILLED_BY_REQUESTS: _billed("while requests are handled"),
    NoteCode.BILLED_BY_TIME: _billed("for as long as replicas exist"),
    NoteCode.KEPT_READY: lambda services, usd_per_month: (
        f"{first_of(services)}: replicas that are kept ready while nothing is asked cost about {usd(usd_per_month)} a "
        "month of the bill; with min: 0 the first request would wait for one to start instead"
    ),
    NoteCode.ONE_TASK: _one_task,
    NoteCode.KEPT_APART_UNSEEN: lambda services, platform: (
        f"{first_of(services)}: which machine carries a replica is {platform}'s to choose, so that replicas are kept "
        "apart cannot be promised"
    ),
    NoteCode.ZONES_BY_HAND: lambda services, platform, why: (
        f"{first_of(services)}: {platform} does not spread replicas over zones by itself ({mid_sentence(inner(why))})"
    ),
}
