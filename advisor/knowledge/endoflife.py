"""Files of endoflife.date that somebody has downloaded -> newer support windows, and what is new in them.

Read are the pages of its repository (`products/NAME.md`, with their releases in the front matter) and the answers of
its interface (`NAME.json`, in the first form or in the second). Nothing is fetched.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advisor.errors import InputError, InvalidValueError, KeyPath, Problem
from advisor.knowledge.support_windows import SupportedProduct, SupportWindow
from advisor.reading import Document, read_file, read_text, validation_problems
from advisor.values import VERSION_PATTERN, parse_day

SUFFIXES = (".md", ".json")
_KEYS = {
    "cycle": ("releaseCycle", "cycle", "name"),
    "released": ("releaseDate", "release"),
    "ends": ("eol", "eolFrom"),
    "extended_ends": ("eoes", "eoesFrom", "extendedSupport"),
}
"""The names that each day has had over the years, the newest first."""
_GUIDE = "download the file anew"


@dataclass(frozen=True)
class WindowChange:
    """A version of which the copy says more than the knowledge base, or something else; `was` is None for a new one."""

    product: str
    cycle: str
    was: SupportWindow | None
    becomes: SupportWindow


@dataclass(frozen=True)
class Refreshed:
    """The products with their windows brought up to date, every change, and the products without a file."""

    products: Mapping[str, SupportedProduct]
    changes: tuple[WindowChange, ...]
    without_file: tuple[str, ...]


def refresh_windows(products: Mapping[str, SupportedProduct], folder: Path, day: dt.date) -> Refreshed:
    """The products with what the files of a folder say, as they were downloaded on a day.

    A version that the files do not name any more stays. An end that was not known before counts as known from the day.
    Raises InputError with every mistake in the files, and where the folder holds none for any product.
    """
    refreshed, problems = dict(products), list[Problem]()
    changes, without = list[WindowChange](), list[str]()
    for name, product in products.items():
        if product.endoflife is None:
            continue
        file = next((f for end in SUFFIXES if (f := folder / f"{product.endoflife}{end}").exists()), None)
        if file is None:
            without.append(name)
            continue
        try:
            told = read_windows(file)
        except InputError as error:
            problems.extend(error.problems)
            continue
        found = tuple(_changes(name, product, told, day))
        changes.extend(found)
        cycles = {**product.cycles, **{change.cycle: change.becomes for change in found}}
        refreshed[name] = product.model_copy(update={"cycles": cycles})
    if not problems and len(without) == sum(product.endoflife is not None for product in products.values()):
        names = ", ".join(f"{product.endoflife}.md" for product in products.values() if product.endoflife)
        problems.append(Problem(str(folder), 0, 0, (), "holds no file of any product", f"copy some of {names} into it"))
    if problems:
        raise InputError(problems)
    return Refreshed(refreshed, tuple(changes), tuple(without))


def read_windows(file: Path) -> dict[str, SupportWindow]:
    """The support windows in a file of endoflife.date, by version. Raises InputError with every mistake.

    Versions that are not numbers, such as those of a channel, and those without a day of release are left out.
    """
    document = _front_matter(file) if file.suffix == ".md" else read_file(file)
    place, releases = _releases(document)
    windows, problems = {}, []
    for index, release in enumerate(releases):
        path = (*place, index)
        written = release if isinstance(release, dict) else {}
        cycle = str(_first(written, "cycle"))
        if not re.fullmatch(VERSION_PATTERN, cycle) or _first(written, "released") is None:
            continue
        try:
            days = {name: _day_of(_first(written, name)) for name in ("released", "ends", "extended_ends")}
            if days["ends"] is None or (days["extended_ends"] and days["extended_ends"] <= days["ends"]):
                days["extended_ends"] = None
            windows[cycle] = SupportWindow.model_validate(days)
        except InvalidValueError as refusal:
            problems.append(document.problem(path, refusal.message, refusal.remedy))
        except ValidationError as error:
            problems.extend(validation_problems(document, error, SupportWindow, at=path, guide=_GUIDE))
    if not windows and not problems:
        problems.append(document.problem(place, "names no versions", _GUIDE))
    if problems:
        raise InputError(problems)
    return windows


def _front_matter(file: Path) -> Document:
    """What stands between the two lines of dashes at the head of a page, each value at its line in the page."""
    lines = _text_of(file).split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"][:2]
    if len(ends) < 2 or ends[0] != 0:
        raise InputError([Problem(str(file), 1, 1, (), "has no front matter between lines of ---", _GUIDE)])
    # an empty line stands for the dashes, so that every line keeps its number
    return read_text("\n".join(["", *lines[1 : ends[1]]]) + "\n", str(file))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(file), 0, 0, (), "cannot be read as text", _GUIDE)]) from error


def _releases(document: Document) -> tuple[KeyPath, Sequence[Any]]:
    """The list of releases of a page or of an answer of the interface, and where it stands."""
    value = document.value
    places: tuple[KeyPath, ...] = ((), ("releases",), ("result", "releases"))
    for place in places:
        here = value
        for part in place:
            here = here.get(part) if isinstance(here, dict) else None
        if isinstance(here, list):
            return place, here
    raise InputError([document.problem((), "holds no list of releases", _GUIDE)])


def _first(release: Mapping[str, Any], name: str) -> Any:
    return next((release[key] for key in _KEYS[name] if release.get(key) not in (None, "")), None)


def _day_of(value: Any) -> dt.date | None:
    """A day; None for true and false, which say that there is one, or none, and not which."""
    return None if value is None or isinstance(value, bool) else parse_day(value)


def _changes(
    name: str, product: SupportedProduct, told: Mapping[str, SupportWindow], day: dt.date
) -> Iterator[WindowChange]:
    for cycle, window in told.items():
        was = product.cycles.get(cycle)
        if was is None:
            yield WindowChange(name, cycle, None, window)
            continue
        days = window.model_dump(exclude_none=True)
        becomes = was.model_copy(update=days)
        if was.ends is None and becomes.ends is not None:
            becomes = becomes.model_copy(update={"end_known_from": day})
        if becomes != was:
            yield WindowChange(name, cycle, was, becomes)


HEAD = """\
# How long each version of a product is supported, by platform or word of in_use.yaml. The days are those of
# endoflife.date (MIT licence), brought up to date by `advisor knowledge windows FOLDER` from a downloaded copy, which
# writes this file anew: what stands beside `cycles` is kept, comments are not.
"""


def windows_text(products: Mapping[str, SupportedProduct]) -> str:
    """The text of support_windows.yaml.

    >>> product = SupportedProduct(source="shop", cycles={"1.0": {"released": "2026-01-01"}})
    >>> print(windows_text({"shop": product}).splitlines()[-1])
        "1.0": {released: 2026-01-01}
    """
    lines = [HEAD.rstrip("\n")]
    for name, product in products.items():
        lines.append(f"{name}:")
        written = product.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        for key, value in written.items():
            if key == "extended":
                lines += [f"  {key}:", *(f"    {inner}: {_scalar(it)}" for inner, it in value.items())]
            elif key == "shorter_on":
                rows = (", ".join(f"{inner}: {_cell(inner, it)}" for inner, it in row.items()) for row in value)
                lines += [f"  {key}:", *(f"    - {{{row}}}" for row in rows)]
            elif key != "cycles":
                lines.append(f"  {key}: {_scalar(value)}")
        if product.cycles:
            lines.append("  cycles:")
        for cycle in product.newest_first:
            window = product.cycles[cycle].model_dump(mode="json", exclude_none=True)
            days = ", ".join(f"{key}: {value}" for key, value in window.items())
            lines.append(f'    "{cycle}": {{{days}}}')
    return "\n".join(lines) + "\n"


def _cell(key: str, value: str) -> str:
    """A value of a row: versions in quotes, as they are no numbers; days and ids plain."""
    return json.dumps(value) if key == "version" else value


def _scalar(value: Any) -> str:
    """A plain value as YAML; a text with blanks in quotes."""
    is_word = isinstance(value, str) and re.fullmatch(r"[a-z0-9][a-z0-9-]*", value)
    return str(value) if is_word else json.dumps(value, ensure_ascii=False)
