"""A file of any kind → records in its own coordinates, with the system they are to be read in.

A small CSV or GeoJSON is read here, by the standard library; all else in a process of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from gis_app.reading import cells, features
from gis_app.reading.coordinates import WGS84, Crs, Window, agreed, looks, stated
from gis_app.reading.delimited import csv_records
from gis_app.reading.found import Found, Request
from gis_app.reading.geojson import geojson_records
from gis_app.reading.handover import records_of_shapes, shapes_of
from gis_app.reading.isolation import isolated
from gis_app.reading.limits import MEGABYTE, MOST_FEATURES, refuse_large, refuse_many
from gis_app.reading.records import Reading, Source
from gis_app.reading.sniff import kind_of
from layers.errors import Fault, InputError

TEXTS = {"csv": cells.found, "geojson": features.found}
SMALL = MEGABYTE  # bytes of a text that cannot keep this process busy, whatever is in it
# Faults of a file as a whole that its reader tells without the name.
OF_FILE = frozenset({"E-CRS-01", "E-COL-01", "E-COL-03", "E-COL-04", "E-COL-06", "E-FMT-04"})
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
    try:
        reading = _read(content, request, crs, window)
    except InputError as error:
        raise InputError(*(of_file(fault, name) for fault in error.faults)) from error
    source = reading.source or Source(kind)
    return replace(reading, source=replace(source, name=name))


def of_file(fault: Fault, name: str) -> Fault:
    """Return a fault of the file as a whole with the file's name."""
    return Fault(fault.code, {"file": name, **fault.facts}) if fault.code in OF_FILE else fault


def _read(content: bytes, request: Request, crs: Crs | None, window: Window) -> Reading:
    kind, found = request.kind, _found(content, request)
    if kind == "csv":
        return _within_limits(csv_records(found, crs=crs, window=window), request)
    if kind == "geojson":
        return _within_limits(geojson_records(found, crs=crs), request)
    if kind in TABLES:
        from gis_app.reading.table import table_records  # loads what only tables need

        return table_records(found, request.name, crs=crs, window=window)
    return _reading(found, crs)


def _found(content: bytes, request: Request) -> Found:
    """Return what the format's reader finds: small texts here, all else in a process of its own."""
    if request.kind in TEXTS and len(content) <= SMALL:
        return TEXTS[request.kind](content, request)
    return isolated(content, request)


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
    shapes = shapes_of(found)
    if crs is None:
        raise InputError(Fault("E-CRS-01", {"looks": _seem(shapes)}))
    records = records_of_shapes(found, shapes, crs)
    why = "asked" if own != crs else "format" if found.crs_by_format else "stated"
    source = Source(found.format, found.layer, found.encoding, crs.name, why, len(records))
    return Reading(records, [*found.notes, *notes], source)


def _seem(shapes: Sequence[object]) -> str:
    """Return the word for what the first coordinates look like."""
    for shape in shapes:
        if isinstance(shape, shapely.Geometry) and not shape.is_empty:
            return looks(*map(float, shapely.get_coordinates(shape)[0]))
    return ""
