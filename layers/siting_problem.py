"""The choice of sites as arrays: what each candidate serves, and which may stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType

import numpy as np

from layers.case import Bools
from layers.districts import Codes
from layers.membership import Floats
from layers.siting_candidates import Check, no_check
from layers.siting_demand import Ints, Service
from layers.tiles import kernels, used

TIE = 1e-9  # gains nearer than this are equal: score, then id decide
TOUCH_M = 1e-6  # picks nearer than the spacing by no more than this keep it

Scores = Callable[[Ints], Floats]  # rows → plan support 0–100, NaN where there is none


def loops(candidates: int) -> ModuleType | None:
    """Return the compiled loops, `layers.kernels_siting`, where they are loaded and pay."""
    return kernels("layers.kernels_siting") if used(candidates) else None


def ranges(starts: Ints, ends: Ints) -> Ints:
    """Return the whole numbers from each start up to its end, one range after the other.

    >>> ranges(np.array([5, 2]), np.array([7, 3]))
    array([5, 6, 2])
    """
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(lengths.sum()) + np.repeat(starts - before, lengths))


def _starts(numbers: Ints, count: int) -> Ints:
    """Return where each number below `count` begins among them sorted, and where the last ends."""
    return np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=count))])


@dataclass(frozen=True, slots=True)
class Pairs:
    """A candidate and a demand that it serves better than the existing clusters, one an entry.

    Sorted by candidate: those of row r lie from `first[r]` to `first[r + 1]`; `more` is by how
    much. `order` sorts them by demand: those of demand d lie from `starts[d]` to `starts[d + 1]`.
    """

    row: Ints
    demand: Ints
    more: Floats
    first: Ints
    order: Ints
    starts: Ints

    def of(self, rows: Ints) -> Ints:
        """Return the entries of some candidates."""
        return ranges(self.first[rows], self.first[rows + 1])

    def at(self, demands: Ints) -> Ints:
        """Return the entries of some demands."""
        return self.order[ranges(self.starts[demands], self.starts[demands + 1])]


@dataclass(frozen=True)
class Problem:
    """Candidates with what they serve, what is served already, and the rules between picks."""

    service: Service
    base: Floats  # served by existing clusters, one a demand
    xy: Floats  # metres (EPSG:4549)
    district: Codes
    ids: Codes
    scores: Scores
    spacing_m: float
    per_district: int | None = None
    check: Check = no_check  # called between steps

    def __len__(self) -> int:
        """Return the number of candidates."""
        return len(self.ids)

    @cached_property
    def pairs(self) -> Pairs:
        """Return what each candidate adds alone, demand by demand."""
        more = self.service.value - self.base[self.service.demand]
        row, column = map(np.ascontiguousarray, np.nonzero(more > 0))
        demand = self.service.demand[row, column]
        first, starts = _starts(row, len(self)), _starts(demand, len(self.base))
        order = np.argsort(demand, kind="stable")
        return Pairs(row, demand, more[row, column], first, order, starts)

    @cached_property
    def _by_x(self) -> tuple[Ints, Floats, Floats]:
        order = np.argsort(self.xy[:, 0], kind="stable")
        east, north = np.ascontiguousarray(self.xy[order].T)  # searched side by side
        return order, east, north

    @cached_property
    def _known(self) -> dict[int, Ints]:
        return {}

    def near(self, row: int) -> Ints:
        """Return the candidates that may not stand beside one, itself among them."""
        known = self._known.get(row)
        if known is None:
            order, east, north = self._by_x
            x, y = self.xy[row]
            first, end = east.searchsorted((x - self.spacing_m, x + self.spacing_m))
            away = np.hypot(east[first:end] - x, north[first:end] - y)
            found = order[first:end][away < self.spacing_m - TOUCH_M]
            known = found if self.spacing_m > TOUCH_M else np.union1d(found, row)
            self._known[row] = known
        return known

    @cached_property
    def districts(self) -> Ints:
        """Return the number of each candidate's district; 0 for all where there is no limit."""
        if self.per_district is None:
            return np.zeros(len(self), dtype=np.intp)
        return np.asarray(np.unique(self.district.astype(str), return_inverse=True)[1]).ravel()

    def only(self, rows: Ints) -> Problem:
        """Return the choice among some of the candidates."""
        return replace(
            self,
            service=Service(self.service.value[rows], self.service.demand[rows]),
            xy=self.xy[rows],
            district=self.district[rows],
            ids=self.ids[rows],
            scores=lambda some: self.scores(rows[some]),
        )

    def gains(self, level: Floats) -> Floats:
        """Return what each candidate adds where demands are served above the existing clusters."""
        pairs = self.pairs
        if fast := loops(len(self)):
            gains = np.empty(len(self))
            fast.gains(pairs.first, pairs.demand, pairs.more, level, gains)
            return gains
        more = np.maximum(pairs.more - level[pairs.demand], 0.0)
        return np.asarray(np.bincount(pairs.row, more, minlength=len(self)), dtype=float)

    def with_site(self, best: Floats, row: int) -> Floats:
        """Return what is served once a candidate is taken too."""
        after = best.copy()
        np.maximum.at(after, self.service.demand[row], self.service.value[row])
        return after

    def served(self, rows: Sequence[int]) -> Floats:
        """Return what is served by the existing clusters and some candidates."""
        best = self.base.copy()
        chosen = list(rows)
        np.maximum.at(best, self.service.demand[chosen], self.service.value[chosen])
        return best

    def value(self, rows: Sequence[int]) -> float:
        """Return what the candidates add together to what the existing clusters serve."""
        return float((self.served(rows) - self.base).sum())

    def apart(self, rows: Sequence[int]) -> Bools:
        """Return which candidates are none of `rows` and keep the spacing to all of them."""
        free = np.ones(len(self), dtype=bool)
        if len(rows):
            free[np.concatenate([self.near(row) for row in rows])] = False
        return free

    def room(self, rows: Sequence[int]) -> Bools:
        """Return which candidates lie in a district that has not reached its limit."""
        if self.per_district is None:
            return np.ones(len(self), dtype=bool)
        count = Counter(self.districts[list(rows)].tolist())
        full = [code for code, n in count.items() if n >= self.per_district]
        return np.asarray(~np.isin(self.districts, full))

    def tied(self, gains: Floats, among: Bools) -> Ints:
        """Return the rows of the largest gain, as good as equal; none if there are none."""
        if fast := loops(len(self)):
            found = np.empty(len(self), dtype=np.intp)
            return found[: fast.tied(gains, among, TIE, found)].copy()
        rows = np.flatnonzero(among)
        if not len(rows):
            return rows
        some = gains[rows]
        return np.asarray(rows[some >= some.max() - TIE])

    def best(self, gains: Floats, among: Bools) -> int | None:
        """Return the row of the largest gain; equal gains go by score, then id. None if none."""
        return self.preferred(self.tied(gains, among))

    def preferred(self, tied: Ints) -> int | None:
        """Return of some rows the one with the best score, then the first id; None of none."""
        if len(tied) <= 1:
            return int(tied[0]) if len(tied) else None
        scores = self.scores(tied).round(9)
        scores = np.where(np.isnan(scores), -1.0, scores)
        best: list[int] = tied[scores == scores.max()].tolist()
        return min(best, key=self._names.__getitem__)

    @cached_property
    def _names(self) -> list[str]:
        return list(self.ids)
