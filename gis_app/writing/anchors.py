"""The label anchors of the cartography table as QGIS expressions: position, angle, stacked text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely

from gis_app.components.cartography import cartography
from layers.export_gpkg import in_system

WHOLE = 330_000  # from this scale outwards the whole city is in view, and anchors hold
METRES_AT_ZOOM_0 = 505_000_000  # scale of the web map at zoom 0, on a screen of 96 dpi at 31.3° N

Anchors = Mapping[str, Mapping[str, Any]]


def scale(zoom: float) -> int:
    """Return the scale (its denominator) of a zoom of the web map.

    >>> scale(10.5)
    348720
    """
    return round(METRES_AT_ZOOM_0 / 2**zoom)


def anchored(kind: str, field: str, crs: str) -> dict[str, str]:
    """Return where labels stand: property → expression over `field`, null where no anchor is set.

    `kind` is element or district; positions are in the layer's own system.
    """
    anchors: Anchors = cartography()["label"][kind]
    points = _points(anchors, crs)
    turned = {k: a["rotate"] for k, a in anchors.items() if a.get("rotate")}
    found = {
        "PositionX": looked_up({k: round(p.x, 6) for k, p in points.items()}, field),
        "PositionY": looked_up({k: round(p.y, 6) for k, p in points.items()}, field),
        "Hali": "'Center'",
        "Vali": "'Half'",
    }
    return found | ({"LabelRotation": looked_up(turned, field)} if turned else {})


def _points(anchors: Anchors, crs: str) -> dict[str, shapely.Point]:
    places = [shapely.Point(a["at"]) for a in anchors.values()]
    layer = gpd.GeoDataFrame(geometry=places, crs="EPSG:4326")
    return dict(zip(anchors, in_system(layer, crs).geometry, strict=True))


def anchor_text(kind: str, field: str, name: str) -> str:
    """Return an expression for the text at an anchor: broken or stacked where the table says."""
    anchors: Anchors = cartography()["label"][kind]
    told = {k: quoted(a["text"]) for k, a in anchors.items() if "text" in a}
    stacked = ",".join(quoted(k) for k, a in anchors.items() if a.get("stack"))
    down = rf"regexp_replace(\"{name}\",'(.)(?=.)','\\1\n')".replace('\\"', '"')
    cases = [f"WHEN {identifier(field)}={quoted(k)} THEN {text}" for k, text in told.items()]
    cases += [f"WHEN {identifier(field)} IN ({stacked}) THEN {down}"] if stacked else []
    return f"CASE {' '.join(cases)} ELSE {identifier(name)} END" if cases else identifier(name)


def looked_up(values: Mapping[str, object], field: str) -> str:
    """Return an expression: the value that belongs to the field's text, else null.

    >>> print(looked_up({"a": 1.5, "b": "x"}, "BSM"))
    map_get(map('a',1.5,'b','x'),"BSM")
    """
    pairs = (f"{quoted(k)},{quoted(v) if isinstance(v, str) else v}" for k, v in values.items())
    return f"map_get(map({','.join(pairs)}),{identifier(field)})"


def quoted(text: object) -> str:
    """Return a text of an expression, its quotes and line breaks escaped."""
    escaped = str(text).replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
    return f"'{escaped}'"


def identifier(field: str) -> str:
    """Return a field of an expression."""
    return '"' + field.replace('"', '""') + '"'
