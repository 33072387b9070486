"""What picks serve and stand in the way of, and the exchange of one that adds most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layers.case import Bools
from layers.membership import Floats
from layers.siting_demand import Ints
from layers.siting_problem import TIE, Problem, loops

ANY, NONE = -1, -2  # picks that a candidate could stand in for


class Standing:
    """What some picks, `rows`, serve and stand in the way of.

    `best` and `second` are what the best and the second best pick serve of each demand, and
    `owner` the position of the best, len(rows) where none does; `lost` what goes with each pick,
    at the end without bound. `only` is the position of the pick that each candidate is too near to
    and so could stand in for, ANY for no such pick, NONE for more or for a pick itself. Where
    `shut`, a candidate's district is full: it could stand in for one of its `own` district only,
    and `codes` are those of the picks.
    """

    def __init__(self, problem: Problem, rows: Sequence[int]) -> None:
        self.problem, self.rows, count = problem, np.array(rows, dtype=np.intp), len(rows)
        near = [problem.near(row) for row in rows]
        self.best, self.second = np.zeros((2, len(problem.base)))
        self.owner = np.full(len(problem.base), count)
        self.only = np.full(len(problem), ANY)
        self._fill(np.concatenate(near), np.repeat(np.arange(count), [len(n) for n in near]))
        self.only[self.rows] = NONE
        lost = np.bincount(self.owner, self.best - self.second, minlength=count + 1)
        self.lost = np.asarray(lost, dtype=float)
        self.lost[count] = np.inf
        self.shut, self.own = ~problem.room(rows), problem.districts
        self.codes = self.own[self.rows]

    def _fill(self, beside: Ints, pick: Ints) -> None:
        """Fill in what the picks serve, and `only`: beside[i] is too near to the pick pick[i]."""
        pairs, rows = self.problem.pairs, self.rows
        if fast := loops(len(self.only)):
            fast.stand(
                pairs.first, pairs.demand, pairs.more, rows, beside, pick,
                self.best, self.second, self.owner, self.only,
            )  # fmt: skip
            return
        self.only[beside] = pick
        twice = np.bincount(beside, minlength=len(self.only))[beside] > 1
        self.only[beside[twice]] = NONE
        entries, own = pairs.of(rows), np.repeat(np.arange(len(rows)), np.diff(pairs.first)[rows])
        order = np.argsort(pairs.more[entries], kind="stable")
        demand, more, own = pairs.demand[entries][order], pairs.more[entries][order], own[order]
        self.best[demand], self.owner[demand] = more, own  # the last assignment, the largest, stays
        others = self.owner[demand] != own
        self.second[demand[others]] = more[others]

    def without(self, k: int) -> tuple[Floats, Bools]:
        """Return what each candidate adds to all picks but one, and which may stand there.

        Of the picks that one alone.
        """
        gains = self.problem.gains(np.where(self.owner == k, self.second, self.best))
        allowed = (self.only == ANY) | (self.only == k)
        allowed &= ~self.shut | (self.own == self.codes[k])
        allowed[self.rows[k]] = True
        return gains, allowed

    def exchange(self) -> tuple[int, int] | None:
        """Return the position of a pick and the candidate that adds most in its place, or None.

        In place of pick j a candidate adds what it adds to all picks, and of the demands that j
        serves best what it serves better than the second best pick; what j alone had served is lost
        (Resende and Werneck 2007). At most it gains all that it serves better than the second best
        picks: where that does not make up for a loss it is left out beforehand. Of what is as good
        as equal the first candidate, then the first pick.
        """
        pairs = self.problem.pairs
        if fast := loops(len(self.only)):
            position, candidate = fast.exchange(
                pairs.first, pairs.demand, pairs.more, self.best, self.second, self.owner,
                self.lost, self.only, self.shut, self.own, self.codes, TIE,
            )  # fmt: skip
            return None if candidate < 0 else (position, candidate)
        total = self.problem.gains(self.second)
        least = np.where(self.only >= 0, self.lost[self.only], self.lost.min())
        found = np.flatnonzero((self.only >= ANY) & (total > least + TIE))
        if not len(found):
            return None
        value = self._more(found)
        most = value.max()
        if most <= TIE:
            return None
        candidate, position = divmod(int(np.argmax(value >= most - TIE)), value.shape[1])
        return position, int(found[candidate])

    def _more(self, found: Ints) -> Floats:
        """Return how much more candidates add in place of each pick, −∞ where they may not stand.

        A column a pick, in their order, and one without meaning that is −∞.
        """
        pairs, size = self.problem.pairs, len(self.lost)
        entries = pairs.of(found)
        number = np.repeat(np.arange(len(found)), np.diff(pairs.first)[found])
        demand, more = pairs.demand[entries], pairs.more[entries]
        to_all = np.maximum(more - self.best[demand], 0.0)
        beyond = np.maximum(more - self.second[demand], 0.0) - to_all
        place = number * size + self.owner[demand]
        value = np.bincount(place, beyond, minlength=len(found) * size).reshape(-1, size)
        value += np.bincount(number, to_all, minlength=len(found))[:, None]
        value -= self.lost
        near = np.flatnonzero(self.only[found] >= 0)
        kept = self.only[found[near]]
        there = value[near, kept]
        value[near] = -np.inf
        value[near, kept] = there
        shut = np.flatnonzero(self.shut[found])
        other = self.own[found[shut], None] != np.append(self.codes, -1)
        value[shut] = np.where(other, -np.inf, value[shut])
        return np.asarray(value)
