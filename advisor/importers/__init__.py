"""What other tools describe -> a requirement: Compose files and Kubernetes manifests, with the origin of every value.

Each format has a reader that fills a Draft; `readers.py` lists them. Nothing is run, nothing is read outside the folder
of the files, and the variables of the machine are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.errors import InputError
from advisor.importers.answers import with_answers
from advisor.importers.codes import ImportCode
from advisor.importers.compose.env_files import read_variables
from advisor.importers.detect import ImportKind, detect_kind, kind_of_all
from advisor.importers.draft import Draft, ImportNote, NoteKind, OriginKind, ValueOrigin
from advisor.importers.gather import gather
from advisor.importers.imported import Imported, ImportedDocument, finish
from advisor.importers.nodes import FilePlace, no_collection
from advisor.importers.readers import READ_FORMATS, READERS
from advisor.importers.sources import MOST_BYTES, ImportRequest, SourceText, read_source, text_source
from advisor.importers.usage import with_usage
from advisor.reading import Document, read_file

__all__ = [
    "MOST_BYTES",
    "MOST_SERVICES",
    "READERS",
    "READ_FORMATS",
    "FilePlace",
    "ImportCode",
    "ImportKind",
    "ImportNote",
    "Imported",
    "ImportedDocument",
    "NoteKind",
    "OriginKind",
    "SourceText",
    "ValueOrigin",
    "detect_kind",
    "import_requirement",
    "text_source",
]


MOST_SERVICES = 2_000
"""Services that are imported at once; a requirement of more has other questions than how to run it."""


def import_requirement(
    paths: Path | str | SourceText | Sequence[Path | str | SourceText],
    *,
    kind: ImportKind | None = None,
    env_file: Path | str | SourceText | None = None,
    profiles: Iterable[str] = (),
    answers: Path | str | Mapping[str, Any] | None = None,
    core_mhz: int | None = None,
    usage: Path | str | SourceText | None = None,
) -> Imported:
    """The requirement that files of another tool describe, with the origin of every value.

    Parameters:
        paths: files of one format that belong together, a folder of them, or texts that were read before. Several
            Compose files are laid over each other in their order.
        kind: the format; without it the shape of the files tells.
        env_file: a file, or a text, of variables for `${NAME}` in Compose files; without it they have their defaults,
            or are blank.
        profiles: profiles of Compose whose services are taken too; `*` takes all.
        answers: a file or a mapping with keys of a requirement that are laid over what was read; its services are
            found by their names, and `*` fills in what the others leave open.
        core_mhz: MHz of one core of the machines, since Nomad counts MHz; 2500 are assumed without it.
        usage: a CSV of CPU and memory that were used, laid over the services of the same names.

    Raises InputError where something cannot be read, with its place.

    >>> web = text_source(b"services: {web: {image: nginx, ports: ['80:80']}}", "compose.yaml")
    >>> import_requirement(web).requirement["services"][0]["ports"]
    [{'port': 80, 'protocol': 'http', 'exposure': 'public'}]
    """
    with no_collection():
        draft, sources = _read(paths, kind, env_file, profiles, core_mhz, usage)
        if answers is not None:
            document = Document.of_answers(answers) if isinstance(answers, Mapping) else read_file(Path(answers))
            draft = with_answers(draft, document)
        return finish(draft, [source.name for source in sources])


def _read(
    paths: Path | str | SourceText | Sequence[Path | str | SourceText],
    kind: ImportKind | None,
    env_file: Path | str | SourceText | None,
    profiles: Iterable[str],
    core_mhz: int | None,
    usage: Path | str | SourceText | None,
) -> tuple[Draft, list[SourceText]]:
    """What is read, without answers laid over it, and the texts that it was read from."""
    given = [paths] if isinstance(paths, Path | str | SourceText) else list(paths)
    sources, left = gather(given, kind)
    kind = kind or kind_of_all(sources)
    reader = READERS.get(kind)
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise InputError([sources[0].start.problem(f"the format {kind} is not read", f"give one of {known}")])
    variables = None if env_file is None else read_variables(_source(env_file))
    folder = sources[0].path.parent if sources[0].path is not None else None
    draft = reader(ImportRequest(tuple(sources), variables, frozenset(profiles), folder, core_mhz))
    if len(draft.services) > MOST_SERVICES:
        message = f"{len(draft.services):,} services, more than the {MOST_SERVICES:,} that are imported at once"
        raise InputError([sources[0].start.problem(message, "import its parts one by one")])
    for source in left:
        draft.tell(NoteKind.SKIPPED, (source.name,), ImportCode.OTHER_FILE)
    if usage is not None:
        draft = with_usage(draft, _source(usage))
    return draft, sources


def _source(given: Path | str | SourceText) -> SourceText:
    return given if isinstance(given, SourceText) else read_source(Path(given))
