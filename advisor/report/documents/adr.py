"""A decision record in the form of MADR 4.0, to be kept in a repository beside what it decides about."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterable, Iterator

from advisor.recommend import Ranked, Recommendation
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Line, Paragraph
from advisor.report.documents.decision import HEADINGS, about_words, answer_fields, bill_table, field_blocks
from advisor.report.documents.parts import Picture
from advisor.report.documents.template import Template
from advisor.report.formats.markdown import escape, print_markdown
from advisor.report.sections.answer_field import AnswerField
from advisor.report.wording import capital, count, figure, listing
from advisor.report.wording.measures import FORMS
from advisor.report.wording.rounded import money
from advisor.report.wording.trade_offs import is_known, their_point
from advisor.trade_offs import compare_ranked

MOST_DRIVERS = 5
MOST_OPTIONS = 4
MOST_POINTS = 3
CONTEXT = (AnswerField.VERDICT, AnswerField.REQUESTED, AnswerField.IN_USE)
"""Fields of the short answer that say what is asked and what is there."""
OUTCOME = (AnswerField.SURE, AnswerField.BILL, AnswerField.SET_UP)
CHANGES = (AnswerField.RESTS_ON, AnswerField.WOULD_CHANGE, AnswerField.NEXT, AnswerField.MIND)
"""Fields by which it is seen whether the decision still holds."""


def print_adr(recommendation: Recommendation, template: Template, picture: Picture | None, file: str) -> bytes:
    """The record as Markdown; `file` is the name under which it finds its picture."""
    parts = [_front_matter(recommendation, template)]
    for part in _parts(recommendation, picture):
        parts.append(_image(part, file) if isinstance(part, Picture) else print_markdown((part,)).rstrip("\n"))
    return ("\n\n".join(parts) + "\n").encode("utf-8", "backslashreplace")


def _front_matter(recommendation: Recommendation, template: Template) -> str:
    """Status, day and people, as YAML whose texts are in JSON's quotes, so that no text is read as anything else."""
    about = template.about
    people = (
        ("decision-makers", about.decision_makers),
        ("consulted", about.consulted),
        ("informed", about.informed),
    )
    lines = [f"status: {json.dumps(about.words.status)}", f"date: {recommendation.as_of.isoformat()}"]
    lines += [f"{key}: {json.dumps(list(names))}" for key, names in people]
    return "\n".join(("---", *lines, "---"))


def _image(picture: Picture, file: str) -> str:
    return f"![{escape(picture.alt)}]({urllib.parse.quote(file)})\n\n*{escape(picture.caption)}*"


def _parts(recommendation: Recommendation, picture: Picture | None) -> Iterator[Block | Picture]:
    fields = {field.label: field.paragraphs for field in answer_fields(recommendation)}
    winner, name = recommendation.winner, recommendation.scenario.name
    yield Heading(f"{name}: no platform fits" if winner is None else f"Run {name} on {winner.platform.name}", 1)
    yield Heading("Context and Problem Statement")
    yield Paragraph(about_words(recommendation))
    yield from _of(fields, CONTEXT)
    yield Heading("Decision Drivers")
    yield Bullets(tuple(_drivers(recommendation)))
    yield Heading("Considered Options")
    yield Bullets(tuple(_options(recommendation)))
    yield Heading("Decision Outcome")
    if winner is None:
        yield from _of(fields, (AnswerField.TAKE,))
    else:
        yield Paragraph(f"Chosen option: {winner.platform.name}.")
        yield from _of(fields, (AnswerField.WHY,))
        if picture is not None:
            yield picture
        yield from _of(fields, OUTCOME)
        if winner.topology.bill.base is not None and winner.topology.bill.lines:
            yield bill_table(winner.topology.bill)
        yield Heading("Consequences", 3)
        yield from _of(fields, (AnswerField.GIVES_UP,))
    yield Heading("Confirmation", 3)
    yield from _of(fields, CHANGES)
    yield from _others(recommendation)


def _of(fields: dict[str, tuple[Line, ...]], labels: Iterable[str]) -> Iterator[Block]:
    """Fields of the short answer, one after the other."""
    for label in labels:
        lines = fields.get(label, ())
        if not lines:
            continue
        named = HEADINGS.get(label, label)
        first, *others = field_blocks(lines)
        if isinstance(first, Paragraph) and not others:
            yield Paragraph(f"{named}: {first.text}")
        else:
            yield Paragraph(f"{named}:")
            yield first
            yield from others


def _drivers(recommendation: Recommendation) -> Iterator[Bullet]:
    """The heaviest criteria, and the budget."""
    names = {each.id: each for each in recommendation.knowledge.criteria.criteria}
    heaviest = sorted(recommendation.weights, key=lambda each: (-each[1], each[0]))[:MOST_DRIVERS]
    for criterion, weight in heaviest:
        yield Bullet(f"{names[criterion].name}, weight {figure(round(weight, 2))}")
    if recommendation.scenario.budget is not None and recommendation.scenario.budget.usd_per_month is not None:
        yield Bullet(f"Budget of {money(recommendation.scenario.budget.usd_per_month)} a month")


def _options(recommendation: Recommendation) -> Iterator[Bullet]:
    """The first choices with their form and bill, and how many others there were."""
    for entry in recommendation.choices[:MOST_OPTIONS]:
        yield Bullet(_option(entry))
    more = max(len(recommendation.choices) - MOST_OPTIONS, 0)
    told = [count(more, "other choice")] if more else []
    told += [f"{count(len(recommendation.eliminated), 'platform')} ruled out"] if recommendation.eliminated else []
    if told:
        yield Bullet(capital(listing(told)))


def _option(entry: Ranked) -> str:
    bill = entry.topology.bill
    least = "at least " if bill.is_lower_limit else ""
    cost = "no price is known" if bill.base is None else f"{least}{money(bill.base)} a month"
    form = f", {FORMS[entry.form.value]}" if entry.form is not None else ""
    return f"{entry.platform.name}{form}: {cost}, score {entry.score.total:.3f}"


def _others(recommendation: Recommendation) -> Iterator[Block]:
    """What speaks for and against the other options, beside the one that was chosen."""
    winner = recommendation.winner
    others = [entry for entry in recommendation.choices[:MOST_OPTIONS] if entry is not winner]
    if winner is None or not others:
        return
    yield Heading("Pros and Cons of the Options")
    for entry in others:
        against = compare_ranked(recommendation, winner, entry)
        items = [
            Bullet(f"{side}: {their_point(point, recommendation.knowledge)}")
            for side, points in (("Good", against.losses), ("Bad", against.gains))
            for point in [each for each in points if is_known(each)][:MOST_POINTS]
        ]
        yield Heading(entry.platform.name, 3)
        yield Bullets(tuple(items)) if items else Paragraph("It differs by less than can be told apart.")
