"""A file or a text -> Document. Bytes are judged here, before a parser sees them."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import replace
from pathlib import Path

from advisor.errors import InputError, Problem
from advisor.reading.document import Document
from advisor.reading.events import SHORTEN, build_document
from advisor.values import INVISIBLE

STDIN = "<stdin>"
"""The name of the standard input in messages."""
MOST_BYTES = 256 * 1024
"""The longest text accepted; the largest requirement files are a tenth of it."""

_UNPRINTABLE = re.compile(rf"[{INVISIBLE}\ud800-\udfff\ufffe\uffff]")
_ESCAPED_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


def read_file(path: Path | str, *, lenient: bool = False) -> Document:
    """The document in a regular file of UTF-8 text, at most 256 KiB long.

    Parameters:
        path: the file, YAML or JSON.
        lenient: as in read_text.

    Raises InputError with every mistake that one reading can find, or with the reason why the file cannot be read.
    """
    source = source_name(path)
    content = file_content(path, source, MOST_BYTES)
    return replace(read_text(content, source, lenient=lenient), folder=Path(path).parent)


def source_name(path: Path | str) -> str:
    r"""The name of a file in messages: its path, bytes that are no text written as escapes.

    >>> source_name("shop\udcff.yaml")
    'shop\\udcff.yaml'
    """
    return str(path).encode("utf-8", "backslashreplace").decode()


def file_content(path: Path | str, source: str, most_bytes: int) -> bytes:
    """The bytes of a regular file, one more than the most at most, so that a longer one can be told.

    Raises InputError with the reason why it cannot be read; `source` is its name in messages.
    """
    try:
        mode = Path(path).stat().st_mode
        # Asked before opening, since opening a pipe waits for whoever writes into it.
        if stat.S_ISDIR(mode):
            os.scandir(path).close()  # says why, where the folder cannot be read
            raise _refusal(source, "is a folder", "name a file in it")
        if not stat.S_ISREG(mode):
            raise _refusal(source, "is not a regular file", "write it to a file first, or pass - to read from a pipe")
        with Path(path).open("rb") as file:
            return file.read(most_bytes + 1)
    except FileNotFoundError as error:
        raise _refusal(source, "does not exist", "check the name and the folder") from error
    except PermissionError as error:
        raise _refusal(source, "may not be read by you", "change its permissions") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(source, f"cannot be read ({reason.lower()})", "check the name and the disk") from error


def read_text(text: str | bytes, source: str, *, lenient: bool = False) -> Document:
    r"""The document in a YAML or JSON text.

    Parameters:
        text: bytes are read as UTF-8.
        source: the name of the text in messages.
        lenient: hand out a document in which something was refused, with its `problems`, so that a caller can look for
            more mistakes before it reports them all.

    Raises InputError with every mistake that one reading can find; an UnreadableError where reading broke off.

    >>> document = read_text("services:\n- {name: web, port: 8080}\n", "shop.yaml")
    >>> document.value["services"][0]["port"], document.place(("services", 0, "port"))
    (8080, Mark(line=2, column=21))
    """
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(content) > MOST_BYTES:
        raise _refusal(source, f"is longer than {MOST_BYTES // 1024} KiB, the most that is read", SHORTEN)
    document = build_document(decode_text(content, source), source)
    if document.problems and not lenient:
        raise InputError(document.problems)
    return document


def decode_text(content: bytes, source: str) -> str:
    """The characters of UTF-8 bytes, ready for a YAML parser; JSON's pairs of escapes are joined.

    Raises InputError with the place of what is not UTF-8, and of characters that nobody can see.
    """
    decoded = _decode(content, source).removeprefix("\ufeff")
    _refuse_unprintable(decoded, source)
    return _join_escaped_pairs(decoded)


def _refusal(source: str, message: str, remedy: str) -> InputError:
    return InputError([Problem(source, 0, 0, (), message, remedy)])


def _decode(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        offending = f"byte {error.start + 1} (0x{content[error.start]:02x}) is not UTF-8"
        raise InputError([_at(before, source, offending, "save the file as UTF-8")]) from error


def _refuse_unprintable(text: str, source: str) -> None:
    problems = []
    for match in _UNPRINTABLE.finditer(text):
        what = f"an invisible control character (U+{ord(match[0]):04X}) stands here"
        problems.append(_at(text[: match.start()], source, what, "delete it"))
        if len(problems) == 20:  # a binary file has thousands
            break
    if problems:
        raise InputError(problems)


def _at(before: str, source: str, message: str, remedy: str) -> Problem:
    line_start = before.rfind("\n") + 1
    column = len(before[line_start:].removeprefix("\ufeff")) + 1
    return Problem(source, before.count("\n") + 1, column, (), message, remedy)


def _join_escaped_pairs(text: str) -> str:
    r"""The text with JSON's pairs such as `\ud83d\ude00` written as the one character they mean, which YAML can read.

    Only valid JSON is touched, since there such a pair can stand in nothing but a quoted text.
    """
    if not ("\\u" in text or "\\U" in text) or not _ESCAPED_PAIR.search(text):
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text

    def joined(match: re.Match[str]) -> str:
        code = 0x10000 + ((int(match[2], 16) - 0xD800) << 10) + int(match[3], 16) - 0xDC00
        return f"{match[1]}\\U{code:08x}"

    return _ESCAPED_PAIR.sub(joined, text)
