"""The tables of a report about one site, as rows of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_app.components.site_tables import place_names
from gis_app.components.wording import RELATION, STATE, Words
from gis_app.reports.content import Table
from layers.model import Plan

Json = Mapping[str, Any]

MOST_PLACES = 8
MEMBER = {True: "名单内", False: "名单外", None: "无名单"}


def elements(plan: Plan, found: Json, words: Words) -> Table:
    """Return the relation to each element: distance, reach, list, clause with its words."""
    t, facts = words.t, plan.facts
    named = {s.id: words.name(s) for s in facts.structures}
    rows = [
        (
            named[e["id"]],
            t(RELATION[e["relation"]]),
            f"{words.distance(e['distance_m'])}\n{words.bearing(e['bearing_deg'])}",
            t(MEMBER[e["member"]]),
            f"{e['membership']:.2f}",
            words.quoted(facts.label(e["clause"]), e["quote"]),
            words.provenance(e["status"], e["accuracy_m"]),
        )
        for e in found["elements"]
    ]
    columns = (
        "结构要素",
        "空间关系",
        "距离与方位",
        "联动板块",
        "距离衰减值",
        "规划依据",
        "可靠程度",
    )
    return Table(
        caption=t("与各结构要素的关系"),
        head=[t(c) for c in columns],
        rows=rows,
        widths=(16, 11, 13, 11, 13, 22, 14),
        centred=frozenset({1, 3, 4}),
        small=True,
    )


def places(plan: Plan, found: Json, words: Words) -> Table | None:
    """Return the named carriers whose reach covers the site, None where there is none."""
    t, facts, known = words.t, plan.facts, place_names(plan, words)
    sectors = {s.id: words.name(s) for s in facts.sectors}
    rows = [
        (
            known.get(p["id"].removeprefix("district-"), p["name"]),
            words.distance(p["distance_m"]),
            f"{p['membership']:.2f}",
            words.listed(sectors[s] for s in p["sectors"]),
            words.quoted(facts.label(p["clause"]), p["quote"]),
        )
        for p in found["places"][:MOST_PLACES]
    ]
    if not rows:
        return None
    columns = ("规划载体", "距离", "距离衰减值", "重点领域", "规划依据")
    return Table(
        caption=t("规划写明的载体"),
        head=[t(c) for c in columns],
        rows=rows,
        widths=(22, 11, 13, 20, 34),
        centred=frozenset({1, 2}),
        small=True,
    )


def sectors(plan: Plan, mix: Mapping[str, float], county: Json | None, words: Words) -> Table:
    """Return each sector of a site: its share, its clause, whether the county's clause has it."""
    t, facts = words.t, plan.facts
    rows = []
    for sector in facts.sectors:
        if sector.id in mix:
            told = (
                t("不适用")
                if county is None
                else t("写到" if sector.id in county["sectors"] else "未提及")
            )
            cite = words.quoted(facts.label(sector.clause), sector.quote)
            rows.append((words.name(sector), f"{mix[sector.id]:.0%}", cite, told))
    return Table(
        caption=t("重点领域与规划依据"),
        head=[t(c) for c in ("重点领域", "占比", "规划依据", "县域指引")],
        rows=rows,
        widths=(26, 10, 48, 16),
        centred=frozenset({1, 3}),
        small=True,
    )


def criteria(plan: Plan, result: Json, words: Words) -> Table:
    """Return value, weight and points of each criterion, with its clause and its words."""
    t, facts = words.t, plan.facts
    names = {c.id: words.name(c) for c in facts.criteria}
    rows = [
        (
            f"{c['id']} {names[c['id']]}",
            t(STATE[c["state"]]) if c["value"] is None else f"{c['value']:.3f}",
            f"{c['weight']:.3f}",
            "—" if c["contribution"] is None else f"{c['contribution']:.1f}",
            words.quoted(facts.label(c["clause"]), c["quote"]),
            c["because"],
        )
        for c in result["criteria"]
    ]
    return Table(
        caption=t("各项指标的得分构成"),
        head=[t(c) for c in ("指标", "指标值", "权重", "贡献（分）", "规划依据", "计算说明")],
        rows=rows,
        widths=(19, 13, 9, 9, 19, 31),
        centred=frozenset({1, 2, 3}),
        small=True,
    )


def summary(plan: Plan, results: list[Json], words: Words) -> Table:
    """Return one line a site."""
    t = words.t
    rows = [
        (
            str(n),
            str(r["name"]),
            plan.districts.name(r["district"], words.lang) if r["district"] else t("市域外"),
            "—" if r["score"] is None else f"{r['score']:.1f}",
            t(r["grade"]) if r["grade"] else "—",
            "—" if r["low"] is None else f"{r['low']:.1f}–{r['high']:.1f}",
            f"{r['coverage']:.0%}",
        )
        for n, r in enumerate(results, 1)
    ]
    columns = ("序号", "名称", "板块", "规划支持度", "等级", "得分区间", "指标覆盖率")
    return Table(
        caption=t("各处结果汇总"),
        head=[t(c) for c in columns],
        rows=rows,
        widths=(7, 31, 16, 11, 13, 13, 9),
        centred=frozenset({0, 3, 4, 5, 6}),
        small=True,
    )
