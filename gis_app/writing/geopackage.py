"""Layers → GeoPackage, a table a layer."""

from __future__ import annotations

from gis_app.writing.made import Made
from layers.export import Layers
from layers.export_gpkg import geopackage


def write(layers: Layers, crs: str, made: Made) -> bytes:
    """Return one GeoPackage of all layers in `crs`."""
    return geopackage(layers, crs, when=made.time)
