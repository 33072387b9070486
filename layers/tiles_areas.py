"""Which of some polygons holds a point: most cells of 1 km lie wholly inside or outside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from layers.membership import Floats
from layers.tiles import (
    CELL_M,
    MOST_CELLS,
    NOWHERE,
    Block,
    Cells,
    Longs,
    block_over,
    in_threads,
    kernels,
    shared,
    sorted_points,
    used,
)

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]
NONE, UNCLEAR = -1, -2  # no area; so near to an edge that GEOS is asked
UNSETTLED = -3  # of a cell where the points' answers differ
ASK = 2  # the same of one area
MARGIN_M = 2e-5  # slabs reach so much beyond their edges: more than rounding can be off
MOST_SLABS = 4_096


@dataclass(frozen=True)
class Slabs:
    """The edges of all areas, and of each area those that its slabs (bands of y) meet.

    `of` has a row an area: south, slabs a metre, number of slabs. Its slabs are numbered from
    first[k] on; slab s has the edges listed[start[s]:start[s + 1]]. The edges of area k are
    edges[owned[k]:owned[k + 1]].
    """

    of: Floats
    first: Longs
    start: Longs
    listed: Cells
    edges: Floats
    owned: Longs

    def asked(self) -> tuple[Floats, Longs, Longs, Cells, Floats]:
        """Return the arrays in the order in which the loops take them."""
        return self.of, self.first, self.start, self.listed, self.edges


class AreaTiles:
    """Polygons (EPSG:4549) with the cells that each meets; the answers are those of GEOS.

    No edge of an area comes into a cell that is wholly inside or outside it: its middle is tested
    once. In the other cells each point is tested against the edges of its slab, and a point within
    a thousandth of a millimetre of an edge is put to `shapely.intersects_xy`. So are all points
    where they are few or numba is missing.
    """

    def __init__(self, areas: Sequence[shapely.Geometry]) -> None:
        self.areas = np.array(areas, dtype=object)
        shapely.prepare(self.areas)

    @cached_property
    def slabs(self) -> Slabs:
        """Return the edges by slab, sorted when they are first asked for."""
        return _slabs([_edges(area) for area in self.areas])

    @cached_property
    def cells(self) -> tuple[Block, Longs, Cells]:
        """Return for each cell of a block the areas that meet it (2·k, 2·k + 1 wholly inside)."""
        block = block_over(*shapely.total_bounds(self.areas))
        if block.columns * block.rows > MOST_CELLS:  # every area for every point
            every = 2 * np.arange(len(self.areas), dtype=np.int32)
            return NOWHERE, np.array([0, len(every)], dtype=np.int64), every
        found = [self._met(k, block) for k in range(len(self.areas))]
        cell, code = (np.concatenate([f[i] for f in found]) for i in (0, 1))
        order = np.argsort(cell, kind="stable")
        count = np.bincount(cell, minlength=block.columns * block.rows + 1)
        start = np.append(0, np.cumsum(count)).astype(np.int64)
        return block, start, code[order].astype(np.int32)

    @cached_property
    def settled(self) -> Cells:
        """Return the first area that meets each cell if the whole cell lies in it, −1 for none."""
        _, start, listed = self.cells
        first = np.append(listed, 0)[start[:-1]]
        found = np.where(first & 1, first >> 1, UNSETTLED)
        return np.where(np.diff(start) > 0, found, NONE).astype(np.int32)

    def first(self, xy: Floats) -> Ints:
        """Return the position of the first area that meets each point (n × 2), −1 for none."""
        if not used(len(xy)):
            return self._met_by(xy)
        found = np.full(len(xy), UNCLEAR, dtype=np.int64)
        given = np.ascontiguousarray(xy, dtype=np.float64)
        loop = kernels("layers.kernels_areas").areas
        fixed = CELL_M, self.settled, *self._asked()
        in_threads(lambda part: loop(given[part], *fixed, found[part]), shared(len(xy)))
        rows = np.flatnonzero(found == UNCLEAR)
        if len(rows):
            found[rows] = self._met_by(xy[rows])
        return np.asarray(found, dtype=np.intp)

    def _met_by(self, xy: Floats) -> Ints:
        """Return the same by GEOS."""
        hit = shapely.intersects_xy(self.areas[:, None], *xy.T)
        return np.where(hit.any(axis=0), hit.argmax(axis=0), NONE)

    def covers(self, k: int, xy: Floats) -> Bools:
        """Return which points (n × 2) meet area k: inside, on an edge or on a vertex."""
        if not used(len(xy)):
            return np.asarray(shapely.intersects_xy(self.areas[k], *xy.T), dtype=bool)
        found = np.zeros(len(xy), dtype=np.uint8)
        at, of = sorted_points(xy), self._asked()
        loop = kernels("layers.kernels_areas").covered
        in_threads(lambda runs: loop(*at.asked(runs), *of, k, found), at.parts())
        rows = np.flatnonzero(found == ASK)
        found[rows] = shapely.intersects_xy(self.areas[k], *xy[rows].T)
        return found.astype(bool)

    def _asked(self) -> tuple[object, ...]:
        """Return cells and edges as the loops take them."""
        block, start, listed = self.cells
        cells = block.west, block.south, block.columns, block.rows, start, listed
        return *cells, *self.slabs.asked()

    def _met(self, k: int, block: Block) -> tuple[Ints, Ints]:
        """Return the cells of the block that an area meets, and its code in them."""
        near = block_over(*self.areas[k].bounds)
        shape = near.west, near.south, near.columns, near.rows, CELL_M
        met = np.zeros(near.columns * near.rows, dtype=np.int32)
        loops, slabs = kernels("layers.kernels_areas"), self.slabs
        loops.meet(slabs.edges[slabs.owned[k] : slabs.owned[k + 1]], *shape, met)
        loops.middles(*shape, k, *slabs.asked(), met)
        cells = np.flatnonzero(met)
        row, column = np.divmod(cells, near.columns)
        row, column = row + near.south - block.south, column + near.west - block.west
        return row * block.columns + column, 2 * k + (met[cells] == 2)


def _edges(area: shapely.Geometry) -> Floats:
    """Return the edges of a polygon or of several, holes included: start x, y, end x, y."""
    xy, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(area)), return_index=True
    )
    same = ring[1:] == ring[:-1]
    return np.ascontiguousarray(np.column_stack([xy[:-1][same], xy[1:][same]]))


def _slabs(areas: Sequence[Floats]) -> Slabs:
    """Return the slabs of areas given by their edges; half as many as an area has edges."""
    cut = [_slabbed(edges) for edges in areas]
    owned = np.cumsum([0, *map(len, areas)])
    count = np.concatenate([count for _, count, _ in cut])
    listed = [edge + base for (_, _, edge), base in zip(cut, owned[:-1], strict=True)]
    return Slabs(
        of=np.array([of for of, _, _ in cut]),
        first=np.cumsum([0, *(len(count) for _, count, _ in cut)])[:-1].astype(np.int64),
        start=np.append(0, np.cumsum(count)).astype(np.int64),
        listed=np.concatenate(listed).astype(np.int32),
        edges=np.concatenate(areas),
        owned=owned.astype(np.int64),
    )


def _slabbed(edges: Floats) -> tuple[tuple[float, float, float], Ints, Ints]:
    """Return one area as a row of `Slabs.of`, how many edges its slabs have, and these edges."""
    low, high = np.sort(edges[:, 1::2], axis=1).T
    number = min(max(len(edges) // 2, 1), MOST_SLABS)
    south = low.min() - MARGIN_M
    a_metre = number / (high.max() + MARGIN_M - south)
    low, high = (np.floor((y - south) * a_metre) for y in (low - MARGIN_M / 2, high + MARGIN_M / 2))
    low, high = (np.clip(s, 0, number - 1).astype(np.intp) for s in (low, high))
    edge = np.repeat(np.arange(len(edges)), high - low + 1)
    slab = low[edge] + np.arange(len(edge)) - np.searchsorted(edge, edge)
    count = np.bincount(slab, minlength=number)
    return (south, a_metre, float(number)), count, edge[np.argsort(slab, kind="stable")]
