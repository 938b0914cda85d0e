"""Settings of the documentation site: Sphinx reads the pages beside this file and the docstrings of the package."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pydantic import BaseModel
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.version import __version__

project = "Container platform advisor"
author = "Container platform advisor maintainers"
project_copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 4
default_role = "code"  # single backticks in docstrings are code, as in Markdown
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
add_module_names = False
toc_object_entries_show_parents = "hide"
maximum_signature_line_length = 100

html_theme = "furo"
html_title = "Container platform advisor"
html_copy_source = False
html_show_sphinx = False

CHART = re.compile(r"^```mermaid\n.*?^```\n", re.MULTILINE | re.DOTALL)
"""A chart that only a forge draws, by a script of another host. The table beside it has the same figures."""


def setup(app: Sphinx) -> None:
    """Leave out of the pages what would be no use in them, and read the docstrings of attributes as sentences."""
    app.connect("source-read", _without_charts)
    app.connect("autodoc-process-signature", _without_fields)
    app.connect("autodoc-process-docstring", _before_sections, priority=400)
    app.connect("autodoc-process-docstring", _after_sections, priority=600)


def _without_charts(app: Sphinx, name: str, source: list[str]) -> None:
    source[0] = CHART.sub("", source[0])


def _without_fields(app: Sphinx, what: str, name: str, thing: object, *rest: object) -> tuple[str, str] | None:
    """No signature for a model that is read from files: its JSON Schema tells the fields better."""
    return ("", "") if isinstance(thing, type) and issubclass(thing, BaseModel) else None


SENTENCES: dict[str, list[str]] = {}
"""Docstrings of attributes as they are written: napoleon takes the words before a colon for a type."""


def _before_sections(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    if what in ("attribute", "property"):
        SENTENCES[name] = list(lines)


def _after_sections(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    if what in ("attribute", "property"):
        lines[:] = SENTENCES.pop(name)
