"""What the field codes mean, as a file beside a GeoJSON: <name>.fields.json; and the styles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gis_app.writing.qml import qml
from layers.export import Layers
from layers.export_fields import FIELDS, REAL, STANDARD, Field
from layers.export_gpkg import table_names

TYPES = {REAL: "number"}
SOURCES = {
    True: "字段名沿用国土空间规划数据库规范",
    False: "字段名为本工具自定",
}


def sidecar(layers: Layers) -> bytes:
    """Return, layer by layer, code → Chinese title, type, unit, allowed values and source."""
    told = {
        name: {
            "table": FIELDS[name].name,
            "title": FIELDS[name].title,
            "features": len(layer),
            "fields": {f.code: _told(f) for f in FIELDS[name].fields},
        }
        for name, layer in layers.items()
    }
    return f"{json.dumps({'layers': told}, ensure_ascii=False, indent=1)}\n".encode()


def sidecars(layers: Layers) -> dict[str, bytes]:
    """Return what stands beside a GeoJSON: suffix → content.

    The meaning of the fields always; a style where the file has one layer of one geometry, for
    QGIS applies it to everything in the file.
    """
    found = {".fields.json": sidecar(layers)}
    tables = list(table_names(layers).values())
    if len(tables) == 1:
        ((name, geometry),) = tables
        style = qml(name, geometry, layer=layers[name], crs="EPSG:4326")
        found[".qml"] = style.encode()
    return found


def _told(field: Field) -> Mapping[str, Any]:
    told: dict[str, Any] = {"title": field.title, "type": TYPES.get(field.kind, "string")}
    if field.unit:
        told["unit"] = field.unit
    if field.domain:
        told["values"] = list(field.domain)
    return {**told, "source": SOURCES[field.code in STANDARD]}
