"""What is in use and is no platform known here: whether it stays below the winner, carries over to it, or is left.

Everything is read from the answer and from what words of in_use.yaml bring along; nothing is judged anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisor.knowledge import Packaging
from advisor.knowledge.schema import InUse
from advisor.recommend import Ranked, Recommendation
from advisor.sizing.location import OWN_SERVERS


class CarryOver(StrEnum):
    """What becomes of something in use that is no platform known here."""

    STAYS_BELOW = "stays_below"
    """The machines of the winner are virtual machines on it."""
    SAME_KIND = "same_kind"
    """The winner takes the definitions of its services unchanged."""
    LEAVE = "leave"
    NOTHING_FITS = "nothing_fits"
    """Nothing meets everything, so that there is nowhere to go."""


@dataclass(frozen=True)
class WordInUse:
    """Something in use that is no platform known here, and what becomes of it.

    `kept` and `lost` are its formats and packages that the winner takes, and those that it does not.
    """

    written: str
    name: str
    advice: CarryOver
    kept: tuple[str, ...]
    lost: tuple[str, ...]
    source: str


def words_in_use(recommendation: Recommendation) -> tuple[WordInUse, ...]:
    """Every known word that is no platform and runs services, in the order of the requirement."""
    knowledge = recommendation.knowledge
    found: dict[str, WordInUse] = {}
    for written in recommendation.scenario.existing or ():
        name = knowledge.read_in_use(written).name
        word = knowledge.in_use.get(name)
        if word is not None and word.definitions and name not in knowledge.platforms:
            found.setdefault(name, _word(written, name, word, recommendation))
    return tuple(found.values())


def _word(written: str, name: str, word: InUse, recommendation: Recommendation) -> WordInUse:
    winner = recommendation.winner
    taken = () if winner is None else winner.platform.terms(recommendation.as_of).definitions or ()
    kept = tuple(each for each in word.definitions if each in taken)
    lost = tuple(each for each in word.definitions if each not in taken)
    return WordInUse(written, name, _advice(word, winner, kept, recommendation), kept, lost, word.source)


def _advice(word: InUse, winner: Ranked | None, kept: tuple[str, ...], recommendation: Recommendation) -> CarryOver:
    if winner is None:
        return CarryOver.NOTHING_FITS
    if word.hypervisor and any(pool.site == OWN_SERVERS for pool in winner.topology.pools):
        return CarryOver.STAYS_BELOW
    if word.ended is not None and word.ended.day <= recommendation.as_of:
        return CarryOver.LEAVE
    formats = {each for each in word.definitions if each not in set(Packaging)}
    carries = bool(formats & set(kept)) if formats else Packaging.IMAGE in kept
    return CarryOver.SAME_KIND if carries else CarryOver.LEAVE
