"""Membership of points in a course, area or place that is offset as a whole, draw by draw.

An offset of r metres changes a distance by r at most, so that with the longest of the drawn
offsets each distance has bounds. Where both bounds give the same membership (within FLAT) it is
not computed again: on the plateau, far outside, inside an area. Everything else is exact.
"""

from __future__ import annotations

import numpy as np
import shapely

from layers.elements import ElementPart, PlaceElement
from layers.membership import Floats, membership
from layers.nearest import Ints, Segments
from layers.uncertainty_streams import reach_m

FLAT = 1e-6  # a membership that cannot change by more is taken as it stands


def part_membership(part: ElementPart, xy: Floats, offsets: Floats) -> Floats:
    """Return μ of points (n × 2, EPSG:4549): n × draws, n × 1 where no draw changes it."""
    here = part.distance_m(xy)
    rows = _moving(here, w_m=part.w_m, h_m=part.h_m, reach=reach_m(offsets))
    drawn = _part_distances(part, xy[rows], offsets) if len(rows) else np.empty((0, 1))
    return _filled(membership(here, w_m=part.w_m, h_m=part.h_m), rows, _curve(drawn, part))


def place_fit(place: PlaceElement, xy: Floats, offsets: Floats) -> Floats:
    """Return S of a place for points (n × 2, EPSG:4549): n × draws, or n × 1."""
    here = place.distance_m(xy)
    reach = reach_m(offsets)
    if place.tie.geometry == "district":
        edge = shapely.boundary(place.geometry)
        near = shapely.dwithin(edge, shapely.points(xy), reach) if reach else False
        rows = np.flatnonzero(near)
        return _filled(place.fit(here), rows, _district_fit(place, xy[rows], offsets))
    rows = _moving(here, w_m=place.w_m, h_m=place.h_m, reach=reach)
    drawn = place.distance_m(_shifted(xy[rows], offsets)).reshape(len(rows), len(offsets))
    return _filled(place.fit(here), rows, _curve(drawn, place))


def _moving(here: Floats, *, w_m: float, h_m: float, reach: float) -> Ints:
    """Return the rows whose membership an offset of at most `reach` metres can change."""
    best = membership(np.maximum(here - reach, 0.0), w_m=w_m, h_m=h_m)
    return np.flatnonzero(best - membership(here + reach, w_m=w_m, h_m=h_m) > FLAT)


def _curve(distance: Floats, of: ElementPart | PlaceElement) -> Floats:
    return membership(distance, w_m=of.w_m, h_m=of.h_m)


def _filled(here: Floats, rows: Ints, drawn: Floats) -> Floats:
    """Return one column, or a column a draw with the drawn rows in their places."""
    if not len(rows):
        return here[:, None]
    out = np.repeat(here[:, None], drawn.shape[1], axis=1)
    out[rows] = drawn
    return out


def _district_fit(place: PlaceElement, xy: Floats, offsets: Floats) -> Floats:
    """Return the tie's value where a point, offset, lies inside the district, else 0."""
    moved = xy[:, None, :] - offsets[None, :, :]
    inside = shapely.intersects_xy(place.geometry, moved[..., 0], moved[..., 1])
    return np.where(inside, place.tie.value, 0.0)


def _shifted(xy: Floats, offsets: Floats) -> Floats:
    """Return (points × draws) × 2: a point seen from an element moved by an offset."""
    return (xy[:, None, :] - offsets[None, :, :]).reshape(-1, 2)


def _part_distances(part: ElementPart, xy: Floats, offsets: Floats) -> Floats:
    """Return n × draws: metres to the part, moved by each offset, as `part.distance_m`."""
    distance = line_distances(part.segments, xy, offsets)
    if part.area is not None:
        points = shapely.points(xy)
        inside = shapely.intersects(part.area, points)
        edge = shapely.dwithin(shapely.boundary(part.area), points, reach_m(offsets))
        distance[inside & ~edge] = 0.0
        for row in np.flatnonzero(edge):
            moved = xy[row] - offsets
            distance[row, shapely.intersects_xy(part.area, moved[:, 0], moved[:, 1])] = 0.0
    return np.abs(distance - part.band_m) if part.band_m else distance


def line_distances(segments: Segments, xy: Floats, offsets: Floats) -> Floats:
    """Return n × draws: metres from each point to the nearest segment, moved by each offset.

    A segment farther from the point than the nearest by more than two offsets is never nearest.
    """
    points = shapely.points(xy)
    limit = segments.distance_m(xy) + 2.0 * reach_m(offsets) + 1.0
    rows, near = segments.tree.query(points, predicate="dwithin", distance=limit)
    order = np.lexsort((near, rows))
    ends = np.searchsorted(rows[order], np.arange(len(xy) + 1))
    out = np.empty((len(xy), len(offsets)))
    for row in range(len(xy)):
        used = near[order[ends[row] : ends[row + 1]]]
        start, step = segments.start[used], segments.end[used] - segments.start[used]
        out[row] = _to_segments(xy[row] - offsets, start, step)
    return out


def _to_segments(points: Floats, start: Floats, step: Floats) -> Floats:
    """Return metres from each point to the nearest of some segments (start + t·step, 0 ≤ t ≤ 1)."""
    x, y = (points[:, None, k] - start[None, :, k] for k in (0, 1))
    square = np.maximum((step**2).sum(axis=1), np.finfo(float).tiny)
    along = np.clip((x * step[:, 0] + y * step[:, 1]) / square, 0.0, 1.0)
    x -= along * step[:, 0]
    y -= along * step[:, 1]
    return np.asarray(np.sqrt((x * x + y * y).min(axis=1)))
