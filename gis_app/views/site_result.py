"""What is shown about one site: the headline beside the map, and the details below it.

Little is sent at a click: what stands together is one piece of HTML, and folded parts come only
when they are opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import streamlit as st

from gis_app import cache
from gis_app.components import sensitivity, site_headline, site_tables, tables
from gis_app.components.wording import Words
from gis_app.views import downloads, session
from gis_app.writing import exports
from gis_app.writing.made import Made
from layers.wording import text

Json = Mapping[str, Any]


def headline(found: Json, result: Json | None, words: Words) -> None:
    """Show the score, the district, grade, interval and coverage, and the best clause."""
    t, first = words.t, site_headline.headline(found, result, cache.plan(), words)
    if result is None:
        if first:
            st.html(first)
        for remark in _remarks(found):
            st.warning(t(remark))
        st.info(t("第二步：选择重点领域，即可得到规划支持度。空间关系见下方。"))
        return
    st.metric(t("规划支持度（0–100）"), words.number(result["score"]), border=True)
    if not found["in_city"]:
        st.warning(t("市域外，不评分。"))
    elif result["score"] is None:
        st.warning(t("规划未涉及：规划在空间上没有谈到所选行业，不打分，其余指标供参考。"))
    if first:
        st.html(first)
    outside = text("flag.outside", words.lang)
    if flags := [flag for flag in result["flags"] if flag != outside]:  # said above
        st.warning("\n\n".join(map(session.plain, flags)))


def _remarks(found: Json) -> list[str]:
    """Return what to mind about the place; a scored site says it among its flags."""
    if not found["in_city"]:
        return ["该点在市域外。"]
    return ["界线附近，归属待核：以法定界线为准。"] if found["district"]["ambiguous"] else []


def details(found: Json, result: Json | None, words: Words) -> None:
    """Show criteria, spatial relations and notes; folded: weights and places."""
    t, plan, parts = words.t, cache.plan(), []
    scored = result is not None and found["in_city"]
    if result is not None and scored:
        parts += [tables.section(t("得分构成")), tables.criteria(result, plan.facts, words)]
        parts.append(site_headline.margins(result, words))
    parts.append(tables.section(t("与各结构要素的关系")))
    parts.append(site_tables.elements(found, plan.facts, words))
    st.html("".join(parts))
    if result is not None and scored:
        _sensitivity(result, words)
    _places(found, words)


def _places(found: Json, words: Words) -> None:
    """Show the carriers the plan names here, and the nearest places, once they are asked for."""
    t, plan = words.t, cache.plan()
    label = t("规划载体与邻近地名（载体 {n} 个）").format(n=len(found["places"]))
    with session.folded(label, "places") as fold:
        if not fold.open:
            return
        first = site_tables.note(t("附近没有规划写明的载体。"))
        if found["places"]:
            first = site_tables.places(found, plan, words)
        st.html(first + site_tables.nearest(found, plan, words))


def _sensitivity(result: Json, words: Words) -> None:
    """Show what each weight can do to the score, once it is asked for."""
    t = words.t
    if result["score"] is None:
        return
    with session.folded(t("权重对得分的影响"), "sensitivity") as fold:
        if not fold.open:
            return
        told = t("某一项权重改为 0 或加倍、其余不变时的总分；竖线为现在的总分 {x}。").format(
            x=words.number(result["score"])
        )
        drawn = sensitivity.tornado(result, cache.plan().facts, words)
        st.html(site_tables.note(told) + drawn)


def exports_of(site: gpd.GeoDataFrame, found: Json, result: Json, words: Words) -> None:
    """Offer the site with its result, and all layers, for download."""
    plan = cache.plan()  # a download is made later, in a thread without a session

    def one(kind: str, made: Made) -> bytes:
        if kind == downloads.JSON:
            return exports.site_json(found, result, made)
        return exports.scored_file(plan, site, [result], kind, made)

    with session.folded(words.t("导出"), "export") as fold:
        if fold.open:
            items = {
                "本点结果": downloads.Download("site", one, (*downloads.KINDS, downloads.JSON)),
                "全部图层": downloads.Download("layers", cache.layers_file()),
            }
            downloads.offer(items, words, "site")


def grounds(words: Words) -> None:
    """Show what never changes with the site: where to go on, what to mind, reach, reliability."""
    t, rules = words.t, cache.plan().facts.assumptions["draws"]
    with st.container(horizontal=True):
        session.page_link("drawing", t("写成报告（Word、PDF）"))
        session.page_link("scenarios", t("保存为方案，与其他方案比较"))
    told = (
        t("总分 = 各项贡献之和；不适用的不计入，数据不足的以区间表示。"),
        t(
            "得分区间为模拟结果的 {low}–{high}，数据不足的指标按最低、最高计入；"
            "等级概率不含数据不足的指标。"
        ).format(low=words.percent(rules["low"]), high=words.percent(rules["high"])),
        *(text(f"caveat.{key}", words.lang) for key in ("schematic", "widths")),
    )
    st.caption(t("使用提示：{text}").format(text=" ".join(told)))
    with st.expander(t("各结构要素的规划依据、作用范围与可靠程度")):
        st.html(site_tables.grounds(cache.plan(), words))
