"""The nearest point on a set of courses, with its chainage, for many points at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from layers.membership import Floats
from layers.tiles import used
from layers.tiles_segments import SegmentTiles

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Hits:
    """For each point: metres to the nearest course, which course, where on it."""

    distance_m: Floats
    course: Ints
    chainage_m: Floats
    x: Floats
    y: Floats


class Segments:
    """Courses cut into two-point segments: exact, by cells of 1 km, by a tree for few points."""

    def __init__(self, lines: Sequence[shapely.LineString]) -> None:
        coords = [np.asarray(line.coords)[:, :2] for line in lines]
        steps = [np.hypot(*np.diff(c, axis=0).T) for c in coords]
        self.start = np.vstack([c[:-1] for c in coords])
        self.end = np.vstack([c[1:] for c in coords])
        self.course = np.repeat(np.arange(len(lines)), [len(s) for s in steps])
        self.length = np.concatenate(steps)
        self.chainage = np.concatenate([np.cumsum(s) - s for s in steps])
        self.tiles = SegmentTiles(self.start, self.end)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the segments as a tree, planted when it is first asked for."""
        return shapely.STRtree(shapely.linestrings(np.stack([self.start, self.end], axis=1)))

    def distance_m(self, xy: Floats) -> Floats:
        """Return metres from each point (n × 2, EPSG:4549) to the nearest course."""
        if used(len(xy)):
            return self.tiles.metres(xy)
        return self.shape_distance_m(shapely.points(xy))

    def distances_over(self, x: Floats, y: Floats) -> Floats:
        """Return metres from the points of a raster, columns at x and rows at y: y × x."""
        if used(len(x) * len(y)):
            return self.tiles.metres_over(x, y)
        east, north = np.meshgrid(x, y)
        xy = np.column_stack([east.ravel(), north.ravel()])
        return self.distance_m(xy).reshape(len(y), len(x))

    def shape_distance_m(self, shapes: npt.NDArray[np.object_]) -> Floats:
        """Return the least metres from whole geometries (EPSG:4549) to a course, 0 across one."""
        return self._nearest(shapes)[1]

    def hits(self, xy: Floats) -> Hits:
        """Return the nearest place on the courses for each point (n × 2, EPSG:4549)."""
        segment, distance = (
            self.tiles.nearest(xy) if used(len(xy)) else self._nearest(shapely.points(xy))
        )
        start, step = self.start[segment], self.end[segment] - self.start[segment]
        offset = xy - start
        square = np.maximum((step**2).sum(axis=1), np.finfo(float).tiny)
        along = np.clip((offset * step).sum(axis=1) / square, 0.0, 1.0)
        at = start + along[:, None] * step
        chainage = self.chainage[segment] + along * self.length[segment]
        return Hits(distance, self.course[segment], chainage, at[:, 0], at[:, 1])

    def _nearest(self, shapes: npt.NDArray[np.object_]) -> tuple[Ints, Floats]:
        if not len(shapes):
            return np.empty(0, dtype=np.intp), np.empty(0)
        pairs, distance = self.tree.query_nearest(shapes, return_distance=True, all_matches=False)
        return pairs[1], distance
