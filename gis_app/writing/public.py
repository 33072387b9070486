"""Layers as the public may have them: geometry of 4 decimals of a degree, about 10 m."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.reading.columns import place_role
from gis_app.writing.made import PUBLIC_DECIMALS
from layers.crs import to_store
from layers.export_fields import KEPT

STEP = 10.0**-PUBLIC_DECIMALS


def coarse(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `layer` in EPSG:4326, rounded, without the user's own columns of coordinates.

    Columns `lon` and `lat` hold a position of each row in as many decimals.
    Valid shapes stay valid. A shape smaller than the step becomes the smallest one that covers
    it: a cell, or a line of one step.
    """
    stored = to_store(layer).set_geometry(to_store(layer).geometry.map(rounded))
    exact = [
        column
        for column in layer.columns
        if str(column).startswith(KEPT) and place_role(str(column).removeprefix(KEPT))
    ]
    at = stored.representative_point()
    position = {"lon": at.x.round(PUBLIC_DECIMALS), "lat": at.y.round(PUBLIC_DECIMALS)}
    return stored.drop(columns=exact).assign(**position)


def rounded(shape: Any) -> Any:
    """Return one shape rounded to the step; None and empty shapes stay what they are.

    >>> rounded(shapely.Point(120.12345678, 31.3)).wkt
    'POINT (120.1235 31.3)'
    """
    if shape is None or shape.is_empty:
        return shape
    found = shapely.set_precision(shape, STEP)
    if found.is_empty:
        found = _smallest(shape)
    return shapely.transform(found, lambda xy: np.round(xy, PUBLIC_DECIMALS))


def _smallest(shape: Any) -> Any:
    """Return the cells that a polygon too small for the step touches, or a line of one step."""
    west, south = (np.floor(np.array(shape.bounds[:2]) / STEP)) * STEP
    east, north = (np.ceil(np.array(shape.bounds[2:]) / STEP)) * STEP
    if shapely.get_dimensions(shape) == 1:
        return shapely.LineString([(west, south), (max(east, west + STEP), north)])
    return shapely.box(west, south, max(east, west + STEP), max(north, south + STEP))
