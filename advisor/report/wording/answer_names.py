"""What the answers of a requirement are called: by the keys of its file, or as the questionnaire asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from advisor.knowledge import Knowledge
from advisor.report.json_values import plain
from advisor.sizing.note_codes import AssumptionCode
from advisor.values import mid_sentence

NOT_ASKED_FOR: Mapping[str, str] = {
    "hosting.subnets": "The choice of subnets",
    "hosting.machines": "Own machines",
    "load": "Load over the day",
    "services": "Services",
    "services.cpu": "CPU of services",
    "services.gpu": "GPUs of services",
    "services.gpu.type": "Type of GPU",
    "services.memory": "Memory of services",
    "services.os": "Operating system of services",
    "services.ports": "Ports of services",
    "services.replicas": "Replicas of services",
    "services.traffic": "Requests to services",
    "services.traffic.milliseconds": "Time that a request takes",
    "services.volumes": "Volumes of services",
    "tenants": "Tenants",
    "utilisation.cpu": "How full CPU is planned",
    "utilisation.memory": "How full memory is planned",
    AssumptionCode.SHARED_CPU: "Machines with shared CPU",
    AssumptionCode.SCARCE_MACHINES: "Machines that are hard to get",
    AssumptionCode.EXCHANGE_RATE: "Exchange rate",
    AssumptionCode.OWN_EXCHANGE_RATE: "Exchange rate of your own prices",
}
"""What an answer is about that no question of the questionnaire asks for, by its key; what has none by its code."""


class AnswerNames(Protocol):
    """How sentences speak of answers."""

    @property
    def more_told(self) -> str:
        """Where more is told than a sentence says, to stand behind `others`."""

    def of(self, field: str) -> str:
        """What an answer is about, to stand inside a sentence."""

    def value(self, field: str, answer: Any) -> str:
        """An answer, to stand inside a sentence; one without entries is `nothing`."""

    def mark(self, field: str, *, beside: str = "") -> str:
        """The key behind words that tell already what the answer is about, in brackets with a space before."""


class KeysOfFile:
    """Answers by the keys and values of a requirement file, for those who write one."""

    more_told = "see --full"

    def of(self, field: str) -> str:
        """The key."""
        return field

    def value(self, field: str, answer: Any) -> str:
        """The value as the file has it."""
        return written(answer)

    def mark(self, field: str, *, beside: str = "") -> str:
        """The key in brackets, with what stands beside it there."""
        return f" ({field}{f', {beside}' if beside else ''})"


IN_FILE = KeysOfFile()


class AsAsked:
    """Answers as the questionnaire asks for them, for those who fill it in.

    >>> from advisor import load_knowledge
    >>> names = AsAsked(load_knowledge())
    >>> field = "autoscale"
    >>> names.of("scale.sites"), names.value(field, "replicas"), names.mark("scale.sites")
    ('the number of sites', '“The replicas of services”', '')
    """

    more_told = "told below"

    def __init__(self, knowledge: Knowledge) -> None:
        asked = knowledge.questions
        self._names = {**NOT_ASKED_FOR, **{question.field: question.name for question in asked}}
        platforms = {platform.id: platform.name for platform in knowledge.platforms.values()}
        self._labels = {
            question.field: {written(choice.value): choice.label for choice in question.choices} or platforms
            for question in asked
        }

    def of(self, field: str) -> str:
        """The name of the question, else the key in words."""
        words = self._names.get(field)
        return mid_sentence(words) if words else field.replace(".", " ").replace("_", " ")

    def value(self, field: str, answer: Any) -> str:
        """The label of the choice in quotes; a figure or a word of one's own as it is."""
        labels = self._labels.get(field, {})
        entries = answer if isinstance(answer, tuple | list) else [answer]
        told = [f"“{labels[each]}”" if (each := written(entry)) in labels else each for entry in entries]
        return ", ".join(told) or "nothing"

    def mark(self, field: str, *, beside: str = "") -> str:
        """Nothing but what stands beside the key: the words tell what the answer is about."""
        return f" ({beside})" if beside else ""


def one_of_others(number: int, names: AnswerNames) -> str:
    """That one of so many more answers does the same, and where they are told.

    >>> one_of_others(3, IN_FILE)
    'one of 3 others (see --full)'
    """
    return f"one {f'of {number} others' if number > 1 else 'other'} ({names.more_told})"


def written(answer: Any) -> str:
    """An answer as a requirement file has it; a list without entries is `nothing`."""
    value = plain(answer)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return str(value) if value != "" else "nothing"
