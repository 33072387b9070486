"""Layers → GeoPackage, a table a layer, each with its style; metadata of the whole file."""

from __future__ import annotations

from gis_app.writing.made import Made
from gis_app.writing.metadata import metadata
from gis_app.writing.qml import styles
from layers.export import Layers
from layers.export_gpkg import geopackage


def write(layers: Layers, crs: str, made: Made) -> bytes:
    """Return one GeoPackage of all layers in `crs`."""
    return geopackage(
        layers,
        crs,
        when=made.time,
        styles=styles(layers, crs),
        metadata=metadata(layers, crs, made),
    )
