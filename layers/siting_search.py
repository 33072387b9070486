"""Greedy choice of sites and its local search: deterministic, and nested in the count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from layers.case import Bools
from layers.districts import Codes
from layers.membership import Floats
from layers.siting_candidates import Check, no_check
from layers.siting_demand import Ints, Service

TIE = 1e-9  # gains nearer than this are equal: score, then id decide
SPACING, LIMIT, BOTH, ALL, NOTHING = (
    f"end-{why}" for why in ("spacing", "limit", "both", "all", "nothing")
)

Scores = Callable[[Ints], Floats]  # rows → plan support 0–100, NaN where there is none


@dataclass(frozen=True)
class Step:
    """One pick: its row, what it adds, and the best that could have been taken elsewhere."""

    row: int
    gain: float
    second: int | None
    second_gain: float


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

    def gains(self, best: Floats) -> Floats:
        """Return what each candidate adds to what is served."""
        more = self.service.value - best[self.service.demand]
        return np.asarray(np.maximum(more, 0.0).sum(axis=1))

    def with_site(self, best: Floats, row: int) -> Floats:
        """Return what is served once a candidate is taken too."""
        after = best.copy()
        np.maximum.at(after, self.service.demand[row], self.service.value[row])
        return after

    def served(self, rows: Sequence[int]) -> Floats:
        """Return what is served by the existing clusters and some candidates."""
        best = self.base
        for row in rows:
            best = self.with_site(best, row)
        return best

    def value(self, rows: Sequence[int]) -> float:
        """Return what the candidates add together to what the existing clusters serve."""
        return float((self.served(rows) - self.base).sum())

    def apart(self, rows: Sequence[int]) -> Bools:
        """Return which candidates are none of `rows` and keep the spacing to all of them."""
        free = np.ones(len(self.ids), dtype=bool)
        for row in rows:
            free &= np.hypot(*(self.xy - self.xy[row]).T) >= self.spacing_m - 1e-6
            free[row] = False
        return free

    def room(self, rows: Sequence[int]) -> Bools:
        """Return which candidates lie in a district that has not reached its limit."""
        if self.per_district is None:
            return np.ones(len(self.ids), dtype=bool)
        count = Counter(self.district[row] for row in rows)
        full = [code for code, n in count.items() if n >= self.per_district]
        return np.asarray(~np.isin(self.district, full))

    def best(self, gains: Floats, among: Bools) -> int | None:
        """Return the row of the largest gain; equal gains go by score, then id. None if none."""
        if not among.any():
            return None
        tied = np.flatnonzero(among & (gains >= gains[among].max() - TIE))
        if len(tied) == 1:
            return int(tied[0])
        scores = np.nan_to_num(self.scores(tied), nan=-1.0)
        return int(tied[np.lexsort((self.ids[tied].astype(str), -scores.round(9)))[0]])


def greedy(problem: Problem, count: int) -> tuple[list[Step], str | None]:
    """Return up to `count` picks, each the best after those before it, and why there are fewer.

    The first picks do not depend on `count`: a shorter choice is the beginning of a longer one.
    """
    steps: list[Step] = []
    best = problem.base
    while len(steps) < count:
        problem.check()
        rows = [s.row for s in steps]
        among = problem.apart(rows) & problem.room(rows)
        gains = problem.gains(best)
        if not among.any():
            return steps, _blocked(problem, rows)
        row = problem.best(gains, among & (gains > TIE))
        if row is None:
            return steps, NOTHING
        steps.append(_step(problem, gains, row, among))
        best = problem.with_site(best, row)
    return steps, None


def improved(problem: Problem, rows: Sequence[int]) -> list[Step]:
    """Return the picks after local search: one at a time is exchanged while that adds anything.

    In the order of what each adds; `second` is the best exchange left, which adds nothing more.
    """
    chosen = list(rows)
    while swap := next(_swaps(problem, chosen), None):
        chosen[swap[0]] = swap[1]
    return list(_ordered(problem, chosen))


def _swaps(problem: Problem, chosen: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield (position, better row) for each pick that another candidate would better."""
    for k, row in enumerate(chosen):
        problem.check()
        others = [r for r in chosen if r != row]
        gains = problem.gains(problem.served(others))
        among = problem.apart(others) & problem.room(others)
        if gains[among].max() > gains[row] + TIE:
            found = problem.best(gains, among)
            assert found is not None  # the pick itself is among them
            yield k, found


def _ordered(problem: Problem, chosen: Sequence[int]) -> Iterator[Step]:
    left, best = list(chosen), problem.base
    while left:
        gains = problem.gains(best)
        among = np.zeros(len(problem.ids), dtype=bool)
        among[left] = True
        row = problem.best(gains, among)
        assert row is not None  # something is left
        others = [r for r in chosen if r != row]
        exchange = problem.gains(problem.served(others))
        step = _step(problem, exchange, row, problem.apart(others) & problem.room(others))
        less = float(exchange[row] - step.second_gain)
        yield Step(row, float(gains[row]), step.second, float(gains[row]) - less)
        best = problem.with_site(best, row)
        left.remove(row)


def _step(problem: Problem, gains: Floats, row: int, among: Bools) -> Step:
    """Return the pick with its runner-up: the best candidate outside the pick's own spacing."""
    second = problem.best(gains, among & (gains > TIE) & problem.apart([row]))
    return Step(row, float(gains[row]), second, 0.0 if second is None else float(gains[second]))


def _blocked(problem: Problem, rows: Sequence[int]) -> str:
    """Return which rule leaves no candidate after the picks so far."""
    if len(rows) == len(problem.ids):
        return ALL
    apart, room = problem.apart(rows).any(), problem.room(rows).any()
    if not apart:
        return SPACING
    return BOTH if room else LIMIT
