"""Names around the city, as text on top of a QGIS project."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import geopandas as gpd
import shapely

from gis_app.components.cartography import cartography
from gis_app.writing.labels import Label, text_style
from gis_app.writing.parts import identified, system
from gis_app.writing.symbols import node, text
from layers.crs import METRIC, to_metric

KIND = "outside"


def around() -> ET.Element:
    """Return the annotation layer with the names of the neighbouring cities (EPSG:4549)."""
    table = cartography()
    fixed = [row for row in table["label"]["fixed"] if row["kind"] == KIND]
    places = [shapely.Point(row["at"]) for row in fixed]
    points = to_metric(gpd.GeoDataFrame(geometry=places, crs="EPSG:4326")).geometry
    colour = table["colour"][f"label_{KIND}"]
    items = [_name(row["text"], point, colour) for row, point in zip(fixed, points, strict=True)]
    return node(
        "main-annotation-layer",
        {"type": "annotation"},
        text("id", "suzhou_services_layout_neighbours"),
        text("layername", "周边城市"),
        node("srs", None, system(METRIC)),
        node("items", None, *items),
    )


def _name(content: str, point: shapely.Point, colour: str) -> ET.Element:
    style = text_style(Label(text=content, size=11, colour=colour))
    head = {
        "type": "pointtext",
        "id": identified(content),
        "text": content,
        "x": f"{point.x:.0f}",
        "y": f"{point.y:.0f}",
        "angle": 0,
        "alignment": 132,
        "zIndex": 0,
    }
    return node("item", head, node("pointTextFormat", None, style))
