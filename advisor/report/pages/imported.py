"""An import as a requirement file with the origin of every value beside it, as JSON, and as lines of what to know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.errors import InvalidValueError, KeyPath
from advisor.importers import ImportCode, Imported, NoteKind, ValueOrigin
from advisor.importers.draft import OriginKind
from advisor.importers.questions import leading_questions
from advisor.reading.scalars import resolve
from advisor.report.json_values import to_json
from advisor.report.wording.imported import note_lines, origin_words, question_words, reason, subject_words

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*")
_COMMENT_COLUMN = 44
_SIZES = {"cpu": "500m", "memory": "512Mi"}
"""Sizes of one replica that are asked for, with the form of an answer."""
_VOLUME = "10Gi"
_DEEPEST = 4
"""Keys on the way to a value that has a line of its own, at most: a port of a service."""


def requirement_yaml(imported: Imported) -> str:
    """The requirement as YAML that `advisor recommend` reads; comments tell where each value comes from."""
    return "\n".join([*_head(imported), *_body(imported)]) + "\n"


def requirement_json(imported: Imported) -> str:
    """The requirement, the origin of each value, and the notes, as JSON."""
    document = {
        "requirement": imported.requirement,
        "origins": [{"path": list(path), **_origin(origin)} for path, origin in imported.origins.items()],
        "questions": [question_words(asked) for asked in leading_questions(imported)],
        "notes": [
            {
                "kind": note.kind,
                "subject": subject_words(note.subject),
                "code": note.code,
                "text": reason(note.code, dict(note.values)),
                "place": None if note.place is None else str(note.place),
            }
            for note in imported.notes
        ],
    }
    return to_json(document)


def import_lines(imported: Imported) -> list[str]:
    """What to know about an import, a line each: the questions that decide most, then the notes."""
    asked = [f"ask first: {question_words(one)}" for one in leading_questions(imported)]
    return [*asked, *note_lines(imported.notes)]


def taken_line(imported: Imported) -> str:
    """One line on what was taken: `compose.yaml: 3 services, 20 values read, 4 assumed`."""
    kinds = [origin.kind for origin in imported.origins.values()]
    read, assumed = kinds.count(OriginKind.READ), kinds.count(OriginKind.ASSUMED)
    count = len(imported.services)
    services = f"{count} service" + ("s" if count != 1 else "")
    return f"{imported.sources[0]}: {services} imported, {read} values read and {assumed} assumed"


def _origin(origin: ValueOrigin) -> dict[str, Any]:
    said = None if origin.code is None else reason(origin.code, dict(origin.values))
    return {
        "kind": origin.kind,
        "place": None if origin.place is None else str(origin.place),
        "code": origin.code,
        "text": said,
    }


def _head(imported: Imported) -> Iterator[str]:
    yield f"# Imported from {', '.join(imported.sources)}; what stands behind # says where a value comes from."
    asked = leading_questions(imported)
    if asked:
        yield "# What decides most and stands in no file:"
    for number, one in enumerate(asked, 1):
        yield f"#   {number}. {question_words(one)}"


def _body(imported: Imported) -> Iterator[str]:
    comments = _Comments(imported)
    for key, value in imported.requirement.items():
        if key == "services":
            yield "services:"
            for index, service in enumerate(value):
                yield from _service(comments, index, service)
        else:
            yield _line(f"{key}: {_flow(value)}", comments.at((key,)))


class _Comments:
    """What is written beside each value: the origins of all that stands in it; and volumes whose size is asked for."""

    def __init__(self, imported: Imported) -> None:
        self._below: dict[KeyPath, list[tuple[KeyPath, ValueOrigin]]] = {}
        for path, origin in imported.origins.items():
            for length in range(1, min(len(path), _DEEPEST) + 1):
                self._below.setdefault(path[:length], []).append((path[length:], origin))
        self.volumes: dict[str, list[str]] = {}
        for note in imported.notes_of(NoteKind.MISSING):
            if note.code is ImportCode.VOLUME_SIZE_NOT_STATED:
                self.volumes.setdefault(str(note.subject[1]), []).append(str(note.subject[-1]))

    def at(self, path: KeyPath) -> str:
        """The origins of all values at a path: one for all, or each with its own key."""
        said: dict[str, list[str]] = {}
        for inner, origin in self._below.get(path, ()):
            said.setdefault(origin_words(origin), []).append(subject_words(inner))
        if not said:
            return ""
        first, *others = said
        parts = [first, *(f"{', '.join(said[words])} {words}" for words in others)]
        return " ".join("; ".join(parts).split())


def _service(comments: _Comments, index: int, service: Mapping[str, Any]) -> Iterator[str]:
    start = "  - "
    for key, value in service.items():
        path: KeyPath = ("services", index, key)
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield f"{start}{key}:"
            for position, entry in enumerate(value):
                yield _line(f"      - {_flow(entry)}", comments.at((*path, position)))
        else:
            yield _line(f"{start}{key}: {_flow(value)}", comments.at(path))
        start = "    "
        if key == "name":
            yield from _lines_to_fill_in(service, comments.volumes.get(value, ()))


def _lines_to_fill_in(service: Mapping[str, Any], volumes: Sequence[str]) -> Iterator[str]:
    for size, example in _SIZES.items():
        if size not in service:
            yield _line(f"    # {size}: {example}", "not stated; of one replica")
    if volumes and "volumes" not in service:
        asked = [{"name": name, "size": _VOLUME} for name in volumes]
        yield _line(f"    # volumes: {_flow(asked)}", "size not stated")


def _line(text: str, comment: str) -> str:
    return f"{text.ljust(_COMMENT_COLUMN)}  # {comment}" if comment else text


def _flow(value: Any) -> str:
    """A value in the flow style of YAML, which reads back as itself."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    try:
        return _PLAIN.fullmatch(text) is not None and resolve(text) == text
    except InvalidValueError:
        return False
