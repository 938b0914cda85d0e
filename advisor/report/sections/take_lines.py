"""Whether an orchestrator is needed, and what to take: the first lines of the answer on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.argument import chief_findings, nearest_of_form
from advisor.knowledge import Form
from advisor.need import BOXES, ORCHESTRATORS, Need
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.report.blocks import Evidence, Line
from advisor.report.sections.evidence import figure, finding_rests, threshold
from advisor.report.wording import capital, ended, inner, listing, sentence
from advisor.report.wording.answer_names import AnswerNames
from advisor.report.wording.answers import answers_in_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.lifecycle import claim_words
from advisor.report.wording.measures import FORMS
from advisor.report.wording.one_screen import ALONE, NEEDED, NO_PLATFORM_OF
from advisor.report.wording.several_clouds import each_cloud_words
from advisor.report.wording.thresholds import turning_words
from advisor.report.wording.trade_offs import point_name
from advisor.rules import Finding
from advisor.trade_offs import compare_ranked
from advisor.values import mid_sentence

MOST_NEAR = 4
MOST_MERITS = 2
VERDICT = "needs_orchestrator"
AGREES = {
    Need.YES: (*ORCHESTRATORS, Form.HIDDEN),
    Need.NO: (*BOXES, Form.HIDDEN),
    Need.MANAGED: (Form.HIDDEN, Form.MANAGED),
    Need.EITHER: tuple(Form),
}
"""The forms that do what the first answer says; a service that hides an orchestrator has one."""
HIDES = {
    Need.YES: ", with the vendor's own orchestrator, which you do not see",
    Need.MANAGED: ", with the vendor's own orchestrator, which you do not see",
    Need.NO: ": the vendor places the replicas, out of sight",
}
"""What a service that hides an orchestrator has to do with the first answer, where that is not plain."""


def verdict_lines(recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    """The answer to the first question with its chief reasons; then the answer that would turn it."""
    verdict, winner = recommendation.verdict, recommendation.winner
    findings = chief_findings(recommendation)
    rests = tuple(each for finding in findings for each in finding_rests(finding))
    taken = winner.form if winner is not None else None
    agrees = taken is None or taken in AGREES[verdict.need]
    because = f": {'; '.join(finding_words(each, names) for each in findings)}" if findings else ""
    yield Line(f"{(NEEDED if agrees else ALONE)[verdict.need]}{because}.", (figure(VERDICT), *rests))
    turns = [each for each in recommendation.thresholds or () if each.form is verdict.best or each.form is not taken]
    for turn in turns[:1]:  # what leads to the form that is taken anyhow turns nothing
        turned = turning_words(turn, verdict.need, verdict.best, names)
        yield Line(sentence(turned), (figure(VERDICT), threshold(turn.field)))


def finding_words(finding: Finding, names: AnswerNames) -> str:
    """A rule that fired with the answers that made it fire, in a clause."""
    answers = answers_in_words(finding.read, names)
    return f"{mid_sentence(inner(finding.rule.title))}{f' ({answers})' if answers else ''}"


def winner_lines(recommendation: Recommendation, winner: Ranked, names: AnswerNames) -> Iterator[Line]:
    """What to take and what kind of thing it is; then why it is not of the form that answers best."""
    verdict, rests = recommendation.verdict, (figure("ranking/0/platform"), figure("ranking"), figure(VERDICT))
    form = winner.form
    hides = HIDES.get(verdict.need, "") if form is Form.HIDDEN else ""
    kind = f", {FORMS[form.value]}{hides}" if form is not None and form is not Form.ONE_BOX else ""
    yield Line(f"{winner.platform.name}{kind}.", rests)
    if len(recommendation.choices) == 1:
        yield Line("It is the only sensible choice that fits.", (figure("ranking"),), goes_on=True)
    strengths = dict(verdict.forms.strengths)
    if form is not None and strengths[form] < strengths[verdict.best]:
        yield from _apart_lines(recommendation, winner, names)
    if recommendation.counterparts.all:
        yield Line(each_cloud_words(recommendation), (figure("in_each_cloud"),))


def _apart_lines(recommendation: Recommendation, winner: Ranked, names: AnswerNames) -> Iterator[Line]:
    """Why it is not of the way of running that answers best: what outweighs that, or what stands in its way."""
    best, knowledge, rests = recommendation.verdict.best, recommendation.knowledge, (figure(VERDICT), figure("ranking"))
    rival = next((entry for entry in recommendation.ranking if entry.form is best), None)
    suits = f"{capital(FORMS[best.value])} would suit these answers better, but"
    if rival is not None:
        gains = compare_ranked(recommendation, winner, rival).gains
        merits = listing([mid_sentence(point_name(each, knowledge)) for each in gains[:MOST_MERITS]])
        outweighs = f"{merits} {'outweigh' if len(gains) > 1 else 'outweighs'} that" if gains else "not by much"
        yield Line(f"{suits} {outweighs}.", rests)
        return
    near = nearest_of_form(recommendation, best)
    if near is None:
        yield Line(f"{suits} {NO_PLATFORM_OF[best]} is known here.", rests)
        return
    place, entry = near
    yield Line(_near_words(suits, entry, names), (*rests, figure(f"eliminated/{place}"), *_near_rests(entry)))


def _near_words(suits: str, entry: Eliminated, names: AnswerNames) -> str:
    """What keeps the nearest platform of a form out, in a sentence."""
    told = f"{suits} none fits, not even {entry.platform.name}"
    if entry.infeasible is not None:
        refusal = replace(entry.infeasible.refusal, even_without=(), one_machine=False)
        return f"{told}: {ended(refusal_words(refusal))}"
    unmet = entry.screened.unmet[0]
    finding = unmet.requirement.finding
    lacks = mid_sentence(inner(claim_words(unmet.claim, named=True)))
    more = f", and {len(entry.screened.unmet) - 1} more" if len(entry.screened.unmet) > 1 else ""
    return f"{told}, which lacks this: {finding_words(finding, names)}{f'; {lacks}' if lacks else ''}{more}."


def _near_rests(entry: Eliminated) -> Iterator[Evidence]:
    if entry.infeasible is None:
        yield from finding_rests(entry.screened.unmet[0].requirement.finding)


def no_fit_lines(recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    """That nothing fits, and the single things that are in the way of some."""
    yield Line(
        f"Nothing fits: each of the {len(recommendation.eliminated)} platforms known lacks something that is asked "
        "for, or cannot hold the services.",
        (figure("recommendation"), figure("eliminated")),
    )
    alone: dict[str, list[str]] = {}
    knowledge = recommendation.knowledge
    for entry in recommendation.eliminated:
        derived = any(knowledge.vocabulary[unmet.requirement.term].derived for unmet in entry.screened.unmet)
        if entry.screened.lone_blocker and not derived:
            alone.setdefault(entry.screened.lone_blocker, []).append(entry.platform.name)
    findings = {finding.rule.id: finding for finding in recommendation.findings}
    ordered = sorted(alone.items(), key=lambda each: (-len(each[1]), each[0]))
    for name, platforms in ordered[:MOST_NEAR]:
        told = listing(platforms) if len(platforms) <= MOST_NEAR else f"{len(platforms)} platforms"
        rests = (figure("eliminated"), *finding_rests(findings[name]))
        only = finding_words(findings[name], names)
        yield Line(f"In the way of {told}, and nothing else is: {only}.", rests, item=True)
    for place, entry in enumerate(recommendation.eliminated):
        if entry.infeasible is not None:
            told = sentence(refusal_words(entry.infeasible.refusal))
            cannot = f"{entry.platform.name} cannot hold the services: {told}"
            yield Line(cannot, (figure(f"eliminated/{place}"),), item=True)
            break
