"""W2: the surfaces of distance and of K1 over the whole city, beside the `edt` package.

`edt` transforms a raster of each course: its distances are those between cell centres, off by up
to a cell. Ours are exact. Both return parts × rows × columns in metres and K1, 0–1, of one sector.
"""

from __future__ import annotations

import edt
import numpy as np
import rasterio.features
import shapely
from rasterio.transform import from_origin

from benchmarks.w1_points import lines
from layers.grid import Grid, grid
from layers.membership import Floats
from layers.model import Plan

THREADS = 2


def whole(plan: Plan, cell_m: float) -> Grid:
    """Return the grid over the city's rectangle."""
    return grid(plan.districts.city.bounds, cell_m)


def transformed(plan: Plan, over: Grid) -> Floats:
    """Return parts × rows × columns in metres by distance transforms of rasters (float32)."""
    return np.array([_transform(shape, over) for shape in lines(plan)])


def _transform(shape: shapely.Geometry, over: Grid) -> Floats:
    size = (over.rows, over.columns)
    origin = from_origin(over.west, over.north, over.cell_m, over.cell_m)
    away = rasterio.features.rasterize(
        [shape], out_shape=size, transform=origin, fill=1, default_value=0, all_touched=True
    )
    return edt.edt(away, anisotropy=(over.cell_m, over.cell_m), parallel=THREADS)
