"""The values of the plan's indicators: typed in or read from a file, kept, told and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from gis_app import cache, indicators
from gis_app.components import indicator_charts, indicator_tables
from gis_app.components.wording import Words
from gis_app.indicators import Values
from gis_app.projects.model import Scenario
from gis_app.projects.store import ConflictError
from gis_app.views import project_session, session
from layers.plan import Facts

VALUES = "indicator-values"  # as they stand in the session
BASE = "indicator-base"  # the table as it was when the editor was made
MADE = "indicator-made"  # how often the editor was made anew
SEEN = "indicator-seen"  # project and scenario that the values were read from, and its values
CONFLICT = "indicator-conflict"  # the scenario that somebody else saved in between
WIDTHS = (330, 92, 124)  # pixels of name, base and target
ROW = 35  # pixels
# On a telephone: the name stays beside the years while it takes less than 60 % of the width, and
# has several lines where a row is higher than 64 pixels.
SMALL_WIDTHS, SMALL_ROW = (196, 84, 112), 66
PER_ROW = 3  # charts
MEGABYTE = 1  # of a file of values


@st.fragment
def panel(words: Words) -> None:
    """Show the indicators, and take values."""
    facts, t = cache.plan().facts, words.t
    with session.shown_errors():
        _project_read()
    _editor(facts, words)
    values = current()
    _headline(facts, values, words)
    for row in indicators.odd(facts, values):
        told = t("请核对“{name}”的数值：超出该单位的常见范围。")
        st.warning(told.format(name=indicator_tables.row_name(row, words)))
    with session.shown_errors():
        _conflict(facts, words)
        _files(facts, values, words)
    st.subheader(t("进展与规划依据"), anchor=False)
    st.html(indicator_tables.whole(facts, values, words))
    st.caption(
        t(
            "完成比例 =（最新值 − 现状值）÷（目标值 − 现状值），只用于两者都写明数值的指标；"
            "“左右”没有给出范围，本工具不设容差；相对目标须填同年的比照值。"
        )
    )
    _charts(facts, values, words)
    st.subheader(t("其他数量目标"), anchor=False)
    st.html(indicator_tables.counts(facts, words))
    with st.expander(t("重点领域的目标（三（一）、三（二））")):
        st.html(indicator_tables.sector_targets(facts, words))


def current() -> Values:
    """Return the values of the session."""
    found: Values = st.session_state.get(VALUES, {})
    return found


def of_report() -> Values:
    """Return the values for a report: the session's, those of its project in a new session."""
    with session.shown_errors():
        _project_read()
    return {ident: by_year for ident, by_year in current().items() if by_year}


def put(values: Values) -> None:
    """Take other values, and make the editor anew."""
    st.session_state[VALUES] = values
    st.session_state[MADE] = st.session_state.get(MADE, 0) + 1


def _project_read() -> None:
    """Take the values of the project that is open, once for each project."""
    project = project_session.project()
    seen = st.session_state.get(SEEN)
    if project is None or (seen is not None and seen[0] == project.id):
        return
    values, scenario = project_session.indicators()
    st.session_state[SEEN] = project.id, scenario, values
    if values or not current():
        put(values)


def _editor(facts: Facts, words: Words) -> None:
    """Show the table to fill in; what is typed there is the session's at once."""
    t = words.t
    st.caption(t("点单元格填写各年数值，可从 Excel 粘贴；没有数据请留空。"))
    key = f"indicators-{words.lang}-{st.session_state.get(MADE, 0)}"
    if key not in st.session_state or BASE not in st.session_state:  # new, or back on the page
        st.session_state[BASE] = indicator_tables.frame(facts, current(), words)
    base = st.session_state[BASE]
    fixed = [c for c in base.columns if not c.isdigit()]
    number = st.column_config.NumberColumn
    widths, row = (SMALL_WIDTHS, SMALL_ROW) if _telephone() else (WIDTHS, ROW)

    def text(width: int) -> Any:
        return st.column_config.TextColumn(width=width, pinned=width == widths[0])

    edited = st.data_editor(
        base,
        key=key,
        hide_index=True,
        placeholder="",
        disabled=fixed,
        row_height=row,
        height=row * len(base) + 38,
        column_config={
            **dict(zip(fixed, map(text, widths), strict=True)),
            **{c: number(width=76, format="localized") for c in base.columns if c.isdigit()},
        },
    )
    st.session_state[VALUES] = indicator_tables.values_of(edited, facts)


def _telephone() -> bool:
    """Say whether the browser calls itself one of a telephone."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def _headline(facts: Facts, values: Values, words: Words) -> None:
    t, states = words.t, indicator_tables.tally(facts, values)
    total = len(facts.indicators)
    if states[""] == total:
        st.info(t("第一步：在上表填写各年数值，或上传 CSV；进展和图随即更新。"))
        return
    first, second, third, fourth = st.columns(4)
    first.metric(t("已填指标"), f"{total - states['']}/{total}")
    second.metric(t("已达到目标"), states[indicators.REACHED])
    third.metric(t("尚未达到"), states[indicators.SHORT])
    fourth.metric(t("须自行判断"), states[indicators.JUDGE] + states[indicators.OPEN])


def _files(facts: Facts, values: Values, words: Words) -> None:
    """Offer saving, and the values as CSV both ways."""
    t = words.t
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _saving(values, words)
        names = {r.id: indicator_tables.row_name(r, words) for r in indicators.rows(facts)}
        heads = ["id", t("规划指标"), t("单位"), *indicator_tables.heads(facts, words)]
        st.download_button(
            t("下载数值（CSV）"),
            partial(indicators.to_csv, facts, values, names, heads),
            file_name="indicators.csv",
            mime="text/csv",
            key="indicators-csv",
            on_click="ignore",
            icon=":material/download:",
        )
    with st.expander(t("上传数值（CSV）")):
        _uploaded(facts, words)


def _uploaded(facts: Facts, words: Words) -> None:
    t = words.t
    st.caption(t("用下载的表填写：一行一个指标，一列一年。上传后替换上表中的全部数值。"))
    file = st.file_uploader(
        t("指标数据表"), type=["csv"], max_upload_size=MEGABYTE, key="indicators-file"
    )
    if file is not None and st.button(t("读入"), key="indicators-read", type="primary"):
        with session.shown_errors():
            put(indicators.from_csv(file.getvalue(), file.name, facts))
            st.rerun()


def _saving(values: Values, words: Words) -> None:
    """Offer to save the values to the project."""
    t, seen, project = words.t, st.session_state.get(SEEN), project_session.project()
    label = t("保存到项目")
    if project is not None:
        name = session.plain(project.name)
        label = t("保存到项目“{name}”").format(name=name)
    saved = seen is not None and seen[2] == values
    disabled = saved or not (values or seen)
    if st.button(label, key="indicators-save", icon=":material/save:", disabled=disabled):
        _save(values, seen[1] if seen else None)


def _save(values: Values, seen: Scenario | None) -> None:
    """Save, or keep both versions for people to choose from."""
    try:
        kept = project_session.save_indicators(values, seen)
    except ConflictError as error:
        if isinstance(error.theirs, Scenario):
            st.session_state[CONFLICT] = error.theirs
        st.rerun()
    _saved(kept)
    st.toast(session.words().t("已保存。"))
    st.rerun()


def _saved(kept: Scenario) -> None:
    st.session_state[SEEN] = kept.project, kept, kept.indicators
    st.session_state.pop(CONFLICT, None)


def _conflict(facts: Facts, words: Words) -> None:
    """Show that somebody saved other values in between, and what can be done."""
    theirs: Scenario | None = st.session_state.get(CONFLICT)
    if theirs is None:
        return
    t = words.t
    st.warning(t("保存前，项目中的数值已被他人改动。两边不同的指标如下，请选择以哪一边为准。"))
    rows = [r for r in indicators.rows(facts) if theirs.indicators.get(r.id) != current().get(r.id)]
    for row in rows:
        mine, other = (_plain(v.get(row.id, {})) for v in (current(), theirs.indicators))
        name = indicator_tables.row_name(row, words)
        st.text(t("{name}：本页 {mine}；已保存 {other}").format(name=name, mine=mine, other=other))
    with st.container(horizontal=True):
        if st.button(t("用已保存的"), key="indicators-theirs"):
            put(theirs.indicators)
            _saved(theirs)
            st.rerun()
        if st.button(t("用本页的覆盖"), key="indicators-mine"):
            _save(current(), theirs)


def _plain(by_year: Mapping[int, float]) -> str:
    told = [f"{year}: {indicator_tables.figure(v)}" for year, v in sorted(by_year.items())]
    return ", ".join(told) or "—"


def _charts(facts: Facts, values: Values, words: Words) -> None:
    """Show a small chart an indicator: the base, the values, the line to reach."""
    t = words.t
    st.subheader(t("各指标走势"), anchor=False)
    st.caption(t("圆点为现状值和所填数值，虚线为目标值，灰线为相对目标的比照值；没有数值的不画。"))
    drawn = [(f, indicator_charts.chart(facts, f, values, words)) for f in facts.indicators]
    shown = [(fact, chart) for fact, chart in drawn if chart is not None]
    for start in range(0, len(shown), PER_ROW):
        columns = st.columns(PER_ROW)
        for column, (fact, chart) in zip(columns, shown[start : start + PER_ROW], strict=False):
            column.markdown(f"**{fact.number}** {indicator_tables.name(fact, words)}")
            column.altair_chart(chart, key=f"indicator-chart-{fact.id}")
