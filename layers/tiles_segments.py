"""The nearest of many segments: for each cell of 1 km those that can be nearest are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.blocks import CELL_M, NOWHERE, Block, block_over
from layers.membership import Floats
from layers.tiles import (
    MOST_CELLS,
    Cells,
    Longs,
    in_threads,
    kernels,
    shared,
    sorted_points,
)

Ints = npt.NDArray[np.intp]
LEVELS = (16, 4, 2, 1)  # cells along the side of the squares that candidates are looked for in
REACH = 128  # cells around the segments that are looked at, if points lie there
STEP = 32  # cells more than the points need, for the next points
LEAST_SQUARE = 1e-290  # below, 1 / length² is no number


@dataclass(frozen=True)
class Lists:
    """The candidates of cell c: listed[start[c]:start[c + 1]]; every segment for the last c."""

    block: Block
    start: Longs
    listed: Cells


class SegmentTiles:
    """Segments (start and end, n × 2, EPSG:4549) and for each cell those that can be nearest.

    What is no candidate is no nearest segment, which is shown so. Let d_j be the distance to
    segment j, c the centre of a cell and v its corners. A segment is convex, so that d_j is a
    convex function: it lies above its tangent at c, d_j(p) ≥ d_j(c) + u·(p − c), where u is the
    unit vector from the nearest place on j to c (0 on j itself). For another segment k the
    difference [d_j(c) + u·(p − c)] − d_k(p) is linear minus convex, hence concave: over the cell
    it is least at a corner. If it is positive at the four corners, then d_k < d_j everywhere in
    the cell, and j is left out. Nothing is lost where k is left out as well, by a third: "nearer
    everywhere" is an order, and the least of it stay. Corners are taken SLACK_M outside and the
    difference must exceed SLACK_M, so that no rounding can matter.

    k are the segments nearest to the centre and to the corners. Squares of 16 km are looked at
    first; a square within another has only that one's candidates to look at. Cells that points
    lie in are added when they are first asked about, up to REACH from the segments; farther away
    every point is measured to every segment.
    """

    def __init__(self, start: Floats, end: Floats) -> None:
        self.segments = _laid(start, end)
        ends = np.concatenate([start, end])
        own = block_over(*ends.min(axis=0), *ends.max(axis=0))
        fits = own.columns * own.rows <= MOST_CELLS
        self.own, self.reach = (own, own.widened(REACH)) if fits else (NOWHERE, NOWHERE)
        self._known: Lists | None = None

    def lists(self, over: Block) -> Lists:
        """Return the candidates of each cell of a block that holds `over`, as far as REACH."""
        known, asked = self._known, over.common(self.reach)
        if known is None or not known.block.holds(asked):
            block = self.own if known is None else known.block.joined(asked.widened(STEP))
            block = block.joined(asked) if asked.columns * asked.rows else block
            self._known = known = _lists(self.segments, block.rounded(LEVELS[0]))
        return known

    def metres(self, xy: Floats) -> Floats:
        """Return metres from each point (n × 2, EPSG:4549) to the nearest segment."""
        return np.asarray(metres_to((self,), xy)[0])

    def nearest(self, xy: Floats) -> tuple[Ints, Floats]:
        """Return the nearest segment of each point, the first of several, and metres to it."""
        at = sorted_points(xy)
        lists = self.lists(at.block)
        least, which = np.empty(len(xy)), np.zeros(len(xy), dtype=np.int32)
        loop = kernels("layers.kernels").nearest

        def task(runs: slice) -> None:
            loop(*at.asked(runs), *_answered(lists), self.segments, least, which)

        in_threads(task, at.parts())
        return which.astype(np.intp), least

    def metres_over(self, x: Floats, y: Floats, out: Floats | None = None) -> Floats:
        """Return metres from the points of a raster, columns at x and rows at y: y × x."""
        across, column = _runs(x)
        down, row = _runs(y)
        least = np.empty((len(y), len(x))) if out is None else out
        lists = self.lists(block_over(x.min(), y.min(), x.max(), y.max()))
        xs, ys = (np.ascontiguousarray(v, dtype=np.float64) for v in (x, y))
        loop = kernels("layers.kernels").metres_over

        def task(part: slice) -> None:
            rows = down[part.start : part.stop + 1], column, row[part]
            loop(xs, ys, across, *rows, *_answered(lists), self.segments, least)

        in_threads(task, shared(len(row), least.size))
        return least


def metres_to(tiles: Sequence[SegmentTiles], xy: Floats) -> Floats:
    """Return metres from each point (n × 2) to the nearest segment of each index: indexes × n."""
    at = sorted_points(xy)
    found = np.empty((len(tiles), len(xy)))
    lists = [tile.lists(at.block) for tile in tiles]  # looked for by one thread
    loop = kernels("layers.kernels").metres

    def task(runs: slice) -> None:
        for tile, of, out in zip(tiles, lists, found, strict=True):
            loop(*at.asked(runs), *_answered(of), tile.segments, out)

    in_threads(task, at.parts())
    return found


def _answered(lists: Lists) -> tuple[int, int, int, int, Longs, Cells]:
    b = lists.block
    return b.west, b.south, b.columns, b.rows, lists.start, lists.listed


def _laid(start: Floats, end: Floats) -> Floats:
    """Return the segments as the loops read them."""
    step = np.subtract(end, start, dtype=np.float64)
    square = (step**2).sum(axis=1)
    inverse = np.divide(1.0, square, out=np.zeros(len(step)), where=square > LEAST_SQUARE)
    return np.ascontiguousarray(np.column_stack([start, step, inverse]))


def _runs(values: Floats) -> tuple[Longs, Cells]:
    """Return where runs of values in one column (or row) of the lattice begin, and the columns."""
    cell = np.floor(values / CELL_M).astype(np.int32)
    begin = np.flatnonzero(np.append(True, np.diff(cell) != 0))
    return np.append(begin, len(cell)).astype(np.int64), cell[begin]


def _lists(segments: Floats, block: Block) -> Lists:
    """Return the candidates of each cell, level by level; the whole block is above the first."""
    every = np.arange(len(segments), dtype=np.int32)
    found = Lists(block, np.array([0, len(every)], dtype=np.int64), every)
    wide, columns = max(block.columns, block.rows), 1
    for level in LEVELS if block != NOWHERE else ():
        found = _refined(segments, found, columns, wide // level, level)
        wide, columns = level, block.columns // level
    if block == NOWHERE:
        return found
    start = np.append(found.start, len(found.listed) + len(every))
    return Lists(block, start, np.append(found.listed, every))


def _refined(segments: Floats, above: Lists, columns: int, factor: int, level: int) -> Lists:
    """Return the candidates of squares of `level` cells, each among those of the square above."""
    block, size = above.block, level * CELL_M
    shape = block.columns // level, block.rows // level
    start = np.zeros(shape[0] * shape[1] + 1, dtype=np.int64)
    scratch = np.empty((int(np.diff(above.start).max()), 9))
    room = 4 * len(start) + len(scratch)
    loop = kernels("layers.kernels").refine
    while True:
        kept = np.empty(room, dtype=np.int32)
        count = loop(
            *(above.start, above.listed, columns, factor, *shape),
            *(block.west * CELL_M, block.south * CELL_M, size, segments, start, kept, scratch),
        )
        if count >= 0:
            return Lists(block, start, kept[:count].copy())
        room *= 2
