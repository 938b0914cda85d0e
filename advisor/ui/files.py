"""Names of files that are taken away."""

from __future__ import annotations

import re


def file_stem(name: str) -> str:
    """A file name made from the name of a scenario.

    >>> file_stem("Shop & Café"), file_stem("…")
    ('shop-caf', 'requirement')
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "requirement"
