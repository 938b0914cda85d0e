"""The tasks of operation that stay with the team, in words."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.values import mid_sentence


def task_list(abouts: Sequence[str]) -> str:
    """`do this; do that`: tasks within a sentence, parted by semicolons since they may have commas of their own."""
    return "; ".join(mid_sentence(about) for about in abouts)


def hours_words(hours: float) -> str:
    """`1.4 h`, `12 h`: one decimal below ten."""
    return f"{hours:.1f} h" if hours < 9.95 else f"{hours:.0f} h"


def people_words(people: float) -> str:
    """`0.07 of a person`, `one person`, `1.2 people`, `61 people`: two decimals below a tenth, none from ten on."""
    rounded = round(people, 2) if people < 0.095 else round(people, 1 if people < 9.95 else None)
    return "one person" if rounded == 1 else f"{rounded:g} {'of a person' if rounded < 1 else 'people'}"
