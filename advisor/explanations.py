"""What to say about each platform: strengths, weaknesses, cautions; and warnings about the scenario as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.errors import suggest
from advisor.expressions import Truth
from advisor.knowledge import OUR_JUDGEMENT, Knowledge, Platform, one_spelling
from advisor.rules import Finding
from advisor.scenario import Scenario, numbered_alike
from advisor.scoring import Wish
from advisor.screening import DerivedClaim, Screened, Unmet, claim_on, day_asked
from advisor.sizing import Topology
from advisor.sizing.note_codes import FACTS_OF_THE_PLAN
from advisor.tensions import tensions_of
from advisor.values import Fact, Note, note

STRONG, WEAK = 3, 1
MUCH = 3.0
"""Weight from which a capability counts with emphasis."""
MOST_TRAITS = 6
KNOWN_FOR_DAYS = 90
"""Days after the newest source for which the knowledge base still counts as fresh."""


@dataclass(frozen=True)
class Trait:
    """A capability that speaks for or against a platform here: its level, why, who says so, and why it counts.

    `wish` is None where it does not count in this scenario.
    """

    term: str
    about: str
    level: int
    why: str
    source: str
    wish: Wish | None = None
    overlay_file: str = ""


class CautionCode(StrEnum):
    """What is to be settled before a platform is chosen, beside what sizing noticed; with the values that come."""

    NOTHING_CLAIMED = "nothing_claimed"  # term, rule
    OPEN_ANSWER = "open_answer"  # titles: of the rules that one claim falls short of, fields
    WEAK_WHERE_ASKED = "weak_where_asked"  # platform, about, named: by which word, answers: which lead to it, why
    OVER_BUDGET = "over_budget"  # usd_per_month, budget
    OVER_BUDGET_LATER = "over_budget_later"  # usd_per_month, budget, years
    OUTGROWN = "outgrown_in_plan"  # years, replicas, years_assumed
    BELOW_TARGET = "below_target"  # promised_percent, target_percent


class WarningCode(StrEnum):
    """What to know whatever is chosen, with the values that come with it."""

    RULE_NOTE = "rule_note"  # text: as the rule has it
    AFTER_KNOWLEDGE = "after_knowledge"  # newest, day
    ONE_REGION = "one_region"  # regions: how many were named
    EQUAL_SERVICES = "equal_services"  # first, last, count
    REQUESTED_OUT = "requested_out"  # platform, because: texts of claims, or a code of the lifecycle with its values
    UNKNOWN_IN_USE = "unknown_in_use"  # word, meant
    BESIDE_IN_USE = "beside_in_use"  # words: as they were written, about: what it is
    IN_USE_AND_ENDED = "in_use_and_ended"  # status and its values, more


@dataclass(frozen=True)
class Caution:
    """Something to settle before choosing a platform; `rule` is None for what sizing found."""

    rule: str | None
    note: Note
    source: str | None


@dataclass(frozen=True)
class Warned:
    """Something the architect should know whatever is chosen; `always` for what holds of every scenario."""

    id: str
    note: Note
    source: str
    always: bool = False


Weighed = tuple[float, Trait]
"""A trait with the weight that rules give its capability here."""


def traits_of(
    platform: Platform, wanted: Mapping[str, float], wishes: Mapping[str, Wish], day: dt.date, knowledge: Knowledge
) -> tuple[Weighed, ...]:
    """What is claimed of each capability of the platform, whether it speaks for or against it.

    `wanted` holds the weights of those that count, `wishes` the chief reason of each.
    """
    traits = []
    for term_id, term in knowledge.vocabulary.items():
        if not knowledge.is_capability(term_id) or term.derived or term.theme == "place":
            continue
        claim = platform.claim(term_id, day)
        if claim is not None:
            weight = wanted.get(term_id, 0.0)
            why = claim.why or ""
            wish = wishes.get(term_id) if weight > 0 else None
            trait = Trait(term_id, term.about, claim.value, why, claim.source, wish, claim.overlay_file)
            traits.append((weight, trait))
    return tuple(traits)


def strengths_of(traits: Sequence[Weighed]) -> tuple[Trait, ...]:
    """Capabilities that count and are native and complete, the weightiest first."""
    strong = [(weight, trait) for weight, trait in traits if weight > 0 and trait.level >= STRONG]
    return tuple(trait for _, trait in sorted(strong, key=lambda wt: (-wt[0], wt[1].term)))[:MOST_TRAITS]


def weaknesses_of(traits: Sequence[Weighed]) -> tuple[Trait, ...]:
    """What one gives up: capabilities that are missing or limited, those that count first."""
    weak = [(weight, trait) for weight, trait in traits if trait.level <= WEAK]
    return tuple(trait for _, trait in sorted(weak, key=lambda wt: (-wt[0], wt[1].level, wt[1].term)))[:MOST_TRAITS]


def cautions_of(
    screened: Screened, topology: Topology, scenario: Scenario, traits: Sequence[Weighed]
) -> tuple[Caution, ...]:
    """What nobody has claimed, what waits for an answer, which risks sizing noticed, and which limit is passed."""
    cautions = [
        Caution(r.finding.rule.id, note(CautionCode.NOTHING_CLAIMED, term=r.term, rule=r.finding.rule.id), None)
        for r in screened.unknown
    ]
    cautions.extend(_open_answers(screened.undecided))
    cautions.extend(_weak_where_asked_most(screened.platform, traits))
    cautions.extend(Caution(None, noticed, None) for noticed in topology.notes if noticed.code not in FACTS_OF_THE_PLAN)
    cautions.extend(_limits_passed(topology, scenario))
    return tuple(dict.fromkeys(cautions))


def _open_answers(undecided: Sequence[Unmet]) -> Iterator[Caution]:
    """What the platform would fall short of by other answers, once for each claim and the answers that decide it."""
    together: dict[tuple[str, tuple[str, ...]], list[Unmet]] = {}
    for unmet in undecided:
        together.setdefault((unmet.claim.term, tuple(unmet.requirement.finding.missing)), []).append(unmet)
    for (_, fields), alike in together.items():
        titles = tuple(dict.fromkeys(unmet.requirement.finding.rule.title for unmet in alike))
        told = note(CautionCode.OPEN_ANSWER, titles=titles, fields=fields)
        yield Caution(alike[0].requirement.finding.rule.id, told, alike[0].claim.source)


def _weak_where_asked_most(platform: Platform, traits: Sequence[Weighed]) -> Iterator[Caution]:
    """Capabilities of much weight in this scenario that are missing or limited."""
    for weight, trait in traits:
        if weight >= MUCH and trait.level <= WEAK:
            asked, answers = (trait.wish.named, trait.wish.answers) if trait.wish else ("", "")
            what = {"about": trait.about, "named": asked, "answers": answers, "why": trait.why}
            told = note(CautionCode.WEAK_WHERE_ASKED, platform=platform.name, **what)
            yield Caution(None, told, trait.source)


def _limits_passed(topology: Topology, scenario: Scenario) -> Iterator[Caution]:
    """The budget and the availability that the scenario names, where this platform's bill or promise misses them."""
    budget = scenario.budget.usd_per_month if scenario.budget else None
    cost = topology.bill.base
    if budget is not None and cost is not None and cost > budget:
        yield Caution(None, note(CautionCode.OVER_BUDGET, usd_per_month=cost, budget=budget), None)
    end = topology.end_of_plan
    later = end.bill.base if end is not None and end.bill is not None else None
    if end is not None and end.bill is None:
        told = note(CautionCode.OUTGROWN, years=end.years, replicas=end.replicas, years_assumed=end.years_assumed)
        yield Caution(None, told, None)
    elif end is not None and budget is not None and later is not None and later > budget >= (cost or 0.0):
        yield Caution(
            None, note(CautionCode.OVER_BUDGET_LATER, usd_per_month=later, budget=budget, years=end.years), None
        )
    target = scenario.availability.target if scenario.availability else None
    promised = topology.control_plane.sla_percent
    if target is not None and promised is not None and promised < target:
        told = note(CautionCode.BELOW_TARGET, promised_percent=promised, target_percent=target)
        yield Caution(None, told, next(iter(topology.control_plane.sources[-1:]), None))


def warnings_of(
    scenario: Scenario, knowledge: Knowledge, findings: tuple[Finding, ...], screened: tuple[Screened, ...]
) -> tuple[Warned, ...]:
    """Notes of rules that fired, and what became of what was requested and of what is in use."""
    warned = [
        Warned(
            f.rule.id,
            note(WarningCode.RULE_NOTE, text=f.rule.effect.note),
            f.rule.source,
            always=f.rule.when == "true",
        )
        for f in findings
        if f.truth is Truth.HOLDS and f.rule.effect.note
    ]
    newest, day = knowledge.newest_source_day, day_asked(scenario, knowledge)
    if (day - newest).days > KNOWN_FOR_DAYS:
        told = note(WarningCode.AFTER_KNOWLEDGE, newest=newest.isoformat(), day=day.isoformat())
        warned.append(Warned("after-knowledge", told, OUR_JUDGEMENT))
    regions = scenario.scale.regions if scenario.scale else None
    if regions is not None and regions > 1:
        warned.append(Warned("one-region", note(WarningCode.ONE_REGION, regions=regions), OUR_JUDGEMENT))
    for names in numbered_alike(scenario.services or ()):
        told = note(WarningCode.EQUAL_SERVICES, first=names[0], last=names[-1], count=len(names))
        warned.append(Warned(f"equal-{names[0]}", told, OUR_JUDGEMENT))
    warned.extend(_pulling_apart(scenario, knowledge))
    warned.extend(_about_requested(scenario, screened))
    warned.extend(_about_existing(scenario, knowledge, day_asked(scenario, knowledge)))
    return tuple(warned)


def _pulling_apart(scenario: Scenario, knowledge: Knowledge) -> Iterator[Warned]:
    for tension in tensions_of(scenario, knowledge):
        first, second = (scenario.problem(path, "", "") for path in (tension.first, tension.second))
        told = note(
            tension.code, first=first.field, second=second.field, first_line=first.line, second_line=second.line
        )
        yield Warned(f"tension-{tension.code.value}", told, OUR_JUDGEMENT)


def _about_requested(scenario: Scenario, screened: tuple[Screened, ...]) -> list[Warned]:
    one = next((s for s in screened if s.platform.id == scenario.requested), None)
    if one is None or one.eligible:
        return []
    because = tuple(dict.fromkeys(_reason_of(unmet) for unmet in one.unmet))
    told = note(WarningCode.REQUESTED_OUT, platform=one.platform.name, because=because)
    return [Warned("requested-out", told, one.unmet[0].claim.source)]


def _reason_of(unmet: Unmet) -> Fact:
    if isinstance(unmet.claim, DerivedClaim):
        return (unmet.claim.reason.code.value, unmet.claim.reason.values)
    return unmet.claim.why or unmet.requirement.term


def _meant_in_use(word: str, knowledge: Knowledge) -> str:
    """The known word that is nearest to an unknown one; empty where none is near."""
    return suggest(one_spelling(word), {*knowledge.platforms, *knowledge.in_use}).nearest or ""


def _about_existing(scenario: Scenario, knowledge: Knowledge, day: dt.date) -> list[Warned]:
    warned = []
    for name in knowledge.named_in_use(scenario.existing or ()):
        platform = knowledge.platforms.get(name)
        if platform is None and name not in knowledge.in_use:
            told = note(WarningCode.UNKNOWN_IN_USE, word=name, meant=_meant_in_use(name, knowledge))
            warned.append(Warned(f"unknown-in-use-{one_spelling(name)}", told, OUR_JUDGEMENT))
        if knowledge.stands_beside(name) and knowledge.in_use[name].ended is None:
            words = tuple(w for w in scenario.existing or () if knowledge.named_in_use((w,)) == (name,))
            told = note(WarningCode.BESIDE_IN_USE, words=words, about=knowledge.in_use[name].why)
            warned.append(Warned(f"beside-in-use-{name}", told, knowledge.in_use[name].source))
        if platform is None or platform.id == scenario.requested:
            continue
        for term in ("on_offer", "open_to_new_customers"):
            claim = claim_on(platform, term, day, knowledge)
            if isinstance(claim, DerivedClaim) and claim.value == 0:
                reason = claim.reason
                told = note(
                    WarningCode.IN_USE_AND_ENDED,
                    status=reason.code.value,
                    **dict(reason.values),
                    more=claim.note or "",
                )
                warned.append(Warned(f"existing-{name}", told, claim.source))
                break
    return warned
