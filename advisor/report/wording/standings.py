"""Where a platform stands that was asked for by name or is in use, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from advisor.carried_over import CarryOver, WordInUse, words_in_use
from advisor.knowledge import Knowledge, Platform
from advisor.recommend import Ranked, Recommendation
from advisor.report.wording import because_of, ended, figure, inner, listing, usd
from advisor.report.wording.bill import sum_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.rounded import sum_given
from advisor.report.wording.versions import replace_words, upgrade_words
from advisor.scoring.budget import BudgetFit
from advisor.standings import (
    Flip,
    Gap,
    PlatformInUse,
    PlatformStanding,
    StayOrLeave,
    standing_of_requested,
    what_is_in_use,
)

MOST_GAPS = 3
"""Criteria that are told, the largest first."""


def place_words(standing: PlatformStanding, recommendation: Recommendation) -> str:
    """Its place among so many, and how far from the first, or before the second; a clause without an end."""
    name, ranking = f"{standing.platform.name} ({standing.platform.id})", recommendation.ranking
    if standing.ranked is None:
        return f"{name} is out"
    if standing.is_first:
        if len(ranking) == 1:
            return f"{name} is first, as the only one that fits"
        if ranking[1].score.set_back and not ranking[0].score.set_back:
            return f"{name} is first, as the only choice within the budget"
        return f"{name} is first, {ranking[0].score.total - ranking[1].score.total:.3f} ahead of the next one"
    behind = standing.behind or 0.0
    if standing.set_back:
        by = f"{abs(behind):.3f} {'above' if behind < 0 else 'below'} that of the first"
        place = f"{standing.ranked.rank} of {len(ranking)}"
        return f"{name} is in place {place}, behind every choice within the budget; its score is {by}"
    return f"{name} is in place {standing.ranked.rank} of {len(ranking)}, {behind:.3f} behind the first"


def advice_words(one: PlatformInUse, recommendation: Recommendation) -> str:
    """Stay, or leave, and what of it is to be left where one stays; in a few sentences."""
    name = one.standing.platform.name
    news = lifecycle_news(one.standing.platform, recommendation.as_of)
    if one.advice is StayOrLeave.NOTHING_FITS:
        return f"{name} does not meet everything, and nothing else does." + (f" It {news}." if news else "")
    if one.advice is StayOrLeave.LEAVE:
        return f"Leave {name}, which {news}, because:" if news else f"Leave {name}, because:"
    return " ".join((_stay_words(one), *([f"It {news}."] if news else []), *news_words(one, recommendation)))


def _stay_words(one: PlatformInUse) -> str:
    name, behind = one.standing.platform.name, one.standing.behind or 0.0
    if one.standing.is_first:
        return f"Stay with {name}: it is first here."
    if one.advice is StayOrLeave.SWITCH_MODE:
        return f"Keep the service of {name} in another mode: that mode is first, {behind:.3f} ahead."
    return f"Stay with {name}: it meets everything, and the first place, {behind:.3f} ahead, is not worth a move."


def news_words(one: PlatformInUse, recommendation: Recommendation) -> list[str]:
    """What is to be left while one stays with the platform: versions, then components; a sentence each."""
    versions = [
        upgrade_words(version, one.standing.platform.id, recommendation.knowledge) for version in one.to_upgrade
    ]
    return versions + [replace_words(component, recommendation.as_of) for component in one.to_replace]


def lifecycle_news(platform: Platform, day: dt.date) -> str:
    """What has happened to a platform, or will: what follows its name; empty where nothing has."""
    terms = platform.terms(day)
    if terms.retired_on is not None:
        return f"{'ended' if terms.retired_on <= day else 'ends'} on {terms.retired_on}"
    if terms.closed_to_new_from is not None:
        return (
            f"has taken no new customers since {terms.closed_to_new_from}"
            if terms.closed_to_new_from <= day
            else f"takes no new customers from {terms.closed_to_new_from} on"
        )
    return ""


_BROUGHT = {
    "image": "images",
    "machine_image": "images of machines",
    "machine_scripts": "scripts that set machines up",
    "kubernetes": "objects of Kubernetes",
    "ecs": "task definitions of ECS",
    "compose": "Compose files",
    "knative": "services of Knative",
}
"""What words in use bring along, where its name in the vocabulary does not say it."""


def carried_words(one: WordInUse, recommendation: Recommendation) -> str:
    """What becomes of something in use that is no platform known here; in a sentence or two."""
    name, winner = one.written, recommendation.winner
    if one.advice is CarryOver.NOTHING_FITS or winner is None:
        return f"Whether {name} is to stay cannot be told: nothing known here meets everything."
    first = winner.platform.name
    kept, lost = (listing([_BROUGHT.get(each, each) for each in some]) for some in (one.kept, one.lost))
    if one.advice is CarryOver.STAYS_BELOW:
        return (
            f"Stay with {name} below: the machines of {first} are virtual machines on it. What is deployed there as "
            "machines moves into containers service by service."
        )
    if one.advice is CarryOver.SAME_KIND:
        more = f"; {lost} have no use there" if lost else ""
        return f"What runs on {name} carries over to {first} unchanged: {kept}{more}."
    if kept:
        return f"Leave {name} for {first}: {kept} carry over{f', and {lost} do not' if lost else ''}."
    return f"Leave {name} for {first}: nothing of it carries over unchanged ({lost})."


def mode_words(mode: Ranked, winner: Ranked) -> str:
    """Where another mode of the winner's service stands, and what it costs, in a sentence."""
    behind, bill = winner.score.total - mode.score.total, mode.topology.bill
    cost = "" if bill.base is None else f", for {sum_words(bill, bill.base)} a month"
    stands = f"{behind:.3f} behind" if behind >= 0 else f"{-behind:.3f} ahead but over the budget"
    return (
        f"{mode.platform.name} ({mode.platform.id}) is another mode of the same service, {stands}{cost}: it is counted "
        "with the first, as the mode can be changed later."
    )


def reasons_out(standing: PlatformStanding, knowledge: Knowledge) -> Iterator[str]:
    """Why it is out, or set back by the budget; one sentence a reason."""
    if standing.ranked is not None and standing.ranked.budget_fit in (BudgetFit.OVER, BudgetFit.MAY_BE_OVER):
        bill = standing.ranked.topology.bill
        budget = sum_given(bill.budget_usd_per_month or 0.0)
        yield f"Over the budget, or not surely within it: {usd(bill.base)} of {budget} a month."
    if standing.out is None:
        return
    for unmet in standing.out.screened.unmet:
        yield f"{unmet.rule_id} {ended(because_of(unmet, knowledge))}"
    if standing.out.infeasible is not None:
        yield f"It cannot hold the services: {ended(refusal_words(standing.out.infeasible.refusal))}"


def standing_lines(recommendation: Recommendation) -> list[str]:
    """A sentence or two for what was asked for, and for each platform in use: place or advice, and the reasons."""
    knowledge, winner = recommendation.knowledge, recommendation.winner
    first = winner.platform.name if winner is not None else ""
    requested = standing_of_requested(recommendation)
    told = [(requested, f"Asked for: {place_words(requested, recommendation)}.")] if requested is not None else []
    told += [(one.standing, f"In use: {advice_words(one, recommendation)}") for one in what_is_in_use(recommendation)]
    lines = [
        " ".join(
            (said, *reasons_out(of, knowledge), *(gap_words(gap, first, knowledge) for gap in of.gaps[:MOST_GAPS]))
        )
        for of, said in told
    ]
    return lines + [f"In use: {carried_words(word, recommendation)}" for word in words_in_use(recommendation)]


def gap_words(gap: Gap, winner: str, knowledge: Knowledge) -> str:
    """What one criterion costs, with the figures of both."""
    its, theirs = (inner(note_words(part.why)) for part in (gap.its, gap.winners))
    return f"{_criterion(gap, knowledge)}, {gap.behind:.3f} behind: {its}; {winner}: {theirs}."


def enough_words(standing: PlatformStanding, knowledge: Knowledge) -> str | None:
    """The figures with which it would be level with the first, each alone; None where it is first, or out."""
    if standing.set_back:
        return "No figure of its own would put it first while the budget does not let it."
    told = [
        f"{_criterion(gap, knowledge)} of {_short(gap.enough)} instead of {_short(gap.its.raw)} {gap.its.unit}"
        for gap in standing.gaps[:MOST_GAPS]
        if gap.enough is not None and isinstance(gap.its.raw, int | float)
    ]
    if told:
        return f"To be first it would take one of these, all else being equal: {'; '.join(told)}."
    return "No single one of these, however good, would put it first." if standing.gaps else None


def _short(number: float) -> str:
    return figure(round(float(number), 2))


def flip_words(flips: tuple[Flip, ...]) -> str:
    """The answers with which it would be first."""
    told = [
        f"{flip.field}: {flip.becomes}" + (f" instead of {flip.was}" if flip.was is not None else " (open so far)")
        for flip in flips
    ]
    return f"It would be first with {listing(told, 'or with')}."


def _criterion(gap: Gap, knowledge: Knowledge) -> str:
    return next(each.name for each in knowledge.criteria.criteria if each.id == gap.criterion)
