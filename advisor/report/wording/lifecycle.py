"""Whether a platform is on offer and open to new customers, and why a claim is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from advisor.knowledge import DatedClaim
from advisor.screening import LifecycleClaim, LifecycleCode
from advisor.values import Fact


def _ended(platform: str, since: str, successor: str, successor_name: str) -> str:
    named = f"{successor_name} ({successor})" if successor_name else successor
    return f"{platform} ended on {since}{f'; its successor is {named}' if successor else ''}"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    LifecycleCode.ON_OFFER: lambda since: f"on offer since {since}",
    LifecycleCode.COMES_LATER: lambda platform, since: f"{platform} came later, on {since}",
    LifecycleCode.ENDED: _ended,
    LifecycleCode.OPEN_TO_NEW: lambda: "no day is known from which it takes no new customers",
    LifecycleCode.CLOSED_TO_NEW: lambda platform, since: f"{platform} has taken no new customers since {since}",
    LifecycleCode.RUNS_ALREADY: lambda: "it runs here already",
}


def lifecycle_words(status: str, **values: Fact) -> str:
    """What a code of the lifecycle says, given its values by name."""
    return WORDS[LifecycleCode(status)](**values)


def claim_words(claim: DatedClaim) -> str:
    """Why a claim is made: in the words of the knowledge base, or what the lifecycle says; empty where neither does."""
    if isinstance(claim, LifecycleClaim):
        return lifecycle_words(claim.reason.code, **dict(claim.reason.values))
    return claim.why or ""
