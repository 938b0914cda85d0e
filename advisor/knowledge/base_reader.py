"""knowledge/*.yaml -> Knowledge, every mistake at once, each with its file, line and column."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from advisor.errors import Problem
from advisor.knowledge.criteria import Criteria
from advisor.knowledge.folder_reader import FolderReader
from advisor.knowledge.folders import knowledge_folder
from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.overlay import OVERLAY, apply_overlay, is_overlay
from advisor.knowledge.platform_reader import read_platform
from advisor.knowledge.rule_reader import read_rules
from advisor.knowledge.schema import Assumed, Framework, InUse, OperatingTask, Preset, Provider, Question, Source, Term
from advisor.knowledge.support_windows import WINDOWS_FILE, SupportedProduct

_WORDS = "vocabulary.yaml"


def read_knowledge(folder: Path) -> tuple[Knowledge | None, list[Problem]]:
    """Whatever could be read of a folder, and every problem met; None when a file everything rests on is unusable.

    An overlay is laid over the advisor's own knowledge base.
    """
    closed = _closed_folders(folder)
    if closed:
        return None, closed
    if not is_overlay(folder):
        return _read_whole(folder)
    own, problems = _read_own(knowledge_folder())
    return (None, problems) if own is None or problems else apply_overlay(own, folder)


def _closed_folders(folder: Path) -> list[Problem]:
    """A problem for each folder of a knowledge base that may not be read; searching it would find nothing."""
    problems = []
    for place in (folder, folder / "platforms", folder / "rules"):
        try:
            os.scandir(place).close()
        except PermissionError:
            problems.append(Problem(str(place), 0, 0, (), "may not be read by you", "change its permissions"))
        except OSError:
            pass  # it is not there; whoever needs it says so
    return problems


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
    presets = reader.mapping("presets.yaml", Preset)
    in_use = reader.mapping("in_use.yaml", InUse)
    frameworks = reader.mapping("frameworks.yaml", Framework)
    windows = reader.mapping(WINDOWS_FILE, SupportedProduct) if reader.has(WINDOWS_FILE) else {}
    tasks = reader.mapping("operating_tasks.yaml", OperatingTask)
    providers = reader.mapping("operators.yaml", Provider)
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
        presets=presets,
        in_use=in_use,
        frameworks=frameworks,
        support_windows=windows,
        operating_tasks=tasks,
        providers=providers,
        hash=reader.digest(),
        cited_by_refused=frozenset(reader.cited_by_refused),
    )
    return knowledge, reader.problems
