"""The best support of many points at once (K1), by a compiled loop over their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.membership import Floats
from layers.tiles import Cells, Longs, Shorts, in_threads, kernels, shared

DISTRICT, PLACE = -2, -1  # where metres come from, if from no array: as in the loop
STRIP = 8_192  # points whose metres stay in the near caches
NONE = -1.0  # the support where every source is silent
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Offer:
    """What a source supports: by metres that are measured, from a place (x, y), or a district.

    S = credit · (β + (1 − β)·μ), credit for each district and, last, for none; a district's S is
    its credit. Sources with the same `first` are one element or place.
    """

    credit: Floats
    first: int
    element: bool
    w_m: float = 0.0
    h_m: float = 1.0
    beta: float = 0.0
    measured: bool = False
    place: tuple[float, float] | None = None


@dataclass(frozen=True)
class Best:
    """For each point: the best support and the best of another id (−1 for none), and whose."""

    value: Floats
    second: Floats
    best: Shorts
    runner_up: Shorts


class Offers:
    """All offers to some kinds of sites as the loop takes them, for points wherever they lie."""

    def __init__(self, offers: Sequence[Offer], themes: Floats, floor: float) -> None:
        """Lay out offers in their order; of equal supports the first is the best.

        Parameters
        ----------
        offers : what the sources support.
        themes : kinds × offers × districts (and none): the theme match t, 0–1.
        floor : S that a place needs where no element names a sector of the kind.
        """
        listed = _listed(themes, np.array([o.element for o in offers], dtype=bool))
        self.fixed = *_sources(offers, themes.shape[2]), *listed, floor

    def best(self, xy: Floats, kind: Longs, position: Longs, metres: Sequence[Floats]) -> Best:
        """Return the best of all offers for points (n × 2, EPSG:4549).

        `kind` and `position` are the row of `themes` and the district (−1 for none) of each
        point; `metres` those to each offer that is measured, in their order.
        """
        n = len(xy)
        found = Best(np.empty(n), np.empty(n), np.empty(n, np.int16), np.empty(n, np.int16))
        loop = kernels("layers.kernels_support").support

        def task(part: slice) -> None:
            for start in range(part.start, part.stop, STRIP):
                rows = slice(start, min(start + STRIP, part.stop))
                away = np.empty((len(metres), rows.stop - start))
                for row, measured in zip(away, metres, strict=True):
                    row[:] = measured[rows]
                out = (v[rows] for v in (found.value, found.second, found.best, found.runner_up))
                loop(xy[rows], kind[rows], position[rows], away, *self.fixed, *out)

        in_threads(task, shared(n))
        return found


def _sources(offers: Sequence[Offer], districts: int) -> tuple[Cells, Floats, Floats, Cells]:
    """Return origin, numbers, credit and first of the offers, as the loop takes them."""
    row = iter(range(len(offers)))
    origin = [next(row) if o.measured else DISTRICT if o.place is None else PLACE for o in offers]
    numbers = [(*(o.place or (0.0, 0.0)), o.w_m, o.h_m, o.beta) for o in offers]
    credit = np.array([o.credit for o in offers], dtype=np.float64).reshape(-1, districts)
    first = np.array([o.first for o in offers], dtype=np.int32)
    return np.array(origin, dtype=np.int32), np.array(numbers).reshape(-1, 5), credit, first


def _listed(themes: Floats, element: Bools) -> tuple[Bools, Longs, Cells, Floats]:
    """Return for each kind and district whether an element speaks, and who does, with t."""
    kinds, count, districts = themes.shape
    by_place = np.ascontiguousarray(themes.transpose(0, 2, 1)).reshape(kinds * districts, count)
    named = by_place > 0
    spoken = np.asarray(named[:, element].any(axis=1))
    start = np.append(0, np.cumsum(named.sum(axis=1))).astype(np.int64)
    return spoken, start, np.nonzero(named)[1].astype(np.int32), by_place[named]
