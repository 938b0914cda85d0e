"""Nomad jobs in HCL, and as JSON of `nomad job run -output` or `nomad job inspect` -> a draft of a requirement."""

from advisor.importers.nomad.reader import read_nomad

__all__ = ["read_nomad"]
