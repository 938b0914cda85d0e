"""The last part of the page: the others, what was assumed, and who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from advisor.knowledge import Knowledge
from advisor.packing import Effort
from advisor.recommend import Eliminated, Ranked, Recommendation, assumptions_together
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Link, Paragraph, Table
from advisor.report.sections.overlay import name_of, told_in
from advisor.report.wording import (
    asked_words,
    cited,
    count,
    ended,
    figure,
    lacks_words,
    listing,
    percent,
    sentence,
)
from advisor.report.wording.assumptions import assumption_words, subject_words
from advisor.report.wording.budget import FITS
from advisor.report.wording.end_of_plan import years_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.rounded import sum_given
from advisor.screening import DerivedClaim, DerivedCode, Unmet
from advisor.sizing.assumption import Assumption
from advisor.sizing.bill_types import Bill
from advisor.sizing.topology import Topology
from advisor.standings import standing_of_requested, what_is_in_use
from advisor.tensions import CANNOT_BE

DAYS_A_YEAR = 365


def ranking_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """Every platform that fits, best first."""
    if not recommendation.ranking:
        return
    best = recommendation.ranking[0].score.total
    ends = [entry.topology.end_of_plan for entry in recommendation.ranking]
    later = tuple(dict.fromkeys(years_words(end) for end in ends if end is not None))
    yield Heading("Platforms to choose from")
    budget = recommendation.scenario.budget.usd_per_month if recommendation.scenario.budget else None
    yield _ranking_table(recommendation.choices, best, later, budgeted=budget is not None)
    yield from _modes(recommendation)
    if any(entry.score.set_back for entry in recommendation.choices):
        yield Paragraph(
            f"What is over the budget of {sum_given(budget or 0.0)} stands behind what is within it, whatever its "
            "score; so does what is within it and far from the form that was asked for."
        )
    parted = tuple(entry for entry in recommendation.ranking if entry.not_for_this)
    if parted:
        yield Heading("Not for this", 3)
        yield Paragraph("These could hold it, but their form does not answer what was asked, or they stand far behind.")
        yield _ranking_table(parted, best, later, budgeted=budget is not None)
    if any(entry.topology.bill.is_lower_limit for entry in recommendation.ranking):
        yield Paragraph(
            'Part of a bill with "at least" has no price, and is in none of its figures. It counts at the dear end of '
            "what it may cost, so that no platform wins by an unknown cost."
        )
    if any(entry.topology.effort is Effort.QUICK for entry in recommendation.ranking):
        yield Paragraph(searched_words(recommendation))


def _modes(recommendation: Recommendation) -> Iterator[Paragraph]:
    """Which of the choices are modes of one service, so that they are not read as rivals."""
    by_service: dict[str, list[str]] = {}
    for entry in recommendation.choices:
        by_service.setdefault(entry.service, []).append(entry.platform.id)
    told = [listing(ids) for ids in by_service.values() if len(ids) > 1]
    if told:
        yield Paragraph(
            f"Modes of one service, which share a place rather than contend for it: {'; '.join(told)}. The mode "
            "can be changed later with less work than the service."
        )


def _ranking_table(entries: tuple[Ranked, ...], best: float, later: tuple[str, ...], *, budgeted: bool) -> Table:
    """Rank, score and bill of each; `later` names the columns of the end of the plan, `budgeted` adds the budget's."""
    return Table(
        (
            "rank",
            "platform",
            "id",
            "score",
            "behind by",
            "USD a month",
            "from",
            "to",
            *later,
            *(("budget",) if budgeted else ()),
        ),
        tuple(
            (
                str(entry.rank),
                entry.platform.name,
                entry.platform.id,
                f"{entry.score.total:.3f}",
                f"{best - entry.score.total:.3f}" if entry.rank > 1 else "-",
                _base(bill),
                *(_dollars(end) for end in (bill.low, bill.high)),
                *(_later(entry.topology) for _ in later),
                *((FITS[entry.budget_fit],) if budgeted else ()),
            )
            for entry in entries
            for bill in (entry.topology.bill,)
        ),
        right=(0, 3, 4, 5, 6, 7, *((8,) if later else ())),
    )


def searched_words(recommendation: Recommendation) -> str:
    """Whose plans were searched for, and how far the machines of the others may be above the least cost."""
    quick = [entry.topology for entry in recommendation.ranking if entry.topology.effort is Effort.QUICK]
    longer = [entry.platform.name for entry in recommendation.ranking if entry.topology.effort is not Effort.QUICK]
    sketched = [topology for topology in quick if topology.sketched]
    estimated = [topology for topology in quick if not topology.sketched]
    told = [_estimates(longer, estimated)] if estimated else []
    if sketched:
        which = f"{count(len(sketched), 'platform')} that no bill could make a choice"
        told.append(
            f"The plans of {which} are sketches, whose machines cost at most {percent(_most_above(sketched), 1)} more "
            "than they need to."
        )
    return " ".join(told)


def _estimates(longer: list[str], estimated: list[Topology]) -> str:
    above = _most_above(estimated)
    several = len(longer) > 1
    plans, ones = ("plans", "cheaper ones") if several else ("plan", "a cheaper one")
    told = f"The {plans} of {listing(longer)} {'were' if several else 'was'} searched for {ones}; the other"
    return (
        f"{told if longer else 'The'} bills are estimates made at once, whose machines cost at most "
        f"{percent(above, 1)} more than they need to, by proved bounds."
    )


def _most_above(topologies: list[Topology]) -> float:
    """The largest share by which the machines of one of them cost more than their proved bound."""
    pools = [[pool for pool in topology.pools if pool.gap is not None] for topology in topologies]
    sums = [
        (sum(pool.usd_per_hour or 0.0 for pool in each), sum(pool.bound_usd_per_hour or 0.0 for pool in each))
        for each in pools
    ]
    return max((cost / bound - 1 for cost, bound in sums if bound), default=0.0)


def _later(topology: Topology) -> str:
    """The base of the bill at the end of the plan."""
    end = topology.end_of_plan
    return "does not fit" if end is None or end.bill is None else _base(end.bill)


def _base(bill: Bill) -> str:
    """The base figure, as a lower limit where part of it has no price."""
    least = "at least " if bill.is_lower_limit and bill.base is not None else ""
    return f"{least}{_dollars(bill.base)}"


def _dollars(amount: float | None) -> str:
    return "-" if amount is None else f"{amount:,.0f}"


def answer_assumption_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """What was assumed for the first two places; how much more for the others, which the answer does not rest on."""
    first = assumptions_together(entry.topology for entry in recommendation.ranking[:COMPARED])
    yield from assumption_blocks(first)
    more = len(recommendation.assumptions) - len(first)
    if more > 0:
        others = count(more, "further assumption")
        yield Paragraph(f"{others} of the other platforms: clouds, regions and machines that this answer does not use.")


COMPARED = 2
"""Places that the answer compares: the first, and the one that it is measured against."""


def assumption_blocks(assumptions: tuple[Assumption, ...]) -> Iterator[Block]:
    """What was taken where the requirement does not say."""
    if not assumptions:
        return
    yield Heading("What was assumed")
    yield Table(
        ("field", "taken as", "why", "what it moves"),
        tuple(
            (subject_words(assumption), words.taken, words.why, words.effect)
            for assumption in assumptions
            for words in (assumption_words(assumption),)
        ),
    )


def eliminated_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """What rules platforms out, rule by rule; the platforms that stand in the same words share a line.

    Those whose reasons were told where they were asked for, or are in use, are only named.
    """
    if not recommendation.eliminated:
        return
    yield Heading("Ruled out")
    told = _told_before(recommendation)
    gone = {each.platform.id for each in recommendation.eliminated if _ended_long_ago(each, recommendation.as_of)}
    gone -= set(told)
    items: dict[tuple[str, ...], dict[str, list[tuple[Eliminated, Unmet]]]] = {}
    for entry in recommendation.eliminated:
        for lacks, alike in _by_lack(entry, recommendation.knowledge).items():
            if entry.platform.id in {*gone, *told}:
                continue
            asked = tuple(dict.fromkeys(f"{each.rule_id} {asked_words(each)}" for each in alike))
            items.setdefault(asked, {}).setdefault(lacks, []).append((entry, alike[0]))
    rules = [_rule_item(*each, recommendation.knowledge) for each in sorted(items.items(), key=lambda one: one[0])]
    if reasons := (*rules, *_cannot_hold_items(recommendation, told)):
        yield Bullets(reasons)
    if told:
        yield Paragraph(f"Told above why: {listing([recommendation.knowledge.platforms[one].name for one in told])}.")
    if gone:
        yield Paragraph(f"Left out here: {count(len(gone), 'platform')} that ended a year before or longer.")
    if any(entry.screened.lone_blocker for entry in recommendation.eliminated):
        yield Paragraph("An asterisk (*) marks a platform that is out by one rule alone.")


def _ended_long_ago(entry: Eliminated, day: dt.date) -> bool:
    """Whether it ended a year before the day, so that nobody who did not ask for it has to read of it."""
    claims = (unmet.claim for unmet in entry.screened.unmet)
    ends = (each.reason for each in claims if isinstance(each, DerivedClaim) and each.reason.code is DerivedCode.ENDED)
    since = (str(dict(reason.values)["since"]) for reason in ends)
    return any((day - dt.date.fromisoformat(each)).days >= DAYS_A_YEAR for each in since)


def _told_before(recommendation: Recommendation) -> tuple[str, ...]:
    """The ids of those that were asked for or are in use, and are out."""
    standing = standing_of_requested(recommendation)
    standings = [one.standing for one in what_is_in_use(recommendation)] + ([standing] if standing else [])
    return tuple(dict.fromkeys(each.platform.id for each in standings if each.out is not None))


def _by_lack(entry: Eliminated, knowledge: Knowledge) -> dict[str, list[Unmet]]:
    """What it lacks, each thing once, with every requirement that asks for it."""
    found: dict[str, list[Unmet]] = {}
    for unmet in entry.screened.unmet:
        found.setdefault(lacks_words(unmet, knowledge), []).append(unmet)
    return found


def _rule_item(
    asked: tuple[str, ...], reasons: dict[str, list[tuple[Eliminated, Unmet]]], knowledge: Knowledge
) -> Bullet:
    """One rule or several that ask for the same, and below them each reason with the platforms that lack it."""
    return Bullet(f"{listing(asked)}:", below=tuple(_reason_item(*each, knowledge) for each in reasons.items()))


def _reason_item(lacks: str, alike: list[tuple[Eliminated, Unmet]], knowledge: Knowledge) -> Bullet:
    names = listing([_marked(entry) for entry, _ in alike])
    sources = dict.fromkeys(source for _, unmet in alike for source in cited(unmet.claim.source, knowledge))
    files = dict.fromkeys(
        file for _, unmet in alike for file in (unmet.requirement.finding.rule.overlay_file, unmet.claim.overlay_file)
    )
    return Bullet(f"{names}: {sentence(lacks)}" + "".join(told_in(file) for file in files), tuple(sources))


def _marked(entry: Eliminated) -> str:
    star = "*" if entry.screened.lone_blocker else ""
    return f"{entry.platform.name} ({entry.platform.id}){star}"


def _cannot_hold_items(recommendation: Recommendation, told: Collection[str]) -> Iterator[Bullet]:
    """Those that cannot hold the services, by why."""
    names: dict[str, list[str]] = {}
    for entry in recommendation.eliminated:
        if entry.infeasible is not None and entry.platform.id not in told:
            names.setdefault(ended(refusal_words(entry.infeasible.refusal)), []).append(_marked(entry))
    for why, alike in names.items():
        yield Bullet(f"{listing(alike)} cannot hold the services: {why}")


def warning_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """What to know whatever is chosen; what the requirement says against itself stands at its head."""
    told = tuple(warned for warned in recommendation.warnings if warned.note.code not in CANNOT_BE)
    if not told:
        return
    knowledge = recommendation.knowledge
    yield Heading("To keep in mind")
    yield Bullets(
        tuple(
            Bullet(
                sentence(note_words(w.note)) + told_in(knowledge.rule_file(w.id)),
                cited(w.source, knowledge),
            )
            for w in told
        )
    )


def contradiction_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """Answers of the requirement that cannot both hold, a line each, to be read before all else."""
    for warned in recommendation.warnings:
        if warned.note.code in CANNOT_BE:
            yield Paragraph(sentence(note_words(warned.note)), stressed=True)


def source_blocks(ids: tuple[str, ...], knowledge: Knowledge) -> Iterator[Block]:
    """The sources that a page cites, and the knowledge base they come from."""
    rows = [(name, knowledge.sources[name]) for name in ids if name in knowledge.sources]
    if rows:
        yield Heading("Sources")
        yield Table(
            ("id", "title", "day"),
            tuple((name, Link(source.title, source.url), source.day.isoformat()) for name, source in rows),
        )
    overlay = f" with {name_of(knowledge)} on it" if knowledge.overlay else ""
    yield Paragraph(
        f"Knowledge base version {knowledge.version}{overlay}, fingerprint {knowledge.hash}, newest source read on "
        f"{knowledge.newest_source_day.isoformat()}; {figure(len(knowledge.platforms))} platforms, "
        f"{figure(len(knowledge.rules))} rules."
    )
