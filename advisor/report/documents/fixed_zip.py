"""A ZIP file whose bytes depend on what it holds alone: no clock, no order of chance."""

from __future__ import annotations

import io
import zipfile

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a ZIP file can tell."""


def fixed_zip(content: bytes) -> bytes:
    """The same files in the same order, all of the same day."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED  # it is, inside
            entry.create_system = 0
            file.writestr(entry, read.read(name))
    return written.getvalue()
