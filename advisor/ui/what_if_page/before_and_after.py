"""Two answers beside each other: the figures, the ranking, what changes in set-up and bill, and why."""

from __future__ import annotations

import math
from collections.abc import Callable

import streamlit as st

from advisor import Recommendation
from advisor.drawing import draw
from advisor.drawing.wording import size_words
from advisor.report.pages.what_if import platform_blocks
from advisor.report.sections.score_changes import score_change_table
from advisor.report.wording import VERDICTS, amount, capital, usd
from advisor.report.wording.bill import sum_words
from advisor.report.wording.budget import FITS
from advisor.report.wording.certainty import FIRMNESS
from advisor.report.wording.operation import people_words
from advisor.report.wording.what_if import out_lines, outcome_words
from advisor.sizing.topology import Topology
from advisor.ui.blocks import show_blocks, show_table
from advisor.ui.topology_page.picture import show_drawing
from advisor.ui.wording import bullets, plain
from advisor.what_if import PlatformChange, WhatIf

NOW, THEN = "Now", "With the change"
MOST_OUT = 8
"""Platforms that no longer fit, or fit now, whose reasons are shown at once."""


def show_before_and_after(both: WhatIf) -> None:
    """The outcome in a sentence, then the figures side by side, then what changes and why."""
    before, after = both.before, both.after
    if before is None or after is None:
        return
    st.markdown(f"**{plain(outcome_words(both))}**")
    show_figures(before, after)
    if st.toggle("Show both pictures", key="what_if/pictures", persist_state="session"):
        _show_pictures(before, after)
    if not both.changed:
        st.markdown("Nothing else changes: set-up, bill and ranking stay as they are.")
        return
    for one in both.shown:
        with st.expander(f"What changes for {plain(one.platform.name)}, and why"):
            _show_platform(one, both)
    _show_ranking(both)


def show_figures(before: Recommendation, after: Recommendation) -> None:
    """Verdict, leader, bill, size, people and how sure it is, of both answers."""
    rows: dict[str, Callable[[Recommendation], str]] = {
        "Need of an orchestrator": lambda answer: VERDICTS[answer.verdict.need],
        "First place": lambda answer: answer.winner.platform.name if answer.winner else "no platform fits",
        "Cost a month": _cost,
        "From – to": _range,
        "Size": lambda answer: _of_leader(answer, _size),
        "People it takes": lambda answer: _of_leader(answer, _people),
        "Budget": lambda answer: FITS[answer.winner.budget_fit] if answer.winner and answer.scenario.budget else "",
        "How sure it is": lambda answer: FIRMNESS[answer.confidence.word] if answer.confidence else "",
    }
    cells = {name: (capital(cell(before)), capital(cell(after))) for name, cell in rows.items()}
    shown = {name: both for name, both in cells.items() if any(both)}
    st.table(
        {
            "What": [plain(name) for name in shown],
            NOW: [plain(was or "–") for was, _ in shown.values()],
            THEN: [_stressed(was, becomes) for was, becomes in shown.values()],
        },
        hide_index=True,
        alt="The answer now and with the change",
    )


def _stressed(was: str, becomes: str) -> str:
    """What differs stands out."""
    return plain(becomes or "–") if was == becomes else f"**{plain(becomes or '–')}**"


def _cost(answer: Recommendation) -> str:
    return _of_leader(answer, lambda topology: sum_words(topology.bill, topology.bill.base))


def _range(answer: Recommendation) -> str:
    return _of_leader(answer, lambda t: "" if t.bill.low is None else f"{usd(t.bill.low)} – {amount(t.bill.high)}")


def _size(topology: Topology) -> str:
    """Machines and replicas; the bill stands in a row of its own."""
    return size_words(topology, with_bill=False, between=", ")


def _people(topology: Topology) -> str:
    return people_words(topology.bill.effort.people) if topology.bill.effort else ""


def _of_leader(answer: Recommendation, words: Callable[[Topology], str]) -> str:
    return words(answer.winner.topology) if answer.winner else ""


def _show_pictures(before: Recommendation, after: Recommendation) -> None:
    for column, title, answer in zip(st.columns(2), (NOW, THEN), (before, after), strict=True):
        with column:
            st.markdown(f"**{title}**")
            if answer.winner is None:
                st.markdown("No platform fits.")
            else:
                show_drawing(draw(answer.winner, answer.scenario).without_room_below())


def _show_platform(one: PlatformChange, both: WhatIf) -> None:
    """What changes in set-up and bill of a platform, and what moves its score."""
    told = [plain(line) for line in out_lines((one,), both.knowledge)]
    if told:
        st.markdown(bullets(told))
    if one.change is not None:
        show_blocks(list(platform_blocks(one, both))[1:], both.knowledge)
    table = score_change_table(one, both.knowledge)
    if table is not None:
        st.markdown("**What moves its score**")
        show_table(table, alt=f"What moves the score of {one.platform.name}")


def _show_ranking(both: WhatIf) -> None:
    """Platforms whose place or bill changes, in the order of the ranking afterwards; then why others come and go."""
    changed = [one for one in both.compared if _place(one, 0) != _place(one, 1) or _bill(one, 0) != _bill(one, 1)]
    if not changed:
        return
    changed.sort(key=lambda one: one.ranked[1].rank if one.ranked[1] else math.inf)
    st.subheader("The ranking", anchor=False)
    st.table(
        {
            "Platform": [plain(one.platform.name) for one in changed],
            "Place": [plain(_moved(_place(one, 0), _place(one, 1))) for one in changed],
            "USD a month": [plain(_moved(_bill(one, 0), _bill(one, 1))) for one in changed],
        },
        hide_index=True,
        alt="Platforms whose place or bill changes",
    )
    reasons = [plain(line) for line in out_lines(changed, both.knowledge)]
    if reasons:
        with st.expander("Why platforms come and go", expanded=len(reasons) <= MOST_OUT):
            st.markdown(bullets(reasons))


def _place(one: PlatformChange, side: int) -> str:
    entry = one.ranked[side]
    return str(entry.rank) if entry else "does not fit"


def _bill(one: PlatformChange, side: int) -> str:
    entry = one.ranked[side]
    return amount(entry.topology.bill.base) if entry else "–"


def _moved(was: str, becomes: str) -> str:
    return was if was == becomes else f"{was} → {becomes}"
