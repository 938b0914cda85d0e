"""The parts of a report as elements of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import streamlit as st

from advisor import Knowledge
from advisor.report.blocks import Block, Bullet, Bullets, Cell, Heading, LabelledList, Link, Paragraph, Table
from advisor.ui.wording import plain, source_link

MOST_ROWS = 60
"""Rows of a table that are shown as text; longer ones are shown as a grid that scrolls."""


def show_blocks(blocks: Iterable[Block], knowledge: Knowledge) -> None:
    """The parts one below the other; sources stand as links beside what rests on them."""
    for block in blocks:
        _show_block(block, knowledge)


def _show_block(block: Block, knowledge: Knowledge) -> None:
    match block:
        case Heading(text=text):
            st.markdown(f"**{plain(text)}**")
        case Paragraph(text=text, sources=sources, stressed=stressed):
            words = plain(text) + _links(sources, knowledge)
            st.markdown(f"**{words}**" if stressed else words)
        case Bullets(items=items):
            st.markdown("\n".join(_bullet_lines(items, knowledge)))
        case Table():
            show_table(block)
        case LabelledList(entries=entries):
            for entry in entries:
                told = " ".join(plain(line.text) for line in entry.lines)
                st.markdown(f"**{plain(entry.label)}**: {told}")


def _links(sources: Iterable[str], knowledge: Knowledge) -> str:
    links = "; ".join(source_link(source, knowledge) for source in sources)
    return f" ({links})" if links else ""


def _bullet_lines(items: Iterable[Bullet], knowledge: Knowledge, depth: int = 0) -> Iterator[str]:
    for item in items:
        yield f"{'    ' * depth}- {plain(item.text)}{_links(item.sources, knowledge)}"
        yield from _bullet_lines(item.below, knowledge, depth + 1)


def show_table(table: Table, alt: str | None = None) -> None:
    """A table of a report; a long one as a grid that scrolls."""
    if len(table.rows) > MOST_ROWS:
        columns = {head: [_text(row[at]) for row in table.rows] for at, head in enumerate(_heads(table))}
        st.dataframe(columns, hide_index=True, alt=alt)
        return
    columns = {plain(head): [_markdown(row[at]) for row in table.rows] for at, head in enumerate(_heads(table))}
    st.table(columns, hide_index=True, alt=alt)


def _heads(table: Table) -> list[str]:
    """Headings, each once: a page has columns by their name."""
    heads: list[str] = []
    for head in table.headers:
        name = f"{head[:1].upper()}{head[1:]}"
        while name in heads:
            name += " "
        heads.append(name)
    return heads


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Link) else cell


def _markdown(cell: Cell) -> str:
    return f"[{plain(cell.text)}]({cell.url})" if isinstance(cell, Link) else plain(cell)
