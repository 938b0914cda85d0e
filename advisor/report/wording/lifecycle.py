"""Whether a platform is on offer and open to new customers, how soon it is set up, and why a claim is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.knowledge import DatedClaim
from advisor.report.wording.operation import task_list
from advisor.screening import DerivedClaim, DerivedCode
from advisor.values import Fact


def _ended(platform: str, since: str, successor: str, successor_name: str) -> str:
    named = f"{successor_name} ({successor})" if successor_name else successor
    return f"{platform} ended on {since}{f'; its successor is {named}' if successor else ''}"


def _setup(days: float, largest: Sequence[str]) -> str:
    return f"About {days:.0f} working days to set up and learn, most of them to {task_list(largest)}"


def _weekly(hours: float, largest: Sequence[str]) -> str:
    return f"About {hours:.0f} hours a week for ten services on three machines, most of them to {task_list(largest)}"


def _stands_under_us_law(providers: Sequence[str]) -> str:
    return f"It would stand with {' or '.join(providers)}, which answers to the law of the United States"


def _with_other_providers(providers: Sequence[str]) -> str:
    return f"It may stand with {' or '.join(providers)}"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    DerivedCode.ON_OFFER: lambda since: f"on offer since {since}",
    DerivedCode.COMES_LATER: lambda platform, since: f"{platform} came later, on {since}",
    DerivedCode.ENDED: _ended,
    DerivedCode.OPEN_TO_NEW: lambda: "no day is known from which it takes no new customers",
    DerivedCode.CLOSED_TO_NEW: lambda platform, since: f"{platform} has taken no new customers since {since}",
    DerivedCode.RUNS_ALREADY: lambda: "it runs here already",
    DerivedCode.RUN_UNDER_US_LAW: lambda provider, why: f"{provider} runs it. {why}",
    DerivedCode.STANDS_UNDER_US_LAW: _stands_under_us_law,
    DerivedCode.ON_OWN_SERVERS: lambda: "The team runs it on own servers",
    DerivedCode.WITH_OTHER_PROVIDERS: _with_other_providers,
    DerivedCode.SETUP_DAYS: _setup,
    DerivedCode.WEEKLY_HOURS: _weekly,
}


def lifecycle_words(status: str, **values: Fact) -> str:
    """What a derived code says, given its values by name."""
    return WORDS[DerivedCode(status)](**values)


def claim_words(claim: DatedClaim, *, named: bool = False) -> str:
    """Why a claim is made: in the words of the knowledge base, or what is worked out; empty where neither does.

    `named`: the platform has just been named, and is called `it`.
    """
    if not isinstance(claim, DerivedClaim):
        return claim.why or ""
    values = dict(claim.reason.values)
    if named and "platform" in values:
        values["platform"] = "it"
    return lifecycle_words(claim.reason.code, **values)
