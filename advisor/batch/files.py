"""Which files a batch is made of, and how a file is written so that nobody ever sees half of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from advisor.errors import MachineryError

SUFFIXES = (".yaml", ".yml", ".json")


def find_files(paths: Iterable[str | Path]) -> tuple[Path, ...]:
    """The files named, and those in the folders named (and below) that end in .yaml, .yml or .json; sorted by path.

    A file that is reached in two ways is listed once; hidden ones are passed over. A path that does not exist and a
    folder that may not be read are kept, so that reading them says so.

    >>> from advisor import example_scenarios
    >>> shop = example_scenarios()["online-boutique"]
    >>> [file.name for file in find_files([shop, shop.parent])][:2]
    ['acs-2017.yaml', 'bank-on-premises.yaml']
    """
    found: dict[str, Path] = {}
    for path in sorted({Path(path) for path in paths}):
        for file in sorted(_files_below(path)) if os.path.isdir(path) else (path,):
            found.setdefault(os.path.realpath(file), file)
    return tuple(sorted(found.values()))


def _files_below(folder: Path) -> Iterable[Path]:
    closed: list[Path] = []
    for place, _, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        for name in names:
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield Path(place, name)
    yield from closed


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into the file in one step: it holds the old content or the new, never a part.

    A device or a pipe is written to as it is. Raises MachineryError when that cannot be done.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_bytes(data)
            return
        _replace(target, (data,))
    except OSError as error:
        raise write_failed(path, error) from error


def write_lines_whole(path: Path, lines: Iterable[str]) -> None:
    """Put ASCII lines into a plain file in one step, however many there are.

    Raises MachineryError when that cannot be done.
    """
    try:
        _replace(Path(os.path.realpath(path)), (f"{line}\n".encode("ascii") for line in lines))
    except OSError as error:
        raise write_failed(path, error) from error


def _replace(target: Path, parts: Iterable[bytes]) -> None:
    part_file = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part_file.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            part_file.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(part_file, target)
    finally:
        part_file.unlink(missing_ok=True)


def write_failed(path: Path, error: OSError) -> MachineryError:
    """The error for a place that cannot be written to, in one line."""
    reason = (error.strerror or str(error)).lower()
    return MachineryError(f"{path}: cannot be written ({reason}); free or name another place")
