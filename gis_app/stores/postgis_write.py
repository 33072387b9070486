"""Layers → tables of a PostGIS schema, in one transaction: all of them or none.

A new table is filled beside the old one, which it replaces by its name at the end.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.stores.address import Address
from gis_app.stores.postgis import connected
from gis_app.writing.made import Made
from layers.errors import Fault, InputError
from layers.export_fields import FIELDS, REAL, coded
from layers.export_gpkg import in_system
from layers.export_words import missing

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composed

SRID = 4490
GEOMETRY, KEY = "geom", "fid"
SUFFIX = {0: "_D", 1: "_X", 2: "_M"}
KINDS = {0: "Point", 1: "MultiLineString", 2: "MultiPolygon"}
MULTI = {1: shapely.multilinestrings, 2: shapely.multipolygons}
LONGEST_NAME = 63  # bytes of a PostgreSQL name


def write(to: Address, layers: Mapping[str, gpd.GeoDataFrame], made: Made) -> list[str]:
    """Return the names of the tables written, `schema.TABLE`.

    Points, lines and polygons of one layer are tables of their own, as in a GeoPackage. Each has a
    primary key, a GiST index, SRID 4490, and comments in Chinese on itself and its columns.

    Raises
    ------
    InputError
        E-PGS-01 to E-PGS-03: no connection. E-PGS-07: it could not be written; nothing changed.
    """
    with connected(to, failure="E-PGS-07") as connection:
        _check_schema(connection, to)
        written = [
            _table(connection, to, f"{FIELDS[name].name}{suffix}", name, part, made)
            for name, layer in layers.items()
            for suffix, part in _parts(name, in_system(layer, f"EPSG:{SRID}"))
        ]
        _without_other_shapes(connection, to, layers, written)
        return written


def _check_schema(connection: Connection[Any], to: Address) -> None:
    asked = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
    if connection.execute(asked, [to.schema]).fetchone() is None:
        raise InputError(Fault("E-PGS-07", {"path": to.shown, "why": "pgs-schema"}))


def _parts(name: str, layer: gpd.GeoDataFrame) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Yield the layer in parts of one dimension, each with the suffix of its table."""
    dimensions = shapely.get_dimensions(layer.geometry.to_numpy())
    found = [d for d in SUFFIX if (dimensions == d).any()]
    for d in found:
        yield SUFFIX[d] if FIELDS[name].by_shape or len(found) > 1 else "", layer[dimensions == d]


def _table(
    connection: Connection[Any],
    to: Address,
    table: str,
    name: str,
    layer: gpd.GeoDataFrame,
    made: Made,
) -> str:
    from psycopg import sql

    rows = coded(name, layer)
    columns = _columns(name, rows)
    fresh = f"{table}_{secrets.token_hex(4)}"
    target, new = sql.Identifier(to.schema, table), sql.Identifier(to.schema, fresh)
    connection.execute(_create(new, columns, layer))
    _fill(connection, new, rows, columns)
    for statement in (*_indexed(to, fresh), *_comments(new, name, columns, made)):
        connection.execute(statement)
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(target))
    for kind, suffix in (("TABLE", ""), ("INDEX", "_pkey"), ("INDEX", f"_{GEOMETRY}_idx")):
        statement = sql.SQL("ALTER {} {} RENAME TO {}").format(
            sql.SQL(kind),
            sql.Identifier(to.schema, fresh + suffix),
            sql.Identifier(table + suffix),
        )
        connection.execute(statement)
    connection.execute(sql.SQL("ANALYZE {}").format(target))
    return f"{to.schema}.{table}"


def _indexed(to: Address, fresh: str) -> Iterator[Composed]:
    from psycopg import sql

    yield sql.SQL("CREATE INDEX {} ON {} USING gist ({})").format(
        sql.Identifier(f"{fresh}_{GEOMETRY}_idx"),
        sql.Identifier(to.schema, fresh),
        sql.Identifier(GEOMETRY),
    )


def _without_other_shapes(
    connection: Connection[Any], to: Address, names: Iterable[str], written: Sequence[str]
) -> None:
    """Drop what an earlier result left in the tables of shapes that this one does not have."""
    from psycopg import sql

    for name in (n for n in names if FIELDS[n].by_shape):
        for table in (f"{FIELDS[name].name}{suffix}" for suffix in SUFFIX.values()):
            if f"{to.schema}.{table}" not in written:
                place = sql.Identifier(to.schema, table)
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(place))


def _columns(name: str, rows: gpd.GeoDataFrame) -> dict[str, tuple[str, str, str]]:
    """Return column of `rows` → its name and type in the table, and its title."""
    known = {f.code: f for f in FIELDS[name].fields}
    columns: dict[str, tuple[str, str, str]] = {}
    taken = {GEOMETRY, KEY}
    for column in rows.columns:
        if column in ("layer", rows.geometry.name):
            continue
        field = known.get(column)
        called = _free(str(column), taken)
        taken.add(called)
        kind = "double precision" if field and field.kind == REAL else "text"
        columns[column] = (called, kind, field.title if field else str(column))
    return columns


def _free(name: str, taken: set[str]) -> str:
    """Return a name PostgreSQL does not cut, that no other column has."""
    short = name.replace("\0", "").encode()[: LONGEST_NAME - 4].decode(errors="ignore") or "_"
    found, number = short, 1
    while found in taken:
        number += 1
        found = f"{short}_{number}"
    return found


def _create(
    new: Any, columns: Mapping[str, tuple[str, str, str]], layer: gpd.GeoDataFrame
) -> Composed:
    from psycopg import sql

    dimension = int(shapely.get_dimensions(layer.geometry.iloc[0]))
    cells = [
        sql.SQL("{} {}").format(sql.Identifier(called), sql.SQL(kind))
        for called, kind, _ in columns.values()
    ]
    parts = [
        sql.SQL("{} integer PRIMARY KEY").format(sql.Identifier(KEY)),
        *cells,
        sql.SQL("{} geometry({}, {}) NOT NULL").format(
            sql.Identifier(GEOMETRY), sql.SQL(KINDS[dimension]), sql.Literal(SRID)
        ),
    ]
    return sql.SQL("CREATE TABLE {} ({})").format(new, sql.SQL(", ").join(parts))


def _fill(
    connection: Connection[Any],
    new: Any,
    rows: gpd.GeoDataFrame,
    columns: Mapping[str, tuple[str, str, str]],
) -> None:
    from psycopg import sql

    names = [KEY, *(called for called, _, _ in columns.values()), GEOMETRY]
    shapes = shapely.set_srid(_multi(rows.geometry.to_numpy()), SRID)
    wkb = shapely.to_wkb(shapes, hex=True, include_srid=True)
    cells = rows[list(columns)].itertuples(index=False, name=None)
    numbers = [kind == "double precision" for _, kind, _ in columns.values()]
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
        new, sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor().copy(copy) as into:
        for i, (row, shape) in enumerate(zip(cells, wkb, strict=True), start=1):
            into.write_row([i, *map(_cell, row, numbers), shape])


def _multi(shapes: np.ndarray) -> np.ndarray:
    """Return lines and polygons as collections of one, so that a table has one kind."""
    dimension = int(shapely.get_dimensions(shapes[0]))
    if dimension not in MULTI:
        return shapes
    return np.array([MULTI[dimension](shapely.get_parts(s)) for s in shapes], dtype=object)


def _cell(value: object, number: bool) -> object:
    if missing(value):
        return None
    if number:
        return float(str(value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value).replace("\0", "")


def _comments(
    new: Any, name: str, columns: Mapping[str, tuple[str, str, str]], made: Made
) -> Iterator[Composed]:
    from psycopg import sql

    told: Sequence[str] = (FIELDS[name].title, made.publication.footer("zh"))
    about = "；".join([*told, *made.versions.values(), made.time.isoformat()])
    yield sql.SQL("COMMENT ON TABLE {} IS {}").format(new, sql.Literal(about))
    titles = {called: title for called, _, title in columns.values()}
    titles |= {KEY: "序号", GEOMETRY: "几何（EPSG:4490，CGCS2000 经纬度）"}
    for called, title in titles.items():
        yield sql.SQL("COMMENT ON COLUMN {}.{} IS {}").format(
            new, sql.Identifier(called), sql.Literal(title.replace("\0", ""))
        )
