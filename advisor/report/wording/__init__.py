"""Figures and choices in words."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.knowledge import Knowledge
from advisor.need import Need
from advisor.report.json_values import plain
from advisor.report.wording.lifecycle import claim_words
from advisor.report.wording.rounded import amount_of_money, money
from advisor.screening import Unmet

VERDICTS = {
    Need.YES: "Yes. What you run needs an orchestration platform.",
    Need.NO: "No, you need no orchestrator. A simpler way to run these containers is enough, and it leaves you less to "
    "learn and to run.",
    Need.MANAGED: "Yes, but not one that you run yourself: take a service in which a vendor runs the orchestrator.",
    Need.EITHER: "Either way can work. As much speaks for an orchestrator as against it, so the ranking decides by "
    "what each platform costs and can do.",
}
SHORT_VERDICTS = {
    Need.YES: "You need an orchestrator",
    Need.NO: "You need no orchestrator",
    Need.MANAGED: "You need one, run by a vendor",
    Need.EITHER: "With or without an orchestrator",
}
"""The verdict where there is room for a few words."""
OPERATORS = {"customer": "you", "vendor": "the vendor"}
LEVELS = ("none", "limited or do-it-yourself", "good, with effort or add-ons", "native and complete")


_PLACES = ("none", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def usd(dollars: float | None) -> str:
    """An amount of money as people say it; `not priced` for None."""
    return "not priced" if dollars is None else money(dollars)


def amount(dollars: float | None) -> str:
    """An amount of money as `usd` has it, without the currency."""
    return "not priced" if dollars is None else amount_of_money(dollars)


def figure(number: float | None) -> str:
    """A number without needless zeros; `-` for None."""
    if number is None:
        return "-"
    return f"{number:,.6f}".rstrip("0").rstrip(".")


def percent(share: float | None, digits: int = 0) -> str:
    """A share (1.0 is the whole) as a percentage; `-` for None."""
    return "-" if share is None else f"{share * 100:.{digits}f}%"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 node`, `3 nodes`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def nth(place: int) -> str:
    """A place in an order: `first`, `ninth`, `10th`, `21st`."""
    if place < len(_PLACES):
        return _PLACES[place]
    ending = "th" if 10 < place % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def listing(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def with_verb(names: Sequence[str], one: str, several: str) -> str:
    """The names and the form of the verb that goes with so many: `a has`, `a and b have`."""
    return f"{listing(names)} {one if len(names) == 1 else several}"


MOST_NAMED = 6
"""Names that are listed before the rest is counted."""


def first_of(names: Sequence[str]) -> str:
    """The first few names, and how many more: `a, b, c, d, e, f and 19 more`."""
    more = len(names) - MOST_NAMED
    return listing(names) if more <= 1 else f"{', '.join(names[:MOST_NAMED])} and {more} more"


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    return ended(capital(text))


def capital(text: str) -> str:
    """The text with a capital first letter; a word that is spelt its own way (gRPC, vCPU) stays so."""
    stripped = text.strip()
    first, *_ = stripped.split(maxsplit=1) or [""]
    keeps = any(letter.isupper() for letter in first[1:])
    return stripped if keeps else stripped[:1].upper() + stripped[1:]


def ended(text: str) -> str:
    """The text with a full stop; the first letter stays, since it may begin the name of a service."""
    stripped = text.strip()
    return stripped if not stripped or stripped[-1] in ".!?:" else stripped + "."


def inner(text: str) -> str:
    """The text without its full stop, to stand inside a sentence."""
    return text.strip().removesuffix(".")


def level_words(level: int | float) -> str:
    """What a capability level means."""
    return LEVELS[int(level)] if 0 <= level < len(LEVELS) else str(level)


def cited(source: str | None, knowledge: Knowledge) -> tuple[str, ...]:
    """The source, when it is one of the knowledge base; own machines and answers cite the requirement itself."""
    return (source,) if source is not None and source in knowledge.sources else ()


def because_of(unmet: Unmet, knowledge: Knowledge) -> str:
    """Why a requirement counts here and why the platform does not meet it, in words."""
    return f"{asked_words(unmet)}: {lacks_words(unmet, knowledge)}"


def asked_words(unmet: Unmet) -> str:
    """What is asked for, with the word or the answers that ask for it."""
    finding = unmet.requirement.finding
    asked = unmet.requirement.asked_as or finding.because
    return f"{finding.rule.title}{f' ({asked})' if asked else ''}"


def lacks_words(unmet: Unmet, knowledge: Knowledge) -> str:
    """Why the platform does not meet a requirement.

    A capability that is there and falls short is named with its level, or its reason would read as if it sufficed.
    """
    claim = unmet.claim
    lacks = claim_words(claim) or f"{claim.term} is {plain(claim.value)}, {plain(unmet.requirement.wanted)} is wanted"
    short = f"{level_words(claim.value)}: " if claim.value and knowledge.is_capability(claim.term) else ""
    return f"{short}{ended(lacks)}"
