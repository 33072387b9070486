"""The two coordinate reference systems of the project, and the one door between them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers.errors import LayerError

STORE = "EPSG:4326"  # GeoJSON on disk and Leaflet
METRIC = "EPSG:4549"  # CGCS2000 3-degree Gauss-Kruger, CM 120°E; metres
STEP_DEG = 0.01  # a straight 76 km edge is 69 m off once projected; split first
MOST_DEG = 360.0


def to_metric(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `layer` in metres (EPSG:4549). Every length and area in the project starts here.

    Raises
    ------
    LayerError
        When the layer has no CRS, or a coordinate does not survive the transformation.
    """
    return _finite(_densified(_with_crs(layer)).to_crs(METRIC))


def to_store(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `layer` in degrees, x = longitude (EPSG:4326).

    Raises
    ------
    LayerError
        When the layer has no CRS, or a coordinate does not survive the transformation.
    """
    return _finite(_with_crs(layer).to_crs(STORE))


def _with_crs(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if layer.crs is None:
        raise LayerError("Layer has no CRS. Set it where the file is read, not here.")
    return layer


def _densified(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if not layer.crs.is_geographic:
        return layer
    if (np.abs(layer.total_bounds) > MOST_DEG).any():  # metres: a vertex each STEP_DEG never ends
        raise LayerError(f"Coordinates are no degrees in {layer.crs}. Check the CRS.")
    return layer.set_geometry(layer.segmentize(STEP_DEG))


def _finite(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = layer.geometry.to_numpy()
    if not np.isfinite(shapely.get_coordinates(shapes)).all():
        raise LayerError(
            f"Coordinates are not finite in {layer.crs}. Check the CRS and the axis order."
        )
    return layer
