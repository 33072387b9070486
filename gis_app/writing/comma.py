"""Layers → CSV for Excel and WPS, with the versions as columns."""

from __future__ import annotations

from gis_app.writing.made import Made
from layers.export import Layers, table_csv

VERSIONS = {"plan": "GHBB", "rules": "GZBB", "data": "SJBB", "tool": "GJBB"}
TIME = "PJSJ"


def write(layers: Layers, crs: str, made: Made) -> bytes:  # noqa: ARG001 - degrees always
    """Return one table of all layers; every row says what it was made from."""
    record = {code: made.versions[key] for key, code in VERSIONS.items()}
    return table_csv(layers, {**record, TIME: made.time.isoformat()})
