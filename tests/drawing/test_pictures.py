"""The pictures of README and docs: drawn anew by `make docs`, and fresh."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from tools.topology_pictures import FOLDER, PICTURES, topology_pictures

ROOT = Path(__file__).resolve().parents[2]


def test_the_pages_show_the_pictures_that_are_drawn_for_them() -> None:
    page = (ROOT / "docs" / "topology.md").read_text(encoding="utf-8")
    assert set(re.findall(r"pictures/([\w-]+)\.svg", page)) == set(PICTURES)
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(PICTURES)


def test_the_pictures_are_fresh() -> None:
    drawn = topology_pictures()
    stale = [name for name, svg in drawn.items() if (FOLDER / name).read_text(encoding="utf-8") != svg]
    assert stale == [], "make docs draws them anew"


def test_each_picture_says_in_words_what_it_shows() -> None:
    for name in PICTURES:
        root = ET.fromstring((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
        title, description = (root[place].text or "" for place in (0, 1))
        assert len(title) > 20 and "replicas" in description, name
        assert root.get("role") == "img" and root.get("aria-labelledby") == "title description", name
