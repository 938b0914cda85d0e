"""Cross-references of the knowledge base: every problem at once, each with file and line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import Problem, did_you_mean
from advisor.expressions import Truth
from advisor.knowledge.assumption_checks import check_assumption
from advisor.knowledge.base_reader import read_knowledge
from advisor.knowledge.claim_checks import check_claims
from advisor.knowledge.criteria import Axis
from advisor.knowledge.folders import knowledge_folder
from advisor.knowledge.framework_checks import check_frameworks
from advisor.knowledge.in_use import check_in_use
from advisor.knowledge.knowledge_base import GENERAL, Knowledge, OverrideKind, Rule, RuleCase
from advisor.knowledge.locator import Locator
from advisor.knowledge.rule_reader import rule_symbols
from advisor.knowledge.schema import Term, TermKind
from advisor.knowledge.support_window_checks import check_support_windows
from advisor.knowledge.task_checks import check_tasks
from advisor.knowledge.terms import FIELDS
from advisor.knowledge.to_do_checks import check_to_do
from advisor.knowledge.usage_checks import check_days_read, check_usage
from advisor.reading import InputError
from advisor.scenario import Scenario, load_scenario
from advisor.scenario.demand import count_demand
from advisor.scenario.enums import WorkloadKind
from advisor.scenario.rule_values import flat_values

NEED_AXES = tuple(Axis)


def check_knowledge(folder: Path | str | None = None, today: dt.date | None = None) -> list[Problem]:
    """Every problem of a knowledge base, sorted by place; empty when it is sound.

    Parameters:
        folder: where it lies, or where an overlay lies (see docs/knowledge.md); the advisor's own without one.
        today: no source can have been read later; without it days are held against the newest source alone.

    >>> check_knowledge()
    []
    >>> [problem.message for problem in check_knowledge("nowhere")]
    ['is no knowledge base']
    """
    root = Path(folder) if folder else knowledge_folder()
    return check_read(*read_knowledge(root), today)


def check_read(knowledge: Knowledge | None, problems: list[Problem], today: dt.date | None = None) -> list[Problem]:
    """The problems met while reading with those of the cross-references, sorted by place.

    Of an overlay only what its own files say is told: what they lie on is sound, or was refused before.
    """
    # without its words or its sources all else would be wrong, and the one cause would drown
    if knowledge is not None and knowledge.vocabulary and knowledge.sources:
        found = _cross_check(knowledge, today)
        if knowledge.overlay is not None:
            found = (p for p in found if Path(p.source).is_relative_to(knowledge.folder))
        problems = [*problems, *found]
    return sorted(set(problems))


def _cross_check(knowledge: Knowledge, today: dt.date | None) -> Iterator[Problem]:
    locator = Locator(knowledge)
    if today is not None:
        yield from check_days_read(knowledge, locator, today)
    yield from _check_terms(knowledge, locator)
    yield from check_claims(knowledge, locator)
    yield from _check_rules(knowledge)
    yield from _check_cases(knowledge)
    yield from _check_assumptions(knowledge, locator)
    yield from _check_presets(knowledge, locator)
    yield from check_tasks(knowledge, locator)
    yield from _check_overlaid(knowledge, locator)
    yield from check_in_use(knowledge, locator)
    yield from check_frameworks(knowledge, locator)
    yield from check_support_windows(knowledge, locator)
    yield from check_usage(knowledge, locator)
    yield from check_to_do(knowledge, locator)


def _check_terms(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    tags = Counter(tag for term in knowledge.vocabulary.values() for tag in term.asked_as)
    for term_id, term in knowledge.vocabulary.items():
        for tag in term.asked_as:
            if tags[tag] > 1 or tag in knowledge.vocabulary:
                yield locator.problem(
                    "vocabulary.yaml",
                    (term_id, "asked_as"),
                    f"{tag} asks for more than one term",
                    "keep it at one term",
                )
        if term.kind in (TermKind.CHOICE, TermKind.WORDS) and not term.choices:
            yield locator.problem("vocabulary.yaml", (term_id,), "is a choice without choices", "list them in choices")
        if term.otherwise and not _stands_in(knowledge.vocabulary.get(term.otherwise), term):
            path = (term_id, "otherwise")
            remedy = f"name a term of kind {term.kind} that has claims of its own"
            yield locator.problem("vocabulary.yaml", path, f"{term.otherwise} cannot stand in for it", remedy)
        field = FIELDS.get(term_id)
        if field is not None and (term.kind, term.shape) != (field.kind, field.shape):
            remedy = f"write kind: {field.kind}" + (f", shape: {field.shape}" if field.shape else "")
            yield locator.problem("vocabulary.yaml", (term_id,), "is of another kind than sizing reads", remedy)
        elif field is not None and term.kind is not TermKind.WORDS and set(term.choices) != set(field.choices):
            remedy = f"write [{', '.join(field.choices)}]"
            yield locator.problem("vocabulary.yaml", (term_id, "choices"), "has other choices than code reads", remedy)


def _stands_in(general: Term | None, special: Term) -> bool:
    """Whether the claims of one term can hold for another of which none are made."""
    return general is not None and general.kind is special.kind and not general.derived and not general.otherwise


def _check_rules(knowledge: Knowledge) -> Iterator[Problem]:
    seen: set[str] = set()
    criteria = {criterion.id for criterion in knowledge.criteria.criteria}
    covered = {(case.case.rule, case.case.fires) for case in knowledge.cases}
    for rule in knowledge.rules:
        if rule.id in seen:
            yield _rule_problem(rule, "is written twice", "give each rule its own id; an id is never reused")
        seen.add(rule.id)
        if rule.source not in knowledge.sources:
            yield _rule_problem(rule, f"unknown source {rule.source}", did_you_mean(rule.source, knowledge.sources))
        for term in rule.effect.require or {}:
            known = knowledge.vocabulary.get(term)
            if known is None or known.kind not in (TermKind.LEVEL, TermKind.NUMBER):
                yield _rule_problem(
                    rule, f"requires {term}, no capability or figure", did_you_mean(term, knowledge.vocabulary)
                )
        each = rule.effect.require_each
        if each is not None and each not in rule_symbols():
            yield _rule_problem(rule, f"requires each of {each}, no scenario field", "use must_have or compliance")
        for name in rule.effect.weigh or {}:
            if not (name in NEED_AXES or name in criteria or knowledge.is_capability(name)):
                words = {*criteria, *NEED_AXES, *(t for t in knowledge.vocabulary if knowledge.is_capability(t))}
                yield _rule_problem(rule, f"weighs {name}, which is nothing", did_you_mean(name, words))
        named = [p for p in knowledge.platforms if f"'{p}'" in rule.when or f'"{p}"' in rule.when]
        if named:
            yield _rule_problem(rule, f"names the platform {named[0]}", "name the capability that matters instead")
        always = rule.when == "true"
        for fires in (True, False):
            if (rule.id, fires) not in covered and not (always and not fires):
                missing = "fires" if fires else "stays silent"
                yield _rule_problem(rule, f"has no case in which it {missing}", "add one to the cases beside it")


def _rule_problem(rule: Rule, message: str, remedy: str) -> Problem:
    return Problem(rule.file, rule.line, 1, (rule.id,), message, remedy)


def _check_cases(knowledge: Knowledge) -> Iterator[Problem]:
    rules = {rule.id: rule for rule in knowledge.rules}
    for case in knowledge.cases:
        rule = rules.get(case.case.rule)
        if rule is None:
            yield _case_problem(case, f"speaks of {case.case.rule}, no rule", did_you_mean(case.case.rule, rules))
            continue
        try:
            scenario: Scenario = load_scenario({"name": case.case.name, **case.case.scenario})
        except InputError as error:
            for problem in error.problems:
                yield _case_problem(case, f"{problem.field}: {problem.message}", problem.remedy)
            continue
        truth = rule.condition.evaluate(flat_values(scenario, count_demand(scenario))).truth
        if (truth is Truth.HOLDS) != case.case.fires:
            expected = "to fire" if case.case.fires else "to stay silent"
            yield _case_problem(
                case, f"expects {rule.id} {expected}, and it {truth.value}", "correct the rule or the case"
            )


def _case_problem(case: RuleCase, message: str, remedy: str) -> Problem:
    return Problem(case.file, case.line, 1, (f"case {case.case.name!r}",), message, remedy)


def _check_assumptions(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    for name, assumed in knowledge.assumed.items():
        wrong = check_assumption(name, assumed.value)
        if wrong is not None:
            yield locator.problem("assumptions.yaml", (name, "value"), *wrong)


def _check_presets(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Kinds that no service has, and kinds and names that two presets claim."""
    seen: dict[str, str] = {}
    if GENERAL not in knowledge.presets:
        yield locator.problem("presets.yaml", (), f"has no preset {GENERAL}", "write one for services of no known kind")
    for name, preset in knowledge.presets.items():
        for kind in preset.kinds:
            if kind not in set(WorkloadKind):
                remedy = did_you_mean(kind, list(WorkloadKind))
                yield locator.problem("presets.yaml", (name, "kinds"), f"{kind} is no kind of service", remedy)
        for word in (*preset.kinds, *preset.names):
            first = seen.setdefault(word, name)
            if first != name:
                message = f"{word} belongs to {first} as well"
                yield locator.problem("presets.yaml", (name,), message, "keep it in one preset")


def _check_overlaid(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Who says so where an overlay overrides weights and assumptions."""
    weights = {criterion.id: criterion.source for criterion in knowledge.criteria.criteria}
    for override in knowledge.overrides:
        cited = None
        if override.what is OverrideKind.WEIGHT_OVERRIDDEN:
            cited = weights[override.id]
        elif override.what is OverrideKind.ASSUMPTION_OVERRIDDEN:
            cited = knowledge.assumed[override.id].source
        elif override.what is OverrideKind.PRESET_OVERRIDDEN:
            cited = knowledge.presets[override.id].source
        if cited is not None and cited not in knowledge.sources:
            remedy = did_you_mean(cited, knowledge.sources)
            yield locator.problem(override.file, (override.id, "source"), f"unknown source {cited}", remedy)
