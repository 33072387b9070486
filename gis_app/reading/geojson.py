"""Features of a GeoJSON → records, in the system that the file or the user says."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import shapely

from gis_app.reading.coordinates import WGS84, Crs, agreed, looks, member
from gis_app.reading.found import Found
from gis_app.reading.handover import records_of_shapes, shapes_of
from gis_app.reading.records import Reading, Source
from layers.errors import Fault, InputError

LARGEST_DEGREE = 180.0


def geojson_records(found: Found, *, crs: Crs | None) -> Reading:
    """Return the features that `features` took apart; `row` counts them from 1.

    Without a `crs` member the file is WGS84 (RFC 7946); `crs` says otherwise. Raises InputError
    where the member names no known system, or nothing can be degrees.
    """
    own = member(json.loads(found.crs)) if found.crs else None
    read_as, notes = agreed(own, crs)
    shapes = shapes_of(found)
    if own is None:
        if crs is None:
            _refuse_metres(shapes)
        read_as = read_as or WGS84
        notes = [Fault("W-CRS-10", {"name": read_as.name})]
    assert read_as is not None  # of the two, at least the file's own is there
    by_itself = "format" if own is None else "stated"
    source = Source(
        format=found.format,
        encoding=found.encoding,
        crs=read_as.name if found.rows else None,
        crs_from="asked" if read_as == crs else by_itself,
        rows=len(found.rows),
    )
    return Reading(records_of_shapes(found, shapes, read_as), [*found.notes, *notes], source)


def _refuse_metres(shapes: Sequence[object]) -> None:
    """Raise E-CRS-01 when no coordinates can be degrees."""
    read = [shape for shape in shapes if isinstance(shape, shapely.Geometry)]
    pairs = shapely.get_coordinates(read)
    if len(pairs) and not (np.abs(pairs) <= LARGEST_DEGREE).all(axis=1).any():
        raise InputError(Fault("E-CRS-01", {"looks": looks(*map(float, pairs[0]))}))
