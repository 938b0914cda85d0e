"""Values that every package shares: the frozen model, and quantities with their unit."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

from advisor.errors import InvalidValueError

HOURS_PER_MONTH = 730
"""365 days x 24 hours / 12 months, as cloud price lists round it."""
HOURS_PER_DAY = 24
MONTHS_PER_YEAR = 12
SECONDS_PER_HOUR = 3600
MEBIBYTES_PER_GIBIBYTE = 1024
MILLION = 1_000_000
"""Requests are priced by the million."""


INVISIBLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
"""Control characters that no text may hold, for a class of a regular expression: nobody sees them, and those
from U+2028 on break lines or turn the direction of what follows, so that a text reads as another one. Tabs and line
breaks may be."""

NAME_PATTERN = r"^[^\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+$"
TAG_PATTERN = r"^[a-z0-9][a-z0-9_.-]*$"
"""The form of ids and tags: lower case, with `_`, `-` or `.` between words."""
SERVICE_NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
SHARE_PATTERN = r"^(100|[0-9]{1,2})%$"
RULE_ID_PATTERN = r"^[XWN][1-7][0-9]{2}$"
URL_PATTERN = r"^https?://\S+$"
VERSION_PATTERN = r"^[0-9]+(\.[0-9]+){0,3}$"
"""The form of a version: up to four numbers with dots between."""
CURRENCY_PATTERN = r"^[A-Z]{3}$"
"""The form of a currency: its code of ISO 4217."""
COLOUR_PATTERN = r"^#[0-9a-fA-F]{6}$"
"""The form of a colour: its red, green and blue in two hexadecimal digits each."""

PATTERN_REMEDIES = {
    NAME_PATTERN: "write visible characters on one line",
    TAG_PATTERN: "write it in lower case, with _ or - between words",
    SERVICE_NAME_PATTERN: "write letters, digits, _, . and -, beginning with a letter or a digit",
    SHARE_PATTERN: "write a whole number, or a share from 0% to 100%",
    RULE_ID_PATTERN: "write X, W or N and three digits, the first from 1 to 7, for example X310",
    VERSION_PATTERN: 'write numbers with dots between, in quotes, for example "1.33"',
    CURRENCY_PATTERN: "write the three capital letters of its code, for example EUR",
    COLOUR_PATTERN: "write # and six digits from 0 to 9 or a to f, for example #1f4e79",
    URL_PATTERN: "write a web address that begins with https:// or http://",
}
"""What to write instead, for each form that a text may have to have."""

# fmt: off
_PROPER_NAMES = frozenset({
    "Amazon", "Ansible", "Anthos", "Azure", "Beanstalk", "Bottlerocket", "Calico", "Canal", "Canonical", "Cilium",
    "Cloudflare", "Compose", "Consul", "Coolify", "Dapr", "Docker", "Dokku", "Dokploy", "Fargate", "Git", "Google",
    "Helm", "Heroku", "Hetzner", "Istio", "Kamal", "Karpenter", "Knative", "Kubernetes", "Linkerd", "Linux",
    "Marathon", "Mesos", "Microsoft", "Mirantis", "Nomad", "Omni", "Outposts", "Prometheus", "Railway", "Rancher",
    "Scaleway", "Swarm", "Talos", "Terraform", "Traefik", "Vault", "Windows",
})
# fmt: on
"""Words that keep their capital letter wherever they stand."""


def mid_sentence(text: str) -> str:
    """A title or a sentence as it stands inside another one: only an ordinary first word loses its capital letter.

    >>> mid_sentence("Volumes follow a replica"), mid_sentence("GPUs reach it"), mid_sentence("Google's own")
    ('volumes follow a replica', 'GPUs reach it', "Google's own")
    """
    first, *_ = text.split(maxsplit=1) or [""]
    keeps = first.rstrip(",;:").removesuffix("'s") in _PROPER_NAMES or any(letter.isupper() for letter in first[1:])
    return text if keeps else text[:1].lower() + text[1:]


class Frozen(BaseModel):
    """The base of everything that comes from a file or a form: immutable, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Fact = str | int | float | bool | None | tuple["Fact", ...]
"""One value that something computed is told with: plain, or a list of plain ones."""

Facts = tuple[tuple[str, Fact], ...]
"""Values by name, in a fixed order, so that they can be compared and hashed."""


def facts(**named: Fact) -> Facts:
    """The values by name, in the order given.

    >>> facts(machine="small", count=2)
    (('machine', 'small'), ('count', 2))
    """
    return tuple(named.items())


@dataclass(frozen=True)
class Note:
    """Something worth telling: a code, and the values that come with it; the report makes the words."""

    code: StrEnum
    values: Facts = ()


def note(code: StrEnum, **values: Fact) -> Note:
    """The note with this code and these values."""
    return Note(code, facts(**values))


_MEBIBYTES_PER_UNIT = {
    "Ki": Decimal(1) / 1024,
    "Mi": Decimal(1),
    "Gi": Decimal(1024),
    "Ti": Decimal(1024 * 1024),
    "K": Decimal(1000) / (1024 * 1024),
    "M": Decimal(1000**2) / (1024 * 1024),
    "G": Decimal(1000**3) / (1024 * 1024),
    "T": Decimal(1000**4) / (1024 * 1024),
}
_QUANTITY = re.compile(r"(?P<number>[0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(?P<unit>[A-Za-z]*)")
MOST_MILLICORES = 1_000_000
MOST_MEBIBYTES = 1024 * 1024 * 1024


def parse_millicores(value: Any) -> int:
    """CPU as whole millicores, rounded up.

    Raises InvalidValueError for what is no amount of CPU, for less than 0, and for more than 1,000 cores.

    >>> parse_millicores("200m"), parse_millicores(0.5), parse_millicores(2)
    (200, 500, 2000)
    """
    if isinstance(value, bool | list | dict | None):
        raise InvalidValueError("is not an amount of CPU", "write for example 200m or 0.5")
    text = str(value).strip()
    in_millicores = text.endswith("m")
    try:
        amount = Decimal(text.removesuffix("m"))
    except InvalidOperation as error:
        raise InvalidValueError(f"{text!r} is not an amount of CPU", "write for example 200m or 0.5") from error
    if not amount.is_finite() or amount < 0:
        raise InvalidValueError(f"{text} is not an amount of CPU", "write 0 or more, for example 200m")
    if amount > MOST_MILLICORES:
        raise InvalidValueError(f"{text} is more CPU than the advisor can size", "write at most 1000 cores")
    millicores = int((amount if in_millicores else amount * 1000).to_integral_value("ROUND_CEILING"))
    if millicores > MOST_MILLICORES:
        raise InvalidValueError(f"{text} is more CPU than the advisor can size", "write at most 1000 cores")
    return millicores


def parse_mebibytes(value: Any) -> int:
    """Memory or disk as whole MiB, rounded up.

    Raises InvalidValueError when the unit is missing or unknown, and for more than a pebibyte.

    >>> parse_mebibytes("256Mi"), parse_mebibytes("2GiB"), parse_mebibytes("1G")  # 1 GB is 953.7 MiB
    (256, 2048, 954)
    """
    if isinstance(value, bool | list | dict | None):
        raise InvalidValueError("is not an amount of memory", "write for example 512Mi or 2Gi")
    text = str(value).strip()
    match = _QUANTITY.fullmatch(text)
    if not match:
        raise InvalidValueError(f"{text!r} is not an amount of memory", "write for example 512Mi or 2Gi")
    unit = match["unit"].removesuffix("B")
    if not unit:
        raise InvalidValueError(f"{text} has no unit", "write for example 512Mi or 2Gi")
    factor = _MEBIBYTES_PER_UNIT.get(unit)
    if factor is None:
        raise InvalidValueError(f"{match['unit']!r} is not a unit of memory", "write for example 512Mi or 2Gi")
    amount = (Decimal(match["number"]) * factor).to_integral_value("ROUND_CEILING")
    if amount > MOST_MEBIBYTES:
        raise InvalidValueError(f"{text} is more than the advisor can size", "write at most 1024Ti")
    return int(amount)


def parse_day(value: Any) -> dt.date:
    """A calendar day; `YYYY-MM` is the last day of that month, so all that happened in it is known.

    Raises InvalidValueError for an impossible date.

    >>> parse_day("2017-10").isoformat()
    '2017-10-31'
    """
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool | list | dict | None):
        raise InvalidValueError("is not a date", "write YYYY-MM-DD or YYYY-MM")
    text = str(value).strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text):
            year, month = int(text[:4]), int(text[5:])
            following = dt.date(year + month // 12, month % 12 + 1, 1) if 1 <= month <= 12 else None
            if following is None:
                raise ValueError(text)
            return following - dt.timedelta(days=1)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return dt.date.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise InvalidValueError(
            f"{text} is not a day of the calendar", "write for example 2026-11-24 or 2017-10"
        ) from error
    raise InvalidValueError(f"{text!r} is not a date", "write YYYY-MM-DD or YYYY-MM")


Millicores = Annotated[
    int,
    BeforeValidator(parse_millicores),
    PlainSerializer(lambda millicores: f"{millicores}m", return_type=str, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^[0-9.]+m?$"}, {"type": "number", "minimum": 0}]}),
]
Mebibytes = Annotated[
    int,
    BeforeValidator(parse_mebibytes),
    PlainSerializer(lambda mebibytes: f"{mebibytes}Mi", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?\\s*([KMGT]i?)B?$"}),
]
Day = Annotated[
    dt.date,
    BeforeValidator(parse_day),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}),
]
