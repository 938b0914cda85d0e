"""Compose files -> a draft, by the Compose specification (https://github.com/compose-spec/compose-spec)."""

from advisor.importers.compose.reader import read_compose

__all__ = ["read_compose"]
