"""The requirement of this session, as it is typed: incomplete rows are kept, and are a state and no mistake."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from advisor import Problem
from advisor.questionnaire import YES_ALONE
from advisor.scenario import Scenario
from advisor.ui import share_link
from advisor.ui.as_typed import take_apart
from advisor.ui.nested_values import Row
from advisor.ui.opened_link import take_link
from advisor.ui.tables import TABLES, is_blank

NEW_NAME = "My scenario"
LINK = "s"
"""The parameter of the address that carries the requirement."""
UNDER_WAY_SECONDS = 3.0
"""As long after a new address was sent, a browser may still speak of the one before."""
MOST_WRITTEN = 50


@dataclass
class _Draft:
    """What one session holds."""

    typed: dict[str, Any] = field(default_factory=lambda: {"name": NEW_NAME})
    revision: int = 0
    changes: int = 0
    """How often what is typed was changed."""
    written: list[str] = field(default_factory=list)
    """The texts of the links that were written to the address, the newest last."""
    written_at: float = 0.0
    """When that was."""
    notices: list[str] = field(default_factory=list)
    left_out: tuple[Problem, ...] = ()
    """The mistakes in the link that was opened; what they are of was left out."""
    derived: _Derived | None = None
    """What was made of what was typed when it was last asked for."""


@dataclass(frozen=True)
class _Derived:
    """What is made of what was typed, kept until that changes: a page asks for it many times."""

    changes: int
    requirement: str
    unfinished: tuple[str, ...]
    link: str
    link_refused: str


def _derived() -> _Derived:
    """What is made of what is typed by now."""
    draft = _draft()
    if draft.derived is None or draft.derived.changes != draft.changes:
        apart = take_apart(draft.typed)
        link = refused = ""
        if draft.typed != {"name": NEW_NAME}:
            try:
                link = share_link.encode(_in_order(json.loads(_written(draft.typed))))
            except share_link.LinkError as error:
                refused = str(error)
        draft.derived = _Derived(draft.changes, _written(_in_order(apart.requirement)), apart.unfinished, link, refused)
    return draft.derived


def _written(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, default=str)  # a day of a calendar becomes its text


def _draft() -> _Draft:
    if "draft" not in st.session_state:
        st.session_state.draft = _Draft()
    held: _Draft = st.session_state.draft
    return held


def open_session() -> None:
    """Take the requirement from the address where that holds another one than this session."""
    draft = _draft()
    text = st.query_params.get(LINK, "")
    if not text or text in draft.written[-1:]:
        return
    if text in draft.written and time.monotonic() - draft.written_at < UNDER_WAY_SECONDS:
        return  # not the back button: the new address has not arrived there yet
    open_link(text)


def open_link(text: str) -> None:
    """Let the requirement of a link take the place of all; with a notice, and an empty one, where it cannot be read."""
    try:
        typed = share_link.decode(text)
        taken = take_link(typed)
    except share_link.LinkError as error:
        start_again()
        _draft().notices = [str(error)]
        return
    replace(taken.requirement)
    _draft().left_out = taken.left_out


def start_again() -> None:
    """Forget all answers."""
    replace({"name": NEW_NAME})


def replace(requirement: Mapping[str, Any]) -> None:
    """Let a requirement (of a file, an example, an import) take the place of all that was typed."""
    draft = _draft()
    draft.typed = {"name": NEW_NAME, **copy.deepcopy(dict(requirement))}
    draft.changes += 1
    draft.revision += 1  # new keys for all widgets, so that none keeps an answer of before
    draft.notices, draft.left_out = [], ()


def notices() -> tuple[str, ...]:
    """Why the link that was opened could not be taken; nothing where it was."""
    return tuple(_draft().notices)


def left_out() -> tuple[Problem, ...]:
    """The mistakes in the link that was opened; what they are of was left out."""
    return _draft().left_out


def widget_key(name: str) -> str:
    """The key of a widget; it changes when another requirement takes the place of all."""
    return f"{_draft().revision}/{name}"


def answer(field_name: str) -> Any:
    """The answer to a dotted field; None while it is unknown."""
    value: Any = _draft().typed
    for key in field_name.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return True if field_name in YES_ALONE and isinstance(value, dict) else value


def set_answer(field_name: str, value: Any) -> None:
    """Answer a dotted field; None stands for "I don't know"."""
    if answer(field_name) != value:
        _put(field_name, copy.deepcopy(value))


def _put(field_name: str, value: Any) -> None:
    """Write a value where it belongs; sections are made where they are missing, and go when they are empty."""
    _draft().notices, _draft().left_out = [], ()  # they were of the requirement as it was opened
    _draft().changes += 1
    typed = _draft().typed
    *sections, last = field_name.split(".")
    way = [typed]
    for key in sections:
        inner = way[-1].get(key)
        if not isinstance(inner, dict):
            if value is None:
                return
            inner = way[-1][key] = {}
        way.append(inner)
    if value is None:
        way[-1].pop(last, None)
    else:
        way[-1][last] = value
    for place in reversed(range(len(sections))):
        outer, key = way[place], sections[place]
        if not outer[key] and ".".join(sections[: place + 1]) in YES_ALONE:
            outer[key] = True  # the yes stays when what was said beside it is taken back
        elif not outer[key]:
            del outer[key]
    typed.setdefault("name", NEW_NAME)


def rows(table: str) -> list[Row]:
    """The rows of a table as they were typed, incomplete ones among them."""
    found = answer(table)
    return copy.deepcopy(found) if isinstance(found, list) else []


def set_rows(table: str, typed: Sequence[Mapping[str, Any]]) -> None:
    """Keep the rows of a table as they were typed; rows in which nothing stands are passed over."""
    if table not in TABLES:
        raise KeyError(table)
    _put(table, [copy.deepcopy(dict(row)) for row in typed if not is_blank(row)] or None)


def as_typed() -> dict[str, Any]:
    """All that was typed, incomplete rows among it."""
    return copy.deepcopy(_draft().typed)


def requirement() -> dict[str, Any]:
    """What can be used of it, as plain values in the order of a requirement file."""
    found: dict[str, Any] = json.loads(_derived().requirement)
    return found


def complete_rows(table: str) -> list[Row]:
    """The rows of a table that are used, in the order of `requirement`."""
    found: Any = requirement()
    for key in table.split("."):
        found = found.get(key, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, list) else []


def unfinished() -> list[str]:
    """What is typed and not used yet, in plain words."""
    return list(_derived().unfinished)


def _in_order(requirement: Mapping[str, Any]) -> dict[str, Any]:
    order = {name: place for place, name in enumerate(Scenario.model_fields)}
    return dict(sorted(requirement.items(), key=lambda entry: order.get(entry[0], len(order))))


def link_text() -> str:
    """The text of the link to what was typed; empty where nothing was. Raises LinkError where it is too long."""
    derived = _derived()
    if derived.link_refused:
        raise share_link.LinkError(derived.link_refused)
    return derived.link


def keep_in_address() -> None:
    """Write what was typed to the address of the page, so that a reload, or whoever gets the address, has it again."""
    draft = _draft()
    text = _derived().link  # empty where it would be too long: the card says so, and offers the file
    if st.query_params.get(LINK, "") != text:
        if text:
            st.query_params[LINK] = text
        else:
            del st.query_params[LINK]
    if text not in draft.written[-1:]:
        draft.written = [*draft.written[1 - MOST_WRITTEN :], text]
        draft.written_at = time.monotonic()
