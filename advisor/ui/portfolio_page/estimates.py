"""Applications that were estimated lately, kept for all sessions: the same file is not estimated twice."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from advisor.portfolio import Application
from advisor.ui.portfolio_page.uploads import RequirementFile
from advisor.ui.workers.work import Refused

MOST_KEPT = 400
"""Some 30 kB each."""


class KeptEstimates:
    """Applications, and why others are none, by the content of their files."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[str, Application | Refused] = OrderedDict()

    def get(self, key: str) -> Application | Refused | None:
        """What is known of a file."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def keep(self, key: str, found: Application | Refused) -> None:
        """Keep what became of a file, and forget the one that nobody has asked for longest."""
        with self._lock:
            self._found[key] = found
            while len(self._found) > MOST_KEPT:
                self._found.popitem(last=False)


def estimate_key(file: RequirementFile, knowledge_hash: str) -> str:
    """The same for a file of the same name and content, by the same knowledge."""
    content = hashlib.sha256(file.content).hexdigest()
    return f"{knowledge_hash} application {content} {file.name}"
