"""The app's navigation: `streamlit run gis_app/main.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:  # Streamlit puts only this file's own folder on the path
    sys.path.insert(0, ROOT)

import streamlit as st  # noqa: E402

from gis_app.cache import warmed  # noqa: E402
from gis_app.views import (  # noqa: E402
    batch,
    carry_out,
    check_site,
    counties,
    data,
    drawing,
    method,
    overview,
    scenarios,
    session,
    sign_in,
    siting,
)

# Last part of the address → the page and its title, in the order of the menu; the first is home.
PAGES = {
    "overview": (overview.page, "总览"),
    "check-site": (check_site.page, "选址评估"),
    "batch": (batch.page, "批量评估"),
    "siting": (siting.page, "适宜性与选址"),
    "scenarios": (scenarios.page, "方案对比"),
    "carry-out": (carry_out.page, "规划落实"),
    "counties": (counties.page, "县域指引与指标"),
    "drawing": (drawing.page, "制图与报告"),
    "data": (data.page, "数据与导出"),
    "method": (method.page, "方法说明"),
}


def main() -> None:
    """Show the page that the address names."""
    warmed()
    session.configure()
    words = session.sidebar()
    sign_in.admit(words)
    pages = {
        path: st.Page(page, title=words.t(title), url_path=path, default=page is overview.page)
        for path, (page, title) in PAGES.items()
    }
    session.link(pages)
    session.own_layers(words)
    st.navigation(list(pages.values())).run()


main()
