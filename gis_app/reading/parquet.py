"""GeoParquet → rows: columns by Arrow, geometry as WKB, the system as the metadata state it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gis_app.reading.found import Found, Request
from gis_app.reading.limits import refuse_many
from gis_app.reading.vector import damaged, rows_of
from layers.errors import Fault, InputError

CRS84 = "OGC:CRS84"  # what a column without a `crs` member is in, by the format
BINARY = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)
INSIDE = (pa.types.is_nested, pa.types.is_binary, pa.types.is_large_binary)


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the rows, with the geometry of the primary column.

    Raises
    ------
    InputError
        E-FMT-08: no GeoParquet, or geometry that is not WKB; E-IO-01: damaged; E-LIM-…
    """
    (path,) = files.values()
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            column, crs, shown = columns_of(file.schema_arrow, request)
            limits = {"features": file.metadata.num_rows, "columns": len(shown)}
            refuse_many(request.name, **limits, most_features=request.most_features)
            table = file.read(columns=[*shown, column], use_threads=False)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        if isinstance(error, pa.ArrowMemoryError):
            raise MemoryError from error
        raise damaged(request) from error
    values = {name: [plain(v) for v in table[name].to_pylist()] for name in shown}
    rows = rows_of(values, table[column].to_pylist(), request)
    return Found(rows=rows, format="GeoParquet", crs=crs, crs_by_format=crs == CRS84)


def columns_of(schema: pa.Schema, request: Request) -> tuple[str, str | None, list[str]]:
    """Return the column of the geometry, the system it is in, and the columns that can be shown.

    Raises
    ------
    InputError
        E-FMT-08: no GeoParquet, or geometry that is not WKB.
    """
    column, crs = _geometry(_geo(schema.metadata or {}, request), schema, request)
    return column, crs, [f.name for f in schema if f.name != column and _is_shown(f.type)]


def _geo(metadata: Mapping[bytes, bytes], request: Request) -> Mapping[str, Any]:
    try:
        geo = json.loads(metadata[b"geo"])
    except (KeyError, ValueError) as error:
        raise _refused(request, "no-geo") from error
    if not isinstance(geo, dict) or not isinstance(geo.get("columns"), dict):
        raise _refused(request, "no-geo")
    return geo


def _geometry(
    geo: Mapping[str, Any], schema: pa.Schema, request: Request
) -> tuple[str, str | None]:
    """Return the primary column and its system: none where `crs` is null."""
    column = geo.get("primary_column")
    told = geo["columns"].get(column) if isinstance(column, str) else None
    if not isinstance(told, dict) or column not in schema.names:
        raise _refused(request, "no-geo")
    kind = schema.field(column).type
    if told.get("encoding") != "WKB" or not any(is_kind(kind) for is_kind in BINARY):
        raise _refused(request, "not-wkb")
    crs = told.get("crs", CRS84)
    return column, crs if crs is None or isinstance(crs, str) else json.dumps(crs)


def _is_shown(kind: pa.DataType) -> bool:
    """Return whether a column holds what a table can show: no lists, no bytes."""
    return not any(is_kind(kind) for is_kind in INSIDE)


def plain(value: object) -> object:
    """Return a value as text, number, truth value or None."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


def _refused(request: Request, why: str) -> InputError:
    return InputError(Fault("E-FMT-08", {"path": request.name, "why": why}))
