"""The operating system of a whole requirement, which follows from that of its services."""

from __future__ import annotations

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, implied


def take_system(draft: Draft) -> None:
    """Fill `os`: Linux where no service says Windows, mixed where some do."""
    systems = {getattr(service.fields.get("os"), "value", "linux") for service in draft.services}
    if systems == {"linux"}:
        draft.fields["os"] = implied("linux", ImportCode.LINUX)
    else:
        word = "windows" if systems == {"windows"} else "mixed"
        draft.fields["os"] = implied(word, ImportCode.FROM_SERVICES)
