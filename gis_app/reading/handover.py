"""What a format's reader hands over → records: clean attributes, and geometry as a shape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import shapely
from shapely.errors import ShapelyError

from gis_app.reading.columns import clean, clean_text
from gis_app.reading.coordinates import Crs
from gis_app.reading.found import Found, Row
from gis_app.reading.records import Record
from layers.errors import Fault


def shapes_of(found: Found) -> list[shapely.Geometry | Fault | None]:
    """Return the geometry of each row, None where there is none, or why it is none."""
    return [_shape(row) for row in found.rows]


def records_of_shapes(
    found: Found, shapes: list[shapely.Geometry | Fault | None], crs: Crs
) -> list[Record]:
    """Return the rows, read in `crs`."""
    return [
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
    except (ShapelyError, ValueError, NotImplementedError):
        facts = {"v": "WKB", "why": "no-geometry", "rows": (row.number,)}
        return Fault("E-GEO-04", facts)
