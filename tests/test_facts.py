"""No code reads text that was made for people: where text is taken apart at all, it is listed here, with the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TAKES_APART = frozenset(
    {"endswith", "partition", "removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "split", "startswith"}
)
PATTERNS = frozenset({"compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub"})
NO_TEXTS = frozenset({"copy", "dataclasses", "np", "os"})
"""Modules with a function called `replace` or the like."""

FILES = "files and their names as others write them"
KEYS = "dotted keys and ids, which are names and no sentences"
LAYOUT = "lays out text on its way to a reader: line breaks, escapes, capital letters; decides nothing by it"
REASONS = {
    "batch/file_outcome.py": LAYOUT,
    "batch/files.py": FILES,
    "cli/batch.py": LAYOUT,
    "cli/what_if.py": "reads KEY=VALUE from the command line",
    "expressions/compiler.py": KEYS,
    "expressions/parser.py": "parses the rule language",
    "knowledge/assumptions.py": KEYS,
    "knowledge/diff.py": LAYOUT,
    "knowledge/overlay.py": FILES,
    "knowledge/rule_reader.py": FILES,
    "precedents.py": "looks whether a report tells a fact: the words that a precedent lists, to measure the reports",
    "questionnaire.py": "reads what was typed into a form: ports, numbers, dotted fields",
    "reading/events.py": "parses YAML",
    "reading/files.py": "decodes and judges bytes",
    "reading/scalars.py": "parses YAML",
    "reading/syntax.py": "the YAML parsers give their errors as text alone; the advisor's own words are made from it",
    "report/formats/csv.py": "keeps a spreadsheet from taking text for a formula",
    "report/formats/markdown.py": LAYOUT,
    "report/formats/text.py": LAYOUT,
    "report/pages/platform.py": LAYOUT,
    "report/pages/what_if.py": LAYOUT,
    "report/schema/fields.py": KEYS,
    "report/wording/__init__.py": LAYOUT,
    "robustness.py": KEYS,
    "scenario/changes.py": KEYS,
    "scenario/consistency.py": "reads percentages of a requirement file",
    "scenario/foreign_formats.py": "knows the files of other tools by their shape",
    "sizing/price_catalog.py": "reads the units of price tables",
    "sizing/rolling_update.py": "reads percentages of a requirement file",
    "sizing/workload.py": KEYS,
    "ui/files.py": FILES,
    "ui/form.py": "reads what was typed into a form",
    "ui/wording.py": LAYOUT,
    "values.py": "parses amounts and days; lays out titles",
}


def _calls(source: str) -> Iterator[str]:
    """The calls in a module that take a text apart."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        wanted = PATTERNS if owner == "re" else frozenset() if owner in NO_TEXTS else TAKES_APART
        if node.func.attr in wanted:
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_text_is_taken_apart_only_where_a_reason_is_given() -> None:
    modules = {path: list(_calls(path.read_text(encoding="utf-8"))) for path in (ROOT / "advisor").rglob("*.py")}
    found = {path.relative_to(ROOT / "advisor").as_posix(): calls for path, calls in modules.items() if calls}
    without_reason = {name: calls for name, calls in found.items() if name not in REASONS}
    assert not without_reason, without_reason
    assert set(REASONS) <= set(found), "reasons without a call: " + ", ".join(sorted(set(REASONS) - set(found)))


def test_a_call_that_takes_text_apart_is_seen() -> None:
    code = "import re\nx = y.partition('; ')\nre.sub('a', 'b', x)\ndataclasses.replace(x, y=1)\nz.lower()\n"
    told = list(_calls(code))
    assert told == ["2: y.partition('; ')", "3: re.sub('a', 'b', x)"]


def test_no_class_name_stands_twice() -> None:
    names: dict[str, list[str]] = {}
    for path in sorted((ROOT / "advisor").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names.setdefault(node.name, []).append(path.relative_to(ROOT).as_posix())
    assert not {name: places for name, places in names.items() if len(places) > 1}
