"""The reader of each format.

A reader takes the texts of a request and fills a draft: fields of the requirement with their origins, and notes. A new
reason stands in codes.py, its words in advisor/report/wording/imported.py; a new shape in scenario/foreign_formats.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.importers.compose import read_compose
from advisor.importers.detect import KINDS, ImportKind
from advisor.importers.draft import Draft
from advisor.importers.ecs import read_ecs
from advisor.importers.kubernetes import read_kubernetes
from advisor.importers.nomad import read_nomad
from advisor.importers.sources import ImportRequest
from advisor.importers.usage import read_usage

READERS: Mapping[ImportKind, Callable[[ImportRequest], Draft]] = {
    ImportKind.COMPOSE: read_compose,
    ImportKind.KUBERNETES: read_kubernetes,
    ImportKind.ECS: read_ecs,
    ImportKind.NOMAD: read_nomad,
    ImportKind.USAGE: read_usage,
}
READ_FORMATS = frozenset(shape for shape, kind in KINDS.items() if kind in READERS)
"""The formats of files that are imported where a requirement file is asked for."""
