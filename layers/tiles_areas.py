"""Which of some polygons holds a point: most small cells lie wholly inside or outside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from layers.blocks import Block, block_over
from layers.membership import Floats
from layers.tiles import Cells, Longs, Shorts, in_threads, kernels, shared, used

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]
LEAST_CELL_M = 256.0  # a power of two, and so are its multiples: cells are found without rounding
MOST_CELLS = 1_000_000  # of all areas together; over more they are made larger
NONE, UNCLEAR = -1, -2  # no area; so near to an edge that GEOS is asked
UNSETTLED = -3  # of a cell where the answers of its points may differ
SHORTS = 32_768  # areas that can be the answer of a cell; further ones are listed
MET, WITHIN = 1, 2  # of a cell: an edge may come into it; it lies inside
EDGE_M = 1e-3  # so near to a cell an edge counts as coming into it: more than rounding can be off
MARGIN_M = 2e-5  # slabs reach so much beyond their edges: more than rounding can be off
MOST_SLABS = 4_096
COPIES = 8  # about as often an edge is in a slab, on average, at most


@dataclass(frozen=True)
class Slabs:
    """The edges of all areas by slab, a band of y: an edge is in each slab that it meets.

    `of` has a row an area: south, slabs a metre, number of slabs. Its slabs are numbered from
    first[k] on; slab s has edges[start[s]:start[s + 1]].
    """

    of: Floats
    first: Longs
    start: Longs
    edges: Floats

    def asked(self) -> tuple[Floats, Longs, Longs, Floats]:
        """Return the arrays in the order in which the loops take them."""
        return self.of, self.first, self.start, self.edges


@dataclass(frozen=True)
class AreaCells:
    """The cells over all areas, the outermost beyond them, and what is known of each.

    settled[c] is the first area of all points of cell c (row by row), NONE, or UNSETTLED: then the
    areas that meet the cell are listed[start[c]:start[c + 1]], each 2·k, or 2·k + 1 where the cell
    lies wholly inside area k.
    """

    size: float
    block: Block
    settled: Shorts
    start: Cells
    listed: Cells

    def asked(self) -> tuple[float, int, int, int, int, Shorts, Cells, Cells]:
        """Return all of it in the order in which the loops take it."""
        b, own = self.block, (self.settled, self.start, self.listed)
        return 1 / self.size, b.west, b.south, b.columns, b.rows, *own


class AreaTiles:
    """Polygons (EPSG:4549) with the cells that each meets; the answers are those of GEOS.

    No edge of an area comes into a cell that is wholly inside or outside it. In the other cells
    each point is tested against the edges of its slab, and a point within a thousandth of a
    millimetre of an edge is put to `shapely.intersects_xy`. So are all points where they are few or
    numba is missing.
    """

    def __init__(self, areas: Sequence[shapely.Geometry]) -> None:
        self.areas = np.array(areas, dtype=object)
        shapely.prepare(self.areas)

    @cached_property
    def _edges(self) -> list[Floats]:
        return [_edges(area) for area in self.areas]

    @cached_property
    def slabs(self) -> Slabs:
        """Return the edges by slab, sorted when they are first asked for."""
        return _slabs(self._edges)

    @cached_property
    def cells(self) -> AreaCells:
        """Return the cells, made when they are first asked for."""
        size = LEAST_CELL_M
        while len(block := _over(self.areas, size).widened(1)) > MOST_CELLS:
            size *= 2
        settled = np.full((block.rows, block.columns), NONE, dtype=np.int16)
        number, met = np.arange(settled.size).reshape(settled.shape), []
        for k, area in enumerate(self.areas):
            near = _over(area, size)
            found, at = self._met(k, near, size), near.within(block)
            here, new = settled[at], settled[at] == NONE
            here[new & (found != 0)] = UNSETTLED
            if k < SHORTS:
                here[new & (found == WITHIN)] = k
            open_ = (here == UNSETTLED) & (found != 0)
            met.append((number[at][open_], 2 * k + (found[open_] == WITHIN)))
        cell, code = (np.concatenate([m[i] for m in met]) for i in (0, 1))
        start = np.append(0, np.cumsum(np.bincount(cell, minlength=settled.size)))
        listed = code[np.argsort(cell, kind="stable")].astype(np.int32)
        return AreaCells(size, block, settled.ravel(), start.astype(np.int32), listed)

    def first(self, xy: Floats) -> Ints:
        """Return the position of the first area that meets each point (n × 2), −1 for none."""
        if not used(len(xy)):
            return self._met_by(xy)
        found, unclear = np.empty(len(xy), dtype=np.int64), []
        given = np.ascontiguousarray(xy, dtype=np.float64)
        loop, of = kernels("layers.kernels_areas").areas, (*self.cells.asked(), *self.slabs.asked())
        in_threads(lambda at: unclear.append(loop(given[at], *of, found[at])), shared(len(xy)))
        if any(unclear):
            rows = np.flatnonzero(found == UNCLEAR)
            found[rows] = self._met_by(xy[rows])
        return np.asarray(found, dtype=np.intp)

    def covers(self, xy: Floats) -> Bools:
        """Return which points (n × 2) meet an area: inside, on an edge or on a vertex."""
        return np.asarray(self.first(xy) != NONE)

    def _met_by(self, xy: Floats) -> Ints:
        """Return the first areas by GEOS."""
        hit = shapely.intersects_xy(self.areas[:, None], *xy.T)
        return np.where(hit.any(axis=0), hit.argmax(axis=0), NONE)

    def _met(self, k: int, near: Block, size: float) -> Cells:
        """Return MET, WITHIN or 0 for the cells (rows × columns) over an area."""
        met = np.zeros((near.rows, near.columns), dtype=np.int32)
        loops, slabs = kernels("layers.kernels_areas"), self.slabs
        at = near.west, near.south, size
        loops.meet(self._edges[k], *at, met)
        loops.middles(*at, k, *slabs.asked(), met)
        return met


def _over(areas: shapely.Geometry | Sequence[shapely.Geometry], size: float) -> Block:
    """Return the block of cells over areas, and over points that rounding could put beyond."""
    west, south, east, north = shapely.total_bounds(areas)
    return block_over(west - EDGE_M, south - EDGE_M, east + EDGE_M, north + EDGE_M, size=size)


def _edges(area: shapely.Geometry) -> Floats:
    """Return the edges of a polygon or of several, holes included: start x, y, end x, y."""
    xy, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(area)), return_index=True
    )
    same = ring[1:] == ring[:-1]
    return np.ascontiguousarray(np.column_stack([xy[:-1][same], xy[1:][same]]))


def _slabs(areas: Sequence[Floats]) -> Slabs:
    """Return the slabs of areas given by their edges; as many as an area has edges."""
    cut = [_slabbed(edges) for edges in areas]
    count = np.concatenate([count for _, count, _ in cut])
    return Slabs(
        of=np.array([of for of, _, _ in cut]),
        first=np.cumsum([0, *(len(count) for _, count, _ in cut)])[:-1].astype(np.int64),
        start=np.append(0, np.cumsum(count)).astype(np.int64),
        edges=np.concatenate([edges for _, _, edges in cut]),
    )


def _slabbed(edges: Floats) -> tuple[tuple[float, float, float], Ints, Floats]:
    """Return one area as a row of `Slabs.of`, how many edges its slabs have, and these edges."""
    low, high = np.sort(edges[:, 1::2], axis=1).T
    south, north = low.min() - MARGIN_M, high.max() + MARGIN_M
    crossed = max((high - low).sum() / (north - south), 1.0)  # by a line from west to east
    number = min(max(int(COPIES * len(edges) / crossed), 1), len(edges), MOST_SLABS)
    a_metre = number / (north - south)
    low, high = (np.floor((y - south) * a_metre) for y in (low - MARGIN_M / 2, high + MARGIN_M / 2))
    low, high = (np.clip(s, 0, number - 1).astype(np.intp) for s in (low, high))
    edge = np.repeat(np.arange(len(edges)), high - low + 1)
    slab = low[edge] + np.arange(len(edge)) - np.searchsorted(edge, edge)
    count = np.bincount(slab, minlength=number)
    return (south, a_metre, float(number)), count, edges[edge[np.argsort(slab, kind="stable")]]
