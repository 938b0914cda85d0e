"""Two knowledge bases -> what one says that the other does not, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.platform import Platform
from advisor.knowledge.schema import SINCE_START

START = "start"
_WEIGHING = ("weight", "reason", "source")
Fields = Mapping[str, Any]


class StatementKind(StrEnum):
    """What a statement of a knowledge base is about, in the order in which differences are told."""

    PLATFORM = "platform"
    CLAIM = "claim"
    RULE = "rule"
    WEIGHT = "weight"
    CRITERION = "criterion"
    REFERENCE = "reference"
    VERDICT = "verdict"
    ASSUMPTION = "assumption"
    TASK = "operating task"
    IN_USE = "in_use"
    FRAMEWORK = "framework"
    SUPPORT_WINDOWS = "support windows"
    SOURCE = "source"
    TERM = "term"
    QUESTION = "question"


class ChangeKind(StrEnum):
    """What became of a statement."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """A statement that only one of two knowledge bases makes, or that they make differently.

    `what` is the kind of statement; the id of a claim is `platform.term.day`. `was` and `becomes` hold the fields that
    differ, all of them where the statement is added or removed, the one that names it first.
    """

    change: ChangeKind
    what: StatementKind
    id: str
    was: Fields
    becomes: Fields


def differences(before: Knowledge, after: Knowledge) -> tuple[Difference, ...]:
    """What changes from one knowledge base to another: by kind of statement, then by id.

    The claims of a platform that is added or removed go with it and are not told one by one.
    """
    both = before.platforms.keys() & after.platforms.keys()
    old, new = dict(_statements(before, both)), dict(_statements(after, both))
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, becomes = old.get(key), new.get(key)
        if was is None or becomes is None:
            found.append(
                Difference(ChangeKind.REMOVED if becomes is None else ChangeKind.ADDED, *key, was or {}, becomes or {})
            )
        elif was != becomes:
            names = [name for name in becomes if was[name] != becomes[name]]
            parts = {name: was[name] for name in names}, {name: becomes[name] for name in names}
            found.append(Difference(ChangeKind.CHANGED, *key, *parts))
    kinds = list(StatementKind)
    return tuple(sorted(found, key=lambda difference: (kinds.index(difference.what), difference.id)))


def _statements(knowledge: Knowledge, compared: set[str]) -> Iterator[tuple[tuple[StatementKind, str], Fields]]:
    """Every statement as its fields, by kind and id; claims only of the platforms compared."""
    for platform in knowledge.platforms.values():
        names = {"name": platform.name, "operator": platform.operator, "about": platform.about}
        yield (StatementKind.PLATFORM, platform.id), names
        if platform.id in compared:
            yield from _claims(platform)
    for rule in knowledge.rules:
        fields = {"title": rule.title, "why": rule.why, "when": " ".join(rule.when.split())}
        yield (
            (StatementKind.RULE, rule.id),
            {**fields, "then": rule.effect.model_dump(exclude_none=True), "source": rule.source},
        )
    for criterion in knowledge.criteria.criteria:
        written = dict(criterion)
        yield (StatementKind.WEIGHT, criterion.id), {name: written[name] for name in _WEIGHING}
        yield (
            (StatementKind.CRITERION, criterion.id),
            {name: it for name, it in written.items() if name not in ("id", *_WEIGHING)},
        )
    yield (StatementKind.VERDICT, "thresholds"), dict(knowledge.criteria.need)
    for what, entries in (
        (StatementKind.REFERENCE, knowledge.criteria.references),
        (StatementKind.ASSUMPTION, knowledge.assumed),
        (StatementKind.TASK, knowledge.operating_tasks),
        (StatementKind.IN_USE, knowledge.in_use),
        (StatementKind.FRAMEWORK, knowledge.frameworks),
        (StatementKind.SUPPORT_WINDOWS, knowledge.support_windows),
        (StatementKind.SOURCE, knowledge.sources),
        (StatementKind.TERM, knowledge.vocabulary),
        (StatementKind.QUESTION, {question.field: question for question in knowledge.questions}),
    ):
        for name, entry in entries.items():
            yield (what, name), dict(entry)


def _claims(platform: Platform) -> Iterator[tuple[tuple[StatementKind, str], Fields]]:
    said = ((key, term, lines) for key, claims in platform.sections for term, lines in claims.items())
    for key, term, lines in said:
        name = term if key == "claims" else f"{term}.{key}"
        for line in lines:
            day = START if line.since == SINCE_START else line.since.isoformat()
            fields = {
                "value": line.value,
                "source": line.source,
                "why": line.why,
                "note": line.note,
                "began_after": line.began_after,
            }
            yield (StatementKind.CLAIM, f"{platform.id}.{name}.{day}"), fields
