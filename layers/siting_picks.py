"""Picks under way: what each candidate would still add to them, and which may be added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layers.case import Bools
from layers.membership import Floats
from layers.siting_problem import Problem, loops


class Picks:
    """A growing choice of candidates; each addition touches only what it changes.

    `level` is what is served of each demand above the existing clusters. With `prices` a demand
    counts as served up to its price from the start, and a candidate gains what it serves beyond.
    """

    def __init__(
        self, problem: Problem, rows: Sequence[int] = (), prices: Floats | float = 0.0
    ) -> None:
        self.problem = problem
        self.rows = list(rows)
        self.level = np.maximum(problem.served(rows) - problem.base, prices)
        self.gains = problem.gains(self.level)
        self.free = problem.apart(rows)  # keeps the spacing to every pick
        self.left = problem.room(rows)  # its district has room

    @property
    def allowed(self) -> Bools:
        """Return which candidates the rules allow beside the picks."""
        return self.free & self.left

    def add(self, row: int) -> None:
        """Take one more candidate."""
        problem = self.problem
        self._serve(row)
        self.rows.append(row)
        self.free[problem.near(row)] = False
        if problem.per_district is not None:
            codes = problem.districts
            if (codes[self.rows] == codes[row]).sum() >= problem.per_district:
                self.left &= codes != codes[row]

    def _serve(self, row: int) -> None:
        pairs = self.problem.pairs
        if fast := loops(len(self.gains)):
            fast.take(
                pairs.first, pairs.demand, pairs.more, pairs.row, pairs.order, pairs.starts,
                row, self.level, self.gains,
            )  # fmt: skip
            return
        own = slice(pairs.first[row], pairs.first[row + 1])
        better = pairs.more[own] > self.level[pairs.demand[own]]
        demands = pairs.demand[own][better]
        entries = pairs.at(demands)
        served, more = pairs.demand[entries], pairs.more[entries]
        before = np.maximum(more - self.level[served], 0.0)
        self.level[demands] = pairs.more[own][better]
        after = np.maximum(more - self.level[served], 0.0)
        np.subtract.at(self.gains, pairs.row[entries], before - after)
