"""The whole answer to one file, compressed, in a file of its own beside the journal."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.batch.files import write_failed, write_whole

FOLDER = "full"
_LONGEST_STEM = 60


def full_name(path: Path, digest: str | None) -> str:
    """The name of the file with the whole answer, below the folder of the journal.

    It holds a part of the name of the requirement file, and a digest of its path and content: the answers to files of
    one name, and to another content, lie side by side.

    >>> full_name(Path("shops/online shop.yaml"), "ab12")
    'full/online-shop-17cd84c72f0d.json.gz'
    """
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem)[:_LONGEST_STEM].strip("-.") or "file"
    key = hashlib.sha256(f"{path}\0{digest}".encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"{FOLDER}/{stem}-{key}.json.gz"


@dataclass(frozen=True)
class FullAnswer:
    """The whole answer to one file, ready to be written: the name of its file below the folder, and what it holds."""

    name: str
    data: bytes

    def write(self, folder: Path) -> None:
        """Write it in one step. Raises MachineryError when it cannot be written."""
        place = folder / self.name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_failed(place.parent, error) from error
        write_whole(place, self.data)


def pack_full(path: Path, digest: str | None, answer: Mapping[str, Any]) -> FullAnswer:
    """The whole answer, compressed; the same answer always gives the same bytes."""
    text = json.dumps(answer, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return FullAnswer(full_name(path, digest), gzip.compress(text.encode("ascii"), mtime=0))
