"""The app's navigation: `streamlit run gis_app/main.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:  # Streamlit puts only this file's own folder on the path
    sys.path.insert(0, ROOT)

import streamlit as st  # noqa: E402

from gis_app.views import carry_out, check_site, method, overview, session, siting  # noqa: E402


def main() -> None:
    """Show the page that the address names."""
    session.configure()
    words = session.sidebar()
    pages = [
        st.Page(overview.page, title=words.t("总览"), url_path="overview", default=True),
        st.Page(check_site.page, title=words.t("选址评估"), url_path="check-site"),
        st.Page(carry_out.page, title=words.t("规划落实"), url_path="carry-out"),
        st.Page(siting.page, title=words.t("适宜性与选址"), url_path="siting"),
        st.Page(method.page, title=words.t("方法说明"), url_path="method"),
    ]
    st.navigation(pages).run()


main()
