"""The README of the delivery package: for people who open it without our tool or documents."""

from __future__ import annotations

from collections.abc import Iterator

from gis_app.writing.made import Made
from gis_app.writing.metadata import credits, provenance
from gis_app.writing.record import LABELS
from layers.export import Layers
from layers.export_fields import FIELDS, Field
from layers.export_gpkg import table_names

WIDTH = 44  # columns of a rule
FILES = (
    (
        "suzhou_services_layout.gpkg",
        "全部图层，一个图层一张表，带样式、字段别名、元数据",
        "all layers",
    ),
    ("suzhou_services_layout.qgz", "QGIS 工程：分组、样式、注记、A3 打印版式", "QGIS project"),
    ("suzhou_services_layout.xlsx", "评价结果表，可直接用 Excel、WPS 打开", "table of the scores"),
    ("geojson/", "每个图层一个 GeoJSON，同名 .qml 为样式、.fields.json 为字段说明", "one a layer"),
    ("shp/", "Shapefile（属性表 GBK 编码），fields.txt 为字段说明", "Shapefiles, GBK"),
    ("metadata.xml", "元数据（GB/T 19710 / ISO 19115）", "metadata"),
    ("README.txt", "本说明", "this file"),
)
OPEN = (
    "QGIS（3.22 及以上）：双击 .qgz。须与 .gpkg 放在同一文件夹，且先解压。",
    "ArcGIS、超图、MapGIS：打开 .gpkg，或 shp 文件夹；属性乱码时把编码选为 GBK（或 .cpg 所写）。",
    "奥维、天地图等：用 geojson 文件夹；CAD 请另行导出 .dxf。",
    "Open the .qgz in QGIS 3.22 or later beside the .gpkg, after unpacking; others: .gpkg or shp/.",
)
SYSTEMS = (
    ".gpkg、shp、.xlsx：CGCS2000 经纬度（EPSG:4490），x 为经度、y 为纬度。",
    "geojson：WGS84（RFC 7946）。本包视 WGS84 与 CGCS2000 相同，两者相差不到 1 米。",
    "面积、距离按 CGCS2000 3度带 中央经线120°（EPSG:4549）计算；工程的画布也用此坐标系。",
    "CGCS2000 degrees (EPSG:4490), GeoJSON in WGS84; areas and distances in EPSG:4549.",
)
CAVEATS = (
    "规划支持度只说明规划文本对某处发展某类服务业的支持程度，供选址参考，不作为审批依据。",
    "环、轴、带为按规划文字绘制的示意；宽度、距离衰减和权重为本工具设定，不是规划内容。",
    "板块界线为推算，仅供参考；未考虑用地、生态红线和管控范围。",
    "Plan support says how far the plan's text backs a site: for reference, no basis of approval.",
    "Rings, axes and belts are schematic; widths, decay and weights are ours, not the plan's.",
)
NOT_READ = "评价对象为规划自带的图层，没有读取外部文件。No file was read: a layer of the plan."


def readme(layers: Layers, made: Made) -> str:
    """Return the text, Chinese with English lines, lines ending as Windows has them."""
    return "\r\n".join(_lines(layers, made)) + "\r\n"


def _lines(layers: Layers, made: Made) -> Iterator[str]:
    yield f"《{made.title}》服务业空间布局 数据包"
    yield f"Layers and plan support of Suzhou's services plan · {made.time.date().isoformat()}"
    yield ""
    yield made.publication.footer()
    yield made.publication.footer("en")
    yield from _head("一、文件 Files")
    yield from (f"{name}  {zh} · {en}" for name, zh, en in FILES)
    yield from _head("二、怎样打开 How to open")
    yield from OPEN
    yield from _head("三、坐标系 Coordinate systems")
    yield from SYSTEMS
    yield from _head("四、图层、来源与精度 Layers, sources, accuracy")
    for table, (name, _) in table_names(layers).items():
        layer = layers[name]
        yield f"{table}（{name}）{FIELDS[name].title}：{provenance(name, layer)}"
    yield from _head("五、读取说明 How the input was read")
    yield from (f"{label}：{text}" for label, text in made.account)
    if not made.account:
        yield NOT_READ
    yield from _head("六、使用须知 Caveats")
    yield from CAVEATS
    yield from _head("七、数据许可 Licences of the data")
    yield from credits(layers)
    yield from _head("八、版本 Versions")
    yield from (f"{LABELS.get(key, key)} {key}：{text}" for key, text in made.versions.items())
    yield f"时间 time：{made.time.isoformat()}"
    yield from _head("九、字段 Fields")
    yield from _fields(layers)


def _head(title: str) -> tuple[str, str, str]:
    return "", title, "-" * WIDTH


def _fields(layers: Layers) -> Iterator[str]:
    for name in layers:
        table = FIELDS[name]
        yield f"{table.name} {table.title}"
        yield from (f"    {_told(f)}" for f in table.fields)


def _told(field: Field) -> str:
    unit = f"（{field.unit}）" if field.unit and "（" not in field.title else ""
    values = f"：{'、'.join(field.domain)}" if field.domain else ""
    return f"{field.code} {field.title}{unit}{values}"
