"""选址评估: choose a place and sectors, see what the plan says for them, clause by clause."""

from __future__ import annotations

import folium
import streamlit as st
from streamlit_folium import st_folium

from gis_app import cache
from gis_app.components.layout_map import SiteMarker, document_map
from gis_app.components.wording import Words
from gis_app.views import assess, batch, session, site_input, site_result

MAP_HEIGHT = 560
MAP = "site-map"


def page() -> None:
    """Show the page; what changes with a click is one fragment, so the map keeps its zoom."""
    words = session.words()
    with session.shown_errors():
        cache.plan()
        session.heading(words.t("选址评估"))
        one, many = st.tabs([words.t("单个拟选址点"), words.t("批量评分")])
        with one:
            _panel()
        with many:
            batch.panel(words)


@st.fragment
def _panel() -> None:
    words = session.words()
    left, right = st.columns([3, 2], gap="medium")
    with right:
        site_input.sectors(words)
    with left:
        with session.shown_errors():
            _map(words)
        site_input.coordinates(words)
    state = session.current()
    session.share()
    with session.shown_errors():
        if state.lon is None:
            right.info(words.t("第一步：点击地图，或在地图下方输入坐标，选择拟选址点。"))
            return
        with right, st.spinner(words.t("正在评分…")):
            site = assess.site(state, words)
            found = assess.located(site, words)[0]
            result = assess.scored_site(state, words) if state.sectors else None
            site_result.headline(found, result, words)
        site_result.details(found, result, words)
        if result is not None:
            site_result.exports_of(site, found, result, words)


def _map(words: Words) -> None:
    state = session.current()
    marker = folium.FeatureGroup()
    if state.lon is not None and state.lat is not None:
        if other := assess.other_place(state):
            SiteMarker(*other, words.t("若为高德坐标，实际在此")).add_to(marker)
        SiteMarker(state.lon, state.lat, words.t("拟选址点（可拖动）")).add_to(marker)
    st_folium(
        document_map(cache.published_map(words.lang), base_url=cache.base_url()),
        key=MAP,
        height=MAP_HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
        feature_group_to_add=marker,
        on_change=_clicked,
    )


def _clicked() -> None:
    """Take the clicked place as the site."""
    at = (st.session_state.get(MAP) or {}).get("last_clicked")
    if at:
        session.remember(session.current().at(at["lng"], at["lat"]))
