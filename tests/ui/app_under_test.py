"""The app without a browser, as tests open it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from advisor.ui.navigation import page_file

APP = Path(__file__).resolve().parents[2] / "app.py"


def open_app(page: str = "start", link: str = "") -> AppTest:
    """The app as a new visitor sees it, on one of its pages, perhaps by a link."""
    app = AppTest.from_file(str(APP), default_timeout=120)
    if link:
        app.query_params["s"] = link
    check_healthy(app.run())
    return app if page == "start" else switch(app, page)


def switch(app: AppTest, page: str) -> AppTest:
    """The app after another page was opened."""
    return check_healthy(app.switch_page(str(page_file(page))).run())


def check_healthy(app: AppTest) -> AppTest:
    """The app, after making sure that it shows no trace."""
    assert [exception.message for exception in app.exception] == []
    return app


def texts_of(app: AppTest) -> str:
    """All running text of the page and of what stands beside it."""
    boxes = [
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.caption,
        *app.info,
        *app.warning,
        *app.error,
        *app.code,
    ]
    return "\n".join(str(box.value) for box in boxes).replace("\\", "")  # what is escaped for Markdown


def card_of(app: AppTest) -> str:
    """The text of the card beside the page."""
    card = app.sidebar
    boxes = [*card.markdown, *card.caption, *card.info, *card.warning, *card.error, *card.metric]
    return "\n".join(str(box.value) for box in boxes).replace("\\", "")


def link_of(app: AppTest) -> str:
    """The text of the link in the address of the page."""
    value = app.query_params.get("s", "")
    return value if isinstance(value, str) else value[0]


_INERT_KINDS = {
    "code",
    "text",
    "json",
    "text_input",
    "text_area",
    "selectbox",
    "multiselect",
    "arrow_data_frame",
    "html",
}
"""Elements that show a text letter by letter, whatever is in it."""
_LIVE = re.compile(
    r"(?<!\\)(?:!\[|\]\((?:https?://|//|www\.)example\.com|<(?:img|script))"
    r"|(?:://|www\\?\.|(?<!\u2060)@)example\\?\.com"
)


def live_markdown(app: AppTest) -> list[str]:
    """Texts on the page that a browser would draw as pictures, HTML or links to example.com."""
    found: list[str] = []
    nodes = list(app._tree.children.values())
    while nodes:
        node = nodes.pop()
        nodes += getattr(node, "children", {}).values()
        proto = getattr(node, "proto", None)
        if proto is not None and node.type not in _INERT_KINDS:
            found += [text for text in _strings_of(proto) if _LIVE.search(text)]
    cells = (str(cell) for table in app.table for cell in table.value.to_numpy().flatten())
    return found + [cell for cell in cells if _LIVE.search(cell)]


def _strings_of(proto: Any) -> Iterator[str]:
    for field, value in proto.ListFields():
        for each in value if field.is_repeated else [value]:
            if isinstance(each, str) and field.name != "alt":  # no Markdown
                yield each
            elif hasattr(each, "ListFields"):
                yield from _strings_of(each)
