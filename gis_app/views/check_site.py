"""选址评估: choose a place and sectors, see what the plan says for them, clause by clause."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import streamlit as st

from gis_app import cache
from gis_app.components import tables
from gis_app.components.map_data import Clicked
from gis_app.components.wording import Words
from gis_app.state import outlined, ring_of
from gis_app.views import assess, session, site_input, site_result, site_weights
from gis_app.views.planning_map import planning_map
from layers.errors import PlannerError

MAP_HEIGHT = 560
MAP = "site-map"
BEFORE = "site-before"  # the state before a parcel was drawn, changed or left


def page() -> None:
    """Show the page; what changes with a click is one fragment, so the map keeps its zoom."""
    words = session.words()
    with session.shown_errors():
        cache.plan()
        session.heading(words.t("选址评估"))
        st.html(tables.scale_style(cache.plan().facts.assumptions["grades"]))
        _panel()
        site_result.grounds(words)


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
        with right:
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
        st.caption(
            told.format(a=words.number(before["score"]), b=words.number(result["score"]), **grades)
        )


def _map(words: Words) -> None:
    state = session.current()
    site = None if state.lon is None or state.lat is None else (state.lon, state.lat)
    doubt = assess.other_place(state)
    planning_map(
        cache.published_map(words.lang),
        key=MAP,
        view="site",
        height=MAP_HEIGHT,
        site=site,
        other=doubt and (doubt, words.t("若为高德坐标，实际在此")),
        drawn=ring_of(state.outline),
        hears=("place", "outline"),
        on_clicked=_clicked,
    )
    if state.outline:
        st.caption(words.t("按所画地块评分；链接只保留其中一点，重新打开须重画。"))
    if BEFORE in st.session_state:
        label = words.t("撤销：恢复之前的位置或地块")
        st.button(label, key="undo-place", icon=":material/undo:", on_click=_undo)


def _clicked(clicked: Clicked) -> None:
    """Take the clicked place, or the area drawn, as the site."""
    site_input.forget_fault()
    try:
        state = session.current()
        taken = state.at(*clicked.at) if clicked.at else outlined(state, clicked.ring)
    except PlannerError as error:
        site_input.refuse(error)
        return
    if state.outline or taken.outline:
        st.session_state[BEFORE] = state
    else:
        st.session_state.pop(BEFORE, None)
    session.remember(taken)


def _undo() -> None:
    """Go back to the place or the parcel before the last change; what else was chosen stays."""
    before, now = st.session_state.pop(BEFORE), session.current()
    place = {name: getattr(before, name) for name in ("lon", "lat", "unsure", "outline")}
    session.remember(replace(now, **place))
