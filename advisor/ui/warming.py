"""What takes long once, done before the first visitor comes."""

from __future__ import annotations

import importlib

from advisor.ui.answers import settle, shared_knowledge, shared_pool
from advisor.ui.navigation import PAGES


def warm() -> None:
    """Load all pages and the knowledge base, start the workers, and settle the memory.

    For the start of a server, inside the running Streamlit runtime (as in the lifespan of `st.App`). Raises
    KnowledgeError and PriceError.
    """
    for module in ("altair", "pandas", "advisor.ui.frame"):
        importlib.import_module(module)
    for page in PAGES:
        importlib.import_module(f"advisor.ui.pages.{page.name}")
    shared_knowledge()
    shared_pool()
    settle()
