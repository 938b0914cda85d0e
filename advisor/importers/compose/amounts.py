"""Amounts as Compose writes them: bytes in powers of 1024 whatever the letter, processors as a decimal number."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from advisor.importers.nodes import FileNode
from advisor.values import MOST_MEBIBYTES, MOST_MILLICORES

_BYTES = re.compile(r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,9})?)\s*(?P<unit>[kmgtp]?i?b?)", re.IGNORECASE)
_EXPONENTS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}


def mebibytes(node: FileNode) -> int | None:
    """An amount of bytes in MiB, rounded up; None for 0, a blank and -1, which set no limit.

    Compose counts in powers of 1024: `300M` is 300 MiB (docker/go-units, RAMInBytes). Raises InputError.

    >>> from advisor.importers.nodes import read_nodes
    >>> [mebibytes(entry) for entry in read_nodes("[300M, 1gb, 0.5g, 1048577, 0]", "f")[0].entries]
    [300, 1024, 512, 2, None]
    """
    text = node.text.strip()
    if text in ("", "-1"):
        return None
    match = _BYTES.fullmatch(text)
    if match is None:
        raise node.place.refusal(f"{text[:40]!r} is not an amount of memory", "write for example 512M or 2g")
    unit = match["unit"].lower().rstrip("b").rstrip("i")
    amount = Decimal(match["number"]) * Decimal(1024) ** (_EXPONENTS[unit] - 2)
    whole = int(amount.to_integral_value("ROUND_CEILING"))
    if whole > MOST_MEBIBYTES:
        raise node.place.refusal(f"{text[:40]} is more memory than the advisor can size", "write at most 1024t")
    return whole or None


def millicores(node: FileNode) -> int | None:
    """A number of processors in millicores, rounded up; None for 0 and a blank, which set no limit.

    Raises InputError.
    """
    text = node.text.strip()
    if not text:
        return None
    try:
        amount = Decimal(text) * 1000
    except InvalidOperation as error:
        raise _no_cpus(node, text) from error
    if not amount.is_finite() or amount < 0:
        raise _no_cpus(node, text)
    if amount > MOST_MILLICORES:
        remedy = "write a number of processors, such as 0.5 (1024 stands for one in ECS, not in Compose)"
        raise node.place.refusal(f"{text[:40]} processors are more than the advisor can size", remedy)
    return int(amount.to_integral_value("ROUND_CEILING")) or None


def _no_cpus(node: FileNode, text: str) -> Exception:
    return node.place.refusal(f"{text[:40]!r} is not a number of processors", "write for example 0.5")
