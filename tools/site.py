"""Checks the built documentation: every link inside the site leads somewhere, and no page fetches from another host.

`python -m tools.site build/docs`; the exit code is 1 if there is a fault.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "use": "href"}
"""Elements that a browser loads by itself, and the attribute that says from where."""
UNLOADED = {"canonical", "author", "index", "search", "next", "prev", "copyright"}
"""Relations of a `link` element that a browser does not load."""
STYLE_FETCH = re.compile(r"(?:@import\s+|url\(\s*)['\"]?(https?:)?//", re.IGNORECASE)


@dataclass
class Page:
    """One built page: where it leads, what it can be linked at, and what a browser loads with it."""

    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    loads: list[str] = field(default_factory=list)


class PageReader(HTMLParser):
    """Reads a page into `page`."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the anchors, links and loads of one element."""
        known = {name: value or "" for name, value in attrs}
        self.page.anchors.update(known[name] for name in ("id", "name") if known.get(name))
        if tag == "a" and "href" in known:
            self.page.links.append(known["href"])
        unloaded = tag == "link" and set(known.get("rel", "").split()) <= UNLOADED
        if tag in FETCHED and known.get(FETCHED[tag]) and not unloaded:
            self.page.loads.append(known[FETCHED[tag]])


def read_page(path: Path) -> Page:
    """The links, anchors and loads of a built page."""
    reader = PageReader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page


def faults(site: Path) -> Iterator[str]:
    """What is wrong with the site, as `page: what`: dead links and anchors, and whatever comes from another host."""
    pages = {path.resolve(): read_page(path) for path in sorted(site.rglob("*.html"))}
    if not pages:
        yield f"{site}: no pages"
    for path, page in pages.items():
        name = path.relative_to(site.resolve())
        for target in sorted({*page.links, *page.loads}):
            wrong = _dead(path, target, pages)
            if wrong:
                yield f"{name}: {target}: {wrong}"
        for target in page.loads:
            if urlsplit(target).netloc:
                yield f"{name}: {target}: loaded from another host"
    for style in sorted(site.rglob("*.css")):
        if STYLE_FETCH.search(style.read_text(encoding="utf-8")):
            yield f"{style.relative_to(site)}: loads from another host"


def _dead(path: Path, target: str, pages: dict[Path, Page]) -> str | None:
    """Why a link of a page leads nowhere; None if it does, or if it leaves the site."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not there.is_file():
        return "no such file"
    anchor = unquote(parts.fragment)
    if anchor and there in pages and anchor not in pages[there].anchors:
        return "no such anchor"
    return None


def main(arguments: list[str]) -> int:
    """Check the site in one folder; the exit code is 1 for a fault and 2 for a wrong command."""
    if len(arguments) != 1:
        print("usage: python -m tools.site FOLDER", file=sys.stderr)
        return 2
    found = list(faults(Path(arguments[0])))
    print("\n".join(found) or f"{arguments[0]}: every link leads somewhere, and nothing is loaded from another host")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
