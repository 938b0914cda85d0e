"""Texts that somebody uploaded or pasted -> a requirement, or an import that waits for a yes; nothing is kept here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from advisor import Imported, InputError, Problem, Scenario, import_requirement, parse_scenario, render_import
from advisor.importers import ImportKind, SourceText, detect_kind, text_source
from advisor.importers.gather import OVERRIDE_NAMES

MOST_FILES = 40
MOST_BYTES = 8 * 1024 * 1024
"""All files together."""
MOST_SERVICES = 2_000
"""What is laid open with the origin of every value comes to some kilobytes for each service."""
PASTED = "pasted text"
VARIABLES = "variables"


@dataclass(frozen=True)
class Given:
    """What was given for one import, and what was said about it since."""

    texts: tuple[SourceText, ...]
    variables: SourceText | None = None
    profiles: tuple[str, ...] = ()
    core_mhz: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files."""
        return tuple(text.name for text in self.texts)

    def with_variables(self, typed: str) -> Given:
        """The same with variables for Compose files, a line `NAME=value` for each; without any for a blank text."""
        return replace(self, variables=text_source(typed.encode(), VARIABLES) if typed.strip() else None)


@dataclass(frozen=True)
class OpenedImport:
    """What files of other tools say, and the scenario of it."""

    imported: Imported
    scenario: Scenario


class Wanted(StrEnum):
    """What is to be made of files."""

    OPENED = "opened"
    PRESENT_REQUESTS = "present_requests"
    FILE = "file"


@dataclass(frozen=True)
class ReadingTask:
    """Files, what is to be made of them, and the answers that are laid over it."""

    wanted: Wanted
    given: Given
    answers: Mapping[str, Any] | None = None


def do_reading(task: ReadingTask) -> Any:
    """What is wanted of the files. Raises InputError with the place of every mistake."""
    match task.wanted:
        case Wanted.OPENED:
            return _small_enough(open_given(task.given, task.answers))
        case Wanted.PRESENT_REQUESTS:
            return without_usage(task.given)
        case Wanted.FILE:
            return _as_file(task.given, task.answers)


def _small_enough(opened: Scenario | OpenedImport) -> Scenario | OpenedImport:
    """The same. Raises InputError where it is too much to be laid open on a page."""
    described = len(opened.imported.services) if isinstance(opened, OpenedImport) else 0
    if described > MOST_SERVICES:
        message = f"describe {described:,} services; a page lays open {MOST_SERVICES:,} at most"
        remedy = "make a requirement file of them with `advisor import`, and upload that"
        raise InputError([Problem("the files", 0, 0, (), message, remedy)])
    return opened


def given_files(files: Sequence[tuple[str, bytes]]) -> Given:
    """Files by name and content; a file of variables is told by its name, `.env`.

    Raises InputError for too many or too long ones, and for what is no text.
    """
    if len(files) > MOST_FILES:
        message = f"{len(files)} files are more than the {MOST_FILES} that are taken at once"
        raise InputError([Problem("the upload", 0, 0, (), message, "upload those that describe the services")])
    if sum(len(content) for _, content in files) > MOST_BYTES:
        message = f"all files together are longer than {MOST_BYTES // 1024**2} MiB"
        raise InputError([Problem("the upload", 0, 0, (), message, "upload those that describe the services")])
    variables: SourceText | None = None
    texts: list[SourceText] = []
    problems: list[Problem] = []
    for name, content in files:
        try:
            text = text_source(content, name)
        except InputError as error:
            problems += error.problems
            continue
        if name.endswith(".env"):
            variables = text
        else:
            texts.append(text)
    if problems:
        raise InputError(problems)
    if not texts:
        message = "holds variables only"
        raise InputError([Problem(files[0][0], 0, 0, (), message, "upload the Compose file that uses them too")])
    texts.sort(key=lambda text: text.name in OVERRIDE_NAMES)  # laid over the others, in whatever order they came
    return Given(tuple(texts), variables)


def given_text(text: str) -> Given:
    """A text that was pasted. Raises InputError where it is too long."""
    return Given((text_source(text.encode("utf-8", "replace"), PASTED),))


def open_given(given: Given, answers: Mapping[str, Any] | None = None) -> Scenario | OpenedImport:
    """The scenario of a requirement file; or, of files of other tools, what they say, with `answers` laid over it.

    Files are told by their shape. A series of usage beside other files is laid over their services. Raises InputError
    with the place of every mistake.
    """
    kinds = [(text, detect_kind(text)) for text in given.texts]
    series = [text for text, kind in kinds if kind is ImportKind.USAGE]
    others = [text for text, kind in kinds if kind is not ImportKind.USAGE]
    if not series and all(kind is None for _, kind in kinds):
        return _requirement(others)
    if others and len(series) > 1:
        message = "is a second series of usage"
        raise InputError([Problem(series[1].name, 0, 0, (), message, "lay one series at a time over other files")])
    imported = import_requirement(
        others or series,
        env_file=given.variables,
        profiles=given.profiles,
        core_mhz=given.core_mhz,
        usage=series[0] if others and series else None,
        answers=answers,
    )
    return OpenedImport(imported, imported.scenario())


def _requirement(texts: Sequence[SourceText]) -> Scenario:
    if len(texts) > 1:
        message = "is a second file of no tool that is imported"
        raise InputError([Problem(texts[1].name, 0, 0, (), message, "open one requirement file at a time")])
    [text] = texts
    return parse_scenario(text.text.encode(), text.name)


def without_usage(given: Given) -> dict[str, Any] | None:
    """The requirement with the present requests: without the series; None where there is nothing beside it."""
    others = tuple(text for text in given.texts if detect_kind(text) is not ImportKind.USAGE)
    if not others or len(others) == len(given.texts):
        return None
    try:
        opened = open_given(replace(given, texts=others))
    except InputError:
        return None
    return opened.scenario.as_read() if isinstance(opened, OpenedImport) else None


def _as_file(given: Given, answers: Mapping[str, Any] | None) -> bytes:
    try:
        opened = open_given(given, answers)
    except InputError:  # sizes that cannot be used are left out
        opened = open_given(given)
    assert isinstance(opened, OpenedImport)  # a requirement file is opened at once and never waits for a yes
    return render_import(opened.imported, "yaml").encode()
