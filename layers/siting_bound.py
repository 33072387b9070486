"""How good any choice of sites could be at most: a quick bound, and one by integer programming."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Thread

import highspy
import numpy as np
import shapely

from layers.errors import LayerError
from layers.membership import Floats
from layers.siting_candidates import Check
from layers.siting_demand import Ints
from layers.siting_search import Problem

ALL_PAIRS = 400  # up to so many candidates every pair's spacing is kept: the optimum itself
NODES = 1_000  # of the search tree: a limit that does not depend on the machine
WATCH_S = 0.1  # seconds between two looks at whether the answer is still wanted
GRAIN = 1e-9  # gains are rounded up to this, so that equal ones share a level


def quick_bound(problem: Problem, rows: Sequence[int], count: int) -> float:
    """Return an upper bound on what any `count` candidates add together.

    What is served is monotone and submodular, so that for any set S the optimum adds at most
    f(S) + the `count` largest gains at S (Nemhauser, Wolsey and Fisher 1978); the least over the
    beginnings of `rows`. The district limit is kept, the spacing is not: leaving a rule out can
    only raise the bound.
    """
    best, bounds = problem.base, []
    for row in (*rows, None):
        added = float((best - problem.base).sum())
        bounds.append(added + _largest(problem, problem.gains(best), count))
        if row is not None:
            best = problem.with_site(best, row)
    most = np.maximum(problem.service.best(len(problem.base)) - problem.base, 0.0).sum()
    return min(*bounds, float(most))


def _largest(problem: Problem, gains: Floats, count: int) -> float:
    """Return the sum of the largest gains that the district limit allows to stand together."""
    if problem.per_district is not None:
        codes = set(problem.district)
        each = [np.sort(gains[problem.district == c])[::-1] for c in sorted(codes)]
        gains = np.concatenate([g[: problem.per_district] for g in each])
    return float(np.sort(gains)[::-1][:count].sum())


@dataclass(frozen=True, slots=True)
class Bound:
    """No choice of candidates adds more than `value`; `optimum` says that one adds just that."""

    value: float
    optimum: bool


def program_bound(problem: Problem, count: int) -> Bound:
    """Return the optimum over `count` candidates, or a sharper upper bound, by HiGHS.

    Up to ALL_PAIRS candidates the spacing of every pair is kept, and the answer is the optimum.
    Beyond, at most one pick goes into each square whose diagonal is the spacing; of the candidates
    in one square that serve the same demands, only those are kept that no other matches in all.

    Raises
    ------
    LayerError
        HiGHS fails.
    """
    every = len(problem.ids) <= ALL_PAIRS
    more = problem.service.value - problem.base[problem.service.demand]
    more = np.where(more > GRAIN, np.ceil(more / GRAIN - 1e-3) * GRAIN, 0.0)
    squares = _squares(problem)
    rows = np.flatnonzero(more.sum(axis=1) > 0)
    if not every:
        alike = np.column_stack([np.where(more > 0, problem.service.demand, -1), squares])
        rows = _front(more, alike, problem.check)
    if not len(rows):
        return Bound(0.0, optimum=True)
    program = _Program(len(rows))
    program.at_most(np.arange(len(rows)), count)
    for group in (*_by_district(problem, rows), *_too_near(problem, rows, squares, every=every)):
        program.at_most(*group)
    program.served(more[rows], problem.service.demand[rows])
    problem.check()
    return program.solve(exact=every or problem.spacing_m <= 0, check=problem.check)


def _squares(problem: Problem) -> Ints:
    """Return for each candidate the number of its square, in which any two break the spacing."""
    if problem.spacing_m <= 0:
        return np.zeros(len(problem.ids), dtype=np.intp)
    side = problem.spacing_m / np.sqrt(2.0) * (1.0 - 1e-6)
    cells = np.floor(problem.xy / side).astype(np.intp)
    return np.asarray(np.unique(cells, axis=0, return_inverse=True)[1]).ravel()


def _front(more: Floats, group: Ints, check: Check) -> Ints:
    """Return the rows that no other row of their group equals or betters in every demand."""
    number = np.unique(group, axis=0, return_inverse=True)[1].ravel()
    order = np.lexsort((-more.sum(axis=1), number))
    starts = np.flatnonzero(np.diff(number[order])) + 1
    kept: list[int] = []
    for rows in np.split(order, starts):
        check()
        front: list[int] = []
        for row in rows:
            if more[row].any() and not (more[front] >= more[row]).all(axis=1).any():
                front.append(int(row))
        kept += front
    return np.array(sorted(kept), dtype=np.intp)


def _by_district(problem: Problem, rows: Ints) -> Iterator[tuple[Ints, int]]:
    """Yield the candidates of each district and how many of them may be taken."""
    if problem.per_district is not None:
        for code in sorted(set(problem.district[rows])):
            yield np.flatnonzero(problem.district[rows] == code), problem.per_district


def _too_near(
    problem: Problem, rows: Ints, squares: Ints, *, every: bool
) -> Iterator[tuple[Ints, int]]:
    """Yield candidates of which at most one may be taken: pairs, or those of one square."""
    if problem.spacing_m <= 0:
        return
    if not every:
        for square in np.unique(squares[rows]):
            yield np.flatnonzero(squares[rows] == square), 1
        return
    points = shapely.points(problem.xy[rows])
    tree = shapely.STRtree(points)
    pairs = tree.query(points, predicate="dwithin", distance=problem.spacing_m - 1e-6)
    for one, other in pairs.T[pairs[0] < pairs[1]]:
        yield np.array([one, other]), 1


class _Program:
    """A mixed-integer program over candidates (0 or 1) and, for each demand, levels of service."""

    def __init__(self, candidates: int) -> None:
        self.candidates = candidates
        self.rows: list[tuple[Ints, Floats, float]] = []  # columns, factors, upper limit
        self.worth = np.zeros(candidates)

    def at_most(self, columns: Ints, count: float) -> None:
        """Take no more than `count` of the columns."""
        self.rows.append((columns, np.ones(len(columns)), count))

    def served(self, more: Floats, demand: Ints) -> None:
        """Count for each demand one level of service, only if a candidate of it is taken."""
        row, column = np.nonzero(more > 0)
        pairs = np.column_stack([demand[row, column], np.rint(more[row, column] / GRAIN)])
        levels, level = np.unique(pairs, axis=0, return_inverse=True)
        first = len(self.worth)
        self.worth = np.concatenate([self.worth, levels[:, 1] * GRAIN])
        order = np.argsort(level.ravel(), kind="stable")
        starts = np.cumsum(np.bincount(level.ravel(), minlength=len(levels)))[:-1]
        for k, members in enumerate(np.split(row[order], starts)):
            factors = np.append(-np.ones(len(members)), 1.0)
            self.rows.append((np.append(members, first + k), factors, 0.0))
        for one in np.unique(levels[:, 0]):
            self.at_most(first + np.flatnonzero(levels[:, 0] == one), 1.0)

    def solve(self, *, exact: bool, check: Check) -> Bound:
        """Return the largest sum of levels, or what it cannot exceed if the search ends early."""
        solver = _Silent()  # type: ignore[no-untyped-call]
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


class _Silent(highspy.Highs):
    """A solver that prints nothing, not even the notice it prints while it is set up."""

    def enableCallbacks(self) -> None:
        """Turn the output off before anything is printed."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]
