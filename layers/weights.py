"""Weights of the criteria: from the plan's order by default, or the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeGuard

import numpy as np

from layers.errors import Fault, InputError
from layers.membership import Floats

LEAST, MOST = 1e-9, 1e9  # of a weight that is not 0: beyond, sums and shares are no numbers


def rank_order_centroid(n: int) -> Floats:
    """Return the expected weights when only an order is known: w_k = (1/n)·Σ_{i≥k} 1/i.

    >>> rank_order_centroid(2).tolist()
    [0.75, 0.25]
    """
    return np.cumsum(1.0 / np.arange(n, 0, -1))[::-1] / n


def rank_sum(n: int) -> Floats:
    """Return w_k = 2(n + 1 − k)/(n(n + 1)).

    >>> rank_sum(2).round(3).tolist()
    [0.667, 0.333]
    """
    return 2.0 * np.arange(n, 0, -1) / (n * (n + 1))


def equal(n: int) -> Floats:
    """Return the same weight for all."""
    return np.full(n, 1.0 / n)


METHODS: Mapping[str, Callable[[int], Floats]] = {
    "roc": rank_order_centroid,
    "ranksum": rank_sum,
    "equal": equal,
}


def by_method(method: str, criteria: Sequence[str]) -> dict[str, float]:
    """Return criterion → weight for one of METHODS, in the order given.

    Raises
    ------
    InputError
        E-WGT-01: no such method.
    """
    if method not in METHODS:
        raise InputError(Fault("E-WGT-01", {"value": method, "known": ", ".join(METHODS)}))
    return dict(zip(criteria, METHODS[method](len(criteria)).tolist(), strict=True))


def _number(value: object) -> TypeGuard[float]:
    """Return whether a value is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def checked(weights: Mapping[str, object], criteria: Sequence[str]) -> dict[str, float]:
    """Return the user's weights, one a criterion; zero switches a criterion off.

    Raises
    ------
    InputError
        E-WGT-02: a criterion is missing or unknown, a weight is neither 0 nor a number between
        LEAST and MOST, or all are zero.
    """
    numbers = {k: v for k, v in weights.items() if _number(v) and (v == 0 or LEAST <= v <= MOST)}
    if set(weights) != set(criteria) or len(numbers) != len(criteria) or not any(numbers.values()):
        raise InputError(Fault("E-WGT-02", {"known": ", ".join(criteria)}))
    return {c: float(numbers[c]) for c in criteria}
