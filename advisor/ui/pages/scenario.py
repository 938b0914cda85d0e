"""The page Scenario: what runs, where, for whom and with whom, in tasks that can be done in any order."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from advisor import Knowledge, Problem, ScenarioError, load_scenario
from advisor.knowledge import Question, QuestionKind, Rule
from advisor.report.wording import listing
from advisor.ui import draft
from advisor.ui.answers import current_answer, shared_knowledge
from advisor.ui.as_typed import take_apart
from advisor.ui.scenario_page.not_asked import not_asked
from advisor.ui.scenario_page.questions import QuestionSetting, show_mistakes, show_question
from advisor.ui.scenario_page.rules_fed import rules_by_field
from advisor.ui.scenario_page.task_list import open_task_asked_for, show_tasks
from advisor.ui.scenario_page.tasks import HEADER, Task, tasks_of
from advisor.ui.wording import plain

_NAME = Question(
    field="name",
    theme="",
    kind=QuestionKind.TEXT,
    name="Name",
    text="What is the scenario called?",
    help="It heads every document.",
)


def show_scenario_page() -> None:
    """The page."""
    st.title("Scenario", anchor=False)
    st.markdown(
        "Answer what you know, in any order. What you leave at “I don't know” is assumed, the assumption is shown, and "
        "the answer beside this page follows at once."
    )
    knowledge = shared_knowledge()
    tasks = tasks_of(knowledge.questions)
    setting = QuestionSetting(knowledge, _rules(knowledge.hash), _mistakes())
    open_task_asked_for(tasks)
    _show_header(setting)
    show_tasks(tasks, setting)
    _show_not_asked(tasks, setting.problems)


def _mistakes() -> tuple[Problem, ...]:
    """Those of what is used, and those of services that wait until as many are described as were announced."""
    told = current_answer().problems
    services = draft.rows("services")
    if not services or "services" in draft.requirement():
        return told
    try:
        load_scenario(take_apart({"name": draft.NEW_NAME, "services": services}).requirement)
    except ScenarioError as error:
        return (*told, *error.problems)
    return told


@st.cache_resource(max_entries=2, show_spinner=False)
def _rules(knowledge_hash: str) -> dict[str, tuple[Rule, ...]]:
    return rules_by_field(shared_knowledge())


def _show_header(setting: QuestionSetting) -> None:
    """What heads the scenario: its name, and the day that it is asked for."""
    left, right = st.columns(2)
    with left:
        show_question(_NAME, setting)
    with right:
        for question in _asked_in_header(setting.knowledge):
            show_question(question, setting)


def _asked_in_header(knowledge: Knowledge) -> list[Question]:
    return [question for question in knowledge.questions if question.field in HEADER]


def _show_not_asked(tasks: tuple[Task, ...], problems: Sequence[Problem]) -> None:
    """What an opened file says beyond the questions: kept, used, and named."""
    kept = not_asked(draft.as_typed(), tasks)
    if kept:
        names = listing([field.replace("_", " ").replace(".", ", ") for field in kept])
        st.info(
            f"Kept from the file that was opened, and not asked here: {plain(names)}.", icon=":material/inventory_2:"
        )
        for field in kept:
            show_mistakes(problems, field)


if __name__ == "__main__":
    show_scenario_page()
