"""Who may see the app: everybody, unless whoever runs it has set up sign-in by OpenID Connect (docs/deploy.md)."""

from __future__ import annotations

import streamlit as st


def may_see_app() -> bool:
    """Whether this visitor may go on; where sign-in is set up and missing, a button for it takes the page's place."""
    if not (st.secrets.load_if_toml_exists() and "auth" in st.secrets):
        return True
    if st.user.get("is_logged_in", False):  # missing where Streamlit has not set sign-in up
        st.sidebar.button("Sign out", on_click=st.logout, icon=":material/logout:", type="tertiary", key="sign/out")
        return True
    st.title("Container platform advisor")
    st.markdown("Sign in to go on. If you followed a link, open it again after that.")
    st.button("Sign in", on_click=st.login, icon=":material/login:", type="primary", key="sign/in")
    return False
