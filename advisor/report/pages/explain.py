"""Why one platform stands where it stands: the page of `advisor explain`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from advisor.explain import Checked, Counting, FormStanding, PlatformExplained
from advisor.explanations import CautionCode
from advisor.knowledge import Knowledge
from advisor.report.blocks import Block, Bullet, Bullets, Evidence, Heading, Paragraph, Table
from advisor.report.sections.bill import bill_blocks
from advisor.report.sections.evidence import figure, resting
from advisor.report.sections.overlay import overlay_blocks, told_in
from advisor.report.sections.page_frame import answer_head, with_sources
from advisor.report.sections.precedents import precedent_blocks
from advisor.report.wording import cited, ended, inner, level_words, listing, sentence
from advisor.report.wording.explain import (
    checked_words,
    form_words,
    least_change_words,
    moves_words,
    reason_words,
    set_up_words,
    waived_words,
    way_words,
)
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.standings import enough_words, flip_words, place_words, reasons_out
from advisor.report.wording.wishes import wish_words
from advisor.sizing.topology import Infeasible

MOST_LEVELS = 12
"""Capabilities that are told one by one, the weightiest."""
TOLD_ELSEWHERE = (CautionCode.WEAK_WHERE_ASKED, CautionCode.OVER_BUDGET, CautionCode.NOTHING_CLAIMED)
"""Cautions that levels, bill and requirements tell on this page already."""
LEAST_LEAD = 0.0005
"""A difference in the score that rounds to nothing."""


TO_BE_FIRST = ("standing", "parts", "if_waived", "least_change_of_weights", "first_with_together", "eliminated")
SIZED = ("topology", "cost_usd_per_month", "at_end_of_plan", "infeasible")
"""Where in the JSON of a platform what a section tells stands."""


def explain_page(explained: PlatformExplained) -> tuple[Block, ...]:
    """Its place, and everything behind it."""
    return with_sources(_blocks(explained), explained.recommendation.knowledge)


def _figures(*keys: str) -> tuple[Evidence, ...]:
    """Values of the JSON of the platform."""
    return tuple(figure(f"platform/{key}") for key in keys)


def _blocks(explained: PlatformExplained) -> Iterator[Block]:
    answer, knowledge = explained.recommendation, explained.recommendation.knowledge
    yield from answer_head(answer.scenario, answer.as_of, knowledge)
    yield Heading(f"Why {explained.platform.name} stands where it stands")
    told: set[str] = set()
    yield from resting(
        _place_blocks(explained, told), *_figures("standing", "eliminated", "infeasible", "requirements")
    )
    yield from resting(_first_blocks(explained), *_figures(*TO_BE_FIRST))
    yield from resting(_criteria_blocks(explained), *_figures("score", "parts", "against", "parts_of_other"))
    if explained.form is not None:
        yield from resting(_form_blocks(explained.form), *_figures("form"))
    yield from resting(_requirement_blocks(explained.requirements, told, knowledge), *_figures("requirements"))
    claimed = {one.requirement.term: one.claim.why for one in explained.requirements if one.claim is not None}
    counting = tuple(one for one in explained.counting if one.term not in claimed)
    yield from resting(_level_blocks(counting, set(claimed.values()), knowledge), *_figures("counting"))
    yield from resting(_sizing_blocks(explained), *_figures(*SIZED))
    yield from resting(_caution_blocks(explained), *_figures("cautions"))
    if explained.precedents:
        yield from resting(precedent_blocks(explained.precedents, knowledge), figure("precedents"))
    yield from overlay_blocks(knowledge)


def _place_blocks(explained: PlatformExplained, told: set[str]) -> Iterator[Block]:
    """Its place; where it is out, every requirement that it does not meet, and what it cannot hold.

    Reasons are put among those that are `told`.
    """
    answer, standing, knowledge = explained.recommendation, explained.standing, explained.recommendation.knowledge
    yield Paragraph(sentence(place_words(standing, answer)) + (" Because:" if standing.out else ""))
    if standing.out is not None:
        items = [_checked_item(one, told, knowledge) for one in explained.requirements if one.met is False]
        items += [Bullet(reason) for reason in reasons_out(standing, knowledge)][len(standing.out.screened.unmet) :]
    else:
        items = [Bullet(reason) for reason in reasons_out(standing, knowledge)]
    if items:
        yield Bullets(tuple(items))
    if standing.ranked is not None and standing.ranked.not_for_this:
        yield Paragraph("It could hold it, but its form does not answer what was asked, or it stands far behind.")


def _first_blocks(explained: PlatformExplained) -> Iterator[Block]:
    """What it would take to be first; nothing where it is."""
    answer, standing, knowledge = explained.recommendation, explained.standing, explained.recommendation.knowledge
    if standing.is_first:
        return
    items = []
    if explained.waived is not None:
        items.append(waived_words(explained.waived, explained))
    take = enough_words(standing, knowledge)
    if take is not None:
        items.append(take)
    if explained.least_change is not None:
        items.append(least_change_words(explained.least_change, answer))
    if standing.flips:
        items.append(flip_words(standing.flips))
    elif explained.way:
        items.append(way_words(explained.way))
    elif answer.ranking:
        items.append("No other answer that was tried puts it first, alone or with a second one.")
    if items:
        yield Heading("What it would take to be first")
        yield Bullets(tuple(map(Bullet, items)))


def _criteria_blocks(explained: PlatformExplained) -> Iterator[Block]:
    """Every criterion beside the platform that it is held against, the largest difference first; ties left out."""
    its, other = explained.score, explained.against
    if its is None or other is None:
        return
    answer = explained.recommendation
    theirs = {part.criterion: part for part in other.parts}
    names = {each.id: each.name for each in answer.knowledge.criteria.criteria}
    leads = [(part.weight * (part.value - theirs[part.criterion].value), part) for part in its.parts]
    shown = sorted(
        (each for each in leads if abs(each[0]) >= LEAST_LEAD), key=lambda each: (-abs(each[0]), each[1].criterion)
    )
    rival = answer.knowledge.platforms[other.platform].name
    yield Heading(f"Against {rival}")
    yield Paragraph(
        f"Score {its.total:.3f} against {other.total:.3f}. What a criterion adds is its weight times how good the "
        "figure is, from 0 to 1; the weights add up to 1."
    )
    rows = []
    for lead, part in shown:
        figures = (inner(note_words(one.why)) or "-" for one in (part, theirs[part.criterion]))
        rows.append((names[part.criterion], f"{part.weight:.3f}", f"{lead:+.3f}", *figures))
    sources = tuple(dict.fromkeys(s for _, p in shown for s in cited(p.source, answer.knowledge)))
    if rows:
        yield Table(("criterion", "weight", "ahead by", explained.platform.name, rival), tuple(rows), (1, 2), sources)
    alike = [names[part.criterion] for lead, part in leads if abs(lead) < LEAST_LEAD]
    if alike:
        yield Paragraph(f"Alike: {listing(alike)}.")


def _form_blocks(standing: FormStanding) -> Iterator[Block]:
    yield Heading("Its form")
    yield Paragraph(form_words(standing))
    if standing.moved_by:
        items = (
            Bullet(moves_words(each, standing) + told_in(each.finding.rule.overlay_file), (each.finding.rule.source,))
            for each in standing.moved_by
        )
        yield Bullets(tuple(items))


def _requirement_blocks(requirements: tuple[Checked, ...], told: set[str], knowledge: Knowledge) -> Iterator[Block]:
    """Those that are not known and those that are met; a reason that is `told` already is not told again."""
    yield Heading("What is required here")
    if not requirements:
        yield Paragraph("Nothing that could rule a platform out.")
        return
    for title, met in (("Not known", None), ("Met", True)):
        found = [one for one in requirements if one.met is met]
        if found:
            yield Heading(title, 3)
            yield Bullets(tuple(_checked_item(one, told, knowledge) for one in found))


def _checked_item(checked: Checked, told: set[str], knowledge: Knowledge) -> Bullet:
    """A requirement with what the platform has, and who says both; the reason unless it is `told` already."""
    claimed = cited(checked.claim.source, knowledge) if checked.claim else ()
    sources = (*cited(checked.requirement.finding.rule.source, knowledge), *claimed)
    why = reason_words(checked)
    words = checked_words(checked, "" if why in told else why, knowledge)
    told.add(why)
    return Bullet(words, tuple(dict.fromkeys(sources)))


def _level_blocks(
    counting: tuple[Counting, ...], told: Collection[str | None], knowledge: Knowledge
) -> Iterator[Block]:
    """The capabilities that count here and are not required, with the level that is claimed and who says so.

    A reason that is `told` already, of another capability, is not told again.
    """
    told = set(told)
    if not counting:
        return
    yield Heading("How well it does what counts here")
    items = []
    for one in counting[:MOST_LEVELS]:
        about = inner(sentence(knowledge.vocabulary[one.term].about))
        if one.trait is None:
            items.append(Bullet(f"{about}: nobody says."))
            continue
        why = f". {sentence(one.trait.why)}" if one.trait.why and one.trait.why not in told else "."
        told.add(one.trait.why)
        level = f"{level_words(one.trait.level)}{wish_words(one.trait.wish)}{why}{told_in(one.trait.overlay_file)}"
        items.append(Bullet(f"{about}: {level}", (one.trait.source,)))
    yield Bullets(tuple(items))
    left = counting[MOST_LEVELS:]
    if left:
        yield Paragraph(f"{len(left)} more count less: {listing([one.term for one in left])}.")


def _sizing_blocks(explained: PlatformExplained) -> Iterator[Block]:
    topology = explained.topology
    out = explained.standing.out
    if isinstance(topology, Infeasible):
        if out is not None and out.infeasible is not None:
            return  # told at the top
        yield Heading("How large it would be")
        yield Paragraph(f"It cannot hold the services: {ended(refusal_words(topology.refusal))}")
        return
    yield Heading("How large it is" if explained.standing.ranked else "How large it would be")
    yield Paragraph(f"{set_up_words(topology)} `advisor size` shows where each replica stands.")
    yield from bill_blocks(topology, explained.recommendation.knowledge)


def _caution_blocks(explained: PlatformExplained) -> Iterator[Block]:
    ranked, knowledge = explained.standing.ranked, explained.recommendation.knowledge
    cautions = [one for one in ranked.cautions if one.note.code not in TOLD_ELSEWHERE] if ranked else []
    if not cautions:
        return
    yield Heading("Settle before you choose it")
    yield Bullets(
        tuple(
            Bullet(
                (f"{caution.rule} " if caution.rule else "") + sentence(note_words(caution.note)),
                cited(caution.source, knowledge),
            )
            for caution in cautions
        )
    )
