"""Layers → FlatGeobuf: one table with a column `layer` and a spatial index."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyogrio

from gis_app.writing.made import Made
from gis_app.writing.record import lines
from gis_app.writing.rows import union
from layers.export import Layers


def write(layers: Layers, crs: str, made: Made) -> bytes:
    """Return one table of all layers in `crs`, titled, with what it was made from."""
    table = union(layers, crs)
    mixed = table.geom_type.nunique() > 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layers.fgb"
        pyogrio.write_dataframe(
            table,
            path,
            driver="FlatGeobuf",
            layer="_".join(layers),
            geometry_type="Unknown" if mixed else None,
            layer_options={"TITLE": made.title, "DESCRIPTION": "\n".join(lines(made)[1:])},
        )
        return path.read_bytes()
