"""knowledge/*.yaml -> Knowledge, every mistake at once, each with its file, line and column."""

from __future__ import annotations

import functools
from pathlib import Path

from advisor.errors import Problem
from advisor.knowledge.folder_reader import FolderReader
from advisor.knowledge.library import Knowledge
from advisor.knowledge.overlay import OVERLAY, is_overlay, lay_over
from advisor.knowledge.statements import read_platform, read_rules
from advisor.knowledge.types import Assumed, Criteria, Question, Source, Term

_PACKAGE = Path(__file__).resolve().parent.parent
_WORDS = "vocabulary.yaml"


def knowledge_folder() -> Path:
    """Where the knowledge base lies: inside an installed copy, or beside the package in a clone."""
    inside = _PACKAGE / "_knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


@functools.cache
def data_folder() -> Path:
    """Where tables and examples lie: inside an installed copy, or beside the package in a clone."""
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def example_scenarios() -> dict[str, Path]:
    """The requirement files that come with the advisor, by name (`online-boutique`), in order."""
    return {file.stem: file for file in sorted((data_folder() / "scenarios").glob("*.yaml"))}


def read_knowledge(folder: Path) -> tuple[Knowledge | None, list[Problem]]:
    """Whatever could be read of a folder, and every problem met; None when a file everything rests on is unusable.

    An overlay is laid over the advisor's own knowledge base.
    """
    if not is_overlay(folder):
        return _read_whole(folder)
    own, problems = _read_own(knowledge_folder())
    return (None, problems) if own is None or problems else lay_over(own, folder)


@functools.lru_cache(maxsize=1)
def _read_own(folder: Path) -> tuple[Knowledge | None, list[Problem]]:
    """The advisor's own knowledge base for overlays to lie on, read once per process."""
    return _read_whole(folder)


def _read_whole(folder: Path) -> tuple[Knowledge | None, list[Problem]]:
    reader = FolderReader(folder)
    if not reader.has(_WORDS):
        remedy = f"name a folder with a {_WORDS}, or with an {OVERLAY} if it only adds to the advisor's own"
        return None, [Problem(str(folder), 0, 0, (), "is no knowledge base", remedy)]
    vocabulary = reader.mapping(_WORDS, Term)
    sources = reader.mapping("sources.yaml", Source)
    criteria = reader.whole("criteria.yaml", Criteria)
    questions = reader.rows("questions.yaml", Question)
    assumed = reader.mapping("assumptions.yaml", Assumed)
    platforms = [p for file in reader.files("platforms/*.yaml") if (p := read_platform(reader, file, vocabulary))]
    if criteria is None:
        return None, reader.problems
    rules, cases = read_rules(reader)
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
