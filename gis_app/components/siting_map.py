"""The map and the table of chosen sites: numbered markers, what each newly serves, the bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import folium

from gis_app.components.assets import escape
from gis_app.components.layout_map import MapDocument
from gis_app.components.map_data import Pick
from gis_app.components.tables import Cell, Row, table
from gis_app.components.wording import Words
from layers.model import Plan
from layers.siting import OPTIMUM, QUICK, RELAXED, Siting

METHODS = {
    QUICK: "次模上界，快速估计",
    RELAXED: "整数规划松弛",
    OPTIMUM: "整数规划，已证最优",
}
NO_GAP = 0.0005  # a gap that would be written 0.0%
MARKER = (
    "display:flex;align-items:center;justify-content:center;width:26px;height:26px;"
    "border-radius:50%;background:#14304f;color:#fff;border:2px solid #fff;"
    "box-shadow:0 0 3px rgba(0,0,0,.6);font:700 13px sans-serif"
)


def without_bands(document: MapDocument) -> MapDocument:
    """Return the map without the coloured bands: a surface shows in their place."""
    kept = tuple(layer for layer in document.layers if layer.pane != "bands")
    rows = {layer.row for layer in kept} | {label["row"] for label in document.head["labels"]}
    legend = [
        {**group, "rows": [row for row in group["rows"] if row["id"] in rows]}
        for group in document.head["legend"]
    ]
    return replace(document, head={**document.head, "legend": legend}, layers=kept)


def places(chosen: Siting, plan: Plan, words: Words) -> list[Pick]:
    """Return the chosen sites for the map, numbered in their order."""
    told = words.t("备选位置 {n}：{district}，新增承接 {gain}")
    return [
        Pick(
            (pick["lon"], pick["lat"]),
            str(pick["order"]),
            told.format(
                n=pick["order"],
                district=plan.districts.name(pick["district"], words.lang),
                gain=f"{pick['gain']:.2f}",
            ),
        )
        for pick in chosen.picks
    ]


def marker(pick: Pick) -> folium.Marker:
    """Return a numbered place as a marker of folium."""
    return folium.Marker(
        [pick.at[1], pick.at[0]],
        tooltip=folium.Tooltip(escape(pick.text)),
        icon=folium.DivIcon(
            html=f'<div style="{MARKER}">{escape(pick.label)}</div>',
            icon_size=(26, 26),
            icon_anchor=(13, 13),
            class_name="suzhou-pick",
        ),
    )


def picks(chosen: Siting, plan: Plan, words: Words) -> str:
    """Return one line a site: where, gain, score, the runner-up."""
    columns = ["序", "板块", "经度, 纬度", "新增承接", "得分", "等级", "次选"]
    heads = [words.t(c) for c in columns]
    return table(heads, _picks(chosen, plan, words), caption=words.t("备选位置"))


def _picks(chosen: Siting, plan: Plan, words: Words) -> Iterator[Row]:
    for pick in chosen.picks:
        score = pick["score"]
        yield [
            Cell(str(pick["order"]), "num"),
            Cell(plan.districts.name(pick["district"], words.lang), "key"),
            Cell(f"{pick['lon']:.4f}, {pick['lat']:.4f}", "num"),
            Cell(f"{pick['gain']:.2f}", "num"),
            Cell("—" if score is None else f"{score:.1f}", "num"),
            words.t(pick["grade"]) if pick["grade"] else "—",
            _runner_up(pick["runner_up"], plan, words),
        ]


def serves(pick: Any, plan: Plan, words: Words) -> str:
    """Return what one site newly serves, clause by clause."""
    columns = ["新承接的条款", "里程", "板块", "重点领域", "新增", "规划依据"]
    heads = [words.t(c) for c in columns]
    rows = (_served(one, plan, words) for one in pick["serves"])
    return table(heads, rows, caption=words.t("新承接的条款"))


def _served(one: Any, plan: Plan, words: Words) -> Row:
    element = next((e for e in plan.facts.structures if e.id == one["element"]), None)
    name, along = words.t("全域"), "—"
    if element is not None:
        part = next(p for p in element.part if p.part == one["part"])
        name = f"{words.name(element)} · {words.name(part)}"
        ends = {"a": f"{one['from_m'] / 1000:.0f}", "b": f"{one['to_m'] / 1000:.0f}"}
        along = words.t("{a}–{b} 公里").format(**ends)
    sector = next(s for s in plan.facts.sectors if s.id == one["sector"])
    return [
        Cell(name, "key"),
        Cell(along, "num"),
        plan.districts.name(one["district"], words.lang),
        words.name(sector),
        Cell(f"+{one['gain']:.2f}", "num"),
        Cell(words.quoted(one["label"], one["quote"]), "quote"),
    ]


def _runner_up(second: Any, plan: Plan, words: Words) -> str:
    if second is None:
        return words.t("没有次选")
    if second["difference"] < 0.005:
        text = words.t("{district}，新增相同")
        return text.format(district=plan.districts.name(second["district"], words.lang))
    return words.t("{district}，少 {less}").format(
        district=plan.districts.name(second["district"], words.lang),
        less=f"{second['difference']:.2f}",
    )


def summary(chosen: Siting, words: Words) -> str:
    """Return what the choice adds, what no choice can exceed, and the gap between them."""
    told = (
        "新增承接 {value}（现有载体已承接 {before}，共 {demands} 处需求）；"
        "任何选法不超过 {bound}（{method}），差距不超过 {gap}。"
    )
    if chosen.gap < NO_GAP:
        told = (
            "新增承接 {value}（现有载体已承接 {before}，共 {demands} 处需求）；"
            "任何选法不超过 {bound}（{method}），已达到上界，没有更好的选法。"
        )
    return words.t(told).format(
        value=f"{chosen.value:.2f}",
        before=f"{chosen.before:.2f}",
        demands=chosen.demands,
        bound=f"{chosen.bound:.2f}",
        method=words.t(METHODS[chosen.method]),
        gap=f"{chosen.gap:.1%}",
    )
