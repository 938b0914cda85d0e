"""Long lists a page at a time: only what is shown is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

Entry = TypeVar("Entry")


def page_of(entries: Sequence[Entry], size: int, *, key: str) -> Sequence[Entry]:
    """The entries of the page that is open, below its numbers; all of them where one page holds them."""
    pages = -(-len(entries) // size)
    if pages <= 1:
        return entries
    page = min(st.pagination(pages, key=key), pages)
    return entries[(page - 1) * size : page * size]
