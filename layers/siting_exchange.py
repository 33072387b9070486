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
    end, and the best is kept. Of that one every pick is barred in turn, with its neighbour, and
    others are chosen and exchanged in their place, again while that adds anything. The search ends
    early where the bound is as good as reached.
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
        for row in list(search.best):
            if row in search.best:
                near = _nearest(problem, search.best, row)
                search.fill(near[TOGETHER:], near[:TOGETHER], WEIGHT)
    return search.best


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
    pairs, count = problem.pairs, len(rows)
    first, second, owner = _levels(problem, rows)
    lost = np.asarray(np.bincount(owner, first - second, minlength=count + 1), dtype=float)
    lost[count] = np.inf
    gains = np.maximum(pairs.more - first[pairs.demand], 0.0)
    most = np.maximum(pairs.more - second[pairs.demand], 0.0)
    blockers, blocker = _blockers(problem, rows)
    found = _able(problem, rows, (gains, most), (lost, owner), (blockers, blocker))
    if not len(found):
        return None
    entries = pairs.of(found)
    lengths = pairs.first[found + 1] - pairs.first[found]
    place = np.repeat(np.arange(len(found)), lengths) * (count + 1) + owner[pairs.demand[entries]]
    size = len(found) * (count + 1)
    instead = np.bincount(place, (most - gains)[entries], minlength=size).reshape(-1, count + 1)
    gain = np.bincount(place // (count + 1), gains[entries], minlength=len(found))
    more = gain[:, None] + instead[:, :count] - lost[:count]
    more[~_allowed(problem, rows, found, blockers[found], blocker[found])] = -np.inf
    best = float(more.max())
    if best <= TIE:
        return None
    candidate, position = divmod(int(np.argmax(more >= best - TIE)), count)
    return position, int(found[candidate])


def _able(
    problem: Problem,
    rows: Sequence[int],
    worth: tuple[Floats, Floats],
    owned: tuple[Floats, Ints],
    blocked: tuple[Ints, Ints],
) -> Ints:
    """Return the candidates that may make up for the loss of some pick, by what they could gain.

    Either for the cheapest pick by what they add to all, or for one that serves a demand of theirs
    by all they could ever add; beside a pick that is too near, for that one only.
    """
    pairs, (gains, most), (lost, owner) = problem.pairs, worth, owned
    blockers, blocker = blocked
    gain = np.bincount(pairs.row, gains, minlength=len(problem))
    able = gain > lost.min() + TIE
    total = np.bincount(pairs.row, most, minlength=len(problem))
    able[pairs.row[total[pairs.row] > lost[owner[pairs.demand]] + TIE]] = True
    able &= (blockers == 0) | ((blockers == 1) & (total > lost[blocker] + TIE))
    able[list(rows)] = False
    return np.flatnonzero(able)


def instead(problem: Problem, rows: Sequence[int]) -> tuple[Floats, Bools]:
    """Return picks × candidates: what each adds to the picks without that one, and may stand there.

    The picks themselves may stand in their own place only.
    """
    pairs, count, each = problem.pairs, len(rows), np.arange(len(problem))
    first, second, owner = _levels(problem, rows)
    gains = np.maximum(pairs.more - first[pairs.demand], 0.0)
    beyond = np.maximum(pairs.more - second[pairs.demand], 0.0) - gains
    place = owner[pairs.demand] * len(problem) + pairs.row
    size = (count + 1) * len(problem)
    more = np.asarray(np.bincount(place, beyond, minlength=size), dtype=float)
    more = more.reshape(count + 1, len(problem))[:count]
    more += np.bincount(pairs.row, gains, minlength=len(problem))
    return more, _allowed(problem, rows, each, *_blockers(problem, rows)).T


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


def _blockers(problem: Problem, rows: Sequence[int]) -> tuple[Ints, Ints]:
    """Return how many picks each candidate is too near to, and the position of one of them."""
    near = [problem.near(row) for row in rows]
    beside = np.concatenate(near)
    blocker = np.zeros(len(problem), dtype=np.intp)
    blocker[beside] = np.repeat(np.arange(len(rows)), [len(n) for n in near])
    return np.bincount(beside, minlength=len(problem)), blocker


def _allowed(
    problem: Problem, rows: Sequence[int], found: Ints, blockers: Ints, blocker: Ints
) -> Bools:
    """Return candidates × picks: whether one may stand in the other's place beside the rest."""
    only = (blockers == 1)[:, None] & (blocker[:, None] == np.arange(len(rows)))
    allowed = (blockers == 0)[:, None] | only
    if problem.per_district is not None:
        codes = problem.districts[list(rows)]
        full = np.bincount(codes, minlength=problem.districts.max() + 1) >= problem.per_district
        own = problem.districts[found]
        allowed &= ~full[own][:, None] | (own[:, None] == codes)
    return np.asarray(allowed)
