"""One question on the page: words, widget, "I don't know", why it is asked, and what is wrong with the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from advisor.errors import Problem
from advisor.knowledge import Knowledge, Question, QuestionKind, Rule
from advisor.knowledge.schema import Choice
from advisor.prices.regions import CLOUDS
from advisor.questionnaire import is_list, takes_free_words
from advisor.report.wording import capital, count
from advisor.ui import draft
from advisor.ui.mistakes import message_words, remedy_words
from advisor.ui.scenario_page.further_questions import is_percentage
from advisor.ui.scenario_page.rules_fed import name_in_rules
from advisor.ui.tables import is_complete
from advisor.ui.wording import label, plain

UNKNOWN = "I don't know"
NONE_OF_THESE = "None of these"
MOST_LETTERS_AS_PILLS = 70
MOST_AS_RADIO = 7
MOST_RULES_SHOWN = 4
_RULES_PAGE = "knowledge?view=Rules&find="
"""The rules on the page Knowledge, found by a word."""
PLATFORM_FIELDS = ("existing", "requested")
NAME = "name"
"""Every scenario has one, so there is no way back to none."""
REGION, CLOUD = "hosting.region", "hosting.cloud"
COUNTED_BY_ROWS: Mapping[str, str] = {"scale.services": "services"}
"""Questions that need no answer where a table lists what they count."""
_SHARES = "availability.upgrade."
"""Below it a number stands for so many, and a text for a share."""


@dataclass(frozen=True)
class QuestionSetting:
    """What all questions of the page share: the knowledge, the rules by field, and what is wrong at present."""

    knowledge: Knowledge
    rules: Mapping[str, Sequence[Rule]]
    problems: Sequence[Problem]


def show_question(question: Question, setting: QuestionSetting) -> None:
    """The question; what is answered goes into the draft at once."""
    offered = _offered(question, setting.knowledge)
    with st.container(gap="xsmall"):
        st.markdown(f"**{plain(offered.text)}**")
        _WIDGETS[offered.kind](offered)
        show_mistakes(setting.problems, offered.field)
        rules = _rule_words(offered.field, setting.rules.get(offered.field, ()))
        st.markdown(f":small[{plain(offered.help)}{rules}]")  # a link in a caption would be too pale to read


def show_mistakes(problems: Iterable[Problem], field: str) -> None:
    """What is wrong with the answer to a field, in plain words."""
    for problem in problems:
        if problem.field == field or problem.field.startswith(f"{field}."):
            words = f"{capital(message_words(problem))}. {remedy_words(problem)}."
            st.error(plain(words), icon=":material/error:")


def _rule_words(field: str, rules: Sequence[Rule]) -> str:
    """The rules that read an answer, behind why it is asked: one link, so that few stops lie between questions."""
    if not rules:
        return ""
    ids = [rule.id for rule in rules[:MOST_RULES_SHOWN]] + ["..."] * (len(rules) > MOST_RULES_SHOWN)
    return f" It feeds [{count(len(rules), 'rule')}]({_RULES_PAGE}{name_in_rules(field)}) ({', '.join(ids)})."


def _offered(question: Question, knowledge: Knowledge) -> Question:
    """The question; where it asks for platforms, or for a region, the known ones are its choices."""
    if question.field == REGION:
        return question.model_copy(update={"choices": tuple(_regions(knowledge, draft.answer(CLOUD)))})
    if question.field not in PLATFORM_FIELDS or question.choices:
        return question
    choices = tuple(Choice(value=platform.id, label=platform.name) for platform in knowledge.platforms.values())
    if question.field == "existing":
        words = (word for word, entry in knowledge.in_use.items() if entry.same_as is None)
        choices += tuple(Choice(value=word, label=word.replace("_", " ")) for word in words)
    kind = QuestionKind.MANY if is_list(question.field) else QuestionKind.TEXT
    return question.model_copy(update={"choices": choices, "kind": kind})


def _regions(knowledge: Knowledge, cloud: Any) -> Iterable[Choice]:
    """The regions of the cloud that is settled, or of all, each with its place, by which it is found too."""
    names = {choice.value: choice.label for q in knowledge.questions if q.field == CLOUD for choice in q.choices}
    for each in [cloud] if cloud in CLOUDS else CLOUDS:
        for name, region in knowledge.prices.regions_known(each).items():
            place = f"{region.place}, " if region.place else ""
            yield Choice(value=name, label=f"{place}{names.get(each, each)} ({name})")


def _take(field: str, read: Callable[[Any], Any]) -> None:
    """Put what a widget holds into the draft; the callback of all of them."""
    draft.set_answer(field, read(st.session_state[draft.widget_key(field)]))


def _key(field: str, value: Any) -> str:
    """The key of a widget that shows a value: the draft says what that is, whoever changed it last."""
    key = draft.widget_key(field)
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def _labels(question: Question, given: Iterable[Any]) -> dict[Any, str]:
    """Label by value: the choices offered, and what a file says beyond them, so that it is not lost."""
    labels: dict[Any, str] = {choice.value: choice.label for choice in question.choices}
    return labels | {value: str(value) for value in given if value not in labels}


def _ask_one(question: Question) -> None:
    given = draft.answer(question.field)
    labels = {**_labels(question, [] if given is None else [given]), UNKNOWN: UNKNOWN}
    key = _key(question.field, UNKNOWN if given is None else given)
    common: dict[str, Any] = {"key": key, "label_visibility": "collapsed", "on_change": _take}
    common |= {"args": (question.field, lambda chosen: None if chosen == UNKNOWN else chosen)}
    options = list(labels)
    if sum(len(words) for words in labels.values()) <= MOST_LETTERS_AS_PILLS:
        st.pills(label(question.text), options, required=True, format_func=lambda value: plain(labels[value]), **common)
    elif len(options) <= MOST_AS_RADIO:
        st.radio(label(question.text), options, format_func=lambda value: plain(labels[value]), **common)
    else:
        st.selectbox(label(question.text), options, format_func=lambda value: labels[value], **common)


def _ask_many(question: Question) -> None:
    """Nothing chosen is unknown; that there are none is an answer of its own."""
    given = draft.answer(question.field)
    listed = given if isinstance(given, list) else []
    words = {**_labels(question, listed), NONE_OF_THESE: NONE_OF_THESE}

    def read(chosen: list[Any]) -> list[Any] | None:
        named = [value for value in chosen if value != NONE_OF_THESE]
        newest_is_none = bool(chosen) and chosen[-1] == NONE_OF_THESE
        return [] if newest_is_none else named or None

    with _way_back(question.field, known=given is not None, beside=False):
        st.multiselect(
            label(question.text),
            list(words),
            format_func=lambda value: words.get(value, str(value)),
            placeholder=UNKNOWN,
            accept_new_options=takes_free_words(question.field),
            key=_key(question.field, [NONE_OF_THESE] if given == [] else listed),
            label_visibility="collapsed",
            on_change=_take,
            args=(question.field, read),
        )


def _ask_number(question: Question) -> None:
    # No limits here: the library knows them, and says what is wrong instead of silently changing the figure.
    given = draft.answer(question.field)

    def read(typed: float | None) -> Any:
        if typed is None:
            return None
        if is_percentage(question.field) and 0 < typed < 1:
            return f"{typed:g}%"
        return int(typed) if float(typed).is_integer() else typed

    counted = counted_words(question.field)
    with _way_back(question.field, known=given is not None):
        st.number_input(
            label(question.text),
            value=None,
            step=1.0,
            format="%.10g",
            placeholder=counted or UNKNOWN,
            key=_key(question.field, _as_number(given)),
            label_visibility="collapsed",
            width=190,
            on_change=_take,
            args=(question.field, read),
        )


def counted_words(field: str) -> str:
    """What the tables answer for a question that is left open, such as `12 as listed`; empty where they do not."""
    table = COUNTED_BY_ROWS.get(field)
    copies = [row.get("copies") for row in draft.rows(table) if is_complete(table, row)] if table else []
    number = sum(each if isinstance(each, int) else 1 for each in copies)
    return f"{number:,} as listed" if number else ""


def _as_number(given: Any) -> float | None:
    """A figure as the widget holds it; `0.5%` is 0.5."""
    if isinstance(given, str):
        found = re.fullmatch(r"([0-9]*\.?[0-9]+) ?%", given)
        return float(found[1]) if found else None
    return None if given is None else float(given)


def _ask_text(question: Question) -> None:
    given = draft.answer(question.field)
    with _way_back(question.field, known=given is not None and question.field != NAME, beside=not question.choices):
        if question.choices:
            _ask_known(question, given)
        else:
            _ask_free(question, given)


def _ask_known(question: Question, given: Any) -> None:
    """One of the known words, found by typing a part of it, or another one."""
    labels = _labels(question, [] if given is None else [given])
    st.selectbox(
        label(question.text),
        list(labels),
        index=None,
        format_func=lambda value: labels.get(value, value),
        placeholder=f"{UNKNOWN}; type a part of the name to search",
        accept_new_options=True,
        key=_key(question.field, given),
        label_visibility="collapsed",
        on_change=_take,
        args=(question.field, partial(_known_or_typed, labels)),
    )


def _known_or_typed(labels: Mapping[str, str], typed: str | None) -> str | None:
    """The only known word that a part of a name means; else what was typed: Enter takes it as it stands."""
    entry = (typed or "").strip()
    meant = [value for value, words in labels.items() if entry and entry.casefold() in words.casefold()]
    return meant[0] if len(meant) == 1 and entry not in labels else entry or None


def _ask_free(question: Question, given: Any) -> None:
    listed = is_list(question.field)
    shown = ", ".join(map(str, given)) if isinstance(given, list) else "" if given is None else str(given)

    def read(typed: str) -> Any:
        entry = typed.strip()
        if listed:
            return [name.strip() for name in entry.split(",") if name.strip()] or None
        if question.field.startswith(_SHARES) and re.fullmatch(r"[0-9]{1,6}", entry):
            return int(entry)
        return entry or None

    st.text_input(
        label(question.text),
        placeholder=UNKNOWN + (" (several: with commas between)" if listed else ""),
        key=_key(question.field, shown),
        label_visibility="collapsed",
        width=360,
        on_change=_take,
        args=(question.field, read),
    )


@contextmanager
def _way_back(field: str, *, known: bool, beside: bool = True) -> Iterator[None]:
    """A place for a widget, with a way back to "I don't know" beside or below it once it is answered."""
    with st.container(horizontal=beside, vertical_alignment="center" if beside else "top", gap="small"):
        yield
        if known:
            st.button(
                UNKNOWN,
                key=draft.widget_key(f"forget/{field}"),
                on_click=draft.set_answer,
                args=(field, None),
                type="tertiary",
                icon=":material/undo:",
            )


_WIDGETS: Mapping[QuestionKind, Callable[[Question], None]] = {
    QuestionKind.ONE: _ask_one,
    QuestionKind.MANY: _ask_many,
    QuestionKind.NUMBER: _ask_number,
    QuestionKind.TEXT: _ask_text,
}
