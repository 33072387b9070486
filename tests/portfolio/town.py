"""The made-up city of `tests.layers.toy` with seven clusters whose support is worked out by hand.

a (6.5, 7) south-west, S1: in the loop · b (15.5, 15.5) north-east, S1 0.6 and S2 0.4: on the axis,
2.5 km from the belt · c (6, 12) north-west, S3: 3 km from the axis · d (15, 5) south-east, S4:
3 km from the belt · e (12, 1) south-east, S5: on the shore · f (2, 18) north-west, S8, which
nobody names · g (25, 10), outside the city.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd

import layers
from layers.portfolio_reach import reach
from tests.layers import toy

CLUSTERS: dict[str, tuple[float, float, Any]] = {
    "a": (6.5, 7, "S1"),
    "b": (15.5, 15.5, {"S1": 0.6, "S2": 0.4}),
    "c": (6, 12, "S3"),
    "d": (15, 5, "S4"),
    "e": (12, 1, "S5"),
    "f": (2, 18, "S8"),
    "g": (25, 10, "S1"),
}
AXIS_C = 0.5 + 0.5 * 2 ** -((1 / 3) ** 2)  # c: β 0.5, 1 km past the plateau, h 3 km
BELT_B = 2 ** -(1.5**2)  # b: 1.5 km past the plateau, h 1 km


def numbers(_raw: Any, assumptions: dict[str, Any], _shapes: Any) -> None:
    """Give the city the numbers of the assessment; 2.6 km from the loop is half."""
    assumptions["coverage"] = {"carried": 0.5}
    assumptions["siting"] = {"stretch_m": 5000}
    assumptions["fit"]["loop"]["road"]["h_m"] = 1600


@cache
def plan() -> layers.Plan:
    """Return the city's plan."""
    return toy.build(numbers)


@cache
def reached() -> pd.DataFrame:
    """Return where its elements reach."""
    return reach(plan())


def clusters(**changed: tuple[float, float, Any] | None) -> gpd.GeoDataFrame:
    """Return the clusters (EPSG:4549); `changed` replaces, adds or (None) leaves out some."""
    rows = {k: v for k, v in (CLUSTERS | changed).items() if v is not None}
    return toy.clusters(*[(toy.at(x, y), mix, k, f"点{k}") for k, (x, y, mix) in rows.items()])
