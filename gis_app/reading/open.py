"""A file of any kind → records in its own coordinates, with the system they are to be read in.

CSV and GeoJSON are read here, by the standard library; everything else in a process of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import shapely
from shapely.errors import ShapelyError

from gis_app.reading.coordinates import WGS84, Crs, Window, agreed, looks, stated
from gis_app.reading.delimited import csv_records
from gis_app.reading.found import Found, Request, Row
from gis_app.reading.geojson import geojson_records
from gis_app.reading.isolation import isolated
from gis_app.reading.limits import MOST_FEATURES, refuse_large, refuse_many
from gis_app.reading.records import Reading, Record, Source, clean, clean_text
from gis_app.reading.sniff import kind_of
from layers.errors import Fault, InputError

TEXTS = ("csv", "geojson")  # read in this process, by the standard library
TABLES = ("xlsx",)  # kinds whose rows are cells: what they mean is told from the header


def records_of(
    content: bytes,
    name: str,
    *,
    crs: Crs | None,
    window: Window,
    layer: str | None = None,
    most_features: int = MOST_FEATURES,
) -> Reading:
    """Return the records of a file.

    Parameters
    ----------
    content, name : the whole file and its name.
    crs : how coordinates that state no system are to be read.
    window : degrees that sites must lie in; tells surveyors' X and Y apart.
    layer : the layer to read where there are several.
    most_features : more rows than this are refused.

    Raises
    ------
    InputError
        The file as a whole cannot be read, is larger than a limit, or its system is not known.
    """
    refuse_large(content, name, most_features)
    kind = kind_of(content, name)
    request = Request(kind=kind, name=name, layer=layer, most_features=most_features)
    if kind in TEXTS:
        reading = _within_limits(_plain_text(kind, content, name, crs, window), request)
    elif kind in TABLES:
        from gis_app.reading.table import table_records  # loads what only tables need

        reading = table_records(isolated(content, request), name, crs=crs, window=window)
    else:
        reading = _reading(isolated(content, request), crs)
    source = reading.source or Source(kind)
    return replace(reading, source=replace(source, name=name))


def _plain_text(kind: str, content: bytes, name: str, crs: Crs | None, window: Window) -> Reading:
    if kind == "csv":
        return csv_records(content, name, crs=crs, window=window)
    reading = geojson_records(content, name, crs=crs)
    return replace(reading, source=_source_of(reading, crs))


def _source_of(reading: Reading, crs: Crs | None) -> Source:
    """Return how a GeoJSON file was read, from its notices and the system of its features."""
    told = {note.code: note.facts for note in reading.notes}
    own = next((record.crs for record in reading.records), crs)
    by_itself = "format" if "W-CRS-10" in told else "stated"
    return Source(
        format="GeoJSON",
        encoding=str(told.get("W-ENC-01", {}).get("enc", "UTF-8")),
        crs=own.name if own else None,
        crs_from="asked" if crs is not None and own == crs else by_itself,
        rows=len(reading.records),
    )


def _within_limits(reading: Reading, request: Request) -> Reading:
    shapes = np.array([record.geometry for record in reading.records], dtype=object)
    columns = {column for record in reading.records for column in record.attributes}
    refuse_many(
        request.name,
        features=len(reading.records),
        columns=len(columns),
        vertices=shapely.get_num_coordinates(shapes).tolist(),
        most_features=request.most_features,
    )
    return reading


def _reading(found: Found, asked: Crs | None) -> Reading:
    """Return records in the system the file states, or the one asked for.

    Raises
    ------
    InputError
        E-CRS-01: neither says one. E-CRS-05, 06: the stated one cannot be read. E-CRS-07: the two
        contradict each other.
    """
    own = WGS84 if found.crs_by_format else stated(found.crs) if found.crs else None
    crs, notes = agreed(own, asked)
    shapes = [_shape(row) for row in found.rows]
    if crs is None:
        raise InputError(Fault("E-CRS-01", {"looks": _seem(shapes)}))
    records = [
        Record(
            row.number,
            _cleaned(row.attributes),
            crs,
            None if isinstance(shape, Fault) else shape,
            fault=shape if isinstance(shape, Fault) else row.fault,
            notes=row.notes,
        )
        for row, shape in zip(found.rows, shapes, strict=True)
    ]
    why = "asked" if own != crs else "format" if found.crs_by_format else "stated"
    source = Source(found.format, found.layer, found.encoding, crs.name, why, len(records))
    return Reading(records, [*found.notes, *notes], source)


@lru_cache(maxsize=1024)
def _column(name: str) -> str:
    return clean_text(name)


def _cleaned(attributes: Mapping[str, object]) -> dict[str, object]:
    """Return attributes without control characters; most values are seen at once to have none."""
    return {
        _column(key): value if value is None or _is_clean(value) else clean(value)
        for key, value in attributes.items()
    }


def _is_clean(value: object) -> bool:
    if isinstance(value, str):
        return value.isprintable() and value[:1] != " " and value[-1:] != " "
    return isinstance(value, float) and math.isfinite(value)


def _shape(row: Row) -> shapely.Geometry | Fault | None:
    """Return a row's geometry, or why it is none."""
    if row.wkb is None:
        return None
    try:
        return shapely.from_wkb(row.wkb)
    except (ShapelyError, ValueError):
        facts = {"v": "WKB", "why": "no-geometry", "rows": (row.number,)}
        return Fault("E-GEO-04", facts)


def _seem(shapes: Sequence[object]) -> str:
    """Return the word for what the first coordinates look like."""
    for shape in shapes:
        if isinstance(shape, shapely.Geometry) and not shape.is_empty:
            return looks(*map(float, shapely.get_coordinates(shape)[0]))
    return ""
