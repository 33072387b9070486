"""Layers → a GeoPackage 1.2 as bytes, written with SQLite alone: the same input, the same bytes.

Source: OGC 12-128r15 (GeoPackage 1.2.1), clauses 1.1, 2.1 and F.9 (schema extension).
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from layers.crs import METRIC, STORE, to_metric, to_store
from layers.export_fields import FIELDS, TEXT, Field, coded
from layers.export_words import missing
from layers.gpkg_extensions import (
    GEOMETRY,
    feature_count,
    layer_styles,
    spatial_index,
    titles,
    titles_tables,
)
from layers.gpkg_extensions import (
    metadata as iso_metadata,
)

VERSION = 10200  # 1.2: older GIS programs warn about later ones
APPLICATION = 0x47504B47  # "GPKG"
SHAPES = {0: ("_D", "POINT"), 1: ("_X", "MULTILINESTRING"), 2: ("_M", "MULTIPOLYGON")}
GEOMETRIES = {"_D": "point", "_X": "line", "_M": "polygon"}
MULTI = {1: shapely.multilinestrings, 2: shapely.multipolygons}

SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
  description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
  identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT
  (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES
  gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
  m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name)
  REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES
  gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name,
  column_name, extension_name));
"""


def geopackage(
    layers: Mapping[str, gpd.GeoDataFrame],
    crs: str = "EPSG:4490",
    *,
    when: datetime | None = None,
    styles: Mapping[str, str] | None = None,
    metadata: str = "",
) -> bytes:
    """Return one GeoPackage with a table a layer, named and titled as in `export_fields.FIELDS`.

    Parameters
    ----------
    layers : layer id → GeoDataFrame with a CRS; a layer with points and polygons makes two tables.
    crs : coordinate system of the file; CGCS2000 is taken as WGS84 (they differ by < 1 m).
    when : time of the last change; now by default. With it, the same layers give the same bytes.
    styles : table name (`table_names`) → QML that QGIS applies to it.
    metadata : of the whole file, ISO 19115 as XML.
    """
    code = int(crs.rpartition(":")[2])
    stamp = (when or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.executescript(SCHEMA)
        titles_tables(connection)
        _systems(connection, code)
        for name, layer in layers.items():
            for suffix, part in _by_shape(name, in_system(layer, crs)):
                _table(connection, name, suffix, coded(name, part), code, stamp)
        if styles:
            layer_styles(connection, styles, stamp)
        if metadata:
            iso_metadata(connection, metadata, stamp)
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def table_names(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, tuple[str, str]]:
    """Return table → (layer id, geometry: point, line or polygon) as `geopackage` makes them."""
    return {
        f"{FIELDS[name].name}{suffix}": (name, GEOMETRIES[suffix or _suffix(part)])
        for name, layer in layers.items()
        for suffix, part in _by_shape(name, layer)
    }


def in_system(layer: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Return `layer` in `crs`; degrees of CGCS2000 and WGS84 are the same numbers."""
    if CRS(crs).is_geographic:
        return to_store(layer).set_crs(crs, allow_override=True)
    metric = to_metric(layer)
    return metric if crs == METRIC else metric.to_crs(STORE).to_crs(crs)


def _systems(connection: sqlite3.Connection, code: int) -> None:
    rows: list[tuple[str, int, str, int, str, str | None]] = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", None),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
    ]
    for epsg in sorted({4326, code}):
        system = CRS.from_epsg(epsg)
        rows.append((system.name, epsg, "EPSG", epsg, system.to_wkt("WKT1_GDAL"), None))
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", rows)


def _by_shape(name: str, layer: gpd.GeoDataFrame) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Yield the layer in parts of one dimension, each with the suffix of its table."""
    dimension = shapely.get_dimensions(layer.geometry.to_numpy())
    found = [d for d in SHAPES if (dimension == d).any()]
    for d in found:
        suffix = SHAPES[d][0] if FIELDS[name].by_shape or len(found) > 1 else ""
        yield suffix, layer[dimension == d]


def _suffix(layer: gpd.GeoDataFrame) -> str:
    return SHAPES[int(shapely.get_dimensions(layer.geometry.to_numpy()[0]))][0]


def _table(
    connection: sqlite3.Connection,
    name: str,
    suffix: str,
    layer: gpd.GeoDataFrame,
    code: int,
    stamp: str,
) -> None:
    """Write one layer of one dimension: its contents row, columns with titles, and features."""
    spec = FIELDS[name]
    table, title = f"{spec.name}{suffix}", f"{spec.title}{suffix}"
    attributes = [c for c in layer.columns if c != layer.geometry.name]
    columns = _column_names(attributes)
    kinds = {f.code: f.kind for f in spec.fields}
    declared = [f"{_quoted(c)} {kinds.get(a) or _kind(layer[a])}" for a, c in columns.items()]
    connection.execute(
        f"CREATE TABLE {_quoted(table)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
        f"{GEOMETRY} {_shape_name(layer)}, {', '.join(declared)})"
    )
    bounds = [float(b) for b in layer.total_bounds]
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?,'features',?,?,?,?,?,?,?,?)",
        (table, title, _described(layer), stamp, *bounds, code),
    )
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,0,0)",
        (table, GEOMETRY, _shape_name(layer), code),
    )
    _titles(connection, table, columns, spec.fields)
    marks = ",".join("?" * (len(columns) + 1))
    names = ",".join(map(_quoted, (GEOMETRY, *columns.values())))
    connection.executemany(
        f"INSERT INTO {_quoted(table)} ({names}) VALUES ({marks})", _rows(layer, attributes, code)
    )
    feature_count(connection, table)
    spatial_index(connection, table, layer.bounds.itertuples(index=False, name=None))


def _titles(
    connection: sqlite3.Connection, table: str, columns: Mapping[str, str], fields: Sequence[Field]
) -> None:
    """Write the Chinese titles of the columns, their units, and the values some may have."""
    known = {f.code: f for f in fields}
    told = {c: (known[a].title, known[a].unit) for a, c in columns.items() if a in known}
    layer = {columns["layer"]: ("图层", "")} if "layer" in columns else {}
    domains = {c: known[a].domain for a, c in columns.items() if a in known and known[a].domain}
    titles(connection, table, {**layer, **told}, domains)


def _column_names(attributes: Sequence[str]) -> dict[str, str]:
    """Return attribute → column name; SQLite takes names that differ only in case for the same."""
    used, names = {"fid", GEOMETRY}, {}
    for attribute in attributes:
        name = attribute
        while name.lower() in used:
            name += "_"
        used.add(name.lower())
        names[attribute] = name
    return names


def _kind(values: pd.Series) -> str:
    """Return the column type of a user's own attribute."""
    found = {type(v.item() if isinstance(v, np.generic) else v) for v in values if not missing(v)}
    kinds = {frozenset({bool}): "BOOLEAN", frozenset({int}): "INTEGER"}
    if found and found <= {int, float}:
        return kinds.get(frozenset(found), "REAL")
    return kinds.get(frozenset(found), TEXT)


def _shape_name(layer: gpd.GeoDataFrame) -> str:
    shapes = layer.geometry.to_numpy()
    dimension = int(shapely.get_dimensions(shapes[0]))
    return "MULTIPOINT" if dimension == 0 and _any_multi(shapes) else SHAPES[dimension][1]


def _any_multi(shapes: Any) -> bool:
    return bool((shapely.get_type_id(shapes) == 4).any())


def _described(layer: gpd.GeoDataFrame) -> str:
    """Return what the contents say about the layer: how exact it is and where it comes from."""
    found = [v for c in ("JD", "SJLY") if c in layer for v in layer[c].dropna().unique()]
    return "；".join(dict.fromkeys(map(str, found)))[:1000]


def _rows(
    layer: gpd.GeoDataFrame, attributes: Sequence[str], code: int
) -> Iterator[tuple[object, ...]]:
    shapes = layer.geometry.to_numpy()
    dimension = int(shapely.get_dimensions(shapes[0]))
    promote = MULTI.get(dimension) or (shapely.multipoints if _any_multi(shapes) else None)
    values = layer[list(attributes)].itertuples(index=False, name=None)
    for shape, row in zip(shapes, values, strict=True):
        whole = promote(shapely.get_parts(shape)) if promote else shape
        yield (_blob(whole, code), *map(_cell, row))


def _blob(shape: shapely.Geometry, code: int) -> bytes:
    """Return a GeoPackage geometry: header with the bounding box, then ISO WKB, little-endian."""
    west, south, east, north = shape.bounds
    head = struct.pack("<2sBBi4d", b"GP", 0, 0b0000_0011, code, west, east, south, north)
    return head + bytes(shapely.to_wkb(shape, byte_order=1, flavor="iso"))


def _cell(value: object) -> object:
    if missing(value):
        return None
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, (str, int, float, bytes)) else str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
