"""The print layout of a QGIS project: A3 landscape, map, title, legend, scale, north, footer."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from gis_app.components.cartography import cartography
from gis_app.writing.made import Made
from gis_app.writing.parts import identified, layer_node, option_map, system
from gis_app.writing.project_layers import Shown
from gis_app.writing.symbols import colour, node, symbol, symbol_layer

NAME = "A3 布局图"
PAGE = (420.0, 297.0)
FRAME = (12.0, 30.0, 292.0, 244.0)  # of the map: left, top, width, height in mm
PANEL = (310.0, 30.0, 98.0)  # left, top, width
FONT = "Microsoft YaHei"
BLACK = {"red": 0, "green": 0, "blue": 0, "alpha": 255}
WHITE = {"red": 255, "green": 255, "blue": 255, "alpha": 255}
MAP_ID = "main-map"
LEFT, CENTRE, RIGHT = 1, 4, 2  # Qt's alignment
TOP, MIDDLE = 32, 128
NOTE = (
    "说明：环、轴、带按规划文字绘制，边缘渐隐表示范围不确定；宽度为本工具设定，不是规划内容。"
    "规划支持度只说明规划文本的支持程度，供选址参考，不作为审批依据。"
)
LEGEND = (  # groups of the legend; the rest comes last
    ("总体空间布局（示意）", ("structure", "belts")),
    ("规划支持度", ("scores-point", "scores-polygon")),
)
REST = "参考图层"
STEP = 25  # metres of a millimetre: the scale is a multiple of 1:25,000
BLANK = "＿＿＿＿＿＿＿＿"
SCALE = "1:[% format_number(map_get(item_variables('main-map'),'map_scale'),0) %]"

Box = tuple[float, float, float, float]


def layout(
    shown: Sequence[Shown], bounds: Sequence[float], made: Made, *, file: str, title: str
) -> ET.Element:
    """Return the layout; `bounds` are those of the city in metres, `file` is the GeoPackage."""
    left, top, width = PANEL
    number = made.publication.approval.strip()
    told = made.versions
    below = (
        f"坐标系：CGCS2000 3度带 中央经线120°（EPSG:4549）　制图：{made.time.date().isoformat()}　"
        f"{told['rules']}　{told['data']}"
    )
    items = [
        _page(),
        _map(bounds),
        _label("title", title, (12, 9, 396, 14), size=22, bold=True, align=CENTRE),
        _label("north-word", "北", (FRAME[0] + FRAME[2] - 20, FRAME[1] + 4, 12, 6), align=CENTRE),
        _north((FRAME[0] + FRAME[2] - 19, FRAME[1] + 10, 10, 13)),
        _scale_bar((left, 224, width, 14)),
        _label("scale", SCALE, (left, 238, width, 6), size=9),
        _label("note", NOTE, (left, 246, width, 28), size=8),
        _label("footer", made.publication.footer(), (12, 277, 292, 6), size=9, bold=True),
        _label("below", below, (12, 284, 292, 6), size=8),
        _label("approval", f"审图号：{number or BLANK}", (left, 277, width, 6), size=9),
        _legend(shown, (left, top, width, 180), file=file),
    ]
    page, *others = items
    for height, item in enumerate(others, 1):
        item.set("zValue", str(height))
    collection = node("PageCollection", None, _page_symbol(), page, node("GuideCollection"))
    head = {"name": NAME, "units": "mm", "printResolution": 300, "worldFileMap": MAP_ID}
    made_of = (node("Snapper"), node("Grid", {"resUnits": "mm"}), collection, *others)
    return node("Layouts", None, node("Layout", head, *made_of))


def _item(kind: int, ident: str, box: Box, **more: object) -> ET.Element:
    x, y, width, height = box
    head = {
        "type": kind,
        "id": ident,
        "uuid": identified(ident),
        "templateUuid": identified(ident),
        "position": f"{x},{y},mm",
        "positionOnPage": f"{x},{y},mm",
        "size": f"{width},{height},mm",
        "referencePoint": 0,
        "visibility": 1,
        "opacity": 1,
        "frame": "false",
        "background": "false",
        "outlineWidthM": "0.3,mm",
        "frameJoinStyle": "miter",
        "itemRotation": 0,
        "blendMode": 0,
        "excludeFromExports": 0,
    }
    colours = (node("FrameColor", BLACK), node("BackgroundColor", WHITE))
    return node("LayoutItem", {**head, **more}, *colours)


def _page() -> ET.Element:
    item = _item(65638, "page", (0, 0, *PAGE), background="true")
    item.append(_page_symbol())
    return item


def _page_symbol() -> ET.Element:
    fill = symbol_layer("SimpleFill", {"color": colour("#FFFFFF"), "outline_style": "no"})
    return symbol("fill", "", [fill])


def _map(bounds: Sequence[float]) -> ET.Element:
    """Return the map, the city in the middle of its frame with a margin around it."""
    west, south, east, north = bounds
    metres = max((east - west) / FRAME[2], (north - south) / FRAME[3]) * 1.03  # per millimetre
    metres = math.ceil(metres / STEP) * STEP
    x, y = (west + east) / 2, (south + north) / 2
    reach, rise = FRAME[2] * metres / 2, FRAME[3] * metres / 2
    item = _item(65639, MAP_ID, FRAME, frame="true", background="true", drawCanvasItems="true")
    item.set("uuid", identified(MAP_ID))
    extent = {"xmin": x - reach, "xmax": x + reach, "ymin": y - rise, "ymax": y + rise}
    red, green, blue, alpha = colour(cartography()["colour"]["outside"]).split(",")
    item[1].attrib.update({"red": red, "green": green, "blue": blue, "alpha": alpha})
    item.extend([node("Extent", extent), node("crs", None, system("EPSG:4549")), node("LayerSet")])
    return item


def _label(
    ident: str, content: str, box: Box, *, size: float = 11, bold: bool = False, align: int = LEFT
) -> ET.Element:
    aligned = {"halign": align, "valign": MIDDLE if bold else TOP, "marginX": 0, "marginY": 0}
    item = _item(65641, ident, box, labelText=content, htmlState=0, **aligned)
    item.extend([node("LabelFont", _font(size, bold)), node("FontColor", BLACK)])
    return item


def _font(size: float, bold: bool = False) -> dict[str, object]:
    weight = 75 if bold else 50
    return {"description": f"{FONT},{size},-1,5,{weight},0,0,0,0,0", "style": ""}


def _north(box: Box) -> ET.Element:
    drawn = {
        "file": ":/images/north_arrows/layout_default_north_arrow.svg",
        "mode": 2,
        "resizeMode": 0,
        "anchorPoint": 4,
        "northMode": 0,
        "northOffset": 0,
        "pictureRotation": 0,
        "mapUuid": identified(MAP_ID),
        "svgFillColor": colour("#333333"),
        "svgBorderColor": colour("#333333"),
        "svgBorderWidth": 0.2,
    }
    return _item(65640, "north", box, **drawn)


def _scale_bar(box: Box) -> ET.Element:
    drawn = {
        "style": "Single Box",
        "unitType": "km",
        "unitLabel": "km",
        "numMapUnitsPerScaleBarUnit": 1,
        "numUnitsPerSegment": 10,
        "numSegments": 3,
        "numSegmentsLeft": 0,
        "height": 2.4,
        "labelBarSpace": 1.5,
        "boxContentSpace": 0,
        "segmentSizeMode": 0,
        "alignment": 0,
        "outlineWidth": 0.2,
        "mapUuid": identified(MAP_ID),
    }
    item = _item(65646, "scalebar", box, **drawn)
    style = {"fontFamily": FONT, "fontSize": 9, "fontSizeUnit": "Point", "textColor": "0,0,0,255"}
    item.append(node("text-style", style))
    for name, shade in (("fillColor", BLACK), ("fillColor2", WHITE), ("strokeColor", BLACK)):
        item.append(node(name, shade))
    return item


def _legend(shown: Sequence[Shown], box: Box, *, file: str) -> ET.Element:
    """Return the legend: the plan's own elements first, then the reference layers."""
    drawn = {
        "title": "图　例",
        "titleAlignment": CENTRE,
        "map_uuid": identified(MAP_ID),
        "symbolWidth": 10,
        "symbolHeight": 4.5,
        "boxSpace": 3,
        "columnCount": 1,
        "columnSpace": 2,
        "lineSpacing": 1,
        "resizeToContents": 1,
        "splitLayer": 0,
        "equalColumnWidth": 0,
        "wrapChar": "",
        "fontColor": "#222222",
        "symbolAlignment": 1,
        "legendFilterByAtlas": 0,
        "frame": "true",
        "background": "true",
    }
    item = _item(65642, "legend", box, **drawn)
    sizes = (
        ("title", 13, True, {"marginBottom": 2.5}),
        ("group", 10.5, True, {"marginTop": 3.5}),
        ("subgroup", 10, False, {"marginTop": 2}),
        ("symbol", 9.5, False, {"marginTop": 1.8}),
        ("symbolLabel", 9.5, False, {"marginTop": 1.8, "marginLeft": 2.5}),
    )
    styles = (
        node("style", {"name": n, "alignment": 1, "indent": 0, **more}, _style_font(size, bold))
        for n, size, bold, more in sizes
    )
    item.append(node("styles", None, *styles))
    item.append(_rows(shown, file))
    return item


def _style_font(size: float, bold: bool) -> ET.Element:
    return node("styleFont", _font(size, bold))


def _rows(shown: Sequence[Shown], file: str) -> ET.Element:
    told = {s.key: s for s in shown if s.legend and s.checked}
    first = [(name, [told.pop(k) for k in keys if k in told]) for name, keys in LEGEND]
    groups = [
        node(
            "layer-tree-group",
            {"name": name, "checked": "Qt::Checked", "expanded": 1},
            option_map({"legend/title-style": "group"}),
            *(layer_node(s, file, of_legend=True) for s in members),
        )
        for name, members in (*first, (REST, list(told.values())))
        if members
    ]
    return node("layer-tree-group", None, option_map({}), *groups)
