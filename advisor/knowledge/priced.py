"""The prices that a requirement asks for by itself: a folder beside its file."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import ScenarioError, Setting
from advisor.knowledge.knowledge_base import Knowledge
from advisor.scenario import Scenario

PLACE = ("pricing", "prices")


def priced_for(scenario: Scenario, knowledge: Knowledge) -> Knowledge:
    """The knowledge with the prices that a requirement names; as it is where it names none, or they lie over it.

    Prices that were laid over the knowledge before, as by `--prices`, take the place of those of the requirement.
    Raises ScenarioError where the folder cannot be one, PriceError with every mistake in it.
    """
    asked = scenario.pricing.prices if scenario.pricing else None
    own = knowledge.prices.own
    if asked is None or (own is not None and own.asked in (None, asked)):
        return knowledge
    return knowledge.with_prices(_folder(scenario, asked), asked=asked)


def _folder(scenario: Scenario, asked: str) -> Path:
    beside = scenario.origin.folder if scenario.origin else None
    if beside is None:
        message = "names a folder beside the requirement file, and this was read from no file"
        remedy = "write it to a file, or name the folder with --prices"
        raise ScenarioError([scenario.problem(PLACE, message, remedy, ways=((Setting(PLACE),),))])
    folder = beside / asked
    if not folder.resolve().is_relative_to(beside.resolve()):
        message = f"{asked} leads out of the folder of this file"
        raise ScenarioError([scenario.problem(PLACE, message, "name a folder beside it, such as prices")])
    if not folder.is_dir():
        message = f"there is no folder {asked} beside this file"
        raise ScenarioError([scenario.problem(PLACE, message, "check the name, or name the folder with --prices")])
    return folder
