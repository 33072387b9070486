"""The tables about data: each layer, what it stands in for, what a file of one's own needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gis_app.components import plan_tables
from gis_app.components.plan_tables import BASE_TITLES
from gis_app.components.tables import Cell, Row, table
from gis_app.components.wording import Words
from gis_app.own_plan import Difference, OwnLayer, OwnPlan
from gis_app.stores.forms import FORMS, PROVENANCE, Form
from layers.model import Plan
from layers.schema import SCHEMAS

STAND_IN, OWN, OFFICIAL = "替代图层", "自己的图层", "官方数据"
# What would stand in its place once the responsible office gives it out.
BETTER = {
    "districts": "法定行政区划界线，及苏州工业园区、苏州高新区管理范围",
    "structure": "规划附图“服务业发展空间结构规划图”的矢量（换走线）",
    "bands": "随走线和范围推得，不单独替换",
    "counties": "随板块推得，不单独替换",
    "clusters": "认定的服务业集聚区名录（位置或范围、级别、重点领域）",
    "places": "地名地址库，及各园区、枢纽的批准范围",
    "water": "基础测绘水系面，及河湖管理范围",
    "roads": "公路、城市道路中心线",
    "railways": "铁路、轨道交通线路",
    "neighbours": "只作底图，不参与计算",
    "towns": "只作底图，不参与计算",
}
PARTS = {"courses": "走线（总体结构）", "extents": "范围（环内、载体面）"}
GEOMETRY = {"Point": "点", "LineString": "线", "Polygon": "面"}
MOST_LISTED = 12  # ids


def title(layer: str, words: Words) -> str:
    """Return what a layer is called."""
    schema = SCHEMAS.get(layer)
    if schema and words.lang == "en":
        return schema.title_en
    chinese = schema.title if schema else PARTS.get(layer, BASE_TITLES.get(layer, layer))
    return words.t(chinese)


def layers(plan: Plan, own: OwnPlan | None, words: Words) -> str:
    """Return each layer: features, where from, how exact, what it stands in for."""
    t = words.t
    columns = ["图层", "编号", "要素数", "性质", "可靠程度", "来源", "正式数据到位后换用"]
    rows = _layers(plan, own.layers if own else {}, words)
    return table([t(c) for c in columns], rows, caption=t("图层与数据来源"))


def _layers(plan: Plan, own: Mapping[str, OwnLayer], words: Words) -> Iterator[Row]:
    for name, layer in plan.layers.items():
        for first, (status, rows) in enumerate(layer.groupby("status", sort=True)):
            sources = plan_tables.sources(rows["source"].dropna(), words)
            more = [words.t("等 {n} 项").format(n=len(sources))] if len(sources) > 2 else []
            yield [
                Cell(title(name, words) if first == 0 else "", "key"),
                name if first == 0 else "",
                Cell(words.number(len(rows), 0), "num"),
                Cell(words.t(_nature(name, status, own)), _tag(name, status, own)),
                words.provenance(status, *rows["accuracy_m"].agg(["min", "max"])),
                Cell(words.joined([*sources[:2], *more]), "quote"),
                Cell(words.t(BETTER.get(name, "—")) if first == 0 else "", "quote"),
            ]


def _nature(name: str, status: str, own: Mapping[str, OwnLayer]) -> str:
    """Return whether rows are the user's, official, or stand in for official ones."""
    if name in own:
        return OWN
    return OFFICIAL if status == "official" else STAND_IN


def _tag(name: str, status: str, own: Mapping[str, OwnLayer]) -> str:
    return {OWN: "tag core", OFFICIAL: "tag influence", STAND_IN: "tag outside"}[
        _nature(name, status, own)
    ]


def fields(layer: str, words: Words) -> str:
    """Return the columns that a file for `layer` has, and how they may be called."""
    t, form = words.t, FORMS[layer]
    columns = {**form.columns, **PROVENANCE}
    rows = (
        [Cell(t(_role(c)), "key"), t(_must(form, c)), words.listed(dict.fromkeys(names))]
        for c, names in columns.items()
    )
    return table([t(c) for c in ("字段", "是否必填", "可用的列名")], rows, caption=t("字段"))


ROLES = {
    "id": "编号",
    "name": "名称",
    "name_en": "英文名称",
    "kind": "类型",
    "type": "类型",
    "zone_kind": "类别",
    "district": "所在板块",
    "sectors": "重点领域",
    "confidence": "把握程度",
    "error_m": "位置误差（米）",
    "extent_m": "范围半径（米）",
    "status": "来源性质",
    "accuracy_m": "精度（米）",
    "said": "精度说明",
    "source": "数据来源",
    "note": "备注",
}


def _role(column: str) -> str:
    return ROLES.get(column, column)


def _must(form: Form, column: str) -> str:
    if column in form.needed:
        return "必填"
    if column in form.listed:
        return "须有此列，可空"
    return "必填（或精度说明）" if form.accurate and column == "accuracy_m" else "选填"


def geometry(layer: str, words: Words) -> str:
    """Return the kind of geometry that a layer has."""
    return words.t(GEOMETRY[FORMS[layer].geometry])


def change(found: Difference, words: Words) -> list[str]:
    """Return what is otherwise than in the shipped layer, one line each."""
    t = words.t
    lines = [t("要素数：{a} → {b}").format(a=found.before, b=found.after)]
    told = ((found.added, "新增"), (found.gone, "不再有"), (found.moved, "位置改变"))
    for ids, what in told:
        if ids:
            more = t("等 {n} 项").format(n=len(ids)) if len(ids) > MOST_LISTED else ""
            listed = words.listed(ids[:MOST_LISTED])
            lines.append(f"{t(what)} {len(ids)}: {listed} {more}".strip())
    if len(lines) == 1:
        lines.append(t("编号和位置都与随包图层相同。"))
    return lines
