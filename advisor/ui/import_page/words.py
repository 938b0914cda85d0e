"""How the review of an import calls what files say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.errors import KeyPath
from advisor.importers import ImportCode, ImportNote
from advisor.importers.questions import ImportQuestion, LeadingQuestion
from advisor.report.wording import capital, count, first_of, listing
from advisor.report.wording.imported import question_words, reason

_SERVICES = "services"
_CALLED = {
    "cpu": "CPU",
    "gpu": "GPU",
    "gpu_type": "GPU type",
    "os": "operating system",
    "arch": "processor",
    "per_node": "one on every machine",
    "io_mbps": "disk throughput",
    "needs_host": "what it needs of its machine",
    "anti_affinity": "not beside",
    "affinity": "beside",
    "state": "where data lives",
    "stateful": "keeps data",
    "kind": "kind of work",
    "runs": "when it runs",
    "max_per_node": "most on one machine",
    "existing": "in use today",
    "hosting.model": "where it runs",
}
"""Keys of a requirement whose own word says too little."""
_HERE: Mapping[ImportCode, Callable[..., str]] = {
    ImportCode.VARIABLE_NOT_GIVEN: lambda: "a variable without a value or a default, left blank; give it above",
    ImportCode.PROFILE_NOT_ASKED_FOR: lambda profiles: f"runs in the profile {listing(profiles)} only; choose it above",
    ImportCode.MHZ_OF_A_CORE: lambda mhz, core_mhz: (
        f"{mhz} MHz at {core_mhz} MHz a core; say above what your machines have"
    ),
    ImportCode.NOT_SAID_BY_ANY: lambda keys: f"no file of this kind says {listing([_called(key) for key in keys])}",
}
"""Reasons that point to an option of the command line; here there is a field for it."""


def reason_words(note: ImportNote) -> str:
    """What the code of a note says."""
    return told_reason(note.code, dict(note.values))


def told_reason(code: ImportCode, values: Mapping[str, object]) -> str:
    """What a code says with its values."""
    return _HERE[code](**values) if code in _HERE else reason(code, values)


def asked_words(asked: LeadingQuestion) -> str:
    """A question that is open, with where on this page it is answered."""
    if asked.question is ImportQuestion.SIZES:
        without = f"{len(asked.services)} of {count(asked.of, 'service')}"
        return f"How much CPU and memory does a replica need? {without} do not say; choose below."
    if asked.question is ImportQuestion.DATA_WITHOUT_VOLUME:
        return f"May the data of {first_of(asked.services)} be lost? No volume keeps it."
    if asked.question is ImportQuestion.VOLUME_SIZES:
        return f"{question_words(asked)} Say it below."
    return question_words(asked)


def service_of(path: KeyPath) -> str | None:
    """The name of the service that a path leads to; `all services` for a star, None for the whole requirement."""
    if len(path) < 2 or path[0] != _SERVICES:
        return None
    return "all services" if path[1] == "*" else str(path[1])


def field_words(path: KeyPath) -> str:
    """What a path leads to, without the service: `CPU`, `port 80: exposure`, `operating system`."""
    inner = path[2:] if path[:1] == (_SERVICES,) else path
    if not inner:
        return ""
    words: list[str] = []
    for place, part in enumerate(inner):
        if isinstance(part, int) and place and inner[place - 1] == "ports":
            words[-1] = f"port {part}"
        elif not isinstance(part, int):
            words.append(_called(part))
        else:
            words[-1] = f"{words[-1]} {part + 1}"
    return capital(": ".join(words))


def _called(key: str) -> str:
    return _CALLED.get(key, key.replace("_", " "))
