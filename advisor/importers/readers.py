"""The reader of each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.importers.compose import read_compose
from advisor.importers.detect import ImportKind
from advisor.importers.draft import Draft
from advisor.importers.sources import ImportRequest

READERS: Mapping[ImportKind, Callable[[ImportRequest], Draft]] = {
    ImportKind.COMPOSE: read_compose,
}
