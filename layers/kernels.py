"""The loops that numba compiles when this module is imported: metres from points to segments.

Nothing imports it at start: `layers.tiles.engine` does where the number of points pays for it.
Coordinates are EPSG:4549 metres. A segment is start x, start y, step x, step y, 1 / length²
(0 where it has no length). numba keeps compiled code by the date of its file, so that what calls
each other stays in one file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from layers.membership import Floats
from layers.tiles import Cells, Longs

Function = TypeVar("Function", bound=Callable[..., object])
Segment = tuple[float, float, float, float, float]

SLACK_M = 1e-6  # more than rounding can be off, in metres
XS, YS = (-1.0, 1.0, -1.0, 1.0), (-1.0, -1.0, 1.0, 1.0)  # the corners of a cell
DIAGONAL = 2.83  # of a cell, in halves of its side, and a little more
STRIP = 512  # points that stay in the nearest cache

_types = numba.types
X1, X2 = (_types.Array(_types.float64, k, "C", readonly=True) for k in (1, 2))
I1 = _types.Array(_types.int32, 1, "C", readonly=True)
L1 = _types.Array(_types.int64, 1, "C", readonly=True)
OUT1, OUT2 = (_types.Array(_types.float64, k, "C") for k in (1, 2))
I_OUT, L_OUT = (_types.Array(t, 1, "C") for t in (_types.int32, _types.int64))
INT, REAL, NOTHING = _types.int64, _types.float64, _types.void


def compiled(*given: Any, result: Any = NOTHING) -> Callable[[Function], Function]:
    """Return a decorator that compiles a function for one signature, without the global lock.

    The code is kept beside the module, or in the user's cache (`NUMBA_CACHE_DIR` where set), or
    only in memory where neither can be written.
    """
    exact = result(*given)

    def compile_(function: Function) -> Function:
        try:
            made = numba.njit(exact, cache=True, nogil=True, error_model="numpy")(function)
        except RuntimeError:  # no folder that can be written
            made = numba.njit(exact, nogil=True, error_model="numpy")(function)
        return cast(Function, made)

    return compile_


@numba.njit(inline="always")
def read(segments: Floats, j: int) -> Segment:
    """Return one segment."""
    return segments[j, 0], segments[j, 1], segments[j, 2], segments[j, 3], segments[j, 4]


@numba.njit(inline="always")
def away(px: float, py: float, segment: Segment) -> tuple[float, float]:
    """Return the step to a point from the nearest place on a segment, in metres."""
    ax, ay, dx, dy, inv = segment
    ux = px - ax
    uy = py - ay
    along = min(max((ux * dx + uy * dy) * inv, 0.0), 1.0)
    return ux - along * dx, uy - along * dy


@numba.njit(inline="always")
def square(px: float, py: float, segment: Segment) -> float:
    """Return squared metres from a point to a segment."""
    ux, uy = away(px, py, segment)
    return ux * ux + uy * uy


@numba.njit(inline="always")
def cell_of(column: float, row: float, columns: int, rows: int) -> int:
    """Return the number of a cell of a block, columns·rows for one outside; whole numbers."""
    if 0 <= column < columns and 0 <= row < rows:
        return int(row) * columns + int(column)
    return columns * rows


@compiled(X2, INT, INT, INT, INT, REAL, I_OUT, L_OUT)
def count_by_cell(
    xy: Floats, west: int, south: int, columns: int, rows: int, size: float,
    cell: Cells, count: Longs,
) -> None:  # fmt: skip
    """Put the cell of each point, columns·rows for one in none, and count the points of each."""
    for i in range(len(xy)):
        column = np.floor(xy[i, 0] / size) - west
        row = np.floor(xy[i, 1] / size) - south
        c = cell_of(column, row, columns, rows)
        cell[i] = c
        count[c] += 1


@compiled(X2, I1, INT, L_OUT, I_OUT, OUT1, OUT1)
def put_by_cell(
    xy: Floats, cell: Cells, first: int, at: Longs, order: Cells, x: Floats, y: Floats
) -> None:
    """Put points, numbered from `first` on, where the points of their cell are next to go."""
    for i in range(len(xy)):
        k = at[cell[i]]
        at[cell[i]] += 1
        order[k] = first + i
        x[k] = xy[i, 0]
        y[k] = xy[i, 1]


@compiled(L1, I1, I1, I1, X1, X1, INT, INT, INT, INT, L1, I1, X2, OUT1)
def metres(
    begin: Longs, column: Cells, row: Cells, order: Cells, x: Floats, y: Floats,
    west: int, south: int, columns: int, rows: int,
    start: Longs, listed: Cells, segments: Floats, out: Floats,
) -> None:  # fmt: skip
    """Put metres to the nearest segment for points in runs of one cell each.

    Run r holds the points begin[r] to begin[r + 1]; its cell is (column, row) of the lattice. The
    candidates of cell c are listed[start[c]:start[c + 1]], every segment for c = columns·rows.
    Each candidate is measured to a strip of points before the next is.
    """
    least = np.empty(STRIP)
    for r in range(len(column)):
        c = cell_of(column[r] - west, row[r] - south, columns, rows)
        near = listed[start[c] : start[c + 1]]
        for a in range(begin[r], begin[r + 1], STRIP):
            b = min(a + STRIP, begin[r + 1])
            xs, ys, which = x[a:b], y[a:b], order[a:b]  # slices, so that it is compiled to SIMD
            one, two = read(segments, near[0]), read(segments, near[min(1, len(near) - 1)])
            for i in range(len(xs)):
                least[i] = min(square(xs[i], ys[i], one), square(xs[i], ys[i], two))
            for j in near[2:]:
                one = read(segments, j)
                for i in range(len(xs)):
                    least[i] = min(least[i], square(xs[i], ys[i], one))
            for i in range(len(which)):
                out[which[i]] = np.sqrt(least[i])


@compiled(L1, I1, I1, I1, X1, X1, INT, INT, INT, INT, L1, I1, X2, OUT1, I_OUT)
def nearest(
    begin: Longs, column: Cells, row: Cells, order: Cells, x: Floats, y: Floats,
    west: int, south: int, columns: int, rows: int,
    start: Longs, listed: Cells, segments: Floats, out: Floats, which: Cells,
) -> None:  # fmt: skip
    """Put metres to the nearest segment, as `metres` does, and the first segment that is."""
    for r in range(len(column)):
        c = cell_of(column[r] - west, row[r] - south, columns, rows)
        for i in range(begin[r], begin[r + 1]):
            least = np.inf
            found = 0
            for q in range(start[c], start[c + 1]):
                d = square(x[i], y[i], read(segments, listed[q]))
                if d < least:
                    least = d
                    found = listed[q]
            out[order[i]] = np.sqrt(least)
            which[order[i]] = found


@compiled(X2, X2, L1, OUT2)
def few(xy: Floats, segments: Floats, begin: Longs, out: Floats) -> None:
    """Put metres from course c, its segments begin[c] to begin[c + 1], to each point: out[c]."""
    for c in range(len(out)):
        for i in range(len(xy)):
            least = np.inf
            for j in range(begin[c], begin[c + 1]):
                least = min(least, square(xy[i, 0], xy[i, 1], read(segments, j)))
            out[c, i] = np.sqrt(least)


@compiled(X1, X1, L1, L1, I1, I1, INT, INT, INT, INT, L1, I1, X2, OUT2)
def metres_over(
    x: Floats, y: Floats, across: Longs, down: Longs, column: Cells, row: Cells,
    west: int, south: int, columns: int, rows: int,
    start: Longs, listed: Cells, segments: Floats, least: Floats,
) -> None:  # fmt: skip
    """Put metres for the points of a raster, y × x, in runs of x and y that share their cell.

    Each candidate of a cell is measured to all points of the cell before the next.
    """
    for v in range(len(row)):
        for h in range(len(column)):
            c = cell_of(column[h] - west, row[v] - south, columns, rows)
            near, xs = listed[start[c] : start[c + 1]], x[across[h] : across[h + 1]]
            one, two = read(segments, near[0]), read(segments, near[min(1, len(near) - 1)])
            for k in range(down[v], down[v + 1]):
                out = least[k, across[h] : across[h + 1]]
                for i in range(len(xs)):
                    out[i] = min(square(xs[i], y[k], one), square(xs[i], y[k], two))
                for j in near[2:]:
                    other = read(segments, j)
                    for i in range(len(xs)):
                        out[i] = min(out[i], square(xs[i], y[k], other))
                for i in range(len(xs)):
                    out[i] = np.sqrt(out[i])


@numba.njit(error_model="numpy")
def looked_at(
    x: float, y: float, half: float, some: Cells, segments: Floats, scratch: Floats, found: Cells
) -> int:
    """Put the segments that are near enough to a cell's centre; return how many there are.

    One farther away than the nearest by a diagonal is the nearest nowhere in the cell. `scratch`
    gets a row of 9 for each: metres from the centre, squares of the metres from the four corners,
    and squares of what these are at least by the tangent at the centre (0 where that is negative).
    """
    middle = np.inf
    for q in range(len(some)):
        scratch[q, 0] = square(x, y, read(segments, some[q]))
        middle = min(middle, scratch[q, 0])
    limit = (np.sqrt(middle) + DIAGONAL * half) ** 2
    n = 0
    for q in range(len(some)):
        if scratch[q, 0] > limit:
            continue
        segment = read(segments, some[q])
        ux, uy = away(x, y, segment)
        d = np.sqrt(ux * ux + uy * uy)
        a_metre = half / d if d > 0.0 else 0.0
        scratch[n, 0] = d
        for k in range(4):
            scratch[n, 1 + k] = square(x + XS[k] * half, y + YS[k] * half, segment)
            tangent = d + (XS[k] * ux + YS[k] * uy) * a_metre - SLACK_M
            scratch[n, 5 + k] = max(tangent, 0.0) ** 2
        found[n] = some[q]
        n += 1
    return n


@numba.njit(error_model="numpy")
def nearest_of(scratch: Floats, n: int, best: Longs) -> None:
    """Put which of n segments is nearest to the centre and to each corner."""
    best[:] = 0
    for q in range(1, n):
        for k in range(5):
            if scratch[q, k] < scratch[best[k], k]:
                best[k] = q


@numba.njit(error_model="numpy")
def beaten(q: int, scratch: Floats, best: Longs) -> bool:
    """Say whether one of the best segments is nearer than segment q at every corner."""
    for b in best:
        nearer = True
        for k in range(1, 5):
            nearer &= scratch[b, k] < scratch[q, 4 + k]
        if nearer:
            return True
    return False


@compiled(L1, I1, INT, INT, INT, INT, REAL, REAL, REAL, X2, L_OUT, I_OUT, OUT2, result=INT)
def refine(
    parents: Longs, listed: Cells, parent_columns: int, factor: int, columns: int, rows: int,
    west: float, south: float, size: float, segments: Floats,
    start: Longs, kept: Cells, scratch: Floats,
) -> int:  # fmt: skip
    """Put the candidates of each cell among those of its parent; return how many there are.

    −1 if `kept` is too short. `scratch` (rows of 9) has room for the longest list. For the bound
    see `SegmentTiles`.
    """
    half = size / 2.0 + SLACK_M
    used = 0
    best = np.empty(5, dtype=np.int64)
    for c in range(columns * rows):
        x = west + (c % columns + 0.5) * size
        y = south + (c // columns + 0.5) * size
        p = c // columns // factor * parent_columns + c % columns // factor
        some = listed[parents[p] : parents[p + 1]]
        if used + len(some) > len(kept):
            return -1
        found = kept[used:]
        n = looked_at(x, y, half, some, segments, scratch, found)
        nearest_of(scratch, n, best)
        left = 0
        for q in range(n):
            if n == 1 or not beaten(q, scratch, best):
                found[left] = found[q]
                left += 1
        used += left
        start[c + 1] = used
    return used
