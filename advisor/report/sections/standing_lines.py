"""What was asked for by name and what is in use, a line or two each."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.carried_over import words_in_use
from advisor.knowledge import SupportState
from advisor.recommend import Recommendation
from advisor.report.blocks import Evidence, Labelled, Line
from advisor.report.sections.answer_field import AnswerField
from advisor.report.sections.evidence import answer, figure, rule
from advisor.report.wording import capital, ended, inner, nth
from advisor.report.wording.answer_names import AnswerNames
from advisor.report.wording.answers import answers_in_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.lifecycle import claim_words
from advisor.report.wording.standings import carried_words
from advisor.report.wording.trade_offs import behind_point
from advisor.report.wording.versions import replace_words, upgrade_words, version_words
from advisor.screening import Requirement
from advisor.standings import (
    PlatformStanding,
    StayOrLeave,
    VersionAdvice,
    advised_versions,
    components_ended,
    standing_of_requested,
    what_is_in_use,
)
from advisor.trade_offs import compare_ranked
from advisor.values import mid_sentence

MOST_COMPONENTS = 2


def today_fields(recommendation: Recommendation, names: AnswerNames) -> Iterator[Labelled]:
    """`Asked for` with its place and the chief reason; `In use` with the advice to stay or to leave."""
    requested = standing_of_requested(recommendation)
    if requested is not None:
        yield Labelled(AnswerField.REQUESTED, (_requested_line(requested, recommendation, names),))
    lines = (*_platform_lines(recommendation, names), *_word_lines(recommendation), *_support_lines(recommendation))
    if lines:
        yield Labelled(AnswerField.IN_USE, lines)


def _requested_line(standing: PlatformStanding, recommendation: Recommendation, names: AnswerNames) -> Line:
    name, total = standing.platform.name, len(recommendation.ranking)
    if standing.is_first:
        return Line(f"{name}, and it is first.", (answer("requested"), figure("requested")))
    place = "is out" if standing.ranked is None else f"ranks {nth(standing.ranked.rank)} of {total}"
    winner = recommendation.winner
    if winner is not None and standing.ranked is not None and standing.ranked.service == winner.service:
        place = f"is another mode of the same service, which ranks {nth(standing.ranked.rank)} of {total}"
    why, rests = _chief_reason(standing, recommendation, names)
    return Line(f"{name} {place}{why}", (answer("requested"), figure("requested"), figure("ranking"), *rests))


def _platform_lines(recommendation: Recommendation, names: AnswerNames) -> Iterator[Line]:
    for place, one in enumerate(what_is_in_use(recommendation)):
        name = one.standing.platform.name
        rests = (answer("existing"), figure(f"in_use/{place}"))
        why, more = _chief_reason(one.standing, recommendation, names)
        match one.advice:
            case StayOrLeave.NOTHING_FITS:
                yield Line(f"{name} does not meet everything, and nothing else does{why}", (*rests, *more))
            case StayOrLeave.STAY if one.standing.is_first:
                yield Line(f"Stay with {name}.", rests)
            case StayOrLeave.STAY:
                yield Line(f"Stay with {name}: it meets everything, and the first is not worth a move.", rests)
            case StayOrLeave.SWITCH_MODE:
                yield Line(f"Keep the service of {name}, in another mode of it{why}", (*rests, *more))
            case StayOrLeave.LEAVE:
                yield Line(f"Leave {name}{why}", (*rests, *more))


def _word_lines(recommendation: Recommendation) -> Iterator[Line]:
    """What is in use and is no platform known here."""
    for place, one in enumerate(words_in_use(recommendation)):
        yield Line(carried_words(one, recommendation), (answer("existing"), figure(f"words_in_use/{place}")))


def _chief_reason(
    standing: PlatformStanding, recommendation: Recommendation, names: AnswerNames
) -> tuple[str, tuple[Evidence, ...]]:
    """Why it is not first: what it lacks, else the largest difference to the winner."""
    winner, out = recommendation.winner, standing.out
    if out is not None:
        place = figure(f"eliminated/{recommendation.eliminated.index(out)}")
        if out.infeasible is not None:
            return f": it cannot hold the services, as {ended(refusal_words(out.infeasible.refusal))}", (place,)
        unmet = out.screened.unmet[0]
        finding = unmet.requirement.finding
        lacks = ended(claim_words(unmet.claim, named=True))
        worked_out = recommendation.knowledge.vocabulary[unmet.requirement.term].derived
        told = lacks if worked_out and lacks else f"{_asked(unmet.requirement, names)}. {capital(lacks)}".strip()
        return f": {told}", (place, rule(finding.rule.id))
    if winner is None or standing.ranked is None or standing.is_first:
        return ".", ()
    against = compare_ranked(recommendation, winner, standing.ranked)
    if against.budget_decides:
        return ": it does not keep the budget.", (answer("budget.usd_per_month"),)
    if not against.gains:
        return ", by less than can be told apart.", ()
    words = behind_point(against.gains[0], recommendation.knowledge)
    return f"; it loses most on {mid_sentence(words)}", (figure("ranking"),)


def _asked(requirement: Requirement, names: AnswerNames) -> str:
    """What is asked of it that it lacks: a word of the requirement, or the title of a rule with the answers."""
    finding = requirement.finding
    if requirement.asked_as is not None and finding.rule.effect.require_each:
        field = finding.rule.effect.require_each
        return f"it falls short of {names.value(field, requirement.asked_as)}, which must be there"
    answers = answers_in_words(finding.read, names)
    return f"{mid_sentence(inner(finding.rule.title))}{f' ({answers})' if answers else ''}"


def _support_lines(recommendation: Recommendation) -> Iterator[Line]:
    """Versions that are to be upgraded or left, and components that have ended."""
    knowledge, day = recommendation.knowledge, recommendation.as_of
    for place, one in enumerate(advised_versions(recommendation)):
        version, moving = one.version, one.advice is VersionAdvice.LEAVE
        rests = (answer("existing"), figure(f"versions_in_use/{place}"))
        late = version.state is not SupportState.SUPPORTED or version.ends_soon
        if one.advice is VersionAdvice.UPGRADE or (moving and late):  # support may end before a move does
            yield Line(upgrade_words(version, "", knowledge, moving), rests)
        elif version.state is SupportState.UNKNOWN_VERSION:
            yield Line(version_words(one, knowledge, day), rests)
    for place, component in enumerate(components_ended(recommendation)[:MOST_COMPONENTS]):
        if not component.beside:
            rests = (answer("existing"), figure(f"ended_components/{place}"))
            yield Line(replace_words(component, day), rests)
            yield Line(f"What follows it: {mid_sentence(component.ended.instead)}", rests, goes_on=True)
