"""Words held against decisions: the tallies by hand, and limits chosen without the source that they are tried on."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.calibration import NOTHING, calibrate, choose_clear, tally_by_word
from advisor.knowledge import load_knowledge
from advisor.sensitivity.certainty import Ahead, Firmness, word_for

LIMITS = load_knowledge().criteria.certainty


@dataclass(frozen=True)
class Case:
    ahead: Ahead | None
    right: bool
    source: str = "a"
    second_right: bool = False


def far(margin: float, *, answers: float = 1.0) -> Ahead:
    return Ahead(margin, 5.0, 1.0, answers, 2)


def test_the_words_of_figures() -> None:
    close, clear = LIMITS.close, LIMITS.clear
    assert word_for(far(0.5), LIMITS) is Firmness.CLEAR and word_for(Ahead(None, 99, 1, 1, 2), LIMITS) is Firmness.CLEAR
    assert word_for(far(close.margin / 2), LIMITS) is Firmness.CLOSE
    assert word_for(far(0.5, answers=LIMITS.open_below / 2), LIMITS) is Firmness.OPEN
    assert word_for(Ahead(0.5, 5, close.share_of_weights / 2, 1, 2), LIMITS) is Firmness.CLOSE
    assert word_for(Ahead(0.5, 5, 1, 1, clear.withstands - 1), LIMITS) is Firmness.LIKELY


def test_each_word_counts_its_cases_and_those_acceptable() -> None:
    told = [
        (Firmness.CLEAR, Case(far(0.5), right=True)),
        (Firmness.CLEAR, Case(far(0.5), right=False, second_right=True)),
        (Firmness.OPEN, Case(far(0.5), right=True)),
    ]
    clear, likely, close, opened = tally_by_word(told)
    assert (clear.cases, clear.right, clear.second_right, clear.right_share) == (2, 1, 1, 0.5)
    assert (likely.cases, likely.right_share, close.cases, opened.right) == (0, None, 0, 1)


def test_limits_call_as_much_clear_as_keeps_the_share() -> None:
    # Far ahead 20 of 20 are right, near 5 of 10: with the near ones (20 + 5 + 1) / 32 < 0.95, without 21 / 22 = 0.955.
    told = [Case(far(0.1), right=True)] * 20 + [Case(far(0.04), right=place % 2 == 0) for place in range(10)]
    assert choose_clear(told, LIMITS).margin == 0.08  # the strictest candidate that keeps all twenty
    assert choose_clear(told[20:], LIMITS) == NOTHING
    assert choose_clear([Case(far(0.1), right=True)] * 17, LIMITS) == NOTHING  # 18 of 19 prove too little
    assert choose_clear([Case(far(0.1), right=True)] * 18, LIMITS) != NOTHING  # 19 of 20


def test_no_source_has_a_say_in_the_limits_that_it_is_tried_on() -> None:
    # Without b nothing speaks against a margin of 0.03, so its eight wrong ones are called clear; with b they are not.
    good = [Case(far(margin), right=True, source=f"{margin} {place}") for margin in (0.1, 0.04) for place in range(20)]
    bad = [Case(far(0.04), right=False, source="b")] * 8
    calibration = calibrate(good + bad, LIMITS)
    assert calibration.with_chosen[0].right == calibration.with_chosen[0].cases == 20
    assert (calibration.cross_validated[0].cases, calibration.cross_validated[0].right) == (20 + 8, 20)


def test_each_figure_alone_parts_the_cases() -> None:
    told = [Case(far(0.1), right=True), Case(far(0.0), right=False), Case(None, right=False)]
    (cut,) = [cut for cut in calibrate(told, LIMITS).cuts if (cut.figure, cut.at_least) == ("margin", 0.05)]
    assert (cut.reached, cut.right, cut.below, cut.right_below) == (1, 1, 1, 0)
