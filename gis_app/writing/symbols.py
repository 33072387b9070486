"""Strokes, fills and marks of the cartography table → QGIS symbols, as XML elements.

Values stand in two forms: `Option` for QGIS 3.22 and later, `prop` for those before.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MM = 25.4 / 96  # the table's weights are pixels at 96 dpi
UNIT = "MM"

Stroke = Mapping[str, Any]  # a Leaflet path style of `components/cartography.py`
Values = Mapping[str, object]


def node(tag: str, attributes: Values | None = None, *children: ET.Element) -> ET.Element:
    """Return an element with these attributes and children."""
    made = ET.Element(tag, {k: str(v) for k, v in (attributes or {}).items()})
    made.extend(children)
    return made


def text(tag: str, content: object, attributes: Values | None = None) -> ET.Element:
    """Return an element that holds text."""
    made = node(tag, attributes)
    made.text = str(content)
    return made


def written(root: ET.Element) -> str:
    """Return QGIS's own kind of document, on lines that a person can compare."""
    ET.indent(root, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode") + "\n"


def colour(value: str, opacity: float = 1.0) -> str:
    """Return `#rrggbb` as red,green,blue,alpha.

    >>> colour("#C8102E", 0.5)
    '200,16,46,128'
    """
    parts = [int(value[i : i + 2], 16) for i in (1, 3, 5)]
    return ",".join(map(str, [*parts, round(255 * opacity)]))


def millimetres(pixels: float) -> str:
    """Return pixels of the table as millimetres of a map."""
    return f"{pixels * MM:.2f}"


def properties(values: Mapping[str, str]) -> ET.Element:
    """Return data-defined properties: name → expression."""
    made = [
        _map(name, _option("active", "true", "bool"), *_expression(expression))
        for name, expression in values.items()
    ]
    return node(
        "Option",
        {"type": "Map"},
        _option("name", ""),
        _map("properties", *made),
        _option("type", "collection"),
    )


def _expression(expression: str) -> tuple[ET.Element, ET.Element]:
    return _option("expression", expression), _option("type", 3, "int")


def _option(name: str, value: object, kind: str = "QString") -> ET.Element:
    return node("Option", {"name": name, "type": kind, "value": value})


def _map(name: str, *children: ET.Element) -> ET.Element:
    return node("Option", {"name": name, "type": "Map"}, *children)


def symbol(kind: str, name: str, layers: Iterable[ET.Element]) -> ET.Element:
    """Return a symbol: `kind` is fill, line or marker."""
    head = {"type": kind, "name": name, "alpha": 1, "clip_to_extent": 1, "force_rhr": 0}
    return node("symbol", head, *layers)


def symbol_layer(kind: str, values: Values, *children: ET.Element) -> ET.Element:
    """Return one layer of a symbol."""
    options = node("Option", {"type": "Map"}, *(_option(k, v) for k, v in values.items()))
    old = [node("prop", {"k": k, "v": v}) for k, v in values.items()]
    head = {"class": kind, "enabled": 1, "locked": 0, "pass": 0}
    return node("layer", head, options, *old, *children)


def line(strokes: Sequence[Stroke]) -> list[ET.Element]:
    """Return strokes, the first lowest, as layers of a line symbol."""
    return [symbol_layer("SimpleLine", _stroke(s)) for s in strokes]


def _stroke(stroke: Stroke) -> Values:
    dashes = [float(d) for d in str(stroke.get("dashArray", "")).split()]
    return {
        "line_color": colour(stroke["color"], stroke.get("opacity", 1.0)),
        "line_width": millimetres(stroke["weight"]),
        "line_width_unit": UNIT,
        "line_style": "solid",
        "capstyle": "flat" if dashes else "round",
        "joinstyle": "round",
        "use_custom_dash": int(bool(dashes)),
        "customdash": ";".join(map(millimetres, dashes)) or "5;2",
        "customdash_unit": UNIT,
    }


def fill(style: Stroke, opacity: float | None = None) -> ET.Element:
    """Return a plain fill without an outline, as a layer of a fill symbol."""
    shown = style.get("fillOpacity", 1.0) if opacity is None else opacity
    values = {"color": colour(style["fillColor"], shown), "style": "solid", "outline_style": "no"}
    return symbol_layer("SimpleFill", values)


def fading(value: str, middle: float, edge: float) -> ET.Element:
    """Return a fill that is strongest in the middle and fades upwards and downwards."""
    values = {
        "type": 0,
        "coordinate_mode": 0,
        "spread": 1,
        "color_type": 0,
        "color": colour(value, middle),
        "gradient_color2": colour(value, edge),
        "reference_point1": "0.5,0.5",
        "reference_point2": "0.5,0",
        "angle": 0,
    }
    return symbol_layer("GradientFill", values)


def area(styles: Sequence[Stroke]) -> list[ET.Element]:
    """Return a fill and the strokes of its outline as layers of a fill symbol."""
    fills = [fill(s) for s in styles if s.get("fill")]
    return [*fills, *(line([s])[0] for s in styles if not s.get("fill"))]


def mark(style: Stroke, shape: str = "circle") -> ET.Element:
    """Return a dot of the style's radius, fill and outline, as a layer of a marker symbol."""
    values = {
        "name": shape,
        "color": colour(style["fillColor"], style.get("fillOpacity", 1.0)),
        "outline_color": colour(style["color"]),
        "outline_style": "solid",
        "outline_width": millimetres(style["weight"]),
        "outline_width_unit": UNIT,
        "size": millimetres(2 * style["radius"]),
        "size_unit": UNIT,
    }
    return symbol_layer("SimpleMarker", values)


def generated(expression: str, inner: ET.Element) -> ET.Element:
    """Return a layer that draws lines made by an expression with the symbol `inner`."""
    values = {"SymbolType": "Line", "geometryModifier": expression, "units": "MapUnit"}
    return symbol_layer("GeometryGenerator", values, inner)


def arrow_head(style: Stroke, name: str) -> ET.Element:
    """Return a line symbol that is nothing but an arrow head at the end of its line."""
    head = {
        "name": "filled_arrowhead",
        "color": colour(style["color"]),
        "outline_color": "255,255,255,255",
        "outline_width": "0.3",
        "outline_style": "solid",
        "size": millimetres(style["weight"] * 7),
        "size_unit": UNIT,
        "offset": f"{millimetres(style['weight'] * 1.3)},0",  # over the rounded end of its line
        "offset_unit": UNIT,
        "angle": "0",
    }
    inner = symbol("marker", f"{name}@0", [symbol_layer("SimpleMarker", head)])
    values = {"placement": "lastvertex", "rotate": 1}
    return symbol("line", name, [symbol_layer("MarkerLine", values, inner)])
