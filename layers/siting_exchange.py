"""Exchange of picks: one for another while that adds anything, from several beginnings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layers.case import Bools
from layers.membership import Floats
from layers.siting_demand import Ints
from layers.siting_picks import Picks
from layers.siting_prices import Pricing
from layers.siting_problem import TIE, Problem

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
            gains = np.where(picks.allowed, picks.gains, -1.0)
            best = gains.max()
            if best < 0.0:
                return
            picks.add(int(np.argmax(gains >= best - TIE)))
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
    while (swap := _exchange(problem, chosen)) is not None:
        problem.check()
        chosen[swap[0]] = swap[1]
    return chosen


def _exchange(problem: Problem, rows: Sequence[int]) -> tuple[int, int] | None:
    """Return the position of a pick and the candidate that adds most in its place, or None.

    In place of pick j a candidate adds what it adds to all picks, and of the demands that j serves
    best what it serves better than the second best pick; what j alone had served is lost (Resende
    and Werneck 2007). Candidates that could not make up for the loss are left out beforehand.
    """
    now, count = _Standing(problem, rows), len(rows)
    found = _able(problem, rows, now)
    if not len(found):
        return None
    gain, beyond, entries = _worth(problem, now, found)
    number = np.repeat(np.arange(len(found)), np.diff(problem.pairs.first)[found])
    place = number * (count + 1) + now.owner[problem.pairs.demand[entries]]
    size = len(found) * (count + 1)
    instead = np.bincount(place, beyond, minlength=size).reshape(-1, count + 1)[:, :count]
    more = gain[found][:, None] + instead - now.lost[:count]
    more[~now.allowed(problem, rows, found)] = -np.inf
    best = float(more.max())
    if best <= TIE:
        return None
    candidate, position = divmod(int(np.argmax(more >= best - TIE)), count)
    return position, int(found[candidate])


def _able(problem: Problem, rows: Sequence[int], now: _Standing) -> Ints:
    """Return the candidates that may make up for the loss of some pick, by what they could gain.

    At most they gain what they serve better than the second best picks. That must be above the loss
    of the pick that they are too near to, or else of one that serves a demand of theirs, unless
    what they add to all is above the least loss.
    """
    pairs, cheapest = problem.pairs, now.lost.min()
    most = np.maximum(pairs.more - now.second[pairs.demand], 0.0)
    total = np.bincount(pairs.row, most, minlength=len(problem))
    least = np.where(now.blockers == 1, now.lost[now.blocker], cheapest)
    hopeful = (now.blockers <= 1) & (total > least + TIE)
    hopeful[list(rows)] = False
    found = np.flatnonzero(hopeful)
    gain, _, entries = _worth(problem, now, found)
    row, owner = pairs.row[entries], now.owner[pairs.demand[entries]]
    able = gain > cheapest + TIE
    able[row[total[row] > now.lost[owner] + TIE]] = True
    return np.asarray(found[able[found]])


def _worth(problem: Problem, now: _Standing, found: Ints) -> tuple[Floats, Floats, Ints]:
    """Return what some candidates add to all picks, what they would more, and their entries.

    0 for other candidates; more without the pick that serves the demand best, an entry each.
    """
    pairs = problem.pairs
    entries = pairs.of(found)
    demand, more = pairs.demand[entries], pairs.more[entries]
    gains = np.maximum(more - now.first[demand], 0.0)
    beyond = np.maximum(more - now.second[demand], 0.0) - gains
    gain = np.bincount(pairs.row[entries], gains, minlength=len(problem))
    return np.asarray(gain, dtype=float), beyond, entries


def instead(problem: Problem, rows: Sequence[int]) -> tuple[Floats, Bools]:
    """Return picks × candidates: what each adds to the picks without that one, and may stand there.

    The picks themselves may stand in their own place only.
    """
    now, each = _Standing(problem, rows), np.arange(len(problem))
    gain, beyond, _ = _worth(problem, now, each)
    place = now.owner[problem.pairs.demand] * len(problem) + problem.pairs.row
    size = (len(rows) + 1) * len(problem)
    more = np.asarray(np.bincount(place, beyond, minlength=size), dtype=float)
    more = more.reshape(len(rows) + 1, len(problem))[: len(rows)] + gain
    return more, now.allowed(problem, rows, each).T


class _Standing:
    """What the picks serve and stand in the way of.

    `first` and `second` are what the best and the second best pick serve of each demand, and
    `owner` the position of the best, len(rows) where none does; `lost` what goes with each pick,
    at the end without bound; `blockers` how many picks each candidate is too near to, and `blocker`
    the position of one of them.
    """

    def __init__(self, problem: Problem, rows: Sequence[int]) -> None:
        self.first, self.second, self.owner = _levels(problem, rows)
        lost = np.bincount(self.owner, self.first - self.second, minlength=len(rows) + 1)
        self.lost = np.asarray(lost, dtype=float)
        self.lost[len(rows)] = np.inf
        near = [problem.near(row) for row in rows]
        beside = np.concatenate(near)
        self.blocker = np.zeros(len(problem), dtype=np.intp)
        self.blocker[beside] = np.repeat(np.arange(len(rows)), [len(n) for n in near])
        self.blockers = np.bincount(beside, minlength=len(problem))

    def allowed(self, problem: Problem, rows: Sequence[int], found: Ints) -> Bools:
        """Return candidates × picks: whether one may stand in the other's place by the rest."""
        blockers, blocker = self.blockers[found], self.blocker[found]
        only = (blockers == 1)[:, None] & (blocker[:, None] == np.arange(len(rows)))
        allowed = (blockers == 0)[:, None] | only
        if problem.per_district is not None:
            codes = problem.districts[list(rows)]
            full = np.bincount(codes, minlength=problem.districts.max() + 1) >= problem.per_district
            own = problem.districts[found]
            allowed &= ~full[own][:, None] | (own[:, None] == codes)
        return np.asarray(allowed)


def _levels(problem: Problem, rows: Sequence[int]) -> tuple[Floats, Floats, Ints]:
    """Return of each demand what the best and the second best pick serve, and which is the best.

    Above what existing clusters serve; where no pick serves it better, the pick is len(rows).
    """
    demand, more = problem.service.demand[list(rows)], problem.service.value[list(rows)]
    pick = np.repeat(np.arange(len(rows)), demand.shape[1])
    demand, more = demand.ravel(), (more - problem.base[demand]).ravel()
    order = np.argsort(more, kind="stable")
    order = order[more[order] > 0]
    demand, more, pick = demand[order], more[order], pick[order]
    first, second = np.zeros(len(problem.base)), np.zeros(len(problem.base))
    owner = np.full(len(problem.base), len(rows))
    first[demand], owner[demand] = more, pick  # the last assignment, the largest, stays
    others = owner[demand] != pick
    second[demand[others]] = more[others]
    return first, second, owner
