"""W2: surfaces over the whole city on a grid of cells, beside the `edt` package on two threads.

`edt` transforms a raster of each course: its distances are those between cell centres, off by up
to a cell. Ours are exact. `transformed` and `measured` return metres to each of the element parts;
`surface` is what the command `suitability` computes: all criteria of one sector, as a COG.
"""

from __future__ import annotations

from collections.abc import Iterator

import edt
import numpy as np
import rasterio.features
import shapely
from rasterio.transform import from_origin

from benchmarks.w1_points import lines
from layers.grid import Grid, Window, grid
from layers.membership import Floats
from layers.model import Plan

THREADS = 2
SIDE = 512  # cells along the side of the windows that are measured one after another


def whole(plan: Plan, cell_m: float) -> Grid:
    """Return the grid over the city's rectangle."""
    return grid(plan.districts.city.bounds, cell_m)


def transformed(plan: Plan, over: Grid) -> Iterator[Floats]:
    """Yield rows × columns in metres, a part at a time, by distance transforms (float32)."""
    size = (over.rows, over.columns)
    origin = from_origin(over.west, over.north, over.cell_m, over.cell_m)
    for shape in lines(plan):
        away = rasterio.features.rasterize(
            [shape], out_shape=size, transform=origin, fill=1, default_value=0, all_touched=True
        )
        yield edt.edt(away, anisotropy=(over.cell_m, over.cell_m), parallel=THREADS)


def measured(plan: Plan, over: Grid) -> Iterator[Floats]:
    """Yield rows × columns in metres, a part at a time, each exact at every cell centre."""
    every = Window(0, 0, over.rows, over.columns)
    east, north = over.centres(every)
    x, y = east[0].copy(), north[:, 0].copy()
    for element in plan.elements:
        for part in element.parts:
            yield part.segments.distances_over(x, y)


def checked(plan: Plan, over: Grid, count: int = 2_000) -> tuple[float, float]:
    """Return the worst errors of ours and of `edt` in metres, against GEOS at cells at random."""
    drawn = np.random.default_rng(0)
    row, column = drawn.integers(0, over.rows, count), drawn.integers(0, over.columns, count)
    x = over.west + (column + 0.5) * over.cell_m
    y = over.north - (row + 0.5) * over.cell_m
    points = shapely.points(x, y)
    ours, theirs = 0.0, 0.0
    for shape, mine, other in zip(
        lines(plan), measured(plan, over), transformed(plan, over), strict=True
    ):
        exact = shapely.distance(shape, points)
        ours = max(ours, float(np.abs(mine[row, column] - exact).max()))
        theirs = max(theirs, float(np.abs(other[row, column] - exact).max()))
    return ours, theirs
