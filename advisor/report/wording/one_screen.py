"""Words that only the one screen has: the verdict in a breath, how sure, what moves the bill, from when prices are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from advisor.argument import Doubt, doubts_of
from advisor.knowledge import CertaintyLimits, Form, Knowledge
from advisor.need import Need
from advisor.prices.offer import OWN_INVENTORY
from advisor.recommend import Ranked
from advisor.report.wording import count, listing, sentence
from advisor.report.wording.answers import written
from advisor.report.wording.capabilities import claim_of_words
from advisor.report.wording.certainty import FIRMNESS
from advisor.report.wording.price_origin import own_share_words, share_words
from advisor.report.wording.rounded import money, share
from advisor.scoring.budget import BudgetFit
from advisor.sensitivity.assumed_effects import AssumedEffect
from advisor.sensitivity.certainty import Confidence
from advisor.sensitivity.judged_claims import EFFORT, JudgedClaim
from advisor.sizing.bill_types import Bill, Range, RangeCause
from advisor.sizing.note_codes import AssumptionCode
from advisor.sizing.topology import Topology

NEEDED: Mapping[Need, str] = {
    Need.YES: "Yes, you need one",
    Need.NO: "No, you need none",
    Need.MANAGED: "Yes, but let a vendor run it",
    Need.EITHER: "Either way can work",
}
"""The answer to the first question."""
NO_PLATFORM_OF: Mapping[Form, str] = {
    Form.ONE_BOX: "no single machine",
    Form.SEVERAL_BOXES: "nothing without an orchestrator",
    Form.HIDDEN: "no PaaS or serverless service",
    Form.MANAGED: "no managed orchestrator",
    Form.OWN: "no orchestrator of your own",
}
"""That no platform of a form is left."""
MOVES: Mapping[RangeCause, str] = {
    RangeCause.HOURS: "how long the peak really lasts",
    RangeCause.ACCOUNT_CREDIT: "whether the vendor's credit for one cluster of an account is still free",
    RangeCause.PRIVATE_SUBNETS: "private subnets with NAT gateways instead of public addresses",
    RangeCause.PUBLIC_SUBNETS: "public addresses instead of private subnets with NAT gateways",
    RangeCause.ASSUMED_REQUESTS: "how many requests come and how long they take, which was assumed",
    RangeCause.BUSY_HOURS: "how many hours a day are busy, which was assumed",
    RangeCause.REQUEST_SPREAD: "how many requests one replica takes at a time",
    RangeCause.REGION_WITHOUT_PRICES: "what the region costs, whose prices are not held",
    RangeCause.COMMITMENT_AT_AVERAGE: "what a commitment takes off where no price under it is known",
    RangeCause.ASSUMED_SIZES: "how large the services are, which was assumed",
}
"""What makes a bill lower or higher than its base."""
DOUBTS: Mapping[Doubt, str] = {
    Doubt.NEAR_RIVAL: "the runner-up is close behind",
    Doubt.NEAR_FORM: "another way of running it would suit nearly as well",
    Doubt.JUDGEMENT: "estimates of ours could turn it",
}
"""What keeps a first place from being clear, beside the shares of weightings and answers."""
KEEPS: Mapping[BudgetFit, str] = {
    BudgetFit.WITHIN: "within the budget of {budget}",
    BudgetFit.MAY_BE_OVER: "perhaps over the budget of {budget}, as part of it has no price",
    BudgetFit.OVER: "over the budget of {budget}",
}
"""Whether a bill keeps the budget."""
ASSUMED: Mapping[str, Callable[[Any], str]] = {
    "utilisation.cpu": lambda value: f"CPU planned {share(value)} full",
    "utilisation.memory": lambda value: f"memory planned {share(value)} full",
    "availability.survive_nodes": lambda value: f"{count(value, 'lost machine')} to be survived",
    "hosting.zones": lambda value: f"spread over {count(value, 'zone')}",
}
"""What is assumed where nobody said, by its field."""
SHARES = ("utilisation.cpu", "utilisation.memory")
"""Fields that hold a share of a whole."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def range_words(moved: Range, *, assumed: bool = False) -> str:
    """What moves the bill, and by how much: `how long the peak lasts: USD 169 less to USD 641 more a month`."""
    ways = [f"{money(-moved.low)} less"] if round(moved.low) else []
    ways += [f"{money(moved.high)} more"] if round(moved.high) else []
    guess = "how long the peak lasts, which was assumed" if assumed and moved.cause is RangeCause.HOURS else ""
    return f"{guess or MOVES[moved.cause]}: {' to '.join(ways)} a month"


def assumed_words(effect: AssumedEffect) -> str:
    """What was assumed, and what another value does to the bill, in a sentence."""
    more = effect.more_usd_per_month
    moved = f"{money(abs(more))} a month {'more' if more > 0 else 'less'}"
    of = ASSUMED.get(effect.field)
    was = (
        f"{of(effect.assumed)} ({effect.field}, assumed)"
        if of
        else f"{effect.field}: {written(effect.assumed)} (assumed)"
    )
    becomes = share(effect.becomes) if effect.field in SHARES else written(effect.becomes)
    return sentence(f"{was}; with {becomes} {moved}")


def sure_words(confidence: Confidence, limits: CertaintyLimits) -> str:
    """The word, what the first place stands, and what keeps it from being clear."""
    weights, answers = confidence.share_of_weights, confidence.share_of_answers
    drawn = f"{confidence.weights.drawn:,}"
    kept = f"all {drawn}" if weights == 1 else f"{share(weights)} of {drawn}"
    stands = f"It stays first in {kept} other weightings of cost, work and the rest"
    if confidence.open_answers.questions:
        told = "all" if answers == 1 else share(answers)
        joined = "but" if answers < limits.clear.share_of_answers else "and"
        stands += f", {joined} in {told} of the ways tried to answer what is open"
    doubts = [DOUBTS[doubt] for doubt in doubts_of(confidence, limits) if doubt in DOUBTS]
    but = f" {sentence(listing(doubts))}" if doubts else ""
    return f"{FIRMNESS[confidence.word]}. {stands}.{but}"


def budget_words(entry: Ranked) -> str:
    """Whether the bill keeps the budget, in a clause; empty where there is none."""
    budget = entry.topology.bill.budget_usd_per_month
    if budget is None or entry.budget_fit is None:
        return ""
    return KEEPS[entry.budget_fit].format(budget=money(budget))


def price_days(bill: Bill) -> str:
    """From when the prices of a bill are: `prices of July 2024 to September 2026`; empty where none is dated."""
    origin = bill.origin
    if origin is None:
        return ""
    months = list(dict.fromkeys(_month(day) for day in (origin.oldest, origin.newest) if day))
    told = [f"prices of {' to '.join(months)}"] if months else []
    if any(line.source == OWN_INVENTORY and line.usd_per_month is not None for line in bill.lines):
        told.append("own servers as you price them" if told else "as you price your servers")
    if origin.estimated_share:
        told.append(f"{share_words(origin.estimated_share)} of it estimated")
    if origin.own is not None:
        told.append(f"{own_share_words(origin)} at your own prices, folder {origin.own.name}")
    return ", ".join(told)


def region_words(topology: Topology) -> str | None:
    """Which regions have no prices, so that the bill is a range; None where all have some."""
    notes = (each.note for each in topology.assumptions if each.note.code == AssumptionCode.REGION_WITHOUT_PRICES)
    regions = [str(dict(told.values)["region"]) for told in notes]
    if not regions:
        return None
    return f"No prices of {listing(regions)} are known here: the range is the spread between the cloud's regions."


def _month(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return f"{_MONTHS[date.month - 1]} {date.year}"


def judged_words(claimed: JudgedClaim, winner: str, knowledge: Knowledge) -> str:
    """What of our own judgement carries the first place, and which platform is first without it; in a sentence."""
    of = "it" if claimed.platform == winner else knowledge.platforms[claimed.platform].name
    first = "nothing fits" if claimed.first is None else f"{knowledge.platforms[claimed.first].name} is first"
    if claimed.term == EFFORT:
        ways = "a third more" if claimed.becomes > claimed.value else "a third less"
        return f"Our own estimate of the work that {of} leaves to the team: with {ways}, {first}."
    ways = "lower" if claimed.becomes < claimed.value else "higher"
    return f"Our own estimate of {claim_of_words(claimed.term, of, knowledge)}: one level {ways}, and {first}."
