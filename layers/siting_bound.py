"""How good any choice of sites could be at most, by integer programming."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread

import highspy
import numpy as np

from layers.errors import LayerError
from layers.membership import Floats
from layers.siting_alike import cells
from layers.siting_candidates import Check
from layers.siting_demand import Ints
from layers.siting_prices import Pricing
from layers.siting_problem import Problem

ALL_PAIRS = 2_000  # up to so many candidates every pair's spacing is kept: the optimum itself
NODES = 1_000  # of the search tree: a limit that does not depend on the machine
WATCH_S = 0.1  # seconds between two looks at whether the answer is still wanted
GRAIN = 1e-9  # gains are rounded up to this, so that equal ones share a level
BITS = 32  # that hold a gain in grains


@dataclass(frozen=True, slots=True)
class Bound:
    """No choice of candidates adds more than `value`; `optimum` says that one adds just that."""

    value: float
    optimum: bool


def program_bound(problem: Problem, count: int, pricing: Pricing, reached: float) -> Bound:
    """Return the optimum over `count` candidates, or a sharper upper bound, by HiGHS.

    Only candidates that could take part in more than `reached`, which some choice adds, are looked
    at. Up to ALL_PAIRS of those the spacing of every pair is kept, and the answer is the optimum.
    Beyond, at most one pick goes into each cell, in which any two are nearer than the spacing; of
    the candidates in one cell that serve the same demands, only the best are kept.

    Raises
    ------
    LayerError
        HiGHS fails.
    """
    promising = pricing.promising(problem, reached)
    every = len(promising) <= ALL_PAIRS
    rows = promising if every else np.intersect1d(promising, pricing.rows)
    if not len(rows):
        return Bound(reached, optimum=True)
    some, cell = problem.only(rows), cells(problem)[rows]
    program = _Program(len(rows))
    program.at_most(np.arange(len(rows)), count)
    for group in (*_by_district(some), *_too_near(some, cell, every=every)):
        program.at_most(*group)
    program.served(some)
    problem.check()
    found = program.solve(exact=every or problem.spacing_m <= 0, check=problem.check)
    return Bound(max(found.value, reached), found.optimum)


def _by_district(problem: Problem) -> Iterator[tuple[Ints, int]]:
    """Yield the candidates of each district and how many of them may be taken."""
    if problem.per_district is not None:
        for code in np.unique(problem.districts):
            yield np.flatnonzero(problem.districts == code), problem.per_district


def _too_near(problem: Problem, cell: Ints, *, every: bool) -> Iterator[tuple[Ints, int]]:
    """Yield candidates of which at most one may be taken: those of one cell, and other pairs."""
    if problem.spacing_m <= 0:
        return
    order = np.argsort(cell, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1):
        yield group, 1
    for row in range(len(problem) if every else 0):
        near = problem.near(row)
        for other in near[(near > row) & (cell[near] != cell[row])]:
            yield np.array([row, other]), 1


class _Program:
    """A mixed-integer program over candidates (0 or 1) and, for each demand, levels of service."""

    def __init__(self, candidates: int) -> None:
        self.candidates = candidates
        self.rows: list[tuple[Ints, Floats, float]] = []  # columns, factors, upper limit
        self.worth = np.zeros(candidates)

    def at_most(self, columns: Ints, count: float) -> None:
        """Take no more than `count` of the columns."""
        self.rows.append((columns, np.ones(len(columns)), count))

    def served(self, problem: Problem) -> None:
        """Count for each demand one level of service, only if a candidate of it is taken."""
        pairs = problem.pairs
        grains = np.ceil(pairs.more / GRAIN - 1e-3).astype(np.int64)
        levels, level = np.unique((pairs.demand << BITS) + grains, return_inverse=True)
        first = len(self.worth)
        self.worth = np.concatenate([self.worth, (levels & ((1 << BITS) - 1)) * GRAIN])
        order = np.argsort(level, kind="stable")
        starts = np.flatnonzero(np.diff(level[order])) + 1
        for k, members in enumerate(np.split(pairs.row[order], starts)):
            factors = np.append(-np.ones(len(members)), 1.0)
            self.rows.append((np.append(members, first + k), factors, 0.0))
        for one in np.unique(levels >> BITS):
            self.at_most(first + np.flatnonzero(levels >> BITS == one), 1.0)

    def solve(self, *, exact: bool, check: Check) -> Bound:
        """Return the largest sum of levels, or what it cannot exceed if the search ends early."""
        solver = Silent()  # type: ignore[no-untyped-call]
        for option, value in (
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-9),
            ("mip_max_nodes", NODES),
        ):
            solver.setOptionValue(option, value)
        solver.passModel(self._model())
        _run(solver, check)
        status = solver.getModelStatus()
        bound = float(solver.getInfo().mip_dual_bound)
        if not np.isfinite(bound):
            raise LayerError(f"HiGHS gives no bound: {solver.modelStatusToString(status)}.")
        done = status == highspy.HighsModelStatus.kOptimal
        return Bound(bound, optimum=done and exact)

    def _model(self) -> highspy.HighsLp:
        lengths = [len(columns) for columns, _, _ in self.rows]
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.worth), len(self.rows)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = self.worth
        model.col_lower_, model.col_upper_ = np.zeros(len(self.worth)), np.ones(len(self.worth))
        model.row_lower_ = np.full(len(self.rows), -highspy.kHighsInf)
        model.row_upper_ = np.array([upper for _, _, upper in self.rows], dtype=float)
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *lengths]).astype(np.int32)
        columns = np.concatenate([columns for columns, _, _ in self.rows])
        matrix.index_ = columns.astype(np.int32)
        matrix.value_ = np.concatenate([factors for _, factors, _ in self.rows])
        levels = len(self.worth) - self.candidates
        model.integrality_ = [whole] * self.candidates + [real] * levels
        return model


def _run(solver: highspy.Highs, check: Check) -> None:
    """Run a solver; when `check` raises, leave it to end at its next break.

    It asks too seldom for breaks of its own (twice in seconds), so it gets a thread to itself.
    """
    solver.HandleUserInterrupt = True
    thread = Thread(target=solver.run, name="highs", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(WATCH_S)
            check()
    except BaseException:
        solver.cancelSolve()  # type: ignore[no-untyped-call]
        raise


class Silent(highspy.Highs):
    """A solver that prints nothing, not even the notice it prints while it is set up."""

    def enableCallbacks(self) -> None:
        """Turn the output off before anything is printed."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]
