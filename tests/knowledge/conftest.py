"""Files of the knowledge base are read dozens of times by the tests of its mistakes; each text is parsed once here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import pytest

from advisor.reading import files
from advisor.reading.document import Document
from advisor.reading.events import build_document


@lru_cache(maxsize=256)
def _parsed(text: str) -> Document:
    return build_document(text, "")


def _parsed_once(text: str, source: str) -> Document:
    """The document of a text that is parsed whole; one with mistakes is read anew, as these name their file."""
    try:
        document = _parsed(text)
    except Exception:  # whatever it is, the reading itself tells it with its file
        return build_document(text, source)
    return build_document(text, source) if document.problems else replace(document, source=source)


@pytest.fixture(scope="module", autouse=True)
def texts_are_parsed_once() -> Iterator[None]:
    """A text that comes again is not parsed again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "build_document", _parsed_once)
        yield
