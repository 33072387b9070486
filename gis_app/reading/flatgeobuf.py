"""FlatGeobuf → rows, read by GDAL's own driver; a file holds one layer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gis_app.reading.found import Found, Request
from gis_app.reading.vector import chosen, damaged, read_layer, spatial_layers

DRIVER = "FlatGeobuf"


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the rows of the file's layer."""
    (path,) = files.values()
    names = spatial_layers(DRIVER, path, request)
    if not names:  # a file is one layer: its header is not what GDAL expects
        raise damaged(request)
    layer = chosen(names, request)
    rows, crs = read_layer(DRIVER, path, layer, request)
    return Found(rows=rows, format=DRIVER, layer=layer, crs=crs)
