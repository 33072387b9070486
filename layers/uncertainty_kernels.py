"""The loops over sites and draws that numba compiles when this module is imported.

Nothing imports it at start: `uncertainty_distance.loops` does where the work pays for it. Each
does what the array functions of the module that calls it do, in the same order, so that the
numbers are the same. Draws are sorted by the length of their offset: `ox`, `oy`, `length`, and
`order`, the draw at each place. Segments and edges are rows as `uncertainty_distance.Outline` has
them.
"""

from __future__ import annotations

import numba
import numpy as np

from layers.case import Bools
from layers.kernels import INT, L1, OUT1, OUT2, REAL, X1, X2, compiled
from layers.membership import Floats
from layers.nearest import Ints

_types = numba.types
B_OUT = _types.Array(_types.boolean, 1, "C")
B2, B3 = (_types.Array(_types.boolean, k, "A", readonly=True) for k in (2, 3))
A2, A3 = (_types.Array(_types.float64, k, "A", readonly=True) for k in (2, 3))
MASK = _types.Array(_types.uint64, 2, "C", readonly=True)
L_OUT2 = _types.Array(_types.int64, 2, "C")


@numba.njit(inline="always")
def _square(px: float, py: float, segment: Floats) -> float:
    """Return squared metres from a point to a segment."""
    x = px - segment[0]
    y = py - segment[1]
    along = min(max((x * segment[2] + y * segment[3]) / segment[4], 0.0), 1.0)
    x -= along * segment[2]
    y -= along * segment[3]
    squared: float = x * x + y * y
    return squared


@numba.njit(inline="always")
def _crossed(px: float, py: float, edge: Floats) -> bool:
    """Say whether the ray to the east of a point crosses an edge."""
    return bool(((edge[1] > py) != (edge[5] > py)) & (px < edge[0] + edge[6] * (py - edge[1])))


@compiled(X2, X2, X2, OUT1, OUT1, B_OUT)
def around(
    xy: Floats, segments: Floats, edges: Floats, metres: Floats, edge_m: Floats, inside: Bools
) -> None:
    """Put metres to the nearest segment and edge, and whether the area holds the point."""
    for i in range(len(xy)):
        px, py = xy[i]
        least = np.inf
        for j in range(len(segments)):
            least = min(least, _square(px, py, segments[j]))
        metres[i] = np.sqrt(least)
        least = np.inf
        odd = False
        for j in range(len(edges)):
            least = min(least, _square(px, py, edges[j]))
            odd ^= _crossed(px, py, edges[j])
        edge_m[i] = np.sqrt(least)
        inside[i] = odd


@numba.njit(nogil=True, error_model="numpy")
def _lessen(px: float, py: float, ox: Floats, oy: Floats, segment: Floats, least: Floats) -> None:
    """Lessen squared metres under some offsets to those to a segment."""
    ax, ay, dx, dy, square, _, _ = segment
    for d in range(len(least)):
        x = px - ox[d] - ax
        y = py - oy[d] - ay
        along = min(max((x * dx + y * dy) / square, 0.0), 1.0)
        x -= along * dx
        y -= along * dy
        least[d] = min(least[d], x * x + y * y)


@numba.njit(nogil=True, error_model="numpy")
def _flip(px: float, py: float, ox: Floats, oy: Floats, edge: Floats, odd: Bools) -> None:
    """Flip where the ray to the east of the point crosses an edge, under some offsets."""
    ax, ay, _, _, _, by, slope = edge
    for d in range(len(odd)):
        x = px - ox[d]
        y = py - oy[d]
        odd[d] ^= ((ay > y) != (by > y)) & (x < ax + slope * (y - ay))


@numba.njit(nogil=True, error_model="numpy")
def _inside(
    px: float, py: float, edges: Floats, ox: Floats, oy: Floats, length: Floats, odd: Bools
) -> None:
    """Put whether the area, moved by each offset, holds the point.

    An offset shorter than the way to the nearest edge changes nothing, nor do edges that no ray
    to the east can cross.
    """
    far = length[-1]
    least = np.inf
    here = False
    for j in range(len(edges)):
        least = min(least, _square(px, py, edges[j]))
        here ^= _crossed(px, py, edges[j])
    first = np.searchsorted(length, np.sqrt(least) - 1e-3)
    odd[:first] = here
    odd[first:] = False
    if first == len(length):
        return
    for j in range(len(edges)):
        ax, ay, dx, _, _, by, _ = edges[j]
        if max(ay, by) < py - far or min(ay, by) > py + far or max(ax, ax + dx) < px - far:
            continue
        _flip(px, py, ox[first:], oy[first:], edges[j], odd[first:])


@compiled(X2, X1, X1, X1, L1, X2, X2, REAL, REAL, REAL, OUT2)
def moved(
    xy: Floats, ox: Floats, oy: Floats, length: Floats, order: Ints,
    segments: Floats, edges: Floats, w_m: float, h_m: float, band_m: float, out: Floats,
) -> None:  # fmt: skip
    """Put the membership of points in what is moved by each offset, points × draws.

    A segment farther away than the nearest by more than two offsets is not the nearest.
    """
    least = np.empty(len(length))
    near = np.empty(len(segments))
    odd = np.zeros(len(length), dtype=np.bool_)
    for i in range(len(xy)):
        px, py = xy[i]
        for j in range(len(segments)):
            near[j] = np.sqrt(_square(px, py, segments[j]))
        limit = near.min() + 2e-3 if len(near) else 0.0
        least[:] = np.inf
        for j in range(len(segments)):
            gap = (near[j] - limit) / 2.0
            if gap > length[-1]:
                continue
            first = np.searchsorted(length, gap)
            _lessen(px, py, ox[first:], oy[first:], segments[j], least[first:])
        if len(edges):
            _inside(px, py, edges, ox, oy, length, odd)
        for d in range(len(length)):
            metres = 0.0 if odd[d] else np.sqrt(least[d])
            if band_m:
                metres = abs(metres - band_m)
            beyond = max(metres - w_m, 0.0) / h_m
            out[i, order[d]] = np.exp2(-(beyond * beyond)) if beyond > 0.0 else 1.0


@compiled(X2, X1, X1, X1, L1, X2, L1, L_OUT2)
def districts(
    xy: Floats, ox: Floats, oy: Floats, length: Floats, order: Ints,
    edges: Floats, start: Ints, out: Ints,
) -> None:  # fmt: skip
    """Put the position of the district at points under each offset; none leaves what is there.

    District k has the edges start[k] to start[k + 1]; the lower one wins.
    """
    odd = np.empty(len(length), dtype=np.bool_)
    for i in range(len(xy)):
        for k in range(len(start) - 2, -1, -1):
            _inside(xy[i, 0], xy[i, 1], edges[start[k] : start[k + 1]], ox, oy, length, odd)
            for d in range(len(length)):
                if odd[d]:
                    out[i, order[d]] = k


@compiled(X2, MASK, MASK, OUT2)
def shared(strength: Floats, here: Bools, there: Bools, out: Floats) -> None:
    """Put Σ strength over the peers that share a bit with the site in a draw, sites × draws."""
    out[:] = 0.0
    for i in range(len(strength)):
        for p in range(strength.shape[1]):
            much = strength[i, p]
            if much == 0.0:
                continue
            for d in range(out.shape[1]):
                out[i, d] += much if here[i, d] & there[p, d] else 0.0


@numba.njit(inline="always")
def _ratio(part: float, whole: float) -> float:
    return 100.0 * (part / whole) if whole > 0.0 else np.nan


@numba.njit(inline="always")
def _totals(
    scored: Bools, unknown: Bools, value: Floats, weight: Floats, i: int, d: int, left_out: int
) -> tuple[float, float, float]:
    """Return the total of one site in one draw, and with what is unknown at 0 and at 1."""
    part = whole = every = best = 0.0
    for k in range(len(value)):
        w = weight[k, d]
        if scored[k, i, d] and k != left_out:
            part += w * value[k, i, d]
            whole += w
            every += w
            best += w * value[k, i, d]
        elif unknown[k, i]:
            every += w
            best += w
    return _ratio(part, whole), _ratio(part, every), _ratio(best, every)


@compiled(B3, B2, A3, A2, B2, INT, INT, X1, OUT2, OUT2, OUT2, L_OUT2)
def totals(
    scored: Bools, unknown: Bools, value: Floats, weight: Floats, optional: Bools,
    layout: int, county: int, limits: Floats,
    total: Floats, low: Floats, high: Floats, grades: Ints,
) -> None:  # fmt: skip
    """Put totals and their ends, sites × draws, and in how many draws each grade is reached.

    As `totals.chosen`, `interval` and `grade_index` have them; NaN where the plan is silent.
    """
    grades[:] = 0
    for i in range(len(total)):
        for d in range(total.shape[1]):
            guided = scored[county, i, d] and value[county, i, d] > 0.0
            counts = scored[layout, i, d]
            t, a, b = _totals(scored, unknown, value, weight, i, d, -1)
            if optional[i, d] and guided and counts:
                t0, a0, b0 = _totals(scored, unknown, value, weight, i, d, layout)
                a, b = (a0, b0) if t < t0 else (max(a, a0), max(b, b0))
                counts = not t < t0
                t = t if counts else t0
            if not (counts or guided):
                t = a = b = np.nan
            total[i, d], low[i, d], high[i, d] = t, a, b
            grade = int(t < limits[0]) + int(t < limits[1]) + int(t < limits[2])
            if counts and value[layout, i, d] < limits[3]:
                grade = max(grade, 2)
            grades[i, grade if counts or guided else 4] += 1
