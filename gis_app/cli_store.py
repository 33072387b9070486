"""Layers and scores into a database: what `-o postgresql://…` does."""

from __future__ import annotations

from gis_app.cli_show import notice
from gis_app.stores.address import Address
from gis_app.writing.made import Made
from gis_app.writing.public import coarse
from layers.errors import Fault, InputError
from layers.export import Layers

TOLD = {"zh": "已写入 {table}（{path}）", "en": "written {table} ({path})"}


def store(to: Address, layers: Layers, made: Made, *, crs: str | None = None, lang: str) -> None:
    """Write layers as tables in EPSG:4490, all or none, and say so on standard error.

    Raises
    ------
    InputError
        E-CRS-09: another system was asked for. E-PGS-01 to E-PGS-07: the database.
    """
    from gis_app.stores.postgis_write import write

    if crs not in (None, "EPSG:4490"):
        raise InputError(Fault("E-CRS-09", {"format": "PostGIS", "crs": "CGCS2000 (EPSG:4490)"}))
    if made.publication.public:
        layers = {name: coarse(layer) for name, layer in layers.items()}
    for table in write(to, layers, made):
        notice(TOLD[lang].format(table=table, path=to.shown))
