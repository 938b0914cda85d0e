"""Requirement files that were uploaded, alone or in a ZIP, within limits on their number and length."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from advisor import InputError, Problem
from advisor.batch.files import SUFFIXES

MOST_APPLICATIONS = 100
"""Applications at once: one takes about half a second of a processor that all visitors share."""
MOST_FILE_BYTES = 256 * 1024
"""As long as a requirement file may be."""
MOST_BYTES = 8 * 1024 * 1024
"""All of them together, unpacked."""
MOST_ENTRIES = 1000
"""Entries of a ZIP, of whatever kind."""
ENDINGS = tuple(ending.removeprefix(".") for ending in SUFFIXES)
_PART = 64 * 1024
_ENCRYPTED = 1
_BROKEN = zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, struct.error


@dataclass(frozen=True)
class RequirementFile:
    """The name of a file, and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Opened:
    """The requirement files of an upload, and what of it is left out."""

    files: tuple[RequirementFile, ...]
    left_out: tuple[Problem, ...] = ()


def open_uploads(uploads: Sequence[tuple[str, bytes]]) -> Opened:
    """The requirement files among the uploads, those inside ZIP files too, sorted by name.

    In a ZIP what is no requirement file by its name, and what is hidden, is passed over, as in a folder. A ZIP that is
    broken is left out and named, and so is a file that is too long; the others stay. Nothing is written anywhere.

    Raises InputError where there is no file, or too many.
    """
    files: list[RequirementFile] = []
    left_out: list[Problem] = []
    alone = len(uploads) == 1
    for name, content in uploads:
        if not name.lower().endswith(".zip"):
            _take(name, content, files, left_out)
            continue
        try:
            for inner, unpacked in _unpack(name, content, _room(files)):
                _take(inner if alone else f"{name}/{inner}", unpacked, files, left_out)
        except InputError as error:
            left_out += error.problems
        _refuse_too_many(files)
    _refuse_too_many(files)
    if not files:
        first = uploads[0][0] if uploads else "the upload"
        nothing = _problem(first, "holds no requirement file", f"upload files that end in {', '.join(ENDINGS)}")
        raise InputError(left_out or [nothing])
    return Opened(tuple(sorted(files, key=lambda file: file.name)), tuple(left_out))


def _take(name: str, content: bytes | None, files: list[RequirementFile], left_out: list[Problem]) -> None:
    if content is None or len(content) > MOST_FILE_BYTES:
        message = f"is longer than the {MOST_FILE_BYTES // 1024} KiB of a requirement file"
        left_out.append(_problem(name, message, "leave it out, or shorten it"))
    else:
        files.append(RequirementFile(name, content))


def _room(files: Sequence[RequirementFile]) -> int:
    return MOST_BYTES - sum(len(file.content) for file in files)


def _refuse_too_many(files: Sequence[RequirementFile]) -> None:
    if len(files) > MOST_APPLICATIONS:
        message = f"more than the {MOST_APPLICATIONS} applications that are taken at once"
        raise InputError([_problem("the upload", message, "use the command line, `advisor portfolio`, for so many")])
    if _room(files) < 0:
        message = f"all files together are longer than {MOST_BYTES // 1024**2} MiB"
        raise InputError([_problem("the upload", message, "use the command line, `advisor portfolio`, for so much")])


def _unpack(name: str, content: bytes, room: int) -> Iterator[tuple[str, bytes | None]]:
    """The requirement files in a ZIP; None for the content of one that is too long.

    What a ZIP says of its lengths is not believed: no more is unpacked than a file, and all of them, may have.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_ENTRIES:
                raise InputError([_problem(name, f"has more than {MOST_ENTRIES} entries", "pack fewer files")])
            for entry in entries:
                if entry.is_dir() or not _is_requirement(entry.filename):
                    continue
                _refuse_unreadable(name, entry)
                with packed.open(entry) as file:
                    unpacked = _read_some(file, MOST_FILE_BYTES)
                room -= MOST_FILE_BYTES if unpacked is None else len(unpacked)
                if room < 0:
                    raise InputError([_problem(name, f"unpacks to more than {MOST_BYTES // 1024**2} MiB", "pack less")])
                yield entry.filename, unpacked
    except _BROKEN as error:
        raise InputError([_problem(name, "cannot be unpacked", "pack it anew, or upload the files")]) from error


def _refuse_unreadable(name: str, entry: zipfile.ZipInfo) -> None:
    """Other ways of packing unpack without a limit in between."""
    if entry.flag_bits & _ENCRYPTED:
        raise InputError([_problem(name, "needs a password", "pack the files without one")])
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError([_problem(name, "is packed in a way that is not read here", "pack it as a usual ZIP")])


def _read_some(file: IO[bytes], most: int) -> bytes | None:
    """What is in a file, or None where that is more than so much."""
    parts, length = [], 0
    while part := file.read(_PART):
        parts.append(part)
        length += len(part)
        if length > most:
            return None
    return b"".join(parts)


def _is_requirement(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not hidden and name.lower().endswith(SUFFIXES)


def _problem(source: str, message: str, remedy: str) -> Problem:
    return Problem(source, 0, 0, (), message, remedy)
