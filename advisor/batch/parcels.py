"""The files of a knowledge base and of one's own prices, packed to be sent to another machine and read there."""

from __future__ import annotations

import functools
import hashlib
import io
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from advisor.knowledge import Knowledge, data_folder, load_knowledge

READ = (".yaml", ".csv")
"""How the names of files end that a knowledge base or a folder of prices is read from."""


@dataclass(frozen=True)
class PackedFolder:
    """A folder by its name, and what is read from it, compressed."""

    name: str
    data: bytes

    @classmethod
    def of(cls, folder: Path) -> PackedFolder:
        """What a folder holds now."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(file for end in READ for file in folder.rglob(f"*{end}") if file.is_file()):
                archive.writestr(os.fsencode(file.relative_to(folder).as_posix()).decode("utf-8"), file.read_bytes())
        return cls(folder.resolve().name, packed.getvalue())

    def unpack(self, place: Path) -> Path:
        """The folder, made anew below `place`."""
        folder = place / self.name
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            archive.extractall(folder)
        return folder


@dataclass(frozen=True)
class KnowledgeParcel:
    """A knowledge base, without prices of one's own, by its fingerprint."""

    hash: str
    folder: PackedFolder

    @classmethod
    def of(cls, folder: Path) -> KnowledgeParcel:
        """The knowledge base in a folder."""
        return cls(load_knowledge(folder).hash, PackedFolder.of(folder))

    @property
    def key(self) -> str:
        """What it is kept by."""
        return self.hash

    def read(self) -> Knowledge:
        """The knowledge base: the advisor's own where that is the same, else what was packed.

        The fingerprint of an overlay is another than the one that was sent where what lies below it differs here.
        """
        own = load_knowledge()
        if own.hash == self.hash:
            return own
        with tempfile.TemporaryDirectory() as place:
            return load_knowledge(self.folder.unpack(Path(place)))


@dataclass(frozen=True)
class PriceParcel:
    """Prices of one's own, to be laid over the knowledge that is kept by `below`.

    `hash` is the fingerprint of the knowledge with them. `asked` is how a requirement calls their folder, where it is
    the one that asks for them.
    """

    hash: str
    below: str
    folder: PackedFolder
    asked: str | None

    @classmethod
    def of(cls, knowledge: Knowledge, below: str) -> PriceParcel | None:
        """The prices that are laid over a knowledge base; None where none are."""
        own = knowledge.prices.own
        return None if own is None else cls(knowledge.hash, below, PackedFolder.of(own.folder), own.asked)

    @property
    def key(self) -> str:
        """What the knowledge with them is kept by: a requirement has them under the name that it calls them by."""
        return f"{self.hash} {self.asked or ''}"

    def lay_over(self, knowledge: Knowledge) -> Knowledge:
        """The knowledge with these prices."""
        with tempfile.TemporaryDirectory() as place:
            return knowledge.with_prices(self.folder.unpack(Path(place)), self.asked)


@functools.cache
def tables_fingerprint() -> str:
    """The fingerprint of the tables that come with the advisor and are not part of the knowledge base."""
    digest, folder = hashlib.sha256(), data_folder()
    for file in sorted(folder.rglob("*.csv")):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
