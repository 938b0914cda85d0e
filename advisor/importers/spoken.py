"""What is spoken at a port, told by a word of a file or by a health check."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPOKEN = {
    **dict.fromkeys(("http", "https", "http2", "h2c"), "http"),
    "grpc": "grpc",
    **dict.fromkeys(("ws", "wss"), "websocket"),
    "tcp": "tcp",
}
_PROBED = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(?P<port>[0-9]{1,5}))?(?=[/\s'\"?]|$)")
_MOST_PROBED = 10_000
"""The longest health check that is looked at."""


def named_protocol(word: str | None) -> str | None:
    """The protocol that a word of a file names; None for a word of another meaning.

    >>> named_protocol("HTTP2"), named_protocol("metrics")
    ('http', None)
    """
    return _SPOKEN.get((word or "").lower())


def probed_ports(text: str) -> Iterator[int]:
    """The ports that the command of a health check asks by HTTP from inside the container.

    >>> list(probed_ports("curl -f http://localhost:8080/health"))
    [8080]
    """
    for match in _PROBED.finditer(text[:_MOST_PROBED]):
        yield int(match["port"] or 80)
