"""总览: the layout map, the plan's elements, places without a site, the data's sources."""

from __future__ import annotations

from functools import partial

import streamlit as st

from gis_app import cache
from gis_app.components import plan_tables
from gis_app.components.wording import Words
from gis_app.views import session, tour
from gis_app.views.planning_map import planning_map
from layers.model import Plan

MAP_HEIGHT = 640


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        plan = cache.plan()
        session.heading(words.t("{city}服务业空间布局").format(city=_city(plan, words)))
        st.caption(
            words.t("依据《{plan}》四（一）总体空间布局：一环、两轴、四带。").format(
                plan=_title(plan, words)
            )
        )
        tour.panel(words)
        _map(words)
        _tables(plan, words)


def _city(plan: Plan, words: Words) -> str:
    return plan.facts.plan.city_en if words.lang == "en" else plan.facts.plan.city


def _title(plan: Plan, words: Words) -> str:
    return plan.facts.plan.title_en if words.lang == "en" else plan.facts.plan.title


def _map(words: Words) -> None:
    document = cache.published_map(words.lang)
    planning_map(document, key="overview-map", view="overview", height=MAP_HEIGHT)
    st.download_button(
        words.t("下载地图（HTML，离线可用）"),
        data=partial(cache.map_html, cache.plan(), words.lang),
        file_name=f"layout-map-{words.lang}.html",
        mime="text/html",
        key="download-map",
        on_click="ignore",
        icon=":material/download:",
    )


def _tables(plan: Plan, words: Words) -> None:
    titles = ["结构要素与规划依据", "县域指引", "无址载体", "图层与数据来源"]
    elements, counties, unlocated, sources = st.tabs([words.t(t) for t in titles])
    with elements:
        st.html(plan_tables.elements(plan, words))
    with counties:
        st.html(plan_tables.counties(plan, words))
    with unlocated:
        st.caption(words.t("规划写明、但未查到确切位置的载体：只列表，不上图。"))
        st.html(plan_tables.unlocated(plan, words))
    with sources:
        st.caption(words.t("随工具提供的图层均非官方数据；正式数据到位前为替代图层，可整层替换。"))
        st.html(plan_tables.layers(plan, words))
