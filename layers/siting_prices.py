"""An upper bound on any choice of sites by prices on the demands, and the prices themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from layers.membership import Floats
from layers.siting_alike import cells, undominated
from layers.siting_demand import Ints
from layers.siting_problem import Problem, loops, ranges

STEPS = 100  # that lower the bound which is reported
PATIENCE, SHRINK = 5, 0.7  # steps without a lower bound before the step is shortened, and to what
SLACK = 1e-6  # of a site: a candidate that is worth so little less is not left out
LEAST = 1e-5  # of the bound: less is no progress


def _runs(numbers: Ints) -> Ints:
    """Return where each run of equal numbers begins, and where the last ends."""
    return np.append(np.flatnonzero(np.diff(numbers, prepend=-1)), len(numbers))


class Pricing:
    """The least bound so far on what `count` candidates add together, and its prices.

    A demand may be served once. Give that up and let every further service cost a price λ: then

        L(λ) = Σ λ_d + the largest sum over allowed candidates i of Σ_d max(0, more_id − λ_d)

    is never below the optimum, whatever the prices (Cornuéjols, Fisher and Nemhauser 1977). Of the
    rules the count, the district limit and one pick a cell are kept, so that the largest sum is
    found by sorting; leaving a rule out can only raise the bound. The prices are led down by
    subgradient steps (Polyak 1969). What each demand gets from some picks is a set of prices too:
    that is the submodular bound of Nemhauser, Wolsey and Fisher (1978). The steps begin at the best
    of those that the first of `picks` set, none to all of them.

    `problem` is the choice among `rows`: the picks, and candidates that no other stands for.
    """

    def __init__(self, problem: Problem, count: int, picks: Sequence[int]) -> None:
        cell = cells(problem)
        self.rows = np.union1d(undominated(problem, cell), picks).astype(np.intp)
        self.problem, self.count = problem.only(self.rows), count
        pairs, cell = self.problem.pairs, cell[self.rows]
        order = np.argsort(cell[pairs.row], kind="stable")
        self.demand, self.more, row = pairs.demand[order], pairs.more[order], pairs.row[order]
        self.first = _runs(row)  # of entries, one a candidate
        candidate = row[self.first[:-1]]
        self.cells = _runs(cell[candidate])  # of candidates
        self.district = self.problem.districts[candidate[self.cells[:-1]]]
        most = np.zeros(len(problem.base))
        np.maximum.at(most, self.demand, self.more)
        self.bound, self.prices = float(most.sum()), most  # every demand served as well as can be
        self.steps, self.length = 0, 1.0  # taken so far, and how far the next one goes
        if len(row):
            for picked in {0, len(picks), *(1 << n for n in range(len(picks).bit_length()))}:
                self._try(problem.served(picks[:picked]) - problem.base)

    def lower(self, steps: int, reached: float) -> None:
        """Lower the bound by subgradient steps; `reached` is what some choice is known to add."""
        prices, idle = self.prices, 0
        for _ in range(steps):
            if self.bound <= reached or not len(self.more):
                return
            self.steps += 1
            before = self.bound
            bound, slope = self._try(prices)
            idle = 0 if bound < before * (1.0 - LEAST) else idle + 1
            if idle > PATIENCE:
                self.length, idle, prices = self.length * SHRINK, 0, self.prices
                bound, slope = self._try(prices)
            slope[(prices <= 0) & (slope > 0)] = 0.0
            square = float(slope @ slope)
            if square == 0:
                return
            prices = np.maximum(prices - self.length * (bound - reached) / square * slope, 0.0)

    def promising(self, problem: Problem, reached: float) -> Ints:
        """Return the candidates that could take part in a choice that adds more than `reached`.

        With candidate i in it L(λ) is less by the least cell that was counted, and more by what i
        is worth beyond the prices; if that is not above `reached`, i can be left out.
        """
        pairs = problem.pairs
        worth = np.maximum(pairs.more - self.prices[pairs.demand], 0.0)
        alone = np.bincount(pairs.row, worth, minlength=len(problem))
        bound, least = float(self.prices.sum()), 0.0
        if len(self.more):
            top = self._tops(self.prices)[0]
            counted = top[self._largest(top)]
            bound += float(counted.sum())
            least = float(counted.min()) if len(counted) == self.count else 0.0
        serves = np.diff(pairs.first) > 0
        return np.flatnonzero(serves & (bound - least + alone > reached - SLACK))

    def _try(self, prices: Floats) -> tuple[float, Floats]:
        """Return L and its slope at some prices; keep them if the bound is the least so far."""
        top, leader = self._tops(prices)
        taken = self._largest(top)
        bound = float(prices.sum() + top[taken].sum())
        if bound < self.bound:
            self.bound, self.prices = bound, prices
        rows = leader[taken[top[taken] > 0]]
        entries = ranges(self.first[rows], self.first[rows + 1])
        served = self.demand[entries[self.more[entries] > prices[self.demand[entries]]]]
        return bound, np.asarray(1.0 - np.bincount(served, minlength=len(prices)), dtype=float)

    def _tops(self, prices: Floats) -> tuple[Floats, Ints]:
        """Return what the best candidate of each cell is worth beyond the prices, and the first."""
        if fast := loops(len(self.problem)):
            top, leader = np.empty(len(self.cells) - 1), np.empty(len(self.cells) - 1, np.intp)
            fast.tops(self.first, self.demand, self.more, self.cells, prices, top, leader)
            return top, leader
        worth = np.maximum(self.more - prices[self.demand], 0.0)
        alone = np.bincount(self._candidate, worth)
        top = np.maximum.reduceat(alone, self.cells[:-1])
        best = np.flatnonzero(alone == top[self._cell])
        return top, best[np.diff(self._cell[best], prepend=-1) > 0]

    @cached_property
    def _candidate(self) -> Ints:
        """Return the number of the candidate of each entry."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    @cached_property
    def _cell(self) -> Ints:
        """Return the number of the cell of each candidate."""
        return np.repeat(np.arange(len(self.cells) - 1), np.diff(self.cells))

    def _largest(self, top: Floats) -> Ints:
        """Return the cells of the largest values that the count and the districts allow."""
        limit = self.problem.per_district
        if limit is None:
            most = min(self.count, len(top))
            return np.argpartition(top, len(top) - most)[len(top) - most :]
        order = np.lexsort((-top, self.district))
        place = np.arange(len(order))
        starts = np.flatnonzero(np.diff(self.district[order], prepend=-1))
        within = place - np.repeat(starts, np.diff(np.append(starts, len(order))))
        kept = order[within < limit]
        return kept[np.argsort(-top[kept], kind="stable")][: self.count]
