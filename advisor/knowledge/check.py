"""Cross-references of the knowledge base: every problem at once, each with file and line."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from advisor.errors import Problem, did_you_mean
from advisor.expressions import Truth
from advisor.knowledge.assuming import misfit
from advisor.knowledge.compiling import rule_symbols
from advisor.knowledge.library import OUR_JUDGEMENT, Knowledge, Rule, RuleCase, Said
from advisor.knowledge.load import data_folder, knowledge_folder, read_knowledge
from advisor.knowledge.types import SINCE_START, DatedClaim, Platform, TermKind
from advisor.reading import Document, InputError, read_file
from advisor.scenario import Scenario, load_scenario
from advisor.scenario.facts import count_demand
from advisor.scenario.flat import flat_values

NEED_AXES = ("need_orchestrator", "need_managed")


def check_knowledge(folder: Path | str | None = None) -> list[Problem]:
    """Every problem of a knowledge folder (the advisor's own without one), sorted by place; empty when it is sound.

    The folder may be an overlay (see docs/knowledge.md).
    """
    root = Path(folder) if folder else knowledge_folder()
    return check_read(*read_knowledge(root))


def check_read(knowledge: Knowledge | None, problems: list[Problem]) -> list[Problem]:
    """The problems met while reading with those of the cross-references, sorted by place.

    Of an overlay only what its own files say is told: what they lie on is sound, or was refused before.
    """
    # without its words or its sources all else would be wrong, and the one cause would drown
    if knowledge is not None and knowledge.vocabulary and knowledge.sources:
        found = _cross_check(knowledge)
        if knowledge.overlay is not None:
            found = (p for p in found if Path(p.source).is_relative_to(knowledge.folder))
        problems = [*problems, *found]
    return sorted(set(problems))


def _cross_check(knowledge: Knowledge) -> Iterator[Problem]:
    places = _Places(knowledge)
    yield from _check_terms(knowledge, places)
    for platform in knowledge.platforms.values():
        yield from _check_platform(platform, knowledge, places)
    yield from _check_rules(knowledge)
    yield from _check_cases(knowledge)
    yield from _check_assumptions(knowledge, places)
    yield from _check_overlaid(knowledge, places)
    yield from _check_rest(knowledge, places)


class _Places:
    """Documents read again for the positions of their parts."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._folder = knowledge_folder() if knowledge.overlay is not None else knowledge.folder
        self._overlay = knowledge.folder if knowledge.overlay is not None else None
        self._documents: dict[Path, Document | None] = {}

    def problem(self, name: str, path: tuple[str | int, ...], message: str, remedy: str) -> Problem:
        file = self._folder / name
        if self._overlay is not None and self._says(self._overlay / name, path):
            file = self._overlay / name
        document = self._document(file)
        field = ".".join(str(part) for part in path)
        if document is None:
            return Problem(str(file), 0, 0, field, message, remedy)
        mark = document.place(path)
        return Problem(document.source, mark.line, mark.column, field, message, remedy)

    def _says(self, file: Path, path: tuple[str | int, ...]) -> bool:
        """Whether a file of an overlay speaks of this; whoever speaks of a term says all there is about it."""
        document = self._document(file)
        return document is not None and document.existing(path[:2]) == path[:2]

    def _document(self, file: Path) -> Document | None:
        if file not in self._documents:
            try:
                self._documents[file] = read_file(file)
            except InputError:
                self._documents[file] = None
        return self._documents[file]


def _check_terms(knowledge: Knowledge, places: _Places) -> Iterator[Problem]:
    tags = Counter(tag for term in knowledge.vocabulary.values() for tag in term.asked_as)
    for term_id, term in knowledge.vocabulary.items():
        for tag in term.asked_as:
            if tags[tag] > 1 or tag in knowledge.vocabulary:
                yield places.problem(
                    "vocabulary.yaml",
                    (term_id, "asked_as"),
                    f"{tag} asks for more than one term",
                    "keep it at one term",
                )
        if term.kind is TermKind.CHOICE and not term.choices:
            yield places.problem("vocabulary.yaml", (term_id,), "is a choice without choices", "list them in choices")


def _check_platform(platform: Platform, knowledge: Knowledge, places: _Places) -> Iterator[Problem]:
    name = f"platforms/{platform.id}.yaml"
    for term_id, lines in platform.claims.items():
        term = knowledge.vocabulary.get(term_id)
        if term is None or term.derived:
            remedy = did_you_mean(term_id, knowledge.vocabulary) if term is None else "claim what it is derived from"
            yield places.problem(name, ("claims", term_id), "is not a term that is claimed", remedy)
            continue
        days = [line.since for line in lines]
        if len(set(days)) < len(days):
            yield places.problem(name, ("claims", term_id), "has two lines for one day", "keep one")
        for before, after in pairwise(lines):
            if before.value == after.value and before.source == after.source:
                path = ("claims", term_id, _day_key(after))
                yield places.problem(name, path, "says the same as the line before", "leave it out")
        for line in lines:
            yield from _check_claim(line, name, knowledge, places)
    for term_id in ("offered_from", "orchestration", "agents", "operated_by"):
        if term_id not in platform.claims:
            yield places.problem(name, ("claims",), f"says nothing of {term_id}", "claim it with a source")


def _check_claim(line: DatedClaim, name: str, knowledge: Knowledge, places: _Places) -> Iterator[Problem]:
    path = ("claims", line.term, _day_key(line))
    if line.source not in knowledge.sources:
        yield places.problem(name, path, f"unknown source {line.source}", did_you_mean(line.source, knowledge.sources))
    is_level = knowledge.vocabulary[line.term].kind is TermKind.LEVEL
    if is_level and not line.why:
        yield places.problem(name, path, "is a level without a reason", "write why it has that level")
    if not is_level and line.source == OUR_JUDGEMENT and not (line.note or line.why):
        yield places.problem(name, path, "is our judgement without reasoning", "write the reasoning as its note")


def _day_key(line: DatedClaim) -> str:
    return "start" if line.since == SINCE_START else line.since.isoformat()


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
    return Problem(rule.file, rule.line, 1, rule.id, message, remedy)


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
                case, f"expects {rule.id} {expected}, and it {truth.value}", "mend the rule or the case"
            )


def _case_problem(case: RuleCase, message: str, remedy: str) -> Problem:
    return Problem(case.file, case.line, 1, f"case {case.case.name!r}", message, remedy)


def _check_assumptions(knowledge: Knowledge, places: _Places) -> Iterator[Problem]:
    for name, assumed in knowledge.assumed.items():
        wrong = misfit(name, assumed.value)
        if wrong is not None:
            yield places.problem("assumptions.yaml", (name, "value"), *wrong)


def _check_overlaid(knowledge: Knowledge, places: _Places) -> Iterator[Problem]:
    """Who says so where an overlay overrides weights and assumptions."""
    weights = {criterion.id: criterion.source for criterion in knowledge.criteria.criteria}
    for override in knowledge.overrides:
        cited = None
        if override.what is Said.WEIGHT_OVERRIDDEN:
            cited = weights[override.id]
        elif override.what is Said.ASSUMPTION_OVERRIDDEN:
            cited = knowledge.assumed[override.id].source
        if cited is not None and cited not in knowledge.sources:
            remedy = did_you_mean(cited, knowledge.sources)
            yield places.problem(override.file, (override.id, "source"), f"unknown source {cited}", remedy)


def _table_sources() -> set[str]:
    """The sources that the tables in data/ cite."""
    cited: set[str] = set()
    for file in sorted(data_folder().rglob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            cited |= {row["source"] for row in csv.DictReader(lines) if row.get("source")}
    return cited


def _check_rest(knowledge: Knowledge, places: _Places) -> Iterator[Problem]:
    used = {rule.source for rule in knowledge.rules} | {c.source for c in knowledge.criteria.criteria}
    used |= {line.source for p in knowledge.platforms.values() for lines in p.claims.values() for line in lines}
    used |= {r.source for r in knowledge.criteria.references.values()} | {a.source for a in knowledge.assumed.values()}
    used |= {knowledge.criteria.need.source, OUR_JUDGEMENT, *_table_sources()}
    for source_id, source in knowledge.sources.items():
        if source_id not in used:
            yield places.problem("sources.yaml", (source_id,), "is used nowhere", "leave it out, or cite it")
        if source.published and source.published > source.seen:
            yield places.problem("sources.yaml", (source_id,), "was published after it was seen", "mend the days")
    for wanted in sorted(used - set(knowledge.sources)):
        yield places.problem("sources.yaml", (), f"{wanted} is cited and missing", "add it, or mend the citation")
    for index, question in enumerate(knowledge.questions):
        if question.field not in rule_symbols() and question.field not in ("as_of",):
            yield places.problem(
                "questions.yaml",
                (index, "field"),
                f"{question.field} is no scenario field",
                did_you_mean(question.field, rule_symbols()),
            )
    claimed = {term for platform in knowledge.platforms.values() for term in platform.claims}
    for term_id, term in knowledge.vocabulary.items():
        if term_id not in claimed and not term.derived:
            yield places.problem(
                "vocabulary.yaml", (term_id,), "is claimed by no platform", "claim it, or leave it out"
            )
