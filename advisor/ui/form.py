"""The questions, grouped by theme; every one may be left as "I don't know"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from advisor import Knowledge
from advisor.knowledge import Question, QuestionKind
from advisor.knowledge.schema import Choice
from advisor.prices.regions import CLOUDS
from advisor.questionnaire import is_list, questions_by_theme, takes_free_words
from advisor.ui import draft
from advisor.ui.draft import NEW_NAME, widget_key
from advisor.ui.wording import label, plain

UNKNOWN = "I don't know"
NONE_OF_THESE = "None of these"
MOST_LETTERS_AS_PILLS = 75
PLATFORM_FIELDS = ("existing", "requested")
REGION = "hosting.region"


def show_form(knowledge: Knowledge) -> dict[str, Any]:
    """The form; returns the answers by dotted field."""
    answers: dict[str, Any] = {}
    name = st.text_input("Name of the scenario", value=_opened("name") or NEW_NAME, key=widget_key("name"))
    answers["name"] = name.strip() or NEW_NAME
    for place, (theme, asked) in enumerate(
        questions_by_theme(_offered(q, knowledge) for q in knowledge.questions).items()
    ):
        title = f"{theme_title(theme)}: {sum(map(_is_answered, asked))} of {len(asked)} answered"
        with st.expander(title, expanded=place == 0, key=f"theme/{theme}"):
            for question in asked:
                answers[question.field] = _ask(question, _opened(question.field))
    return answers


def _opened(field: str) -> Any:
    """The answer that a widget starts with; the same in every run while the page is open, as Streamlit wants it."""
    key = widget_key(field)
    starts = st.session_state.setdefault("form_starts", {})
    if key not in st.session_state or key not in starts:
        starts[key] = draft.answer(field)
    return starts[key]


def _is_answered(question: Question) -> bool:
    """Whether a question has an answer, before its widget is drawn: the heading of its theme comes first."""
    key = widget_key(question.field)
    if key not in st.session_state:
        return draft.answer(question.field) is not None
    return st.session_state[key] not in (None, UNKNOWN, "", [])


def _offered(question: Question, knowledge: Knowledge) -> Question:
    """The question; where it asks for platforms, or for a region, the known ones are its choices."""
    if question.field == REGION:
        return question.model_copy(update={"choices": tuple(_regions(knowledge))})
    if question.field not in PLATFORM_FIELDS or question.choices:
        return question
    choices = tuple(Choice(value=platform.id, label=platform.name) for platform in knowledge.platforms.values())
    if question.field == "existing":
        words = (word for word, entry in knowledge.in_use.items() if entry.same_as is None)
        choices += tuple(Choice(value=word, label=word.replace("_", " ")) for word in words)
    kind = QuestionKind.MANY if is_list(question.field) else QuestionKind.ONE
    return question.model_copy(update={"choices": choices, "kind": kind})


def _regions(knowledge: Knowledge) -> Iterator[Choice]:
    """The regions of all clouds, each with its place and its cloud, so that it is found by any of them."""
    for cloud in CLOUDS:
        for name, region in knowledge.prices.regions_known(cloud).items():
            yield Choice(value=name, label=f"{name} ({region.place}, {cloud})" if region.place else f"{name} ({cloud})")


def theme_title(theme: str) -> str:
    """The heading of a theme."""
    return theme.replace("_", " ").capitalize()


def _ask(question: Question, given: Any) -> Any:
    """The answer to one question; None while it is unknown."""
    match question.kind:
        case QuestionKind.ONE:
            return _ask_one(question, given)
        case QuestionKind.MANY:
            return _ask_many(question, given)
        case QuestionKind.NUMBER:
            return _ask_number(question, given)
        case QuestionKind.TEXT:
            return _ask_known(question, given) if question.choices else _ask_text(question, given)


def _labels(question: Question, given: list[Any]) -> dict[Any, str]:
    """Label by value: the choices offered, and what a file says beyond them, so that it is not lost."""
    labels = {choice.value: choice.label for choice in question.choices}
    return labels | {value: str(value) for value in given if value not in labels}


def _ask_one(question: Question, given: Any) -> Any:
    labels = _labels(question, [] if given is None else [given])
    options = [UNKNOWN, *labels]
    words = {UNKNOWN: UNKNOWN, **labels}
    key, help_text = widget_key(question.field), plain(question.help)
    if sum(len(words[option]) for option in options) <= MOST_LETTERS_AS_PILLS:
        chosen = st.pills(
            label(question.text),
            options,
            default=UNKNOWN if given is None else given,
            required=True,
            format_func=lambda value: plain(words[value]),
            key=key,
            help=help_text,
        )
    else:
        chosen = st.selectbox(
            label(question.text),
            options,
            index=0 if given is None else options.index(given),
            format_func=lambda value: words[value],
            key=key,
            help=help_text,
        )
    return None if chosen == UNKNOWN else chosen


def _ask_many(question: Question, given: list[Any] | None) -> list[Any] | None:
    """Nothing chosen is unknown; that there are none is an answer of its own."""
    labels = _labels(question, given or [])
    words = {**labels, NONE_OF_THESE: NONE_OF_THESE}
    chosen = st.multiselect(
        label(question.text),
        [*labels, NONE_OF_THESE],
        default=[NONE_OF_THESE] if given == [] else given,
        format_func=lambda value: words.get(value, str(value)),
        placeholder=UNKNOWN,
        accept_new_options=takes_free_words(question.field),
        key=widget_key(question.field),
        help=plain(question.help),
    )
    return [value for value in chosen if value != NONE_OF_THESE] if chosen else None


def _ask_number(question: Question, given: float | None) -> float | None:
    # No limits here: the library knows them, and says what is wrong instead of silently changing the figure.
    typed = st.number_input(
        label(question.text),
        value=None if given is None else float(given),
        step=1.0,
        format="%.10g",
        placeholder=UNKNOWN,
        key=widget_key(question.field),
        help=plain(question.help),
    )
    return int(typed) if isinstance(typed, float) and typed.is_integer() else typed


def _ask_known(question: Question, given: Any) -> Any:
    """One of the known words, found by typing a part of it, or another one."""
    labels = _labels(question, [] if given is None else [given])
    options = list(labels)
    typed = st.selectbox(
        label(question.text),
        options,
        index=None if given is None else options.index(given),
        format_func=lambda value: labels.get(value, value),
        placeholder=UNKNOWN,
        accept_new_options=True,
        key=widget_key(question.field),
        help=plain(question.help),
    )
    return (typed or "").strip() or None


def _ask_text(question: Question, given: Any) -> Any:
    listed = is_list(question.field)
    shown = ", ".join(given) if isinstance(given, list) else given
    typed = st.text_input(
        label(question.text),
        value=shown or "",
        placeholder=f"{UNKNOWN}" + (" (several: with commas between)" if listed else ""),
        key=widget_key(question.field),
        help=plain(question.help),
    ).strip()
    if not typed:
        return given if given == [] else None
    return [word.strip() for word in typed.split(",") if word.strip()] if listed else typed
