"""Layers → GeoJSON by RFC 7946, with a member `made`: what the file was made from."""

from __future__ import annotations

from gis_app.writing.made import Made
from gis_app.writing.record import facts
from layers.export import Layers, geojson


def write(layers: Layers, crs: str, made: Made) -> bytes:  # noqa: ARG001 - WGS84 always
    """Return one FeatureCollection of all layers, WGS84 with 7 decimals."""
    return geojson(layers, {"made": facts(made)})
