"""YAML or JSON -> plain values, each with its line and column; what is unsafe or ambiguous is refused.

Values are built from parser events, not by a YAML loader: foreign files can crash or hang a loader with aliases,
merge keys or depth, and silently lose keys that are written twice. Bare words follow the YAML 1.2 core schema, so
`no`, `12:30` and `2017-10` stay text.
"""

from advisor.errors import InputError, KeyPath
from advisor.reading.document import Document, Mark, UnreadableError
from advisor.reading.files import MOST_BYTES, file_content, read_file, read_text, source_name
from advisor.reading.validation import shown, validation_problems

__all__ = [
    "MOST_BYTES",
    "Document",
    "InputError",
    "KeyPath",
    "Mark",
    "UnreadableError",
    "file_content",
    "read_file",
    "read_text",
    "shown",
    "source_name",
    "validation_problems",
]
