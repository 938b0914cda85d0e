"""Where the answer to the first question turns."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.need import Verdict
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.wording import capital
from advisor.report.wording.thresholds import threshold_sentence
from advisor.sensitivity.thresholds import Threshold

MOST_THRESHOLDS = 4
"""Answers that are told, the nearest first."""


def threshold_blocks(thresholds: tuple[Threshold, ...], verdict: Verdict) -> Iterator[Block]:
    """The nearest answers with which the verdict, or the form that answers best, would be another one."""
    yield Heading("What would change that", 3)
    if not thresholds:
        yield Paragraph("No single answer would.")
        return
    told = (threshold_sentence(each, verdict.need, verdict.best) for each in thresholds[:MOST_THRESHOLDS])
    yield Bullets(tuple(Bullet(capital(said)) for said in told))
