"""制图与报告: the layout map on paper, and reports on the site or on the clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import streamlit as st

from gis_app import cache
from gis_app.components.wording import Words
from gis_app.indicators import Values
from gis_app.messages import lines
from gis_app.reading.records import clean_text
from gis_app.reports import print_map
from gis_app.reports.content import Content, texts
from gis_app.reports.fonts import unknown_characters
from gis_app.reports.monitor_report import KINDS, monitor_report
from gis_app.reports.site_report import site_report
from gis_app.reports.written import file_name, written
from gis_app.views import assess, indicator_values, session
from gis_app.views.downloads import LONGEST, USES
from gis_app.writing.made import Publication, made
from layers.errors import Fault

FORMATS = {"png": "PNG", "pdf": "PDF", "svg": "SVG"}
DOCUMENTS = {"docx": "Word（.docx）", "pdf": "PDF"}
REPORTS = {"site": "规划支持度分析（选址参考）", **KINDS}
PREVIEW_DPI = 90
MOST_TITLE = 60  # characters
MADE = "drawing-made"

Wanted = tuple[object, ...]


@dataclass(frozen=True)
class Drawn:
    """A file that was made: for what, under which name, what to mind; a picture to look at."""

    wanted: Wanted
    name: str
    content: bytes
    notices: tuple[Fault, ...] = ()
    preview: bytes | None = None


def page() -> None:
    """Show the page."""
    words = session.words()
    with session.shown_errors():
        cache.plan()
        session.heading(words.t("制图与报告"))
        maps, reports = st.tabs([words.t("布局图"), words.t("报告")])
        with maps:
            _map(words)
        with reports:
            _report(words)


def _publication(words: Words, key: str) -> Publication:
    """Ask whom the file is for and for its approval number."""
    t = words.t
    public = st.selectbox(
        t("用途"), list(USES), format_func=lambda u: t(USES[u]), key=session.key(f"{key}-use")
    )
    number = st.text_input(
        t("审图号（选填）"), max_chars=LONGEST, key=session.key(f"{key}-approval")
    )
    if public:
        st.caption(t("公开使用前须依法送审并取得审图号；报告中的坐标取到小数 4 位。"))
    return Publication(public=bool(public), approval=clean_text(number or ""))


def _map(words: Words) -> None:
    t = words.t
    left, right = st.columns([1, 2], gap="medium")
    with left:
        kind = st.selectbox(
            t("格式"), list(FORMATS), format_func=FORMATS.__getitem__, key="drawing-map-kind"
        )
        paper = st.selectbox(t("纸张（横向）"), list(print_map.PAPERS), key="drawing-map-paper")
        title = st.text_input(
            t("图名（选填）"), max_chars=MOST_TITLE, key=session.key("drawing-map-title")
        )
        site = _site_wanted(words)
        publication = _publication(words, "drawing-map")
        order = print_map.Order(
            lang=words.lang, paper=paper, title=clean_text(title or ""), sites=site
        )
        at = None if site is None else site.geometry.iloc[0].wkt
        wanted = ("map", kind, paper, order.title, at, publication, words.lang)
        if st.button(t("生成布局图"), key="drawing-map-make", type="primary"):
            with st.spinner(t("正在制图，约需数秒…")):
                _keep("map", _drawn_map(kind, order, publication, wanted))
    with right:
        _offer("map", wanted, words, t("选好格式和纸张后，点击“生成布局图”，这里显示预览。"))


def _site_wanted(words: Words) -> gpd.GeoDataFrame | None:
    """Return the current site where it should be on the map."""
    state = session.current()
    if state.lon is None:
        return None
    on = st.checkbox(words.t("标出当前拟选址点"), value=True, key=session.key("drawing-map-site"))
    return assess.site(state, words) if on else None


def _drawn_map(
    kind: str, order: print_map.Order, publication: Publication, wanted: Wanted
) -> Drawn:
    plan = cache.plan()
    told = made(plan, publication=publication)
    work = cache.workers().submit(print_map.print_map, plan, kind, told, order)
    preview = cache.workers().submit(
        partial(print_map.print_map, plan, "png", told, order, dpi=PREVIEW_DPI)
    )
    notices = tuple(print_map.notices(plan, order))
    return Drawn(wanted, f"layout-map.{kind}", work.result(), notices, preview.result())


def _report(words: Words) -> None:
    t = words.t
    left, right = st.columns([1, 2], gap="medium")
    with left:
        kind = st.selectbox(
            t("报告"),
            list(REPORTS),
            format_func=lambda k: t(REPORTS[k]),
            key=session.key("drawing-report"),
        )
        form = st.selectbox(
            t("格式"),
            list(DOCUMENTS),
            format_func=lambda k: t(DOCUMENTS[k]),
            key=session.key("drawing-report-kind"),
        )
        publication = _publication(words, "drawing-report")
    state = session.current()
    if kind == "site" and (state.lon is None or not state.sectors):
        with right:
            st.info(t("还没有可以写进报告的拟选址点：先在“选址评估”选一个位置和重点领域。"))
            session.page_link("check-site", t("选址评估"))
        return
    values = None if kind == "site" else indicator_values.of_report()
    wanted = (kind, form, publication, words.lang, state if values is None else values)
    with left:
        if st.button(t("生成报告"), key="drawing-report-make", type="primary"):
            with st.spinner(t("正在写报告，约需十余秒…")):
                _keep("report", _drawn_report(kind, form, publication, wanted, values))
    with right:
        if values is not None:
            st.caption(t("以随包集聚区图层（或换用的图层）为对象；指标监测值未填的写“待填”。"))
            filled = t("写入报告的指标监测值：{n} 项指标，共 {m} 个。")
            st.caption(filled.format(n=len(values), m=sum(map(len, values.values()))))
            session.page_link("counties", t("填写或修改指标监测值"))
        _offer("report", wanted, words, t("点击“生成报告”，完成后在这里下载。"))


def _drawn_report(
    kind: str, form: str, publication: Publication, wanted: Wanted, values: Values | None
) -> Drawn:
    content = _content(kind, publication, session.words(), values)
    notices = tuple(unknown_characters(texts(content))) if form == "pdf" else ()
    return Drawn(wanted, file_name(content, form), written(content, form), notices)


def _content(kind: str, publication: Publication, words: Words, values: Values | None) -> Content:
    plan, state = cache.plan(), session.current()
    told = made(plan, publication=publication)
    work: Callable[[], Content]
    if kind == "site":
        site, result = assess.site(state, words), assess.scored_site(state, words)
        work = partial(site_report, plan, site, [result], told, words.lang)
    else:
        found = cache.assessed()
        work = partial(monitor_report, found, kind, told, words.lang, values)
    return cache.workers().submit(work).result()


def _keep(name: str, drawn: Drawn) -> None:
    st.session_state[f"{MADE}-{name}"] = drawn


def _offer(name: str, wanted: Wanted, words: Words, advice: str) -> None:
    """Offer the file that was made for these choices; else say what to do."""
    drawn: Drawn | None = st.session_state.get(f"{MADE}-{name}")
    if drawn is None or drawn.wanted != wanted:
        st.info(advice)
        return
    for line in lines(drawn.notices, words.lang):
        st.warning(session.plain(line))
    st.download_button(
        words.t("下载"),
        data=drawn.content,
        file_name=drawn.name,
        key=f"drawing-{name}-download",
        on_click="ignore",
        icon=":material/download:",
    )
    if drawn.preview:
        st.image(drawn.preview)
    else:
        st.success(words.t("已生成（{kb} kB）。").format(kb=f"{len(drawn.content) / 1000:.0f}"))
