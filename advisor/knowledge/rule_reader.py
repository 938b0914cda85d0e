"""Rule files -> rules and cases: conditions and required amounts are typed against the scenario when loaded."""

from __future__ import annotations

import functools
from dataclasses import replace

from advisor.errors import Problem
from advisor.expressions import ExpressionError, FieldType, compile_condition, compile_number, symbols_of
from advisor.knowledge.folder_reader import FolderReader
from advisor.knowledge.knowledge_base import Rule, RuleCase
from advisor.knowledge.schema import CaseText, RuleText
from advisor.reading import Document
from advisor.scenario import Demand, Scenario

EFFECT_OF_LETTER = {"X": ("require", "require_each"), "W": ("weigh",), "N": ("note",)}


@functools.cache
def rule_symbols() -> dict[str, FieldType]:
    """Every name that a rule may read, with its type: scenario fields, and counted facts as `demand.*`."""
    symbols = symbols_of(Scenario)
    symbols.update({f"demand.{name}": kind for name, kind in symbols_of(Demand).items()})
    return symbols


def read_rules(reader: FolderReader) -> tuple[list[Rule], list[RuleCase]]:
    """All rules and all cases of a folder."""
    symbols = rule_symbols()
    rules: list[Rule] = []
    cases: list[RuleCase] = []
    for file in reader.files("rules/*.yaml"):
        if file.name.endswith(".cases.yaml"):
            for document, index, case in reader.numbered(file, CaseText):
                cases.append(RuleCase(case, document.source, document.place((index,)).line))
            continue
        for document, index, text in reader.numbered(file, RuleText):
            rule = compile_rule(text, symbols, document, index, reader.problems)
            if rule is not None:
                rules.append(replace(rule, overlay_file=reader.overlay_file(file)))
    return rules, cases


def compile_rule(
    text: RuleText, symbols: dict[str, FieldType], document: Document, index: int, problems: list[Problem]
) -> Rule | None:
    """The rule of one entry; None, with the problems added, when it does not hold together."""
    before = len(problems)
    given = [name for name in ("require", "require_each", "weigh", "note") if getattr(text.then, name) is not None]
    if len(given) != 1 or given[0] not in EFFECT_OF_LETTER[text.id[0]]:
        wanted = " or ".join(EFFECT_OF_LETTER[text.id[0]])
        _add(
            problems, document, (index, "then"), f"{text.id} has {given or 'no effect'}", f"write exactly one: {wanted}"
        )
    when = "true" if text.when is True else "false" if text.when is False else text.when
    condition = least = None
    try:
        condition = compile_condition(when, symbols)
    except ExpressionError as error:
        _add_expression(problems, document, (index, "when"), error)
    least = {}
    for term, amount in (text.then.require or {}).items():
        try:
            least[term] = compile_number(str(amount), symbols)
        except ExpressionError as error:
            _add_expression(problems, document, (index, "then", "require", term), error)
    if condition is None or len(problems) > before:
        return None
    mark = document.place((index,))
    return Rule(
        id=text.id,
        title=text.title,
        why=text.why,
        source=text.source,
        when=when,
        effect=text.then,
        condition=condition,
        least=least,
        file=document.source,
        line=mark.line,
        since=text.since,
        until=text.until,
    )


def _add(problems: list[Problem], document: Document, path: tuple[str | int, ...], message: str, remedy: str) -> None:
    problems.append(document.problem(path, message, remedy))


def _add_expression(
    problems: list[Problem], document: Document, path: tuple[str | int, ...], error: ExpressionError
) -> None:
    mark = document.place(path)
    line, column = mark.line + error.line - 1, error.column + (mark.column - 1 if error.line == 1 else 0)
    problems.append(Problem(document.source, line, column, path, error.message, error.remedy))
