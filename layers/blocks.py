"""Rectangles of square cells over the plane: cell (column, row) lies from (column, row) · size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CELL_M = 1_000.0


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of the lattice: its first column and row, and how many there are."""

    west: int
    south: int
    columns: int
    rows: int

    def __len__(self) -> int:
        """Return the number of cells."""
        return self.columns * self.rows

    @property
    def east(self) -> int:
        """Return the first column beyond."""
        return self.west + self.columns

    @property
    def north(self) -> int:
        """Return the first row beyond."""
        return self.south + self.rows

    def holds(self, other: Block) -> bool:
        """Say whether another block lies within, as an empty one does."""
        return not len(other) or self.joined(other) == self

    def within(self, whole: Block) -> tuple[slice, slice]:
        """Return its rows and columns in an array over a block that holds it."""
        row, column = self.south - whole.south, self.west - whole.west
        return slice(row, row + self.rows), slice(column, column + self.columns)

    def joined(self, other: Block) -> Block:
        """Return the least block that holds both."""
        west, south = min(self.west, other.west), min(self.south, other.south)
        east, north = max(self.east, other.east), max(self.north, other.north)
        return Block(west, south, east - west, north - south)

    def common(self, other: Block) -> Block:
        """Return the block that lies in both."""
        west, south = max(self.west, other.west), max(self.south, other.south)
        east, north = min(self.east, other.east), min(self.north, other.north)
        return Block(west, south, max(east - west, 0), max(north - south, 0))

    def widened(self, cells: int) -> Block:
        """Return the block with as many cells more on each side."""
        more = 2 * cells
        return Block(self.west - cells, self.south - cells, self.columns + more, self.rows + more)

    def rounded(self, multiple: int) -> Block:
        """Return the least block that holds this one, with sides at multiples of cells."""
        west, south = (v // multiple * multiple for v in (self.west, self.south))
        east, north = (-(-v // multiple) * multiple for v in (self.east, self.north))
        return Block(west, south, east - west, north - south)


NOWHERE = Block(0, 0, 0, 0)


def block_over(west: float, south: float, east: float, north: float, size: float = CELL_M) -> Block:
    """Return the block over bounds in metres, of cells of `size` metres.

    >>> block_over(120.0, -10.0, 4500.0, 900.0)
    Block(west=0, south=-1, columns=5, rows=2)
    """
    left, low, right, high = (int(np.floor(v / size)) for v in (west, south, east, north))
    return Block(left, low, right - left + 1, high - low + 1)
