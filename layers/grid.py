"""Bounds and a cell size → a metric grid at multiples of the cell size, and its windows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from layers.errors import Fault, InputError
from layers.membership import Floats

LEAST_M, MOST_M = 1.0, 10_000.0
MOST_CELLS = 50_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of cells: its first row and column, counted from the north-west, and size."""

    row: int
    column: int
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells in EPSG:4549, row 0 in the north; edges lie at multiples of `cell_m`."""

    cell_m: float
    west: float
    north: float
    rows: int
    columns: int

    def transform(self, window: Window | None = None) -> tuple[float, ...]:
        """Return a, b, c, d, e, f: easting = a·column + c, northing = e·row + f (metres)."""
        row, column = (window.row, window.column) if window else (0, 0)
        west, north = self.west + column * self.cell_m, self.north - row * self.cell_m
        return (self.cell_m, 0.0, west, 0.0, -self.cell_m, north)

    def box(self, window: Window) -> shapely.Polygon:
        """Return the outline of a window (EPSG:4549)."""
        west = self.west + window.column * self.cell_m
        north = self.north - window.row * self.cell_m
        south, east = north - window.height * self.cell_m, west + window.width * self.cell_m
        return shapely.box(west, south, east, north)

    def centres(self, window: Window) -> tuple[Floats, Floats]:
        """Return easting and northing of the cell centres, two arrays of height × width."""
        x = self.west + (window.column + np.arange(window.width) + 0.5) * self.cell_m
        y = self.north - (window.row + np.arange(window.height) + 0.5) * self.cell_m
        east, north = np.meshgrid(x, y)
        return east, north

    def windows(self, size: int) -> Iterator[Window]:
        """Yield windows of `size` × `size` cells, smaller at the south and east edges, by rows."""
        for row in range(0, self.rows, size):
            for column in range(0, self.columns, size):
                height, width = min(size, self.rows - row), min(size, self.columns - column)
                yield Window(row, column, height, width)


def grid(bounds: Sequence[float], cell_m: float) -> Grid:
    """Return the smallest grid over west, south, east, north (EPSG:4549).

    Edges at multiples of `cell_m`: two areas share their cells, and a score does not move with
    the extent.

    Raises
    ------
    InputError
        E-GRD-01: no sensible cell size. E-GRD-02: more cells than MOST_CELLS.

    Examples
    --------
    >>> grid((120.0, 10.0, 510.0, 290.0), 100.0)
    Grid(cell_m=100.0, west=100.0, north=300.0, rows=3, columns=5)
    """
    if not LEAST_M <= cell_m <= MOST_M:
        facts: dict[str, object] = {
            "v": f"{cell_m:g}",
            "least": f"{LEAST_M:g}",
            "most": f"{MOST_M:g}",
        }
        raise InputError(Fault("E-GRD-01", facts))
    west, south = (math.floor(v / cell_m) for v in bounds[:2])
    east, north = (math.ceil(v / cell_m) for v in bounds[2:])
    rows, columns = max(north - south, 1), max(east - west, 1)
    if rows * columns > MOST_CELLS:
        size = {"cells": f"{rows * columns:,}", "most": f"{MOST_CELLS:,}"}
        raise InputError(Fault("E-GRD-02", {"v": f"{cell_m:g}", **size}))
    return Grid(float(cell_m), west * cell_m, north * cell_m, rows, columns)
