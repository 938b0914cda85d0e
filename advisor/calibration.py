"""Do the words clear, likely, close and open keep what they say? Held against published decisions.

For each word: how many first places were acceptable, and how many runners-up. The limits of `clear` may be chosen by
the same decisions; how well that goes is then measured on decisions that the choice has not seen: those of one source
are left out, the limits are chosen by all others, and the words are told for those left out (cross-validation).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np

from advisor.knowledge import CertaintyLimits, LeastAhead
from advisor.sensitivity.certainty import Ahead, Firmness, word_for

LEAST_RIGHT = 0.95
"""The share of acceptable first places that limits of `clear` have to keep where they are chosen, with one more right
and one more wrong. That is more than the nine in ten that are promised, as decisions that are not at hand do worse."""
CANDIDATES = {
    "margin": (0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12),
    "form_margin": (0.0, 1.0, 2.0, 3.0, 4.0, 6.0),
    "share_of_weights": (0.0, 0.5, 0.65, 0.8, 0.9, 0.95),
    "share_of_answers": (0.0, 0.3, 0.4, 0.5, 0.65, 0.8),
    "withstands": (0, 1, 2),
}
"""Candidates for the limits of `clear`."""
NOTHING = LeastAhead(margin=1, form_margin=99, share_of_weights=1, share_of_answers=1, withstands=2)
"""Limits that hardly any first place reaches."""
EQUAL = 1e-9


_MAY_BE_CLEAR = (Firmness.CLEAR, Firmness.LIKELY)


class Told(Protocol):
    """An answer with what is known of it."""

    @property
    def source(self) -> str:
        """Who published the decision."""

    @property
    def ahead(self) -> Ahead | None:
        """How far ahead the first place is; None where nothing fits."""

    @property
    def right(self) -> bool:
        """Whether the first place is acceptable."""

    @property
    def second_right(self) -> bool:
        """Whether the runner-up is."""


@dataclass(frozen=True)
class WordTally:
    """How often a word was said, and how often the first place, the runner-up, and both were acceptable then."""

    word: Firmness
    cases: int
    right: int
    second_right: int

    @property
    def right_share(self) -> float | None:
        """The share with an acceptable first place; None where the word was never said."""
        return self.right / self.cases if self.cases else None


@dataclass(frozen=True)
class Cut:
    """How many first places reach a limit by one figure alone, how many do not, and how many of each are acceptable."""

    figure: str
    at_least: float
    reached: int
    right: int
    below: int
    right_below: int


@dataclass(frozen=True)
class Calibration:
    """The words as they are, with limits chosen by all decisions, and with limits chosen without the source of each."""

    limits: CertaintyLimits
    now: tuple[WordTally, ...]
    chosen: LeastAhead
    with_chosen: tuple[WordTally, ...]
    cross_validated: tuple[WordTally, ...]
    cuts: tuple[Cut, ...]


def tally_by_word(told: Iterable[tuple[Firmness, Told]]) -> tuple[WordTally, ...]:
    """The tally of every word."""
    every = tuple(told)
    return tuple(
        WordTally(
            word,
            cases=sum(said is word for said, _ in every),
            right=sum(said is word and one.right for said, one in every),
            second_right=sum(said is word and one.second_right for said, one in every),
        )
        for word in Firmness
    )


def said(told: Iterable[Told], limits: CertaintyLimits) -> Iterator[tuple[Firmness, Told]]:
    """Each answer with the word that the limits give it; those where nothing fits are passed over."""
    return ((word_for(one.ahead, limits), one) for one in told if one.ahead is not None)


def calibrate(told: Sequence[Told], limits: CertaintyLimits) -> Calibration:
    """The words held against decisions, and the limits of `clear` that these would choose.

    Parameters:
        told: an answer for each decision, with its source.
        limits: as they are; those of close and open stay.
    """
    chosen = choose_clear(told, limits)
    cross: list[tuple[Firmness, Told]] = []
    for source in dict.fromkeys(one.source for one in told):
        seen = [one for one in told if one.source != source]
        without = limits.model_copy(update={"clear": choose_clear(seen, limits)})
        cross += said([one for one in told if one.source == source], without)
    return Calibration(
        limits=limits,
        now=tally_by_word(said(told, limits)),
        chosen=chosen,
        with_chosen=tally_by_word(said(told, limits.model_copy(update={"clear": chosen}))),
        cross_validated=tally_by_word(cross),
        cuts=tuple(_cuts(told)),
    )


def choose_clear(told: Sequence[Told], limits: CertaintyLimits) -> LeastAhead:
    """The limits of `clear` that call the most first places clear and keep `LEAST_RIGHT`; on a tie the strictest.

    The share is counted with one more right and one more wrong (the rule of succession), so that few cases prove
    little. Where no candidate keeps it, nothing is clear: all limits are at their most.
    """
    known = [one for one in told if one.ahead is not None and word_for(one.ahead, limits) in _MAY_BE_CLEAR]
    right = np.array([one.right for one in known], dtype=bool)
    figures = np.array([_figures(one.ahead) for one in known if one.ahead is not None]).reshape(-1, len(CANDIDATES))
    best, most = NOTHING, 1
    for candidate in product(*CANDIDATES.values()):
        reached = (figures >= np.array(candidate) - EQUAL).all(axis=1)
        cases, kept = int(reached.sum()), int((reached & right).sum())
        if cases >= most and (kept + 1) / (cases + 2) >= LEAST_RIGHT:
            best, most = LeastAhead.model_validate(dict(zip(CANDIDATES, candidate, strict=True))), cases
    return best


def _figures(ahead: Ahead) -> tuple[float, ...]:
    """The figures in the order of `FIGURES`; who stands alone has the largest margin."""
    known = (ahead.form_margin, ahead.share_of_weights, ahead.share_of_answers, ahead.withstands)
    return (1.0 if ahead.margin is None else ahead.margin, *known)


def _cuts(told: Sequence[Told]) -> Iterator[Cut]:
    """Each figure alone, at each candidate."""
    known = [(one, _figures(one.ahead)) for one in told if one.ahead is not None]
    for place, (name, candidates) in enumerate(CANDIDATES.items()):
        for limit in candidates:
            above = [one for one, figures in known if figures[place] >= limit - EQUAL]
            below = [one for one, figures in known if figures[place] < limit - EQUAL]
            yield Cut(name, limit, len(above), _right(above), len(below), _right(below))


def _right(told: Sequence[Told]) -> int:
    return sum(one.right for one in told)
