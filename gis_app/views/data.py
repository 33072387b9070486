"""数据与导出: what layers there are, where from, as files, and a user's own in their place."""

from __future__ import annotations

from functools import partial

import streamlit as st

from gis_app import cache, own_plan
from gis_app.components import data_tables
from gis_app.components.wording import Words
from gis_app.messages import lines
from gis_app.own_plan import OwnLayer
from gis_app.stores.forms import FORMS
from gis_app.views import downloads, session, uploads
from gis_app.writing import exports
from gis_app.writing.formats import FORMATS
from gis_app.writing.made import Made
from layers.model import Plan
from layers.schema import SCHEMAS

CHOSEN = "data-layer"  # survives the language switch: its options are ids
CLUSTERS = "clusters"  # the layer that most offices have of their own


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        plan, own = cache.plan(), cache.own_plan()
        session.heading(words.t("数据与导出"))
        st.caption(
            words.t(
                "随工具提供的图层都是替代图层，不是官方数据；正式数据到位后整层替换即可，"
                "评分、对照和导出随之更新。"
            )
        )
        listed, exported, replaced = st.tabs(
            [words.t(x) for x in ("图层清单", "导出图层", "换用自己的图层")]
        )
        with listed:
            st.html(data_tables.layers(plan, own, words))
        with exported:
            _downloads(plan, words)
        with replaced:
            _replacing(words)


def _downloads(plan: Plan, words: Words) -> None:
    t = words.t
    st.caption(t("导出为任一格式；用途为“公开”时坐标自动取整，公开前须依法送审。"))
    items = {"全部图层": _download(plan, tuple(SCHEMAS))}
    items |= {SCHEMAS[name].title: _download(plan, (name,)) for name in SCHEMAS}
    downloads.offer(items, words, "data")
    st.caption(
        t(
            "全部图层合为一个文件；Shapefile 每层一套，打成一个 zip。"
            "GeoParquet、FlatGeobuf 请逐层导出。"
        )
    )


def _download(plan: Plan, names: tuple[str, ...]) -> downloads.Download:
    kinds = tuple(k for k in FORMATS if len(names) == 1 or k in downloads.KINDS)
    stem = names[0] if len(names) == 1 else "layers"
    return downloads.Download(stem, partial(_file, plan, names), kinds)


def _file(plan: Plan, names: tuple[str, ...], kind: str, made: Made) -> bytes:
    layers = {name: plan.layers[name] for name in names}
    return exports.encoded(kind, layers, FORMATS[kind].crs, made)


def _replacing(words: Words) -> None:
    """Show what is replaced, and take a file for another layer."""
    t = words.t
    st.info(
        t(
            "只在本次会话有效：换用的图层不保存，也不给其他人看；刷新页面即恢复随包图层。"
            "命令行可用 --data 长期使用自己的图层。"
        )
    )
    _replaced(words)
    layer = st.selectbox(
        t("要换用的图层"),
        list(FORMS),
        index=list(FORMS).index(CLUSTERS),
        format_func=lambda name: data_tables.title(name, words),
        key=session.key(CHOSEN),
        width=320,
    )
    told = t("几何类型：{kind}。编号须与随包图层一致的：板块、走线、范围和规划写到的载体。")
    st.caption(told.format(kind=data_tables.geometry(layer, words)))
    with st.expander(t("字段要求")):
        st.html(data_tables.fields(layer, words))
    files, crs = uploads.fields(words, key=f"data-{layer}", label=t("图层文件"))
    if st.button(t("换用"), key="data-replace", type="primary", disabled=not files):
        with session.shown_errors(uploads.FIELD), st.spinner(t("正在检查并换用…")):
            content, name = uploads.one(files)
            read = own_plan.read_layer(layer, content, name, cache.shipped(), crs)
            _use({**_own(), layer: read})
            st.rerun()


def _own() -> dict[str, OwnLayer]:
    own = cache.own_plan()
    return dict(own.layers) if own else {}


def _use(layers: dict[str, OwnLayer]) -> None:
    """Let this session use these layers; what it computed before is made anew when asked for."""
    found = cache.workers().submit(own_plan.with_layers, layers).result()
    session.use_own(found)


def _replaced(words: Words) -> None:
    """Show each layer that was replaced: what changed, how it was read, and undo."""
    t, layers = words.t, _own()
    for name, own in layers.items():
        with st.container(border=True):
            st.text(f"{data_tables.title(name, words)} · {own.file}")
            for line in [
                *data_tables.change(own.change, words),
                *lines(list(own.notes), words.lang),
            ]:
                st.text(session.said(line, uploads.FIELD))
            if st.button(t("还原随包图层"), key=f"data-undo-{name}", icon=":material/undo:"):
                _undo({k: v for k, v in layers.items() if k != name})
    if len(layers) > 1 and st.button(t("全部还原"), key="data-undo-all", icon=":material/undo:"):
        _undo({})


def _undo(layers: dict[str, OwnLayer]) -> None:
    """Go back to fewer layers of one's own; those left may not fit without the one taken away."""
    with session.shown_errors():
        _use(layers)
        st.rerun()
