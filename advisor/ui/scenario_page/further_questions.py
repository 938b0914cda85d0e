"""Questions beyond those of the knowledge base: details that sharpen size and bill, and that few have to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from advisor.knowledge import Question, QuestionKind
from advisor.knowledge.schema import Choice

SAVES_AND_DISCOUNTS = "pricing."
NO_PERCENTAGES = ("pricing.currency.per_usd",)
_YES_NO: Mapping[bool | str, str] = {True: "Yes", False: "No"}
_PARTS = {
    "machines": "machines",
    "tasks": "tasks of a platform that hides the machines",
    "fees": "fees of the platform",
    "software": "licences and subscriptions",
    "disks": "disks and volumes",
    "network": "load balancers, gateways and addresses",
    "registry": "the registry of images",
    "egress": "traffic to the internet",
}


def _number(field: str, name: str, text: str, about: str) -> Question:
    return Question(field=field, theme="", kind=QuestionKind.NUMBER, name=name, text=text, help=about)


def _text(field: str, name: str, text: str, about: str) -> Question:
    return Question(field=field, theme="", kind=QuestionKind.TEXT, name=name, text=text, help=about)


def _one(field: str, name: str, text: str, about: str, choices: Mapping[bool | str, str]) -> Question:
    offered = tuple(Choice(value=value, label=label) for value, label in choices.items())
    return Question(field=field, theme="", kind=QuestionKind.ONE, name=name, text=text, help=about, choices=offered)


_SCALE = (
    _number(
        *("scale.apps", "Number of applications", "How many applications are there?"),
        "One application may consist of several services.",
    ),
    _number(
        *("scale.containers", "Number of containers", "How many containers run on a usual day?"),
        "Counted for you where services list their replicas.",
    ),
    _number(
        *("scale.images", "Number of images", "How many container images are there?"),
        "It stands in the documents; sizes come from the services.",
    ),
    _number(
        *("scale.regions", "Number of regions", "In how many regions does it run?"),
        "The plan and its bill are for one region; with several, the answer says what that leaves out.",
    ),
    _number(
        *("scale.users", "Number of users", "How many people use it?"),
        "So few as two hundred seldom ask for more than one machine holds.",
    ),
)
_PLACE = (
    _one(
        *("hosting.subnets", "Way to the internet", "How do machines reach the internet?"),
        "Without addresses of their own they need a gateway, which costs by the hour and by the gigabyte.",
        {"public": "With public addresses", "private": "Through a gateway"},
    ),
)
_AVAILABILITY = (
    _one(
        *("availability.survive_together", "Machines lost with a zone", "May machines fail while a zone is lost?"),
        "Losses are survived one at a time, unless you ask for both at once. That takes more spare room.",
        _YES_NO,
    ),
    _text(
        *("availability.upgrade.max_surge", "Machines added during an upgrade"),
        "How many machines may be added during an upgrade (a number, or a share such as 25%)?",
        "New machines come before old ones go; they need room, and are paid for meanwhile.",
    ),
    _text(
        *("availability.upgrade.max_unavailable", "Machines missing during an upgrade"),
        "How many machines may be missing during an upgrade (a number, or a share such as 25%)?",
        "Without added machines some have to go first, and the others carry their load.",
    ),
    _number(
        *("utilisation.cpu", "Share of CPU planned full"),
        "Which share of the CPU of a machine may be planned full (0 to 1)?",
        "What stays free takes up short peaks. 0.8 leaves a fifth free.",
    ),
    _number(
        *("utilisation.memory", "Share of memory planned full"),
        "Which share of the memory of a machine may be planned full (0 to 1)?",
        "Memory that runs out stops containers, so less of it is planned full.",
    ),
)
_COMMITMENT = (
    _one(
        *("pricing.commitment.payment", "Payment in advance", "How much of the commitment is paid in advance?"),
        "Paying in advance lowers the price a little more.",
        {"none": "Nothing", "partial": "A part", "all": "All"},
    ),
    _text(
        *("pricing.commitment.share", "Share that is promised"),
        "How much is promised (percent of what runs at the peak, or cheapest)?",
        "The word cheapest lets the advisor find the share that costs least over the hours of the load.",
    ),
    _number(
        *("pricing.commitment.saves.machines", "What a commitment saves on machines, in percent"),
        "By how many percent does your commitment lower the price of machines?",
        "Left open, the prices that are held are taken.",
    ),
    _number(
        *("pricing.commitment.saves.tasks", "What a commitment saves on tasks, in percent"),
        "By how many percent does your commitment lower the price of tasks?",
        "For platforms that hide the machines. Left open, the prices that are held are taken.",
    ),
)
_SPOT = (
    _number(
        *("pricing.spot.saves.machines", "What spare capacity saves on machines, in percent"),
        "By how many percent is spare capacity cheaper for machines?",
        "Left open, the prices that are held are taken.",
    ),
    _number(
        *("pricing.spot.saves.tasks", "What spare capacity saves on tasks, in percent"),
        "By how many percent is spare capacity cheaper for tasks?",
        "For platforms that hide the machines.",
    ),
)
_DISCOUNTS = tuple(
    _number(
        *(f"pricing.discounts.{part}", f"Discount on {named}, in percent"),
        f"By how many percent does your contract lower the price of {named}?",
        "It holds instead of the discount on all parts.",
    )
    for part, named in _PARTS.items()
)
_CURRENCY = (
    _text(
        *("pricing.currency.code", "Second currency"),
        "In which currency should sums stand beside US dollars (such as EUR)?",
        "Prices are kept in US dollars; the other currency is shown beside them.",
    ),
    _number(
        *("pricing.currency.per_usd", "Units of the second currency for one US dollar"),
        "How many units of that currency is one US dollar?",
        "At your own rate, so that the bill can be compared with your books.",
    ),
)
_OWN_PRICES = (
    _text(
        *("pricing.prices", "Folder of own prices"),
        "In which folder beside the requirement file do your own prices lie?",
        "It serves the command line and Python. This page has no folder beside it: whoever runs it can lay prices over "
        "it for all visitors. Machines of your own, discounts and savings need no folder.",
    ),
)
_BY_THEME: Mapping[str, tuple[Question, ...]] = {
    "scale": _SCALE,
    "place": _PLACE,
    "availability": _AVAILABILITY,
    "budget": (*_COMMITMENT, *_SPOT, *_DISCOUNTS, *_CURRENCY, *_OWN_PRICES),
}


def further_questions() -> tuple[Question, ...]:
    """All further questions."""
    return tuple(question for asked in _BY_THEME.values() for question in asked)


def further(theme: str) -> tuple[Question, ...]:
    """The further questions of a theme."""
    return _BY_THEME.get(theme, ())


NO_TERM = (None, "none")


def applies(question: Question, answer: Callable[[str], Any]) -> bool:
    """Whether a further question has a sense yet: terms of a commitment, or of spare capacity, need one first."""
    if question in _COMMITMENT:
        return answer("pricing.commitment.term") not in NO_TERM or answer(question.field) is not None
    return question not in _SPOT or answer("pricing.spot") is True


def is_percentage(field: str) -> bool:
    """Whether a number is in percent, so that one below 1 is written with its sign."""
    return field.startswith(SAVES_AND_DISCOUNTS) and field not in NO_PERCENTAGES
