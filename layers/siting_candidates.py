"""Where a new cluster may go: grid points or given parcels, less what the rules leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.case import Bools
from layers.crs import METRIC, to_metric
from layers.errors import Fault, InputError
from layers.membership import Floats
from layers.model import Plan
from layers.samples import anchors

Geometries = npt.NDArray[np.object_]

CITY, WATER, EXCLUDED, WITHIN, NEAR, REACH = (
    f"rule-{name}" for name in ("city", "water", "exclude", "within", "existing", "reach")
)
TOUCH_M2 = 1.0  # an overlap smaller than this is a border drawn twice


Check = Callable[[], None]  # called between steps; raises where the work is no longer wanted


def no_check() -> None:
    """Go on."""


@dataclass(frozen=True)
class Rules:
    """What a choice of sites must keep to.

    Parameters
    ----------
    spacing_m : least metres between two picks, and (unless `near_existing`) from a pick to an
        existing cluster that carries any of the requested sectors.
    per_district : most picks in one district; existing clusters do not count.
    within : district codes; empty means all.
    exclude : polygons (any CRS) that no pick may overlap.
    """

    spacing_m: float
    per_district: int | None = None
    within: tuple[str, ...] = ()
    exclude: gpd.GeoDataFrame | None = None
    near_existing: bool = False


def grid(plan: Plan) -> gpd.GeoDataFrame:
    """Return the points of the candidate grid in the city (EPSG:4549): id, name, geometry.

    Points lie at multiples of `siting.candidate_m`; the id is `g` and east and north in metres.
    """
    step = float(plan.facts.assumptions["siting"]["candidate_m"])
    west, south, east, north = (int(b // step) for b in plan.districts.city.bounds)
    x, y = (
        a.ravel() * step
        for a in np.meshgrid(np.arange(west, east + 2), np.arange(south, north + 2))
    )
    inside = plan.districts.positions_at(np.column_stack([x, y])) >= 0
    ids = [f"g{e:.0f}-{n:.0f}" for e, n in zip(x[inside], y[inside], strict=True)]
    points = shapely.points(x[inside], y[inside])
    return gpd.GeoDataFrame({"id": ids, "name": ids}, geometry=points, crs=METRIC)


def candidates(
    plan: Plan,
    given: gpd.GeoDataFrame | None,
    rules: Rules,
    existing: Floats,
    check: Check = no_check,
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the candidates that every rule leaves (EPSG:4549), and how many each left out.

    Parameters
    ----------
    plan : districts, and the water that grid points are taken out of.
    given : id, name, geometry of the user's points or parcels (any CRS), or None for the grid;
        water is not taken out of them.
    rules : what to keep to.
    existing : anchors (n × 2, EPSG:4549) of existing clusters with a requested sector.
    check : called between the rules.

    Raises
    ------
    InputError
        E-SIT-01 names the rule that leaves no candidate.
    """
    pool = grid(plan) if given is None else to_metric(given).reset_index(drop=True)
    keep = np.ones(len(pool), dtype=bool)
    counts = {}
    for rule, allowed in _rules(plan, pool, rules, existing, water=given is None):
        check()
        left = keep & allowed
        if not left.any():
            raise InputError(Fault("E-SIT-01", {"rule": rule, "n": int(keep.sum())}))
        counts[rule] = int(keep.sum() - left.sum())
        keep = left
    return pool[keep].reset_index(drop=True), {rule: n for rule, n in counts.items() if n}


def _rules(
    plan: Plan, pool: gpd.GeoDataFrame, rules: Rules, existing: Floats, *, water: bool
) -> Iterator[tuple[str, Bools]]:
    """Yield each rule and which candidates it allows; the cheap ones first."""
    shapes = pool.geometry.to_numpy()
    district = plan.districts.main(plan.districts.shares(shapes))
    yield CITY, np.array([c is not None for c in district], dtype=bool)
    if rules.within:
        yield WITHIN, np.isin(district, rules.within)
    if water:
        yield WATER, ~_overlaps(plan.layers["water"], shapes)
    if rules.exclude is not None:
        yield EXCLUDED, ~_overlaps(rules.exclude, shapes)
    if len(existing) and not rules.near_existing and rules.spacing_m > 0:
        tree, points = shapely.STRtree(shapely.points(existing)), anchors(shapes)
        metres = tree.query_nearest(
            shapely.points(points), return_distance=True, all_matches=False
        )[1]
        yield NEAR, metres >= rules.spacing_m - 1e-6


def _overlaps(areas: gpd.GeoDataFrame, shapes: Geometries) -> Bools:
    """Return which points lie in an area, and which polygons share ground with one."""
    whole = shapely.union_all(to_metric(areas).geometry.to_numpy())
    shapely.prepare(whole)
    met = np.asarray(shapely.intersects(whole, shapes))
    polygon = met & (shapely.get_dimensions(shapes) == 2)
    met[polygon] = shapely.area(shapely.intersection(whole, shapes[polygon])) > TOUCH_M2
    return met
