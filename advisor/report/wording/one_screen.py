"""Words that only the one screen has: the verdict in a breath, how sure, what moves the bill, from when prices are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from advisor.argument import Doubt, doubts_of
from advisor.knowledge import Form, Knowledge
from advisor.need import Need
from advisor.prices.offer import OWN_INVENTORY
from advisor.recommend import Ranked, Recommendation
from advisor.report.wording import count, listing, sentence
from advisor.report.wording.answer_names import IN_FILE, AnswerNames
from advisor.report.wording.capabilities import LEVELS_IN_A_WORD, claim_of_words
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
    Need.EITHER: "Either way can work, with an orchestrator or without one",
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
    RangeCause.PRIVATE_SUBNETS: "private subnets with NAT gateways, not planned as {subnets} is open",
    RangeCause.PUBLIC_SUBNETS: "public addresses, not planned as {subnets} is open",
    RangeCause.ASSUMED_REQUESTS: "how many requests come and how long they take, which was assumed",
    RangeCause.BUSY_HOURS: "how many hours a day are busy, which was assumed",
    RangeCause.REQUEST_SPREAD: "how many requests one replica takes at a time",
    RangeCause.REGION_WITHOUT_PRICES: "what the region costs, whose prices are not held",
    RangeCause.COMMITMENT_AT_AVERAGE: "what a commitment takes off where no price under it is known",
    RangeCause.ASSUMED_SIZES: "how large the services are, which was assumed",
}
"""What makes a bill lower or higher than its base; `subnets` is how that answer is called."""
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


def range_words(moved: Range, names: AnswerNames = IN_FILE, *, assumed: bool = False) -> str:
    """What moves the bill, and by how much: `how long the peak lasts: USD 169 less to USD 641 more a month`."""
    ways = [f"{money(-moved.low)} less"] if round(moved.low) else []
    ways += [f"{money(moved.high)} more"] if round(moved.high) else []
    guess = "how long the peak lasts, which was assumed" if assumed and moved.cause is RangeCause.HOURS else ""
    moves = MOVES[moved.cause].format(subnets=names.of("hosting.subnets"))
    return f"{guess or moves}: {' to '.join(ways)} a month"


def assumed_words(effect: AssumedEffect, bill: Bill, names: AnswerNames = IN_FILE) -> str:
    """What was assumed, what another value does to the bill, and that the range of the bill leaves it out."""
    more = effect.more_usd_per_month
    moved = f"{money(abs(more))} a month {'more' if more > 0 else 'less'}"
    of = ASSUMED.get(effect.field)
    field, assumed = effect.field, effect.assumed
    was = (
        f"{of(assumed)}{names.mark(field, beside='assumed')}"
        if of
        else f"{names.of(field)}: {names.value(field, assumed)} (assumed)"
    )
    becomes = share(effect.becomes) if field in SHARES else names.value(field, effect.becomes)
    ranged = money(bill.low or 0.0) != money(bill.high or 0.0)
    return sentence(
        f"{was}; with {becomes} {moved}, {'outside the range' if ranged else 'which is not in the bill'} above"
    )


def sure_words(confidence: Confidence, recommendation: Recommendation, names: AnswerNames = IN_FILE) -> str:
    """The word and how it stands over other weights; then over open answers, and what else could turn it."""
    weights = confidence.share_of_weights
    drawn = f"{confidence.weights.drawn:,}"
    kept = f"all {drawn}" if weights == 1 else f"{share(weights)} of {drawn}"
    stands = f"{FIRMNESS[confidence.word]}: first in {kept} other weightings of the criteria."
    over = _over_open_answers(confidence, recommendation, names)
    return f"{stands}{over}{_turned_by(confidence, recommendation)}"


def _over_open_answers(confidence: Confidence, recommendation: Recommendation, names: AnswerNames) -> str:
    """Which open questions could turn the first place, as a sentence with a space before; empty where none is open."""
    answers, turning = confidence.share_of_answers, _turning_fields(recommendation)
    if not turning and not confidence.open_answers.questions:
        return ""
    kept = f"{share(answers)} of the answers tried keep it first" if answers < 1 else ""
    if turning:
        more = f" and {count(len(turning) - 1, 'other')}" if len(turning) > 1 else ""
        kept = "; ".join(each for each in (kept, f"{names.of(turning[0])}{more} can turn it") if each)
    return f" Open questions: {kept or 'none that was tried turns it'}."


def _turning_fields(recommendation: Recommendation) -> list[str]:
    """The open questions of which one answer, given alone, puts another platform first; the one to ask next first."""
    fields = [each.field for each in recommendation.unknowns if each.could_change_winner]
    following = recommendation.next_question
    return sorted(fields, key=lambda field: following is None or field != following.question.field)


def _turned_by(confidence: Confidence, recommendation: Recommendation) -> str:
    """What else could turn the first place, in sentences with a space before; empty where nothing was found."""
    doubts = doubts_of(confidence, recommendation.knowledge.criteria.certainty)
    turned = together = ""
    if Doubt.JUDGEMENT in doubts:
        turned, together = _by_estimates(confidence, recommendation.knowledge)
    near, never = Doubt.NEAR_RIVAL in doubts, confidence.share_of_weights == 1
    if never and turned:
        ahead = f"Weights do not matter, but {turned}"
    elif never:
        ahead = "The lead is small, though no weights turn it" if near else ""
    else:
        ahead = ": ".join(each for each in ("The runner-up is close behind" if near else "", turned) if each)
    form = "Another way of running it would suit nearly as well" if Doubt.NEAR_FORM in doubts and not turned else ""
    return "".join(f" {sentence(each)}" for each in (ahead, together, form) if each)


def _by_estimates(confidence: Confidence, knowledge: Knowledge) -> tuple[str, str]:
    """That estimates turn it alone, with the first of them; or whose estimates do so together."""
    alone, together = confidence.judgement.alone, confidence.judgement.together
    if alone:
        term, platform = alone[0].term, alone[0].platform
        of = "it" if platform == confidence.weights.shares[0][0] else knowledge.platforms[platform].name
        about = f"the work that {of} leaves" if term == EFFORT else claim_of_words(term, of, knowledge)
        ours = "one estimate of ours" if len(alone) == 1 else f"{len(alone)} estimates of ours"
        return f"{ours} ({'' if len(alone) == 1 else 'first '}{about}) could turn it", ""
    moved, first = (knowledge.platforms[each].name for each in together[0])
    return "", f"All our estimates of {moved}, each a step off, would put {first} first"


def budget_words(entry: Ranked) -> str:
    """Whether the bill keeps the budget, in a clause; empty where there is none."""
    budget = entry.topology.bill.budget_usd_per_month
    if budget is None or entry.budget_fit is None:
        return ""
    kept, bill = KEEPS[entry.budget_fit].format(budget=money(budget)), entry.topology.bill
    if entry.budget_fit is BudgetFit.WITHIN and (bill.high or 0.0) > budget:
        return f"{kept} as planned, but over it at the high end"
    if entry.budget_fit is BudgetFit.OVER and bill.low is not None and bill.low <= budget:
        return f"{kept} as planned, but within it at the low end"
    return kept


def price_days(bill: Bill, day: dt.date) -> str:
    """From when the prices of a bill are: `prices of July 2024 to September 2026`; empty where none is dated.

    Where the answer is for a day before all of them, that is said too.
    """
    origin = bill.origin
    if origin is None:
        return ""
    months = list(dict.fromkeys(_month(day) for day in (origin.oldest, origin.newest) if day))
    earlier = bool(origin.oldest) and day.year < dt.date.fromisoformat(origin.oldest).year
    none_held = f", as none of {day.year} are held" if earlier else ""
    told = [f"prices of {' to '.join(months)}{none_held}"] if months else []
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
    name = None if claimed.first is None else knowledge.platforms[claimed.first].name
    first, then = (
        ("nothing fits", "nothing would fit") if name is None else (f"{name} is first", f"{name} would be first")
    )
    if claimed.term == EFFORT:
        ways = "a third more" if claimed.becomes > claimed.value else "a third less"
        return f"Our own estimate of the work that {of} leaves to the team: with {ways}, {first}."
    was, becomes = (LEVELS_IN_A_WORD[int(level)] for level in (claimed.value, claimed.becomes))
    return (
        f"Our own estimate of {claim_of_words(claimed.term, of, knowledge)}: rated {becomes} instead of {was}, {then}."
    )
