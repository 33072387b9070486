"""Sites and their scores → one table to write: the columns of the exported scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.crs import to_metric, to_store
from layers.export_fields import KEPT
from layers.membership import Floats
from layers.mix import mix_text
from layers.model import Plan
from layers.outlines import POINT, areal, clipped_to
from layers.samples import samples

IN, NEAR, OUT = "带内", "辐射", "带外"
SITE = ("id", "name", "sectors", "function")


def scored(
    plan: Plan,
    sites: gpd.GeoDataFrame,
    results: Sequence[Mapping[str, Any]],
    *,
    rules: str,
    time: str,
    record: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Return one row a site (EPSG:4326): what `layers.export` writes as layer `scores`.

    Parameters
    ----------
    plan : the plan they were scored against.
    sites : id, name, sectors (a mix), function and any other attributes, any CRS.
    results : what `layers.score.score` returned for them, in the same order.
    rules, time : version of the rules and time of the evaluation, for the record.
    record : versions of `plan`, `data` and `tool`, for the record too.
    """
    rows = [_row(plan, result) for result in results]
    frame = pd.DataFrame(rows, index=sites.index).assign(**(record or {}))
    frame = frame.assign(
        id=sites["id"],
        name=sites["name"],
        sectors=[mix_text(mix) for mix in sites["sectors"]],
        function=sites.get("function"),
        relation=relations(plan, sites),
        rules=rules,
        time=time,
    )
    names, metres = nearest(plan, sites)
    frame = frame.assign(nearest=names, nearest_m=np.round(metres, 1))
    own = [c for c in sites.columns if c not in {*SITE, sites.geometry.name}]
    kept = sites[own].rename(columns={c: f"{KEPT}{c}" for c in own})
    geometry = to_store(sites).geometry.to_numpy()
    return gpd.GeoDataFrame(
        pd.concat([frame, pd.DataFrame(kept)], axis=1), geometry=geometry, crs="EPSG:4326"
    )


def relations(plan: Plan, sites: gpd.GeoDataFrame) -> list[str]:
    """Return 带内, 辐射 or 带外 for each site: that of the largest part of its area in the city.

    Of a site wholly outside the city all its area counts.
    """
    cell_m = plan.facts.assumptions["grid"]["cell_m"]
    shapes = areal(to_metric(sites).geometry.to_numpy())
    inside = clipped_to(shapes, plan.districts.city)
    outside = (shapely.get_type_id(shapes) != POINT) & (shapely.area(inside) == 0)
    at = samples(np.where(outside, shapes, inside), cell_m=cell_m)
    floor = plan.facts.assumptions["relation"]["influence_min"]
    core, reach = (np.zeros(len(at.xy), dtype=bool) for _ in range(2))
    for element in plan.elements:
        for part in element.parts:
            core |= part.distance_m(at.xy) <= part.w_m
            reach |= part.membership(at.xy) >= floor
    zones = (core, reach & ~core, ~(reach | core))
    shares = np.array([at.mean(np.asarray(zone, dtype=np.float64)) for zone in zones])
    return [(IN, NEAR, OUT)[k] for k in np.nan_to_num(shares).argmax(axis=0)]


def nearest(plan: Plan, sites: gpd.GeoDataFrame) -> tuple[list[str], Floats]:
    """Return the name of each site's nearest ring, axis or belt, and the metres to it."""
    shapes = to_metric(sites).geometry.to_numpy()
    point = shapely.get_type_id(shapes) == POINT
    metres = np.empty((len(plan.elements), len(shapes)))
    for row, element in zip(metres, plan.elements, strict=True):
        xy = shapely.get_coordinates(shapes[point])
        row[point] = np.min([p.distance_m(xy) for p in element.parts], axis=0)
        row[~point] = np.min([p.shape_distance_m(shapes[~point]) for p in element.parts], axis=0)
    first = metres.argmin(axis=0)
    names = [plan.elements[k].fact.name for k in first]
    return names, metres[first, np.arange(len(shapes))]


def _row(plan: Plan, result: Mapping[str, Any]) -> dict[str, object]:
    """Return the plain columns of one result."""
    district, best = result["district"], result["best_element"]
    return {
        "district": district,
        "district_name": plan.districts.name(district) if district else None,
        "score": _rounded(result["score"], 1),
        "grade": result["grade"],
        "low": _rounded(result["low"], 1),
        "high": _rounded(result["high"], 1),
        "coverage": _rounded(result["coverage"], 4),
        "best_element": _name(plan, best),
        **{c["id"]: _rounded(c["value"], 4) for c in result["criteria"]},
        "reason": "；".join(_reason(c) for c in result["criteria"] if c["state"] == "scored"),
        "flags": "；".join(result["flags"]) or None,
    }


def _reason(criterion: Mapping[str, Any]) -> str:
    return f"{criterion['id']} {criterion['value']:.2f}（{criterion['because']}）"


def _name(plan: Plan, element: str | None) -> str | None:
    """Return the name of an element or place, with its id."""
    known = {e.fact.id: e.fact.name for e in plan.elements} | {p.id: p.name for p in plan.places}
    return f"{known.get(element, element)}（{element}）" if element else None


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
