"""The reader of each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.importers.compose import read_compose
from advisor.importers.detect import KINDS, ImportKind
from advisor.importers.draft import Draft
from advisor.importers.ecs import read_ecs
from advisor.importers.kubernetes import read_kubernetes
from advisor.importers.sources import ImportRequest

READERS: Mapping[ImportKind, Callable[[ImportRequest], Draft]] = {
    ImportKind.COMPOSE: read_compose,
    ImportKind.KUBERNETES: read_kubernetes,
    ImportKind.ECS: read_ecs,
}
READ_FORMATS = frozenset(shape for shape, kind in KINDS.items() if kind in READERS)
"""The formats of files that are imported where a requirement file is asked for."""
