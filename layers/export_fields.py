"""The field codes of exported files as data: layer → table, and each field's title and source.

Codes are ours except BSM, YSDM, XZQDM and XZQMC, which follow the planning-database rules; YSDM
stays empty because no standard assigns values for this theme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.crs import to_store

Row = Mapping[str, Any]
Take = str | Callable[[Row], object] | None

TEXT, REAL = "TEXT", "REAL"
KEPT = "kept:"  # marks an attribute that came with a file and goes out with it unchanged

STATUS = {
    "official": "官方数据",
    "derived": "推算",
    "authored": "人工勾绘",
    "schematic": "示意",
    "osm": "开放数据（OpenStreetMap）",
    "gshhg": "开放数据（GSHHG）",
    "geonames": "开放数据（GeoNames）",
}
KINDS = {"ring": "环", "axis": "轴", "belt": "带", "lake": "湖泊", "river": "河流"}
ZONES = {"core": "核心范围", "influence": "辐射范围", "fade": "辐射范围外缘"}
CONFIDENCE = {"A": "甲（两源互证）", "B": "乙（单源）", "C": "丙（推定）"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: code, Chinese title, where its value comes from, and its type in a database."""

    code: str
    title: str
    take: Take
    kind: str = TEXT

    def value(self, row: Row) -> object:
        """Return the field's value for one row, None where there is none."""
        found = row.get(self.take) if isinstance(self.take, str) else None
        if callable(self.take):
            found = self.take(row)
        return None if missing(found) else found


@dataclass(frozen=True, slots=True)
class Table:
    """How one layer is exported: name and title of its table, and its fields in order."""

    name: str
    title: str
    fields: tuple[Field, ...] = field(default_factory=tuple)
    by_shape: bool = False  # points and polygons are two tables, with suffixes _D and _M


def missing(value: object) -> bool:
    """Return whether a cell is None, NaN or NA; lists and mappings never are."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def accuracy(row: Row) -> str | None:
    """Return status and error for people: 示意，误差约1500米.

    >>> accuracy({"status": "schematic", "accuracy_m": 1500.0})
    '示意，误差约1500米'
    """
    status, metres = row.get("status"), row.get("accuracy_m")
    words = [] if missing(status) else [STATUS.get(str(status), str(status))]
    if not missing(metres):
        words.append(f"误差约{float(str(metres)):.0f}米")
    return "，".join(words) or None


def _word(column: str, words: Mapping[str, str]) -> Callable[[Row], object]:
    """Return a source that puts the codes of `column` into Chinese."""

    def take(row: Row) -> object:
        value = row.get(column)
        return None if missing(value) else words.get(str(value), value)

    return take


def _method(row: Row) -> str | None:
    value = row.get("method")
    return None if missing(value) else "、".join(STATUS.get(m, m) for m in str(value).split("+"))


def _clause(row: Row) -> object:
    """Return the clause as people cite it, else its id."""
    label = row.get("clause_label")
    return row.get("clause") if missing(label) else label


BSM = Field("BSM", "标识码", "id")
YSDM = Field("YSDM", "要素代码", None)
MC = Field("MC", "名称", "name")
ZDLY = Field("ZDLY", "重点领域", "sectors")
CITED = (Field("YJ", "规划依据", _clause), Field("YT", "规划原文", "quote"))
PROVENANCE = (Field("JD", "精度说明", accuracy), Field("SJLY", "数据来源", "source"))
BZ = Field("BZ", "备注", "note")
PLAIN = (BSM, MC, Field("LX", "类型", _word("kind", KINDS)), *PROVENANCE, BZ)
PLACE = (Field("XZQDM", "行政区代码", "district"), Field("XZQMC", "行政区名称", "district_name"))
POSITION = (
    Field("JD_", "经度", "lon", REAL),
    Field("WD_", "纬度", "lat", REAL),
    Field("ZBLY", "坐标来源", lambda _: "CGCS2000"),
)
CLUSTER = (
    BSM,
    Field("JJQMC", "集聚区名称", "name"),
    Field("JJQJB", "级别", "zone_kind"),
    ZDLY,
    Field("HYDM", "行业代码", None),
    *PLACE,
    Field("DZ", "地址", None),
    Field("TYDM", "统一社会信用代码", None),
    *POSITION,
)

FIELDS: dict[str, Table] = {
    "districts": Table(
        "XZQ",
        "行政区（十个板块）",
        (
            BSM,
            YSDM,
            Field("XZQDM", "行政区代码", "id"),
            Field("XZQMC", "行政区名称", "name"),
            Field("MJ", "面积（平方米，EPSG:4549）", "area_m2", REAL),
            *PROVENANCE,
            BZ,
        ),
    ),
    "structure": Table(
        "ZTJG",
        "总体结构（一环两轴四带）",
        (
            BSM,
            Field("LX", "类型", _word("kind", KINDS)),
            MC,
            Field("ZDCY", "重点产业", "industries"),
            *CITED,
            Field("SZFS", "矢量化方式", _method),
            *PROVENANCE,
            BZ,
        ),
    ),
    "bands": Table(
        "ZTJG_FW",
        "核心与辐射范围（宽度为本工具设定）",
        (
            BSM,
            Field("LX", "类型", _word("zone", ZONES)),
            MC,
            Field("YSBSM", "结构要素标识码", "element"),
            Field("FD", "分段", "part"),
            Field("KD", "宽度（米）", "width_m", REAL),
            Field("ZDCY", "重点产业", "industries"),
            *CITED,
            Field("SZFS", "矢量化方式", _method),
            *PROVENANCE,
            BZ,
        ),
    ),
    "counties": Table(
        "XYZY",
        "县域指引",
        (
            BSM,
            Field("XZQDM", "行政区代码", "id"),
            Field("XZQMC", "行政区名称", "name"),
            Field("ZYFX", "主要方向", "direction"),
            ZDLY,
            *CITED,
            *PROVENANCE,
        ),
    ),
    "clusters": Table(
        "JJQ",
        "服务业集聚区及同类载体",
        (
            *CLUSTER,
            *CITED,
            Field("BWCD", "把握程度", _word("confidence", CONFIDENCE)),
            *PROVENANCE,
            BZ,
        ),
        by_shape=True,
    ),
    "places": Table(
        "DM",
        "规划载体与地名",
        (
            BSM,
            MC,
            Field("LX", "类型", "type"),
            *PLACE,
            ZDLY,
            *CITED,
            Field("BWCD", "把握程度", _word("confidence", CONFIDENCE)),
            *PROVENANCE,
            BZ,
        ),
    ),
    "water": Table("SY", "水域", PLAIN),
    "roads": Table("DL", "道路", PLAIN),
    "railways": Table("TL", "铁路", PLAIN),
    "scores": Table(
        "PJJG",
        "评价结果（规划支持度）",
        (
            Field("id", "编号", "id"),
            Field("name", "名称", "name"),
            Field("sectors", "重点领域（占比）", "sectors"),
            *CLUSTER,
            Field("GN", "功能", "function"),
            Field("ZCDDF", "规划支持度得分", "score", REAL),
            Field("ZCDDJ", "支持等级", "grade"),
            Field("DFXX", "得分下限", "low", REAL),
            Field("DFSX", "得分上限", "high", REAL),
            Field("FGD", "指标覆盖率", "coverage", REAL),
            Field("ZJYS", "主要依据要素", "best_element"),
            Field("DNW", "带内外", "relation"),
            Field("ZJDMC", "最近的环、轴、带", "nearest"),
            Field("ZJJL", "最近距离（米）", "nearest_m", REAL),
            *(Field(f"K{n}", f"指标 K{n} 的值", f"K{n}", REAL) for n in range(1, 7)),
            Field("LY", "理由", "reason"),
            Field("TS", "提示", "flags"),
            Field("GHBB", "规划版本", "plan"),
            Field("GZBB", "规则版本", "rules"),
            Field("SJBB", "数据版本", "data"),
            Field("GJBB", "工具版本", "tool"),
            Field("PJSJ", "评价时间", "time"),
        ),
        by_shape=True,
    ),
}


def coded(layer_id: str, layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `layer` with the field codes of its table as columns, its index, CRS and geometry.

    Of other columns only those named `kept:…` follow, without that mark; one with the name of a
    field gives way to it.
    """
    table = FIELDS[layer_id]
    rows = _positioned(layer).to_dict("records")
    columns = {f.code: [f.value(row) for row in rows] for f in table.fields}
    frame = pd.DataFrame({"layer": layer_id, **columns}, index=layer.index, dtype=object)
    for column in layer.columns:
        name = str(column).removeprefix(KEPT)
        if name != column and name not in frame:
            frame[name] = layer[column]
    return gpd.GeoDataFrame(frame, geometry=layer.geometry.to_numpy(), crs=layer.crs)


def _positioned(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the attributes with one position each: lon and lat in degrees, 7 decimals."""
    points = to_store(layer).representative_point()
    attributes = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    return attributes.assign(lon=points.x.round(7), lat=points.y.round(7))
