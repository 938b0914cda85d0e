"""An earlier answer, read from the JSON that it was written as, and held against today's."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.compare import differing_answers
from advisor.errors import Problem, ScenarioError
from advisor.knowledge import Knowledge
from advisor.recommend import Recommendation, recommend
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Table
from advisor.report.pages.what_if import answered_words
from advisor.report.wording import amount
from advisor.report.wording.rounded import money
from advisor.scenario import Scenario, load_scenario

MOST_BYTES = 16 * 1024 * 1024
"""The longest answer that is read; the largest examples have a tenth of it."""
REMEDY = "name the JSON that `advisor recommend --format json` wrote"
MOST_PLACES = 8
MOST_ANSWERS = 20


class _Read(BaseModel):
    """What is read of an answer; all else may be as it likes, as other versions write other keys."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class EarlierCost(_Read):
    """The bill of a platform."""

    low: float | None = None
    base: float | None = None
    high: float | None = None


class EarlierPlace(_Read):
    """A platform in the ranking."""

    rank: int
    platform: str
    name: str
    score: float
    cost_usd_per_month: EarlierCost = EarlierCost()


class EarlierVerdict(_Read):
    """The answer to the first question."""

    verdict: str


class EarlierKnowledge(_Read):
    """What was known."""

    version: str
    hash: str


class EarlierAnswer(_Read):
    """An answer as `advisor recommend --format json` wrote it."""

    advisor_version: str
    knowledge: EarlierKnowledge
    as_of: dt.date
    scenario: dict[str, Any]
    needs_orchestrator: EarlierVerdict
    recommendation: str | None
    ranking: tuple[EarlierPlace, ...] = ()

    def place_of(self, platform: str) -> EarlierPlace | None:
        """The place of a platform; None where it was not in the ranking."""
        return next((each for each in self.ranking if each.platform == platform), None)


@dataclass(frozen=True)
class SinceThen:
    """Today's answer, an earlier one, and what the earlier requirement is answered today.

    `asked_then` is None where the requirement is the same, or cannot be read any more.
    """

    now: Recommendation
    then: EarlierAnswer
    asked_then: Recommendation | None
    same_requirement: bool


def read_earlier(file: Path) -> EarlierAnswer:
    """The answer in a file. Raises ScenarioError where it is none, with what to do."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        why = (error.strerror or "no file").lower()
        raise ScenarioError([Problem(str(file), 0, 0, (), f"cannot be read ({why})", REMEDY)]) from error
    return parse_earlier(content, str(file))


def parse_earlier(content: bytes, source: str) -> EarlierAnswer:
    """The answer in the bytes of a file, `source` being its name. Raises ScenarioError where it is none."""
    if len(content) > MOST_BYTES:
        raise ScenarioError([Problem(source, 0, 0, (), "is larger than 16 MiB", REMEDY)])
    try:
        return EarlierAnswer.model_validate(json.loads(content))
    except json.JSONDecodeError as error:
        raise ScenarioError([Problem(source, error.lineno, error.colno, (), "is no JSON", REMEDY)]) from error
    except (ValidationError, RecursionError, UnicodeDecodeError) as error:
        raise ScenarioError([Problem(source, 0, 0, (), "holds no answer of the advisor", REMEDY)]) from error


def since_then(now: Recommendation, then: EarlierAnswer, knowledge: Knowledge) -> SinceThen:
    """Today's answer beside an earlier one; where something else was asked then, that is answered anew."""
    earlier = _requirement_of(then)
    same = earlier is not None and not differing_answers(earlier, now.scenario)
    again = None if same or earlier is None else recommend(earlier, knowledge, how_sure=False)
    return SinceThen(now, then, again, same)


def _requirement_of(then: EarlierAnswer) -> Scenario | None:
    """The requirement of then; None where it can no longer be read."""
    try:
        return load_scenario(then.scenario)
    except ScenarioError:
        return None


def change_blocks_since(compared: SinceThen) -> Iterator[Block]:
    """What is answered otherwise, by what it came, and how the places moved."""
    yield Heading("What changed since then")
    yield _head_table(compared)
    yield Heading("Why")
    yield Bullets(tuple(_reasons(compared)))
    yield Heading("Places then and now")
    yield _places(compared)


def _head_table(compared: SinceThen) -> Table:
    now, then = compared.now, compared.then
    first, was = now.winner, then.place_of(then.recommendation or "")
    rows = (
        ("day", then.as_of.isoformat(), now.as_of.isoformat()),
        ("orchestrator needed", then.needs_orchestrator.verdict, now.verdict.need.value),
        ("platform", was.name if was else "none", first.platform.name if first else "none"),
        ("USD a month", amount(was.cost_usd_per_month.base if was else None), _cost_now(now)),
        ("knowledge base", _knowledge(then.knowledge.version, then.knowledge.hash), _known(now)),
    )
    return Table(("", "then", "now"), rows)


def _cost_now(now: Recommendation) -> str:
    return amount(now.winner.topology.bill.base) if now.winner is not None else "-"


def _known(now: Recommendation) -> str:
    return _knowledge(now.knowledge.version, now.knowledge.hash)


def _knowledge(version: str, digest: str) -> str:
    return f"{version}, {digest[:12]}"


def _reasons(compared: SinceThen) -> Iterator[Bullet]:
    """Which of the two changed, what is asked or what is known, and what each did."""
    now, then, again = compared.now, compared.then, compared.asked_then
    known = then.knowledge.hash == now.knowledge.hash
    if compared.same_requirement:
        yield Bullet("The requirement is the same.")
        both = "The knowledge base is the same too, so the advisor itself answers otherwise where something differs."
        yield Bullet(both if known else "So what differs comes of what is known: the knowledge base is another one.")
        return
    if again is None:
        yield Bullet("The requirement of then can no longer be read, so it cannot be answered anew.")
        return
    answers = differing_answers(again.scenario, now.scenario)
    more = len(answers) - MOST_ANSWERS
    told = [Bullet(answered_words(each)) for each in answers[:MOST_ANSWERS]]
    yield Bullet("The requirement differs:", below=(*told, *((Bullet(f"{more} more"),) if more > 0 else ())))
    first = again.winner
    base = first.topology.bill.base if first is not None else None
    what = "no platform" if first is None else first.platform.name
    cost = f", at {money(base)} a month" if base is not None else ""
    yield Bullet(f"What was asked then is answered today with {what}{cost}; what is asked now makes the rest.")


def _places(compared: SinceThen) -> Table:
    """The first platforms of both answers, with place and bill then and now."""
    now, then = compared.now, compared.then
    entries = {entry.platform.id: entry for entry in now.ranking}
    names = {each.platform: each.name for each in then.ranking} | {key: e.platform.name for key, e in entries.items()}
    shown = [each.platform for each in then.ranking[:MOST_PLACES]]
    shown += [entry.platform.id for entry in now.ranking[:MOST_PLACES] if entry.platform.id not in shown]
    rows = []
    for platform in shown:
        was, entry = then.place_of(platform), entries.get(platform)
        rows.append(
            (
                names[platform],
                str(was.rank) if was else "-",
                str(entry.rank) if entry else "out",
                amount(was.cost_usd_per_month.base) if was else "-",
                amount(entry.topology.bill.base) if entry else "-",
            )
        )
    heads = ("platform", "place then", "place now", "USD a month then", "now")
    return Table(heads, tuple(rows), right=(1, 2, 3, 4))
