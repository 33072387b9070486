"""Exchange of picks: one for another while that adds anything, from several beginnings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layers.membership import Floats
from layers.siting_demand import Ints
from layers.siting_picks import Picks
from layers.siting_prices import Pricing
from layers.siting_problem import TIE, Problem
from layers.siting_standing import Standing

ROUNDS, STEPS = 2, 20  # beginnings are sought so many times, each after so many steps of the prices
WEIGHTS = (0.6, 1.0)  # of the prices, a beginning each
TOGETHER, WEIGHT = 2, 0.9  # picks barred at a time, and the weight of the prices in what follows
CLOSE = 0.0025  # of the bound: what comes as near to it is good enough


def searched(problem: Problem, rows: Sequence[int], pricing: Pricing) -> list[int]:
    """Return as many picks that add as much or more, none of which can be exchanged for a better.

    Prices tell the demands that many candidates compete for. Greedy choices that count a demand as
    served up to a share of its price begin elsewhere than the plain one; each is exchanged to its
    end, and the best is kept. Of that one the half worth least beyond the prices is barred, each in
    turn with its neighbour, and others are chosen and exchanged in their place, again while that
    adds anything. The search ends early where the bound is as good as reached.
    """
    search = _Search(pricing, rows)
    for _ in range(ROUNDS):
        pricing.lower(STEPS, search.value)
        for weight in WEIGHTS:
            search.fill([], [], weight)
    search.widen(problem)
    before = -np.inf
    while search.value > before + TIE:
        before = search.value
        for row in _weakest(problem, search.best, pricing.prices):
            if row in search.best:
                near = _nearest(problem, search.best, row)
                search.fill(near[TOGETHER:], near[:TOGETHER], WEIGHT)
    return search.best


def _weakest(problem: Problem, rows: Sequence[int], prices: Floats) -> list[int]:
    """Return the half of the picks that is worth least beyond the prices, the least first."""
    pairs = problem.pairs
    worth = np.maximum(pairs.more - prices[pairs.demand], 0.0)
    alone = np.bincount(pairs.row, worth, minlength=len(problem))[list(rows)]
    return [rows[k] for k in np.argsort(alone, kind="stable")[: (len(rows) + 1) // 2]]


def _nearest(problem: Problem, rows: Sequence[int], row: int) -> list[int]:
    """Return the picks by their distance to one, the nearest first."""
    metres = np.hypot(*(problem.xy[rows] - problem.xy[row]).T)
    return [rows[k] for k in np.argsort(metres, kind="stable")]


class _Search:
    """The best choice so far, first among the candidates of a pricing, and the choices tried."""

    def __init__(self, pricing: Pricing, rows: Sequence[int]) -> None:
        self.pricing, self.count = pricing, len(rows)
        self._begin(pricing.problem, np.searchsorted(pricing.rows, rows))

    def widen(self, problem: Problem) -> None:
        """Search among all candidates from here on."""
        self._begin(problem, self.pricing.rows[self.best])

    def _begin(self, problem: Problem, rows: Ints) -> None:
        self.problem = problem
        self.best = exchanged(problem, rows.tolist())
        self.value = problem.value(self.best)
        self.tried = {frozenset(self.best)}

    def fill(self, kept: Sequence[int], barred: Sequence[int], weight: float) -> None:
        """Fill up some picks by weighted prices, exchange them, and keep them if they are best.

        Barred candidates are left out of the filling, and may come back by an exchange.
        """
        if self.value >= self.pricing.bound * (1.0 - CLOSE):
            return
        self.problem.check()
        picks = Picks(self.problem, kept, weight * self.pricing.prices)
        picks.free[barred] = False
        while len(picks.rows) < self.count:
            rows = self.problem.tied(picks.gains, picks.allowed)
            if not len(rows):
                return
            picks.add(int(rows[0]))
        start = frozenset(picks.rows)
        if start in self.tried:
            return
        found = exchanged(self.problem, picks.rows)
        self.tried |= {start, frozenset(found)}
        if self.problem.value(found) > self.value + TIE:
            self.best, self.value = found, self.problem.value(found)


def exchanged(problem: Problem, rows: Sequence[int]) -> list[int]:
    """Return the picks after the best exchange of one for another, again while one adds more."""
    chosen = list(rows)
    while (swap := Standing(problem, chosen).exchange()) is not None:
        problem.check()
        chosen[swap[0]] = swap[1]
    return chosen
