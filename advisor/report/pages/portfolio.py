"""The page of `advisor portfolio`: what to standardise on, what it saves, and what each application gives up."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge
from advisor.portfolio import Portfolio
from advisor.portfolio.plan import PlacedApplication, allowed
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph, Table
from advisor.report.wording import count, first_of, listing, percent
from advisor.report.wording.capabilities import capability_words
from advisor.report.wording.rounded import money

MOST_ROWS = 200
"""Applications in a table; the JSON and the workbook have all."""


def portfolio_page(portfolio: Portfolio, knowledge: Knowledge) -> tuple[Block, ...]:
    """The answer for many applications at once."""
    return tuple(_page(portfolio, knowledge))


def _page(portfolio: Portfolio, knowledge: Knowledge) -> Iterator[Block]:
    yield Heading(f"Portfolio of {count(len(portfolio.applications), 'application')}", 1)
    yield from verdict(portfolio, knowledge)
    yield from chosen(portfolio, knowledge)
    yield from curve(portfolio, knowledge)
    yield from sharing(portfolio, knowledge)
    yield from given_up(portfolio, knowledge)
    yield from cannot_move(portfolio, knowledge)
    yield from other_prices(portfolio, knowledge)
    yield from how_worked_out(portfolio)


def _names(ids: tuple[str, ...], knowledge: Knowledge) -> str:
    return listing([knowledge.platforms[one].name for one in ids])


def verdict(portfolio: Portfolio, knowledge: Knowledge) -> Iterator[Block]:
    """What to standardise on, what it saves, and what the sums leave out."""
    if not portfolio.placed:
        yield Paragraph("No platform fits any of these applications.", stressed=True)
        return
    saved, alone = portfolio.saved_usd_per_month, portfolio.alone_usd_per_month
    yield Paragraph(f"Standardise on {_names(portfolio.platforms, knowledge)}.", stressed=True)
    platforms = count(len(portfolio.alone_platforms), "platform")
    cost = f"That costs {money(portfolio.usd_per_month)} a month, people included"
    own = f"every application on its own best platform {money(alone)} on {platforms}"
    share = f" ({percent(abs(saved) / alone)})" if alone else ""
    if round(saved):
        verb = "saves" if saved > 0 else "costs more by"
        yield Paragraph(f"{cost}; {own}. It {verb} {money(abs(saved))} a month{share}.")
    else:
        yield Paragraph(f"{cost}; {own}. There is nothing to save.")
    people = sum(portfolio.people.values())
    yield Paragraph(f"It takes {people:.1f} people to run, instead of {portfolio.alone_people:.1f}.")
    if portfolio.terms.price_assumed:
        price = money(portfolio.terms.usd_per_person_year)
        told = f"A person is taken to cost {price} a year, as nobody said"
        yield Paragraph(f"{told}; other prices are tried below.")
    unpriced = [each.application.name for each in portfolio.placed if not each.option.priced]
    if unpriced:
        yield Paragraph(f"Not all of {first_of(unpriced)} has a price; the sums are lower limits.")
    if portfolio.nowhere:
        names = [each.name for each in portfolio.nowhere]
        yield Paragraph(f"No platform fits {first_of(names)}, which no sum contains.", stressed=True)


def chosen(portfolio: Portfolio, knowledge: Knowledge) -> Iterator[Block]:
    """The platforms chosen, with what runs on each, its bill and its people."""
    rows = []
    for platform in portfolio.platforms:
        clusters = [each for each in portfolio.clusters if each.platform == platform]
        rows.append(
            (
                knowledge.platforms[platform].name,
                str(sum(len(each.applications) for each in clusters)),
                str(sum(len(each.applications) if each.refused else 1 for each in clusters)),
                money(sum(each.together_usd_per_month for each in clusters)),
                f"{portfolio.people[platform]:.1f}",
            )
        )
    if rows:
        heads = ("platform", "applications", "set-ups", "bill a month", "people")
        yield Table(heads, tuple(rows), right=(1, 2, 3, 4))


def curve(portfolio: Portfolio, knowledge: Knowledge) -> Iterator[Block]:
    """The same with one platform, two, and more."""
    if not portfolio.curve or not portfolio.placed:
        return
    yield Heading("One platform, or several?")
    costs = [point.usd_per_month for point in portfolio.curve if point.usd_per_month is not None]
    least = min(costs, default=0.0)
    rows = tuple(
        (
            str(point.most),
            _names(point.platforms, knowledge) if point.platforms else "cannot hold all",
            "-" if point.usd_per_month is None else money(point.usd_per_month),
            "-" if point.usd_per_month is None else money(point.usd_per_month - least),
        )
        for point in portfolio.curve
    )
    yield Table(("at most", "platforms", "a month", "above the least"), rows, right=(0, 2, 3))
    yield Paragraph("Clusters of the choice above were sized together; those of other choices are estimated by them.")


def sharing(portfolio: Portfolio, knowledge: Knowledge) -> Iterator[Block]:
    """The clusters that applications share, and what that saves."""
    shared = [each for each in portfolio.clusters if len(each.applications) > 1]
    if not shared:
        return
    yield Heading("Shared clusters")
    rows = tuple(
        (
            knowledge.platforms[each.platform].name,
            first_of(each.applications),
            money(each.apart_usd_per_month),
            "cannot be shared" if each.refused else money(each.together_usd_per_month),
        )
        for each in shared
    )
    heads = ("platform", "applications", "each with a cluster", "together")
    yield Table(heads, rows, right=(2, 3))


def given_up(portfolio: Portfolio, knowledge: Knowledge) -> Iterator[Block]:
    """The applications that move, and what each gives up."""
    moved = [each for each in portfolio.placed if each.application.best != each.option]
    if not portfolio.placed:
        return
    yield Heading("What each application gives up")
    stay = len(portfolio.placed) - len(moved)
    yield Paragraph(f"{count(stay, 'application')} of {len(portfolio.placed)} stay on their own best platform.")
    ordered = sorted(moved, key=lambda each: (-each.option.given_up, each.application.name))
    rows = tuple(_moved(each, knowledge) for each in ordered[:MOST_ROWS])
    if rows:
        heads = ("application", "own best", "moves to", "suits less by", "own best a month", "alone there")
        yield Table(heads, rows, right=(3, 4, 5))
    if len(ordered) > MOST_ROWS:
        yield Paragraph(f"And {len(ordered) - MOST_ROWS} more, which the JSON and the workbook have.")


def _moved(placed: PlacedApplication, knowledge: Knowledge) -> tuple[str, ...]:
    best = placed.application.best or placed.option
    return (
        placed.application.name,
        knowledge.platforms[best.platform].name,
        knowledge.platforms[placed.option.platform].name,
        percent(placed.option.given_up, 1),
        money(best.usd_per_month),
        money(placed.option.usd_per_month),
    )


def cannot_move(portfolio: Portfolio, knowledge: Knowledge) -> Iterator[Block]:
    """The applications that only one platform can take, and why."""
    stuck = portfolio.cannot_move
    if not stuck or len(portfolio.platforms) < 2:
        return
    yield Heading("Who cannot move, and why")
    yield Bullets(tuple(Bullet(f"{each.application.name}: {_why(each, portfolio, knowledge)}") for each in stuck))


def _why(placed: PlacedApplication, portfolio: Portfolio, knowledge: Knowledge) -> str:
    """Why an application takes no other of the platforms chosen."""
    application = placed.application
    reasons = []
    out = {entry.platform: entry for entry in application.eliminated}
    for platform in portfolio.platforms:
        name = knowledge.platforms[platform].name
        if platform == placed.option.platform:
            continue
        if platform in out:
            terms = sorted(capability_words(term, knowledge) for term in out[platform].unmet)
            reasons.append(f"{name} lacks {listing(terms)}" if terms else f"{name} cannot hold its services")
        elif platform in application.options:
            behind = percent(application.options[platform].given_up)
            reasons.append(f"{name} suits it {behind} less")
    return "; ".join(reasons)


def other_prices(portfolio: Portfolio, knowledge: Knowledge) -> Iterator[Block]:
    """The same where a person costs more or less."""
    if not portfolio.at_other_prices or not portfolio.placed:
        return
    yield Heading("If a person costs more or less")
    rows = tuple(
        (money(each.usd_per_person_year), _names(each.platforms, knowledge), money(each.usd_per_month))
        for each in portfolio.at_other_prices
    )
    yield Table(("a person a year", "platforms", "a month"), rows, right=(0, 2))


def how_worked_out(portfolio: Portfolio) -> Iterator[Block]:
    """How the choice was made, and how near to the cheapest it is."""
    yield Heading("How this was worked out")
    terms = portfolio.terms
    given = percent(terms.most_given_up)
    moves = sum(len(allowed(each.application, terms)) for each in portfolio.placed)
    gap = "No other choice costs less by this sum" if portfolio.gap < 1e-6 else f"Proved to {percent(portfolio.gap, 2)}"
    yield Bullets(
        (
            Bullet(f"At most {count(terms.most_platforms, 'platform')}; {portfolio.fewest} at the least can hold all."),
            Bullet(f"No platform is chosen that suits an application more than {given} less than its own best."),
            Bullet("What suits is judged by all criteria but bill, people and form, which are in the sums."),
            Bullet(f"{moves} pairs of application and platform were weighed. {gap}."),
            Bullet(
                "Applications in one place with equal promises share a cluster, each as a tenant; those that are kept "
                "apart from everybody do not."
            ),
        )
    )
