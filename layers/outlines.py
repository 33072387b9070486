"""Polygons of sites made fit to be measured: valid, and cut to the city."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from layers.errors import LayerError

Geometries = npt.NDArray[np.object_]
SAME_AREA_M2 = 1e-3
POINT, POLYGON, MULTIPOLYGON = 0, 3, 6  # as GEOS numbers them


def areal(sites: Geometries) -> Geometries:
    """Return points and polygons, the polygons valid; only what has no area (a spike) is taken off.

    Raises
    ------
    LayerError
        A site is missing or neither point nor polygon, has no area or crosses itself.
    """
    kinds = shapely.get_type_id(sites)
    if other := np.flatnonzero(~np.isin(kinds, (POINT, POLYGON, MULTIPOLYGON))).tolist():
        raise LayerError(f"Sites at rows {other} are neither points nor polygons. Leave them out.")
    geometries = sites.copy()
    bad = []
    for row in np.flatnonzero(~shapely.is_valid(geometries) | shapely.is_empty(geometries)):
        parts = shapely.get_parts(shapely.make_valid(geometries[row], method="structure"))
        mended = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
        same = abs(mended.area - geometries[row].area) <= SAME_AREA_M2
        if mended.is_empty or not same:
            bad.append(int(row))
        geometries[row] = mended
    if bad:
        raise LayerError(f"Sites at rows {bad} have no area or cross themselves. Mend the polygon.")
    return geometries


def clipped_to(sites: Geometries, city: shapely.Geometry) -> Geometries:
    """Return sites with polygons cut to the city; points stay."""
    geometries = sites.copy()
    cut = (shapely.get_type_id(geometries) != 0) & ~shapely.contains_properly(city, geometries)
    geometries[cut] = shapely.intersection(geometries[cut], city)
    return geometries
