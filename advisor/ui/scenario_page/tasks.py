"""The tasks of the scenario: one for each theme of the questions, with what is done of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.errors import Problem
from advisor.knowledge import Question
from advisor.questionnaire import questions_by_theme
from advisor.report.wording import capital
from advisor.ui.scenario_page.further_questions import further

HEADER = ("name", "as_of")
"""What stands above all tasks."""


class TaskStatus(StrEnum):
    """How far a task is."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    COMPLETED = "completed"
    TO_CORRECT = "to_correct"


@dataclass(frozen=True)
class TaskTheme:
    """What a task is called, and what it is about."""

    title: str
    about: str
    tables: tuple[str, ...] = ()
    """The tables that belong to it, by their dotted fields."""
    other: tuple[str, ...] = ()
    """What else is asked in it beyond single questions, by dotted fields."""


THEMES: Mapping[str, TaskTheme] = {
    "scale": TaskTheme(
        "Scale and growth", "How much there is, and how it moves over the day and the years.", (), ("load",)
    ),
    "workloads": TaskTheme(
        "Workloads and services", "What runs: the services, what each asks for, and its data.", ("services",)
    ),
    "tenants": TaskTheme("Who shares it", "Teams and customers, and what stands between them.", ("tenants",)),
    "place": TaskTheme(
        "Where it runs",
        "Cloud, region and zones; machines of your own, and sites.",
        ("hosting.machines", "sites.machines"),
        ("sites",),
    ),
    "availability": TaskTheme("Availability", "What has to be survived, and how upgrades go on."),
    "operations": TaskTheme("Operations and skills", "Who runs it, what they know, and what is there today."),
    "budget": TaskTheme("Budget and prices", "What it may cost, and on what terms it is paid for."),
    "compliance": TaskTheme("Compliance and must-haves", "What a platform has to offer to be considered at all."),
}
"""In the order in which they are shown. A theme that is not among them comes last, under its own name."""


@dataclass(frozen=True)
class Task:
    """One task: its questions, further ones, and tables."""

    id: str
    theme: TaskTheme
    questions: tuple[Question, ...]
    further: tuple[Question, ...]

    def covers(self, field: str) -> bool:
        """Whether a field of the requirement is asked for in this task."""
        asked = (*(q.field for q in (*self.questions, *self.further)), *self.theme.tables, *self.theme.other)
        return any(field == each or field.startswith(f"{each}.") for each in asked)


@dataclass(frozen=True)
class TaskProgress:
    """What is done of a task: answered of all its questions, rows in its tables, and what has to be corrected."""

    status: TaskStatus
    answered: int
    asked: int
    rows: int
    to_correct: int


def tasks_of(questions: Iterable[Question]) -> tuple[Task, ...]:
    """The tasks for the questions of a knowledge base, in the order of the page."""
    by_theme = questions_by_theme(question for question in questions if question.field not in HEADER)
    names = [*(name for name in THEMES if name in by_theme), *(name for name in by_theme if name not in THEMES)]
    return tuple(
        Task(name, THEMES.get(name) or TaskTheme(capital(name.replace("_", " ")), ""), by_theme[name], further(name))
        for name in names
    )


def progress_of(
    task: Task, answered: Iterable[str], rows: Mapping[str, int], problems: Sequence[Problem], *, reviewed: bool
) -> TaskProgress:
    """What is done of a task.

    Parameters:
        answered: the dotted fields that have an answer.
        rows: how many rows each table has.
        reviewed: whether somebody went through it to its end; what is open then stays unknown on purpose.
    """
    given = set(answered)
    count = sum(question.field in given for question in task.questions)
    listed = sum(rows.get(table, 0) for table in task.theme.tables)
    more = any(question.field in given for question in task.further) or any(each in given for each in task.theme.other)
    wrong = sum(task.covers(problem.field) for problem in problems)
    if wrong:
        status = TaskStatus.TO_CORRECT
    elif reviewed or count == len(task.questions):
        status = TaskStatus.COMPLETED
    else:
        status = TaskStatus.STARTED if count or listed or more else TaskStatus.NOT_STARTED
    return TaskProgress(status, count, len(task.questions), listed, wrong)


def task_of(field: str, tasks: Iterable[Task]) -> Task | None:
    """The task in which a field is asked for; None for one that no task asks for."""
    return next((task for task in tasks if task.covers(field)), None)
