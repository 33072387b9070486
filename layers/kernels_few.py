"""The loop that numba compiles for a few points: metres to every course, segment by segment."""

from __future__ import annotations

import numpy as np

from layers.kernels import L1, OUT2, X2, compiled, read, square
from layers.membership import Floats
from layers.tiles import Longs


@compiled(X2, X2, L1, OUT2)
def few(xy: Floats, segments: Floats, begin: Longs, out: Floats) -> None:
    """Put metres from course c, its segments begin[c] to begin[c + 1], to each point: out[c]."""
    for c in range(len(out)):
        for i in range(len(xy)):
            least = np.inf
            for j in range(begin[c], begin[c + 1]):
                least = min(least, square(xy[i, 0], xy[i, 1], read(segments, j)))
            out[c, i] = np.sqrt(least)
