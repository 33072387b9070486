"""Greedy choice of sites and its improvement: deterministic; the greedy one nested in the count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from layers.case import Bools
from layers.membership import Floats
from layers.siting_exchange import exchanged, searched
from layers.siting_picks import Picks
from layers.siting_prices import Pricing
from layers.siting_problem import TIE, Problem
from layers.siting_standing import Standing

SPACING, LIMIT, BOTH, ALL, NOTHING = (
    f"end-{why}" for why in ("spacing", "limit", "both", "all", "nothing")
)
SETTLED = 3  # times that ties are settled by score; an exchange after that is left as it is


@dataclass(frozen=True)
class Step:
    """One pick: its row, what it adds, and the best that could have been taken elsewhere."""

    row: int
    gain: float
    second: int | None
    second_gain: float


def greedy(problem: Problem, count: int) -> tuple[list[Step], str | None]:
    """Return up to `count` picks, each the best after those before it, and why there are fewer.

    The first picks do not depend on `count`: a shorter choice is the beginning of a longer one.
    """
    steps: list[Step] = []
    picks = Picks(problem)
    while len(steps) < count:
        problem.check()
        among = picks.allowed
        if not among.any():
            return steps, _blocked(picks)
        row = problem.best(picks.gains, among & (picks.gains > TIE))
        if row is None:
            return steps, NOTHING
        steps.append(_step(problem, picks.gains, row, among))
        picks.add(row)
    return steps, None


def better(problem: Problem, steps: Sequence[Step], pricing: Pricing) -> list[Step]:
    """Return better picks where a search finds any, else the same.

    It does not begin where the bound says that there are none.
    """
    rows = [s.row for s in steps]
    value = problem.value(rows)
    if pricing.bound <= value + TIE:
        return list(steps)
    found = improved(problem, rows, pricing)
    return found if problem.value([s.row for s in found]) > value + TIE else list(steps)


def improved(problem: Problem, rows: Sequence[int], pricing: Pricing) -> list[Step]:
    """Return the best choice found of as many picks; no exchange of one pick adds anything to it.

    In the order of what each adds; `second` is the best exchange left, which adds nothing more.
    Where several candidates would do for a pick, score and then id decide.
    """
    if not rows:
        return []
    chosen = searched(problem, rows, pricing)
    for _ in range(SETTLED):
        settled = _settled(problem, chosen)
        chosen = exchanged(problem, settled)
        if chosen == settled:
            break
    return list(_ordered(problem, chosen))


def _settled(problem: Problem, chosen: Sequence[int]) -> list[int]:
    """Return the picks, each the best by score and then id of those that add as much there."""
    rows, now = list(chosen), Standing(problem, chosen)
    tied = [problem.tied(*now.without(k)) for k in range(len(rows))]
    problem.scores(np.unique(np.concatenate(tied)))  # all at once: they are remembered
    for k, row in enumerate(chosen):
        problem.check()
        same = rows == list(chosen)
        found = problem.preferred(tied[k] if same else problem.tied(*now.without(k)))
        assert found is not None  # the pick itself is among them
        if found != row:
            rows[k] = found
            now = Standing(problem, rows)
    return rows


def _ordered(problem: Problem, chosen: Sequence[int]) -> Iterator[Step]:
    now = Standing(problem, chosen)
    left, picks = list(range(len(chosen))), Picks(problem)
    while left:
        among = np.zeros(len(problem), dtype=bool)
        among[[chosen[k] for k in left]] = True
        row = problem.best(picks.gains, among)
        assert row is not None  # something is left
        k, gain = list(chosen).index(row), float(picks.gains[row])
        gains, allowed = now.without(k)
        step = _step(problem, gains, row, allowed)
        yield Step(row, gain, step.second, gain - (step.gain - step.second_gain))
        picks.add(row)
        left.remove(k)


def _step(problem: Problem, gains: Floats, row: int, among: Bools) -> Step:
    """Return the pick with its runner-up: the best candidate outside the pick's own spacing."""
    second = problem.best(gains, among & (gains > TIE) & problem.apart([row]))
    return Step(row, float(gains[row]), second, 0.0 if second is None else float(gains[second]))


def _blocked(picks: Picks) -> str:
    """Return which rule leaves no candidate after the picks so far."""
    if len(picks.rows) == len(picks.problem):
        return ALL
    if not picks.free.any():
        return SPACING
    return BOTH if picks.left.any() else LIMIT
