"""The loop that numba compiles for K3 and K4: the weighted peers of each point."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from layers.kernels import I1, L1, OUT1, REAL, X1, X2, compiled
from layers.membership import Floats
from layers.tiles import Cells, Longs

Bools = npt.NDArray[np.bool_]
B1, B2 = (numba.types.Array(numba.types.boolean, k, "C", readonly=True) for k in (1, 2))
B_OUT = numba.types.Array(numba.types.boolean, 1, "C")


@compiled(X2, L1, L1, I1, X1, B1, X2, B2, B2, REAL, REAL, OUT1, B_OUT)
def weigh(
    xy: Floats, group: Longs, start: Longs, listed: Cells, related: Floats, sure: Bools,
    peers: Floats, near: Bools, reached: Bools,
    half_m: float, same_m: float, total: Floats, close: Bools,
) -> None:  # fmt: skip
    """Put Σ rel·2^−(d/half)² of each point, and whether a peer is so near that it may be the site.

    Entries start[g] to start[g + 1] are the peers that may count for a point of group g: `listed`,
    with rel, and whether they count wherever it lies. Others count where an element reaches both
    (near: elements × points, reached: elements × peers).
    """
    for i in range(len(xy)):
        found = 0.0
        for q in range(start[group[i]], start[group[i] + 1]):
            p = listed[q]
            counts = sure[q]
            for e in range(len(near)):
                counts = counts or (near[e, i] and reached[e, p])
            if counts:
                east, north = xy[i, 0] - peers[p, 0], xy[i, 1] - peers[p, 1]
                square = east * east + north * north
                close[i] = close[i] or square <= same_m * same_m
                found += related[q] * np.exp2(-square / (half_m * half_m))
        total[i] = found
