"""Labels of the maps in QGIS: font, halo, where they stand and from which scale on."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gis_app.writing.symbols import colour, node, properties

# The first that a machine has: Windows, Linux, older Windows.
FONTS = ("Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "SimHei")
AROUND, OVER, CURVED, LEVEL, BESIDE = 0, 1, 3, 4, 6  # QGIS's own numbers of placements
ABOVE_BELOW_ON_LINE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One kind of label; `text` is an expression, `where` puts labels at set points."""

    text: str
    size: float  # points
    colour: str
    bold: bool = False
    placement: int = AROUND
    scale: float = 0  # shown from this scale on (its denominator); 0 is always
    priority: int = 5
    italic: bool = False
    where: Mapping[str, str] = field(default_factory=dict)  # property → expression


def simple(label: Label) -> ET.Element:
    """Return labelling with one kind of label."""
    return node("labeling", {"type": "simple"}, settings(label))


def by_scale(pairs: Sequence[tuple[tuple[int, int], Label]]) -> ET.Element:
    """Return labelling that changes with the scale: (from, to) as denominators, 0 is open."""
    rules = [
        node(
            "rule",
            {"key": f"{{label-{n}}}", "scalemindenom": low, "scalemaxdenom": high},
            settings(label),
        )
        for n, ((low, high), label) in enumerate(pairs)
    ]
    return node("labeling", {"type": "rule-based"}, node("rules", {"key": "{labels}"}, *rules))


def settings(label: Label) -> ET.Element:
    """Return the settings of one kind of label."""
    placed = {
        "placement": label.placement,
        "dist": 0.6,
        "offsetType": int(label.placement == BESIDE),  # from the edge of the mark
        "distUnits": "MM",
        "priority": label.priority,
        "placementFlags": ABOVE_BELOW_ON_LINE if label.placement == CURVED else 10,
        "maxCurvedCharAngleIn": 30,
        "maxCurvedCharAngleOut": -30,
        "centroidInside": 1,
        "centroidWhole": 1,
        "fitInPolygonOnly": 0,
        "quadOffset": 4,
        "predefinedPositionOrder": "R,L,TR,BR,TL,BL,T,B",
        "overrunDistance": 0,
        "repeatDistance": 0,
    }
    shown = {
        "scaleVisibility": int(bool(label.scale)),
        "scaleMin": 0 if not label.scale else 1,
        "scaleMax": label.scale or 0,
        "obstacle": 0,
        "displayAll": 0,
        "mergeLines": 1,
        "fontLimitPixelSize": 0,
        "upsidedownLabels": 0,
        "drawLabels": 1,
    }
    return node(
        "settings",
        {"calloutType": "simple"},
        text_style(label),
        node("text-format", {"multilineAlign": 1, "wrapChar": "", "autoWrapLength": 0}),
        node("placement", placed),
        node("rendering", shown),
        node("dd_properties", None, properties(label.where)),
    )


def text_style(label: Label) -> ET.Element:
    """Return font, colour and halo."""
    style = "Bold" if label.bold else "Regular"
    values = {
        "fontFamily": FONTS[0],
        "namedStyle": style,
        "fontWeight": 75 if label.bold else 50,
        "fontItalic": int(label.italic),
        "fontSize": label.size,
        "fontSizeUnit": "Point",
        "multilineHeight": 0.9,
        "textColor": colour(label.colour),
        "textOpacity": 1,
        "fieldName": label.text,
        "isExpression": 1,
    }
    halo = {
        "bufferDraw": 1,
        "bufferSize": 0.7,
        "bufferSizeUnits": "MM",
        "bufferColor": colour("#FFFFFF"),
        "bufferOpacity": 0.85,
        "bufferJoinStyle": 128,
        "bufferNoFill": 1,
    }
    families = node("families", None, *(node("family", {"name": name}) for name in FONTS))
    return node("text-style", values, families, node("text-buffer", halo))
