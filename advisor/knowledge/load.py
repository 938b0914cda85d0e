"""knowledge/*.yaml -> Knowledge, every mistake at once, each with its file, line and column."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from advisor.errors import InputError, KnowledgeError, Problem
from advisor.knowledge.compiling import compile_rule, rule_symbols
from advisor.knowledge.library import Knowledge, Rule, RuleCase
from advisor.knowledge.types import (
    SINCE_START,
    Assumed,
    CaseText,
    Claim,
    Criteria,
    DatedClaim,
    Platform,
    PlatformText,
    Question,
    RuleText,
    Source,
    Term,
    TermKind,
)
from advisor.reading import Document, read_file
from advisor.values import Frozen, parse_day

_PACKAGE = Path(__file__).resolve().parent.parent
_T = TypeVar("_T")


def knowledge_folder() -> Path:
    """Where the knowledge base lies: inside an installed copy, or beside the package in a clone."""
    inside = _PACKAGE / "_knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


def data_folder() -> Path:
    """Where tables and examples lie: inside an installed copy, or beside the package in a clone."""
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def example_scenarios() -> dict[str, Path]:
    """The requirement files that come with the advisor, by name (`online-boutique`), in order."""
    return {file.stem: file for file in sorted((data_folder() / "scenarios").glob("*.yaml"))}


def load_knowledge(folder: Path | str | None = None) -> Knowledge:
    """The knowledge base of a folder (the advisor's own without one), read once per process and folder.

    Raises KnowledgeError with every problem found while reading.
    """
    return _load_cached(Path(folder).resolve() if folder else knowledge_folder())


@functools.lru_cache(maxsize=4)
def _load_cached(folder: Path) -> Knowledge:
    knowledge, problems = read_knowledge(folder)
    if problems or knowledge is None:
        raise KnowledgeError(problems)
    return knowledge


def read_knowledge(folder: Path) -> tuple[Knowledge | None, list[Problem]]:
    """Whatever could be read of a folder, and every problem met; None when a file everything rests on is unusable."""
    reader = _Reader(folder)
    vocabulary = reader.mapping("vocabulary.yaml", Term)
    sources = reader.mapping("sources.yaml", Source)
    criteria = reader.whole("criteria.yaml", Criteria)
    questions = reader.rows("questions.yaml", Question)
    assumed = reader.mapping("assumptions.yaml", Assumed)
    platforms = [p for file in reader.files("platforms/*.yaml") if (p := _platform(reader, file, vocabulary))]
    if criteria is None:
        return None, reader.problems
    rules, cases = _rules(reader)
    knowledge = Knowledge(
        folder=folder,
        vocabulary=vocabulary,
        sources=sources,
        platforms={p.id: p for p in sorted(platforms, key=lambda p: p.id)},
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        cases=tuple(cases),
        criteria=criteria,
        questions=tuple(questions),
        assumed=assumed,
        hash=reader.digest(),
    )
    return knowledge, reader.problems


def read_rows(file: Path, model: type[_T]) -> tuple[list[tuple[Document, int, _T]], list[Problem]]:
    """The entries of one YAML list as a model, each with its document and position, and every problem met."""
    reader = _Reader(file.parent)
    return list(reader.numbered(file, model)), reader.problems


class _Reader:
    """Reads the files of one folder and gathers problems and bytes on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._hash = hashlib.sha256()

    def digest(self) -> str:
        """A short fingerprint of all files read, names and contents."""
        return self._hash.hexdigest()[:16]

    def files(self, pattern: str) -> list[Path]:
        return sorted(self.folder.glob(pattern))

    def document(self, file: Path) -> Document | None:
        try:
            document = read_file(file)
        except InputError as error:
            self.problems.extend(error.problems)
            return None
        self._hash.update(file.relative_to(self.folder).as_posix().encode() + b"\0" + file.read_bytes())
        return document

    def problem(self, document: Document, path: tuple[str | int, ...], message: str, remedy: str) -> None:
        mark = document.place(path)
        field = ".".join(str(part) for part in path)
        self.problems.append(Problem(document.source, mark.line, mark.column, field, message, remedy))

    def parsed(
        self, document: Document, path: tuple[str | int, ...], parse: Callable[[Any], _T], value: Any
    ) -> _T | None:
        try:
            return parse(value)
        except ValidationError as error:
            for entry in error.errors(include_url=False):
                message = str(entry["msg"]).removeprefix("Value error, ")
                self.problem(document, (*path, *entry["loc"]), message[0].lower() + message[1:], "see docs/glossary.md")
            return None

    def mapping(self, name: str, model: type[_T]) -> dict[str, _T]:
        document = self.document(self.folder / name)
        if document is None:
            return {}
        if not isinstance(document.value, dict):
            self.problem(document, (), "is not a mapping of ids", "write `id: {...}` lines")
            return {}
        parse = TypeAdapter(model).validate_python
        read = {key: self.parsed(document, (key,), parse, value) for key, value in document.value.items()}
        return {key: value for key, value in read.items() if value is not None}

    def rows(self, name: str | Path, model: type[_T]) -> list[_T]:
        return [row for _, _, row in self.numbered(self.folder / name, model)]

    def numbered(self, file: Path, model: type[_T]) -> Iterator[tuple[Document, int, _T]]:
        document = self.document(file)
        if document is None:
            return
        if not isinstance(document.value, list):
            self.problem(document, (), "is not a list", "write `- ` entries")
            return
        parse = TypeAdapter(model).validate_python
        for index, value in enumerate(document.value):
            row = self.parsed(document, (index,), parse, value)
            if row is not None:
                yield document, index, row

    def whole(self, name: str, model: type[_T]) -> _T | None:
        document = self.document(self.folder / name)
        return (
            None if document is None else self.parsed(document, (), TypeAdapter(model).validate_python, document.value)
        )


def _rules(reader: _Reader) -> tuple[list[Rule], list[RuleCase]]:
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
                rules.append(rule)
    return rules, cases


def _platform(reader: _Reader, file: Path, vocabulary: dict[str, Term]) -> Platform | None:
    document = reader.document(file)
    if document is None:
        return None
    text = reader.parsed(document, (), TypeAdapter(PlatformText).validate_python, document.value)
    if text is None:
        return None
    if text.id != file.stem:
        reader.problem(document, ("id",), f"{text.id} stands in {file.name}", f"name the file {text.id}.yaml")
    claims = {}
    for term, lines in text.claims.items():
        dated = [d for day, claim in lines.items() if (d := _dated(reader, document, vocabulary, term, day, claim))]
        claims[term] = tuple(sorted(dated, key=lambda d: d.since))
    return Platform(text.id, text.name, text.operator, text.about, claims, text.not_claimed)


def _dated(
    reader: _Reader, document: Document, vocabulary: dict[str, Term], term_id: str, day: str, claim: Claim
) -> DatedClaim | None:
    path = ("claims", term_id, day)
    term = vocabulary.get(term_id)
    if term is None:
        return None  # reported by check.py, which knows the nearest id
    try:
        since = SINCE_START if day == "start" else parse_day(day)
        value = value_of(term, claim.value)
    except ValidationError as error:
        for entry in error.errors(include_url=False):
            reader.problem(document, (*path, "value", *entry["loc"]), str(entry["msg"]), f"see shape {term.shape}")
        return None
    except ValueError as error:
        message, _, remedy = str(error).partition("; ")
        reader.problem(document, path, message, remedy or "see knowledge/vocabulary.yaml")
        return None
    return DatedClaim(term_id, since, value, claim.source, claim.why, claim.note)


def value_of(term: Term, value: Any) -> Any:
    """The value of a claim in the type of its term. Raises ValueError, or ValidationError for a table."""
    if term.kind is TermKind.LEVEL:
        if value not in (0, 1, 2, 3) or isinstance(value, bool):
            raise ValueError(f"{value} is not a level; write 0, 1, 2 or 3")
        return int(value)
    if term.kind is TermKind.NUMBER:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{value} is not a number; write one in {term.unit}")
        return value
    if term.kind is TermKind.DATE:
        return parse_day(value)
    if term.kind is TermKind.CHOICE:
        if value not in term.choices:
            raise ValueError(f"{value} is not a choice; write one of {', '.join(term.choices)}")
        return value
    if term.kind is TermKind.TABLE:
        from advisor.knowledge.shapes import SHAPES

        rows = {"rows": value} if isinstance(value, list) and "rows" in SHAPES[term.shape or ""].model_fields else value
        rows = {"counts": value} if isinstance(value, list) and term.shape == "member_counts" else rows
        model: type[Frozen] = SHAPES[term.shape or ""]
        return model.model_validate(rows)
    if not isinstance(value, str):
        raise ValueError(f"{value} is not a text; write it in quotes")
    return value
