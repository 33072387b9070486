"""The best support of many points at once (K1), by a compiled loop over their sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.membership import Floats
from layers.tiles import Cells, Longs, in_threads, kernels, shared

DISTRICT, PLACE = -2, -1  # where metres come from, if from no array: as in the loop
STRIP = 8_192  # points whose metres stay in the near caches
NONE = -1.0  # the support where every source is silent
Bools = npt.NDArray[np.bool_]
Shorts = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Offer:
    """What a source supports, one of: metres to each point, a place (x, y), neither (district).

    S = credit · (β + (1 − β)·μ), credit for each district and, last, for none; a district's S is
    its credit. Sources with the same `first` are one element or place.
    """

    credit: Floats
    first: int
    element: bool
    w_m: float = 0.0
    h_m: float = 1.0
    beta: float = 0.0
    metres: Floats | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True)
class Best:
    """For each point: the best support and the best of another id (−1 for none), and whose."""

    value: Floats
    second: Floats
    best: Shorts
    runner_up: Shorts


def best_support(
    offers: list[Offer], xy: Floats, kind: Longs, position: Longs, themes: Floats, floor: float
) -> Best:
    """Return the best of all offers for points (n × 2, EPSG:4549).

    Parameters
    ----------
    offers : in their order; of equal supports the first is the best.
    xy : n × 2, EPSG:4549.
    kind, position : of each point: row of `themes`, district (−1 for none).
    themes : kinds × offers × districts (and none): the theme match t, 0–1.
    floor : S that a place needs where no element names a sector of the kind.
    """
    n, measured = len(xy), [o.metres for o in offers if o.metres is not None]
    fixed = *_sources(offers), *_listed(themes, np.array([o.element for o in offers])), floor
    found = Best(np.empty(n), np.empty(n), np.empty(n, np.int16), np.empty(n, np.int16))
    loop = kernels("layers.kernels_support").support

    def task(part: slice) -> None:
        for start in range(part.start, part.stop, STRIP):
            rows = slice(start, min(start + STRIP, part.stop))
            away = np.empty((len(measured), rows.stop - start))
            for row, metres in zip(away, measured, strict=True):
                row[:] = metres[rows]
            out = (v[rows] for v in (found.value, found.second, found.best, found.runner_up))
            loop(xy[rows], kind[rows], position[rows], away, *fixed, *out)

    in_threads(task, shared(n))
    return found


def _sources(
    offers: list[Offer],
) -> tuple[Cells, Floats, Floats, Cells]:
    """Return origin, numbers, credit and first of the offers, as the loop takes them."""
    row = iter(range(len(offers)))
    origin = [
        next(row) if o.metres is not None else DISTRICT if o.place is None else PLACE
        for o in offers
    ]
    numbers = [(*(o.place or (0.0, 0.0)), o.w_m, o.h_m, o.beta) for o in offers]
    credit = np.array([o.credit for o in offers], dtype=np.float64)
    first = np.array([o.first for o in offers], dtype=np.int32)
    return np.array(origin, dtype=np.int32), np.array(numbers), credit, first


def _listed(themes: Floats, element: Bools) -> tuple[Bools, Longs, Cells, Floats]:
    """Return for each kind and district whether an element speaks, and who does, with t."""
    by_place = np.ascontiguousarray(themes.transpose(0, 2, 1)).reshape(-1, len(element))
    named = by_place > 0
    spoken = np.asarray(named[:, element].any(axis=1))
    start = np.append(0, np.cumsum(named.sum(axis=1))).astype(np.int64)
    return spoken, start, np.nonzero(named)[1].astype(np.int32), by_place[named]
