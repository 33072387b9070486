"""Does the score recover the plan's own choices? Named clusters against random points.

A check, not a target: parameters are never tuned to it (scoring method, §5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely

from layers.crs import METRIC
from layers.membership import Floats
from layers.model import Plan
from layers.peers import Mix, as_mix
from layers.score import score

TOTAL = "total"


@dataclass(frozen=True)
class Auc:
    """The chance that a named cluster beats a random point: value, 5 % and 95 % bootstrap."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Validation:
    """Result of the check: AUC of the total and of each criterion, means and grades."""

    auc: Mapping[str, Auc]
    named: int
    named_scored: int
    random: int
    mean_named: float
    mean_random: float
    grades_named: Mapping[str, int]
    grades_random: Mapping[str, int]


def validate(plan: Plan, *, points: int = 17, boots: int = 1_000, seed: int = 0) -> Validation:
    """Return how the plan's located clusters score against random points of the city.

    Each cluster is scored with its own place element taken away (leave one out), and `points`
    random points with the same sector mix under the same reduced plan. Deterministic by `seed`.
    """
    rng = np.random.default_rng(seed)
    layer = plan.layers["clusters"]
    peers = plan.peers()
    named, random = [], []
    for row in layer.itertuples():
        mix = as_mix(row.sectors)
        if row.district is None or not mix:
            continue
        reduced = replace(plan, places=tuple(p for p in plan.places if p.id != row.id))
        own = _sites([row.geometry], mix, [str(row.id)], str(row.name), layer.crs)
        named += score(reduced, own, peers=peers)
        at = _points(plan, points, rng)
        ids = [f"{row.id}-{i}" for i in range(points)]
        random += score(reduced, _sites(at, mix, ids, "random", METRIC), peers=peers)
    return _validation(plan, named, random, boots=boots, rng=rng)


def auc(high: Floats, low: Floats) -> float:
    """Return P(a value of `high` > one of `low`) + ½ P(equal); NaN where either is empty.

    >>> auc(np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    0.875
    """
    if not len(high) or not len(low):
        return float("nan")
    above = (high[:, None] > low[None, :]).mean()
    return float(above + 0.5 * (high[:, None] == low[None, :]).mean())


def _validation(
    plan: Plan,
    named: Sequence[Mapping[str, object]],
    random: Sequence[Mapping[str, object]],
    *,
    boots: int,
    rng: np.random.Generator,
) -> Validation:
    keys = [TOTAL, *(c.id for c in plan.facts.criteria)]
    pairs = {k: (_values(named, k), _values(random, k)) for k in keys}
    found = {k: _auc(*v, boots=boots, rng=rng) for k, v in pairs.items() if all(map(len, v))}
    totals = pairs[TOTAL]
    return Validation(
        auc=found,
        named=len(named),
        named_scored=len(totals[0]),
        random=len(random),
        mean_named=float(totals[0].mean()),
        mean_random=float(totals[1].mean()),
        grades_named=Counter(str(s["grade"]) for s in named),
        grades_random=Counter(str(s["grade"]) for s in random),
    )


def _auc(high: Floats, low: Floats, *, boots: int, rng: np.random.Generator) -> Auc:
    drawn = [auc(rng.choice(high, len(high)), rng.choice(low, len(low))) for _ in range(boots)]
    return Auc(auc(high, low), *np.quantile(drawn, [0.05, 0.95]).tolist())


def _values(sites: Sequence[Mapping[str, object]], key: str) -> Floats:
    """Return the totals or the values of one criterion, where scored."""
    if key == TOTAL:
        found = [s["score"] for s in sites]
    else:
        found = [c["value"] for s in sites for c in s["criteria"] if c["id"] == key]  # type: ignore[attr-defined]
    return np.array([v for v in found if v is not None], dtype=float)


def _sites(
    shapes: Sequence[shapely.Geometry], mix: Mix, ids: Sequence[str], name: str, crs: object
) -> gpd.GeoDataFrame:
    rows = {"id": ids, "name": name, "sectors": [mix] * len(ids), "function": None}
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs=crs)


def _points(plan: Plan, count: int, rng: np.random.Generator) -> list[shapely.Point]:
    """Return uniform random points in the city (EPSG:4549)."""
    west, south, east, north = plan.districts.city.bounds
    found: list[shapely.Point] = []
    while len(found) < count:
        at = shapely.points(rng.uniform([west, south], [east, north], (4 * count, 2)))
        found += list(at[shapely.contains(plan.districts.city, at)])
    return found[:count]
