"""The one question to ask next: the open one by which keeping the present first place would lose most on average.

The expected regret of a question is the mean, over its answers, of the score of the best platform less that of the
present first one, every platform estimated anew for each answer. All answers count alike, as nobody knows which one it
will be. (Expected opportunity loss, and what perfect information on one question is worth: Raiffa and Schlaifer,
Applied Statistical Decision Theory, 1961.)
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge import Question
from advisor.sensitivity.flips import Tried, shown, unknowns_of


@dataclass(frozen=True)
class NextQuestion:
    """The question, its expected regret, and the platform that each of its answers puts first (None: none fits)."""

    question: Question
    regret: float
    answers: tuple[tuple[str, str | None], ...]


def next_question_of(tried: Tried) -> NextQuestion | None:
    """The open question of the largest expected regret; None where no open question can change the first place.

    Questions of which some answer was not tried take no part. On a tie the first in the order of the questions.
    """
    deciding = [each for each in unknowns_of(tried) if each.regret and each.could_change_winner]
    if not deciding:
        return None
    most = max(deciding, key=lambda each: round(each.regret or 0.0, 9))
    question = next(each for each in tried.others.questions if each.field == most.field)
    answers = tuple((shown(t.answer), t.outcome.winner) for t in tried.of(question) if t.outcome is not None)
    return NextQuestion(question, most.regret or 0.0, answers)
