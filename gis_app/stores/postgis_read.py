"""The tables of a PostGIS schema that are named as layers → their records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import shapely

from gis_app.reading.coordinates import WGS84, Crs, named
from gis_app.reading.limits import MOST_FEATURES
from gis_app.reading.records import Reading, Record, clean, clean_text
from gis_app.stores.address import Address, address
from gis_app.stores.forms import DERIVED, FORMS, KNOWN
from gis_app.stores.postgis import connected
from layers.errors import Fault, InputError

if TYPE_CHECKING:
    from psycopg import Connection

GEOMETRY = "geom"
COLUMNS = """
SELECT a.attname, t.typname FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""


def readings(text: str) -> Mapping[str, tuple[str, Reading]]:
    """Return layer → name of its table, and what it holds.

    A table is named as its layer (`districts`) or as an export names it (`XZQ`).

    Raises
    ------
    InputError
        E-PGS-01 to E-PGS-09: address, connection, tables, columns or systems are wrong.
    """
    to = address(text)
    with connected(to, failure="E-PGS-08") as connection:
        found = {row[0] for row in connection.execute(TABLES, [to.schema])}
        tables = {layer: _table(layer, found) for layer in FORMS}
        used = {layer: table for layer, table in tables.items() if table}
        if not used:
            raise InputError(Fault("E-PGS-04", {"path": to.shown, "known": KNOWN}))
        return {
            layer: (f"{to.schema}.{table}", _read(connection, to, table))
            for layer, table in used.items()
        }


def _table(layer: str, found: set[str]) -> str | None:
    names = (layer, *FORMS[layer].tables, *(t.lower() for t in FORMS[layer].tables))
    return next((n for n in names if n in found and n not in DERIVED), None)


def _read(connection: Connection[Any], to: Address, table: str) -> Reading:
    from psycopg import sql

    columns = connection.execute(COLUMNS, [to.schema, table]).fetchall()
    geometry = _geometry([name for name, kind in columns if kind == "geometry"], table)
    plain = [
        name for name, kind in columns if name != geometry and kind not in ("geography", "bytea")
    ]
    place = sql.Identifier(to.schema, table)
    size = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(place)).fetchone()[0]
    if size > MOST_FEATURES:
        raise InputError(Fault("E-PGS-09", {"table": table, "n": size, "limit": MOST_FEATURES}))
    shape = sql.Identifier(geometry)
    shaped = "SELECT ST_AsBinary(ST_Force2D(ST_CurveToLine({g}))), ST_SRID({g}) {rest} FROM {t}"
    asked = sql.SQL(shaped).format(
        g=shape,
        rest=sql.SQL("").join(sql.SQL(", {}::text").format(sql.Identifier(n)) for n in plain),
        t=place,
    )
    rows = connection.execute(asked).fetchall()
    return Reading([_record(i, row, plain, table) for i, row in enumerate(rows, start=1)])


def _geometry(found: list[str], table: str) -> str:
    if GEOMETRY in found:
        return GEOMETRY
    if len(found) != 1:
        raise InputError(Fault("E-PGS-05", {"table": table, "found": "、".join(found) or "—"}))
    return found[0]


def _record(number: int, row: Any, columns: list[str], table: str) -> Record:
    wkb, srid, *cells = row
    attributes = {clean_text(n): clean(v) for n, v in zip(columns, cells, strict=True)}
    if wkb is None:
        return Record(number, attributes, WGS84)
    return Record(number, attributes, _system(srid, table), shapely.from_wkb(bytes(wkb)))


def _system(srid: int, table: str) -> Crs:
    try:
        return named(f"EPSG:{srid}")
    except InputError as error:
        raise InputError(Fault("E-PGS-06", {"table": table, "srid": srid})) from error
