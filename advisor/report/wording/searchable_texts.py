"""All that a report tells of platforms in warnings, eliminations and cautions: what an owed fact is looked for in."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.recommend import Recommendation
from advisor.report.wording.infeasibility import refusal_words
from advisor.report.wording.lifecycle import claim_words
from advisor.report.wording.notes import note_words


def told_by(recommendation: Recommendation) -> Iterator[tuple[str, str]]:
    """What each text is and the text, with the name of the platform that it speaks of."""
    for warned in recommendation.warnings:
        yield "a warning", note_words(warned.note)
    for entry in recommendation.eliminated:
        for unmet in entry.screened.unmet:
            yield "an elimination", f"{entry.platform.name}: {claim_words(unmet.claim) or unmet.requirement.term}"
        if entry.infeasible is not None:
            yield "an elimination", f"{entry.platform.name}: {refusal_words(entry.infeasible.refusal)}"
    for ranked in recommendation.ranking:
        for caution in ranked.cautions:
            yield "a caution", f"{ranked.platform.name}: {note_words(caution.note)}"
