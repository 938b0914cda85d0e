"""No code reads text that was made for people: where text is taken apart at all, it is listed here, with the reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TAKES_APART = frozenset(
    {"endswith", "partition", "removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "split", "startswith"}
)
PATTERNS = frozenset({"compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub"})
NO_TEXTS = frozenset({"copy", "dataclasses", "draft", "np", "os"})
"""Modules with a function called `replace` or the like."""

FILES = "files and their names as others write them"
KEYS = "dotted keys and ids, which are names and no sentences"
ADDED = "pods that a plan adds itself have names in brackets, which no service may have"
LAYOUT = "lays out text on its way to a reader: line breaks, escapes, capital letters; decides nothing by it"
REASONS = {
    "batch/file_outcome.py": LAYOUT,
    "batch/cluster_fit.py": "takes the numbers of a version",
    "batch/full_answer.py": "makes the name of a file from that of another one",
    "drawing/dot.py": LAYOUT,
    "report/wording/short_names.py": f"{KEYS}; a list of answers is told each by itself",
    "drawing/drawio.py": LAYOUT,
    "drawing/fill.py": f"{ADDED}; a zone is shown without the name of its region",
    "drawing/mermaid.py": LAYOUT,
    "drawing/outcome.py": f"{ADDED}; reads the name of a machine or zone from the command line",
    "drawing/page.py": KEYS,
    "drawing/scene.py": "reads NAME=VALUE from the command line",
    "drawing/svg.py": LAYOUT,
    "drawing/text_metrics.py": LAYOUT,
    "drawing/wording.py": f"{ADDED}; a location is named by cloud and region",
    "batch/files.py": FILES,
    "cli/batch.py": LAYOUT,
    "cli/knowledge.py": "judges the form of an id",
    "cli/compare.py": "reads ID,ID from the command line",
    "cli/runtime.py": "tells UTF-8 by the name of an encoding",
    "cli/options.py": "reads NAME=POINTS,... from the command line",
    "cli/what_if.py": "reads KEY=VALUE from the command line",
    "expressions/compiler.py": KEYS,
    "expressions/parser.py": "parses the rule language",
    "knowledge/assumption_checks.py": KEYS,
    "knowledge/diff.py": LAYOUT,
    "knowledge/endoflife.py": FILES,
    "knowledge/knowledge_base.py": "compares words that people write for what is in use, in one spelling",
    "knowledge/overlay.py": FILES,
    "knowledge/rule_reader.py": FILES,
    "knowledge/skeleton.py": LAYOUT,
    "knowledge/support_windows.py": "reads a product and its version from what people write for what is in use",
    "knowledge/to_do_checks.py": "looks for the mark that a skeleton left",
    "precedents.py": "looks whether a report tells a fact: the words that a precedent lists, to measure the reports",
    "questionnaire.py": "reads what was typed into a form: ports, numbers, dotted fields",
    "reading/events.py": "parses YAML",
    "reading/files.py": "decodes and judges bytes",
    "reading/scalars.py": "parses YAML",
    "reading/syntax.py": "the YAML parsers give their errors as text alone; the advisor's own words are made from it",
    "portfolio/sharing.py": "makes the name of a service from that of its application",
    "report/documents/typst_pdf.py": LAYOUT,
    "report/wording/answer_names.py": KEYS,
    "sizing/packing_items.py": ADDED,
    "ui/workers/process.py": "reads the name of a job, and what the system says of the memory of a process",
    "report/formats/csv.py": "keeps a spreadsheet from taking text for a formula",
    "report/formats/markdown.py": LAYOUT,
    "report/formats/text.py": LAYOUT,
    "report/documents/docx.py": "looks for elements of a Word file",
    "report/documents/fixed_zip.py": FILES,
    "report/documents/html.py": "gives elements of several pictures ids of their own; takes links to the web alone",
    "report/documents/score_sheet.py": "writes formulas of a spreadsheet",
    "report/documents/table_widths.py": LAYOUT,
    "report/documents/template.py": "tells pictures by their first bytes",
    "report/documents/word_styles.py": "looks for styles of a Word file",
    "report/wording/imported.py": "reads an amount as a manifest writes it",
    "report/pages/imported.py": "writes texts of YAML with quotes where they need them",
    "report/pages/platform.py": LAYOUT,
    "report/schema/fields.py": KEYS,
    "prices/importing/aws.py": "reads words of price lists: sizes, terms, processors",
    "prices/importing/azure.py": "reads names of products of price lists",
    "prices/importing/folder.py": "reads the family of a machine type from its name",
    "prices/importing/lists.py": "tells price lists apart by how they begin",
    "prices/folder_files.py": FILES,
    "prices/importing/found.py": "judges the form of names in price lists",
    "prices/importing/vantage.py": "reads names of machine types",
    "prices/machines.py": "reads words of price tables",
    "prices/own_reader.py": "reads price tables that people write: shares in percent, names of files",
    "prices/price_tables.py": "tells a page of HTML and a remark from a row of a table",
    "prices/support_prices.py": "reads the units of price tables",
    "report/wording/__init__.py": LAYOUT,
    "report/wording/rounded.py": LAYOUT,
    "report/wording/versions.py": LAYOUT,
    "scenario/changes.py": KEYS,
    "scenario/consistency.py": "reads percentages of a requirement file",
    "scenario/fields.py": "writes the name of a GPU as one word",
    "scenario/foreign_formats.py": "knows the files of other tools by their shape",
    "scenario/pricing.py": "keeps a folder beside the file that names it",
    "sensitivity/open_answers.py": KEYS,
    "sensitivity/deciding_questions.py": KEYS,
    "sensitivity/thresholds.py": KEYS,
    "service_cells.py": "reads what was typed into a form: ports, GPUs, volumes",
    "sizing/assumed_sizes.py": "names of images and services, in which words say what they are",
    "sizing/gpus.py": "names of GPUs, which are words joined by hyphens",
    "sizing/region_checks.py": "writes a place as people write it in a requirement file",
    "sizing/rolling_update.py": "reads percentages of a requirement file",
    "sizing/workload.py": KEYS,
    "ui/as_typed.py": KEYS,
    "ui/draft.py": KEYS,
    "ui/evidence.py": KEYS,
    "ui/files.py": FILES,
    "ui/opened_link.py": KEYS,
    "ui/import_page/reading.py": "tells a file of variables by its name",
    "ui/import_page/words.py": LAYOUT,
    "ui/knowledge_page/platforms.py": LAYOUT,
    "ui/knowledge_page/rules.py": LAYOUT,
    "ui/knowledge_page/search.py": "looks for the words that were typed",
    "ui/navigation.py": "makes the address of a page from the name of its file",
    "ui/portfolio_page/uploads.py": "knows requirement files and ZIP files by their names",
    "ui/share_link.py": "reads the text of a link",
    "ui/start_page/examples.py": "makes a title of the name of a file",
    "ui/mistakes.py": KEYS,
    "ui/what_if_page/changes.py": KEYS,
    "ui/what_if_page/trial_form.py": KEYS,
    "ui/pages/scenario.py": KEYS,
    "ui/scenario_page/cells.py": "reads what was typed into a table",
    "ui/scenario_page/columns.py": KEYS,
    "ui/scenario_page/further_questions.py": KEYS,
    "ui/scenario_page/load_shapes.py": "reads hours that were pasted",
    "ui/scenario_page/pasting.py": "reads rows that were copied out of a spreadsheet",
    "ui/scenario_page/questions.py": "reads what was typed into a form",
    "ui/scenario_page/presets.py": KEYS,
    "ui/scenario_page/row_messages.py": KEYS,
    "ui/scenario_page/rules_fed.py": KEYS,
    "ui/scenario_page/tasks.py": KEYS,
    "ui/wording.py": LAYOUT,
    "values.py": "parses amounts and days; lays out titles",
}
READS_OTHER_TOOLS = "importers/"
"""What other tools write is read here: names of images, ports, amounts, lines of variables."""
FOR_PEOPLE = frozenset(
    {
        *("because", "caution", "cautions", "effect", "error", "fault", "hint", "label", "meant", "message", "msg"),
        *("note", "notes", "reason", "reasons", "remedy", "said", "sentence", "sentences", "summary", "text", "title"),
        *("told", "warning", "warnings", "what", "why", "words"),
    }
)
"""What text for people is called. These are not taken apart in files with a reason either."""
GIVES_THE_SAME_TEXT = TAKES_APART | {"casefold", "group", "lower", "lstrip", "rstrip", "str", "strip", "upper"}
READS_WHAT_IS_CALLED_TEXT = {
    "drawing/scene.py": "the text was typed on the command line",
    "prices/price_tables.py": "the text is a cell of a table",
    "service_cells.py": "the text was typed into a form",
    "ui/share_link.py": "the text is that of a link",
    "reading/syntax.py": "the YAML parsers give their errors as text alone",
    "report/wording/__init__.py": "a full stop is left out where texts of the knowledge base are joined",
    "values.py": "the text is an amount or a day",
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


def _is_for_people(value: ast.expr) -> bool:
    """Whether an expression is named like text for people, whatever is done with it before it is taken apart."""
    if isinstance(value, ast.Subscript):
        named = isinstance(value.slice, ast.Constant) and value.slice.value in FOR_PEOPLE
        return named or _is_for_people(value.value)
    if isinstance(value, ast.Call):
        called = getattr(value.func, "attr", getattr(value.func, "id", ""))
        inside = [*value.args, *([value.func.value] if isinstance(value.func, ast.Attribute) else [])]
        return called in GIVES_THE_SAME_TEXT and any(map(_is_for_people, inside))
    return getattr(value, "attr", getattr(value, "id", "")) in FOR_PEOPLE


def _reads_sentences(source: str) -> Iterator[str]:
    """The calls in a module that take apart what is named like text for people; cutting at white space is none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TAKES_APART:
            at_white_space = node.func.attr == "split" and not any(isinstance(arg, ast.Constant) for arg in node.args)
            if not at_white_space and _is_for_people(node.func.value):
                yield f"{node.lineno}: {ast.unparse(node)}"


def test_what_is_named_like_text_for_people_is_taken_apart_nowhere() -> None:
    paths = {path.relative_to(ROOT / "advisor").as_posix(): path for path in (ROOT / "advisor").rglob("*.py")}
    found = {name: list(_reads_sentences(path.read_text(encoding="utf-8"))) for name, path in paths.items()}
    ours = {name: calls for name, calls in found.items() if not name.startswith(READS_OTHER_TOOLS)}
    assert {name: calls for name, calls in ours.items() if calls and name not in READS_WHAT_IS_CALLED_TEXT} == {}
    assert [name for name in READS_WHAT_IS_CALLED_TEXT if not found[name]] == []


@pytest.mark.parametrize(
    "code",
    [
        "refused.reason.startswith('needs ')",
        "str(error).partition('; ')",
        "entry['msg'].removeprefix('Value error, ')",
        "line.what.strip().replace(' pods', ' replicas')",
        "refused.reason.lower().split('; ')",
    ],
)
def test_a_sentence_that_is_read_back_is_seen(code: str) -> None:
    assert len(list(_reads_sentences(code))) == 1


@pytest.mark.parametrize("code", ["path.name.endswith('.yaml')", "field.split('.')", "' '.join(text.split())"])
def test_names_and_white_space_are_no_sentences(code: str) -> None:
    assert list(_reads_sentences(code)) == []


def test_text_is_taken_apart_only_where_a_reason_is_given() -> None:
    modules = {path: list(_calls(path.read_text(encoding="utf-8"))) for path in (ROOT / "advisor").rglob("*.py")}
    found = {path.relative_to(ROOT / "advisor").as_posix(): calls for path, calls in modules.items() if calls}
    found = {name: calls for name, calls in found.items() if not name.startswith(READS_OTHER_TOOLS)}
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
