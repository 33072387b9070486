"""Where a site is measured: a point at itself, a polygon at the cells of the city's grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from layers.membership import Floats

Geometries = npt.NDArray[np.object_]

COLLINEAR_M = 1e-6  # a vertex nearer than this to the line of its neighbours is no corner


@dataclass(frozen=True, slots=True)
class Samples:
    """Points with the row of their site and weights that sum to 1 for each site."""

    xy: Floats  # samples × 2, EPSG:4549
    site: npt.NDArray[np.intp]
    weight: Floats
    sites: int
    points: bool = False  # every site is a point, and its own and only sample

    def mean(self, values: Floats) -> Floats:
        """Return the weighted mean of sample values for each site; NaN for a site without any."""
        if self.points:
            return values
        total = np.bincount(self.site, weights=self.weight * values, minlength=self.sites)
        weight = np.bincount(self.site, weights=self.weight, minlength=self.sites)
        means = np.full(self.sites, np.nan)
        np.divide(total, weight, out=means, where=weight > 0)
        return means


def samples(sites: Geometries, *, cell_m: float) -> Samples:
    """Return the samples of `sites` (Points, Polygons, MultiPolygons in EPSG:4549).

    A polygon is measured at the centres of the global cells (multiples of `cell_m`) it meets,
    weighted by the area of site ∩ cell: the grid does not depend on the site, so that the
    area-weighted mean of its parts is the mean of the whole.
    """
    is_point = shapely.get_type_id(sites) == 0
    used = ~shapely.is_empty(sites)
    rows = [np.flatnonzero(is_point & used)]
    xy, weights = [shapely.get_coordinates(sites[rows[0]])], [np.ones(len(rows[0]))]
    for row in np.flatnonzero(~is_point & used):
        centres, share = _cells(sites[row], cell_m)
        rows.append(np.full(len(centres), row))
        xy.append(centres)
        weights.append(share)
    return Samples(np.concatenate(xy), np.concatenate(rows), np.concatenate(weights), len(sites))


def _cells(polygon: shapely.Geometry, cell_m: float) -> tuple[Floats, Floats]:
    """Return the centres of the grid cells that meet `polygon`, and their shares of its area."""
    west, south, east, north = np.asarray(polygon.bounds) // cell_m
    x, y = (a.ravel() for a in np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1)))
    boxes = shapely.box(x * cell_m, y * cell_m, (x + 1) * cell_m, (y + 1) * cell_m)
    shapely.prepare(polygon)
    inside = shapely.contains_properly(polygon, boxes)
    area = np.where(inside, cell_m**2, 0.0)
    cut = ~inside & shapely.intersects(polygon, boxes)
    area[cut] = shapely.area(shapely.intersection(polygon, boxes[cut]))
    met = area > 0
    centres = np.column_stack([(x[met] + 0.5) * cell_m, (y[met] + 0.5) * cell_m])
    return centres, area[met] / area[met].sum()


def anchors(sites: Geometries) -> Floats:
    """Return one point a site (n × 2): itself, the centroid where inside, else another inside.

    The representative point is that of the largest part, so that neither the order of parts and
    vertices nor an added vertex on an edge moves it.
    """
    points = shapely.centroid(sites)
    for row in np.flatnonzero(~shapely.intersects(sites, points)):
        points[row] = _inner_point(sites[row])
    return np.asarray(shapely.get_coordinates(points))


def _inner_point(site: shapely.Geometry) -> shapely.Point:
    parts = shapely.get_parts(shapely.simplify(shapely.normalize(site), COLLINEAR_M))
    largest = max(parts, key=lambda p: (round(p.area, 3), -p.bounds[0], -p.bounds[1]))
    return largest.representative_point()
