"""Which tool a text is written for, told by its shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from advisor.errors import InputError, Problem
from advisor.importers.sources import SourceText
from advisor.scenario.foreign_formats import ForeignFormat, foreign_format


class ImportKind(StrEnum):
    """A format that is imported, by the word that `--from` takes."""

    COMPOSE = "compose"
    KUBERNETES = "k8s"
    ECS = "ecs"
    NOMAD = "nomad"
    USAGE = "usage"


KINDS = {
    ForeignFormat.COMPOSE: ImportKind.COMPOSE,
    ForeignFormat.KUBERNETES: ImportKind.KUBERNETES,
    ForeignFormat.ECS: ImportKind.ECS,
    ForeignFormat.ECS_SERVICES: ImportKind.ECS,
    ForeignFormat.NOMAD: ImportKind.NOMAD,
}
"""The formats whose shape is known, by what they are called in messages."""
_LEVELS_SEEN = 4
"""How deep the values are looked at; shapes are told by what stands near the top."""
_CSV_HEADER = re.compile(r"[^\n{}\[\]:#]*[,;\t][^\n{}\[\]:#]*[,;\t]?[^\n]*\n")
NOT_KNOWN = "is none of the files that are imported: Compose, Kubernetes, ECS, Nomad, or a series of usage as CSV"


def detect_kind(source: SourceText) -> ImportKind | None:
    """The format of a text; None where it has the shape of none.

    Raises InputError where it looks like YAML and cannot be read.

    >>> detect_kind(SourceText("f", "services: {web: {image: nginx}}")).value
    'compose'
    """
    if foreign_format(None, source.text) is ForeignFormat.NOMAD:
        return ImportKind.NOMAD
    if _looks_like_csv(source):
        return ImportKind.USAGE
    for node in source.nodes:
        value = node.plain(_LEVELS_SEEN)
        first = value[0] if isinstance(value, list) and value else value
        kind = foreign_format(first)
        if kind in KINDS:
            return KINDS[kind]
        services = node.get("services")
        if services is not None and services.mapping:
            return ImportKind.COMPOSE
    return None


def _looks_like_csv(source: SourceText) -> bool:
    if source.path is not None and source.path.suffix.lower() in (".csv", ".tsv"):
        return True
    return bool(_CSV_HEADER.match(source.text.lstrip("\ufeff")))


def kind_of_all(sources: Sequence[SourceText]) -> ImportKind:
    """The one format of several texts. Raises InputError where they are of several, or of none."""
    found = [(source, detect_kind(source)) for source in sources]
    known = [(source, kind) for source, kind in found if kind is not None]
    if not known:
        remedy = "name the format with --from, or write a requirement file: `advisor init` makes one to start from"
        raise InputError([source.start.problem(NOT_KNOWN, remedy) for source in sources[:1]])
    first, kind = known[0]
    for source, other in known[1:]:
        if other is not kind:
            message = f"is of the format {other}, and {first.name} of {kind}"
            raise InputError([Problem(source.name, 0, 0, (), message, "import files of one format at a time")])
    return kind
