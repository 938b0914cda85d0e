"""Which price list a file is, and what it holds."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from advisor.errors import PriceError, Problem
from advisor.prices.importing.aws import read_aws_csv, read_aws_json
from advisor.prices.importing.azure import is_azure_page, read_azure_pages
from advisor.prices.importing.found import Found
from advisor.prices.importing.google import read_google
from advisor.prices.importing.json_stream import BrokenJsonError
from advisor.prices.importing.vantage import read_vantage

SUFFIXES = (".csv", ".json", ".yml", ".yaml")
LOOKED_AT = 4096
"""Characters by which a list is told from others."""
MOST_WHOLE = 64 * 1024 * 1024
"""Bytes of a list that is read as a whole: a page of Azure has a few hundred KiB, pricing.yml 2.5 MiB."""
KNOWN = (
    "price lists of EC2 or ECS (CSV or JSON), pages of Azure retail prices, pricing.yml, or instances.json of vantage"
)
_AGAIN = "download it again"
OnRead = Callable[[Path, int], None]
"""Is told how many bytes of a file were read."""


def read_lists(source: Path, on_read: OnRead | None = None) -> list[Found]:
    """What the price lists of a file, or of the files of a folder, hold; pages of Azure make one list together.

    Parameters:
        source: the file or the folder.
        on_read: is told how far reading has come.

    Raises PriceError with every mistake, a line for each list that cannot be used.
    """
    problems: list[Problem] = []
    found: list[Found] = []
    pages: list[tuple[Path, Any]] = []
    for file in _files(source):
        try:
            one = _read(file, on_read)
        except PriceError as error:
            problems.extend(error.problems)
            continue
        if isinstance(one, Found):
            found.append(one)
        else:
            pages.append((file, one))
    if pages:
        try:
            found.append(read_azure_pages(pages))
        except _OTHER_FORM as error:
            problems.append(Problem(str(pages[0][0].parent), 0, 0, (), _other_form(error), _AGAIN))
    for each in found:
        problems.extend(each.problems.all(str(source)))
    if not problems and not any(each.prices or each.rates for each in found):
        problems.append(Problem(str(source), 0, 0, (), "holds no price of a machine or a task", f"name {KNOWN}"))
    if problems:
        raise PriceError(problems)
    return found


def _files(source: Path) -> list[Path]:
    if not source.exists():
        raise PriceError([Problem(str(source), 0, 0, (), "does not exist", "check the name and the folder")])
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise PriceError([Problem(str(source), 0, 0, (), "is neither a file nor a folder", "name one of the two")])
    files = sorted(file for file in source.iterdir() if file.is_file() and file.suffix.lower() in SUFFIXES)
    if not files:
        raise PriceError([Problem(str(source), 0, 0, (), f"holds no {', '.join(SUFFIXES)}", f"name {KNOWN}")])
    return files


def _read(file: Path, on_read: OnRead | None) -> Found | Any:
    """What a list holds; of a page of Azure its JSON. Raises PriceError."""
    try:
        with file.open("rb") as raw:
            start = raw.read(LOOKED_AT)
        if start[:2] == b"\x1f\x8b" or start[:4] == b"PK\x03\x04":
            raise _refused(file, "is packed", "unpack it first")
        begin = start.decode("utf-8", "replace").removeprefix("\ufeff").lstrip()
        if not begin:
            raise _refused(file, "is empty", _AGAIN)
        if begin.startswith("<"):
            raise _refused(file, "is HTML or XML, not a price list", _AGAIN)
        with file.open("rb", buffering=0) as raw:
            return _by_start(begin, io.BufferedReader(_Told(raw, file, on_read)), file)
    except BrokenJsonError as error:
        problem = Problem(str(file), error.line, 1, (), f"{error.message} near byte {error.at:,}", _AGAIN)
        raise PriceError([problem]) from error
    except UnicodeDecodeError as error:
        raise _refused(file, "is not UTF-8", _AGAIN) from error
    except csv.Error as error:
        raise _refused(file, f"breaks off, or is no CSV ({error})", _AGAIN) from error
    except yaml.YAMLError as error:
        raise _refused(file, "is no YAML, or breaks off", _AGAIN) from error
    except RecursionError as error:
        raise _refused(file, "is nested too deeply", _AGAIN) from error
    except _OTHER_FORM as error:
        raise _refused(file, _other_form(error), _AGAIN) from error
    except OSError as error:
        raise _refused(file, f"cannot be read ({(error.strerror or str(error)).lower()})", "check its name") from error


_OTHER_FORM = (KeyError, TypeError, AttributeError, ValueError, OverflowError)
"""What a reader meets in a list that has other values where it looks than lists of its kind have."""


def _other_form(error: Exception) -> str:
    return f"has not the form of its kind ({type(error).__name__}: {error})"


def _by_start(start: str, content: io.BufferedReader, file: Path) -> Found | Any:
    """Read a list with the reader for what it begins like."""
    if start.startswith("["):
        return read_vantage(_without_mark(content), file)
    if start.startswith("{") and ('"offerCode"' in start or '"formatVersion"' in start):
        return read_aws_json(_without_mark(content), file)
    text = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
    if start.startswith('"FormatVersion"'):
        return read_aws_csv(text, file)
    if file.stat().st_size > MOST_WHOLE:
        raise _refused(file, "is no price list that is known", f"name {KNOWN}")
    if start.startswith("{"):
        page = _page(text.read())
        if is_azure_page(page):
            return page
    elif file.suffix.lower() in (".yml", ".yaml"):
        return read_google(text.read(), file)
    raise _refused(file, "is no price list that is known", f"name {KNOWN}")


def _page(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = "breaks off" if error.pos >= len(text.rstrip()) else "is no JSON"
        raise BrokenJsonError(message, error.lineno, len(text[: error.pos].encode())) from error


def _without_mark(content: io.BufferedReader) -> io.BufferedReader:
    """The content after the mark with which some programs begin a text in UTF-8."""
    if content.peek(3)[:3] == codecs.BOM_UTF8:
        content.read(3)
    return content


def _refused(file: Path, message: str, remedy: str) -> PriceError:
    return PriceError([Problem(str(file), 0, 0, (), message, remedy)])


class _Told(io.RawIOBase):
    """A file that tells how many bytes of it were read."""

    def __init__(self, raw: io.FileIO, file: Path, on_read: OnRead | None) -> None:
        self._raw, self._file, self._on_read = raw, file, on_read
        self._read = 0

    def readable(self) -> bool:
        """Yes, as the file is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with the next bytes; how many there were."""
        size = self._raw.readinto(buffer) or 0
        self._read += size
        if self._on_read is not None:
            self._on_read(self._file, self._read)
        return size
