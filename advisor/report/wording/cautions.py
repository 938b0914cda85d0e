"""What to settle before a platform is chosen, and what to know whatever is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.explanations import CautionCode, WarningCode
from advisor.values import mid_sentence


def _unknown_tag(field: str, tag: str, meant: str) -> str:
    perhaps = f"; did you mean {meant}" if meant else ""
    return f"{field} names {tag}, which the knowledge base has no capability for: it was not judged{perhaps}"


def _requested_out(platform: str, because: Sequence[str]) -> str:
    return f"{platform} was asked for and cannot be recommended: {'; '.join(because)}"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    CautionCode.NOTHING_CLAIMED: lambda term, rule: f"nothing is known here about {term}, which rule {rule} asks for",
    CautionCode.OPEN_ANSWER: lambda title, fields: (
        f"would be out if {mid_sentence(title)}; answer {', '.join(fields)} to settle it"
    ),
    CautionCode.WEAK_WHERE_ASKED: lambda platform, about, why: (
        f"{platform} is weak where you ask much ({mid_sentence(about)}): {why}"
    ),
    CautionCode.OVER_BUDGET: lambda usd_per_month, budget: (
        f"over budget: USD {usd_per_month:,.0f} a month against USD {budget:,.0f}"
    ),
    CautionCode.BELOW_TARGET: lambda promised_percent, target_percent: (
        f"the vendor promises {promised_percent:g}% of the time, below the target of {target_percent:g}%"
    ),
    WarningCode.RULE_NOTE: lambda text: text,
    WarningCode.AFTER_KNOWLEDGE: lambda newest, day: (
        f"the knowledge base ends on {newest}; what changes until {day} is not in it"
    ),
    WarningCode.NOT_JUDGED: lambda fields: f"read and not judged yet: {', '.join(fields)}",
    WarningCode.UNKNOWN_TAG: _unknown_tag,
    WarningCode.REQUESTED_OUT: _requested_out,
    WarningCode.IN_USE_AND_ENDED: lambda why, more: f"in use today: {why}{f'. {more}' if more else ''}",
}
