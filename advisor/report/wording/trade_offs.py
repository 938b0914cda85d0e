"""One platform against another, point by point, in words with the figures of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from advisor.knowledge import Knowledge
from advisor.report.wording import LEVELS, count, inner, listing
from advisor.report.wording.measures import FORMATS, FORMS
from advisor.report.wording.rounded import hours, money
from advisor.scoring.measures import End, MeasureCode
from advisor.trade_offs import Point, Rival, Seen, TradeOff
from advisor.values import Note, mid_sentence

RIVALS: Mapping[Rival, str] = {
    Rival.RUNNER_UP: "the runner-up",
    Rival.CHEAPEST: "the cheapest that fits",
    Rival.SIMPLEST: "the simplest that fits",
}
UNKNOWN = "unknown"
SHORT: Mapping[str, str] = {
    "host_access": "Gives containers their machine",
    "tls": "Ends TLS at the entry, and renews certificates without a person",
    "service_mesh": "Mutual TLS, retries and shares of the traffic between services",
    "small_team": "How little it leaves to a small team",
    "several_clouds": "Runs several clouds alike",
    "edge_sites": "Some sites at the edge beside the rest",
    "site_autonomy": "A site goes on and can be changed while its line is down",
    "low_footprint": "How little one working site takes",
}
"""Capabilities whose meaning in the vocabulary is a whole scale, in short."""
NAMES: Mapping[str, str] = {
    "cost": "Bill",
    "effort": "Work for the team",
    "form": "Way of running it",
    "headroom": "Room to grow",
    "longevity": "Who stands behind it",
    "freedom": "Moving away",
    "adoption": "How many run it",
    "kinship": "What you have today",
    "start": "Time to production",
}
"""What each criterion is about, where it has a name of its own here; others are told by their capabilities."""


TOLD_AT_LENGTH = (MeasureCode.PORTABILITY, MeasureCode.ADOPTION, MeasureCode.YEARS, MeasureCode.KINSHIP)
"""Figures that are told in a clause for each of the two."""


def rival_words(against: TradeOff) -> str:
    """Why a platform is compared: `the runner-up and the cheapest that fits`."""
    if against.theirs.not_for_this and Rival.RUNNER_UP in against.rivals:
        return "the next best, though no choice here"
    return listing([RIVALS[rival] for rival in against.rivals])


def point_name(point: Point, knowledge: Knowledge) -> str:
    """What two platforms differ in."""
    if point.term is not None:
        return SHORT.get(point.term) or inner(knowledge.vocabulary[point.term].about)
    criterion = next((each.name for each in knowledge.criteria.criteria if each.id == point.criterion), "")
    return NAMES.get(point.criterion, criterion or point.criterion)


def side_words(seen: Seen) -> str:
    """What is seen of one of them: a figure with its unit, or what is claimed."""
    if seen.why is None:
        return UNKNOWN if seen.raw is None else LEVELS[int(float(seen.raw))]
    return _said(seen.why)


def short_point(point: Point, trade_off: TradeOff, knowledge: Knowledge, *, theirs_first: bool = False) -> str:
    """A point in a sentence: what one of the two is or takes, then the other, and why a weaker level is one.

    With `theirs_first` the other platform comes first, and no level has its reason.
    """
    if theirs_first:
        first, second, name = point.theirs, point.ours, trade_off.ours.platform.name
    else:
        first, second, name = point.ours, point.theirs, trade_off.theirs.platform.name
    what = point_name(point, knowledge)
    if point.term is None and {_code(first), _code(second)} & set(TOLD_AT_LENGTH):
        return f"{what}: {side_words(first)}. {name}: {side_words(second)}."
    because = f" ({mid_sentence(inner(second.text))})" if second.text and not theirs_first else ""
    return f"{what}: {side_words(first)}, against {side_words(second)}{because}."


def is_known(point: Point) -> bool:
    """Whether the figures or levels of both are known, so that the point can be told in a line."""
    return UNKNOWN not in (side_words(point.ours), side_words(point.theirs))


def _code(seen: Seen) -> str:
    return "" if seen.why is None else seen.why.code


def _said(why: Note) -> str:
    words = _SAID.get(MeasureCode(why.code))
    return words(**dict(why.values)) if words else UNKNOWN


def _cost(usd_per_month: float, reference: float, at_least: bool, over_years: float | None) -> str:
    mean = f", on average over {over_years:g} years" if over_years else ""
    return f"{'at least ' if at_least else ''}{money(usd_per_month)} a month{mean}"


def _no_price(at_least: float | None, reference: float) -> str:
    return f"at least {money(at_least)} a month, and machines without a price" if at_least else "no price is known"


def _outgrown(usd_per_month: float | None, reference: float) -> str:
    today = "" if usd_per_month is None else f"{money(usd_per_month)} a month today; "
    return f"{today}it cannot hold the end of the plan"


def _people(hours: float, takes: float, with_skills: float, there: float | None, largest: Any) -> str:
    more = ", and more until the team has the skills" if with_skills > takes else ""
    return f"{_hours(hours)} a week{more}"


_hours = hours


def _years(end: End, on: str, backing: str | None) -> str:
    who = UNKNOWN if backing is None else mid_sentence(inner(backing))
    return {
        End.NONE: who,
        End.ANNOUNCED: f"it ends on {on}",
        End.CLOSED: f"closed to new customers since {on}",
    }[end]


def _adoption(runs: str | None, knows: str | None, of: str | None) -> str:
    known = f"{mid_sentence(inner(runs))}" if runs else UNKNOWN
    return f"{known}, and the team knows much of it from {of}" if of else known


def _days(days: float, moved: bool, largest: Any) -> str:
    return f"about {count(round(days), 'working day')}"


def _headroom(most: float, planned: int) -> str:
    return f"up to {count(int(most), 'machine')} in a cluster"


def _kinship(of: str, kept: Any, lost: Any, known: bool) -> str:
    if not known:
        return UNKNOWN
    if not kept:
        return f"nothing of {of} carries over unchanged"
    anew = f", {listing([FORMATS.get(word, word) for word in lost])} have to be written anew" if lost else ""
    return f"{listing([FORMATS.get(word, word) for word in kept])} carry over from {of}{anew}"


_SAID: Mapping[MeasureCode, Callable[..., str]] = {
    MeasureCode.NO_PRICE: _no_price,
    MeasureCode.COST: _cost,
    MeasureCode.OUTGROWN: _outgrown,
    MeasureCode.PEOPLE: _people,
    MeasureCode.PORTABILITY: lambda text: mid_sentence(inner(text)),
    MeasureCode.ADOPTION: _adoption,
    MeasureCode.YEARS: _years,
    MeasureCode.IN_USE: lambda: "it runs here already",
    MeasureCode.DAYS_TO_START: _days,
    MeasureCode.DAYS_TO_SWITCH_MODE: _days,
    MeasureCode.ONE_MACHINE_ONLY: lambda: "one machine is all there is",
    MeasureCode.NO_OWN_MACHINES: lambda: "no machines of one's own to run out of",
    MeasureCode.HEADROOM: _headroom,
    MeasureCode.NOTHING_IN_USE: lambda: "nothing is in use",
    MeasureCode.KINSHIP: _kinship,
    MeasureCode.FORM: lambda form, best, behind: (
        f"{FORMS[form]}, which these answers call for" if form == best else FORMS[form]
    ),
}
"""The short words of each figure; what has none here is unknown."""
