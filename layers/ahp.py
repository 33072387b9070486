"""Weights from pairwise judgements: the analytic hierarchy process, with its consistency ratio."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from layers.errors import Fault, InputError
from layers.membership import Floats

# Saaty's random index for 1, 2, … criteria: the mean consistency index of random judgements.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
CONSISTENT = 0.1  # judgements with a greater consistency ratio contradict each other too much
SHORT = re.compile(r"[\d./]{1,20}")  # no exponent: 1e999999999 would take hours
RECIPROCAL = 0.05  # how far a_ij·a_ji may be from 1: people write 0.33 for a third


def ahp(
    matrix: object, criteria: Sequence[str], *, accept: bool = False
) -> tuple[dict[str, float], float]:
    """Return criterion → weight (1 in sum) and the consistency ratio.

    The weights are the principal eigenvector of the matrix; the ratio is
    (λ − n)/(n − 1) over Saaty's random index.

    Parameters
    ----------
    matrix : n rows of n positive numbers or fractions such as "1/3": how much more the row's
        criterion counts than the column's; 1 on the diagonal, reciprocal across it.
    criteria : ids of rows and columns.
    accept : take judgements whatever their consistency ratio.

    Raises
    ------
    InputError
        E-WGT-03: no such matrix. E-WGT-04: the consistency ratio is above 0.1.

    >>> ahp([[1, 3], ["1/3", 1]], ["K1", "K2"])
    ({'K1': 0.75, 'K2': 0.25}, 0.0)
    """
    values, vectors = np.linalg.eig(_judgements(matrix, criteria))
    top = int(values.real.argmax())
    weights = np.abs(vectors[:, top].real)
    weights /= weights.sum()
    ratio = consistency_ratio(float(values[top].real), len(criteria))
    if ratio > CONSISTENT and not accept:
        raise InputError(Fault("E-WGT-04", {"ratio": f"{ratio:.2f}", "most": f"{CONSISTENT:g}"}))
    return dict(zip(criteria, np.round(weights, 12).tolist(), strict=True)), ratio


def consistency_ratio(eigenvalue: float, n: int) -> float:
    """Return 0 for consistent judgements of n criteria, about 1 for random ones.

    >>> round(consistency_ratio(3.116, 3), 2)
    0.1
    """
    if n < 3:
        return 0.0
    index = (eigenvalue - n) / (n - 1)
    return max(round(index / RANDOM_INDEX[n - 1], 12), 0.0)


def _judgement(cell: object) -> float:
    """Return a number, or a short text such as 1/3 or 0.5 as one."""
    if isinstance(cell, str) and not SHORT.fullmatch(cell.strip()):
        raise ValueError
    return float(Fraction(str(cell)))


def _judgements(matrix: object, criteria: Sequence[str]) -> Floats:
    """Return the matrix as numbers; E-WGT-03 when it is no reciprocal matrix of this size."""
    n = len(criteria)
    try:
        rows = [[_judgement(cell) for cell in row] for row in matrix]  # type: ignore[attr-defined]
        found = np.array(rows, dtype=float)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        found = np.zeros((0, 0))
    good = found.shape == (n, n) and n <= len(RANDOM_INDEX) and (found > 0).all()
    if not good or (np.abs(found * found.T - 1.0) > RECIPROCAL).any():
        raise InputError(Fault("E-WGT-03", {"n": n, "known": ", ".join(criteria)}))
    return found
