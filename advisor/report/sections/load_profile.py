"""The load over a day or week: the plans, what following it saves, and how long new capacity takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.knowledge import Knowledge
from advisor.report.blocks import Block, Heading, Paragraph, Table
from advisor.report.wording import cited, ended, figure, listing, percent, sentence, usd
from advisor.report.wording.bill import HOUR_CLASSES
from advisor.report.wording.load_profile import load_name
from advisor.report.wording.notes import note_words
from advisor.sizing.load_following import LoadFollowing, LoadPlan
from advisor.values import HOURS_PER_DAY

MOST_TYPES = 4
CYCLES = {24: "day", 168: "week"}


def load_following_blocks(load_following: LoadFollowing, knowledge: Knowledge) -> Iterator[Block]:
    """Whether capacity follows the load; if it does, the plans by hour and what that saves."""
    yield Heading("Over time", 3)
    if not load_following.follows:
        yield Paragraph(sentence(note_words(load_following.why)))
        return
    yield Paragraph(saving_words(load_following))
    cycle = CYCLES.get(load_following.cycle_hours, f"{load_following.cycle_hours} hours")
    yield Table(
        ("plan", f"hours of the {cycle}", "when", "billed as", "replicas", "machines or sizes", "USD an hour"),
        tuple(plan_cells(plan, load_following.cycle_hours) for plan in load_following.plans),
        right=(1, 4, 6),
    )
    uncounted = uncounted_words(load_following)
    if uncounted:
        yield Paragraph(uncounted)
    yield Paragraph(capacity_words(load_following), cited(load_following.capacity_source, knowledge))
    for note in load_following.notes:
        yield Paragraph(sentence(note_words(note)))


def saving_words(load_following: LoadFollowing) -> str:
    """What following the load saves a month."""
    why = sentence(note_words(load_following.why))
    if load_following.usd_saved_per_month is None:
        return f"{why} What that saves cannot be told, because a price is missing."
    if load_following.usd_saved_per_month <= 0:
        return f"{why} It saves nothing: own machines and machines that stay cost the same."
    saved, share = usd(load_following.usd_saved_per_month), percent(load_following.saved_share)
    against = f"Against the peak at all hours that saves {saved} a month, {share} of what carries the replicas."
    return f"{why} {against}"


def plan_cells(plan: LoadPlan, cycle: int) -> tuple[str, ...]:
    """One plan as cells: name, hours, when, how the bill calls them, replicas, machines, USD an hour."""
    hours = figure(round(plan.hours, 1))
    when = hours_in_words(plan.when, cycle)
    return (
        load_name(plan.names),
        hours,
        when,
        HOUR_CLASSES[plan.counted_as] if plan.counted_as else "-",
        f"{plan.replicas:,}",
        _machines(plan),
        figure(_rounded(plan.usd_per_hour)),
    )


def uncounted_words(load_following: LoadFollowing) -> str:
    """Which plans no hour is counted for, as nothing says how long they last; empty where each has its hours."""
    if any(plan.when for plan in load_following.plans):
        return ""  # the load of each hour is known
    names = [load_name(plan.names) for plan in load_following.plans if not plan.hours]
    if not names:
        return ""
    loads = listing(names)
    return f"How many hours stand at {loads} was not said, so none is counted; load in the requirement file says it."


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _machines(plan: LoadPlan) -> str:
    shown = len(plan.machines) if len(plan.machines) == MOST_TYPES + 1 else MOST_TYPES
    named = [f"{count:,} x {name}" for name, count in plan.machines[:shown]]
    more = plan.machines[shown:]
    if more:
        named.append(f"{sum(count for _, count in more):,} of {len(more)} other sizes")
    return "; ".join(named) or "none"


def hours_in_words(when: Sequence[int], cycle: int) -> str:
    """Hours of a day as spans (`0 to 6, 22`, both ends included); of a week only for days that are alike."""
    if not when:
        return "-"
    if cycle != HOURS_PER_DAY:
        return "as in the profile"
    spans: list[list[int]] = []
    for hour in when:
        if spans and hour == spans[-1][-1] + 1:
            spans[-1].append(hour)
        else:
            spans.append([hour])
    return listing([f"{span[0]}" if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans])


def capacity_words(load_following: LoadFollowing) -> str:
    """How long new capacity takes, and what it costs to have it that much earlier."""
    if load_following.capacity_minutes is None:
        return "How long new capacity takes is not published, and no room is counted for the time until it is there."
    minutes = f"about {figure(load_following.capacity_minutes)} minutes"
    words = f"From a rise of the load until replicas run on added capacity it takes {minutes}"
    if load_following.usd_ahead_per_month is None:
        return ended(words)
    ahead = usd(load_following.usd_ahead_per_month)
    return f"{words}. Having it there that much earlier costs about {ahead} a month more, which is not in the bill."
