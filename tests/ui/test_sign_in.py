"""Sign-in, where whoever runs the app has set it up."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.ui.app_under_test import APP


def test_where_sign_in_is_set_up_a_stranger_sees_nothing_but_its_button() -> None:
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.secrets["auth"] = {"redirect_uri": "http://127.0.0.1/oauth2callback", "cookie_secret": "x" * 32}
    app.run()
    assert [exception.message for exception in app.exception] == []
    assert [button.label for button in app.button] == ["Sign in"]
    assert [heading.value for heading in app.title] == ["Container platform advisor"]
