"""选址评估: choose a place and sectors, see what the plan says for them, clause by clause."""

from __future__ import annotations

import folium
import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

from gis_app import cache
from gis_app.components.layout_map import SiteMarker, document_map
from gis_app.components.wording import Words
from gis_app.views import assess, session, site_input, site_result, site_weights

MAP_HEIGHT = 560
MAP = "site-map"


def page() -> None:
    """Show the page; what changes with a click is one fragment, so the map keeps its zoom."""
    words = session.words()
    with session.shown_errors():
        cache.plan()
        session.heading(words.t("选址评估"))
        _panel()


@st.fragment
def _panel() -> None:
    words = session.words()
    left, right = st.columns([3, 2], gap="medium")
    with right:
        site_input.sectors(words)
        site_weights.panel(words)
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
        if site_input.refused():
            right.info(words.t("所填坐标未采用，下面仍是原位置的结果。"))
        with right, st.spinner(words.t("正在评分…")):
            site = assess.site(state, words)
            found = assess.located(site, words)[0]
            result = assess.scored_site(state, words) if state.sectors else None
            site_result.headline(found, result, words)
            if result is not None and state.weights:
                _unweighted(site, result, words)
        site_result.details(found, result, words)
        if result is not None:
            site_result.exports_of(site, found, result, words)


def _unweighted(site: gpd.GeoDataFrame, result: assess.Json, words: Words) -> None:
    """Say what the score would be with the default weights."""
    before = assess.scored(site, words)[0]
    if before["score"] is not None and result["score"] is not None:
        told = words.t("默认权重下 {a} 分（{one}），现方案 {b} 分（{other}）。")
        grades = {"one": words.t(before["grade"]), "other": words.t(result["grade"])}
        st.caption(told.format(a=f"{before['score']:.1f}", b=f"{result['score']:.1f}", **grades))


def _map(words: Words) -> None:
    state = session.current()
    marker = folium.FeatureGroup()
    if state.lon is not None and state.lat is not None:
        if other := assess.other_place(state):
            SiteMarker(*other, words.t("若为高德坐标，实际在此")).add_to(marker)
        SiteMarker(state.lon, state.lat, words.t("拟选址点（可拖动）")).add_to(marker)
    st_folium(
        document_map(cache.published_map(words.lang), base_url=cache.base_url(), view="site"),
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
        site_input.forget_fault()
        session.remember(session.current().at(at["lng"], at["lat"]))
