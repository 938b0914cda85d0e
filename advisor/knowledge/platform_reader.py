"""Platform files -> platforms with dated claims, each value in the type of its term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advisor.errors import InvalidValueError, did_you_mean
from advisor.knowledge.claim_tables import SHAPES
from advisor.knowledge.folder_reader import FolderReader
from advisor.knowledge.platform import Platform
from advisor.knowledge.schema import SINCE_START, Claim, DatedClaim, PlatformChanges, PlatformText, Term, TermKind
from advisor.reading import Document, validation_problems
from advisor.values import Frozen, parse_day

_Written = PlatformText | PlatformChanges
_SECTIONS = ("claims", "on_own_hardware", "on_plain_machines")
_OF_A_LINE = 3
"""Steps to a line of a claim: section, term, day."""
_UNREAD = "its lines are refused"


def read_platform(
    reader: FolderReader, file: Path, vocabulary: Mapping[str, Term], known: Platform | None = None
) -> Platform | None:
    """The platform of a file, laid over the one `known` by that id; None when it cannot be read."""
    document = reader.document(file)
    if document is None:
        return None
    text = _text_of(reader, document, PlatformChanges if known else PlatformText)
    if text is None:
        return None
    if text.id != file.stem:
        reader.problem(document, ("id",), f"{text.id} stands in {file.name}", f"name the file {text.id}.yaml")
    origin = reader.overlay_file(file)
    claims, own, plain = (
        {term: _lines(reader, document, vocabulary, (key, term), written, origin) for term, written in section.items()}
        for key, section in (
            ("claims", text.claims),
            ("on_own_hardware", text.on_own_hardware),
            ("on_plain_machines", text.on_plain_machines),
        )
    )
    if isinstance(text, PlatformText):
        names = text.id, text.name, text.operator, text.about
        otherwise = {name: term.otherwise for name, term in vocabulary.items() if term.otherwise}
        return Platform(*names, claims, text.not_claimed, text.does_not_apply, own, plain, otherwise)
    return None if known is None else _laid_over(known, text, claims, own, plain)


def _text_of(reader: FolderReader, document: Document, model: type[_Written]) -> _Written | None:
    """What is written in a platform file, without what is refused; None when too little of it can be read."""
    return reader.parsed(document, (), model, document.value) or _sound_part(model, document.value)


def _sound_part(model: type[_Written], value: Any) -> _Written | None:
    """The file without the terms that the model refuses, so that mistakes in the others are told at once.

    What is left out is a problem already, and no answer is made of the rest. None where more than terms is refused.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        places = [entry["loc"] for entry in error.errors()]
    if any(len(place) < _OF_A_LINE or place[0] not in _SECTIONS for place in places):
        return None
    refused = {place[:2] for place in places}
    sound = dict(value)
    for key in _SECTIONS:
        sound[key] = {term: lines for term, lines in value.get(key, {}).items() if (key, term) not in refused}
    if model is PlatformText:  # so that nobody is asked to claim them
        unread = {term: _UNREAD for key, term in refused if key == "claims"}
        sound["not_claimed"] = {**unread, **value.get("not_claimed", {})}
    try:
        return model.model_validate(sound)
    except ValidationError:
        return None


Sections = Mapping[str, tuple[DatedClaim, ...]]


def _laid_over(known: Platform, text: PlatformChanges, claims: Sections, own: Sections, plain: Sections) -> Platform:
    """A platform with what an overlay says of it in place of what was said of the same terms."""
    written = {name: value for name in ("name", "operator", "about") if (value := getattr(text, name))}
    said = {*text.claims, *text.not_claimed, *text.does_not_apply}
    unknown, needless = (
        {**{term: why for term, why in before.items() if term not in said}, **now}
        for before, now in (
            (known.not_claimed, text.not_claimed),
            (known.does_not_apply, text.does_not_apply),
        )
    )
    # an overlay that says what holds of a term means everywhere, unless it speaks of some places as well
    own = {**{term: lines for term, lines in known.own_hardware.items() if term not in said}, **own}
    plain = {**{term: lines for term, lines in known.plain_machines.items() if term not in said}, **plain}
    claims = {**known.claims, **claims}
    known = replace(known, claims=claims, own_hardware=own, plain_machines=plain, **written)
    return replace(known, not_claimed=unknown, does_not_apply=needless)


def _lines(
    reader: FolderReader,
    document: Document,
    vocabulary: Mapping[str, Term],
    path: tuple[str, str],
    written: Mapping[str, Claim],
    origin: str,
) -> tuple[DatedClaim, ...]:
    """The lines of the term at a path of the file, in the order of their days."""
    dated = (_dated(reader, document, vocabulary, (*path, day), claim, origin) for day, claim in written.items())
    return tuple(sorted((line for line in dated if line is not None), key=lambda line: line.since))


def _dated(
    reader: FolderReader,
    document: Document,
    vocabulary: Mapping[str, Term],
    path: tuple[str, str, str],
    claim: Claim,
    origin: str,
) -> DatedClaim | None:
    _, term_id, day = path
    term = vocabulary.get(term_id)
    if term is None:
        return None  # reported by check.py, which knows the nearest id
    try:
        since = SINCE_START if day == "start" else parse_day(day)
        value = parse_claim_value(term, claim.value)
    except ValidationError as error:
        reader.cited_by_refused.add(claim.source)
        place, guide = (*path, "value"), f"see shape {term.shape}"
        shape = SHAPES[term.shape or ""]
        reader.problems.extend(validation_problems(document, error, shape, at=place, guide=guide))
        return None
    except InvalidValueError as refusal:
        reader.cited_by_refused.add(claim.source)
        reader.problem(document, path, refusal.message, refusal.remedy)
        return None
    return DatedClaim(term_id, since, value, claim.source, claim.why, claim.note, origin, claim.began_after)


def parse_claim_value(term: Term, value: Any) -> Any:
    """The value of a claim in the type of its term. Raises InvalidValueError, or ValidationError for a table."""
    if term.kind is TermKind.LEVEL:
        if value not in (0, 1, 2, 3) or isinstance(value, bool):
            raise InvalidValueError(f"{value} is not a level", "write 0, 1, 2 or 3")
        return int(value)
    if term.kind is TermKind.NUMBER:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidValueError(f"{value} is not a number", f"write one in {term.unit}")
        return value
    if term.kind is TermKind.DATE:
        return parse_day(value)
    if term.kind is TermKind.CHOICE:
        if value not in term.choices:
            raise InvalidValueError(f"{value} is not a choice", f"write one of {', '.join(term.choices)}")
        return value
    if term.kind is TermKind.WORDS:
        return _parse_words(term, value)
    if term.kind is TermKind.TABLE:
        rows = {"rows": value} if isinstance(value, list) and "rows" in SHAPES[term.shape or ""].model_fields else value
        rows = {"counts": value} if isinstance(value, list) and term.shape == "member_counts" else rows
        model: type[Frozen] = SHAPES[term.shape or ""]
        return model.model_validate(rows)
    if not isinstance(value, str):
        raise InvalidValueError(f"{value} is not a text", "write it in quotes")
    return value


def _parse_words(term: Term, value: Any) -> tuple[str, ...]:
    """Some of the words that a term knows, in the order of the vocabulary."""
    if not isinstance(value, list) or not value:
        raise InvalidValueError(f"{value} is not a list of words", f"write some of [{', '.join(term.choices)}]")
    for word in value:
        if word not in term.choices:
            raise InvalidValueError(f"{word} is no word of {term.about!r}", did_you_mean(str(word), term.choices))
    if len(set(value)) < len(value):
        raise InvalidValueError(f"{', '.join(value)} names a word twice", "name each word once")
    return tuple(word for word in term.choices if word in value)
