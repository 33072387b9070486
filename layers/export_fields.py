"""The field codes of exported files as data: layer → table, and each field's title and source.

Codes are ours except BSM, YSDM, XZQDM and XZQMC, which follow the planning-database rules; YSDM
stays empty because no standard assigns values for this theme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from layers.crs import to_store
from layers.export_words import (
    CONFIDENCE,
    KINDS,
    ZONES,
    Row,
    accuracy,
    clause,
    method,
    missing,
    shares,
    word,
)
from layers.totals import GRADES, SILENT

Take = str | Callable[[Row], object] | None

TEXT, REAL = "TEXT", "REAL"
DECIMALS = 7  # of a degree: 1 cm
POSITIONED = frozenset({"lon", "lat"})  # columns of a layer that says where each row lies
GIVEN = frozenset({"JJQJB", "HYDM", "DZ", "TYDM"})  # of a site, what its own file says
KEPT = "kept:"  # marks an attribute that came with a file and goes out with it unchanged


@dataclass(frozen=True, slots=True)
class Field:
    """One field: code, Chinese title, where its value comes from, and its type in a database.

    `unit` is that of a number; `domain` lists the values a text can have, where they are few.
    """

    code: str
    title: str
    take: Take
    kind: str = TEXT
    unit: str = ""
    domain: tuple[str, ...] = ()

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


def _of(code: str, title: str, column: str, words: Mapping[str, str]) -> Field:
    """Return a field whose values are the words for the codes of a column."""
    return Field(code, title, word(column, words), domain=tuple(words.values()))


STANDARD = frozenset({"BSM", "YSDM", "XZQDM", "XZQMC"})  # of the planning-database rules
RELATIONS = ("带内", "辐射", "带外")

BSM = Field("BSM", "标识码", "id")
YSDM = Field("YSDM", "要素代码", None)
MC = Field("MC", "名称", "name")
ZDLY = Field("ZDLY", "重点领域", shares)
CITED = (Field("YJ", "规划依据", clause), Field("YT", "规划原文", "quote"))
PROVENANCE = (Field("JD", "精度说明", accuracy), Field("SJLY", "数据来源", "source"))
BZ = Field("BZ", "备注", "note")
# On what shows boundaries or is handed round: the number of an approved map, and whom it is for.
USE = (Field("STH", "审图号", "approval"), Field("YTXZ", "用途", "use", domain=("内部", "公开")))
PLAIN = (BSM, MC, Field("LX", "类型", word("kind", KINDS)), *PROVENANCE, BZ)
WATERS = (BSM, MC, _of("LX", "类型", "kind", {k: KINDS[k] for k in ("lake", "river")}), *PLAIN[3:])
PLACE = (Field("XZQDM", "行政区代码", "district"), Field("XZQMC", "行政区名称", "district_name"))
POSITION = (
    Field("JD_", "经度", "lon", REAL, "°"),
    Field("WD_", "纬度", "lat", REAL, "°"),
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
            Field("MJ", "面积（平方米，EPSG:4549）", "area_m2", REAL, "m²"),
            *PROVENANCE,
            BZ,
            *USE,
        ),
    ),
    "structure": Table(
        "ZTJG",
        "总体结构（一环两轴四带）",
        (
            BSM,
            _of("LX", "类型", "kind", {k: KINDS[k] for k in ("ring", "axis", "belt")}),
            MC,
            Field("ZDCY", "重点产业", "industries"),
            *CITED,
            Field("SZFS", "矢量化方式", method),
            *PROVENANCE,
            BZ,
        ),
    ),
    "bands": Table(
        "ZTJG_FW",
        "核心与辐射范围（宽度为本工具设定）",
        (
            BSM,
            _of("LX", "类型", "zone", ZONES),
            MC,
            Field("YSBSM", "结构要素标识码", "element"),
            Field("FD", "分段", "part"),
            Field("KD", "宽度（米）", "width_m", REAL, "m"),
            Field("ZDCY", "重点产业", "industries"),
            *CITED,
            Field("SZFS", "矢量化方式", method),
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
            *USE,
        ),
    ),
    "clusters": Table(
        "JJQ",
        "服务业集聚区及同类载体",
        (
            *CLUSTER,
            *CITED,
            _of("BWCD", "把握程度", "confidence", CONFIDENCE),
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
            _of("BWCD", "把握程度", "confidence", CONFIDENCE),
            *PROVENANCE,
            BZ,
        ),
    ),
    "water": Table("SY", "水域", WATERS),
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
            Field("ZCDDF", "规划支持度得分", "score", REAL, "0–100"),
            Field("ZCDDJ", "支持等级", "grade", domain=(*GRADES, SILENT)),
            Field("DFXX", "得分下限", "low", REAL, "0–100"),
            Field("DFSX", "得分上限", "high", REAL, "0–100"),
            Field("FGD", "指标覆盖率", "coverage", REAL, "0–1"),
            Field("ZJYS", "主要依据要素", "best_element"),
            Field("DNW", "带内外", "relation", domain=RELATIONS),
            Field("ZJDMC", "最近的环、轴、带", "nearest"),
            Field("ZJJL", "最近距离（米）", "nearest_m", REAL, "m"),
            *(Field(f"K{n}", f"指标 K{n} 的值", f"K{n}", REAL, "0–1") for n in range(1, 7)),
            Field("LY", "理由", "reason"),
            Field("TS", "提示", "flags"),
            Field("GHBB", "规划版本", "plan"),
            Field("GZBB", "规则版本", "rules"),
            Field("SJBB", "数据版本", "data"),
            Field("GJBB", "工具版本", "tool"),
            Field("PJSJ", "评价时间", "time"),
            *USE,
        ),
        by_shape=True,
    ),
}


def coded(layer_id: str, layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `layer` with the field codes of its table as columns, its index, CRS and geometry.

    Of other columns only those named `kept:…` follow, without that mark; one with the name of a
    field gives way to it, but for the fields of GIVEN where nothing else fills them.
    """
    table = FIELDS[layer_id]
    rows = positioned(layer).to_dict("records")
    columns = {f.code: [f.value(row) for row in rows] for f in table.fields}
    frame = pd.DataFrame({"layer": layer_id, **columns}, index=layer.index, dtype=object)
    for column in layer.columns:
        name = str(column).removeprefix(KEPT)
        open_ = name not in frame or (name in GIVEN and frame[name].map(missing).all())
        if name != column and open_:
            frame[name] = layer[column]
    return gpd.GeoDataFrame(frame, geometry=layer.geometry.to_numpy(), crs=layer.crs)


def positioned(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the attributes with one position each: lon and lat in degrees, 7 decimals.

    A layer that has both already keeps them: it was made coarse, and they with it.
    """
    attributes = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    if {*attributes} >= POSITIONED:
        return attributes
    points = to_store(layer).representative_point()
    return attributes.assign(lon=points.x.round(DECIMALS), lat=points.y.round(DECIMALS))
