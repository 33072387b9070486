"""Membership of points in a course, area or place that is offset as a whole, draw by draw.

An offset of r metres changes a distance by r at most, so that with the longest of the drawn
offsets each membership has bounds. Where they are the same (within FLAT) it is not computed again:
on the plateau, far outside, inside an area. Everything else is exact.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

import numpy as np
import shapely

from layers.case import Bools
from layers.elements import ElementPart, PlaceElement
from layers.membership import Floats, membership
from layers.nearest import Ints
from layers.tiles import FEW, used

FLAT = 1e-6  # a membership that cannot change by more is taken as it stands
MOST = 1_000_000  # distances at a time, where no kernel measures
CHEAP = 10  # numbers that take as long as a point does in `layers.tiles`
TINY = np.finfo(float).tiny


def loops(numbers: int) -> ModuleType | None:
    """Return the compiled loops where they are loaded, or so many numbers pay for loading them.

    A number is one of a point and a draw, or of a point and a segment.
    """
    pay = used(max(numbers // CHEAP, FEW + 1))
    return importlib.import_module("layers.uncertainty_kernels") if pay else None


@dataclass(frozen=True)
class Offsets:
    """One offset in metres a draw (draws × 2), and the same sorted by their length."""

    xy: Floats

    @cached_property
    def order(self) -> Ints:
        """Return the draws by the length of their offset."""
        return np.argsort(np.hypot(*self.xy.T), kind="stable")

    @cached_property
    def sorted(self) -> tuple[Floats, Floats, Floats]:
        """Return east, north and length in metres, shortest first."""
        east, north = np.ascontiguousarray(self.xy[self.order].T)
        return east, north, np.hypot(east, north)

    @property
    def reach_m(self) -> float:
        """Return the length in metres of the longest offset."""
        return float(self.sorted[2][-1])


@dataclass(frozen=True)
class Outline:
    """What is offset as a whole, in EPSG:4549 metres, and how its membership decays.

    A segment, or an edge of the area, is start x, start y, step x, step y, length², end y and
    step x / step y.
    """

    segments: Floats
    edges: Floats
    area: shapely.Geometry | None
    w_m: float
    h_m: float
    band_m: float = 0.0

    def metres(self, inside: Bools, distance_m: Floats) -> Floats:
        """Return metres as `ElementPart.distance_m` measures, from those to the segments."""
        return self.banded(np.where(inside, 0.0, distance_m))

    def banded(self, distance_m: Floats) -> Floats:
        """Return metres from the band, if there is one."""
        return np.abs(distance_m - self.band_m) if self.band_m else distance_m

    def curve(self, distance_m: Floats) -> Floats:
        """Return μ of metres."""
        return membership(distance_m, w_m=self.w_m, h_m=self.h_m)


@dataclass(frozen=True)
class Bounds:
    """Memberships of points: as they stand, the least and the most, and which can change."""

    here: Floats
    low: Floats
    high: Floats
    moving: Bools


def part_outline(part: ElementPart) -> Outline:
    """Return the outline of a part of an element."""
    lines = np.hstack([part.segments.start, part.segments.end])
    return Outline(_rows(lines), edges(part.area), part.area, part.w_m, part.h_m, part.band_m)


def place_outline(place: PlaceElement) -> Outline:
    """Return the outline of a place: a whole district has an area only."""
    parts = shapely.get_parts(shapely.get_parts(place.geometry))
    dimension = shapely.get_dimensions(parts)
    area = shapely.union_all(parts[dimension == 2]) if (dimension == 2).any() else None
    shapely.prepare(area)
    around = edges(area)
    if place.tie.geometry == "district":
        return Outline(np.empty((0, 7)), around, area, place.w_m, place.h_m)
    points = np.tile(shapely.get_coordinates(parts[dimension == 0]), 2)
    lines = [_ends(line) for line in parts[dimension == 1]]
    segments = np.vstack([_rows(np.vstack([points, *lines])), around])
    return Outline(segments, around, area, place.w_m, place.h_m)


def edges(area: shapely.Geometry | None) -> Floats:
    """Return the edges of a (multi)polygon; none where there is no area."""
    rings = [] if area is None else shapely.get_rings(shapely.get_parts(area))
    return _rows(np.vstack([np.empty((0, 4)), *map(_ends, rings)]))


def bounds(outline: Outline, xy: Floats, offsets: Offsets) -> Bounds:
    """Return what memberships of points (n × 2, EPSG:4549) are and can become."""
    distance, edge_m, inside = around(outline, xy)
    reach = offsets.reach_m
    mu = outline.curve(outline.metres(inside, distance))
    cut = (edge_m <= reach) & (reach > 0)
    least = np.where(cut | inside, 0.0, np.maximum(distance - reach, 0.0))
    most = np.where(inside & ~cut, 0.0, distance + reach)
    across = (least <= outline.band_m) & (outline.band_m <= most) & (outline.band_m > 0)
    ends = np.array([outline.banded(least), outline.banded(most)])
    worst = outline.curve(ends.max(axis=0))
    best = outline.curve(np.where(across, 0.0, ends.min(axis=0)))
    moving = best - worst > FLAT
    return Bounds(mu, np.where(moving, worst, mu), np.where(moving, best, mu), moving)


def moved(outline: Outline, xy: Floats, offsets: Offsets) -> Floats:
    """Return μ of points (n × 2, EPSG:4549) in what is moved by each offset: n × draws."""
    out = np.empty((len(xy), len(offsets.xy)))
    if compiled := loops(out.size):
        decay = outline.w_m, outline.h_m, outline.band_m
        compiled.moved(
            xy, *offsets.sorted, offsets.order, outline.segments, outline.edges, *decay, out
        )
        return out
    limit = around(outline, xy)[0] + 2.0 * offsets.reach_m + 1.0
    for row, point in enumerate(xy):
        near = np.sqrt(_squares(point[None], outline.segments)[0]) <= limit[row]
        at = point - offsets.xy
        metres = np.sqrt(_least(at, outline.segments[near]))
        out[row] = outline.metres(inside_of(outline.area, at), metres)
    return outline.curve(out)


def around(outline: Outline, xy: Floats) -> tuple[Floats, Floats, Bools]:
    """Return metres to the nearest segment and edge (infinite for none), and what is inside."""
    if compiled := loops(len(xy) * (len(outline.segments) + len(outline.edges))):
        out = np.empty(len(xy)), np.empty(len(xy)), np.empty(len(xy), dtype=bool)
        compiled.around(xy, outline.segments, outline.edges, *out)
        return out
    metres, edge_m = (np.sqrt(_least(xy, rows)) for rows in (outline.segments, outline.edges))
    return metres, edge_m, inside_of(outline.area, xy)


def inside_of(area: shapely.Geometry | None, xy: Floats) -> Bools:
    """Return which points lie in an area; none where there is none."""
    if area is None:
        return np.zeros(len(xy), dtype=bool)
    return np.asarray(shapely.intersects_xy(area, xy[:, 0], xy[:, 1]))


def _least(xy: Floats, segments: Floats) -> Floats:
    """Return squared metres from each point to the nearest of some segments."""
    portion = max(MOST // max(len(segments), 1), 1)
    starts = range(0, len(xy), portion)
    found = [_squares(xy[k : k + portion], segments).min(axis=1, initial=np.inf) for k in starts]
    return np.concatenate([np.empty(0), *found])


def _squares(xy: Floats, segments: Floats) -> Floats:
    """Return squared metres, points × segments (start + t·step, 0 ≤ t ≤ 1)."""
    ax, ay, dx, dy, square = segments.T[:5]
    x, y = xy[:, :1] - ax, xy[:, 1:] - ay
    along = np.clip((x * dx + y * dy) / square, 0.0, 1.0)
    x -= along * dx
    y -= along * dy
    return np.asarray(x * x + y * y)


def _ends(line: shapely.Geometry) -> Floats:
    """Return the start and end of each segment of a line or ring (n × 4)."""
    at = shapely.get_coordinates(line)
    return np.hstack([at[:-1], at[1:]])


def _rows(ends: Floats) -> Floats:
    """Return start, step, length², end y and step x / step y of segments (n × 4: start, end)."""
    start, end = ends[:, :2], ends[:, 2:]
    step = end - start
    square = np.maximum((step**2).sum(axis=1), TINY)
    slope = np.divide(step[:, 0], step[:, 1], out=np.zeros(len(step)), where=step[:, 1] != 0)
    return np.column_stack([start, step, square, end[:, 1], slope])
