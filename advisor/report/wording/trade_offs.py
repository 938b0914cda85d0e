"""One platform against another, point by point, in words with the figures of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from advisor.knowledge import Knowledge
from advisor.report.wording import LEVELS, capital, count, inner, listing
from advisor.report.wording.capabilities import LEVELS_IN_A_WORD, capability_words
from advisor.report.wording.measures import FORMATS, FORMS
from advisor.report.wording.rounded import hours, money
from advisor.scoring import Part
from advisor.scoring.measures import End, MeasureCode
from advisor.trade_offs import Point, Rival, Seen, TradeOff
from advisor.values import Note, mid_sentence

RIVALS: Mapping[Rival, str] = {
    Rival.RUNNER_UP: "the runner-up",
    Rival.CHEAPEST: "the cheapest",
    Rival.SIMPLEST: "the simplest",
}
UNKNOWN = "unknown"
MOST_LETTERS = 165
"""Letters of a point told in full; of a longer one the weaker side is told in a few words."""
MOVING: Mapping[float | str | None, str] = {0: "hardly possible", 1: "hard", 2: "with some work", 3: "easy"}
"""How one moves away, by the level of portability."""
TELLS_A_LACK = 1
"""The highest level whose reason says what is lacking; that of a better one says what there is."""
NAMES: Mapping[str, str] = {
    "cost": "The bill",
    "effort": "The work for the team",
    "form": "The way of running it",
    "headroom": "Room to grow",
    "longevity": "How long it will be supported",
    "freedom": "Moving away",
    "adoption": "How many run it",
    "kinship": "What you have today",
    "start": "The time to production",
}
"""What each criterion is about, where it has a name of its own here; others are told by their capabilities."""


TOLD_AT_LENGTH = (MeasureCode.PORTABILITY, MeasureCode.ADOPTION, MeasureCode.YEARS, MeasureCode.KINSHIP)
"""Figures that are told in a clause for each of the two."""
LESS: Mapping[str, str] = {
    MeasureCode.ADOPTION: "{other} is less common",
    MeasureCode.YEARS: "{other} is less sure",
    MeasureCode.KINSHIP: "less of it carries over to {other}",
    MeasureCode.PORTABILITY: "harder from {other}",
}
"""That the second is weaker, where its own figure would be too long."""


def rival_words(against: TradeOff, *, exact: bool = True) -> str:
    """Why a platform is compared: `the runner-up and the cheapest`, of those that fit.

    Not `exact`: another one, of which a part has no price, may be cheaper yet.
    """
    if against.theirs.not_for_this and Rival.RUNNER_UP in against.rivals:
        return "the next best, though far behind"
    names = [
        "the cheapest with a whole price" if rival is Rival.CHEAPEST and not exact else RIVALS[rival]
        for rival in against.rivals
    ]
    return listing(names)


def role_words(against: TradeOff) -> str:
    """How the other platform is called where its name has been told: `the runner-up`."""
    if not against.rivals:
        return against.theirs.platform.name
    return "the next best" if against.theirs.not_for_this else RIVALS[against.rivals[0]]


def point_name(point: Point, knowledge: Knowledge) -> str:
    """What two platforms differ in."""
    if point.term is not None:
        return capital(capability_words(point.term, knowledge))
    criterion = next((each.name for each in knowledge.criteria.criteria if each.id == point.criterion), "")
    return NAMES.get(point.criterion, criterion or point.criterion)


def side_words(seen: Seen) -> str:
    """What is seen of one of them: a figure with its unit, or what is claimed."""
    if seen.why is None:
        return UNKNOWN if seen.raw is None else LEVELS[int(float(seen.raw))]
    if seen.why.code == MeasureCode.PORTABILITY and seen.raw in MOVING:
        return f"{MOVING[seen.raw]} ({_said(seen.why)})"
    return _said(seen.why)


def part_words(part: Part) -> str | None:
    """The figure that a criterion judges a platform by, in few words; None where it is no single one."""
    words = side_words(Seen(part.raw, part.why, "", part.source))
    return None if words == UNKNOWN else words


def short_point(point: Point, trade_off: TradeOff, knowledge: Knowledge) -> str:
    """A point in a sentence: what the first is or takes, against the second, and why its level is weaker."""
    what, ours, theirs = point_name(point, knowledge), point.ours, point.theirs
    if _at_length(point):
        return _long_point(what, point, trade_off)
    if ours.why is None or theirs.why is None:
        return f"{what}: {_levels(ours, theirs, MOST_LETTERS - len(what))}."
    return f"{what}: {_pair(ours, theirs)}."


def _levels(ours: Seen, theirs: Seen, letters: int) -> str:
    """The levels of both, one of them with its reason: what the weaker lacks, else what the stronger has.

    The reason of a fair level says what there is, which reads as praise of the weaker one. Where both are too long, the
    shorter one is told.
    """
    weaker, stronger = sorted((ours, theirs), key=lambda seen: float(seen.raw or 0))
    sides = [weaker] if float(weaker.raw or 0) <= TELLS_A_LACK else []
    told = [_level_pair(ours, theirs, explained) for explained in (*sides, stronger) if explained.text]
    fitting = [each for each in told if len(each) <= letters]
    return (fitting or sorted(told, key=len) or [_level_pair(ours, theirs, None)])[0]


def _level_pair(ours: Seen, theirs: Seen, explained: Seen | None) -> str:
    """`complete, against limited (a plain file of the host)`."""
    said = [
        f"{_level(seen)} ({mid_sentence(inner(seen.text))})" if seen is explained else _level(seen)
        for seen in (ours, theirs)
    ]
    return ", against ".join(said)


def _long_point(what: str, point: Point, trade_off: TradeOff) -> str:
    """Both in a clause each; only the stronger one where that would be long."""
    ours, theirs = _side(point.ours, weaker=point.gain < 0), _side(point.theirs, weaker=point.gain > 0)
    other = role_words(trade_off)
    told = f"{what}: {ours}; {other}: {theirs}."
    if len(told) <= MOST_LETTERS:
        return told
    if point.gain < 0:
        code = _code(point.ours) if _code(point.ours) in LESS else _code(point.theirs)
        return f"{what}: {LESS[code].format(other='this one')}; {other}: {theirs}."
    code = _code(point.theirs) if _code(point.theirs) in LESS else _code(point.ours)
    return f"{what}: {ours}; {LESS[code].format(other=other)}."


def _side(seen: Seen, *, weaker: bool) -> str:
    """One side of a point; of the `weaker` one the reason only where it says what is lacking.

    The reason of a fair level says what there is, which reads as praise beside the better one's.
    """
    moves = seen.why is not None and seen.why.code == MeasureCode.PORTABILITY and seen.raw in MOVING
    if weaker and moves and float(seen.raw or 0) > TELLS_A_LACK:
        return MOVING[seen.raw]
    return side_words(seen)


def form_point(point: Point, because: str) -> str:
    """The way of running both in a sentence, with the chief reason for that of the first."""
    ours, theirs = (FORMS[str(dict(each.why.values)["form"])] for each in (point.ours, point.theirs) if each.why)
    return f"{NAMES['form']}: {ours}, against {theirs}{f'; why: {because}' if because else ''}."


def their_point(point: Point, knowledge: Knowledge) -> str:
    """What the second is or takes, where the first has been told."""
    words = side_words(point.theirs) if point.theirs.why is not None else _level(point.theirs)
    return f"{point_name(point, knowledge)}: {words}."


def behind_point(point: Point, knowledge: Knowledge) -> str:
    """What the second is or takes, against the first; alone where both would be long."""
    what, ours, theirs = point_name(point, knowledge), point.ours, point.theirs
    return their_point(point, knowledge) if _at_length(point) else f"{what}: {_pair(theirs, ours)}."


def is_known(point: Point) -> bool:
    """Whether both are known and differ as one says them, so that the point can be told in a line."""
    ours, theirs = side_words(point.ours), side_words(point.theirs)
    return UNKNOWN not in (ours, theirs) and ours != theirs


def _at_length(point: Point) -> bool:
    return point.term is None and not {_code(point.ours), _code(point.theirs)}.isdisjoint(TOLD_AT_LENGTH)


def _level(seen: Seen) -> str:
    return UNKNOWN if seen.raw is None else LEVELS_IN_A_WORD[int(float(seen.raw))]


def _pair(first: Seen, second: Seen) -> str:
    """The figures of both, with what they share said once."""
    if first.why is None or second.why is None:
        return _level_pair(first, second, None)
    paired = _PAIRED.get(MeasureCode(first.why.code)) if first.why.code == second.why.code else None
    if paired is None:
        return f"{_said(first.why)}, against {_said(second.why)}"
    return paired(dict(first.why.values), dict(second.why.values))


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
    return f"{_hours(hours)} a week{' and new skills to learn' if with_skills > takes else ''}"


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


def _costs(first: Mapping[str, Any], second: Mapping[str, Any]) -> str:
    mean = f", on average over {first['over_years']:g} years" if first["over_years"] else ""
    ours, theirs = (
        f"{'at least ' if each['at_least'] else ''}{money(each['usd_per_month'])}" for each in (first, second)
    )
    return f"{ours} a month{mean}, against {theirs}"


def _work(first: Mapping[str, Any], second: Mapping[str, Any]) -> str:
    """Hours a week of both; learning is told where only one of them asks for it."""
    ours, theirs = (_hours(each["hours"]) for each in (first, second))
    learns, they_learn = (each["with_skills"] > each["takes"] for each in (first, second))
    if learns == they_learn:
        return f"{ours} a week, against {theirs}"
    told = f"{ours} a week and nothing to learn, against {theirs}"
    return f"{told} and new skills" if they_learn else f"{ours} a week and new skills to learn, against {theirs}"


def _working_days(first: Mapping[str, Any], second: Mapping[str, Any]) -> str:
    return f"about {count(round(first['days']), 'working day')}, against {round(second['days']):,}"


def _forms(first: Mapping[str, Any], second: Mapping[str, Any]) -> str:
    ours, theirs = (FORMS[each["form"]] for each in (first, second))
    return f"{ours}, against {theirs}{', to which these answers lead' if second['form'] == second['best'] else ''}"


_PAIRED: Mapping[MeasureCode, Callable[[Mapping[str, Any], Mapping[str, Any]], str]] = {
    MeasureCode.COST: _costs,
    MeasureCode.PEOPLE: _work,
    MeasureCode.DAYS_TO_START: _working_days,
    MeasureCode.FORM: _forms,
}
"""The words of two figures of a kind."""
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
    MeasureCode.ONE_MACHINE_ONLY: lambda: "no more than one machine",
    MeasureCode.NO_OWN_MACHINES: lambda: "no machines of your own that could run out",
    MeasureCode.HEADROOM: _headroom,
    MeasureCode.NOTHING_IN_USE: lambda: "nothing is in use",
    MeasureCode.KINSHIP: _kinship,
    MeasureCode.FORM: lambda form, best, behind: (
        f"{FORMS[form]}, which these answers call for" if form == best else FORMS[form]
    ),
}
"""The short words of each figure; what has none here is unknown."""
