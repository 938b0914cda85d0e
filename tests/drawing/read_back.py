"""Reads draw.io files, Mermaid and DOT back, by small grammars of their own, so that tests know what stands in them."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser

STRING = r'"(?:[^"\\]|\\.)*"'
DOT_ID = rf"(?:{STRING}|[A-Za-z_]\w*|-?\d+(?:\.\d+)?)"
DOT_ATTRIBUTES = rf"\[(?:{DOT_ID}={DOT_ID}(?:, )?)*\]"
DOT_END = rf"(?:{DOT_ID}|\{{(?: {DOT_ID})+ \}})"
DOT_CHAIN = rf"{DOT_END}(?: -> {DOT_END})*"
DOT_LINE = re.compile(
    rf"digraph topology \{{|\}}|subgraph {STRING} \{{|{DOT_CHAIN}(?: {DOT_ATTRIBUTES})?"
    rf"|\{{ rank=same; {DOT_CHAIN} {DOT_ATTRIBUTES} \}}"
)
TEXT = r"(?:#\d+;|[^\W_]|[ .,\-+()/=×·–—…'’])*"
"""What stands for itself in Mermaid, and numbers for all else."""
NAME = r"[a-z]\w*"
NAMES = rf"{NAME}(?: & {NAME})*"
MERMAID_LINE = re.compile(
    rf'{NAME}\["(?:{TEXT}(?:<br>)?)*"\]|subgraph {NAME}\["{TEXT}"\]|direction (?:TB|BT|LR)|end'
    rf"|{NAMES} (?:~~~|-->|---|-\.->|==>)(?:\|{TEXT}\|)? {NAMES}|acc(?:Title|Descr): {TEXT}"
    rf"|classDef {NAME} [\w#:,. -]+|class {NAME}(?:,{NAME})* {NAME}"
)
COUNTED = re.compile(r"\+?([\d,]+) replicas? of [\d,]+ more services?")
ONE_SERVICE = re.compile(r"(\+?)([\d,]+) (.*)")


class _Text(HTMLParser):
    """The text of HTML, and the elements in it."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.elements = "", set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements |= {tag, *(name for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of_html(given: str) -> tuple[str, set[str]]:
    """The text that is seen, and the names of the elements and attributes around it."""
    parser = _Text()
    parser.feed(given)
    parser.close()
    return parser.text, parser.elements


def drawio_cells(text: str) -> dict[str, tuple[ET.Element, ET.Element]]:
    """The shapes of a draw.io file by their ids: what holds the data, and the cell in it."""
    root = ET.fromstring(text)
    return {each.attrib["id"]: (each, each[0]) for each in root.iter("UserObject")}


def drawio_replicas(text: str) -> Counter[str]:
    """Replicas by service, from the data of shapes that stand for machines."""
    counts: Counter[str] = Counter()
    for shape, _ in drawio_cells(text).values():
        for line in shape.get("replicas", "").splitlines() if shape.get("machines") else ():
            count, _, name = line.partition(" ")
            counts[name] += int(count)
    return counts


def mermaid_faults(text: str) -> list[str]:
    """Lines that are none of a flowchart, and frames that are not closed."""
    head, chart = text.split("flowchart TB\n")
    lines = [line.strip() for line in chart.splitlines()]
    faults = [line for line in lines if not MERMAID_LINE.fullmatch(line)]
    opened = sum(line.startswith("subgraph ") for line in lines)
    if opened != lines.count("end"):
        faults.append(f"{opened} frames, {lines.count('end')} ends")
    return faults if re.fullmatch(r"---\ntitle: \".*\"\nconfig: \{.*\}\n---\n", head) else [head, *faults]


def mermaid_labels(text: str) -> list[list[str]]:
    """The lines of each box, as they are seen."""
    labels = re.findall(rf'^\s*{NAME}\["(.*)"\]$', text, re.M)
    seen = [re.sub(r"#(\d+);", lambda m: chr(int(m[1])), each) for each in labels]
    return [each.replace("\u2060", "").split("<br>") for each in seen]


def dot_faults(text: str) -> list[str]:
    """Lines that are none of a digraph, and braces that are not closed."""
    lines = [line.strip() for line in text.splitlines()]
    faults = [line for line in lines if not DOT_LINE.fullmatch(line)]
    opened = sum(line.endswith(" {") for line in lines)
    return faults if opened == lines.count("}") else [*faults, f"{opened} braces, {lines.count('}')} closed"]


def dot_labels(text: str) -> list[list[str]]:
    """The lines of each box, as they are seen."""
    labels = re.findall(rf"^\s*{STRING} \[label=({STRING}), tooltip", text, re.M)
    return [[_plain(line) for line in re.split(r"(?<!\\)(?:\\\\)*\\l", each[1:-1])] for each in labels]


def _plain(line: str) -> str:
    return html.unescape(re.sub(r"\\(.)", r"\1", line))


def counted_replicas(labels: list[list[str]], names: set[str]) -> Counter[str]:
    """Replicas by service, from the lines of boxes; those that a box counts only stand under the empty name."""
    counts: Counter[str] = Counter()
    for lines in labels:
        for line in lines[1:]:
            several, one = COUNTED.fullmatch(line), ONE_SERVICE.fullmatch(line)
            if several and not line.startswith("+"):
                counts[""] += int(several[1].replace(",", ""))
            elif one and not one[1] and one[3] in names:
                counts[one[3]] += int(one[2].replace(",", ""))
    return counts
