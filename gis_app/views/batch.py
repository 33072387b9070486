"""批量评分: a file of sites → a table of scores, with what was read, mended and left out."""

from __future__ import annotations

from functools import partial

import streamlit as st

from gis_app import cache, exports
from gis_app.components import site_tables
from gis_app.components.wording import Words
from gis_app.reading import read_sites
from gis_app.template import site_template
from gis_app.views import assess, session
from gis_app.views.site_input import SYSTEMS

KINDS = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "csv": "CSV"}
LARGEST_MB = 20
MOST_ROWS_SHOWN = 200


def panel(words: Words) -> None:
    """Show the upload and, once there is a file, its scores."""
    t = words.t
    st.caption(
        t(
            "上传 CSV 或 GeoJSON，每行一个拟选址点或地块；"
            "须有“重点领域”列，如 P7;P6 或 P7:0.6;P6:0.4。"
        )
    )
    st.download_button(
        t("下载 CSV 模板"),
        site_template(),
        file_name="template.csv",
        mime="text/csv",
        key="template",
        on_click="ignore",
        icon=":material/download:",
    )
    first, second = st.columns(2)
    crs = second.selectbox(
        t("文件未写明坐标系时，按此读取"),
        list(SYSTEMS),
        index=None,
        format_func=lambda key: t(SYSTEMS[key]),
        placeholder=t("请选择坐标来源，不作猜测"),
        key="batch-datum",
    )
    file = first.file_uploader(
        t("拟选址点文件"),
        type=["csv", "txt", "geojson", "json"],
        max_upload_size=LARGEST_MB,
        key="batch-file",
    )
    if file is None:
        st.info(t("上传文件后，这里显示各点的规划支持度。"))
        return
    with session.shown_errors(), st.spinner(t("正在评分…")):
        _scores(file.getvalue(), file.name, crs, words)


def _scores(content: bytes, name: str, crs: str | None, words: Words) -> None:
    t, plan = words.t, cache.plan()
    table = read_sites(content, name, plan.facts, crs=crs, lang=words.lang)
    results = assess.scored(table.sites, words)
    names = {r.id: words.name(r) for r in plan.layers["districts"].itertuples()}
    read = t("评价 {n} 个，未参与评价 {m} 个。")
    st.success(read.format(n=len(results), m=len(table.dropped)))
    st.html(site_tables.scores(results[:MOST_ROWS_SHOWN], names, words))
    if len(results) > MOST_ROWS_SHOWN:
        st.caption(t("只显示前 {n} 个，导出文件含全部。").format(n=MOST_ROWS_SHOWN))
    if table.dropped or table.notes:
        with st.expander(t("读取说明")):
            for row in table.dropped:
                st.text(f"{row['row']} · {row['code']} {row['why']}")
            for note in table.notes:
                st.text(note)
    with st.container(horizontal=True):
        for kind, title in KINDS.items():
            st.download_button(
                t("评分结果（{kind}）").format(kind=title),
                partial(exports.scored_file, plan, table.sites, results, kind),
                file_name=f"scores.{kind}",
                key=f"batch-{kind}",
                on_click="ignore",
            )
