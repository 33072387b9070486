"""县域指引与指标: the plan's indicators with values by year, the county cities, what to monitor."""

from __future__ import annotations

import streamlit as st

from gis_app import cache
from gis_app.components import county_tables
from gis_app.components.indicator_tables import duties
from gis_app.components.wording import Words
from gis_app.views import indicator_values, session
from gis_app.views.planning_map import planning_map
from layers.plan import County

MAP_HEIGHT = 460
URBAN = "urban"  # the districts without guidance


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        plan = cache.plan()
        session.heading(words.t("县域指引与指标"))
        st.caption(words.t("规划的量化目标、对县级市的指引，以及规划要求的监测。"))
        titles = ["规划指标", "县域指引", "监测职责"]
        values, guided, duty = st.tabs([words.t(title) for title in titles])
        with values:
            indicator_values.panel(words)
        with guided:
            _counties(words)
        with duty:
            st.caption(words.t("规划六（一）、六（二）写明的监测职责；报告在“制图与报告”页生成。"))
            st.html(duties(plan.facts, words))
            session.page_link("drawing", words.t("到“制图与报告”生成年度监测、中期评估、总结评估"))


def _counties(words: Words) -> None:
    plan, t = cache.plan(), words.t
    st.caption(
        t("四（二）只写四个县级市；市区六个板块没有县域指引，“县域指引”一项不适用，不是零分。")
    )
    st.html(county_tables.guidance(plan.facts, words))
    listed = {c.id: c for c in plan.facts.counties}
    names = {code: county_tables.title(plan, code, words) for code in listed}
    chosen = st.segmented_control(
        t("县级市"),
        [*listed, URBAN],
        format_func=lambda code: names.get(code, t("市区板块")),
        default=next(iter(listed), URBAN),
        required=True,
        label_visibility="collapsed",
        key=session.key("county"),
    )
    if chosen in listed:
        _county(listed[chosen], words)
        return
    st.html(county_tables.urban(plan, words))
    st.caption(t("名单仅列条款写明的联动板块；推断的名单不在此列。"))


def _county(county: County, words: Words) -> None:
    plan, t = cache.plan(), words.t
    st.markdown(t("发展方向（归纳）：{text}").format(text=county_tables.direction(county, words)))
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(t("指引写到的重点领域"), anchor=False)
        st.html(county_tables.sectors(plan, county, words))
        st.caption(t("明确提出和整体提出计 1，间接涉及计 0.5；未列出的行业为 0，不扣分。"))
        st.subheader(t("定位"), anchor=False)
        st.html(county_tables.roles(plan, county, words))
    with right:
        document = cache.published_district_map(words.lang, county.id)
        planning_map(document, key="county-map", view=f"county-{county.id}", height=MAP_HEIGHT)
    st.subheader(t("规划写明的载体"), anchor=False)
    st.html(county_tables.carriers(plan, county.id, words))
    st.subheader(t("条款对照"), anchor=False)
    st.html(county_tables.matrix(cache.assessed(), county.id, words))
    st.caption(t("按现用集聚区图层对照；“暂无对应载体”只说明本图层中没有。"))
    session.page_link("carry-out", t("到“规划落实”看全部板块，或换用自己的集聚区图层"))
