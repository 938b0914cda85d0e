"""The first half of the page: is an orchestrator needed, which platform, why, and what it gives up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.argument import given_up
from advisor.explanations import Caution, CautionCode, Trait
from advisor.knowledge import Knowledge
from advisor.need import Verdict
from advisor.recommend import Ranked, Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Evidence, Heading, Paragraph
from advisor.report.sections.certainty import certainty_blocks
from advisor.report.sections.evidence import answer, claim, figure, finding_rests, resting, rule
from advisor.report.sections.overlay import told_in
from advisor.report.sections.standings import is_told_at_once
from advisor.report.sections.trade_offs import terms_in_trade_offs, trade_off_blocks
from advisor.report.wording import VERDICTS, cited, inner, level_words, listing, sentence, usd, with_verb
from advisor.report.wording.bill import sum_words
from advisor.report.wording.certainty import FIRMNESS, close_call_words
from advisor.report.wording.end_of_plan import years_words
from advisor.report.wording.notes import note_words
from advisor.report.wording.several_clouds import each_cloud_words
from advisor.report.wording.standings import advice_words, mode_words
from advisor.report.wording.verdict import best_form_words, form_apart, threshold_words
from advisor.report.wording.wishes import wish_words
from advisor.rules import Finding
from advisor.sensitivity.certainty import Firmness
from advisor.sizing.note_codes import FACTS_OF_THE_PLAN
from advisor.standings import what_is_in_use
from advisor.values import mid_sentence

NEED = "needs_orchestrator"
CAUTIONS = (figure("ranking/0/cautions"), figure("ranking/0/topology/control_plane"))
MOST_REASONS = 4
ANSWERED_BY = {
    "demand.services": "services",
    "demand.apps": "scale.apps",
    "demand.replicas": "services.replicas",
    "demand.peak_replicas": "services.replicas",
    "demand.peak_to_floor": "services.replicas",
    "demand.cpu_millicores": "services.cpu",
    "demand.memory_mib": "services.memory",
    "demand.stateful_services": "services.stateful",
    "demand.windows_services": "services.os",
    "demand.linux_services": "services.os",
    "demand.gpu_services": "services.gpu",
    "demand.privileged_services": "services.needs_host",
    "demand.host_services": "services.needs_host",
    "demand.interruptible_services": "services.interruptible",
    "demand.docker_socket_services": "services.needs_host",
    "demand.public_ports": "services.ports",
    "demand.udp_ports": "services.ports",
    "demand.non_http_ports": "services.ports",
    "demand.published_non_http_ports": "services.ports",
    "demand.internal_non_http_ports": "services.ports",
    "demand.host_ports": "services.ports",
}
"""The key of a requirement file that answers what is counted over its services."""
_LEAST_SHOWN = 0.001


def need_blocks(verdict: Verdict) -> Iterator[Block]:
    """Question 1 with every finding for and against."""
    yield Heading("Do you need an orchestrator?")
    yield Paragraph(VERDICTS[verdict.need])
    yield Paragraph(best_form_words(verdict))
    told: set[str] = set()
    for side, findings in (
        ("for one", verdict.for_it),
        ("against one", verdict.against_it),
        ("for leaving it to a vendor", verdict.for_managed),
        ("for plain machines", verdict.for_machines),
        ("for running it yourself", verdict.for_own),
    ):
        if findings:
            yield Heading(f"What speaks {side}", 3)
            new = tuple(finding_item(each) for each in findings if each.rule.id not in told)
            again = [each.rule.id for each in findings if each.rule.id in told]
            more = f"{with_verb(again, 'speaks', 'speak')} {side} too, as told above."
            yield Bullets((*new, *((Bullet(more),) if again else ())))
            told.update(each.rule.id for each in findings)
    if verdict.tipping:
        yield Heading("What could still tip it", 3)
        yield Bullets(tuple(_open_item(finding) for finding in verdict.tipping))
    elif verdict.undecided:
        yield Paragraph("No unanswered question alone would tip it.")
    yield Paragraph(f"How strong each form is, as the rules that fired add up: {threshold_words(verdict)}.")


def finding_item(finding: Finding) -> Bullet:
    """A rule that fired, the answers that made it fire, and why it matters."""
    answers = f" ({finding.because})" if finding.because else ""
    said = f"{finding.rule.id} {finding.rule.title}{answers}. {sentence(finding.rule.why)}"
    rests = finding_rests(finding)
    return Bullet(said + told_in(finding.rule.overlay_file), (finding.rule.source,), rests_on=rests)


def _open_item(finding: Finding) -> Bullet:
    missing = tuple(dict.fromkeys(ANSWERED_BY.get(field, field) for field in finding.missing))
    return Bullet(
        f"{finding.rule.id} {finding.rule.title}: not settled until you answer {listing(missing)}."
        + told_in(finding.rule.overlay_file),
        (finding.rule.source,),
        rests_on=(rule(finding.rule.id), *map(answer, missing)),
    )


def winner_blocks(recommendation: Recommendation) -> Iterator[Block]:
    """Question 2: the winner, how firm it is, what decides, what it gives up, what to settle first."""
    yield Heading("Which platform fits?")
    winner = recommendation.winner
    if winner is None:
        yield from _no_platform(recommendation)
        return
    yield Paragraph(_headline(recommendation, winner), rests_on=_headline_rests(recommendation, winner))
    if recommendation.counterparts.all:
        yield Paragraph(each_cloud_words(recommendation), rests_on=(figure("in_each_cloud"),))
    apart = form_apart(recommendation)
    if apart is not None:
        yield Paragraph(apart, rests_on=(figure(NEED), *_place_rests(winner), figure("ranking/0/parts")))
    for place, one in enumerate(what_is_in_use(recommendation)):
        if is_told_at_once(one):
            rests = (answer("existing"), figure(f"in_use/{place}"), figure("versions_in_use"))
            yield Paragraph(advice_words(one, recommendation), rests_on=rests)
    yield from _firmness(recommendation, winner)
    yield from resting(trade_off_blocks(recommendation), figure("trade_offs"))
    yield Heading("What you give up", 3)
    losses = _given_up(recommendation, winner)
    nothing = Paragraph("Nothing that was asked for is missing or limited.")
    yield from resting([Bullets(losses) if losses else nothing], figure("ranking/0/weaknesses"))
    yield from resting(certainty_blocks(recommendation), figure("confidence"), figure("weights"))
    yield from resting(_caution_blocks(recommendation, winner), *CAUTIONS)


def _caution_blocks(recommendation: Recommendation, winner: Ranked) -> Iterator[Block]:
    """What is to be settled, and what waits for an answer that nothing hints at."""
    aside = tuple(caution for caution in winner.cautions if _is_aside(caution, recommendation))
    cautions = tuple(
        _caution_item(caution, recommendation.knowledge)
        for caution in cautions_to_settle(winner)
        if caution not in aside
    )
    if cautions:
        yield Heading("Settle before you choose it", 3)
        yield Bullets(cautions)
    if aside:
        told = "; ".join(_aside_words(caution) for caution in aside)
        sources = tuple(source for caution in aside for source in cited(caution.source, recommendation.knowledge))
        yield Paragraph(
            f"Of these nothing was said, and each would rule it out: {told}.", tuple(dict.fromkeys(sources))
        )


def cautions_to_settle(winner: Ranked) -> tuple[Caution, ...]:
    """What is to be settled, and what the control plane cannot promise, each thing once."""
    said = {caution.note for caution in winner.cautions}
    planned = winner.topology.control_plane.notes
    notes = (note for note in planned if note not in said and note.code not in FACTS_OF_THE_PLAN)
    return (*winner.cautions, *(Caution(None, note, None) for note in notes))


def _is_aside(caution: Caution, recommendation: Recommendation) -> bool:
    """Whether it waits for an answer that nothing here hints at: none of those tried puts another platform first."""
    if caution.note.code is not CautionCode.OPEN_ANSWER:
        return False
    fields = {ANSWERED_BY.get(str(field), str(field)) for field in _fields_of(caution)}
    return not any(unknown.leads_to for unknown in recommendation.unknowns if unknown.field in fields)


def _fields_of(caution: Caution) -> tuple[object, ...]:
    fields = dict(caution.note.values)["fields"]
    return fields if isinstance(fields, tuple) else (fields,)


def _aside_words(caution: Caution) -> str:
    """The rules that would rule it out, and the keys that answer them."""
    titles = dict(caution.note.values)["titles"]
    what = listing([mid_sentence(str(title)) for title in titles] if isinstance(titles, tuple) else [], "or")
    keys = dict.fromkeys(ANSWERED_BY.get(str(field), str(field)) for field in _fields_of(caution))
    return f"{what} ({caution.rule}; {', '.join(keys)})"


def _caution_item(caution: Caution, knowledge: Knowledge) -> Bullet:
    rule = f"{caution.rule} " if caution.rule else ""
    said = f"{rule}{sentence(note_words(caution.note))}{told_in(knowledge.rule_file(caution.rule))}"
    return Bullet(said, cited(caution.source, knowledge))


def _place_rests(entry: Ranked) -> tuple[Evidence, ...]:
    """Where the place, the score and the bill of a platform stand."""
    place = f"ranking/{entry.rank - 1}"
    return tuple(figure(f"{place}/{key}") for key in ("platform", "score", "cost_usd_per_month", "at_end_of_plan"))


def _headline_rests(recommendation: Recommendation, winner: Ranked) -> tuple[Evidence, ...]:
    rival = recommendation.runner_up
    number = figure(f"ranking/{len(recommendation.ranking) - 1}/rank")
    return *_place_rests(winner), *(_place_rests(rival) if rival is not None else ()), number, figure("confidence/word")


def _headline(recommendation: Recommendation, winner: Ranked) -> str:
    confidence = recommendation.confidence
    word = f"{FIRMNESS[confidence.word]}: " if confidence is not None else ""
    name = f"{word}{winner.platform.name} ({winner.platform.id})"
    bill = winner.topology.bill
    about = "" if bill.is_lower_limit else "about "
    cost = f"{about}{sum_words(bill, bill.base)} a month" if bill.base is not None else "nothing in it has a price"
    if bill.terms is not None and bill.base is not None and round(bill.on_demand - bill.base):
        cost = f"{cost} on your terms, {usd(bill.on_demand)} on demand"
    end = winner.topology.end_of_plan
    if end is not None and end.bill is not None and end.bill.base is not None:
        cost = f"{cost} today and {sum_words(end.bill, end.bill.base)} {years_words(end)}"
    others, runner_up = len(recommendation.ranking) - 1, recommendation.runner_up
    if others == 0:
        return f"{name} is the only platform that fits: score {winner.score.total:.3f} of 1, {cost}."
    if runner_up is None:
        return f"{name}: score {winner.score.total:.3f} of 1, {cost}. Nothing fits beside it that is a rival."
    margin = winner.score.total - runner_up.score.total
    lead = f"{margin:.3f}" if margin >= _LEAST_SHOWN else f"less than {_LEAST_SHOWN}"
    if runner_up.score.set_back and not winner.score.set_back:
        alone = "it alone is a choice within the budget"
        return f"{name}: score {winner.score.total:.3f} of 1, {cost}. {others + 1} platforms fit, and {alone}."
    ahead = f"{lead} ahead of {runner_up.platform.name} ({runner_up.platform.id})"
    return f"{name}: score {winner.score.total:.3f} of 1, {ahead}; {cost}. {others + 1} platforms fit."


def _firmness(recommendation: Recommendation, winner: Ranked) -> Iterator[Block]:
    confidence = recommendation.confidence
    runner_up = recommendation.runner_up
    if confidence is not None and confidence.word is Firmness.CLOSE and runner_up is not None:
        told = sentence(close_call_words(winner.platform.name, runner_up.platform.name))
        rests = (figure("confidence/word"), figure("ranking/0/platform"), *_place_rests(runner_up))
        yield Paragraph(f"A close call: {told}", stressed=True, rests_on=rests)
    for mode in recommendation.other_modes:
        if not mode.not_for_this:
            rests = (*_place_rests(mode), figure("ranking/0/score"))
            yield Paragraph(mode_words(mode, winner), rests_on=rests)


def _given_up(recommendation: Recommendation, winner: Ranked) -> tuple[Bullet, ...]:
    """What was asked for and is weak; what is claimed of it stands here only where it is in no trade-off."""
    told = terms_in_trade_offs(recommendation)
    rests = (figure("ranking/0/weaknesses"),)
    return tuple(
        replace(_trait_item(trait, trait.term in told), rests_on=(claim(winner.platform.id, trait.term), *rests))
        for trait in given_up(winner)
    )


def _trait_item(trait: Trait, is_told: bool) -> Bullet:
    why = f" {sentence(trait.why)}" if trait.why and not is_told else ""
    level = f"{level_words(trait.level)}{wish_words(trait.wish)}.{why}{told_in(trait.overlay_file)}"
    return Bullet(f"{inner(sentence(trait.about))}: {level}", (trait.source,))


def _no_platform(recommendation: Recommendation) -> Iterator[Block]:
    yield Paragraph(
        f"No platform fits. Each of the {len(recommendation.eliminated)} in the knowledge base lacks something that "
        "this requirement asks for, or cannot hold it."
    )
    alone = [
        entry
        for entry in recommendation.eliminated
        if entry.screened.lone_blocker
        and not any(recommendation.knowledge.vocabulary[u.requirement.term].derived for u in entry.screened.unmet)
    ]
    if alone:
        yield Paragraph(
            "Nearest to fitting are those with a single rule in the way. Whether they hold the services was not tried:"
        )
        rules: dict[str, list[str]] = {}
        for entry in alone:
            rules.setdefault(str(entry.screened.lone_blocker), []).append(entry.platform.name)
        titles = {finding.rule.id: finding.rule.title for finding in recommendation.findings}
        yield Bullets(
            tuple(
                Bullet(f"{rule} {titles.get(rule, '')}: {listing(names)}.")
                for rule, names in sorted(rules.items(), key=lambda entry: (-len(entry[1]), entry[0]))
            )
        )
