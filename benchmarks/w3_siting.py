"""W3: k = 30 of M ≈ 10,000 candidate sites under spacing, beside HiGHS to the proven optimum.

The instance is the plan's own: candidates on a grid of CELL_M metres over the city without water,
the shipped clusters as existing ones, one sector, 2 km between picks. Both sides get the same
arrays. HiGHS gets the whole program at once: a candidate 0 or 1, a share of each demand for each
candidate that serves it, one clique a cell of the plane and one row for every other pair that is
too near; its time is that of the solver alone, without building the model. Ours is all that
follows on the arrays: indices, greedy choice, search, bound, runners-up::

    python -m benchmarks.w3_siting --rounds 3 --sector P6 --sector P3
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from benchmarks.interleaved import peak_mb, timed
from gis_app.load import default_plan
from layers.membership import Floats
from layers.siting import posed
from layers.siting_alike import cells
from layers.siting_bound import Silent
from layers.siting_candidates import Rules
from layers.siting_demand import Ints
from layers.siting_prices import STEPS, Pricing
from layers.siting_problem import Problem
from layers.siting_search import better, greedy
from layers.tiles import warm

CELL_M, SPACING_M, COUNT = 770.0, 2_000.0, 30  # 770 m: about 10,000 candidates
SECTORS = ("P6", "P3")
GREEDY, GREEDY_BOUND, SEARCH, TIES, HIGHS = (
    *("greedy", "greedy and bound", "search and bound"),
    *("search and bound, ties by score", "HiGHS"),
)
AGREE = 1e-6

Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What one way chose: its value, and what it says no choice can exceed."""

    rows: tuple[int, ...]
    value: float
    bound: float


def instance(sector: str) -> Problem:
    """Return the choice of sites for one sector; ties are scored as the command `site` does."""
    plan = default_plan()
    siting = {**plan.facts.assumptions["siting"], "candidate_m": CELL_M}
    facts = replace(plan.facts, assumptions={**plan.facts.assumptions, "siting": siting})
    existing = plan.layers["clusters"][["id", "name", "sectors", "geometry"]]
    rules = Rules(spacing_m=SPACING_M)
    return posed(replace(plan, facts=facts), {sector: 1.0}, rules, existing)[3]


def fresh(problem: Problem, *, scored: bool) -> Problem:
    """Return the same choice with nothing remembered from an earlier run."""
    if not scored:
        return replace(problem, scores=lambda rows: np.zeros(len(rows)))
    known = problem.scores.known  # type: ignore[attr-defined]
    known[:] = np.inf
    return replace(problem)


def chosen(problem: Problem, *, search: bool = True, bound: bool = True) -> Found:
    """Return our choice and its bound, from the arrays alone."""
    steps = greedy(problem, COUNT)[0]
    rows = [s.row for s in steps]
    if not bound:
        return Found(tuple(rows), problem.value(rows), np.inf)
    pricing = Pricing(problem, COUNT, rows)
    if search:
        rows = [s.row for s in better(problem, steps, pricing)]
    pricing.lower(STEPS - pricing.steps, problem.value(rows))
    return Found(tuple(rows), problem.value(rows), pricing.bound)


class Direct:
    """The whole program in HiGHS, built once; every `solve` starts anew."""

    def __init__(self, problem: Problem) -> None:
        self.candidates, pairs = len(problem), problem.pairs
        self.rows: list[tuple[Ints, Floats, float]] = []
        served = self.candidates + np.arange(len(pairs.row))
        self._at_most(np.arange(self.candidates), COUNT)
        for demand in np.flatnonzero(np.diff(pairs.starts)):
            self._at_most(served[pairs.at(np.array([demand]))], 1.0)
        for candidate, share in zip(pairs.row, served, strict=True):
            self.rows.append((np.array([candidate, share]), np.array([-1.0, 1.0]), 0.0))
        cell = cells(problem)
        order = np.argsort(cell, kind="stable")
        for clique in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1):
            self._at_most(clique, 1.0)
        for row in range(self.candidates):
            near = problem.near(row)
            for other in near[(near > row) & (cell[near] != cell[row])]:
                self._at_most(np.array([row, other]), 1.0)
        self.worth = np.concatenate([np.zeros(self.candidates), pairs.more])

    def _at_most(self, columns: Ints, limit: float) -> None:
        self.rows.append((columns, np.ones(len(columns)), limit))

    def loaded(self) -> highspy.Highs:
        """Return a solver with the program in it, to be run to the proven optimum."""
        size = len(self.worth)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = size, len(self.rows)
        program.sense_ = highspy.ObjSense.kMaximize
        program.col_cost_, program.col_lower_ = self.worth, np.zeros(size)
        program.col_upper_ = np.ones(size)
        program.row_lower_ = np.full(len(self.rows), -highspy.kHighsInf)
        program.row_upper_ = np.array([limit for _, _, limit in self.rows])
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(columns) for columns, _, _ in self.rows]
        matrix.start_ = np.cumsum([0, *lengths]).astype(np.int32)
        matrix.index_ = np.concatenate([c for c, _, _ in self.rows]).astype(np.int32)
        matrix.value_ = np.concatenate([f for _, f, _ in self.rows])
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        program.integrality_ = [whole] * self.candidates + [real] * (size - self.candidates)
        solver = Silent()  # type: ignore[no-untyped-call]
        for option, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-9), ("threads", 1)):
            solver.setOptionValue(option, value)
        solver.passModel(program)
        return solver

    def found(self, solver: highspy.Highs) -> Found:
        """Return the optimum of a solver that has run."""
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        taken = np.array(solver.getSolution().col_value)[: self.candidates] > 0.5
        info = solver.getInfo()
        value, bound = info.objective_function_value, info.mip_dual_bound
        return Found(tuple(np.flatnonzero(taken).tolist()), float(value), float(bound))


def run(rounds: int, sectors: Sequence[str] = SECTORS) -> list[Row]:
    """Return a row for each sector and way; ours and HiGHS take turns in every round.

    A row has name, candidates, seconds (wall) and cpu of each round, value, bound, optimum (proven
    by HiGHS), below and above (of value and bound, as shares of the optimum), ratio (medians of
    HiGHS's seconds over this way's), memory_mb and load.
    """
    warm()
    return [row for sector in sectors for row in _rows(sector, rounds)]


def _rows(sector: str, rounds: int) -> Iterator[Row]:
    problem = instance(sector)
    direct = Direct(problem)
    ways: dict[str, Callable[[], Found]] = {
        GREEDY: lambda: chosen(fresh(problem, scored=False), search=False, bound=False),
        GREEDY_BOUND: lambda: chosen(fresh(problem, scored=False), search=False),
        SEARCH: lambda: chosen(fresh(problem, scored=False)),
        TIES: lambda: chosen(fresh(problem, scored=True)),
    }
    memory = {name: _memory(way) for name, way in ways.items()}
    memory[HIGHS] = _memory(lambda: direct.loaded().run())
    found = {name: way() for name, way in ways.items()}  # nothing is loaded in a counted round
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in (*ways, HIGHS)}
    for turn in range(rounds):
        for name in (*ways, HIGHS) if turn % 2 == 0 else (HIGHS, *ways):
            if name == HIGHS:
                solver = direct.loaded()
                taken[name].append(timed(solver.run))
                found[name] = direct.found(solver)
            else:
                taken[name].append(timed(ways[name]))
    best = found[HIGHS].value
    _agree(problem, found)
    for name, times in taken.items():
        ratios = [h[0] / t[0] for h, t in zip(taken[HIGHS], times, strict=True)]
        yield {
            "name": f"{sector} {name}",
            "candidates": len(problem),
            "seconds": [wall for wall, _ in times],
            "cpu": [cpu for _, cpu in times],
            "value": found[name].value,
            "bound": found[name].bound,
            "optimum": best,
            "below": 1.0 - found[name].value / best,
            "above": found[name].bound / best - 1.0,
            "ratio": statistics.median(ratios),
            "memory_mb": memory[name],
            "load": os.getloadavg()[0],
        }


def _agree(problem: Problem, found: dict[str, Found]) -> None:
    """Check that every choice keeps the rules, adds what it says, and no bound is too low."""
    best = found[HIGHS].value
    for name, one in found.items():
        assert len(set(one.rows)) == len(one.rows) <= COUNT, name
        assert abs(problem.value(one.rows) - one.value) <= AGREE, name
        for row in one.rows:
            assert not set(problem.near(row).tolist()) & (set(one.rows) - {row}), name
        assert one.value <= best + AGREE, name
        assert one.bound >= best - AGREE, name


def _memory(way: Callable[[], object]) -> float:
    """Return by how many MB a call raises the most memory held, in a process of its own."""
    context = multiprocessing.get_context("fork")
    ours, its = context.Pipe(duplex=False)

    def work() -> None:
        before = peak_mb()
        way()
        its.send(peak_mb() - before)

    process = context.Process(target=work)
    process.start()
    held = float(ours.recv())
    process.join()
    return held


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sector", action="append")
    given = parser.parse_args()
    for row in run(given.rounds, given.sector or SECTORS):
        wall, cpu = (statistics.median(row[key]) for key in ("seconds", "cpu"))
        print(
            f"{row['name']:40} M {row['candidates']:6} {wall:8.3f} s {cpu:8.3f} CPU s "
            f"{row['below']:8.3%} below, bound {row['above']:8.3%} above the optimum "
            f"{row['optimum']:.4f}; HiGHS takes {row['ratio']:.0f} times as long; "
            f"{row['memory_mb']:.0f} MB; load {row['load']:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
