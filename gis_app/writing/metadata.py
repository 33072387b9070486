"""Metadata of a written file: the core of ISO 19115 (GB/T 19710) in its XML form, ISO 19139."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
from pyproj import CRS

from gis_app.writing.made import Made
from gis_app.writing.record import LABELS
from gis_app.writing.rows import CONTROL
from layers.crs import to_store
from layers.export import Layers
from layers.export_fields import FIELDS
from layers.export_words import STATUS

GMD, GCO = "http://www.isotc211.org/2005/gmd", "http://www.isotc211.org/2005/gco"
CODES = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"
OFFICE = "（由使用单位填写）"
ABSTRACT = (
    "《{title}》空间布局的图层：{layers}。结构线和带为按规划文字绘制的示意，边缘不确定；"
    "分段宽度、距离衰减和权重为本工具设定，不是规划内容。"
)
PURPOSE = "供服务业集聚区布局研究和选址参考，不作为审批、用地管理和测绘的依据。"
STATEMENT = "由 {tool} 依据 {plan} 编制；{rules}，{data}；{time}。"
EMPTY = "没有要素"
SCORED = "按规划文字逐项计分的结果；位置和属性来自使用者的文件或规划载体"
COARSE = "公开用途：坐标取小数点后 4 位（约 10 米）。"
CREDITS = {  # a word of a layer's source → whom it is owed to, and under which licence
    "OpenStreetMap": "© OpenStreetMap contributors，ODbL 1.0；由其派生的数据库沿用该许可",
    "GeoNames": "GeoNames（https://www.geonames.org/），CC BY 4.0",
    "GSHHG": "GSHHG / WDBII（Wessel & Smith 1996），LGPL 3.0 及以后版本",
    "天地图": "天地图（国家地理信息公共服务平台）行政区划，按其服务条款使用；不作为划界依据",
}
KEYWORDS = ("服务业", "空间布局", "苏州市", "十四五", "规划支持度")
TOPICS = ("planningCadastre", "economy", "boundaries")

for _prefix, _uri in (("gmd", GMD), ("gco", GCO)):
    ET.register_namespace(_prefix, _uri)


def metadata(layers: Layers, crs: str, made: Made) -> str:
    """Return the metadata of a file that holds `layers` in `crs`.

    Title, abstract, date, language and character set, coordinate system, extent, lineage (plan
    edition, rules, data, tool, how each layer came about, how the user's file was read),
    constraints with the 审图号. The office fills in whom to ask.
    """
    held = " ".join([*layers, *made.versions.values(), made.time.isoformat(), crs])
    root = _is(
        "MD_Metadata",
        _text("fileIdentifier", str(uuid.uuid5(uuid.NAMESPACE_URL, held))),
        _text("language", "zh"),
        _code("characterSet", "MD_CharacterSetCode", "utf8"),
        _code("hierarchyLevel", "MD_ScopeCode", "dataset"),
        _is("contact", _office()),
        _is("dateStamp", _gco("DateTime", made.time.isoformat())),
        _text("metadataStandardName", "GB/T 19710 / ISO 19115:2003"),
        _text("metadataStandardVersion", "ISO/TS 19139:2007"),
        _is("referenceSystemInfo", _system(crs)),
        _is("identificationInfo", _identified(layers, made)),
        _is("dataQualityInfo", _quality(layers, made)),
    )
    ET.indent(root, " ")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + ET.tostring(root, encoding="unicode") + "\n"


def provenance(name: str, layer: gpd.GeoDataFrame) -> str:
    """Return how a layer came about: 推算，误差约300–500米；天地图行政区划…."""
    if "status" not in layer:
        return SCORED
    if layer.empty:
        return EMPTY
    kinds = "、".join(STATUS.get(s, s) for s in dict.fromkeys(layer["status"]))
    least, most = float(layer["accuracy_m"].min()), float(layer["accuracy_m"].max())
    metres = f"{least:.0f}" if least == most else f"{least:.0f}–{most:.0f}"
    # The widths of bands stand in each row: here it is enough that they are ours.
    sources = ["结构线两侧按本工具设定的宽度"] if name == "bands" else sorted(set(layer["source"]))
    return f"{kinds}，误差约{metres}米；{'；'.join(map(str, sources))}"


def credits(layers: Layers) -> list[str]:
    """Return to whom the sources of these layers are owed, and under which licences."""
    told = " ".join(str(s) for g in layers.values() if "source" in g for s in set(g["source"]))
    return [credit for word, credit in CREDITS.items() if word in told]


def bounds(layers: Layers) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of all layers in degrees; None where nothing has a place."""
    boxes = np.array([to_store(layer).total_bounds for layer in layers.values()]).reshape(-1, 4)
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return None
    west, south = np.min(boxes[:, :2], axis=0)
    east, north = np.max(boxes[:, 2:], axis=0)
    return float(west), float(south), float(east), float(north)


def _identified(layers: Layers, made: Made) -> ET.Element:
    titles = "、".join(FIELDS[name].title for name in layers)
    date = _is(
        "CI_Date",
        _is("date", _gco("Date", made.time.date().isoformat())),
        _code("dateType", "CI_DateTypeCode", "creation"),
    )
    title = f"《{made.title}》服务业空间布局图层"
    edition = _text("edition", made.versions["plan"])
    citation = _is("CI_Citation", _text("title", title), _is("date", date), edition)
    words = _is("MD_Keywords", *(_text("keyword", word) for word in KEYWORDS))
    return _is(
        "MD_DataIdentification",
        _is("citation", citation),
        _text("abstract", ABSTRACT.format(title=made.title, layers=titles)),
        _text("purpose", PURPOSE),
        _code("status", "MD_ProgressCode", "completed"),
        _is("pointOfContact", _office()),
        _is("descriptiveKeywords", words),
        _is("resourceConstraints", _constraints(layers, made)),
        _code("spatialRepresentationType", "MD_SpatialRepresentationTypeCode", "vector"),
        _text("language", "zh"),
        _code("characterSet", "MD_CharacterSetCode", "utf8"),
        *(_is("topicCategory", _plain("MD_TopicCategoryCode", t)) for t in TOPICS),
        *_extents(layers),
    )


def _extents(layers: Layers) -> list[ET.Element]:
    """Return the extent, none where no layer has a row with a place."""
    box = bounds(layers)
    return [_is("extent", _extent(box))] if box else []


def _extent(box: tuple[float, float, float, float]) -> ET.Element:
    sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    found = dict(zip(sides, box, strict=True))
    order = (sides[0], sides[2], sides[1], sides[3])
    edges = (_is(side, _gco("Decimal", f"{found[side]:.4f}")) for side in order)
    return _is("EX_Extent", _is("geographicElement", _is("EX_GeographicBoundingBox", *edges)))


def _constraints(layers: Layers, made: Made) -> ET.Element:
    footer = made.publication.footer()
    number = made.publication.approval.strip()
    told = [footer, f"审图号：{number or '未填写'}", *credits(layers)]
    return _is(
        "MD_LegalConstraints",
        _text("useLimitation", footer),
        _code("accessConstraints", "MD_RestrictionCode", "otherRestrictions"),
        _code("useConstraints", "MD_RestrictionCode", "otherRestrictions"),
        *(_text("otherConstraints", text) for text in told),
    )


def _quality(layers: Layers, made: Made) -> ET.Element:
    told = {**made.versions, "time": made.time.isoformat()}
    statement = STATEMENT.format(**told) + (COARSE if made.publication.public else "")
    steps = [f"读取说明 {label}：{text}" for label, text in made.account]
    steps += [f"{LABELS[key]}：{made.versions[key]}" for key in LABELS if key in made.versions]
    sources = [
        f"{FIELDS[name].name} {FIELDS[name].title}：{provenance(name, layer)}"
        for name, layer in layers.items()
    ]
    lineage = _is(
        "LI_Lineage",
        _text("statement", statement),
        *_listed("processStep", "LI_ProcessStep", steps),
        *_listed("source", "LI_Source", sources),
    )
    scope = _is("DQ_Scope", _code("level", "MD_ScopeCode", "dataset"))
    return _is("DQ_DataQuality", _is("scope", scope), _is("lineage", lineage))


def _listed(tag: str, kind: str, texts: Iterable[str]) -> Iterable[ET.Element]:
    return (_is(tag, _is(kind, _text("description", text))) for text in texts)


def _office() -> ET.Element:
    return _is(
        "CI_ResponsibleParty",
        _text("organisationName", OFFICE),
        _code("role", "CI_RoleCode", "pointOfContact"),
    )


def _system(crs: str) -> ET.Element:
    name = f"{crs} {CRS(crs).name}"
    identifier = _is("RS_Identifier", _text("code", name), _text("codeSpace", "EPSG"))
    return _is("MD_ReferenceSystem", _is("referenceSystemIdentifier", identifier))


def _is(tag: str, *children: ET.Element) -> ET.Element:
    made = ET.Element(f"{{{GMD}}}{tag}")
    made.extend(children)
    return made


def _plain(tag: str, content: str) -> ET.Element:
    made = _is(tag)
    made.text = content
    return made


def _gco(tag: str, content: str) -> ET.Element:
    made = ET.Element(f"{{{GCO}}}{tag}")
    made.text = CONTROL.sub("", content)
    return made


def _text(tag: str, content: str) -> ET.Element:
    return _is(tag, _gco("CharacterString", content))


def _code(tag: str, kind: str, value: str) -> ET.Element:
    made = _is(kind)
    made.set("codeList", CODES + kind)
    made.set("codeListValue", value)
    made.text = value
    return _is(tag, made)
