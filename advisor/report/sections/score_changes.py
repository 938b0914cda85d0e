"""What moves the score of one platform between two answers, criterion by criterion."""

from __future__ import annotations

from advisor.knowledge import Knowledge
from advisor.report.blocks import Table
from advisor.report.wording import inner, sentence
from advisor.report.wording.notes import note_words
from advisor.scoring import Score
from advisor.what_if import PlatformChange

LEAST = 0.0005
"""A difference in the score that rounds to nothing."""


def score_change_table(one: PlatformChange, knowledge: Knowledge) -> Table | None:
    """What each criterion adds before and after, the largest difference first; None where nothing moves.

    A difference comes of another figure of the platform, or of another weight of the criterion.
    """
    was, becomes = one.ranked
    if was is None or becomes is None:
        return None
    before, after = _adds(was.score), _adds(becomes.score)
    why = {part.criterion: sentence(inner(note_words(part.why))) for part in becomes.score.parts}
    names = {criterion.id: criterion.name for criterion in knowledge.criteria.criteria}
    moved = [name for name in after if abs(after[name] - before.get(name, 0.0)) >= LEAST]
    moved.sort(key=lambda name: (-abs(after[name] - before.get(name, 0.0)), name))
    if not moved:
        return None
    rows = [
        (
            names[name],
            f"{before.get(name, 0.0):.3f}",
            f"{after[name]:.3f}",
            f"{after[name] - before.get(name, 0.0):+.3f}",
            why[name],
        )
        for name in moved
    ]
    total = (was.score.total, becomes.score.total)
    rows.append(("all together", f"{total[0]:.3f}", f"{total[1]:.3f}", f"{total[1] - total[0]:+.3f}", ""))
    return Table(("criterion", "now", "then", "difference", "because then"), tuple(rows), right=(1, 2, 3))


def _adds(score: Score) -> dict[str, float]:
    return {part.criterion: part.weight * part.value for part in score.parts}
