"""What the map's tools say, and the names its search finds, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from gis_app.components.wording import Words
from layers.model import Plan

TEXTS = {
    "bar": "地图工具",
    "map": "规划地图：方向键平移，加减号缩放；按回车，以地图中心的十字为所选位置",
    "site": "拟选址点（可拖动）",
    "zoom_in": "放大",
    "zoom_out": "缩小",
    "home": "回到全市",
    "search": "查找地名",
    "nothing": "没有找到",
    "length": "量距离",
    "length_hint": "依次点击各点；双击结束",
    "area": "量面积",
    "area_short": "面积",
    "around": "周长",
    "area_hint": "依次点击各角点；点第一点或双击结束",
    "outline": "画地块作为拟选址范围",
    "outline_hint": "依次点击地块各角点；点第一点或双击结束，退格撤销，Esc 取消",
    "crossing": "边界自相交，请撤销上一点",
    "finish": "完成",
    "undo": "撤销上一点",
    "cancel": "取消",
    "clear": "清除",
    "vertex": "地块角点：可拖动，按 Delete 删除",
    "between": "拖动以增加角点",
}
DISTRICT_ZOOM, ELEMENT_ZOOM, PLACE_ZOOM, TOWN_ZOOM = 10.5, 9.5, 13, 12
Entry = tuple[str, str, str, float, float, float]  # name, other name, kind, lat, lon, zoom


def tools(words: Words) -> dict[str, str]:
    """Return the texts of the tools."""
    return {name: words.t(text) for name, text in TEXTS.items()}


def search(plan: Plan, words: Words) -> list[Entry]:
    """Return what can be searched for: elements, districts, clusters, places, towns.

    A place beyond the window of the data, of which the map shows nothing, is left out.
    """
    around = plan.layers["neighbours"]
    west, south, east, north = (around if len(around) else plan.layers["districts"]).total_bounds
    found = _entries(plan, words)
    return [e for e in found if south <= e[3] <= north and west <= e[4] <= east]


def _entries(plan: Plan, words: Words) -> Iterator[Entry]:
    shown = plan.layers
    clusters = set(shown["clusters"]["id"])
    for row in shown["structure"].itertuples():
        line = max(shapely.get_parts(row.geometry), key=shapely.length)
        middle = shapely.line_interpolate_point(line, 0.5, normalized=True)
        yield _entry(row, middle, words.t("结构要素"), ELEMENT_ZOOM, words)
    for row in shown["districts"].itertuples():
        inside = shapely.point_on_surface(row.geometry)
        yield _entry(row, inside, words.t("板块"), DISTRICT_ZOOM, words)
    for row in shown["places"].itertuples():
        kind = words.t("集聚区") if row.id in clusters else words.t("规划载体")
        yield _entry(row, row.geometry, kind, PLACE_ZOOM, words)
    for row in shown["towns"].itertuples():
        yield _entry(row, row.geometry, words.t("镇"), TOWN_ZOOM, words)


def _entry(row: Any, at: shapely.Point, kind: str, zoom: float, words: Words) -> Entry:
    name, english = words.name(row), getattr(row, "name_en", None)
    other = str(english) if isinstance(english, str) else ""
    if name == other:
        other = str(row.name)
    return name, other, kind, round(at.y, 5), round(at.x, 5), zoom
