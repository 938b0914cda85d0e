"""Work for the tests of worker processes: quick, slow, greedy and deadly questions."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from advisor.ui.workers.job_queue import AnswerStage


class StubWork:
    """Answers a question with itself, unless the question says what else to do."""

    def warm(self) -> Iterator[None]:
        """Nothing takes long here."""
        yield

    def begin(self) -> None:
        """Nothing has to begin."""

    def do(self, stage: AnswerStage, question: str) -> str:
        """`die`, `hang`, `eat` and `break` do that; where they are said to be for one stage, in that one only."""
        what, _, only = question.partition(" in ")
        if not only or only == stage:
            if what == "die":
                os._exit(9)
            if what == "hang":
                time.sleep(60)
            if what == "eat":
                return "x" * (8 << 30)
            if what == "break":
                raise ZeroDivisionError("a defect")
        return f"{stage} of {question} by {os.getpid()}"
