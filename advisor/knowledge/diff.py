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
_KINDS = (
    "platform",
    "claim",
    "rule",
    "weight",
    "criterion",
    "reference",
    "verdict",
    "assumption",
    "source",
    "term",
    "question",
)


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
    what: str
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
    return tuple(sorted(found, key=lambda difference: (_KINDS.index(difference.what), difference.id)))


def _statements(knowledge: Knowledge, compared: set[str]) -> Iterator[tuple[tuple[str, str], Fields]]:
    """Every statement as its fields, by kind and id; claims only of the platforms compared."""
    for platform in knowledge.platforms.values():
        names = {"name": platform.name, "operator": platform.operator, "about": platform.about}
        yield ("platform", platform.id), names
        if platform.id in compared:
            yield from _claims(platform)
    for rule in knowledge.rules:
        fields = {"title": rule.title, "why": rule.why, "when": " ".join(rule.when.split())}
        yield ("rule", rule.id), {**fields, "then": rule.effect.model_dump(exclude_none=True), "source": rule.source}
    for criterion in knowledge.criteria.criteria:
        written = dict(criterion)
        yield ("weight", criterion.id), {name: written[name] for name in _WEIGHING}
        yield ("criterion", criterion.id), {name: it for name, it in written.items() if name not in ("id", *_WEIGHING)}
    yield ("verdict", "thresholds"), dict(knowledge.criteria.need)
    for what, entries in (
        ("reference", knowledge.criteria.references),
        ("assumption", knowledge.assumed),
        ("source", knowledge.sources),
        ("term", knowledge.vocabulary),
        ("question", {question.field: question for question in knowledge.questions}),
    ):
        for name, entry in entries.items():
            yield (what, name), dict(entry)


def _claims(platform: Platform) -> Iterator[tuple[tuple[str, str], Fields]]:
    for term, lines in platform.claims.items():
        for line in lines:
            day = START if line.since == SINCE_START else line.since.isoformat()
            fields = {"value": line.value, "source": line.source, "why": line.why, "note": line.note}
            yield ("claim", f"{platform.id}.{term}.{day}"), fields
