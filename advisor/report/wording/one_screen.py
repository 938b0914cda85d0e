"""Words that only the one screen has: the verdict in a breath, how sure, what moves the bill, from when prices are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from advisor.argument import BillSpan, Doubt, doubts_of, turning_unknowns
from advisor.knowledge import Form, Knowledge
from advisor.need import Need
from advisor.prices.offer import OWN_INVENTORY
from advisor.recommend import Ranked, Recommendation
from advisor.report.wording import count, listing, sentence
from advisor.report.wording.answer_names import IN_FILE, AnswerNames, one_of_others
from advisor.report.wording.capabilities import claim_of_words
from advisor.report.wording.certainty import FIRMNESS
from advisor.report.wording.price_origin import own_share_words, share_words
from advisor.report.wording.rounded import money, share, sum_given
from advisor.scoring.budget import BudgetFit
from advisor.sensitivity.assumed_effects import AssumedEffect
from advisor.sensitivity.certainty import Confidence, Firmness
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
ALONE: Mapping[Need, str] = {
    Need.YES: "Taken alone, these answers call for one",
    Need.NO: "Taken alone, these answers call for none",
    Need.MANAGED: "Taken alone, these answers call for one that a vendor runs",
    Need.EITHER: NEEDED[Need.EITHER],
}
"""The answer to the first question where the choice is another one, for what platforms cost and can do."""
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
    RangeCause.PRIVATE_SUBNETS: "NAT gateways in place of public addresses ({subnets} is open)",
    RangeCause.PUBLIC_SUBNETS: "public addresses in place of NAT gateways ({subnets} is open)",
    RangeCause.ASSUMED_REQUESTS: "how many requests come and how long they take (assumed)",
    RangeCause.BUSY_HOURS: "how many hours a day are busy (assumed)",
    RangeCause.REQUEST_SPREAD: "how many requests one replica takes at a time",
    RangeCause.REGION_WITHOUT_PRICES: "what the region costs, whose prices are not held",
    RangeCause.COMMITMENT_AT_AVERAGE: "what a commitment takes off where no price under it is known",
    RangeCause.ASSUMED_SIZES: "how large the services are",
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
_OURS = {1: "one estimate of ours", 2: "either of two estimates of ours"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def range_words(moved: Range, names: AnswerNames = IN_FILE, *, assumed: bool = False) -> str:
    """What moves the bill, and by how much: `how long the peak lasts: USD 169 less to USD 641 more a month`."""
    ways = [f"{money(-moved.low)} less"] if round(moved.low) else []
    ways += [f"{money(moved.high)} more"] if round(moved.high) else []
    guess = "how long the peak lasts (assumed)" if assumed and moved.cause is RangeCause.HOURS else ""
    moves = MOVES[moved.cause].format(subnets=names.of("hosting.subnets"))
    return f"{guess or moves}: {' to '.join(ways)} a month"


def assumed_words(effect: AssumedEffect, names: AnswerNames = IN_FILE) -> str:
    """What was assumed, and what another value does to the bill."""
    more = effect.more_usd_per_month
    moved = f"{money(abs(more))} a month {'more' if more > 0 else 'less'}"
    of = ASSUMED.get(effect.field)
    field, assumed = effect.field, effect.assumed
    was = (
        f"{of(assumed)}{names.mark(field, beside='assumed')}"
        if of
        else f"{names.of(field)}: {names.value(field, assumed)} (assumed)"
    )
    if field in SHARES:
        return sentence(f"{was}: {share(effect.becomes)} full takes machines for {moved}")
    return sentence(f"{was}: with {names.value(field, effect.becomes)}, {moved}")


def sure_words(confidence: Confidence, recommendation: Recommendation, names: AnswerNames = IN_FILE) -> str:
    """The word, then how it stands over other weights and over open answers, and what else could turn it."""
    weights = confidence.share_of_weights
    drawn = f"{confidence.weights.drawn:,}"
    kept = f"all {drawn}" if weights == 1 else f"{share(weights)} of {drawn}"
    stands = f"first in {kept} other weightings of the criteria"
    answers = confidence.share_of_answers
    drawn_answers = f", and in {share(answers)} of random answers to all open questions" if answers < 1 else ""
    turned = "; ".join(each for each in _turned_by(confidence, recommendation, names) if each)
    told = (f"{stands}{drawn_answers}", turned)
    doubtful = confidence.word is not Firmness.CLEAR and weights == 1  # the word is owed to what could turn it
    return f"{FIRMNESS[confidence.word]}: {'; '.join(filter(None, reversed(told) if doubtful else told))}."


def _turned_by(confidence: Confidence, recommendation: Recommendation, names: AnswerNames) -> Iterator[str]:
    """What could turn the first place, in clauses: an answer or an estimate alone, estimates together; a small lead."""
    doubts = doubts_of(confidence, recommendation.knowledge.criteria.certainty)
    turning, alone = turning_unknowns(recommendation), confidence.judgement.alone
    told = []
    if turning and confidence.share_of_answers == 1:
        left = len(turning) - 1
        others = f" or to {one_of_others(left, names)}" if left else ""
        told.append(f"the answer to the question below{others}")
    if Doubt.JUDGEMENT in doubts and alone:
        told.append(_OURS.get(len(alone), f"any of {len(alone)} estimates of ours"))
    if told:
        yield f"{listing(told, 'or')} could turn it"
    if Doubt.JUDGEMENT in doubts and not alone:
        yield _estimates_together(confidence, recommendation)
    near = not told or confidence.word is Firmness.CLOSE  # else what could turn it says enough
    if near and Doubt.NEAR_RIVAL in doubts and (told or Doubt.NEAR_FORM not in doubts):
        yield from _near_rival(recommendation)
    elif near and Doubt.NEAR_FORM in doubts:
        yield "another way of running it would suit nearly as well"


def _near_rival(recommendation: Recommendation) -> Iterator[str]:
    """How near the runner-up is over all criteria together, whatever single ones say."""
    winner, rival = recommendation.winner, recommendation.runner_up
    if winner is not None and rival is not None and winner.score.total >= rival.score.total:
        ours, theirs = (f"{100 * entry.score.total:.0f}" for entry in (winner, rival))
        yield f"over all criteria together the runner-up scores {theirs} of 100, against {ours}"


def _estimates_together(confidence: Confidence, recommendation: Recommendation) -> str:
    """Of which platform all our estimates together turn the first place, and to which."""
    names = {name: platform.name for name, platform in recommendation.knowledge.platforms.items()}
    moved, first = confidence.judgement.together[0]
    winner = recommendation.winner
    kind = "kind" if winner is not None and moved == winner.platform.id else "strict"
    then = "it" if first == moved else names[first]
    return f"if all our estimates of {names[moved]} are a level too {kind}, {then} would be first"


def budget_words(entry: Ranked, span: BillSpan) -> str:
    """Whether the bill and its span keep the budget, in a clause; empty where there is none."""
    budget = entry.topology.bill.budget_usd_per_month
    if budget is None or entry.budget_fit is None:
        return ""
    kept = KEEPS[entry.budget_fit].format(budget=sum_given(budget))
    if entry.budget_fit is BudgetFit.WITHIN and span.high > budget:
        return f"{kept} as planned, but over it at the high end"
    if entry.budget_fit is BudgetFit.OVER and span.low <= budget:
        return f"{kept} as planned, but within it at the low end"
    return kept


def price_days(bill: Bill, day: dt.date) -> str:
    """From when the prices of a bill are: `price lists of July 2024 to September 2026`; empty where none is dated.

    Where the answer is for a day before all of them, that is said too.
    """
    origin = bill.origin
    if origin is None:
        return ""
    months = list(dict.fromkeys(_month(day) for day in (origin.oldest, origin.newest) if day))
    earlier = bool(origin.oldest) and day.year < dt.date.fromisoformat(origin.oldest).year
    none_held = f", as none of {day.year} are held" if earlier else ""
    told = [f"price lists of {' to '.join(months)}{none_held}"] if months else []
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
    then = "nothing would fit" if claimed.first is None else f"{knowledge.platforms[claimed.first].name} would be first"
    step = "higher" if claimed.becomes > claimed.value else "lower"
    if claimed.term == EFFORT:
        return f"Our estimate of the work that {of} leaves to the team: a third {step}, {then}."
    return f"Our estimate of {claim_of_words(claimed.term, of, knowledge)}: rated one level {step}, {then}."
