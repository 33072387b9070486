"""GeoPackage → rows. What is in the file is asked of SQLite first; GDAL reads one plain table.

A view runs whatever its maker wrote, for as long as it likes, so only tables are read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from gis_app.reading.found import Found, Request
from gis_app.reading.vector import chosen, damaged, read_layer
from layers.errors import Fault, InputError

DRIVER = "GPKG"
HIDING = ("view", "virtual")  # what does not hold rows but makes them up
SHAPELESS = ("layer_styles", "qgis_projects")
NO_SYSTEM = ("Undefined", "undefined", "unknown")  # names that GDAL gives to srs_id 0 and -1


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the rows of the only layer, or of the one asked for."""
    (path,) = files.values()
    names = _tables(path, request)
    layer = chosen(names, request)
    rows, crs = read_layer(DRIVER, path, layer, request, LIST_ALL_TABLES="NO")
    if crs and any(word in crs[:60] for word in NO_SYSTEM):
        crs = None
    return Found(rows=rows, format="GeoPackage", layer=layer, crs=crs)


def _tables(path: Path, request: Request) -> list[str]:
    """Return the tables of features.

    Raises
    ------
    InputError
        E-IO-01: the database is damaged or no GeoPackage. E-FMT-07: a layer is a view.
    """
    try:
        kinds, listed = _listed(path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise damaged(request) from error
    if "gpkg_contents" not in kinds:
        raise damaged(request)
    own = [n for n, kind in kinds.items() if n.lower().startswith("gpkg_") and kind in HIDING]
    if own:
        raise InputError(Fault("E-FMT-07", {"path": request.name, "name": "、".join(own)}))
    tables = [name for name in listed if kinds.get(name) == "table" and name not in SHAPELESS]
    refused = [name for name in listed if kinds.get(name) in HIDING]
    if request.layer in refused or (refused and not tables):
        name = request.layer if request.layer in refused else "、".join(refused)
        raise InputError(Fault("E-FMT-07", {"path": request.name, "name": name}))
    return tables


def _listed(path: Path) -> tuple[dict[str, str], list[str]]:
    """Return what each name of the database is, and the names that hold features, in order."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        master = connection.execute("SELECT name, type, sql FROM sqlite_master")
        kinds = {str(name): _kind(str(kind), str(sql)) for name, kind, sql in master}
        if kinds.get("gpkg_contents") != "table":
            return kinds, []
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("damaged")
        query = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY rowid"
        return kinds, [str(name) for (name,) in connection.execute(query)]
    finally:
        connection.close()


def _kind(kind: str, sql: str) -> str:
    return "virtual" if sql.lower().split()[:2] == ["create", "virtual"] else kind
