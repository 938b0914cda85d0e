"""Reads the knowledge base when it is imported, so that processes which are forked then have it from the start."""

from advisor import load_knowledge
from advisor.batch import cluster_worker

__all__ = ["cluster_worker"]

load_knowledge()
