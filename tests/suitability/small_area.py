"""A small grid, numbers for it, and a raster read onto it."""

import numpy as np

from gis_app.rasters import opened
from layers.grid import Window, grid

WEST, NORTH = 550_000.0, 3_460_000.0
AREA = grid((WEST, NORTH - 400, WEST + 600, NORTH), 100.0)  # 4 rows × 6 columns
ALL = Window(0, 0, 4, 6)
NUMBERS = np.arange(24, dtype=np.float32).reshape(4, 6)


def on(path, *, area=AREA, window=ALL, **how):
    """Return the numbers of a raster on the cells of a window."""
    with opened(path, area, **how) as raster:
        return raster.on(window)
