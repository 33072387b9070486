"""From metres to 0–1: the plateau and half-distance curve that every distance in the score uses."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CORE, INFLUENCE, OUTSIDE = "core", "influence", "outside"


def membership(distance_m: Floats, *, w_m: float | Floats, h_m: float | Floats) -> Floats:
    """Return 1 up to `w_m`, 0.5 at `w_m + h_m`, towards 0 beyond.

    2^−((d − w)/h)², a plateau with a half-distance (fuzzy distance membership).

    >>> membership(np.array([0.0, 1000.0, 2500.0]), w_m=1000.0, h_m=1500.0).tolist()
    [1.0, 1.0, 0.5]
    """
    beyond = np.maximum(np.asarray(distance_m, dtype=float) - w_m, 0.0)
    return np.asarray(np.exp2(-np.square(beyond / h_m)))


def spatial_fit(mu: Floats, credit: Floats, beta: float | Floats) -> Floats:
    """Return S = m̃·(β + (1 − β)·μ) of memberships and what their districts count, all 0–1."""
    return np.asarray(credit * (beta + (1.0 - beta) * mu))


def reach_m(*, w_m: float, h_m: float, floor: float) -> float:
    """Return the distance in metres at which the membership has fallen to `floor` (0–1).

    >>> round(reach_m(w_m=1000.0, h_m=1500.0, floor=0.5))
    2500
    """
    return w_m + h_m * float(np.sqrt(-np.log2(floor)))


def relation(distance_m: float, value: float, *, w_m: float, floor: float) -> str:
    """Return core, influence or outside for one distance in metres and its membership."""
    if distance_m <= w_m:
        return CORE
    return INFLUENCE if value >= floor else OUTSIDE
