"""The download row that pages share: what, in which format, for whom, and one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from gis_app import cache
from gis_app.components.wording import Words
from gis_app.reading.records import clean_text
from gis_app.views import session
from gis_app.writing.formats import FORMATS
from gis_app.writing.made import Made, Publication, made
from layers.model import Plan

KINDS = ("geojson", "gpkg", "shp", "kml", "dxf", "xlsx", "csv")  # for analysts: parquet, fgb
JSON = "json"  # everything that was said about one site
USES = {False: "内部", True: "公开"}
LONGEST = 60  # characters of an approval number

Content = Callable[[str, Made], bytes]


@dataclass(frozen=True)
class Download:
    """One thing to download: name of the file, its bytes by format, its formats."""

    name: str
    content: Content
    kinds: tuple[str, ...] = KINDS
    account: tuple[tuple[str, str], ...] = ()


def offer(items: Mapping[str, Download], words: Words, key: str) -> None:
    """Offer one of `items` (title → what it is) in the format chosen; made when asked for."""
    t = words.t
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = next(iter(items))
        if len(items) > 1:
            title = st.selectbox(
                t("导出内容"), list(items), format_func=t, key=session.key(f"{key}-what"), width=200
            )
        item = items[title]
        kind = st.selectbox(
            t("格式"), item.kinds, format_func=_title, key=session.key(f"{key}-kind"), width=160
        )
        public = st.selectbox(
            t("用途"),
            list(USES),
            format_func=lambda use: t(USES[use]),
            key=session.key(f"{key}-use"),
            width=110,
        )
        approval = st.text_input(
            t("审图号（选填）"),
            max_chars=LONGEST,
            key=session.key(f"{key}-approval"),
            width=180,
        )
        publication = Publication(public=public, approval=clean_text(approval or ""))
        st.download_button(
            t("下载"),
            partial(made_for, item, kind, publication, cache.plan()),
            file_name=f"{item.name}{_extension(kind)}",
            key=f"{key}-download",
            on_click="ignore",
            icon=":material/download:",
        )
    if public:
        st.caption(
            t("公开用途：几何取到经纬度小数 4 位（约 10 米）；公开前须依法送审并取得审图号。")
        )


def made_for(item: Download, kind: str, publication: Publication, plan: Plan) -> bytes:
    """Return the file, made now and for this use."""
    told = made(plan, account=item.account, publication=publication)
    return item.content(kind, told)


def _title(kind: str) -> str:
    return "JSON" if kind == JSON else FORMATS[kind].title


def _extension(kind: str) -> str:
    return ".json" if kind == JSON else FORMATS[kind].extension
