"""批量评估: a file of sites → scores in a table and on the map, and what was read and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import streamlit as st

from gis_app import cache
from gis_app.components import batch_tables, tables
from gis_app.components.map_data import Clicked, Marks
from gis_app.components.wording import Words
from gis_app.state import weights_of
from gis_app.template import site_template
from gis_app.views import assess, downloads, session, site_weights, uploads
from gis_app.views.planning_map import planning_map
from gis_app.views.uploads import Upload
from gis_app.writing import exports
from layers.score import Scores, reweighted, told

AT_A_TIME = 250  # sites scored between two steps of the progress bar
HEIGHT = 460
TABLE_HEIGHT = 320
ROW = 35  # pixels of a table row
KEPT = "batch-result"
CHOSEN = "batch-chosen"
MAP = "batch-map"

Json = dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """A file read and scored; `scores` are the sites as arrays, some at a time."""

    read: Upload
    scores: Sequence[Scores]
    results: Sequence[Json]


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        cache.plan()
        session.heading(words.t("批量评估"))
        panel(words)


@st.fragment
def panel(words: Words) -> None:
    """Show the upload and, once there is a file, its scores."""
    t = words.t
    st.caption(
        t(
            "上传表格（CSV、Excel）或图层（Shapefile、GeoPackage、KML、DXF 等），"
            "每行一个拟选址点或地块；"
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
    read = uploads.upload(words, key="batch", label=t("拟选址点文件"))
    if read is None:
        st.info(t("上传文件后，这里显示各点的规划支持度。"))
        return
    site_weights.panel(words)
    session.share()
    with session.shown_errors(uploads.FIELD):
        _show(_batch(read, words), words)


def _batch(read: Upload, words: Words) -> Batch:
    """Return the scored file, kept until the file or how it is read changes.

    Under other weights nothing is measured again.
    """
    made_with = (read.ident, session.current().weights)
    kept: tuple[tuple[Any, ...], Batch] | None = st.session_state.get(KEPT)
    if kept and kept[0] == made_with:
        return kept[1]
    if not kept or kept[0][0][0] != made_with[0][0]:
        st.session_state.pop(CHOSEN, None)
    same = kept is not None and kept[0][0] == read.ident
    scores = kept[1].scores if kept and same else _measured(read.table.sites, words)
    batch = Batch(read, scores, _results(scores, words))
    st.session_state[KEPT] = (made_with, batch)
    return batch


def _measured(sites: gpd.GeoDataFrame, words: Words) -> list[Scores]:
    """Return the scores of all sites, some at a time so that the page can say how far it is."""
    found: list[Scores] = []
    text = words.t("正在评分：{n} / {m}")
    bar = st.progress(0.0, text.format(n=0, m=len(sites)))
    for start in range(0, len(sites), AT_A_TIME):
        found.append(assess.measured(sites.iloc[start : start + AT_A_TIME]))
        done = start + len(found[-1].case)
        bar.progress(done / len(sites), text.format(n=done, m=len(sites)))
    bar.empty()
    return found


def _results(scores: Sequence[Scores], words: Words) -> list[Json]:
    """Return the results of all sites under the weights of this session."""
    state = session.current()
    weights = weights_of(state.weights, cache.plan().facts)
    remarks = assess.weights_told(state, words)
    every = (r for some in scores for r in told(reweighted(some, weights), words.lang))
    return [r | {"flags": [*r["flags"], *remarks]} for r in every]


def _show(batch: Batch, words: Words) -> None:
    t, plan, table, results = words.t, cache.plan(), batch.read.table, batch.results
    read = t("评价 {n} 个，未参与评价 {m} 个。")
    say = st.warning if table.dropped else st.success
    say(read.format(n=len(results), m=len(table.dropped)))
    for remark in assess.weights_told(session.current(), words):
        st.warning(session.plain(remark))
    uploads.notes(batch.read, words)
    shown = _filtered(results, words)
    _table(batch, shown, words)
    st.html(batch_tables.legend([results[row] for row in shown], words))
    marks = batch_tables.marks(results, table.sites.geometry, shown)
    _chosen(batch, marks, shown, words)
    content = partial(exports.scored_file, plan, table.sites, results)
    item = downloads.Download("scores", content, account=batch.read.account)
    downloads.offer({"评分结果": item}, words, "batch")


def _filtered(results: Sequence[Json], words: Words) -> list[int]:
    """Return the rows of the grades chosen, all where none is."""
    present = [k for k in batch_tables.COLOURS if k in {batch_tables.kind(r) for r in results}]
    key = session.key("batch-grades")
    if wrong := set(st.session_state.get(key, [])) - set(present):  # of a file shown before
        st.session_state[key] = [g for g in st.session_state[key] if g not in wrong]
    wanted = st.multiselect(
        words.t("只看这些等级（不选为全部）"),
        present,
        format_func=words.t,
        placeholder=words.t("全部等级"),
        key=key,
    )
    return [n for n, r in enumerate(results) if not wanted or batch_tables.kind(r) in wanted]


def _table(batch: Batch, shown: Sequence[int], words: Words) -> None:
    """Show the sites as a table that sorts and searches; a chosen row is shown on the map."""
    t, layer = words.t, cache.plan().layers["districts"]
    names = {r.id: words.name(r) for r in layer.itertuples()}
    key = session.key("batch-table") + f"-{len(shown)}"

    def chosen() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        st.session_state[CHOSEN] = shown[rows[0]] if rows and rows[0] < len(shown) else None

    number = st.column_config.NumberColumn
    st.dataframe(
        batch_tables.frame([batch.results[row] for row in shown], names, words),
        height=min(TABLE_HEIGHT, ROW * (len(shown) + 1) + 3),
        hide_index=True,
        placeholder="—",
        on_select=chosen,
        selection_mode="single-row",
        column_config={
            t("规划支持度"): number(format="%.1f"),
            t("得分下限"): number(format="%.1f"),
            t("得分上限"): number(format="%.1f"),
            t("指标覆盖率"): number(format="%d%%"),
        },
        key=key,
    )
    st.caption(t("点列名可排序，点行首可选中一行；也可点击地图上的点。"))


@st.fragment
def _chosen(batch: Batch, marks: Marks, shown: Sequence[int], words: Words) -> None:
    """Show the map, and beside it the site chosen; a click on a mark shows only these anew."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(marks, shown, words)
    with right:
        _details(batch, shown, words)


def _map(marks: Marks, shown: Sequence[int], words: Words) -> None:
    """Show the sites coloured by grade; what users upload never becomes a static file."""
    row = st.session_state.get(CHOSEN)
    planning_map(
        cache.published_map(words.lang),
        key=MAP,
        view="batch",
        height=HEIGHT,
        sites=marks,
        chosen=shown.index(row) if row in shown else None,
        hears=("mark",),
        on_clicked=partial(_clicked, shown),
    )


def _clicked(shown: Sequence[int], clicked: Clicked) -> None:
    """Choose the site whose mark was clicked."""
    if clicked.row is not None and clicked.row < len(shown):
        st.session_state[CHOSEN] = shown[clicked.row]


def _details(batch: Batch, shown: Sequence[int], words: Words) -> None:
    """Show the criteria of the chosen site."""
    row = st.session_state.get(CHOSEN)
    if row is None or row not in shown:
        st.info(words.t("选中一行或地图上的一个点，这里显示它的得分构成。"))
        return
    result = batch.results[row]
    score = "—" if result["score"] is None else f"{result['score']:.1f}"
    st.subheader(words.t("所选拟选址点的得分构成"), anchor=False)
    st.text(f"{result['name']} · {score} · {words.t(batch_tables.kind(result))}")
    st.html(tables.criteria(result, cache.plan().facts, words))
    for flag in result["flags"]:
        st.text(flag)
