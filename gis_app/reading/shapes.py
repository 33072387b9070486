"""Geometry as files have it → points and polygons that can be scored: parts, repairs, specks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from gis_app.reading.records import Record
from layers.crs import METRIC, STORE
from layers.errors import Fault, InputError

ACCEPTED = frozenset({"Point", "Polygon", "MultiPolygon"})
COLLECTION = "GeometryCollection"
LEAST_SHARE = 0.01
LEAST_RING_M2 = 10.0
DEGREE_M = 111_320.0  # of latitude; only to see at once that a ring is far from too small


def exploded(records: Sequence[Record]) -> list[Record]:
    """Return the records with each geometry collection taken apart, a record a part.

    Parts that are neither point nor polygon are left out with a notice; a collection with nothing
    else stays what it is and is refused as such.
    """
    return [part for record in records for part in _parts(record)]


def _parts(record: Record) -> Iterator[Record]:
    shape = record.geometry
    if shape is None or shape.geom_type != COLLECTION:
        yield record
        return
    try:
        simple = list(_simple(shape))
    except NotImplementedError:  # an arc in it: shapely has no such shape
        facts = {"v": COLLECTION, "why": "no-geometry", "rows": (record.row,)}
        yield replace(record, fault=Fault("E-GEO-04", facts))
        return
    usable = [part for part in simple if part.geom_type in ACCEPTED]
    if not usable:
        yield record
        return
    told = {"rows": (record.row,)}
    notes = [Fault("W-GEO-06", {"n": len(usable), **told})] if len(usable) > 1 else []
    if others := len(simple) - len(usable):
        notes.append(Fault("W-GEO-07", {"n": others, **told}))
    for i, part in enumerate(usable, start=1):
        yield replace(
            record,
            geometry=part,
            part=i if len(usable) > 1 else 0,
            notes=(*record.notes, *(notes if i == 1 else ())),
        )


def _simple(shape: shapely.Geometry) -> Iterator[shapely.Geometry]:
    """Yield what a collection holds, collections inside it and multi-points taken apart too."""
    stack = [shape]
    while stack:
        node = stack.pop()
        if node.is_empty:
            continue
        if node.geom_type in (COLLECTION, "MultiPoint"):
            stack.extend(reversed(shapely.get_parts(node)))
        else:
            yield node


def mended(geometry: shapely.Geometry) -> tuple[shapely.Geometry, Fault]:
    """Return the valid polygons of an invalid one, and the notice with its change of area.

    Raises
    ------
    InputError
        E-GEO-04: nothing of it has an area.
    """
    reason = shapely.is_valid_reason(geometry).partition("[")[0].strip()
    parts = shapely.get_parts(shapely.make_valid(geometry, method="structure"))
    polygons = [part for part in parts if shapely.get_dimensions(part) == 2]
    if not polygons:
        raise InputError(Fault("E-GEO-04", {"v": reason, "why": "no-area"}))
    whole = shapely.union_all(polygons)
    before, after = _areas_m2([geometry, whole])
    base = before if before > LEAST_SHARE * after else after  # a bow-tie has next to no area
    change = 100 * (after - before) / base
    return whole, Fault("W-GEO-02", {"reason": reason, "pct": f"{change:+.1f}"})


def without_specks(shape: shapely.Geometry) -> tuple[shapely.Geometry, list[Fault]]:
    """Return a valid geometry without the rings of less than 10 m², and the notice of how many.

    Raises
    ------
    InputError
        W-GEO-09: there is no larger ring.
    """
    if shape.geom_type == "Point" or not _maybe_small(shape):
        return shape, []
    rings = [ring for part in shapely.get_parts(shape) for ring in shapely.get_rings(part)]
    areas = _areas_m2([shapely.Polygon(ring) for ring in rings])
    small = {id(ring) for ring, area in zip(rings, areas, strict=True) if area < LEAST_RING_M2}
    if not small:
        return shape, []
    kept, start = [], 0
    for part in shapely.get_parts(shape):
        outer, *holes = rings[start : start + 1 + len(part.interiors)]
        start += 1 + len(part.interiors)
        if id(outer) not in small:
            kept.append(shapely.Polygon(outer, [hole for hole in holes if id(hole) not in small]))
    if not kept:
        raise InputError(Fault("W-GEO-09"))
    whole = kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
    return whole, [Fault("W-GEO-08", {"n": len(small)})]


def _maybe_small(shape: shapely.Geometry) -> bool:
    """Return whether any ring has less than twice the least area, roughly measured."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    square = DEGREE_M**2 * np.cos(np.radians(shape.bounds[1]))
    return bool((shapely.area(shapely.polygons(rings)) * square < 2 * LEAST_RING_M2).any())


def _areas_m2(geometries: list[shapely.Geometry]) -> list[float]:
    """Return areas in square metres (EPSG:4549); that of an invalid polygon is its signed sum.

    Not `to_metric`: splitting the edges of an invalid polygon would repair it on the way.
    """
    return list(gpd.GeoSeries(geometries, crs=STORE).to_crs(METRIC).area)
