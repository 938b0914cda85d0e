"""Quantities as Kubernetes writes them: a decimal number with a binary, a decimal or a power-of-ten suffix.

The forms are those of the API reference ("Quantity"): `128974848`, `129e6`, `129M`, `123Mi`, `100n`, `400m`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from advisor.importers.nodes import FileNode
from advisor.values import MOST_MEBIBYTES, MOST_MILLICORES

_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30}))"
    r"(?:(?P<unit>[numkMGTPE]|[KMGTPE]i)|[eE](?P<power>[+-]?[0-9]{1,2}))?"
)
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_MEBIBYTE = 1024**2


def quantity(node: FileNode) -> Decimal:
    """The number that a quantity stands for. Raises InputError with the place of what is none.

    >>> from advisor.importers.nodes import read_nodes
    >>> [float(quantity(one)) for one in read_nodes("[100m, 1e3, 129M, 2Ki, '0.5', 100n]", "f")[0].entries]
    [0.1, 1000.0, 129000000.0, 2048.0, 0.5, 1e-07]
    """
    text = node.text.strip()
    match = _QUANTITY.fullmatch(text) if node.is_scalar else None
    if match is None:
        remedy = "write for example 250m of CPU or 512Mi of memory; suffixes are m, k, M, G, T, Ki, Mi, Gi, Ti"
        raise node.place.refusal(f"{text[:40]!r} is not a quantity of Kubernetes", remedy)
    amount = Decimal(match["number"])
    if amount < 0:
        raise node.place.refusal(f"{text[:40]} is less than nothing", "write 0 or more")
    unit = match["unit"] or ""
    if unit in _BINARY:
        return amount * Decimal(1024) ** _BINARY[unit]
    return amount.scaleb(int(match["power"]) if match["power"] else _DECIMAL[unit])


def cores(node: FileNode) -> Decimal:
    """An amount of CPU in cores. Raises InputError where it is none, or more than can be sized."""
    amount = quantity(node)
    if amount * 1000 > MOST_MILLICORES:
        remedy = f"write for example 500m; at most {MOST_MILLICORES // 1000} cores"
        raise node.place.refusal(f"{node.text[:40]} is more CPU than the advisor can size", remedy)
    return amount


def bytes_of(node: FileNode) -> Decimal:
    """An amount of memory or storage in bytes. Raises InputError where it is none, or more than can be sized."""
    amount = quantity(node)
    if amount > MOST_MEBIBYTES * _MEBIBYTE:
        raise node.place.refusal(f"{node.text[:40]} is more than the advisor can size", "write at most 1Pi")
    return amount


def is_fraction_of_byte(node: FileNode) -> bool:
    """Whether memory is written in thousandths of a byte and is less than 1 MiB: `512m` where `512Mi` is meant."""
    return node.text.strip().endswith("m") and 0 < quantity(node) < _MEBIBYTE


def millicores(amount: Decimal) -> str:
    """Cores as whole millicores, rounded up: `250m`."""
    return f"{int((amount * 1000).to_integral_value('ROUND_CEILING'))}m"


def mebibytes(amount: Decimal) -> str:
    """Bytes as whole MiB, rounded up: `62Mi`."""
    return f"{int((amount / _MEBIBYTE).to_integral_value('ROUND_CEILING'))}Mi"
