"""What to settle before a platform is chosen, and what to know whatever is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from advisor.explanations import CautionCode, WarningCode
from advisor.report.wording import listing
from advisor.report.wording.answer_names import IN_FILE, AnswerNames
from advisor.report.wording.lifecycle import lifecycle_words
from advisor.report.wording.rounded import money, sum_given
from advisor.values import Fact, Facts, mid_sentence


def _unknown_in_use(word: str, meant: str) -> str:
    perhaps = f"; did you mean {meant}" if meant else ""
    return (
        f"existing names {word}, of which nothing is known here, so that what it brings along was not judged{perhaps}"
    )


def _beside_in_use(words: Sequence[str], about: str) -> str:
    return f"existing names {listing(words)}: {mid_sentence(about)} Such a thing runs no services, and moves no score"


def _requested_out(platform: str, because: Sequence[Any]) -> str:
    reasons = [reason if isinstance(reason, str) else _lifecycle_reason(*reason) for reason in because]
    return f"{platform} was asked for and cannot be recommended: {'; '.join(reasons)}"


def _weak(platform: str, about: str, named: str, answers: str, why: str) -> str:
    if named:
        return f"{platform} is weak at what you ask for ({mid_sentence(about)}): {why}"
    reason = f" because of {answers}" if answers else ""
    return f"{platform} is weak at what counts much here{reason} ({mid_sentence(about)}): {why}"


def _lifecycle_reason(status: str, values: Facts) -> str:
    return lifecycle_words(status, **dict(values))


def _in_use_and_ended(status: str, more: str, **values: Fact) -> str:
    return f"in use today: {lifecycle_words(status, **values)}{f'. {more}' if more else ''}"


def open_answer_words(titles: Sequence[str], fields: Sequence[str], names: AnswerNames = IN_FILE) -> str:
    """That an answer which is open would rule it out, and what to answer."""
    asked = listing([mid_sentence(title) for title in titles], "or")
    settles = ", ".join(names.of(field) for field in fields)
    return f"it would be out where this is asked for: {asked}; answer {settles} to settle it"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    CautionCode.NOTHING_CLAIMED: lambda term, rule: f"nothing is known here about {term}, which rule {rule} asks for",
    CautionCode.OPEN_ANSWER: open_answer_words,
    CautionCode.WEAK_WHERE_ASKED: _weak,
    CautionCode.OVER_BUDGET_LATER: lambda usd_per_month, budget, years: (
        f"over budget in {years:g} years: {money(usd_per_month)} a month by then, against {sum_given(budget)}"
    ),
    CautionCode.OUTGROWN: lambda years, replicas, years_assumed: (
        f"it cannot hold the {replicas:,} replicas that are planned for in {years:g} years"
        f"{' (the years are assumed)' if years_assumed else ''}, so something else has to follow it by then"
    ),
    CautionCode.OVER_BUDGET: lambda usd_per_month, budget: (
        f"over budget: {money(usd_per_month)} a month against {sum_given(budget)}"
    ),
    CautionCode.BELOW_TARGET: lambda promised_percent, target_percent: (
        f"the vendor promises {promised_percent:g}% of the time, below the target of {target_percent:g}%"
        if promised_percent
        else f"the vendor promises no availability, and the target is {target_percent:g}%"
    ),
    WarningCode.RULE_NOTE: lambda text: text,
    WarningCode.ONE_REGION: lambda regions: (
        f"the plan and its bill are for one of the {regions:,} regions of scale.regions, with all services in it: "
        "control planes, load balancers and spare machines come again in each other one, and how well a platform "
        "spans regions and sends users to the nearest was not judged"
    ),
    WarningCode.AFTER_KNOWLEDGE: lambda newest, day: (
        f"the knowledge base ends on {newest}; what changes until {day} is not in it"
    ),
    WarningCode.EQUAL_SERVICES: lambda first, last, count: (
        f"the services {first} to {last} are equal but for their numbers, and counted as {count}; if they are one "
        f"thing {count} times, such as one for each customer, write it once with copies: {count}, and it is one kind"
    ),
    WarningCode.REQUESTED_OUT: _requested_out,
    WarningCode.BESIDE_IN_USE: _beside_in_use,
    WarningCode.UNKNOWN_IN_USE: _unknown_in_use,
    WarningCode.IN_USE_AND_ENDED: _in_use_and_ended,
}
