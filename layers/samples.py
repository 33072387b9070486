"""Where a site is measured: a point at itself, a polygon at the cells of the city's grid."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.membership import Floats

COLLINEAR_M = 1e-6  # a vertex nearer than this to the line of its neighbours is no corner


@dataclass(frozen=True, slots=True)
class Samples:
    """Points (EPSG:4549) with the row of their site and weights that sum to 1 for each site."""

    points: npt.NDArray[np.object_]
    site: npt.NDArray[np.intp]
    weight: Floats
    sites: int

    def mean(self, values: Floats) -> Floats:
        """Return the weighted mean of sample values for each site; NaN for a site without any."""
        total = np.bincount(self.site, weights=self.weight * values, minlength=self.sites)
        weight = np.bincount(self.site, weights=self.weight, minlength=self.sites)
        means = np.full(self.sites, np.nan)
        np.divide(total, weight, out=means, where=weight > 0)
        return means


def samples(sites: gpd.GeoSeries, *, cell_m: float) -> Samples:
    """Return the samples of `sites` (Points, Polygons, MultiPolygons in EPSG:4549).

    A polygon is measured at the centres of the global cells (multiples of `cell_m`) it meets,
    weighted by the area of site ∩ cell: the grid does not depend on the site, so that the
    area-weighted mean of its parts is the mean of the whole.
    """
    geometries = sites.to_numpy()
    is_point = shapely.get_type_id(geometries) == 0
    used = ~shapely.is_empty(geometries)
    rows = [np.flatnonzero(is_point & used)]
    points, weights = [geometries[rows[0]]], [np.ones(len(rows[0]))]
    for row in np.flatnonzero(~is_point & used):
        centres, share = _cells(geometries[row], cell_m)
        rows.append(np.full(len(centres), row))
        points.append(centres)
        weights.append(share)
    return Samples(
        np.concatenate(points), np.concatenate(rows), np.concatenate(weights), len(geometries)
    )


def _cells(polygon: shapely.Geometry, cell_m: float) -> tuple[npt.NDArray[np.object_], Floats]:
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
    centres = shapely.points((x[met] + 0.5) * cell_m, (y[met] + 0.5) * cell_m)
    return centres, area[met] / area[met].sum()


def anchors(sites: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return one point a site: itself, the centroid where inside, else a representative point.

    The representative point is that of the largest part, so that neither the order of parts and
    vertices nor an added vertex on an edge moves it.
    """
    points = sites.centroid.to_numpy()
    for row in np.flatnonzero(~shapely.intersects(sites.to_numpy(), points)):
        points[row] = _inner_point(sites.iloc[row])
    return gpd.GeoSeries(points, index=pd.Index(sites.index), crs=sites.crs)


def _inner_point(site: shapely.Geometry) -> shapely.Point:
    parts = shapely.get_parts(shapely.simplify(shapely.normalize(site), COLLINEAR_M))
    largest = max(parts, key=lambda p: (round(p.area, 3), -p.bounds[0], -p.bounds[1]))
    return largest.representative_point()
