"""The made-up city with errors of position, and what the tests of the draws ask of it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

import layers
from layers.score import Scores, assess
from layers.uncertainty import Draws
from tests.layers import toy

DRAWS = {"count": 200, "seed": 0, "low": 0.05, "high": 0.95}


def plan(sigma_m: float | None = None, *, border_m: float = 100.0) -> layers.Plan:
    """Return the city's plan; `sigma_m` is the error of every element and place."""
    return _plan(sigma_m, border_m)


@cache
def _plan(sigma_m: float | None, border_m: float) -> layers.Plan:
    def change(_: Any, numbers: dict[str, Any], shapes: dict[str, Any]) -> None:
        numbers |= {"draws": DRAWS, "sigma": {"statutory_boundary_m": border_m}}
        if sigma_m is not None:
            for fit in numbers["fit"].values():
                fit["sigma_m"] = sigma_m
            shapes["places"]["error_m"] = sigma_m

    return toy.build(change)


def still() -> layers.Plan:
    """Return the plan in which nothing moves."""
    return plan(0.0, border_m=0.0)


def drawn(sites: Any, used: layers.Plan | None = None, *, n: int = 200, **more: Any) -> Scores:
    """Return the scores of `sites` with draws."""
    seed, affinity = more.pop("seed", 0), more.pop("affinity", False)
    peers = more.pop("peers", None)
    return assess(
        used or plan(), sites, peers=peers, draws=Draws(n, seed, affinity=affinity), **more
    )


def width(scores: Scores) -> np.ndarray:
    """Return the width of the 5–95 % interval of each site's total."""
    low, _, high = scores.drawn.quantiles
    return high - low
