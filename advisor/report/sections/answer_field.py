"""The fields of the short answer, in the order in which they are told."""

from __future__ import annotations

from enum import StrEnum


class AnswerField(StrEnum):
    """What the sentences of a field tell; the value is its label on a terminal."""

    VERDICT = "Orchestrator?"
    TAKE = "Take"
    SURE = "How sure"
    BILL = "Bill"
    REQUESTED = "Asked for"
    IN_USE = "In use"
    WHY = "Why"
    GIVES_UP = "Gives up"
    SET_UP = "Set-up"
    RESTS_ON = "Rests on"
    WOULD_CHANGE = "Would change"
    NEXT = "Answer next"
    MIND = "Mind"
    THE_REST = "The rest"
    """The commands that tell more."""
