"""The loops that numba compiles for polygons: which cells an edge meets, which area holds a point.

An edge is start x, start y, end x, end y. A polygon's edges are also listed by slab, a band from
west to east: the crossing test of a point needs only those of its slab. Areas are numbered 0, 1, …
in the order they are given; a point is inside where a ray to the east crosses an odd number of
its edges, holes and parts included.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from layers.kernels import I1, I_OUT, INT, L1, L_OUT, REAL, X1, X2, cell_of, compiled
from layers.membership import Floats
from layers.tiles import Cells, Longs

OUTSIDE, INSIDE, ASK = 0, 1, 2  # ASK: so near to an edge that only GEOS can tell
NEAR_M = 1e-6  # nearer to an edge than this, rounding could decide
NONE, UNCLEAR, UNSETTLED = -1, -2, -3  # answers of `areas`; the last of a cell alone
BYTES = numba.types.Array(numba.types.uint8, 1, "C")


@numba.njit(error_model="numpy")
def holds(
    px: float, py: float, k: int,
    slabs: Floats, first: Longs, start: Longs, listed: Cells, edges: Floats,
) -> int:  # fmt: skip
    """Return OUTSIDE, INSIDE or ASK for a point and area k, by the edges of its slab.

    slabs[k] is the south of the area's first slab, slabs a metre, and their number; its slabs are
    numbered from first[k] on.
    """
    s = np.floor((py - slabs[k, 0]) * slabs[k, 1])
    if not 0 <= s < slabs[k, 2]:
        return OUTSIDE
    at = first[k] + int(s)
    crossed = OUTSIDE
    for q in range(start[at], start[at + 1]):
        j = listed[q]
        ax, ay, bx, by = edges[j, 0], edges[j, 1], edges[j, 2], edges[j, 3]
        if px > max(ax, bx) + NEAR_M:
            continue
        dx, dy, ux, uy = bx - ax, by - ay, px - ax, py - ay
        if px >= min(ax, bx) - NEAR_M and min(ay, by) - NEAR_M <= py <= max(ay, by) + NEAR_M:
            cross = dx * uy - dy * ux
            if cross * cross <= (dx * dx + dy * dy) * (NEAR_M * NEAR_M):
                return ASK
        if (ay > py) != (by > py) and ux < uy * dx / dy:
            crossed = 1 - crossed
    return crossed


@compiled(X2, INT, INT, INT, INT, REAL, I_OUT)
def meet(
    edges: Floats, west: int, south: int, columns: int, rows: int, size: float, met: Cells
) -> None:
    """Mark the cells (row by row) that an edge may come into, or within some millimetres of."""
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
                    met[row * columns + column] = 1


@compiled(INT, INT, INT, INT, REAL, INT, X2, L1, L1, I1, X2, I_OUT)
def middles(
    west: int, south: int, columns: int, rows: int, size: float, k: int,
    slabs: Floats, first: Longs, start: Longs, listed: Cells, edges: Floats, met: Cells,
) -> None:  # fmt: skip
    """Put 2 for cells that no edge meets and that lie in area k, by their middles."""
    for c in range(columns * rows):
        x = (west + c % columns + 0.5) * size
        y = (south + c // columns + 0.5) * size
        if met[c] == 0 and holds(x, y, k, slabs, first, start, listed, edges) == INSIDE:
            met[c] = 2


@compiled(X2, REAL, I1, INT, INT, INT, INT, L1, I1, X2, L1, L1, I1, X2, L_OUT)
def areas(
    xy: Floats, size: float, settled: Cells,
    west: int, south: int, columns: int, rows: int, cell_start: Longs, cell_listed: Cells,
    slabs: Floats, first: Longs, start: Longs, listed: Cells, edges: Floats, out: Longs,
) -> None:  # fmt: skip
    """Put the first area that holds each point, NONE or UNCLEAR.

    cell_listed[cell_start[c]:cell_start[c + 1]] are the areas that meet cell c, each 2·k, or
    2·k + 1 where the cell lies wholly inside; settled[c] is the answer where it is the same all
    over the cell. Points are asked as they come: one question is
    answered sooner than they are sorted by cell.
    """
    for i in range(len(xy)):
        px, py = xy[i, 0], xy[i, 1]
        column, row = np.floor(px / size) - west, np.floor(py / size) - south
        c = cell_of(column, row, columns, rows)
        found = settled[c]
        if found == UNSETTLED:
            found = NONE
            for code in cell_listed[cell_start[c] : cell_start[c + 1]]:
                answer = INSIDE
                if code & 1 == 0:
                    answer = holds(px, py, code >> 1, slabs, first, start, listed, edges)
                if answer != OUTSIDE:
                    found = code >> 1 if answer == INSIDE else UNCLEAR
                    break
        out[i] = found


@compiled(L1, I1, I1, I1, X1, X1, INT, INT, INT, INT, L1, I1, X2, L1, L1, I1, X2, INT, BYTES)
def covered(
    begin: Longs, column: Cells, row: Cells, order: Cells, x: Floats, y: Floats,
    west: int, south: int, columns: int, rows: int, cell_start: Longs, cell_listed: Cells,
    slabs: Floats, first: Longs, start: Longs, listed: Cells, edges: Floats,
    k: int, out: npt.NDArray[np.uint8],
) -> None:  # fmt: skip
    """Put INSIDE or ASK for the points of area k; the others stay as given.

    The points are in runs of one cell each, the cells' areas as in `areas`.
    """
    for r in range(len(column)):
        c = cell_of(column[r] - west, row[r] - south, columns, rows)
        for q in range(cell_start[c], cell_start[c + 1]):
            if cell_listed[q] >> 1 != k:
                continue
            for i in range(begin[r], begin[r + 1]):
                answer = INSIDE
                if cell_listed[q] & 1 == 0:
                    answer = holds(x[i], y[i], k, slabs, first, start, listed, edges)
                if answer != OUTSIDE:
                    out[order[i]] = answer
