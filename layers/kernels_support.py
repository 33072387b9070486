"""The loop that numba compiles for K1: the best source of each point and its runner-up."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from layers.kernels import I1, L1, OUT1, REAL, X1, X2, compiled
from layers.membership import Floats
from layers.tiles import Cells, Longs

PLACE, DISTRICT = -1, -2  # where the distance of a source comes from, if from no row of `away`
NONE = -1.0  # the support of a source that is silent
B1 = numba.types.Array(numba.types.boolean, 1, "C", readonly=True)
S_OUT = numba.types.Array(numba.types.int16, 1, "C")


@numba.njit(error_model="numpy")
def share(d: float, w: float, h: float, beta: float) -> float:
    """Return β + (1 − β)·μ, μ as `layers.membership` has it but 0 where it is below 1e-301.

    Most places are so far from most points; numbers as small take the processor ten times as long.
    """
    if d <= w:
        return 1.0
    beyond = (d - w) / h
    square = beyond * beyond
    return float(beta + (1.0 - beta) * np.exp2(-square)) if square < 1000.0 else beta


@compiled(*(X2, L1, L1, X2, I1, X2, X2, I1, B1, L1, I1, X1, REAL, OUT1, OUT1, S_OUT, S_OUT))
def support(
    xy: Floats, kind: Longs, position: Longs, away: Floats,
    origin: Cells, numbers: Floats, credit: Floats, first: Cells, spoken: npt.NDArray[np.bool_],
    start: Longs, listed: Cells, theme: Floats, floor: float,
    value: Floats, second: Floats, best: npt.NDArray[np.int16], runner_up: npt.NDArray[np.int16],
) -> None:  # fmt: skip
    """Put the best support S·t of each point, its source, and the best of another id.

    Sources are asked in their order, those alone that name a sector of the point's kind in its
    district: row g = kind · districts + position of `start` has listed[start[g]:start[g + 1]] and
    their theme t. `numbers` has x, y (of a place), w, h and β a source; `credit` its m̃ in each
    district, the last for none. `origin` is the row of `away` with its metres, PLACE, or DISTRICT,
    whose S is its credit. Where no element speaks (`spoken`), a place must reach the floor.
    """
    districts = credit.shape[1]
    for i in range(len(xy)):
        p = position[i] if position[i] >= 0 else districts - 1
        g = kind[i] * districts + p
        most, next_, top, other = NONE, NONE, -1, -1
        for q in range(start[g], start[g + 1]):
            k, t, fit = listed[q], theme[q], credit[listed[q], p]
            if fit * t <= next_:
                continue
            if origin[k] != DISTRICT:
                if origin[k] == PLACE:
                    d = np.sqrt((xy[i, 0] - numbers[k, 0]) ** 2 + (xy[i, 1] - numbers[k, 1]) ** 2)
                else:
                    d = away[origin[k], i]
                fit *= share(d, numbers[k, 2], numbers[k, 3], numbers[k, 4])
            if not spoken[g] and fit < floor:
                continue
            s = fit * t
            rival = top < 0 or first[top] != first[k]
            if s > most:
                if rival:
                    next_, other = most, top
                most, top = s, k
            elif s > next_ and rival:
                next_, other = s, k
        value[i], second[i], best[i], runner_up[i] = most, next_, top, other
