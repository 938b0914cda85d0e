"""An organisation's folder laid over a knowledge base: it adds to it, and it overrides parts of it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from advisor.errors import Problem, did_you_mean, suggest
from advisor.knowledge.criteria import Criteria, Weight
from advisor.knowledge.folder_reader import FolderReader
from advisor.knowledge.knowledge_base import Knowledge, Override, OverrideKind, Rule
from advisor.knowledge.platform import Platform
from advisor.knowledge.platform_reader import read_platform
from advisor.knowledge.rule_reader import read_rules
from advisor.knowledge.schema import Assumed, Framework, InUse, OperatingTask, Overlay, Preset, Source
from advisor.knowledge.support_windows import WINDOWS_FILE, SupportedProduct

OVERLAY = "overlay.yaml"
_SOURCES, _CRITERIA, _ASSUMPTIONS, _PRESETS = "sources.yaml", "criteria.yaml", "assumptions.yaml", "presets.yaml"
_TERMS = "vocabulary.yaml"
_TASKS, _IN_USE, _FRAMEWORKS = "operating_tasks.yaml", "in_use.yaml", "frameworks.yaml"
_FILES = ", ".join((OVERLAY, _SOURCES, _CRITERIA, _ASSUMPTIONS, _PRESETS, _TASKS, _IN_USE, _FRAMEWORKS, WINDOWS_FILE))
_HOLDS = f"{_FILES}, platforms/*.yaml and rules/*.yaml"
_DATA_FILES = (".yaml", ".yml", ".json")
_ORDER = list(OverrideKind)
_Entry = TypeVar("_Entry", bound=BaseModel)


def is_overlay(folder: Path) -> bool:
    """Whether a folder only adds to the advisor's own knowledge base, or overrides parts of it."""
    return os.path.lexists(folder / OVERLAY)


def apply_overlay(base: Knowledge, folder: Path) -> tuple[Knowledge, list[Problem]]:
    """The knowledge base with the overlay of a folder on it, as far as it could be read, and every problem met."""
    reader = FolderReader(folder, base_hash=base.hash)
    about, sources = reader.whole(OVERLAY, Overlay), _new_sources(reader, base)
    weights = _of_known(reader, _CRITERIA, Weight, [criterion.id for criterion in base.criteria.criteria])
    assumed = _of_known(reader, _ASSUMPTIONS, Assumed, base.assumed)
    presets = _of_known(reader, _PRESETS, Preset, base.presets)
    tasks, windows = _if_there(reader, _TASKS, OperatingTask), _if_there(reader, WINDOWS_FILE, SupportedProduct)
    in_use, frameworks = _if_there(reader, _IN_USE, InUse), _if_there(reader, _FRAMEWORKS, Framework)
    platforms = _platforms(reader, base)
    rules, cases = read_rules(reader)
    replaced = {rule.id for rule in rules}
    overrides = {
        *(Override(OverrideKind.SOURCE_ADDED, name, _SOURCES) for name in sources),
        *_of_entries(weights, assumed, presets),
        *_of_words(tasks, in_use, frameworks, windows, base),
        *_of_platforms(platforms, base),
        *_of_rules(rules, base),
    }
    _refuse_what_is_not_read(reader, base, nothing=not overrides)
    knowledge = replace(
        base,
        folder=folder,
        sources={**base.sources, **sources},
        platforms=dict(sorted({**base.platforms, **{p.id: p for _, p in platforms}}.items())),
        rules=tuple(sorted((*(r for r in base.rules if r.id not in replaced), *rules), key=lambda rule: rule.id)),
        # a rule that takes the place of another comes with cases of its own
        cases=(*(case for case in base.cases if case.case.rule not in replaced), *cases),
        criteria=_weighed(base.criteria, weights),
        assumed={**base.assumed, **assumed},
        presets={**base.presets, **presets},
        operating_tasks={**base.operating_tasks, **tasks},
        in_use={**base.in_use, **in_use},
        frameworks={**base.frameworks, **frameworks},
        support_windows={**base.support_windows, **windows},
        hash=reader.digest(),
        cited_by_refused=frozenset(reader.cited_by_refused),
        overlay=about.name if about else folder.name,
        overrides=tuple(sorted(overrides, key=lambda o: (_ORDER.index(o.what), o.id, o.file))),
    )
    return knowledge, reader.problems


def _if_there(reader: FolderReader, file: str, model: type[_Entry]) -> dict[str, _Entry]:
    return reader.mapping(file, model) if reader.has(file) else {}


def _new_sources(reader: FolderReader, base: Knowledge) -> dict[str, Source]:
    if not reader.has(_SOURCES):
        return {}
    sources = reader.mapping(_SOURCES, Source)
    for name in sources.keys() & base.sources.keys():
        remedy = "cite it as it is, or give yours an id of its own"
        reader.problem_in(_SOURCES, (name,), "is a source of the advisor's own", remedy)
    return {name: source for name, source in sources.items() if name not in base.sources}


def _of_known(reader: FolderReader, name: str, model: type[_Entry], known: Collection[str]) -> dict[str, _Entry]:
    """The entries of a file that may only speak of what is known."""
    if not reader.has(name):
        return {}
    entries = reader.mapping(name, model)
    for entry in sorted(entries.keys() - set(known)):
        reader.problem_in(name, (entry,), "is not there to be overridden", did_you_mean(entry, known))
    return {entry: value for entry, value in entries.items() if entry in known}


def _platforms(reader: FolderReader, base: Knowledge) -> list[tuple[str, Platform]]:
    """The platforms that an overlay speaks of, each with the name of its file."""
    files = reader.files("platforms/*.yaml")
    read = [(file, read_platform(reader, file, base.vocabulary, base.platforms.get(file.stem))) for file in files]
    for file, platform in read:
        near = suggest(file.stem, base.platforms).nearest
        if platform is None and file.stem not in base.platforms and near is not None:
            meant = did_you_mean(file.stem, base.platforms)
            reader.problems.append(Problem(str(file), 0, 0, (), "is a platform of its own, not an override", meant))
    return [(reader.overlay_file(file), platform) for file, platform in read if platform]


def _of_platforms(platforms: Iterable[tuple[str, Platform]], base: Knowledge) -> Iterator[Override]:
    for file, platform in platforms:
        known = base.platforms.get(platform.id)
        if known is None:
            yield Override(OverrideKind.PLATFORM_ADDED, platform.id, file)
            continue
        if (known.name, known.operator, known.about) != (platform.name, platform.operator, platform.about):
            yield Override(OverrideKind.PLATFORM_OVERRIDDEN, platform.id, file)
        for term, lines in (said for _, claims in platform.sections for said in claims.items()):
            if any(line.overlay_file for line in lines):
                what = OverrideKind.CLAIM_OVERRIDDEN if term in known.claims else OverrideKind.CLAIM_ADDED
                yield Override(what, f"{platform.id}.{term}", file)


def _of_entries(weights: Iterable[str], assumed: Iterable[str], presets: Iterable[str]) -> Iterator[Override]:
    """The entries of files that may only speak of what is known."""
    for what, file, names in (
        (OverrideKind.WEIGHT_OVERRIDDEN, _CRITERIA, weights),
        (OverrideKind.ASSUMPTION_OVERRIDDEN, _ASSUMPTIONS, assumed),
        (OverrideKind.PRESET_OVERRIDDEN, _PRESETS, presets),
    ):
        for name in names:
            yield Override(what, name, file)


def _weighed(criteria: Criteria, weights: Mapping[str, Weight]) -> Criteria:
    """The criteria with the weights that an overlay gives them."""
    weighed = tuple(
        criterion.model_copy(update=dict(weights[criterion.id])) if criterion.id in weights else criterion
        for criterion in criteria.criteria
    )
    return criteria.model_copy(update={"criteria": weighed})


def _of_words(
    tasks: Iterable[str], in_use: Iterable[str], frameworks: Iterable[str], windows: Iterable[str], base: Knowledge
) -> Iterator[Override]:
    """The entries of files that may name new things as well as those that are known."""
    kind = OverrideKind
    for file, names, known, added, overridden in (
        (_TASKS, tasks, base.operating_tasks, kind.TASK_ADDED, kind.TASK_OVERRIDDEN),
        (_IN_USE, in_use, base.in_use, kind.IN_USE_ADDED, kind.IN_USE_OVERRIDDEN),
        (_FRAMEWORKS, frameworks, base.frameworks, kind.FRAMEWORK_ADDED, kind.FRAMEWORK_OVERRIDDEN),
        (WINDOWS_FILE, windows, base.support_windows, kind.SUPPORT_WINDOWS_ADDED, kind.SUPPORT_WINDOWS_OVERRIDDEN),
    ):
        for name in names:
            yield Override(overridden if name in known else added, name, file)


def _of_rules(rules: Iterable[Rule], base: Knowledge) -> Iterator[Override]:
    known = {rule.id for rule in base.rules}
    for rule in rules:
        what = OverrideKind.RULE_OVERRIDDEN if rule.id in known else OverrideKind.RULE_ADDED
        yield Override(what, rule.id, rule.overlay_file)


def _refuse_terms(reader: FolderReader, base: Knowledge) -> None:
    """A problem for each term that an overlay defines: it claims in the words there are, and teaches none."""
    if not reader.has(_TERMS):
        return
    document = reader.document(reader.folder / _TERMS)
    terms = document.value if document is not None and isinstance(document.value, dict) else {"": None}
    for term in terms if document is not None else ():
        known = term in base.vocabulary
        message = "is a term of the advisor's own" if known else "is a term that an overlay cannot add"
        remedy = "claim values of it as it is" if known else "claim one that is there"
        reader.problem_in(_TERMS, (term,) if term else (), message, f"{remedy}, or copy the whole knowledge base")


def _refuse_what_is_not_read(reader: FolderReader, base: Knowledge, *, nothing: bool) -> None:
    """Problems for files that would be passed over without a word, and for an overlay that says nothing."""
    _refuse_terms(reader, base)
    for file in reader.files("*") + reader.files("platforms/*") + reader.files("rules/*"):
        if file.suffix in _DATA_FILES and file not in reader.tried and not file.name.startswith("."):
            problem = Problem(str(file), 0, 0, (), "is not read in an overlay", f"an overlay holds {_HOLDS}")
            reader.problems.append(problem)
    if nothing and not reader.problems:
        reader.problem_in(OVERLAY, (), "stands beside nothing to add or to override", f"an overlay holds {_HOLDS}")
