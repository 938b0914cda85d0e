"""Why one platform stands where it stands, in words."""

from __future__ import annotations

from advisor.explain import Checked, FormPoints, FormStanding, PlatformExplained, Waived
from advisor.knowledge import Knowledge
from advisor.recommend import Recommendation
from advisor.report.wording import count, ended, figure, inner, level_words, listing, sentence
from advisor.report.wording.lifecycle import claim_words
from advisor.report.wording.measures import FORMS
from advisor.sensitivity.way_to_first import Step
from advisor.sensitivity.weights import LeastChange
from advisor.sizing.pool import PoolKind
from advisor.sizing.topology import Topology


def waived_words(waived: Waived, explained: PlatformExplained, *, by_title: bool = False) -> str:
    """The rules in the way of a platform that is out, and where it would be without them, in two sentences."""
    out = explained.standing.out
    rules = list(dict.fromkeys(unmet.rule_id for unmet in out.screened.unmet)) if out else []
    if by_title and out:
        rules = list(dict.fromkeys(f"“{unmet.requirement.finding.rule.title}”" for unmet in out.screened.unmet))
    alone = f"Only {rules[0]} is in the way" if len(rules) == 1 else f"{listing(rules)} are in the way"
    others = len(explained.recommendation.ranking)
    if not others:
        return f"{alone}. Without {'it' if len(rules) == 1 else 'them'} it would be the only one that fits."
    return (
        f"{alone}. If {'it' if len(rules) == 1 else 'they'} did not count, it would be in place {waived.rank} of "
        f"{others + 1}, with a score of {waived.score.total:.3f}."
    )


def least_change_words(change: LeastChange, answer: Recommendation) -> str:
    """The weights nearest to those used that put a platform first, in a sentence."""
    if change.distance is None:
        return "Under no weights would it be first: another one is at least as good by every mix of criteria."
    was = dict(answer.weights)
    names = {each.id: each.name for each in answer.knowledge.criteria.criteria}
    told = [f"{names[name]} {becomes:.3f} instead of {was[name]:.3f}" for name, becomes in change.weights]
    return f"It would be first with these weights, the nearest that do it: {listing(told)}."


def way_words(way: tuple[Step, ...]) -> str:
    """The answers that together put a platform first, in a sentence."""
    told = [f"{step.field}: {step.becomes} ({f'instead of {step.was}' if step.was else 'open so far'})" for step in way]
    if len(told) == 1:
        return f"It would be first with {told[0]}."
    return f"It would be first with {listing(told)}, together; no single other answer that was tried does it."


def form_words(standing: FormStanding) -> str:
    """How strong its form is against the strongest other one, in a sentence."""
    lead = standing.points - standing.rival_points
    side = f"by {abs(lead):g} {'stronger' if lead > 0 else 'weaker'} than" if lead else "as strong as"
    moved = " The rules that move it:" if standing.moved_by else " No rule moves it."
    return f"It is {FORMS[standing.form.value]}, here {side} {FORMS[standing.rival.value]}.{moved}"


def moves_words(moved: FormPoints, standing: FormStanding) -> str:
    """A rule with how far it moves the form, and why."""
    finding = moved.finding
    answers = f" ({finding.because})" if finding.because else ""
    return f"{moved.points:+g}: {finding.rule.id} {finding.rule.title}{answers}. {sentence(finding.rule.why)}"


def reason_words(checked: Checked) -> str:
    """Why the platform has it, or has not; empty where nobody gives a reason."""
    return (claim_words(checked.claim) or "") if checked.claim else ""


def checked_words(checked: Checked, why: str, knowledge: Knowledge) -> str:
    """A requirement, the answers that make it one, what the platform has, and why where that is to be told."""
    finding, claim = checked.requirement.finding, checked.claim
    asked = checked.requirement.asked_as or finding.because
    answers = f" ({asked})" if asked else ""
    head = f"{finding.rule.id} {finding.rule.title}{answers}"
    term = inner(knowledge.vocabulary[checked.requirement.term].about)
    if claim is None:
        return f"{head}: nobody says of it: {ended(term)}"
    has = level_words(claim.value) if knowledge.is_capability(claim.term) else f"{term} is {figure(claim.value)}"
    return f"{head}: {has}. {sentence(why)}" if why else f"{head}: {ended(has)}"


def set_up_words(topology: Topology) -> str:
    """How much it is made of, in a sentence."""
    parts = set_up_parts(topology)
    return sentence(f"It takes {parts}") if parts else "Nothing of it has to be set up."


def set_up_parts(topology: Topology) -> str:
    """How much it is made of, in a few words; empty where nothing is to be set up."""
    machines = sum(pool.node_count for pool in topology.pools if pool.kind is PoolKind.MACHINES)
    instances = sum(pool.node_count for pool in topology.pools if pool.kind is not PoolKind.MACHINES)
    parts = [count(machines, "machine")] if machines else []
    parts += [count(instances, "instance")] if instances else []
    members = topology.control_plane.members
    parts += [f"a control plane of {count(members, 'member')}"] if members else []
    return listing(parts)
