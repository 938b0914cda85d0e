"""Platforms side by side, and two requirements beside each other: the pages of `advisor compare`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.compare import MOST_SEPARATE, AnswersCompared, Lead, PlatformsCompared
from advisor.explain import PlatformExplained
from advisor.knowledge import Knowledge
from advisor.report.blocks import Block, Bullet, Bullets, Evidence, Heading, Paragraph, Table
from advisor.report.pages.what_if import answer_blocks, answered_words, platform_blocks, ranking_change_blocks
from advisor.report.sections.evidence import figure, resting
from advisor.report.sections.overlay import overlay_blocks
from advisor.report.sections.page_frame import answer_head, with_sources
from advisor.report.wording import cited, ended, inner, listing, sentence
from advisor.report.wording.compare import (
    alone_words,
    cost_cell,
    lead_words,
    level_cell,
    people_cell,
    place_cell,
    range_cell,
)
from advisor.report.wording.explain import set_up_parts, waived_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.measures import FORMS
from advisor.report.wording.notes import note_words
from advisor.report.wording.standings import reasons_out
from advisor.scoring import Part
from advisor.sizing.topology import Infeasible, Topology
from advisor.what_if import Answered

LEAST_LEAD = 0.0005
"""A difference in the score that rounds to nothing."""
MOST_LEADS = 6
"""Criteria that are told."""
MOST_ANSWERS = 40
"""Differing answers that are listed."""


def platforms_page(compared: PlatformsCompared) -> tuple[Block, ...]:
    """The platforms side by side, then what decides between them, and why those that are out are."""
    return with_sources(platforms_blocks(compared), compared.recommendation.knowledge)


def platforms_blocks(compared: PlatformsCompared) -> Iterator[Block]:
    """The page without the list of its sources."""
    answer, knowledge = compared.recommendation, compared.recommendation.knowledge
    yield from answer_head(answer.scenario, answer.as_of, knowledge)
    yield Heading("Side by side")
    every = range(len(compared.platforms))
    yield from resting(
        [_facts_table(compared)], *_figures(every, "standing", "score", "form", "cost_usd_per_month", "topology")
    )
    yield from resting(_score_blocks(compared), *_figures(every, "parts", "score"))
    yield from resting(_lead_blocks(compared), figure("best"), figure("leads"), *_figures(every, "standing", "parts"))
    yield from resting(_level_blocks(compared), *_figures(every, "standing", "counting"))
    yield from resting(_out_blocks(compared), *_figures(every, "standing", "eliminated", "if_waived", "infeasible"))
    if answer.winner is not None and answer.winner.platform.id not in {one.platform.id for one in compared.platforms}:
        first = f"First among all is {answer.winner.platform.name} ({answer.winner.platform.id})."
        yield Paragraph(first, rests_on=(figure("recommendation"),))
    yield from overlay_blocks(knowledge)


def _figures(places: Iterable[int], *keys: str) -> Iterator[Evidence]:
    """Values of the JSON of each platform."""
    return (figure(f"platforms/{place}/{key}") for place in places for key in keys)


def _facts_table(compared: PlatformsCompared) -> Table:
    answer, every = compared.recommendation, compared.platforms
    rows = (
        ("place", *(place_cell(one, len(answer.ranking)) for one in every)),
        ("score", *("-" if one.score is None else f"{one.score.total:.3f}" for one in every)),
        ("form", *("-" if one.form is None else FORMS[one.form.form.value] for one in every)),
        ("USD a month", *(cost_cell(one.topology) for one in every)),
        ("from and to", *(range_cell(one.topology) for one in every)),
        ("people", *(people_cell(one.topology) for one in every)),
        ("set-up", *(_set_up_cell(one) for one in every)),
    )
    return Table(("", *(one.platform.name for one in every)), rows)


def _set_up_cell(one: PlatformExplained) -> str:
    return set_up_parts(one.topology) or "-" if isinstance(one.topology, Topology) else "cannot hold the services"


def _score_blocks(compared: PlatformsCompared) -> Iterator[Block]:
    """What each criterion adds to each, where they differ; the largest spread first."""
    scored = [one for one in compared.platforms if one.score is not None]
    if len(scored) < 2:
        return
    names = {each.id: each.name for each in compared.recommendation.knowledge.criteria.criteria}
    columns = [{part.criterion: part for part in one.score.parts} for one in scored if one.score]
    adds = {c: [part[c].weight * part[c].value for part in columns] for c in columns[0]}
    spread = {c: max(each) - min(each) for c, each in adds.items()}
    differ = sorted((c for c in adds if spread[c] >= LEAST_LEAD), key=lambda c: (-spread[c], c))
    yield Heading("What each criterion adds to the score")
    rows = [(names[c], f"{columns[0][c].weight:.3f}", *(f"{add:.3f}" for add in adds[c])) for c in differ]
    rows.append(("all together", "1.000", *(f"{one.score.total:.3f}" for one in scored if one.score)))
    yield Table(("criterion", "at most", *(one.platform.name for one in scored)), tuple(rows), _right(len(scored) + 1))
    alike = [names[c] for c in adds if spread[c] < LEAST_LEAD]
    if alike:
        yield Paragraph(f"Alike, and so not in the table: {listing(alike)}.")


def _right(count: int) -> tuple[int, ...]:
    return tuple(range(1, count + 1))


def _lead_blocks(compared: PlatformsCompared) -> Iterator[Block]:
    """What decides: criterion by criterion the best placed of them, then each that is better or worse by it.

    The criteria in which some other one differs most stand first.
    """
    best, knowledge = compared.best, compared.recommendation.knowledge
    if best is None or best.score is None:
        return
    yield Heading("What decides")
    yield Paragraph(f"Best placed of them is {best.platform.name} ({best.platform.id}).")
    differing: dict[str, list[tuple[Lead, PlatformExplained]]] = {}
    for other in compared.platforms:
        if other is not best and other.score is not None:
            for lead in compared.leads(other):
                if abs(lead.ahead) >= LEAST_LEAD:
                    differing.setdefault(lead.criterion, []).append((lead, other))
    if not differing:
        yield Paragraph("They are alike by every criterion.")
        return
    ordered = sorted(differing.items(), key=lambda each: (-max(abs(lead.ahead) for lead, _ in each[1]), each[0]))
    yield Bullets(tuple(_lead_item(name, leads, best, knowledge) for name, leads in ordered[:MOST_LEADS]))


def _lead_item(
    criterion: str, leads: list[tuple[Lead, PlatformExplained]], best: PlatformExplained, knowledge: Knowledge
) -> Bullet:
    """A criterion, and below it the figure of the best placed and of each that differs from it."""
    name = next(each.name for each in knowledge.criteria.criteria if each.id == criterion)
    own = _part_of(best, criterion)
    below = [Bullet(f"{best.platform.name}: {_why(own) or 'no reason is known'}.", cited(own.source, knowledge))]
    for lead, other in leads:
        part = _part_of(other, criterion)
        below.append(Bullet(lead_words(lead, other.platform.name, _why(part)), cited(part.source, knowledge)))
    return Bullet(f"{name}:", below=tuple(below))


def _part_of(one: PlatformExplained, criterion: str) -> Part:
    return next(part for part in (one.score.parts if one.score else ()) if part.criterion == criterion)


def _why(part: Part) -> str:
    return inner(note_words(part.why))


def _level_blocks(compared: PlatformsCompared) -> Iterator[Block]:
    """The levels of what counts here, where they differ, the weightiest first."""
    knowledge: Knowledge = compared.recommendation.knowledge
    rows = []
    sources: dict[str, None] = {}
    for each in zip(*(one.counting for one in compared.platforms), strict=True):
        cells = tuple(level_cell(one.trait) for one in each)
        if len(set(cells)) > 1:
            about = inner(sentence(knowledge.vocabulary[each[0].term].about))
            rows.append((about, *cells))
            sources |= dict.fromkeys(one.trait.source for one in each if one.trait)
    if rows:
        yield Heading("How well they do what counts here")
        names = (one.platform.name for one in compared.platforms)
        yield Table(("what counts", *names), tuple(rows), sources=tuple(sources))
        yield Paragraph("What all do alike is left out; `advisor explain` gives the reason of each level.")


def _out_blocks(compared: PlatformsCompared) -> Iterator[Block]:
    out = [one for one in compared.platforms if one.standing.out is not None]
    if not out:
        return
    yield Heading("Why they are out" if len(out) > 1 else "Why one is out")
    shared: dict[str, list[str]] = {}
    for one in out:
        for reason in _reasons_out(one, compared.recommendation.knowledge):
            shared.setdefault(reason, []).append(f"{one.platform.name} ({one.platform.id})")
    together: dict[tuple[str, ...], list[str]] = {}
    for reason, names in shared.items():
        together.setdefault(tuple(names), []).append(reason)
    yield Bullets(
        tuple(Bullet(f"{listing(names)}:", below=tuple(map(Bullet, reasons))) for names, reasons in together.items())
    )


def _reasons_out(one: PlatformExplained, knowledge: Knowledge) -> Iterator[str]:
    """Why it is out, and where it would be if that did not count; a sentence or two each."""
    yield from reasons_out(one.standing, knowledge)
    if one.waived is not None:
        yield waived_words(one.waived, one)
    elif isinstance(one.topology, Infeasible) and one.standing.out and one.standing.out.infeasible is None:
        yield f"It cannot hold the services either: {ended(refusal_words(one.topology.refusal))}"


def answers_page(compared: AnswersCompared) -> tuple[Block, ...]:
    """How two requirements differ, what differs in their answers, and which of the differences do it."""
    return tuple(answers_blocks(compared))


def answers_blocks(compared: AnswersCompared) -> Iterator[Block]:
    """The same, block by block."""
    what_if, (first, second) = compared.what_if, (compared.what_if.scenario, compared.what_if.changed_scenario)
    yield Heading(f"{first.name} and {second.name}", 1)
    yield from resting(_asked_blocks(what_if.answers), *_differences("changes"))
    if not what_if.changed:
        same = "The answer is the same: verdict, ranking, set-up and bill."
        yield Paragraph(same, rests_on=tuple(_differences("changed")))
        return
    yield from resting(answer_blocks(compared.before, compared.after), *_differences("verdict", "winner"))
    yield from resting(_why_blocks(compared), figure("why"), *_differences("winner", "changes"))
    yield from resting(ranking_change_blocks(what_if), *_differences("ranking"))
    for place, one in enumerate(what_if.shown):
        yield from resting(platform_blocks(one, what_if), *_differences(f"platforms/{place}"))


def _differences(*keys: str) -> Iterator[Evidence]:
    """Values of what differs in the JSON."""
    return (figure(f"difference/{key}") for key in keys)


def _asked_blocks(answers: Sequence[Answered]) -> Iterator[Block]:
    """The answers that differ, or that none does."""
    yield Heading("What differs in what is asked")
    if not answers:
        yield Paragraph("Nothing but the name.")
        return
    yield Bullets(tuple(Bullet(answered_words(one)) for one in answers[:MOST_ANSWERS]))
    if len(answers) > MOST_ANSWERS:
        yield Paragraph(f"And {len(answers) - MOST_ANSWERS} more.")


def _why_blocks(compared: AnswersCompared) -> Iterator[Block]:
    """Which of the differences bring the other answer, each given alone, and all but each."""
    was, becomes = compared.quick
    if was.first == becomes.first and was.verdict.need is becomes.verdict.need:
        return
    yield Heading("Why", 3)
    if not compared.parts:
        yield Paragraph(
            "They differ in one part only, which decides it."
            if compared.part_count == 1
            else f"They differ in {compared.part_count} parts; more than {MOST_SEPARATE} are not tried one by one."
        )
        return
    yield Bullets(tuple(Bullet(alone_words(part, compared)) for part in compared.parts))
    yield Paragraph("By quick estimates of all platforms, each difference given alone, and all differences but it.")
