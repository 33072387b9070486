"""The loops over candidates for new sites that numba compiles when this module is imported.

Each does what the arrays of the module that calls it do where it is not loaded, and adds up in the
same order, so that the numbers are the same. `first`, `demand`, `more`, `row`, `order` and `starts`
are those of `layers.siting_problem.Pairs`; what is served counts from the existing clusters on.
"""

from __future__ import annotations

import numba
import numpy as np

from layers.case import Bools
from layers.kernels import INT, L1, L_OUT, OUT1, REAL, X1, compiled
from layers.membership import Floats
from layers.tiles import Longs

_types = numba.types
B1 = _types.Array(_types.boolean, 1, "C", readonly=True)
PAIR = _types.UniTuple(INT, 2)  # type: ignore[no-untyped-call]


@compiled(L1, L1, X1, X1, OUT1)
def gains(first: Longs, demand: Longs, more: Floats, level: Floats, out: Floats) -> None:
    """Put what each candidate adds to what is served of each demand."""
    for c in range(len(out)):
        total = 0.0
        for e in range(first[c], first[c + 1]):
            total += max(more[e] - level[demand[e]], 0.0)
        out[c] = total


@compiled(L1, L1, X1, L1, L1, L1, INT, OUT1, OUT1)
def take(
    first: Longs, demand: Longs, more: Floats, row: Longs, order: Longs, starts: Longs,
    taken: int, level: Floats, gain: Floats,
) -> None:  # fmt: skip
    """Raise what is served by one candidate more, and lower what the others gain."""
    for e in range(first[taken], first[taken + 1]):
        before, after = level[demand[e]], more[e]
        if after > before:
            for q in range(starts[demand[e]], starts[demand[e] + 1]):
                other = order[q]
                less = max(more[other] - before, 0.0) - max(more[other] - after, 0.0)
                gain[row[other]] -= less
            level[demand[e]] = after


@compiled(X1, B1, REAL, L_OUT, result=INT)
def tied(gain: Floats, among: Bools, tie: float, out: Longs) -> int:
    """Put the candidates that gain most, as good as equal, and return how many they are."""
    most, count = -np.inf, 0
    for c in range(len(gain)):
        if among[c]:
            most = max(most, gain[c])
    for c in range(len(gain)):
        if among[c] and gain[c] >= most - tie:
            out[count] = c
            count += 1
    return count


@compiled(L1, L1, X1, L1, X1, OUT1, L_OUT)
def tops(
    first: Longs, demand: Longs, more: Floats, cells: Longs, prices: Floats,
    top: Floats, leader: Longs,
) -> None:  # fmt: skip
    """Put what the best candidate of each cell is worth beyond the prices, and the first such.

    Entries begin at `first` for each candidate, candidates at `cells` for each cell.
    """
    for k in range(len(top)):
        top[k] = -1.0
        for c in range(cells[k], cells[k + 1]):
            alone = 0.0
            for e in range(first[c], first[c + 1]):
                alone += max(more[e] - prices[demand[e]], 0.0)
            if alone > top[k]:
                top[k] = alone
                leader[k] = c


@compiled(L1, L1, X1, L1, L1, L1, OUT1, OUT1, L_OUT, L_OUT)
def stand(
    first: Longs, demand: Longs, more: Floats, rows: Longs, beside: Longs, pick: Longs,
    best: Floats, second: Floats, owner: Longs, only: Longs,
) -> None:  # fmt: skip
    """Put what `layers.siting_standing.Standing` says of some picks: `rows` in their order.

    Candidate beside[i] is too near to the pick with the number pick[i].
    """
    for k in range(len(rows)):
        for e in range(first[rows[k]], first[rows[k] + 1]):
            d = demand[e]
            if more[e] >= best[d]:
                second[d], best[d], owner[d] = best[d], more[e], k
            else:
                second[d] = max(second[d], more[e])
    for i in range(len(beside)):
        only[beside[i]] = pick[i] if only[beside[i]] == -1 else -2


@numba.njit(inline="always")
def _instead(
    c: int, first: Longs, demand: Longs, more: Floats,
    best: Floats, second: Floats, owner: Longs, lost: Floats,
    only: Longs, shut: Bools, own: Longs, codes: Longs, out: Floats,
) -> float:  # fmt: skip
    """Put how much more a candidate adds in place of each pick, −∞ where it may not stand there.

    Return the most.
    """
    gain, most = 0.0, -np.inf
    out[:] = 0.0
    for e in range(first[c], first[c + 1]):
        to_all = max(more[e] - best[demand[e]], 0.0)
        gain += to_all
        out[owner[demand[e]]] += max(more[e] - second[demand[e]], 0.0) - to_all
    for j in range(len(codes)):
        out[j] = gain + out[j] - lost[j]
        if (only[c] >= 0 and only[c] != j) or (shut[c] and own[c] != codes[j]):
            out[j] = -np.inf
        most = max(most, out[j])
    return most


@numba.njit(inline="always")
def _able(
    c: int, first: Longs, demand: Longs, more: Floats,
    best: Floats, second: Floats, owner: Longs, lost: Floats, cheapest: float, only: Longs,
) -> float:  # fmt: skip
    """Return what a candidate adds more at most, whichever pick it stands in for.

    In place of a pick that is best at none of its demands it adds what it adds to all; in place of
    another, no more than what it serves better than the second best.
    """
    to_all, beyond, least = 0.0, 0.0, np.inf
    for e in range(first[c], first[c + 1]):
        d = demand[e]
        if more[e] > second[d]:
            to_all += max(more[e] - best[d], 0.0)
            beyond += more[e] - second[d]
            least = min(least, lost[owner[d]])
    return beyond - lost[only[c]] if only[c] >= 0 else max(to_all - cheapest, beyond - least)


@compiled(L1, L1, X1, X1, X1, L1, X1, L1, B1, L1, L1, REAL, result=PAIR)
def exchange(
    first: Longs, demand: Longs, more: Floats,
    best: Floats, second: Floats, owner: Longs, lost: Floats,
    only: Longs, shut: Bools, own: Longs, codes: Longs, tie: float,
) -> tuple[int, int]:  # fmt: skip
    """Return the position of a pick and the candidate that adds most in its place; −1 for none.

    Of what is as good as equal the first candidate, then the first pick. For the arguments see
    `layers.siting_standing.Standing`.
    """
    cheapest, reached = lost.min(), tie
    out, most = np.empty(len(lost)), np.full(len(only), -np.inf)
    for c in range(len(only)):
        if only[c] < -1:
            continue
        able = _able(c, first, demand, more, best, second, owner, lost, cheapest, only)
        if able > reached:
            most[c] = _instead(
                c, first, demand, more, best, second, owner, lost, only, shut, own, codes, out
            )
            reached = max(reached, most[c])
    for c in range(len(only)):
        if reached > tie and most[c] >= reached - tie:
            _instead(c, first, demand, more, best, second, owner, lost, only, shut, own, codes, out)
            for j in range(len(codes)):
                if out[j] >= reached - tie:
                    return j, c
    return -1, -1
