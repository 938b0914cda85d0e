"""What a session asks of the workers: all of a page sees one state of each answer, and old questions are given up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import streamlit as st

from advisor.ui.workers.job_queue import AnswerStage
from advisor.ui.workers.pool import AnswerSoFar, WorkerPool


@dataclass(frozen=True)
class AskedRequirement:
    """A requirement that workers are asked about, as JSON, and how far its answer is to go."""

    key: str
    text: str
    last: AnswerStage


@dataclass
class _SessionAsks:
    """What one session asks."""

    session: str = field(default_factory=lambda: secrets.token_hex(8))
    run: int = 0
    drawing: bool = False
    """Whether a whole page is being drawn, and not a part of one."""
    seen: dict[AskedRequirement, AnswerSoFar] = field(default_factory=dict)
    """What the page that is drawn, or was drawn last, shows."""


def _asked() -> _SessionAsks:
    if "asked" not in st.session_state:
        st.session_state.asked = _SessionAsks()
    held: _SessionAsks = st.session_state.asked
    return held


def begin_run() -> None:
    """Note that a page is drawn anew: what it asks for from now on is all that this session wants."""
    asked = _asked()
    asked.run += 1
    asked.drawing = True
    asked.seen = {}


def end_run(pool: WorkerPool | None) -> None:
    """Give up what this session asked for before and did not ask for in this run."""
    asked = _asked()
    asked.drawing = False
    if pool is not None:
        pool.release(asked.session, {question.key for question in asked.seen})


def ask(pool: WorkerPool, question: AskedRequirement) -> AnswerSoFar:
    """What is known by now; while a page is drawn, the same for all of it."""
    asked = _asked()
    if not asked.drawing or question not in asked.seen:
        asked.seen[question] = pool.ask(asked.session, question.key, question.text, question.last, asked.run)
    return asked.seen[question]


def under_way() -> bool:
    """Whether the page that was drawn last waits for something."""
    return any(not outcome.ended for outcome in _asked().seen.values())


def has_got_further(pool: WorkerPool) -> bool:
    """Whether something that the page shows as under way has got further since."""
    asked = _asked()
    return any(
        pool.ask(asked.session, question.key, question.text, question.last, asked.run).stage_shown
        != outcome.stage_shown
        for question, outcome in asked.seen.items()
        if not outcome.ended
    )


def forget_failures(pool: WorkerPool) -> None:
    """Have what failed on this page worked out anew."""
    for question, outcome in _asked().seen.items():
        if outcome.failure is not None:
            pool.forget(question.key)
