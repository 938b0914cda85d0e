"""The app without a browser, as tests open it."""

from __future__ import annotations

from pathlib import Path

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
