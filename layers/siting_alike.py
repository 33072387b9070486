"""Candidates that stand for others: of those in one cell that serve the same, the best suffice."""

from __future__ import annotations

import numpy as np

from layers.case import Bools
from layers.siting_demand import Ints
from layers.siting_problem import Problem

MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, so that products of different numbers differ


def cells(problem: Problem) -> Ints:
    """Return for each candidate a number of its cell; of one cell at most one may be picked.

    Regular hexagons whose long diagonal is the spacing, the largest that tile the plane so; cut by
    districts where those have a limit. Without a spacing every candidate has a cell of its own.
    """
    if problem.spacing_m <= 0:
        return np.arange(len(problem))
    x, y = (problem.xy / (problem.spacing_m / 2.0 * (1.0 - 1e-6))).T
    column, row = np.sqrt(3.0) / 3.0 * x - y / 3.0, 2.0 / 3.0 * y
    cube = np.array([column, row, -column - row])  # three axes that add up to 0
    cell = np.rint(cube)
    worst = np.abs(cell - cube).argmax(axis=0)  # rounded most: it follows from the other two
    cell[worst, np.arange(len(problem))] -= cell.sum(axis=0)
    found = _together(*cell[:2].astype(np.intp))
    return found if problem.per_district is None else _together(found, problem.districts)


def _together(one: Ints, other: Ints) -> Ints:
    """Return numbers from 0 that are equal where both are."""
    return np.asarray((one - one.min()) * (int(np.ptp(other)) + 1) + other - other.min())


def undominated(problem: Problem, cell: Ints) -> Ints:
    """Return the candidates that add something and that no other of their cell equals or betters.

    Compared are those that serve the same demands: one after the other leads its like, the one
    that adds most first, and strikes out all that it equals or betters in every demand.
    """
    pairs = problem.pairs
    rows = np.flatnonzero(np.diff(pairs.first))
    if not len(rows):
        return rows
    starts = pairs.first[rows]
    mixed = (pairs.demand.astype(np.uint64) + np.uint64(1)) * MIX
    alike = np.add.reduceat(mixed ^ (mixed >> np.uint64(29)), starts)
    alike = (alike ^ cell[rows].astype(np.uint64) * MIX) * MIX
    rows = rows[np.lexsort((-np.add.reduceat(pairs.more, starts), alike))]
    alike = np.sort(alike)
    kept = []
    while len(rows):
        leads = np.diff(alike, prepend=alike[0] ^ np.uint64(1)) != 0
        leader = rows[np.maximum.accumulate(np.where(leads, np.arange(len(rows)), 0))]
        kept.append(rows[leads])
        left = ~leads & ~_bettered(problem, rows, leader, cell)
        rows, alike = rows[left], alike[left]
    return np.sort(np.concatenate(kept))


def _bettered(problem: Problem, rows: Ints, leader: Ints, cell: Ints) -> Bools:
    """Return which candidates their leader, of the same cell and demands, equals or betters."""
    pairs = problem.pairs
    same = np.diff(pairs.first)[rows] == np.diff(pairs.first)[leader]
    same &= cell[rows] == cell[leader]
    some, by = rows[same], leader[same]
    mine, its = pairs.of(some), pairs.of(by)
    worse = (pairs.demand[mine] != pairs.demand[its]) | (pairs.more[mine] > pairs.more[its])
    number = np.repeat(np.arange(len(some)), np.diff(pairs.first)[some])
    same[same] = np.bincount(number, worse, minlength=len(some)) == 0
    return np.asarray(same)
