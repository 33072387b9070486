"""The loops that numba compiles for polygons: which cells an edge meets, which area holds a point.

An edge is start x, start y, end x, end y. A polygon's edges are also listed by slab, a band from
west to east: the crossing test of a point needs only those of its slab. Areas are numbered 0, 1, …
in the order they are given; a point is inside where a ray to the east crosses an odd number of
its edges, holes and parts included.
"""

from __future__ import annotations

import numba
import numpy as np

from layers.kernels import I1, INT, L1, L_OUT, REAL, X2, compiled
from layers.membership import Floats
from layers.tiles import Cells, Longs, Shorts

OUTSIDE, INSIDE, ASK = 0, 1, 2  # ASK: so near to an edge that only GEOS can tell
NEAR_M = 1e-6  # nearer to an edge than this, rounding could decide
NONE, UNCLEAR, UNSETTLED = -1, -2, -3  # answers of `areas`; the last of a cell alone
MET, WITHIN = 1, 2  # of a cell and one area
STRIP = 2_048  # points that stay in the near caches
S1 = numba.types.Array(numba.types.int16, 1, "C", readonly=True)
I_OUT2 = numba.types.Array(numba.types.int32, 2, "C")


@numba.njit(inline="always")
def holds(
    px: float, py: float, k: int,
    slabs: Floats, first: Longs, start: Longs, edges: Floats,
) -> int:  # fmt: skip
    """Return OUTSIDE, INSIDE or ASK for a point and area k, by the edges of its slab.

    slabs[k] is the south of the area's first slab, slabs a metre, and their number; its slabs are
    numbered from first[k] on. Every edge is asked the same: guessing which are of no account would
    take the processor longer. `cross` is the point's distance from the edge, times its length.
    """
    s = (py - slabs[k, 0]) * slabs[k, 1]
    if not 0 <= s < slabs[k, 2]:
        return OUTSIDE
    at = first[k] + int(s)
    crossed, near = False, False
    for j in range(start[at], start[at + 1]):
        ax, ay, bx, by = edges[j, 0], edges[j, 1], edges[j, 2], edges[j, 3]
        dx, dy, ux, uy = bx - ax, by - ay, px - ax, py - ay
        cross = dx * uy - dy * ux
        crossed ^= ((ay > py) != (by > py)) & ((cross > 0.0) == (dy > 0.0))
        within = (min(ax, bx) - NEAR_M <= px) & (px <= max(ax, bx) + NEAR_M)
        within &= (min(ay, by) - NEAR_M <= py) & (py <= max(ay, by) + NEAR_M)
        near |= within & (cross * cross <= (dx * dx + dy * dy) * (NEAR_M * NEAR_M))
    if near:
        return ASK
    return INSIDE if crossed else OUTSIDE


@compiled(X2, INT, INT, REAL, I_OUT2)
def meet(edges: Floats, west: int, south: int, size: float, met: Cells) -> None:
    """Mark the cells (rows × columns) that an edge may come into, or within a millimetre of."""
    rows, columns = met.shape
    reach = (size / np.sqrt(2.0) + 1e-3) ** 2
    for j in range(len(edges)):
        ax, ay, bx, by = edges[j, 0], edges[j, 1], edges[j, 2], edges[j, 3]
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        left = max(int(np.floor((min(ax, bx) - 1e-3) / size)) - west, 0)
        right = min(int(np.floor((max(ax, bx) + 1e-3) / size)) - west, columns - 1)
        low = max(int(np.floor((min(ay, by) - 1e-3) / size)) - south, 0)
        high = min(int(np.floor((max(ay, by) + 1e-3) / size)) - south, rows - 1)
        for row in range(low, high + 1):
            for column in range(left, right + 1):
                ux = (west + column + 0.5) * size - ax
                uy = (south + row + 0.5) * size - ay
                along = (ux * dx + uy * dy) / length if length > 0.0 else 0.0
                along = min(max(along, 0.0), 1.0)
                ux -= along * dx
                uy -= along * dy
                if ux * ux + uy * uy <= reach:
                    met[row, column] = MET


@compiled(INT, INT, REAL, INT, X2, L1, L1, X2, I_OUT2)
def middles(
    west: int, south: int, size: float, k: int,
    slabs: Floats, first: Longs, start: Longs, edges: Floats, met: Cells,
) -> None:  # fmt: skip
    """Put WITHIN for cells that no edge meets and that lie in area k.

    A cell beside one that no edge meets lies on its side; of the others the middle is tested.
    """
    rows, columns = met.shape
    for row in range(rows):
        for column in range(columns):
            if met[row, column] == MET:
                continue
            if column > 0 and met[row, column - 1] != MET:
                met[row, column] = met[row, column - 1]
                continue
            x, y = (west + column + 0.5) * size, (south + row + 0.5) * size
            if holds(x, y, k, slabs, first, start, edges) == INSIDE:
                met[row, column] = WITHIN


@compiled(X2, REAL, INT, INT, INT, INT, S1, I1, I1, X2, L1, L1, X2, L_OUT, result=INT)
def areas(
    xy: Floats, a_metre: float, west: int, south: int, columns: int, rows: int,
    settled: Shorts, cell_start: Cells, cell_listed: Cells,
    slabs: Floats, first: Longs, start: Longs, edges: Floats, out: Longs,
) -> int:  # fmt: skip
    """Put the first area that holds each point, NONE or UNCLEAR; return how many are UNCLEAR.

    There are `a_metre` cells a metre; what they hold is told by `layers.tiles_areas.AreaCells`.
    Points are asked as they come, a strip at a time: their cells, these cells' answers, and one
    after the other the points of cells that have none.
    """
    unclear, east, north = 0, columns - 0.5, rows - 0.5
    cell = np.empty(STRIP, dtype=np.int32)
    for a in range(0, len(xy), STRIP):
        strip, found = xy[a : a + STRIP], out[a : a + STRIP]
        for i in range(len(strip)):
            column, row = strip[i, 0] * a_metre - west, strip[i, 1] * a_metre - south
            column = column if column > 0.0 else 0.0  # no number too
            row = row if row > 0.0 else 0.0
            column = column if column < east else east
            row = row if row < north else north
            cell[i] = np.int32(row) * np.int32(columns) + np.int32(column)
        for i in range(len(strip)):
            found[i] = settled[cell[i]]
        for i in range(len(strip)):
            if found[i] == UNSETTLED:
                c, held, x, y = cell[i], NONE, strip[i, 0], strip[i, 1]
                for code in cell_listed[cell_start[c] : cell_start[c + 1]]:
                    side = INSIDE
                    if code & 1 == 0:
                        side = holds(x, y, code >> 1, slabs, first, start, edges)
                    if side != OUTSIDE:
                        held = code >> 1 if side == INSIDE else UNCLEAR
                        unclear += side == ASK
                        break
                found[i] = held
    return unclear
