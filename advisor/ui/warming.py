"""What takes long once, done before the first visitor comes."""

from __future__ import annotations

import importlib

from advisor.ui.answers import settle, shared_knowledge, shared_pool
from advisor.ui.navigation import PAGES
from advisor.ui.server_log import log_as_json


def warm() -> None:
    """Load all pages and the knowledge base, start the workers, and settle the memory.

    For the start of a server, inside the running Streamlit runtime (as in the lifespan of `st.App`). Raises
    KnowledgeError and PriceError.
    """
    log_as_json()
    importlib.import_module("advisor.ui.frame")
    for page in PAGES:
        importlib.import_module(f"advisor.ui.pages.{page.name}")
    shared_knowledge()
    shared_pool()
    settle()
