"""规划落实: a cluster layer against the plan, clause by district, and what is still without."""

from __future__ import annotations

import json
from functools import partial

import streamlit as st
from streamlit.components import v1 as components

from gis_app import cache
from gis_app.assessment import Assessment, to_json
from gis_app.components import clause_tables, portfolio_tables, strips
from gis_app.components.wording import Words
from gis_app.versions import versions
from gis_app.views import session, uploads
from gis_app.views.uploads import Upload
from layers.portfolio import CARRIED, NONE, PARTLY


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        cache.plan()
        session.heading(words.t("规划落实"))
        st.caption(
            words.t(
                "各条款在各板块有无载体承接。“暂无对应载体”只说明本图层中没有，不是对落实情况的评判。"
            )
        )
        file = _file(words)
        with st.spinner(words.t("正在对照…")):
            found = cache.assessed(file.ident if file else None, _sites=file and file.table.sites)
        _headline(found, words)
        _tabs(found, words)


def _file(words: Words) -> Upload | None:
    """Show the choice of the cluster layer; return the user's own, None for the shipped one."""
    t = words.t
    with st.expander(t("换用自己的集聚区图层（默认用随包图层）")):
        advice = t("须有“重点领域”列；有“级别”列时统计指标 10。")
        read = uploads.upload(words, key="carry", label=t("集聚区图层"), advice=advice)
        if read is not None:
            told = t("评价 {n} 个，未参与评价 {m} 个。")
            st.success(told.format(n=len(read.table.sites), m=len(read.table.dropped)))
    if read is not None:
        uploads.notes(read, words)
    return read


def _headline(found: Assessment, words: Words) -> None:
    t, counts = words.t, portfolio_tables.tally(found)
    columns = st.columns(5)
    columns[0].metric(t("载体"), len(found.standing))
    for column, state in zip(columns[1:4], (CARRIED, PARTLY, NONE), strict=True):
        column.metric(t(portfolio_tables.STATES[state]), counts[state])
    if found.progress:
        fact, count = found.progress.indicator, found.progress.count
        told = "—" if count is None else str(count)
        columns[4].metric(t("指标 10 进度"), f"{told}/{fact.target.text}", help=fact.name)
        if count is None:
            st.caption(
                t(
                    "指标 10（{name}）：图层没有写明级别，无法统计家数；加“级别”列后即可计数。"
                    "不与 2020 年的集聚区家数相减。"
                ).format(name=fact.name)
            )


def _tabs(found: Assessment, words: Words) -> None:
    t = words.t
    titles = ["条款—板块对照表", "待补清单", "沿线载体", "板块分工差异度", "条款检索"]
    grid, gaps, along, apart, look = st.tabs([t(title) for title in titles])
    with grid:
        _matrix(found, words)
    with gaps:
        _gaps(found, words)
    with along:
        _strips(found, words)
    with apart:
        st.caption(t("两板块载体行业构成之差的一半：0 为相同，1 为完全不同，越大越错位。"))
        st.html(portfolio_tables.specialisation(found, words))
    with look:
        _look_up(found, words)


def _matrix(found: Assessment, words: Words) -> None:
    t = words.t
    least = cache.plan().facts.assumptions["coverage"]["carried"]
    st.html(portfolio_tables.matrix(found, words))
    st.caption(
        t(
            "● 已有载体承接：支持度不低于 {least}（本工具设定）；◐ 部分承接；○ 暂无对应载体；"
            "— 条款未涉及该板块。鼠标停留可看数值和载体。"
        ).format(least=f"{least:g}")
    )
    with st.container(horizontal=True):
        st.download_button(
            t("下载对照表（CSV）"),
            partial(portfolio_tables.matrix_csv, found, words),
            file_name="matrix.csv",
            mime="text/csv",
            key="carry-csv",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            t("下载全部结果（JSON）"),
            partial(_json, found),
            file_name="assessment.json",
            mime="application/json",
            key="carry-json",
            on_click="ignore",
            icon=":material/download:",
        )
    if found.standing["silent"].any():
        st.subheader(t("规划未涉及的载体"), anchor=False)
        st.caption(t("规划没有写明它们的行业，或在空间上没有谈到该行业：不打分，也不是缺点。"))
        st.html(portfolio_tables.silent(found, words))


def _json(found: Assessment) -> str:
    whole = {**to_json(found), **versions(found.plan)}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)


@st.fragment
def _gaps(found: Assessment, words: Words) -> None:
    t, names = words.t, portfolio_tables.district_names(found, words)
    chosen = st.multiselect(
        t("板块"),
        list(names),
        format_func=names.__getitem__,
        placeholder=t("全部板块"),
        key=session.key("gap-districts"),
    )
    st.html(portfolio_tables.gaps(found, chosen or list(names), words))
    st.caption(t("规划只作引导：清单说明条款写到、本图层里还没有的载体，供招商和选点参考。"))


def _strips(found: Assessment, words: Words) -> None:
    t = words.t
    st.caption(
        t(
            "走线拉直，按里程排列；圆点为条款提及其行业的载体，灰点为行业未提及的载体，"
            "虚线框为暂无对应载体的 5 公里分段。走线为示意或推算，里程不可用于量算。"
        )
    )
    for element in found.plan.elements:
        st.subheader(words.name(element.fact), anchor=False)
        drawn = strips.element_strips(found, element, words)
        components.html(strips.document(drawn), height=strips.height(drawn), scrolling=True)


@st.fragment
def _look_up(found: Assessment, words: Words) -> None:
    t, plan = words.t, found.plan
    every = clause_tables.mentions(plan, words)
    first, second, third = st.columns(3)
    clauses = list(dict.fromkeys(m.clause for m in every))
    titles = {
        c: f"{plan.facts.label(c)} {plan.facts.clauses[c].title}"
        for c in clauses
        if c in plan.facts.clauses
    }
    clause = first.selectbox(
        t("选条款，看它写到什么"),
        list(titles),
        index=list(titles).index(plan.facts.structures[0].clause),
        format_func=titles.__getitem__,
        key=session.key("look-clause"),
    )
    places = {m.place: m.name for m in every if m.place}
    place = second.selectbox(
        t("选载体，看哪些条款写到它"),
        list(places),
        format_func=places.__getitem__,
        key=session.key("look-place"),
    )
    names = {s.id: f"{s.id} {words.name(s)}" for s in plan.facts.sectors}
    sector = third.selectbox(
        t("选重点领域，看写到哪些板块"),
        list(names),
        format_func=names.__getitem__,
        key=session.key("look-sector"),
    )
    st.subheader(titles[clause], anchor=False)
    st.html(clause_tables.of_clause(plan, [m for m in every if m.clause == clause], words))
    st.subheader(places[place], anchor=False)
    st.html(clause_tables.of_place(plan, [m for m in every if m.place == place], words))
    st.subheader(names[sector], anchor=False)
    told = t("环、轴、带和县域指引在 {n} 个板块（共 {all} 个）写到这一领域。")
    n = len(clause_tables.sector_districts(found, sector))
    st.caption(told.format(n=n, all=len(plan.districts.codes)))
    st.html(clause_tables.of_sector(found, sector, words))
