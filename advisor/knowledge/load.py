"""A folder -> knowledge ready for use, read once per process."""

from __future__ import annotations

import functools
from pathlib import Path

from advisor.errors import KnowledgeError
from advisor.knowledge.base_reader import read_knowledge
from advisor.knowledge.check import check_read
from advisor.knowledge.folders import knowledge_folder
from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.locator import Locator
from advisor.knowledge.task_checks import unknown_tasks

PRICES_VARIABLE = "ADVISOR_PRICES"
"""The variable of the environment that names a folder of prices to the pages of `advisor serve`."""


def load_knowledge(folder: Path | str | None = None, prices: Path | str | None = None) -> Knowledge:
    """A knowledge base ready for use, read once per process and folder.

    Parameters:
        folder: where it lies; the advisor's own without one. A folder with an overlay.yaml is laid over the advisor's
            own, and checked whole, since nobody may have done so before.
        prices: a folder of one's own prices, to be laid over those that come with the advisor.

    Raises KnowledgeError with every problem found, PriceError with every mistake in the prices.

    >>> load_knowledge().platforms["aks"].name
    'Azure Kubernetes Service'
    """
    knowledge = _load_cached(Path(folder).resolve() if folder else knowledge_folder())
    return knowledge if prices is None else knowledge.with_prices(Path(prices))


@functools.lru_cache(maxsize=4)
def _load_cached(folder: Path) -> Knowledge:
    knowledge, problems = read_knowledge(folder)
    if knowledge is not None and knowledge.overlay is not None:
        problems = check_read(knowledge, problems)
    elif knowledge is not None:
        problems = [*problems, *unknown_tasks(knowledge, Locator(knowledge))]
    if problems or knowledge is None:
        raise KnowledgeError(problems)
    return knowledge
