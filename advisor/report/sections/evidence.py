"""What a line can rest on."""

from __future__ import annotations

from advisor.report.blocks import Evidence, EvidenceKind


def rule(name: str) -> Evidence:
    """A rule that fired."""
    return Evidence(EvidenceKind.RULE, name)


def answer(field: str) -> Evidence:
    """An answer of the requirement, or one that is open."""
    return Evidence(EvidenceKind.ANSWER, field)


def figure(place: str) -> Evidence:
    """A value of the JSON of the same answer."""
    return Evidence(EvidenceKind.FIGURE, place)


def claim(platform: str, term: str) -> Evidence:
    """What is claimed of a platform."""
    return Evidence(EvidenceKind.CLAIM, f"{platform}.{term}")


def threshold(field: str) -> Evidence:
    """An answer by which the first question turns."""
    return Evidence(EvidenceKind.THRESHOLD, field)
