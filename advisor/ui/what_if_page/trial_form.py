"""The fields of a trial: cloud, region, zones, load, people and budget, each as now until it is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from advisor import Knowledge
from advisor.knowledge import Question, data_folder
from advisor.prices.regions import regions_known, regions_of
from advisor.report.wording.rounded import sum_given
from advisor.scenario import counted_load
from advisor.ui import draft
from advisor.ui.nested_values import value_at
from advisor.ui.what_if_page.changes import Trial

AS_NOW = ""
"""The choice of a box that changes nothing."""
NOWHERE = frozenset({"on_prem", "edge"})
"""Where a requirement runs in no cloud."""
NOT_OFFERED = frozenset({"other"})
LOADS = (0.5, 1.0, 1.3, 2.0, 3.0, 5.0, 10.0)
FIELDS = ("cloud", "region", "zones", "load", "ops", "skill", "budget")


def choose_trials(asked: Mapping[str, Any], knowledge: Knowledge) -> tuple[Trial, ...]:
    """The boxes in a grid, and what was changed in them."""
    questions = {question.field: question for question in knowledge.questions}
    with st.grid(4, min_column_width=200):
        found = list(_boxes(asked, questions))
    trials = tuple(trial for trial in found if trial is not None)
    st.button(
        "All as now again", on_click=forget_trials, disabled=not trials, icon=":material/restart_alt:", type="tertiary"
    )
    return trials


def forget_trials() -> None:
    """Let every box stand as now."""
    for name in FIELDS:
        st.session_state.pop(_key(name), None)


def _key(name: str) -> str:
    return draft.widget_key(f"what_if/{name}")


def _boxes(asked: Mapping[str, Any], questions: Mapping[str, Question]) -> Iterator[Trial | None]:
    cloud = _cloud(asked, questions["hosting.cloud"])
    yield cloud
    yield _region(asked, _cloud_of(asked, cloud))
    yield _number(asked, "zones", "Zones", "hosting.zones", 1, 6)
    yield _load(asked)
    yield _number(asked, "ops", "People who run the platform", "team.ops", 0, 10_000)
    yield _choice(asked, "skill", "How well they know Kubernetes", questions["team.k8s_skill"])
    yield _budget(asked)


def _at(asked: Mapping[str, Any], field: str) -> Any:
    return value_at(asked, field.split("."))


def _as_now(words: str) -> str:
    return f"As now: {words}"


def _labels(question: Question) -> dict[str, str]:
    return {str(choice.value): choice.label for choice in question.choices or ()}


def _choice(asked: Mapping[str, Any], name: str, title: str, question: Question) -> Trial | None:
    """A box with the answers of a question."""
    labels = {value: words for value, words in _labels(question).items() if value not in NOT_OFFERED}
    now = _at(asked, question.field)
    was = labels.get(str(now), "not said" if now is None else str(now))
    chosen = st.selectbox(
        title,
        [AS_NOW, *(value for value in labels if value != now)],
        format_func=lambda value: labels[value] if value else _as_now(was),
        key=_key(name),
        persist_state="session",
    )
    return Trial(title, was, labels[chosen], ((question.field, chosen),)) if chosen else None


def _cloud(asked: Mapping[str, Any], question: Question) -> Trial | None:
    """Another cloud; its region is open until one is chosen, as a region is one of a cloud."""
    if _at(asked, "hosting.model") in NOWHERE:
        st.selectbox("Cloud", ["None: it runs on own servers"], disabled=True, key=_key("no_cloud"))
        return None
    trial = _choice(asked, "cloud", "Cloud", question)
    if trial is None:
        return None
    return Trial(trial.name, trial.was, trial.becomes, (*trial.answers, ("hosting.region", None)))


def _cloud_of(asked: Mapping[str, Any], trial: Trial | None) -> str:
    """The cloud whose regions are offered; empty where none is named."""
    if _at(asked, "hosting.model") in NOWHERE:
        return ""
    chosen = dict(trial.answers)["hosting.cloud"] if trial is not None else _at(asked, "hosting.cloud")
    return str(chosen or "")


def _region(asked: Mapping[str, Any], cloud: str) -> Trial | None:
    known = regions_known(data_folder(), cloud) if cloud else {}
    if not known:
        st.selectbox("Region", ["Choose a cloud first"], disabled=True, key=_key("no_region"))
        return None
    kept = cloud == _at(asked, "hosting.cloud")
    now = _at(asked, "hosting.region") if kept else None
    was = str(now) if now else "a usual one"
    names = [name for name in regions_of(data_folder(), cloud) if name != now]
    chosen = st.selectbox(
        "Region",
        [AS_NOW, *names],
        format_func=lambda name: f"{name}, {known[name].place}" if name else _region_now(was, kept),
        key=_key("region"),
        persist_state="session",
    )
    return Trial("Region", was, chosen, (("hosting.region", chosen),)) if chosen in names else None


def _region_now(was: str, kept: bool) -> str:
    return _as_now(was) if kept else "A usual one"


def _number(asked: Mapping[str, Any], name: str, title: str, field: str, lowest: int, highest: int) -> Trial | None:
    now = _at(asked, field)
    was = "not said" if now is None else str(now)
    number = st.number_input(
        title,
        min_value=lowest,
        max_value=highest,
        value=None,
        step=1,
        placeholder=_as_now(was),
        key=_key(name),
        persist_state="session",
    )
    return None if number is None or number == now else Trial(title, was, str(number), ((field, number),))


def _load(asked: Mapping[str, Any]) -> Trial | None:
    """Replicas and requests so many times as now; nothing to change where none are counted."""
    if not counted_load(asked):
        st.selectbox("Load", ["Describe services first"], disabled=True, key=_key("no_load"))
        return None
    times = st.selectbox(
        "Load", LOADS, index=LOADS.index(1.0), format_func=_times_words, key=_key("load"), persist_state="session"
    )
    if times is None or times == 1:
        return None
    return Trial("Load", "as now", _times_words(times), load=float(times))


def _times_words(times: float) -> str:
    return {0.5: "Half of it", 1.0: "As now", 1.3: "30 % more", 2.0: "Twice as much"}.get(times, f"{times:g} times")


def _budget(asked: Mapping[str, Any]) -> Trial | None:
    now = _at(asked, "budget.usd_per_month")
    was = "none" if now is None else sum_given(float(now))
    budget = st.number_input(
        "Budget, USD a month",
        min_value=0,
        max_value=1_000_000_000,
        value=None,
        step=100,
        placeholder=_as_now(was),
        key=_key("budget"),
        persist_state="session",
    )
    if budget is None or budget == now:
        return None
    return Trial("Budget", was, sum_given(float(budget)), (("budget.usd_per_month", budget),))
