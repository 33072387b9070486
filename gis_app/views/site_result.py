"""What is shown about one site: the headline beside the map, and the details below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import streamlit as st

from gis_app import cache
from gis_app.components import outlook, sensitivity, site_tables, tables
from gis_app.components.wording import Words
from gis_app.views import downloads
from gis_app.writing import exports
from gis_app.writing.made import Made
from layers.wording import text

Json = Mapping[str, Any]


def headline(found: Json, result: Json | None, words: Words) -> None:
    """Show the district, the score with grade, interval and coverage, and its best clause."""
    t = words.t
    _district(found, words)
    if result is None:
        for remark in _remarks(found):
            st.warning(t(remark))
        st.info(t("第二步：选择重点领域，即可得到规划支持度。空间关系见下方。"))
        return
    score = result["score"]
    st.metric(t("规划支持度（0–100）"), "—" if score is None else f"{score:.1f}", border=True)
    if not found["in_city"]:
        st.warning(t("市域外，不评分。"))
    elif score is None:
        st.warning(t("规划未涉及：规划在空间上没有谈到所选行业，不打分，其余指标供参考。"))
    else:
        _spread(result, words)
    _basis(result, words)
    outside = text("flag.outside", words.lang)
    for flag in result["flags"]:
        if flag != outside:  # said above
            st.warning(flag)


def _spread(result: Json, words: Words) -> None:
    """Show grade, interval and coverage, and what the draws say of the grade."""
    t, rules = words.t, cache.plan().facts.assumptions
    st.html(tables.scale(result, rules["grades"]))
    spread = t("等级：{grade} · 得分区间 {low}–{high} · 指标覆盖率 {coverage}").format(
        grade=t(result["grade"]),
        low=f"{result['low']:.1f}",
        high=f"{result['high']:.1f}",
        coverage=f"{result['coverage']:.0%}",
    )
    st.markdown(f"**{spread}**")
    if not result["uncertainty"]:
        return
    st.html(outlook.grades(result, words))
    told = t("得分区间为模拟结果的 {low}–{high}，数据不足的指标按最低、最高计入。").format(
        low=f"{rules['draws']['low']:.0%}", high=f"{rules['draws']['high']:.0%}"
    )
    made = t("模拟次数 {n}，随机种子 {seed}。").format(
        n=result["uncertainty"]["draws"], seed=result["uncertainty"]["seed"]
    )
    st.caption(f"{told} {made} {outlook.sources(result, words)}")


def _remarks(found: Json) -> list[str]:
    """Return what to mind about the place; a scored site says it among its flags."""
    if not found["in_city"]:
        return ["该点在市域外。"]
    return ["界线附近，归属待核：以法定界线为准。"] if found["district"]["ambiguous"] else []


def _district(found: Json, words: Words) -> None:
    t, district = words.t, found["district"]
    if district is None:
        return
    layer = cache.plan().layers["districts"].set_index("id")
    name = words.name(layer.loc[district["code"]].to_dict())
    away = words.distance(district["border_distance_m"])
    st.markdown(t("所在板块：**{name}**（距板块界线 {d}）").format(name=name, d=away))


def _basis(result: Json, words: Words) -> None:
    """Show the best-supporting clause with its quotation, the runner-up, what would improve it."""
    t, facts = words.t, cache.plan().facts
    first = next((c for c in result["criteria"] if c["state"] == "scored"), None)
    if result["best_element"] and first:
        cite = words.quoted(facts.label(first["clause"]), first["quote"])
        name = _element_name(result["best_element"], words)
        st.caption(t("主要依据：{name} · {cite}").format(name=name, cite=cite))
    if result["runner_up"]:
        st.caption(t("次要依据：{name}").format(name=_element_name(result["runner_up"], words)))
    if result["improve"]:
        st.caption(t("提升途径：{text}").format(text=result["improve"]))


def _element_name(element: str, words: Words) -> str:
    plan = cache.plan()
    named = {s.id: words.name(s) for s in plan.facts.structures}
    named |= {p.id: p.name for p in plan.places} | site_tables.place_names(plan, words)
    return named.get(element.removeprefix("district-"), named.get(element, element))


def details(found: Json, result: Json | None, words: Words) -> None:
    """Show criteria, spatial relations, places, notes and exports."""
    t, plan = words.t, cache.plan()
    if result is not None and found["in_city"]:
        contributions(result, words)
        _sensitivity(result, words)
    st.subheader(t("与各结构要素的关系"), anchor=False)
    st.html(site_tables.elements(found, plan.facts, words))
    st.subheader(t("规划载体与邻近地名"), anchor=False)
    if found["places"]:
        st.html(site_tables.places(found, plan, words))
    else:
        st.caption(t("附近没有规划写明的载体。"))
    st.html(site_tables.nearest(found, plan, words))
    said = {text(f"caveat.{key}", words.lang) for key in ("outside", "ambiguous")}
    caveats = " ".join(c for c in found["caveats"] if c not in said)  # these stand at the score
    st.caption(t("使用提示：{text}").format(text=caveats))


def contributions(result: Json, words: Words) -> None:
    """Show what each criterion adds to the score, and by which clause."""
    st.subheader(words.t("得分构成"), anchor=False)
    st.caption(words.t("总分 = 各项贡献之和；不适用的不计入，数据不足的以区间表示。"))
    st.html(tables.criteria(result, cache.plan().facts, words))


def _sensitivity(result: Json, words: Words) -> None:
    """Show what each weight can do to the score."""
    t = words.t
    drawn = sensitivity.tornado(result, cache.plan().facts, words)
    if result["score"] is None or not drawn:
        return
    with st.expander(t("权重对得分的影响")):
        st.caption(
            t("某一项权重改为 0 或加倍、其余不变时的总分；竖线为现在的总分 {x}。").format(
                x=f"{result['score']:.1f}"
            )
        )
        st.html(drawn)


def exports_of(site: gpd.GeoDataFrame, found: Json, result: Json, words: Words) -> None:
    """Offer the site with its result, and all layers, for download."""
    st.subheader(words.t("导出"), anchor=False)
    plan = cache.plan()  # a download is made later, in a thread without a session

    def one(kind: str, made: Made) -> bytes:
        if kind == downloads.JSON:
            return exports.site_json(found, result, made)
        return exports.scored_file(plan, site, [result], kind, made)

    items = {
        "本点结果": downloads.Download("site", one, (*downloads.KINDS, downloads.JSON)),
        "全部图层": downloads.Download("layers", cache.layers_file()),
    }
    downloads.offer(items, words, "site")
